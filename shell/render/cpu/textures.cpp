#include "shell/render/cpu/textures.h"

#include <cstring>

namespace vitrine::render {
namespace {

constexpr int cell_shift = 5;

int cells(int texels) { return (texels + (1 << cell_shift) - 1) >> cell_shift; }

// Into 0..most; NaN becomes 0.
float within(float value, int most) {
    const float end = static_cast<float>(most);
    return value > 0 ? (value < end ? value : end) : 0;
}

int cell_of(float texel, int size) {
    return static_cast<int>(within(texel, size - 1)) >> cell_shift;
}

}  // namespace

std::uint32_t Texels::colour_at(int x, int y) const {
    const std::uint8_t* from = at(x, y);
    if (bytes == 1) return 0x00FFFFFFu | static_cast<std::uint32_t>(*from) << 24;
    std::uint32_t colour;
    std::memcpy(&colour, from, sizeof colour);
    return colour;
}

std::uint32_t Texels::sampled(float x, float y) const {
    x = within(x, width - 1);
    y = within(y, height - 1);
    const int left = static_cast<int>(x), top = static_cast<int>(y);
    const int right = std::min(left + 1, width - 1), bottom = std::min(top + 1, height - 1);
    const auto fx = static_cast<std::uint32_t>((x - static_cast<float>(left)) * 256.0f + 0.5f);
    const auto fy = static_cast<std::uint32_t>((y - static_cast<float>(top)) * 256.0f + 0.5f);
    const std::uint32_t near_left = colour_at(left, top), near_right = colour_at(right, top);
    const std::uint32_t far_left = colour_at(left, bottom), far_right = colour_at(right, bottom);
    std::uint32_t out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const auto channel = [shift](std::uint32_t colour) { return (colour >> shift) & 255; };
        const std::uint32_t upper = channel(near_left) * (256 - fx) + channel(near_right) * fx;
        const std::uint32_t lower = channel(far_left) * (256 - fx) + channel(far_right) * fx;
        out |= ((upper * (256 - fy) + lower * fy + 32768) >> 16) << shift;
    }
    return out;
}

void Textures::forget() {
    watch_.forget();
    pages_.clear();
}

int Textures::bind(const ImTextureData* texture) {
    const int slot = watch_.slot_of(texture);
    if (slot == TextureWatch::nowhere) return slot;
    Page& page = pages_[static_cast<std::size_t>(slot)];
    const Texels now{texture->Pixels, texture->Width, texture->Height, texture->BytesPerPixel};
    const bool same = now.width == page.texels.width && now.height == page.texels.height &&
                      now.bytes == page.texels.bytes;
    if (!same || !now.pixels) return TextureWatch::nowhere;  // changed without WantCreate
    page.texels = now;
    return slot;
}

std::uint32_t Textures::newest_stamp(int slot, float x0, float y0, float x1, float y1) const {
    const Page& page = pages_[static_cast<std::size_t>(slot)];
    const int left = cell_of(x0, page.texels.width), right = cell_of(x1, page.texels.width);
    const int top = cell_of(y0, page.texels.height), bottom = cell_of(y1, page.texels.height);
    std::uint32_t newest = 0;
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column)
            newest = std::max(newest,
                              page.stamps[static_cast<std::size_t>(row * page.columns + column)]);
    return newest;
}

void Textures::texture_made(int slot, const ImTextureData& texture) {
    if (pages_.size() <= static_cast<std::size_t>(slot))
        pages_.resize(static_cast<std::size_t>(slot) + 1);
    Page& page = pages_[static_cast<std::size_t>(slot)];
    page.texels = {texture.Pixels, texture.Width, texture.Height, texture.BytesPerPixel};
    page.columns = cells(texture.Width);
    const auto count = static_cast<std::size_t>(page.columns * cells(texture.Height));
    page.stamps.assign(count, ++now_);  // unlike all earlier ones: a new texture repaints its users
}

void Textures::texture_changed(int slot, const ImTextureData&, const ImTextureRect& part) {
    Page& page = pages_[static_cast<std::size_t>(slot)];
    if (part.w == 0 || part.h == 0) return;
    ++now_;
    for (int row = part.y >> cell_shift; row <= (part.y + part.h - 1) >> cell_shift; ++row)
        for (int column = part.x >> cell_shift; column <= (part.x + part.w - 1) >> cell_shift;
             ++column)
            if (const auto cell = static_cast<std::size_t>(row * page.columns + column);
                cell < page.stamps.size())
                page.stamps[cell] = now_;
}

void Textures::texture_gone(int slot) { pages_[static_cast<std::size_t>(slot)] = {}; }

}  // namespace vitrine::render
