#include "console/text/text_engine.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/text.h"
#include "console/draw.h"
#include "imgui.h"

namespace vitrine::console {
namespace {

constexpr std::size_t ways = 4;
constexpr std::size_t layout_sets = 512, run_sets = 512;

template <class T>
std::uint64_t mix(std::uint64_t key, const T& value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    return base::fnv1a({bytes, sizeof(T)}, key);
}

std::uint64_t style_key(const shell::TextAsk& ask, std::uint64_t key) {
    return base::fnv1a(ask.lang, mix(mix(key, ask.face), ask.size));
}

constexpr std::int32_t slice_width = RunAtlas::page_size - 8;

// The columns [x, x + width) of the bitmap.
std::vector<std::uint32_t> slice_of(const shell::TextBitmap& bitmap, std::int32_t x,
                                    std::int32_t width) {
    if (width == bitmap.width) return bitmap.rgba;
    std::vector<std::uint32_t> out;
    for (std::int32_t y = 0; y < bitmap.height; ++y) {
        const auto row = bitmap.rgba.begin() + static_cast<std::ptrdiff_t>(y) * bitmap.width + x;
        out.insert(out.end(), row, row + width);
    }
    return out;
}

// The entry for `key` in its set, or the one to be replaced: not used for longest.
template <class Entry>
Entry& place_of(std::vector<Entry>& entries, std::size_t sets, std::uint64_t key) {
    Entry* set = &entries[static_cast<std::size_t>(key >> 20) % sets * ways];
    Entry* oldest = set;
    for (std::size_t i = 0; i < ways; ++i) {
        if (set[i].key == key) return set[i];
        if (set[i].used_in < oldest->used_in) oldest = &set[i];
    }
    return *oldest;
}

}  // namespace

TextEngine::TextEngine(shell::TextDoor& door)
    : door_(door), layouts_(layout_sets * ways), runs_(run_sets * ways) {}

void TextEngine::begin_frame(std::int64_t frame, float scale) {
    frame_ = frame;
    scale_ = scale;
    budget_ = lines_per_frame;
    atlas_.begin_frame(frame);
    if (door_.epoch() == epoch_) return;
    epoch_ = door_.epoch();
    for (Layout& one : layouts_) one = {};
    for (Run& one : runs_) one = {};
    atlas_.clear();
}

const shell::TextBlock& TextEngine::layout(const shell::TextAsk& ask) {
    std::uint64_t key = style_key(ask, base::fnv1a(ask.text));
    key = mix(mix(key, ask.max_width), ask.max_lines) | 1;
    Layout& entry = place_of(layouts_, layout_sets, key);
    if (entry.key != key) {
        entry.key = key;
        entry.block = door_.layout(ask);
    }
    entry.used_in = frame_;
    return entry.block;
}

TextEngine::Run* TextEngine::find_run(std::uint64_t key) {
    Run& entry = place_of(runs_, run_sets, key);
    if (entry.key != key) return nullptr;
    for (const RunAtlas::Slot& slot : entry.slots)
        if (!atlas_.alive(slot)) return nullptr;
    return &entry;
}

TextEngine::Run* TextEngine::raster(std::uint64_t key, const shell::TextLine& line,
                                    const shell::TextAsk& style) {
    if (budget_ <= 0) return nullptr;
    --budget_;
    ++rasterised_;
    const shell::TextBitmap bitmap = door_.raster(line, style, scale_);
    Run run;
    run.key = key;
    run.left = bitmap.left;
    run.top = bitmap.top;
    run.colored = bitmap.colored;
    // Width is cut in slices; what is higher than a page never fits and is not tried for ever.
    const bool too_high = bitmap.height > RunAtlas::page_size - 8;
    run.empty = bitmap.width <= 0 || bitmap.height <= 0 || too_high;
    for (std::int32_t x = 0; !run.empty && x < bitmap.width; x += slice_width) {
        const std::int32_t width = std::min(slice_width, bitmap.width - x);
        const auto slot = atlas_.put(slice_of(bitmap, x, width), width, bitmap.height);
        if (!slot) return nullptr;
        run.slots.push_back(*slot);
    }
    Run& entry = place_of(runs_, run_sets, key);
    entry = std::move(run);
    return &entry;
}

namespace {

bool is_emoji(char32_t c) {
    return (c >= 0x1F000 && c <= 0x1FBFF) || (c >= 0x2600 && c <= 0x27BF) ||
           (c >= 0x2300 && c <= 0x23FF) || (c >= 0x2B00 && c <= 0x2BFF);
}

bool goes_on(char32_t c) {  // Belongs to what stands before it.
    return c <= ' ' || c == 0xFE0F || c == 0x200D || c == 0x20E3 || c >= 0xE0000;
}

// The line as pieces that are all emoji or have none: emoji bring their colours, letters take
// ours, so one bitmap cannot hold both.
std::vector<std::string_view> pieces_of(std::string_view text) {
    if (text.find_first_of("\xF0\xE2") == text.npos) return {text};
    std::vector<std::string_view> out;
    std::size_t start = 0;
    std::optional<bool> emoji;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t before = at;
        const char32_t c = base::next_code_point(text, at);
        if (goes_on(c)) continue;
        const bool now = is_emoji(c);
        if (emoji && *emoji != now) {
            out.push_back(text.substr(start, before - start));
            start = before;
        }
        emoji = now;
    }
    out.push_back(text.substr(start));
    return out;
}

}  // namespace

