// The text of Linux's native doors: Pango shapes (HarfBuzz), orders (bidi), breaks lines and finds
// fonts (fontconfig); Cairo makes the pixels. Every script and colour emoji that the machine has
// fonts for; Inter and JetBrains Mono come from Debian's font packages.
//
// Hinting is off and metrics are not rounded, so a line laid out at 13 px is exactly half as wide
// as the same line at 26 px: layout happens in logical pixels, raster in device pixels.
// Not thread-safe; one per program is enough. Input that is not UTF-8 is repaired, not refused.
#pragma once
#include <memory>

#include "shell/shell.h"

namespace vitrine::shell {

class PangoText final : public TextDoor {
public:
    PangoText();
    ~PangoText() override;

    TextBlock layout(const TextAsk& ask) override;
    TextBitmap raster(const TextLine& line, const TextAsk& style, float scale) override;
    // Fonts do not arrive late here; only another ink makes old lines stale.
    std::uint32_t epoch() const override { return epoch_; }

    // The colour (ABGR) of the letters in lines that also hold coloured ones: such a line cannot
    // be tinted when it is drawn.
    void use_ink(std::uint32_t abgr);

private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
    std::uint32_t ink_ = 0xffffffffu, epoch_ = 1;
};

}  // namespace vitrine::shell
