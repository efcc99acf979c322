# Precompiled headers: LibTorch's cost more than half of a cold build. A precompiled header belongs to one target whose
# flags the others share; it is built once and reused.
if(KERB_PCH AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(KERB_PCH OFF)
endif()

# kerb_precompile(kerb_core)             builds cmake/precompiled/kerb_core.h for this target
# kerb_precompile(kerb_io kerb_core)     reuses what was built for kerb_core
function(kerb_precompile target)
  if(NOT KERB_PCH)
    return()
  endif()
  if(ARGC GREATER 1)
    target_precompile_headers(${target} REUSE_FROM ${ARGV1})
  else()
    target_precompile_headers(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CXX>:${PROJECT_SOURCE_DIR}/cmake/precompiled/${target}.h>")
  endif()
  # ccache needs to see which precompiled header a file was compiled with.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endfunction()
