# Sources and assets made at build time from assets/, below the build folder.
set(VT_GENERATED ${CMAKE_BINARY_DIR}/generated)
set(VT_ASSETS ${CMAKE_BINARY_DIR}/assets)
set(asset_scripts ${CMAKE_SOURCE_DIR}/assets/build)
find_program(NODE node REQUIRED)
file(GLOB header_scripts CONFIGURE_DEPENDS ${asset_scripts}/*.mjs)

# vt_generate(HEADER SCRIPT INPUT): VT_GENERATED/HEADER = output of `node SCRIPT INPUT HEADER`.
function(vt_generate header script input)
    add_custom_command(OUTPUT ${VT_GENERATED}/${header}
        COMMAND ${NODE} ${asset_scripts}/${script} ${CMAKE_SOURCE_DIR}/assets/${input}
                ${VT_GENERATED}/${header}
        DEPENDS ${header_scripts} ${CMAKE_SOURCE_DIR}/assets/${input}
        COMMENT "Making ${header} from assets/${input}" VERBATIM)
endfunction()
vt_generate(theme_tokens.h theme_header.mjs theme.json)
vt_generate(words_en.h words_header.mjs words/en.json)
vt_generate(icon_shapes.h icons_header.mjs icons.json)

file(GLOB font_recipe CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/fonts/*)
add_custom_command(OUTPUT ${VT_ASSETS}/ui.fonts
    COMMAND /usr/bin/python3 ${asset_scripts}/ui_fonts.py ${CMAKE_SOURCE_DIR}/assets/fonts
            ${VT_ASSETS}/ui.fonts
    DEPENDS ${asset_scripts}/ui_fonts.py ${font_recipe}
    COMMENT "Subsetting the fonts of the interface" VERBATIM)

add_custom_target(vt_generated DEPENDS ${VT_GENERATED}/theme_tokens.h ${VT_GENERATED}/words_en.h
                  ${VT_GENERATED}/icon_shapes.h)
add_custom_target(vt_assets ALL DEPENDS ${VT_ASSETS}/ui.fonts)
