# The Debian packages banso-server and banso, made by cpack from what is built: ./dev package.
# Release is the build type that is meant for them. They install into /usr and /etc, whatever
# CMAKE_INSTALL_PREFIX says, so there is no `cmake --install` beside them.
set(BANSO_PACKAGE_CONTACT "Banso maintainers <banso@localhost>" CACHE STRING
    "Who answers for the Debian packages: a name and <mail address>")
set(folder ${PROJECT_SOURCE_DIR}/cmake/package)
find_program(GZIP gzip)

configure_file(${folder}/changelog.in ${CMAKE_CURRENT_BINARY_DIR}/package/changelog @ONLY)
if(GZIP)
  execute_process(COMMAND ${GZIP} -9nkf ${CMAKE_CURRENT_BINARY_DIR}/package/changelog)
endif()

install(TARGETS banso-server RUNTIME DESTINATION usr/bin COMPONENT server)
install(PROGRAMS ${folder}/banso-admin DESTINATION usr/sbin COMPONENT server)
install(FILES ${folder}/banso-server.service DESTINATION usr/lib/systemd/system COMPONENT server)
install(DIRECTORY DESTINATION etc/banso COMPONENT server
        DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE)
install(FILES ${folder}/server.toml DESTINATION etc/banso COMPONENT server
        PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
install(FILES ${PROJECT_SOURCE_DIR}/docs/architecture.md ${PROJECT_SOURCE_DIR}/docs/backup.md
              ${PROJECT_SOURCE_DIR}/docs/installing.md ${PROJECT_SOURCE_DIR}/docs/operations.md
              ${PROJECT_SOURCE_DIR}/docs/privacy.md
        DESTINATION usr/share/doc/banso-server COMPONENT server)
install(TARGETS banso RUNTIME DESTINATION usr/bin COMPONENT client)
foreach(package banso-server:server banso:client)
  string(REPLACE ":" ";" pair ${package})
  list(GET pair 0 name)
  list(GET pair 1 component)
  install(FILES ${folder}/copyright ${CMAKE_CURRENT_BINARY_DIR}/package/changelog.gz
          DESTINATION usr/share/doc/${name} COMPONENT ${component})
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME banso)
set(CPACK_PACKAGE_CONTACT "${BANSO_PACKAGE_CONTACT}")
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
    GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL server client)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME banso-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
# tzdata is read at run time; setpriv is in util-linux, which is essential.
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "adduser, tzdata")
set(CPACK_DEBIAN_SERVER_PACKAGE_SUGGESTS "banso, postgresql")
set(CPACK_COMPONENT_SERVER_DESCRIPTION
    "matching and casework server of a refugee career programme
A gRPC server that matches candidates with internships and advisors, keeps
their cases in SQLite or PostgreSQL, and seals what is private.")
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
    "${folder}/postinst;${folder}/prerm;${folder}/postrm;${folder}/conffiles")
set(CPACK_DEBIAN_CLIENT_PACKAGE_NAME banso)
set(CPACK_DEBIAN_CLIENT_PACKAGE_SECTION net)
set(CPACK_COMPONENT_CLIENT_DESCRIPTION
    "command line of the Banso server
Ranks, explains, books and reports for coordinators of a refugee career
programme, in Japanese, easy Japanese and English.")
include(CPack)
