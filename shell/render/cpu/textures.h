// The CPU renderer's view of textures: it reads the owner's pixels in place and remembers when
// which part changed. A texture is divided into cells of 32 x 32 texels; a change stamps the cells
// it touches with a number that only grows. The hash of an operation holds the newest stamp under
// the texels it samples, so a reused slot of an atlas repaints what shows it, and nothing else.
#pragma once

#include "shell/render/cpu/op.h"
#include "shell/render/texture_watch.h"

namespace vitrine::render {

// Borrowed for one frame.
struct Texels {
    const std::uint8_t* pixels = nullptr;
    int width = 0, height = 0, bytes = 1;  // 1: Alpha8, 4: RGBA32

    const std::uint8_t* at(int x, int y) const {
        return pixels + (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                         static_cast<std::size_t>(x)) *
                            static_cast<std::size_t>(bytes);
    }
    std::uint32_t colour_at(int x, int y) const;

    // Bilinear, clamped to the edge. In texels, 0 being the centre of the first; NaN counts as 0.
    std::uint32_t sampled(float x, float y) const;
};

class Textures : public TextureSink {
public:
    void attend(const ImDrawData& picture) { watch_.attend(picture, *this); }
    void forget();

    // The slot for a command of this frame, with the owner's pixels as they lie now; or
    // TextureWatch::nowhere.
    int bind(const ImTextureData* texture);

    const Texels& texels(int slot) const { return pages_[static_cast<std::size_t>(slot)].texels; }

    // Changes whenever a texel in the rectangle (both ends inclusive, any numbers) has changed.
    std::uint32_t newest_stamp(int slot, float x0, float y0, float x1, float y1) const;

    void texture_made(int slot, const ImTextureData& texture) override;
    void texture_changed(int slot, const ImTextureData& texture,
                         const ImTextureRect& part) override;
    void texture_gone(int slot) override;

private:
    struct Page {
        Texels texels;
        int columns = 0;
        std::vector<std::uint32_t> stamps;
    };
    TextureWatch watch_;
    std::vector<Page> pages_;
    std::uint32_t now_ = 0;
};

}  // namespace vitrine::render