float TextEngine::width_of(std::string_view text, const shell::TextAsk& style) {
    shell::TextAsk ask = style;
    ask.text = text;
    ask.max_width = 0;
    ask.max_lines = 1;
    const shell::TextBlock& block = layout(ask);
    return block.lines.empty() ? 0 : block.lines.front().width;
}

bool TextEngine::draw(Ui& ui, const shell::TextLine& line, const shell::TextAsk& style, float x,
                      float baseline, Colour colour) {
    if (line.text.empty()) return true;
    const float high = style.size;
    if (!ui.visible({x, baseline - high, line.width + 2, high * 1.5F})) return true;
    const auto pieces = pieces_of(line.text);
    if (pieces.size() < 2) return draw_run(ui, line, style, x, baseline, colour);
    bool all = true;
    for (const std::string_view piece : pieces) {
        const std::string_view ink = base::trimmed(piece);
        if (ink.empty()) continue;
        const auto end = static_cast<std::size_t>(ink.data() + ink.size() - line.text.data());
        const float until = width_of(std::string_view(line.text).substr(0, end), style);
        const shell::TextLine one{std::string(ink), width_of(ink, style), line.rtl};
        const float left = line.rtl ? x + line.width - until : x + until - one.width;
        all &= draw_run(ui, one, style, left, baseline, colour);
    }
    return all;
}

bool TextEngine::draw_run(Ui& ui, const shell::TextLine& line, const shell::TextAsk& style, float x,
                          float baseline, Colour colour) {
    const float high = style.size;
    const std::uint64_t key =
        mix(mix(style_key(style, base::fnv1a(line.text)), scale_), line.rtl) | 1;
    Run* run = find_run(key);
    if (!run) run = raster(key, line, style);
    if (!run) {
        fill(ui, {x, baseline - high * 0.7F, line.width, high * 0.7F}, ui.theme.bg.skeleton, 3);
        ui.frames.kick(1);
        return false;
    }
    run->used_in = frame_;
    if (run->empty) return true;
    float left = std::round(x * scale_) + static_cast<float>(run->left);
    const float top = std::round(baseline * scale_) - static_cast<float>(run->top);
    const float unit = 1.0F / RunAtlas::page_size;
    const Colour tint = run->colored ? colour | 0x00FFFFFFu : colour;
    for (const RunAtlas::Slot& slot : run->slots) {
        const auto width = static_cast<float>(slot.width), height = static_cast<float>(slot.height);
        const ImVec2 from(static_cast<float>(slot.x) * unit, static_cast<float>(slot.y) * unit);
        ui.draw->AddImage(atlas_.use(slot)->GetTexRef(), ImVec2(left / scale_, top / scale_),
                          ImVec2((left + width) / scale_, (top + height) / scale_), from,
                          ImVec2(from.x + width * unit, from.y + height * unit), tint);
        left += width;
    }
    return true;
}

}  // namespace vitrine::console
