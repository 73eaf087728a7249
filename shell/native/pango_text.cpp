#include "shell/native/pango_text.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace vitrine::shell {
namespace {

constexpr std::string_view ellipsis = "…";

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
    void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* pen) const { cairo_destroy(pen); }
    void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <class T> using Owned = std::unique_ptr<T, Unref>;

struct FaceName {
    const char* family;
    PangoWeight weight;
};
// By Face. What a family lacks, fontconfig finds elsewhere.
constexpr std::array<FaceName, 5> faces{{{"Inter,Noto Sans", PANGO_WEIGHT_NORMAL},
                                         {"Inter,Noto Sans", PANGO_WEIGHT_MEDIUM},
                                         {"Inter,Noto Sans", PANGO_WEIGHT_SEMIBOLD},
                                         {"Inter Display,Inter,Noto Sans", PANGO_WEIGHT_SEMIBOLD},
                                         {"JetBrains Mono,Noto Sans Mono", PANGO_WEIGHT_NORMAL}}};

// What would start a line or jump to a tab stop inside one line becomes a space.
std::string one_line(std::string_view text) {
    std::string out = base::is_utf8(text) ? std::string(text) : base::to_valid_utf8(text);
    for (const std::string_view separator : {"\u2028", "\u2029", "\t", "\r", "\v", "\f", "\n"})
        for (std::size_t at = out.find(separator); at != std::string::npos;
             at = out.find(separator))
            out.replace(at, separator.size(), " ");
    std::replace(out.begin(), out.end(), '\0', ' ');
    return out;
}

void trim_end(std::string& text) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
}

// Cairo's premultiplied ARGB to straight RGBA. True: some pixel has a colour of its own.
bool to_straight_rgba(cairo_surface_t* surface, TextBitmap& out) {
    cairo_surface_flush(surface);
    const auto* bytes = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    out.rgba.resize(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
    bool colored = false;
    auto straight = [](std::uint32_t part, std::uint32_t alpha) {
        return std::min<std::uint32_t>(255, (part * 255 + alpha / 2) / alpha);
    };
    for (int y = 0; y < out.height; ++y) {
        const auto* row = reinterpret_cast<const std::uint32_t*>(bytes + y * stride);
        auto* to = out.rgba.data() + static_cast<std::size_t>(y) * out.width;
        for (int x = 0; x < out.width; ++x) {
            const std::uint32_t pixel = row[x], alpha = pixel >> 24;
            if (alpha == 0) continue;
            const auto r = straight(pixel >> 16 & 255, alpha),
                       g = straight(pixel >> 8 & 255, alpha), b = straight(pixel & 255, alpha);
            colored |= r < 250 || g < 250 || b < 250;
            to[x] = r | g << 8 | b << 16 | alpha << 24;
        }
    }
    return colored;
}

}  // namespace

struct PangoText::Machine {
    Owned<PangoFontMap> fonts{pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)};
    Owned<PangoContext> context;

    Machine() {
        if (!fonts) fonts.reset(pango_cairo_font_map_new());
        context.reset(pango_font_map_create_context(fonts.get()));
        const Owned<cairo_font_options_t> options(cairo_font_options_create());
        cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
        cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context.get(), options.get());
        pango_context_set_round_glyph_positions(context.get(), FALSE);
    }

    // A layout of `text` in the face of `ask`, `size` pixels high, in one paragraph.
    Owned<PangoLayout> shape(const std::string& text, const TextAsk& ask, float size, bool rtl) {
        const std::string lang(ask.lang.empty() ? std::string_view("en") : ask.lang);
        pango_context_set_language(context.get(), pango_language_from_string(lang.c_str()));
        pango_context_set_base_dir(context.get(), rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
        Owned<PangoLayout> layout(pango_layout_new(context.get()));
        const FaceName& face = faces[static_cast<std::size_t>(ask.face) % faces.size()];
        const Owned<PangoFontDescription> font(pango_font_description_from_string(face.family));
        pango_font_description_set_weight(font.get(), face.weight);
        pango_font_description_set_absolute_size(font.get(),
                                                 static_cast<double>(size) * PANGO_SCALE);
        pango_layout_set_font_description(layout.get(), font.get());
        const Owned<PangoAttrList> features(pango_attr_list_new());
        pango_attr_list_insert(features.get(), pango_attr_font_features_new("tnum"));
        pango_layout_set_attributes(layout.get(), features.get());
        pango_layout_set_auto_dir(layout.get(), FALSE);
        pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        return layout;
    }

    // The direction of the first strong character (UAX 9, P2 and P3).
    bool starts_from_right(const std::string& text) {
        const auto latin = [](char c) { return static_cast<unsigned char>(c) < 0xd6; };
        if (std::all_of(text.begin(), text.end(), latin)) return false;  // U+0590 begins with D6
        const auto layout = shape(text, TextAsk{}, 13, false);
        pango_layout_set_auto_dir(layout.get(), TRUE);
        PangoLayoutLine* first = pango_layout_get_line_readonly(layout.get(), 0);
        return pango_layout_line_get_resolved_direction(first) == PANGO_DIRECTION_RTL;
    }

    float width_of(const std::string& text, const TextAsk& ask, bool rtl) {
        const auto layout = shape(text, ask, ask.size, rtl);
        PangoRectangle logical;
        pango_layout_get_extents(layout.get(), nullptr, &logical);
        return static_cast<float>(logical.width) / PANGO_SCALE;
    }

    TextLine line(std::string text, const TextAsk& ask, bool rtl) {
        trim_end(text);
        const float width = text.empty() ? 0 : width_of(text, ask, rtl);
        return {std::move(text), width, rtl};
    }

    // The longest beginning of `text` that fits with an ellipsis, cut between graphemes.
    TextLine shortened(const std::string& text, const TextAsk& ask, bool rtl) {
        std::vector<std::size_t> cuts{0};
        {
            const auto layout = shape(text, ask, ask.size, rtl);
            int count = 0;
            const PangoLogAttr* marks = pango_layout_get_log_attrs_readonly(layout.get(), &count);
            std::size_t at = 0;
            for (int i = 0; i < count && at < text.size(); ++i) {
                if (i > 0 && marks[i].is_cursor_position) cuts.push_back(at);
                base::next_code_point(text, at);
            }
        }
        auto cut_at = [&](std::size_t i) {
            std::string out = text.substr(0, cuts[i]);
            trim_end(out);
            return line(out.append(ellipsis), ask, rtl);
        };
        std::size_t low = 0, high = cuts.size();  // cut `low` fits, or is nothing at all
        while (high - low > 1) {
            const std::size_t middle = (low + high) / 2;
            (cut_at(middle).width <= ask.max_width ? low : high) = middle;
        }
        return cut_at(low);
    }

    // Appends the lines of one paragraph; stops, and says so, when no more lines are allowed.
    void add_paragraph(const std::string& text, const TextAsk& ask, TextBlock& out) {
        const bool rtl = starts_from_right(text);
        const auto layout = shape(text, ask, ask.size, rtl);
        if (ask.max_width > 0) {
            pango_layout_set_width(layout.get(), static_cast<int>(ask.max_width * PANGO_SCALE));
            pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        }
        const int count = pango_layout_get_line_count(layout.get());
        for (int i = 0; i < count; ++i) {
            const PangoLayoutLine* one = pango_layout_get_line_readonly(layout.get(), i);
            const auto start = static_cast<std::size_t>(one->start_index);
            const bool last =
                ask.max_lines > 0 && static_cast<int>(out.lines.size()) + 1 >= ask.max_lines;
            if (last && i + 1 < count) {
                out.lines.push_back(shortened(text.substr(start), ask, rtl));
                out.truncated = true;
                return;
            }
            out.lines.push_back(
                line(text.substr(start, static_cast<std::size_t>(one->length)), ask, rtl));
        }
    }
};

