#include "contract/graphics.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::contract {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

constexpr GraphicRule rules[] = {
    // type, at least, at most, exact width and height, side from, to, ratio, alpha, jpeg, bytes
    {GraphicType::icon, 1, 1, 512, 512, 0, 0, 0, true, false, mebibyte},
    {GraphicType::feature, 1, 1, 1024, 500, 0, 0, 0, false, true, graphic_bytes_max},
    {GraphicType::phone, 2, 8, 0, 0, 320, 3840, 231, false, true, graphic_bytes_max},
    {GraphicType::tablet_7, 0, 8, 0, 0, 320, 3840, 231, false, true, graphic_bytes_max},
    {GraphicType::tablet_10, 0, 8, 0, 0, 1080, 7680, 231, false, true, graphic_bytes_max},
    {GraphicType::tv_banner, 0, 1, 1280, 720, 0, 0, 0, false, true, graphic_bytes_max},
    {GraphicType::tv, 0, 8, 0, 0, 720, 3840, 178, false, true, graphic_bytes_max},
    {GraphicType::wear, 0, 8, 0, 0, 384, 3840, 100, false, true, graphic_bytes_max},
};
static_assert(std::size(rules) == names(static_cast<const GraphicType*>(nullptr)).size());

std::string pixels(std::int32_t width, std::int32_t height) {
    return base::decimal(width) + " x " + base::decimal(height) + " pixels";
}

}  // namespace

std::string_view media_type_of(ImageKind kind) {
    return kind == ImageKind::png ? "image/png" : "image/jpeg";
}

std::span<const GraphicRule> graphic_rules() {
    return rules;
}

const GraphicRule& rule_of(GraphicType type) {
    return rules[static_cast<std::size_t>(type)];
}

std::optional<ImageRefusal> refuse_image(GraphicType type, const ImageFacts& image) {
    const GraphicRule& rule = rule_of(type);
    if (image.bytes > rule.bytes_max) return ImageRefusal::image_too_large;
    if (image.kind == ImageKind::jpeg && !rule.jpeg) return ImageRefusal::wrong_image_kind;
    const bool exact = rule.width != 0;
    if (exact && (image.width != rule.width || image.height != rule.height))
        return ImageRefusal::wrong_image_size;
    const std::int64_t shorter = std::min(image.width, image.height);
    const std::int64_t longer = std::max(image.width, image.height);
    if (!exact && (shorter < rule.side_min || longer > rule.side_max))
        return ImageRefusal::wrong_image_size;
    if (!exact && longer * 100 > shorter * rule.ratio_max) return ImageRefusal::wrong_image_shape;
    if (image.alpha && !rule.alpha) return ImageRefusal::image_transparent;
    return std::nullopt;
}

std::string_view sentence_of(ImageRefusal reason) {
    switch (reason) {
        case ImageRefusal::image_too_large: return "The file of the image is too large.";
        case ImageRefusal::wrong_image_size: return "The image is too small or too large.";
        case ImageRefusal::wrong_image_shape: return "The image is too long for its width.";
        case ImageRefusal::image_transparent: return "The image has transparent parts.";
        case ImageRefusal::wrong_image_kind: break;
    }
    return "The image must be a PNG.";
}

std::string description_of(const GraphicRule& rule) {
    std::string out;
    if (rule.width != 0) {
        out = pixels(rule.width, rule.height);
    } else {
        out = "sides of " + base::decimal(rule.side_min) + " to " + base::decimal(rule.side_max) +
              " pixels";
        out += rule.ratio_max == 100 ? ", square"
                                     : ", the longer at most " +
                                           base::fixed(rule.ratio_max / 100.0, 2) +
                                           " times the shorter";
    }
    out += rule.jpeg ? ", PNG or JPEG" : ", PNG";
    if (!rule.alpha) out += " without transparency";
    return out + ", at most " + base::decimal(rule.bytes_max / 1024) + " KiB";
}

ImageFacts facts_of(const Graphic& graphic) {
    return {graphic.kind, graphic.width, graphic.height, graphic.alpha, graphic.bytes};
}

}  // namespace vitrine::contract
