# VTK for the point cloud. Its CMake package looks for the C compiler's threads and MPI, which needs the language C.
enable_language(C)
find_package(VTK 9.1 QUIET COMPONENTS CommonCore CommonDataModel CommonMath RenderingCore RenderingOpenGL2)
if(NOT VTK_FOUND)
  message(FATAL_ERROR "VTK 9.1 or newer was not found (Debian: libvtk9-dev; ./kerb.sh setup installs it). "
    "Build without the window with the preset headless, or -DKERB_GUI=OFF.")
endif()

# kerb_vtk  what everything that includes VTK is compiled with; warnings in its headers are not ours
add_library(kerb_vtk INTERFACE)
target_link_libraries(kerb_vtk INTERFACE ${VTK_LIBRARIES})
