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
    std::uint32_t epoch() const override { return 1; }  // fonts do not arrive late here

private:
    struct Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace vitrine::shell
