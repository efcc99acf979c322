# kerb::torch without find_package(Torch), which demands the CUDA toolkit even for a CPU build.
# KERB_TORCH_ROOT names an existing LibTorch (or site-packages/torch); else the wheel that kerb.sh unpacked.
set(KERB_TORCH_ROOT "" CACHE PATH "an existing LibTorch 2.11, or site-packages/torch of the PyPI wheel")
if(KERB_TORCH_ROOT)
  set(_torch "${KERB_TORCH_ROOT}")
else()
  set(_torch "${KERB_DEPS}/site/torch")
endif()
if(NOT EXISTS "${_torch}/lib/libtorch_cpu.so")
  message(FATAL_ERROR "No LibTorch in '${_torch}'. Run ./kerb.sh setup, or name one with -DKERB_TORCH_ROOT=DIR.")
endif()
file(STRINGS "${_torch}/include/torch/headeronly/version.h" _version REGEX "define TORCH_VERSION_(MAJOR|MINOR) ")
string(REGEX REPLACE "[^0-9;]" "" _version "${_version}")
list(JOIN _version "." KERB_TORCH_VERSION)
if(NOT KERB_TORCH_VERSION VERSION_EQUAL 2.11)
  message(FATAL_ERROR "LibTorch 2.11 is needed; '${_torch}' is ${KERB_TORCH_VERSION}.")
endif()

function(_kerb_torch_library name)
  add_library(kerb_${name} SHARED IMPORTED GLOBAL)
  set_target_properties(kerb_${name} PROPERTIES
    IMPORTED_LOCATION "${_torch}/lib/lib${name}.so" IMPORTED_SONAME "lib${name}.so")
endfunction()

find_package(Threads REQUIRED)
add_library(kerb_torch INTERFACE)
add_library(kerb::torch ALIAS kerb_torch)
target_include_directories(kerb_torch SYSTEM INTERFACE
  "${_torch}/include" "${_torch}/include/torch/csrc/api/include")
target_compile_definitions(kerb_torch INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
_kerb_torch_library(c10)
_kerb_torch_library(torch_cpu)
target_link_libraries(kerb_torch INTERFACE kerb_torch_cpu kerb_c10 Threads::Threads)
if(KERB_CUDA)
  find_package(CUDAToolkit 13.0 REQUIRED)
  _kerb_torch_library(c10_cuda)
  _kerb_torch_library(torch_cuda)
  # --no-as-needed: the CUDA kernels register themselves when libtorch_cuda.so is loaded.
  target_link_libraries(kerb_torch INTERFACE
    "-Wl,--push-state,--no-as-needed" kerb_torch_cuda "-Wl,--pop-state" kerb_c10_cuda CUDA::cudart)
  target_compile_definitions(kerb_torch INTERFACE KERB_WITH_CUDA=1)
  target_compile_options(kerb_torch INTERFACE
    "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr;--expt-extended-lambda>")
endif()
# The same folders as in the RPATH of libtorch_*.so.
get_filename_component(_site "${_torch}" DIRECTORY)
foreach(_dir cu13 cudnn nccl cusparselt nvshmem cufile)
  if(IS_DIRECTORY "${_site}/nvidia/${_dir}/lib")
    target_link_options(kerb_torch INTERFACE "LINKER:-rpath-link,${_site}/nvidia/${_dir}/lib")
  endif()
endforeach()
