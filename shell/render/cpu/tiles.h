// What changed since the last frame. The picture is cut into tiles of 32 x 32 logical pixels; each
// holds a 64-bit hash of the operations that touch it, in their order. A tile whose hash differs
// from the last frame's is dirty. Dirty tiles are joined to few rectangles, because each of them
// walks all operations.
#pragma once

#include "shell/render/cpu/op.h"
#include "shell/render/renderer.h"

#include <span>

namespace vitrine::render {

class Tiles {
public:
    static constexpr int logical_size = 32;
    static constexpr std::size_t most_rects = 8;

    // Everything is dirty at the next finish().
    void resize(int width_px, int height_px, int tile_px);
    int tile_px() const { return tile_px_; }

    // A new frame; `seed` is what every tile depends on (the background).
    void begin(std::uint64_t seed);

    // An operation with this hash may change these pixels. The box lies within the picture.
    void fold(const Box& box, std::uint64_t hash) {
        const std::size_t left = tile_of_[static_cast<std::size_t>(box.x0)];
        const std::size_t right = tile_of_[static_cast<std::size_t>(box.x1 - 1)];
        const std::size_t top = tile_of_[static_cast<std::size_t>(box.y0)];
        const std::size_t bottom = tile_of_[static_cast<std::size_t>(box.y1 - 1)];
        for (std::size_t row = top; row <= bottom; ++row)
            for (std::size_t column = left; column <= right; ++column) {
                std::uint64_t& tile = now_[row * columns_ + column];
                tile = mixed_in(tile, hash);
            }
    }

    // The dirty rectangles in pixels; they may overlap. Valid until the next call.
    std::span<const PixelRect> finish();

private:
    void find_runs();
    void join_to_few();
    void to_pixels();

    int width_px_ = 0, height_px_ = 0, tile_px_ = 0;
    std::size_t columns_ = 0, rows_ = 0;
    bool all_dirty_ = true;
    std::vector<std::uint16_t> tile_of_;  // by pixel, both directions: saves a division
    std::vector<std::uint64_t> now_, last_;
    std::vector<PixelRect> dirty_;  // in tiles while they are joined, then in pixels
};

}  // namespace vitrine::render
