#include "shell/render/scissor.h"

#include <algorithm>

namespace vitrine::render {
namespace {

constexpr float far_px = 1.0e6f;  // beyond any picture, and safe to turn into an int

bool is_near(float value) { return value > -far_px && value < far_px; }  // false for NaN

float clamped(float value) { return std::min(std::max(value, -far_px), far_px); }

}  // namespace

PixelRect scissor_of(const ImDrawCmd& command, const ImDrawData& picture, int width_px,
                     int height_px) {
    const ImVec2 origin = picture.DisplayPos, scale = picture.FramebufferScale;
    const ImVec4& clip = command.ClipRect;
    if (clip.x != clip.x || clip.y != clip.y || clip.z != clip.z || clip.w != clip.w) return {};
    const float x0 = clamped((clip.x - origin.x) * scale.x);
    const float y0 = clamped((clip.y - origin.y) * scale.y);
    const float x1 = clamped((clip.z - origin.x) * scale.x);
    const float y1 = clamped((clip.w - origin.y) * scale.y);
    if (!is_near(x1 - x0) || !is_near(y1 - y0) || x1 <= x0 || y1 <= y0) return {};
    const int left = static_cast<int>(x0), right = left + static_cast<int>(x1 - x0);
    const int bottom = height_px - static_cast<int>(static_cast<float>(height_px) - y1);
    const int top = bottom - static_cast<int>(y1 - y0);
    PixelRect cut{std::max(left, 0), std::max(top, 0), 0, 0};
    cut.width = std::max(std::min(right, width_px) - cut.x, 0);
    cut.height = std::max(std::min(bottom, height_px) - cut.y, 0);
    return cut;
}

}  // namespace vitrine::render
