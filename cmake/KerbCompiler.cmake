# Compiler launcher, warnings, sanitizers: what every target of Kerb is compiled with.
find_program(KERB_CCACHE ccache)
if(KERB_CCACHE)
  set(_launcher "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${KERB_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${_launcher}" CACHE STRING "")
  set(CMAKE_CUDA_COMPILER_LAUNCHER "${_launcher}" CACHE STRING "")
endif()

add_library(kerb_options INTERFACE)
target_compile_options(kerb_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wnon-virtual-dtor;-Wno-psabi>
  # g++ 12 warns of overlapping copies inside std::string where there are none (GCC bug 105651).
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:${KERB_WERROR}>>:-Werror>)
# One setting for libraries and programs (not -fPIE here and -fPIC there), so that they can share precompiled headers.
target_compile_options(kerb_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fPIC>
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-fPIC>)
# The files of a target are compiled in batches, which read LibTorch's and Qt's headers once: a whole build takes a
# third of the time. Working on Kerb, switch it off (the preset dev does): one changed file is then compiled alone.
if(KERB_UNITY)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
  # In a batch every file looks like a header to this warning; builds without batches keep it.
  target_compile_options(kerb_options INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-subobject-linkage>)
endif()

# kerb_compile_alone(kerb_core a.cpp b.cpp)  not in a batch: a file with macros or an instruction set of its own, one whose
# loops are to be compiled the same whatever its neighbours are, or one with local names that a neighbour has, too
function(kerb_compile_alone target)
  set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# Messages name files from the root of the project: no program carries the path of the machine that built it.
foreach(_folder IN ITEMS "${PROJECT_SOURCE_DIR}" "${KERB_DEPS}" "${PROJECT_BINARY_DIR}")
  target_compile_options(kerb_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fmacro-prefix-map=${_folder}/=>)
endforeach()
target_include_directories(kerb_options INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")

# at::parallel_for runs in one thread in code that was compiled without OpenMP. Only LibTorch's copy of the library is
# linked (KerbTorch.cmake): two in one process would be two thread pools. Under the thread sanitizer GNU OpenMP reports
# false races, so that preset stays serial; the fuzzers' clang has no OpenMP.
if(NOT KERB_SANITIZE MATCHES "thread" AND NOT KERB_FUZZ)
  set(KERB_OPENMP ON)
  target_compile_options(kerb_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp>)
endif()
if(KERB_SANITIZE)
  target_compile_options(kerb_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${KERB_SANITIZE};-fno-omit-frame-pointer;-fno-sanitize-recover=undefined>)
  target_link_options(kerb_options INTERFACE "-fsanitize=${KERB_SANITIZE}")
endif()

if(KERB_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "KERB_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++-19")
  endif()
  target_compile_options(kerb_options INTERFACE
    # LibTorch is built by g++, which mangles constrained templates as clang did until 17.
    -fclang-abi-compat=17
    -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(kerb_options INTERFACE -fsanitize=address,undefined)
endif()

if(KERB_CUDA)
  if(NOT CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80 90)
  endif()
  enable_language(CUDA)
  set(CMAKE_CUDA_STANDARD 17)  # CMake 3.25 knows no CUDA20 for nvcc
endif()
