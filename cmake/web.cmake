# vitrine.wasm: the console and its browser door. It imports functions of the module "vt" and
# nothing of Emscripten's JavaScript; our own modules in web/ instantiate it.

file(GLOB browser_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shell/browser/*.cpp)
file(GLOB gpu_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shell/render/gpu/gpu_web.cpp)
if(browser_sources)
    list(APPEND browser_sources ${gpu_sources})
endif()
vt_program(vitrine SOURCES ${browser_sources} LINKS vt_console vt_render_cpu)
if(TARGET vitrine)
    target_link_options(vitrine PRIVATE --no-entry -sSTANDALONE_WASM -sFILESYSTEM=0
        -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH -sSTACK_SIZE=524288 -sINITIAL_MEMORY=16777216
        -sSUPPORT_LONGJMP=0 -Wl,-mllvm,-inline-threshold=-100)
    include(cmake/site.cmake)
endif()
