# The folder that the store serves: pages, bundled scripts, wasm and fonts, with hashed names, also
# as .br and .gz.
file(GLOB_RECURSE web_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*)
file(GLOB site_scripts CONFIGURE_DEPENDS ${asset_scripts}/*.mjs)
set(esbuild ${VT_CACHE}/node_modules/@esbuild/linux-x64/bin/esbuild)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/sizes.json
    COMMAND ${NODE} ${asset_scripts}/site.mjs ${CMAKE_SOURCE_DIR}/web $<TARGET_FILE:vitrine>
            ${VT_ASSETS}/ui.fonts ${esbuild} ${CMAKE_BINARY_DIR}/site
    DEPENDS vitrine ${VT_ASSETS}/ui.fonts ${web_files} ${site_scripts}
            ${CMAKE_SOURCE_DIR}/assets/theme.json ${CMAKE_SOURCE_DIR}/assets/words/en.json
    COMMENT "Packing the site" VERBATIM)
add_custom_target(site ALL DEPENDS ${CMAKE_BINARY_DIR}/sizes.json)
