# Headers compiled once for many sources: reading them is more than half of the time of a build.
# Each source still includes what it uses; the web build has none of this and would fail where one
# of its own does not.
set(vt_contract_headers <algorithm> <array> <charconv> <chrono> <cstdint> <expected> <filesystem>
    <fstream> <functional> <map> <memory> <optional> <set> <span> <sstream> <string> <string_view>
    <unordered_map> <utility> <variant> <vector> <nlohmann/json.hpp>
    ${CMAKE_SOURCE_DIR}/src/contract/api.h)
set(vt_service_headers ${vt_contract_headers} ${CMAKE_SOURCE_DIR}/src/service/ports.h)

# vt_precompile(KIND TARGETS...): KIND is `contract` or `service`, after the widest headers that
# the targets may include.
function(vt_precompile kind)
    if(VT_WEB)
        return()
    endif()
    if(NOT TARGET vt_precompiled_${kind})
        set(empty ${CMAKE_BINARY_DIR}/generated/precompiled_${kind}.cpp)
        file(CONFIGURE OUTPUT ${empty} CONTENT "")
        add_library(vt_precompiled_${kind} OBJECT ${empty})
        target_include_directories(vt_precompiled_${kind} PRIVATE ${vt_roots})
        target_link_libraries(vt_precompiled_${kind} PRIVATE vt_flags)
        target_precompile_headers(vt_precompiled_${kind} PRIVATE ${vt_${kind}_headers})
    endif()
    foreach(target IN LISTS ARGN)
        target_precompile_headers(${target} REUSE_FROM vt_precompiled_${kind})
    endforeach()
endfunction()
