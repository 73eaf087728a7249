# How a folder becomes a library or a program. Our own code is compiled with warnings as errors.
add_library(vt_flags INTERFACE)
target_compile_options(vt_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow)
if(NOT VT_SANITIZED)  # Instrumented code makes compilers warn of what is not there.
    target_compile_options(vt_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports these falsely inside libstdc++ (std::string, std::expected, coroutine frames).
    target_compile_options(vt_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized
                           -Wno-array-bounds -Wno-stringop-overflow)
endif()
# No contraction to fused multiply-add: a picture is the same, byte for byte, on every machine.
add_compile_options(-ffp-contract=off)
if(NOT VT_WEB)  # All alike, because pango brings it along and precompiled headers must agree on it.
    add_compile_options(-pthread)
endif()

# In the browser's build bytes count: our own JSON value instead of nlohmann/json, the wall's boards
# left to the kiosk, and a call instead of a copy even where -Oz would copy (measured: 9 KB of
# brotli). Not for the rasteriser.
if(VT_WEB)
    add_compile_definitions(VT_SMALL_JSON VT_NO_BOARDS)
    set(rasteriser $<STREQUAL:$<TARGET_PROPERTY:NAME>,vt_render_cpu>)
    target_compile_options(vt_flags INTERFACE
        $<$<NOT:${rasteriser}>:SHELL:-mllvm -inline-threshold=-100>)
endif()

# Includes are written from these folders.
set(vt_roots ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)

# vt_library(NAME FOLDER folder [LINKS libraries...] [WITHOUT regex]): all .cpp below the folder.
# A folder that has none yet gives an empty interface, so that whatever links it still builds.
function(vt_library name)
    cmake_parse_arguments(arg "" "FOLDER;WITHOUT" "LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${arg_FOLDER}/*.cpp)
    if(arg_WITHOUT)
        list(FILTER sources EXCLUDE REGEX "${arg_WITHOUT}")
    endif()
    set(reach INTERFACE)
    if(sources)
        add_library(${name} STATIC ${sources})
        target_link_libraries(${name} PRIVATE vt_flags)
        set(reach PUBLIC)
    else()
        add_library(${name} INTERFACE)
    endif()
    target_include_directories(${name} ${reach} ${vt_roots})
    target_link_libraries(${name} ${reach} ${arg_LINKS})
endfunction()

# vt_program(NAME SOURCES files... [LINKS libraries...]): nothing when there are no sources yet.
function(vt_program name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
    if(NOT arg_SOURCES)
        return()
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_include_directories(${name} PRIVATE ${vt_roots})
    target_link_libraries(${name} PRIVATE vt_flags ${arg_LINKS})
endfunction()
