# LibTorch as it is installed, made once in the build folder: build/PRESET/lib/kerb.
add_library(kerb-no-gpu SHARED no_gpu.cpp)
set_target_properties(kerb-no-gpu PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/kerb"
  LINK_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/no_gpu.map")
target_link_options(kerb-no-gpu PRIVATE "LINKER:--strip-all,--version-script=${CMAKE_CURRENT_LIST_DIR}/no_gpu.map")

find_package(Python3 COMPONENTS Interpreter REQUIRED)
get_target_property(_torch_cpu kerb_torch_cpu IMPORTED_LOCATION)
get_filename_component(_torch_lib "${_torch_cpu}" DIRECTORY)
set(_portable "${CMAKE_BINARY_DIR}/lib/kerb/libtorch_cpu.so")
add_custom_command(OUTPUT "${_portable}"
  COMMAND Python3::Interpreter "${CMAKE_CURRENT_LIST_DIR}/portable_torch.py" "${_torch_lib}" "${CMAKE_BINARY_DIR}/lib/kerb"
    "$<TARGET_FILE:kerb-no-gpu>"
  DEPENDS "${CMAKE_CURRENT_LIST_DIR}/portable_torch.py" "${_torch_cpu}"
  COMMENT "Copying LibTorch without symbols and without NVIDIA's libraries" VERBATIM)
add_custom_target(kerb_libtorch ALL DEPENDS "${_portable}" kerb-no-gpu)
# One folder deeper than usual: for libraries in lib/kerb cpack would call ldconfig, which has nothing to do there.
install(DIRECTORY "${CMAKE_BINARY_DIR}/lib/kerb/" DESTINATION lib/kerb/torch COMPONENT libtorch
  FILES_MATCHING PATTERN "*.so*")

# LibTorch's terms, where the wheel or the archive has them.
get_filename_component(_torch "${_torch_lib}/.." ABSOLUTE)
get_filename_component(_site "${_torch}" DIRECTORY)
file(GLOB _terms "${_torch}/LICENSE" "${_torch}/NOTICE" "${_site}/torch-2.11*.dist-info/licenses/*")
install(FILES ${_terms} DESTINATION share/doc/kerb/libtorch COMPONENT kerb)
