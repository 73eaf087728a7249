# vitrine.wasm: the console and its browser door. It imports functions of the module "vt" and
# nothing of Emscripten's JavaScript; our own modules in web/ instantiate it.

file(GLOB browser_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shell/browser/*.cpp)
file(GLOB gpu_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shell/render/gpu/gpu_web.cpp)
if(browser_sources)
    list(APPEND browser_sources ${gpu_sources})
endif()
# The same with the functions' names in it, for tests/bench/wasm_parts.mjs; only when asked for.
foreach(program vitrine vitrine_named)
    vt_program(${program} SOURCES ${browser_sources} LINKS vt_console vt_render_cpu)
    if(TARGET ${program})
        target_link_options(${program} PRIVATE --no-entry -sSTANDALONE_WASM -sFILESYSTEM=0
            -sMALLOC=emmalloc -sALLOW_MEMORY_GROWTH -sSTACK_SIZE=524288 -sINITIAL_MEMORY=16777216
            -sSUPPORT_LONGJMP=0 -Wl,-mllvm,-inline-threshold=-100)
    endif()
endforeach()
if(TARGET vitrine)
    set_target_properties(vitrine_named PROPERTIES EXCLUDE_FROM_ALL ON)
    target_link_options(vitrine_named PRIVATE --profiling-funcs)
    # Binaryen once more: emcc optimizes once and leaves the order of a stack machine out (measured:
    # 1 KB of brotli).
    find_program(WASM_OPT wasm-opt REQUIRED
        HINTS ${wasm_bin}/../binaryen/bin ${wasm_bin}/../bin)
    add_custom_command(TARGET vitrine POST_BUILD VERBATIM
        COMMAND ${WASM_OPT} -Oz --low-memory-unused --zero-filled-memory
                --pass-arg=directize-initial-contents-immutable --enable-bulk-memory
                --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int
                --enable-reference-types --enable-sign-ext --enable-simd
                $<TARGET_FILE:vitrine> -o $<TARGET_FILE:vitrine>)
    include(cmake/site.cmake)
endif()
