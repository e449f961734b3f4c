# `cmake --install` puts the library where find_package(reel CONFIG) and `pkg-config reel` find it. Two components:
# `development` (library, headers, package files) and `programs`.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/reel)
install(TARGETS reel EXPORT reel-targets COMPONENT development FILE_SET HEADERS COMPONENT development)
install(EXPORT reel-targets NAMESPACE reel:: DESTINATION ${package_dir} COMPONENT development)

configure_package_config_file(cmake/reel-config.cmake.in reel-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(reel-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/reel-config.cmake ${PROJECT_BINARY_DIR}/reel-config-version.cmake
    DESTINATION ${package_dir} COMPONENT development)

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/reel
    COMPONENT development)

# The prefix is written relative to the file itself: an installed tree may be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/reel.pc.in reel.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/reel.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
