# Versions from emsdk.cfg, and the fetched sources.
include(${CMAKE_CURRENT_LIST_DIR}/pins_read.cmake)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/emsdk.cfg)
set(VT_IMGUI "${VT_CACHE}/imgui-${PIN_IMGUI_VERSION}")
if(NOT EXISTS "${VT_IMGUI}/complete")
    message(FATAL_ERROR "Dear ImGui ${PIN_IMGUI_VERSION} is not in ${VT_CACHE}: run ./dev setup")
endif()
