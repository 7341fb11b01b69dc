# Installs the core (base/ and routing/) for programs of others, and the command line.
#
#   cmake --install build --component routing    the core: CMake package, pkg-config, headers
#   cmake --install build --component program    coalmine
#   cmake --install build                        both
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# A folder of its own, because includes are written from the root of the source tree:
# "routing/router.hpp" must not become a folder of that name in everybody's include path.
set(header_dir ${CMAKE_INSTALL_INCLUDEDIR}/coalmine)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/coalmine)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

foreach(room base routing)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${room}/*.hpp)
  target_sources(coalmine_${room} PUBLIC
    FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${headers})
  set_target_properties(coalmine_${room} PROPERTIES EXPORT_NAME ${room})
  add_library(coalmine::${room} ALIAS coalmine_${room})
  install(TARGETS coalmine_${room} EXPORT coalmine
    ARCHIVE COMPONENT routing
    FILE_SET HEADERS DESTINATION ${header_dir} COMPONENT routing)
endforeach()
install(EXPORT coalmine NAMESPACE coalmine:: FILE coalmineTargets.cmake
  DESTINATION ${package_dir} COMPONENT routing)

configure_package_config_file(cmake/coalmineConfig.cmake.in coalmineConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a new minor version may change an interface (docs/LIBRARY.md, "Versions").
write_basic_package_version_file(coalmineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/coalmineConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/coalmineConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindRandom123.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindxxHash.cmake
  DESTINATION ${package_dir} COMPONENT routing)

# Paths in it are relative to the file, so that an installed tree may be moved.
file(RELATIVE_PATH prefix_of_pkgconfig /prefix/${pkgconfig_dir} /prefix)
configure_file(cmake/coalmine-routing.pc.in coalmine-routing.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/coalmine-routing.pc
  DESTINATION ${pkgconfig_dir} COMPONENT routing)

install(TARGETS coalmine COMPONENT program)

# What belongs to the program, made by the program: a manual page for each command, and completion
# for shells where each of them looks for it.
set(made_dir ${CMAKE_CURRENT_BINARY_DIR}/made)
add_custom_command(OUTPUT ${made_dir}/made
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${made_dir}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${made_dir}/man1
  COMMAND coalmine man --directory ${made_dir}/man1
  COMMAND coalmine completion bash > ${made_dir}/coalmine
  COMMAND coalmine completion zsh > ${made_dir}/_coalmine
  COMMAND coalmine completion fish > ${made_dir}/coalmine.fish
  COMMAND ${CMAKE_COMMAND} -E touch ${made_dir}/made
  DEPENDS coalmine
  COMMENT "Making manual pages and completion scripts"
  VERBATIM)
add_custom_target(coalmine_manual ALL DEPENDS ${made_dir}/made)
install(DIRECTORY ${made_dir}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT program)
install(FILES ${made_dir}/coalmine COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${made_dir}/_coalmine COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${made_dir}/coalmine.fish COMPONENT program
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
