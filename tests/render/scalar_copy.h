// The CPU renderer compiled a second time without vectors, to compare with.
#pragma once

#include "imgui.h"

#include <cstdint>
#include <vector>

std::vector<std::uint32_t> scalar_pixels(const ImDrawData& data, int width_px, int height_px,
                                         ImU32 background);
