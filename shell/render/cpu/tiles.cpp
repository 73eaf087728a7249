#include "shell/render/cpu/tiles.h"

#include <utility>

namespace vitrine::render {
namespace {

constexpr std::size_t most_for_pairwise = 32;  // joining the best pair looks at all pairs

PixelRect around(const PixelRect& a, const PixelRect& b) {
    const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
    return {x, y, std::max(a.x + a.width, b.x + b.width) - x,
            std::max(a.y + a.height, b.y + b.height) - y};
}

int waste(const PixelRect& a, const PixelRect& b) {
    const PixelRect both = around(a, b);
    return both.width * both.height - a.width * a.height - b.width * b.height;
}

}  // namespace

void Tiles::resize(int width_px, int height_px, int tile_px) {
    width_px_ = width_px;
    height_px_ = height_px;
    tile_px_ = tile_px;
    columns_ = static_cast<std::size_t>((width_px + tile_px - 1) / tile_px);
    rows_ = static_cast<std::size_t>((height_px + tile_px - 1) / tile_px);
    for (auto* tiles : {&now_, &last_}) tiles->assign(columns_ * rows_, 0);
    tile_of_.resize(static_cast<std::size_t>(std::max(width_px, height_px)));
    for (std::size_t pixel = 0; pixel < tile_of_.size(); ++pixel)
        tile_of_[pixel] = static_cast<std::uint16_t>(pixel / static_cast<std::size_t>(tile_px));
    all_dirty_ = true;
}

void Tiles::begin(std::uint64_t seed) { std::fill(now_.begin(), now_.end(), mixed_in(0, seed)); }

std::span<const PixelRect> Tiles::finish() {
    dirty_.clear();
    if (std::exchange(all_dirty_, false)) {
        dirty_.push_back({0, 0, width_px_, height_px_});
    } else {
        find_runs();
        join_to_few();
        to_pixels();
    }
    std::swap(now_, last_);
    return dirty_;
}

// Runs of dirty tiles in a row; one that equals the run above lengthens it downwards.
void Tiles::find_runs() {
    std::size_t above_begin = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
        const std::size_t above_end = dirty_.size();
        const std::uint64_t *now = &now_[row * columns_], *last = &last_[row * columns_];
        for (std::size_t column = 0; column < columns_; ++column) {
            if (now[column] == last[column]) continue;
            const std::size_t first = column;
            while (column < columns_ && now[column] != last[column]) ++column;
            dirty_.push_back({static_cast<int>(first), static_cast<int>(row),
                              static_cast<int>(column - first), 1});
        }
        std::size_t kept = above_end;
        for (std::size_t run = above_end; run < dirty_.size(); ++run) {
            const auto above = std::find_if(
                dirty_.begin() + static_cast<std::ptrdiff_t>(above_begin),
                dirty_.begin() + static_cast<std::ptrdiff_t>(above_end),
                [&](const PixelRect& rect) {
                    return rect.x == dirty_[run].x && rect.width == dirty_[run].width &&
                           rect.y + rect.height == dirty_[run].y;
                });
            if (above != dirty_.begin() + static_cast<std::ptrdiff_t>(above_end))
                ++above->height;
            else
                dirty_[kept++] = dirty_[run];
        }
        dirty_.resize(kept);
        while (above_begin < dirty_.size() &&
               dirty_[above_begin].y + dirty_[above_begin].height <= static_cast<int>(row))
            ++above_begin;
    }
}

void Tiles::join_to_few() {
    while (dirty_.size() > most_for_pairwise) {  // neighbours in reading order
        std::size_t kept = 0;
        for (std::size_t i = 0; i < dirty_.size(); i += 2)
            dirty_[kept++] = i + 1 < dirty_.size() ? around(dirty_[i], dirty_[i + 1]) : dirty_[i];
        dirty_.resize(kept);
    }
    while (dirty_.size() > most_rects) {
        std::size_t best_a = 0, best_b = 1;
        int least = waste(dirty_[0], dirty_[1]);
        for (std::size_t a = 0; a < dirty_.size(); ++a)
            for (std::size_t b = a + 1; b < dirty_.size(); ++b)
                if (const int here = waste(dirty_[a], dirty_[b]); here < least) {
                    least = here;
                    best_a = a;
                    best_b = b;
                }
        dirty_[best_a] = around(dirty_[best_a], dirty_[best_b]);
        dirty_.erase(dirty_.begin() + static_cast<std::ptrdiff_t>(best_b));
    }
}

void Tiles::to_pixels() {
    for (PixelRect& rect : dirty_) {
        const int x1 = std::min((rect.x + rect.width) * tile_px_, width_px_);
        const int y1 = std::min((rect.y + rect.height) * tile_px_, height_px_);
        rect = {rect.x * tile_px_, rect.y * tile_px_, x1 - rect.x * tile_px_,
                y1 - rect.y * tile_px_};
    }
}

}  // namespace vitrine::render
