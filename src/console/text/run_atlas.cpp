#include "console/text/run_atlas.h"

#include <algorithm>
#include <cstring>

#include "imgui.h"

namespace vitrine::console {

RunAtlas::RunAtlas() = default;
RunAtlas::~RunAtlas() = default;

bool RunAtlas::alive(const Slot& slot) const {
    if (slot.age == 0 || slot.page >= pages_.size()) return false;
    const Page& page = pages_[slot.page];
    return slot.shelf < page.shelves.size() && page.shelves[slot.shelf].age == slot.age;
}

ImTextureData* RunAtlas::use(const Slot& slot) {
    Page& page = pages_[slot.page];
    page.shelves[slot.shelf].used_in = frame_;
    return page.texture.get();
}

RunAtlas::Slot RunAtlas::take(std::size_t page, std::size_t shelf, std::int32_t width,
                              std::int32_t height) {
    Shelf& at = pages_[page].shelves[shelf];
    const Slot slot{static_cast<std::uint32_t>(page), static_cast<std::uint32_t>(shelf), at.age,
                    static_cast<std::int16_t>(at.filled), static_cast<std::int16_t>(at.y),
                    static_cast<std::int16_t>(width), static_cast<std::int16_t>(height)};
    at.filled += width + 1;
    at.used_in = frame_;
    return slot;
}

std::optional<RunAtlas::Slot> RunAtlas::place(std::int32_t width, std::int32_t height) {
    const std::int32_t shelf_height = (height + 1 + 7) / 8 * 8;
    for (std::size_t p = 0; p < pages_.size(); ++p) {
        auto& shelves = pages_[p].shelves;
        for (std::size_t s = 0; s < shelves.size(); ++s) {
            if (shelves[s].height == shelf_height && shelves[s].filled + width <= page_size) {
                return take(p, s, width, height);
            }
        }
    }
    for (std::size_t p = 0; p < pages_.size(); ++p) {
        Page& page = pages_[p];
        if (page.filled + shelf_height > page_size) continue;
        page.shelves.push_back({page.filled, shelf_height, 0, ages_++, frame_});
        page.filled += shelf_height;
        return take(p, page.shelves.size() - 1, width, height);
    }
    return std::nullopt;
}

// Empties the shelf of this height, else the page, that was not used for longest; or adds a page.
bool RunAtlas::make_room(std::int32_t height) {
    if (pages_.size() < pages_max) {
        Page page;
        page.texture = std::make_unique<ImTextureData>();
        page.texture->Create(ImTextureFormat_RGBA32, page_size, page_size);
        page.texture->UseColors = true;
        page.texture->SetStatus(ImTextureStatus_WantCreate);
        pages_.push_back(std::move(page));
        return true;
    }
    const std::int32_t shelf_height = (height + 1 + 7) / 8 * 8;
    Shelf* oldest = nullptr;
    Page* oldest_page = nullptr;
    std::int64_t page_used = frame_;
    for (Page& page : pages_) {
        std::int64_t used = -1;
        for (Shelf& shelf : page.shelves) {
            used = std::max(used, shelf.used_in);
            const bool fits = shelf.height == shelf_height && shelf.used_in < frame_;
            if (fits && (!oldest || shelf.used_in < oldest->used_in)) oldest = &shelf;
        }
        if (used < page_used) {
            page_used = used;
            oldest_page = &page;
        }
    }
    if (oldest && (!oldest_page || oldest->used_in <= page_used + 30)) {
        oldest->filled = 0;
        oldest->age = ages_++;
        return true;
    }
    if (oldest_page) {
        oldest_page->shelves.clear();
        oldest_page->filled = 0;
    }
    return oldest_page != nullptr;
}

std::optional<RunAtlas::Slot> RunAtlas::put(std::span<const std::uint32_t> rgba,
                                            std::int32_t width, std::int32_t height) {
    if (width <= 0 || height <= 0 || width > page_size || height > page_size - 8) return {};
    if (rgba.size() < static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) return {};
    auto slot = place(width, height);
    if (!slot && make_room(height)) slot = place(width, height);
    if (!slot) return {};
    ImTextureData& texture = *pages_[slot->page].texture;
    for (std::int32_t y = 0; y < height; ++y) {
        std::memcpy(texture.GetPixelsAt(slot->x, slot->y + y), rgba.data() + y * width,
                    static_cast<std::size_t>(width) * 4);
    }
    ImTextureRect part;
    part.x = static_cast<unsigned short>(slot->x);
    part.y = static_cast<unsigned short>(slot->y);
    part.w = static_cast<unsigned short>(width);
    part.h = static_cast<unsigned short>(height);
    texture.Updates.push_back(part);
    if (texture.Status == ImTextureStatus_OK) texture.SetStatus(ImTextureStatus_WantUpdates);
    return slot;
}

// Forgets what is in the pages, not the pages: their textures may still be named by draw data.
void RunAtlas::clear() {
    for (Page& page : pages_) {
        page.shelves.clear();
        page.filled = 0;
    }
}

}  // namespace vitrine::console
