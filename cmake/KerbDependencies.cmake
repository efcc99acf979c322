# kerb::base  header-only helpers that every target may use
# kerb::io    OpenCV and FFmpeg, for kerb_io only
# kerb::image_codecs  OpenCV's image files, for the module that kerb_io loads
add_library(kerb_base_deps INTERFACE)
add_library(kerb::base ALIAS kerb_base_deps)
# {fmt}: the headers that come with LibTorch, which precede Debian's older ones in the include path; core/base/fmt.cpp is
# their code.

find_path(KERB_EIGEN_INCLUDE Eigen/Core PATHS "${KERB_DEPS}/include/eigen3" /usr/include/eigen3 NO_DEFAULT_PATH)
find_path(KERB_HEADERS_INCLUDE nlohmann/json.hpp PATHS "${KERB_DEPS}/include" /usr/include NO_DEFAULT_PATH)
if(NOT KERB_EIGEN_INCLUDE OR NOT KERB_HEADERS_INCLUDE)
  message(FATAL_ERROR "Eigen or nlohmann-json not found. Run ./kerb.sh setup.")
endif()
target_include_directories(kerb_base_deps SYSTEM INTERFACE "${KERB_EIGEN_INCLUDE}")
if(NOT KERB_HEADERS_INCLUDE STREQUAL "/usr/include")
  target_include_directories(kerb_base_deps SYSTEM INTERFACE "${KERB_HEADERS_INCLUDE}")
endif()

if(KERB_IO)
  # Debian's libopencv-dev, which has the CMake package, pulls in VTK and Qt 5; the four modules that
  # Kerb uses come in packages of their own, without it.
  add_library(kerb_io_deps INTERFACE)
  add_library(kerb::io ALIAS kerb_io_deps)
  find_path(KERB_OPENCV_INCLUDE opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
  target_include_directories(kerb_io_deps SYSTEM INTERFACE "${KERB_OPENCV_INCLUDE}")
  foreach(_module core imgproc calib3d)
    find_library(KERB_OPENCV_${_module} opencv_${_module} REQUIRED)
    target_link_libraries(kerb_io_deps INTERFACE "${KERB_OPENCV_${_module}}")
  endforeach()
  add_library(kerb_image_codecs_deps INTERFACE)
  add_library(kerb::image_codecs ALIAS kerb_image_codecs_deps)
  find_library(KERB_OPENCV_imgcodecs opencv_imgcodecs REQUIRED)
  target_include_directories(kerb_image_codecs_deps SYSTEM INTERFACE "${KERB_OPENCV_INCLUDE}")
  target_link_libraries(kerb_image_codecs_deps INTERFACE "${KERB_OPENCV_core}" "${KERB_OPENCV_imgcodecs}")
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(KERB_FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale)
  target_link_libraries(kerb_io_deps INTERFACE PkgConfig::KERB_FFMPEG)
  find_package(ZLIB REQUIRED)  # Make3D's depths
  target_link_libraries(kerb_io_deps INTERFACE ZLIB::ZLIB)
endif()
