# Everything that runs on the machine itself: store, native doors, tests.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost ${PIN_BOOST_VERSION} REQUIRED)
function(vt_pkg name)
    pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${ARGN})
endfunction()
vt_pkg(SQLITE sqlite3)
vt_pkg(SODIUM libsodium)
vt_pkg(CRYPTO libcrypto)
vt_pkg(CURL libcurl)
vt_pkg(FMT fmt)
vt_pkg(ZLIB zlib)
vt_pkg(ZIP libzip)  # Only tests/package: what another reader makes of an archive.
vt_pkg(BROTLI libbrotlienc libbrotlidec)
vt_pkg(PANGO pangocairo pangoft2 fontconfig)
vt_pkg(SDL sdl2)
vt_pkg(GLES egl glesv2)

vt_library(vt_package FOLDER src/package
    LINKS vt_contract PkgConfig::ZLIB PkgConfig::CRYPTO)
vt_library(vt_service FOLDER src/service WITHOUT "src/service/main\\.cpp$"
    LINKS vt_contract vt_package Boost::headers PkgConfig::SQLITE PkgConfig::SODIUM PkgConfig::CRYPTO
          PkgConfig::CURL PkgConfig::FMT PkgConfig::ZLIB PkgConfig::BROTLI Threads::Threads)
vt_library(vt_cli FOLDER src/cli WITHOUT "src/cli/main\\.cpp$"
    LINKS vt_package PkgConfig::CURL Threads::Threads)
vt_library(vt_render_gpu FOLDER shell/render/gpu WITHOUT "/gpu_web\\.cpp$"
    LINKS vt_imgui PkgConfig::GLES)
vt_library(vt_shell_native FOLDER shell/native LINKS vt_console vt_render_cpu PkgConfig::PANGO)
vt_library(vt_shell_headless FOLDER shell/headless LINKS vt_shell_native)
vt_library(vt_shell_desktop FOLDER shell/desktop WITHOUT "/main\\.cpp$"
    LINKS vt_shell_native vt_render_gpu PkgConfig::SDL PkgConfig::CURL Threads::Threads)

file(GLOB store_main CONFIGURE_DEPENDS src/service/main.cpp)
vt_program(vitrine-store SOURCES ${store_main} LINKS vt_service)
file(GLOB cli_main CONFIGURE_DEPENDS src/cli/main.cpp)
vt_program(vitrine SOURCES ${cli_main} LINKS vt_cli)
include(GNUInstallDirs)
install(TARGETS vitrine RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES docs/vitrine.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
file(GLOB desktop_main CONFIGURE_DEPENDS shell/desktop/main.cpp)
vt_program(vitrine-console SOURCES ${desktop_main} LINKS vt_shell_desktop)
file(GLOB kiosk_sources CONFIGURE_DEPENDS shell/kiosk/*.cpp)
vt_program(vitrine-kiosk SOURCES ${kiosk_sources} LINKS vt_shell_desktop)
add_custom_target(programs DEPENDS vitrine vitrine-store vitrine-console vitrine-kiosk)  # and the benches

include(cmake/precompiled.cmake)
vt_precompile(contract vt_contract vt_client vt_console vt_package vt_cli vt_shell_native
              vt_shell_headless vt_shell_desktop)
vt_precompile(service vt_service vitrine-store)

include(cmake/tests.cmake)
