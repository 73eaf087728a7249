# Sources and assets made at build time from assets/, below the build folder.
set(VT_GENERATED ${CMAKE_BINARY_DIR}/generated)
set(VT_ASSETS ${CMAKE_BINARY_DIR}/assets)
set(asset_scripts ${CMAKE_SOURCE_DIR}/assets/build)
find_program(NODE node REQUIRED)
file(GLOB header_scripts CONFIGURE_DEPENDS ${asset_scripts}/*.mjs)

# vt_slim_imgui(VARIABLE): the folder of Dear ImGui's sources without what the console never uses.
function(vt_slim_imgui variable)
    set(script ${asset_scripts}/slim_imgui.mjs)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
    execute_process(COMMAND ${NODE} ${script} ${VT_IMGUI} ${VT_GENERATED}/imgui
                    COMMAND_ERROR_IS_FATAL ANY)
    set(${variable} ${VT_GENERATED}/imgui PARENT_SCOPE)
endfunction()

# vt_generate(HEADER SCRIPT INPUT [WITHOUT groups...] [READS folders...]): VT_GENERATED/HEADER =
# output of `node SCRIPT INPUT HEADER groups... folders...`, made again when a source in one of the
# folders changes.
function(vt_generate header script input)
    cmake_parse_arguments(arg "" "" "WITHOUT;READS" ${ARGN})
    foreach(folder IN LISTS arg_READS)
        file(GLOB_RECURSE found CONFIGURE_DEPENDS ${folder}/*.h ${folder}/*.cpp)
        list(APPEND read ${found})
    endforeach()
    add_custom_command(OUTPUT ${VT_GENERATED}/${header}
        COMMAND ${NODE} ${asset_scripts}/${script} ${CMAKE_SOURCE_DIR}/assets/${input}
                ${VT_GENERATED}/${header} ${arg_WITHOUT} ${arg_READS}
        DEPENDS ${header_scripts} ${CMAKE_SOURCE_DIR}/assets/${input} ${read}
        COMMENT "Making ${header} from assets/${input}" VERBATIM)
endfunction()
vt_generate(theme_tokens.h theme_header.mjs theme.json)
set(unsaid sign_in)  # Put into the sign-in page by site.mjs.
if(VT_WEB)
    list(APPEND unsaid board)
endif()
vt_generate(words_keys.h words_header.mjs words/en.json WITHOUT ${unsaid})
vt_generate(words_en.h words_header.mjs words/en.json WITHOUT ${unsaid})
set(icon_users ${CMAKE_SOURCE_DIR}/src/console)
if(NOT VT_WEB)
    list(APPEND icon_users ${CMAKE_SOURCE_DIR}/tests)
endif()
vt_generate(icon_shapes.h icons_header.mjs icons.json READS ${icon_users})

file(GLOB font_recipe CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/fonts/*)
add_custom_command(OUTPUT ${VT_ASSETS}/ui.fonts
    COMMAND /usr/bin/python3 ${asset_scripts}/ui_fonts.py ${CMAKE_SOURCE_DIR}/assets/fonts
            ${VT_ASSETS}/ui.fonts
    DEPENDS ${asset_scripts}/ui_fonts.py ${font_recipe}
    COMMENT "Subsetting the fonts of the interface" VERBATIM)

add_custom_target(vt_generated DEPENDS ${VT_GENERATED}/theme_tokens.h ${VT_GENERATED}/words_keys.h
                  ${VT_GENERATED}/words_en.h ${VT_GENERATED}/icon_shapes.h)
add_custom_target(vt_assets ALL DEPENDS ${VT_ASSETS}/ui.fonts)
