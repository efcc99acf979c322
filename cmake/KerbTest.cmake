# kerb_test(name [WHOLE] LIBRARIES kerb_core ... SOURCES a.cpp b.cpp)  one GoogleTest executable, one CTest entry
# per test; with WHOLE one in all, for tests of milliseconds: loading LibTorch takes each process longer. Real data and golden numbers are found through KERB_REAL_DATA and KERB_GOLDEN, else beside the
# checkout; a test that needs what is absent skips and says what was missing.
find_package(GTest REQUIRED)
include(GoogleTest)

# Tests wait for what they test, not for themselves: less optimised, they compile in two thirds of the time.
set(KERB_TEST_OPTIONS $<$<COMPILE_LANGUAGE:CXX>:-O1>)

# Owns the precompiled header of the tests.
add_library(kerb_test_headers STATIC "${CMAKE_CURRENT_LIST_DIR}/precompiled/kerb_test_headers.cpp")
target_link_libraries(kerb_test_headers PUBLIC kerb_core GTest::gmock GTest::gtest)
target_compile_options(kerb_test_headers PRIVATE ${KERB_TEST_OPTIONS})
kerb_precompile(kerb_test_headers)

function(kerb_test name)
  cmake_parse_arguments(ARG "WHOLE" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${KERB_TEST_OPTIONS})
  kerb_precompile(${name} kerb_test_headers)
  target_compile_definitions(${name} PRIVATE
    KERB_SOURCE_DIR="${PROJECT_SOURCE_DIR}" KERB_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
    KERB_SITE_DIR="${KERB_DEPS}/site")
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 900 ENVIRONMENT "OMP_WAIT_POLICY=passive")
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 300 ENVIRONMENT "OMP_WAIT_POLICY=passive")
  endif()
endfunction()
