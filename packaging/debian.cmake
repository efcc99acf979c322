# `cpack` in the build folder, or ./kerb.sh package: kerb_VERSION_amd64.deb.
install(FILES debian/lintian-overrides DESTINATION share/lintian/overrides RENAME kerb COMPONENT debian
  EXCLUDE_FROM_ALL)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kerb)
set(CPACK_PACKAGE_VENDOR "Kerb")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/package")
set(CPACK_COMPONENTS_ALL kerb libtorch debian)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${KERB_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "depth and semantics of driving video")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"A workbench for depth and semantics of driving video: a video or a data set
in; depth, classes and a 3D point cloud out. It plays and exports videos, image
folders and the usual data sets, trains models, judges them by ground truth,
and renders a street of its own with exact ground truth.

It computes on the processor, by LibTorch, which comes with the package.")
# Libraries by what the programs are linked with; below, what Qt loads only where it is there.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_BINARY_DIR}/lib/kerb")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libgl1-mesa-dri, fonts-dejavu-core, qt6-translations-l10n, qt6-wayland")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "fonts-noto-cjk")
include(CPack)
