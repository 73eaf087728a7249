// Graphics of a listing: the icon, the feature graphic, and screenshots by kind of device.
//
//     POST /v1/apps/{app}/graphics/{locale}/{type}   an image's bytes, added behind the others
//     PUT  /v1/apps/{app}/graphics/{locale}/{type}   {graphics: [...]}: which, and in what order
//     GET  /v1/apps/{app}/graphics/{graphic}/image   the bytes
//
// A set is what one language shows of one type. It is a part of the listing's draft as a text is:
// live and draft side by side, the same revisions, the same way to review (listings.h). A language
// without a set shows that of the app's default language. PUT takes images out, puts them in
// another order, and shows the same image in another language, without its bytes going up again.
// The same bytes sent twice to one set are one image.
#pragma once
#include <span>

#include "contract/listings.h"

namespace vitrine::contract {

enum class ImageKind : std::uint8_t { png, jpeg };
constexpr auto names(const ImageKind*) {
    return std::array<std::string_view, 2>{"png", "jpeg"};
}
std::string_view media_type_of(ImageKind kind);

// What the head of an image says (package/image).
struct ImageFacts {
    ImageKind kind = ImageKind::png;
    std::int32_t width = 0, height = 0;  // pixels
    bool alpha = false;                  // may have transparent parts
    std::int64_t bytes = 0;
    bool operator==(const ImageFacts&) const = default;
};

enum class GraphicType : std::uint8_t {
    icon, feature, phone, tablet_7, tablet_10, tv_banner, tv, wear
};
constexpr auto names(const GraphicType*) {
    return std::array<std::string_view, 8>{"icon",      "feature",   "phone", "tablet_7",
                                           "tablet_10", "tv_banner", "tv",    "wear"};
}

// What a type of graphic must be. `width` and `height` are exact, 0: any side from `side_min` to
// `side_max`, the longer one at most `ratio_max` percent of the shorter.
struct GraphicRule {
    GraphicType type = GraphicType::icon;
    std::int32_t at_least = 0;  // in the app's default language, to go to review
    std::int32_t at_most = 1;   // in any
    std::int32_t width = 0, height = 0, side_min = 0, side_max = 0, ratio_max = 0;
    bool alpha = false;         // may have transparent parts
    bool jpeg = true;           // PNG always may be
    std::int64_t bytes_max = 0;
};
// The whole table, one row a type, in the enum's order.
std::span<const GraphicRule> graphic_rules();
const GraphicRule& rule_of(GraphicType type);
inline constexpr std::int64_t graphic_bytes_max = 8 << 20;  // of any

// Why an image does not do for a type: nullopt when it does.
enum class ImageRefusal : std::uint8_t { image_too_large, wrong_image_size, wrong_image_shape,
                                         image_transparent, wrong_image_kind };
constexpr auto names(const ImageRefusal*) {
    return std::array<std::string_view, 5>{"image_too_large", "wrong_image_size",
                                           "wrong_image_shape", "image_transparent",
                                           "wrong_image_kind"};
}
std::optional<ImageRefusal> refuse_image(GraphicType type, const ImageFacts& image);
std::string_view sentence_of(ImageRefusal reason);
// "512 x 512 pixels, PNG, at most 1024 KiB"
std::string description_of(const GraphicRule& rule);

struct Graphic {
    GraphicId id;
    ImageKind kind = ImageKind::png;
    std::int32_t width = 0, height = 0;
    bool alpha = false;
    std::int64_t bytes = 0;
    std::string sha256, added_by;
    base::Instant added_at;
    bool operator==(const Graphic&) const = default;
};
constexpr auto fields(const Graphic*) {
    using R = Graphic;
    return field_list(field("id", &R::id), field("kind", &R::kind), field("width", &R::width),
                      field("height", &R::height), field("alpha", &R::alpha),
                      field("bytes", &R::bytes), field("sha256", &R::sha256),
                      field("added_by", &R::added_by), field("added_at", &R::added_at));
}
ImageFacts facts_of(const Graphic& graphic);

struct GraphicSet {
    std::string locale;
    GraphicType type = GraphicType::icon;
    std::vector<Graphic> live, draft;  // in order
    ListingChange change = ListingChange::none;
    std::int64_t revision = 0;         // of the draft of this set, 0: never written
    bool operator==(const GraphicSet&) const = default;
};
constexpr auto fields(const GraphicSet*) {
    using R = GraphicSet;
    return field_list(field("locale", &R::locale), field("type", &R::type),
                      field("live", &R::live), field("draft", &R::draft),
                      field("change", &R::change), field("revision", &R::revision));
}

struct GraphicPage {
    std::vector<GraphicSet> items;  // by locale and type, without empty ones
    bool operator==(const GraphicPage&) const = default;
};
constexpr auto fields(const GraphicPage*) {
    return field_list(field("items", &GraphicPage::items));
}

struct ListGraphics {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/graphics", Access::signed_in,
                               "An app's graphics, live and draft; with a revision, the draft as "
                               "it stood then.",
                               "revision_gone", Right::read_apps};
    struct Request {
        AppId app;
        std::optional<std::string> locale;
        std::optional<std::int64_t> revision;
        bool operator==(const Request&) const = default;
    };
    using Reply = GraphicPage;
};
constexpr auto fields(const ListGraphics::Request*) {
    using R = ListGraphics::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)),
                      field("revision", &R::revision));
}

// Its body is bytes, not JSON: an Outgoing does not carry it.
struct AddGraphic {
    static constexpr Call call{Verb::post, "/v1/apps/{app}/graphics/{locale}/{type}",
                               Access::member,
                               "Add an image, PNG or JPEG, to the draft of a set.",
                               "length_required,not_an_image,image_damaged,image_animated,"
                               "image_too_large,wrong_image_size,wrong_image_shape,"
                               "image_transparent,wrong_image_kind,too_many_graphics,"
                               "too_many_images,disk_full", Right::edit_app};
    static constexpr bool takes_bytes = true, takes_image = true;
    struct Request {
        AppId app;
        std::string locale;
        GraphicType type = GraphicType::icon;
        bool operator==(const Request&) const = default;
    };
    using Reply = GraphicSet;
};
constexpr auto fields(const AddGraphic::Request*) {
    using R = AddGraphic::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)),
                      field("type", &R::type));
}

struct ArrangeGraphics {
    static constexpr Call call{Verb::put, "/v1/apps/{app}/graphics/{locale}/{type}",
                               Access::member,
                               "Say which of the app's images the draft of a set shows, in their "
                               "order.",
                               "too_many_graphics", Right::edit_app};
    struct Request {
        AppId app;
        std::string locale;
        GraphicType type = GraphicType::icon;
        std::vector<GraphicId> graphics;
        std::string if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = GraphicSet;
};
constexpr auto fields(const ArrangeGraphics::Request*) {
    using R = ArrangeGraphics::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)),
                      field("type", &R::type), field("graphics", &R::graphics, max_length(20)),
                      field("if_match", &R::if_match, length(1, 200)),
                      field("dry_run", &R::dry_run));
}

struct GetImage {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/graphics/{graphic}/image",
                               Access::signed_in, "The bytes of an image.", "", Right::read_apps};
    static constexpr bool gives_image = true;
    struct Request {
        AppId app;
        GraphicId graphic;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;  // the image is no JSON
};
constexpr auto fields(const GetImage::Request*) {
    using R = GetImage::Request;
    return field_list(field("app", &R::app), field("graphic", &R::graphic));
}

}  // namespace vitrine::contract
