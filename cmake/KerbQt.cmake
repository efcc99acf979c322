# Qt for the window, and its tests. Without KERB_GUI nothing here is read.
if(NOT KERB_IO)
  message(FATAL_ERROR "The window shows image and video files: it needs KERB_IO. Configure with -DKERB_GUI=OFF to build without it.")
endif()
find_package(Qt6 6.4 QUIET COMPONENTS Widgets Svg DBus Test)
if(NOT Qt6_FOUND)
  message(FATAL_ERROR "Qt 6.4 or newer was not found (Debian: qt6-base-dev and qt6-svg-dev; ./kerb.sh setup installs them). "
    "Build without the window with the preset headless, or -DKERB_GUI=OFF.")
endif()

# kerb_qt  what everything that includes Qt is compiled with
add_library(kerb_qt INTERFACE)
target_link_libraries(kerb_qt INTERFACE Qt6::Widgets Qt6::Svg Qt6::DBus)
# LibTorch has members called `slots`. Text that a user sees comes from tr(), other text is marked: no silent casts.
target_compile_definitions(kerb_qt INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_FOREACH)
# In a batch g++ 12 inlines further and takes a std::variant that holds a value for one that may hold an error (GCC bug
# 105562); builds without batches keep the warning.
if(KERB_UNITY)
  target_compile_options(kerb_qt INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
endif()

# What moc reads does not depend on the libraries that are linked.
set(CMAKE_AUTOGEN_ORIGIN_DEPENDS OFF)

find_program(KERB_XVFB_RUN xvfb-run)

set(_kerb_test_environment "OMP_WAIT_POLICY=passive")
if(KERB_SANITIZE MATCHES "thread")
  list(APPEND _kerb_test_environment "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/sanitizers/thread.supp")
endif()

# kerb_qt_test(name SOURCES a.cpp ... LIBRARIES ...)  one Qt Test program; runs offscreen, and on an X server where
# xvfb-run is installed. A logged warning fails it (tests/widgets/qt_test.h).
function(kerb_qt_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} kerb_qt Qt6::Test)
  target_compile_definitions(${name} PRIVATE KERB_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    KERB_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  kerb_precompile(${name} kerb_core)
  # Without the crash handler there is no watchdog thread, in which the thread sanitizer sees races of Qt's own.
  add_test(NAME ${name}.offscreen COMMAND ${name} -nocrashhandler)
  set_tests_properties(${name}.offscreen PROPERTIES TIMEOUT 300
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=passive;LC_ALL=C.UTF-8;LANGUAGE=")
  if(KERB_XVFB_RUN)
    add_test(NAME ${name}.x11 COMMAND ${KERB_XVFB_RUN} -a -s "-screen 0 1600x1000x24" $<TARGET_FILE:${name}> -nocrashhandler)
    set_tests_properties(${name}.x11 PROPERTIES TIMEOUT 300
      ENVIRONMENT "QT_QPA_PLATFORM=xcb;OMP_WAIT_POLICY=passive;LC_ALL=C.UTF-8;LANGUAGE=")
  endif()
endfunction()
