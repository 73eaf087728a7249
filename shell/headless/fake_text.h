// Text without fonts: every machine gives the same lines and the same pixels, so a golden image
// tells of our layout and not of somebody's fontconfig.
//
// A letter is half an em wide, a wide one (East Asian, emoji: U+1100 and above but for Indic and
// Thai) a whole em, a combining mark nothing. Lines break at spaces, or anywhere in a longer word.
// A letter is drawn as a filled block on the baseline; a wide one is taller. Direction is right to
// left when the first strong letter is Hebrew or Arabic.
#pragma once
#include "shell/shell.h"

namespace vitrine::shell {

class FakeText final : public TextDoor {
public:
    TextBlock layout(const TextAsk& ask) override;
    TextBitmap raster(const TextLine& line, const TextAsk& style, float scale) override;
    std::uint32_t epoch() const override { return 1; }
};

}  // namespace vitrine::shell