PangoText::PangoText() : machine_(std::make_unique<Machine>()) {}
PangoText::~PangoText() = default;

TextBlock PangoText::layout(const TextAsk& ask) {
    TextBlock out;
    std::size_t from = 0;
    while (true) {
        const std::size_t end = std::min(ask.text.find('\n', from), ask.text.size());
        machine_->add_paragraph(one_line(ask.text.substr(from, end - from)), ask, out);
        if (end == ask.text.size() || out.truncated) return out;
        from = end + 1;
        const bool full = ask.max_lines > 0 && static_cast<int>(out.lines.size()) >= ask.max_lines;
        if (!full) continue;
        // Another paragraph follows and has no line left: the last line says so.
        out.truncated = true;
        TextLine& last = out.lines.back();
        const TextLine marked = machine_->line(last.text + std::string(ellipsis), ask, last.rtl);
        last = ask.max_width > 0 && marked.width > ask.max_width
                   ? machine_->shortened(last.text, ask, last.rtl)
                   : marked;
        return out;
    }
}

TextBitmap PangoText::raster(const TextLine& line, const TextAsk& style, float scale) {
    TextBitmap out;
    if (line.text.empty()) return out;
    const auto layout = machine_->shape(line.text, style, style.size * scale, line.rtl);
    PangoRectangle ink;
    pango_layout_get_pixel_extents(layout.get(), &ink, nullptr);
    if (ink.width <= 0 || ink.height <= 0) return out;
    constexpr int margin = 1, side_max = 16384;  // antialiasing may reach one pixel further
    const double baseline =
        static_cast<double>(pango_layout_get_baseline(layout.get())) / PANGO_SCALE;
    const int base_px = static_cast<int>(std::lround(baseline));
    out.width = std::min(ink.width + 2 * margin, side_max);
    out.height = std::min(ink.height + 2 * margin + 1, side_max);
    out.left = ink.x - margin;
    out.top = base_px - (ink.y - margin);
    const Owned<cairo_surface_t> surface(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, out.width, out.height));
    const Owned<cairo_t> pen(cairo_create(surface.get()));
    const auto draw = [&](std::uint32_t colour) {
        const auto part = [&](int shift) { return (colour >> shift & 255) / 255.0; };
        cairo_set_source_rgb(pen.get(), part(0), part(8), part(16));
        // The baseline falls on a whole pixel, as the console draws it.
        cairo_move_to(pen.get(), -out.left, out.top);
        pango_cairo_show_layout_line(pen.get(), pango_layout_get_line_readonly(layout.get(), 0));
        return to_straight_rgba(surface.get(), out);
    };
    out.colored = draw(0xffffffffu);
    if (out.colored && ink_ != 0xffffffffu) {
        cairo_save(pen.get());
        cairo_set_operator(pen.get(), CAIRO_OPERATOR_CLEAR);
        cairo_paint(pen.get());
        cairo_restore(pen.get());
        out.rgba.clear();
        draw(ink_);
    }
    if (!out.colored)
        for (std::uint32_t& pixel : out.rgba) pixel |= 0x00ffffffu;
    return out;
}

void PangoText::use_ink(std::uint32_t abgr) {
    if (abgr == ink_) return;
    ink_ = abgr;
    ++epoch_;
}

}  // namespace vitrine::shell
