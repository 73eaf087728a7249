// Pages of pixels for rasterised lines. Bounded: at most `pages_max` pages of 1024 x 1024, 4 bytes
// a pixel. Shelves of equal height; when nothing is free the shelf, then the page, that was not
// used for longest is emptied. What is drawn in this frame is never overwritten.
//
// Texture contract (shell/render/renderer.h): every change of texels is a rectangle in Updates.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

struct ImTextureData;

namespace vitrine::console {

class RunAtlas {
public:
    static constexpr std::int32_t page_size = 1024;
    static constexpr std::size_t pages_max = 4;

    RunAtlas();
    ~RunAtlas();

    struct Slot {
        std::uint32_t page = 0, shelf = 0;
        std::uint32_t age = 0;  // of the shelf's content: older means the slot is gone
        std::int16_t x = 0, y = 0, width = 0, height = 0;
    };
    void begin_frame(std::int64_t frame) { frame_ = frame; }
    // Copies `rgba` (width x height, straight alpha) into a free slot. Nothing: larger than a page
    // or everything is in use in this frame.
    std::optional<Slot> put(std::span<const std::uint32_t> rgba, std::int32_t width,
                            std::int32_t height);
    bool alive(const Slot& slot) const;
    // Marks it as used in this frame and gives the texture; the slot must be alive.
    ImTextureData* use(const Slot& slot);
    std::size_t pages() const { return pages_.size(); }
    void clear();

private:
    struct Shelf {
        std::int32_t y = 0, height = 0, filled = 0;
        std::uint32_t age = 0;
        std::int64_t used_in = -1;
    };
    struct Page {
        std::unique_ptr<ImTextureData> texture;
        std::vector<Shelf> shelves;
        std::int32_t filled = 0;
    };
    std::optional<Slot> place(std::int32_t width, std::int32_t height);
    bool make_room(std::int32_t height);
    Slot take(std::size_t page, std::size_t shelf, std::int32_t width, std::int32_t height);

    std::vector<Page> pages_;
    std::int64_t frame_ = 0;
    std::uint32_t ages_ = 1;
};

}  // namespace vitrine::console
