# One doctest program per folder of tests/, named test_FOLDER; what it links is decided here.
set(VT_TEST_LIBRARIES vt_service)
set(VT_TEST_LIBRARIES_rules vt_contract)
set(VT_TEST_LIBRARIES_contract vt_contract)
set(VT_TEST_LIBRARIES_package vt_package PkgConfig::ZIP)  # libzip: a second opinion
set(VT_TEST_LIBRARIES_render vt_render_cpu vt_render_gpu)
set(VT_TEST_LIBRARIES_console vt_shell_headless)
set(VT_TEST_ALSO_http ${CMAKE_SOURCE_DIR}/tests/conformance/small_disk.cpp)  # A full disk.
set(VT_TEST_LIBRARIES_journeys vt_service vt_shell_headless)
set(VT_TEST_LIBRARIES_cli vt_cli)  # and the programs: it is what their users see of them
set(VT_TEST_LIBRARIES_desktop vt_service vt_shell_desktop)

add_library(vt_test_flags INTERFACE)
target_compile_definitions(vt_test_flags INTERFACE VT_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    VT_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared" VT_BINARY_DIR="${CMAKE_BINARY_DIR}")
target_include_directories(vt_test_flags SYSTEM INTERFACE /usr/include/doctest)
file(WRITE ${VT_GENERATED}/doctest_main.cpp.in
     "#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include <doctest/doctest.h>\n")
configure_file(${VT_GENERATED}/doctest_main.cpp.in ${VT_GENERATED}/doctest_main.cpp COPYONLY)
add_library(vt_doctest STATIC ${VT_GENERATED}/doctest_main.cpp)

file(GLOB test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/tests/*)
add_custom_target(suites)      # Every test program, for builds that need nothing else.
foreach(folder IN LISTS test_folders)
    get_filename_component(name ${folder} NAME)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    if(NOT sources OR name MATCHES "^(house|bench|fuzz|browser|golden)$")
        continue()
    endif()
    if(VT_SANITIZED AND name STREQUAL "desktop")  # It photographs whole programs with GL drivers.
        continue()
    endif()
    if(name STREQUAL "cli")  # It starts the store as the tests of HTTP do.
        list(APPEND sources ${CMAKE_SOURCE_DIR}/tests/http/store_process.cpp)
    endif()
    set(links ${VT_TEST_LIBRARIES})
    if(DEFINED VT_TEST_LIBRARIES_${name})
        set(links ${VT_TEST_LIBRARIES_${name}})
    endif()
    if(NOT EXISTS ${folder}/main.cpp)   # A folder with a main.cpp starts doctest itself.
        list(APPEND links vt_doctest)
    endif()
    vt_program(test_${name} SOURCES ${sources} ${VT_TEST_ALSO_${name}} LINKS ${links} vt_test_flags)
    add_dependencies(test_${name} vt_assets)
    if(name STREQUAL "cli")
        add_dependencies(test_cli vitrine vitrine-store)
    endif()
    if(name STREQUAL "http")   # It starts the store as a process, and kills it.
        add_dependencies(test_http vitrine-store)
    endif()
    add_dependencies(suites test_${name})
    if("vt_service" IN_LIST links)
        vt_precompile(service test_${name})
    else()
        vt_precompile(contract test_${name})
    endif()
endforeach()

# Programs of one file: tests/house (a lint of our own source), tests/bench, tests/fuzz (target
# `fuzzers`).
add_custom_target(fuzzers)
set(VT_LIBRARIES_fuzz_package vt_package)
set(VT_LIBRARIES_fuzz_image vt_package)
set(VT_LIBRARIES_fuzz_json_codec vt_contract)
set(VT_LIBRARIES_fuzz_settings vt_base PkgConfig::FMT)
set(VT_LIBRARIES_fuzz_words vt_contract PkgConfig::ZLIB)
set(VT_ALSO_fuzz_settings commands/settings.cpp)  # Some files instead of the whole service.
set(VT_ALSO_fuzz_words cursor.cpp http/negotiate.cpp http/unpack.cpp
    import/csv.cpp import/fields.cpp language_of.cpp search_folds.cpp search_terms.cpp)
foreach(name settings words)
    list(TRANSFORM VT_ALSO_fuzz_${name} PREPEND ${CMAKE_SOURCE_DIR}/src/service/)
endforeach()
set(VT_ALSO_bench_load_bench ${CMAKE_SOURCE_DIR}/tests/http/crowd.cpp)
set(VT_LIBRARIES_bench_reads_bench vt_service)
function(vt_single_programs folder)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*.cpp)
    foreach(source IN LISTS sources)
        get_filename_component(name ${source} NAME_WE)
        set(links ${ARGN})
        if(DEFINED VT_LIBRARIES_${folder}_${name})
            set(links ${VT_LIBRARIES_${folder}_${name}})
        endif()
        vt_program(${folder}_${name} SOURCES ${source} ${VT_ALSO_${folder}_${name}}
                   LINKS ${links} vt_test_flags)
        if(folder STREQUAL "fuzz")
            add_dependencies(fuzzers ${folder}_${name})
        else()
            add_dependencies(programs ${folder}_${name})
        endif()
    endforeach()
endfunction()
file(GLOB house_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/house/*.cpp)
vt_program(test_house SOURCES ${house_sources} LINKS vt_test_flags)
if(VT_FUZZ)
    link_libraries(-fsanitize=fuzzer)
    vt_single_programs(fuzz vt_service)
elseif(NOT VT_SANITIZED)
    vt_single_programs(bench vt_service vt_shell_headless)
endif()
