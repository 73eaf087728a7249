// Details, listings and images of an edit.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "package/signing/crypto.h"
#include "service/desks/listing_shelf.h"
#include "service/play/calls.h"
#include "service/play/edit.h"

namespace vitrine::service::play {
namespace {

using base::refused;
using base::Result;
using contract::GraphicType;
using contract::ListingText;
using Text = std::optional<ListingText>;

constexpr std::size_t contact_length_max = 200;

struct ImageName {
    std::string_view name;
    GraphicType type;
};
constexpr ImageName image_names[] = {
    {"phoneScreenshots", GraphicType::phone},
    {"sevenInchScreenshots", GraphicType::tablet_7},
    {"tenInchScreenshots", GraphicType::tablet_10},
    {"tvScreenshots", GraphicType::tv},
    {"wearScreenshots", GraphicType::wear},
    {"icon", GraphicType::icon},
    {"featureGraphic", GraphicType::feature},
    {"tvBanner", GraphicType::tv_banner}};

struct FieldName {
    std::string_view play, ours;
};
constexpr FieldName text_fields[] = {
    {"title", "title"}, {"shortDescription", "summary"}, {"fullDescription", "description"}};
constexpr std::string_view contacts[] = {"contactEmail", "contactPhone", "contactWebsite"};

Json shown(const std::string& locale, const ListingText& text, const std::string& video) {
    return {{"language", locale},
            {"title", text.title},
            {"shortDescription", text.summary},
            {"fullDescription", text.description},
            {"video", video}};
}

Result<std::string> video_in_edit(Bench& bench, const Edit& edit, const std::string& locale) {
    const Json videos = part_in(edit.facts, "video");
    if (videos.is_object() && videos.contains(locale)) return text_in(videos, locale);
    return video_before(bench, edit, locale);
}

Result<std::string> language_of(const Visit& visit) {
    return desks::locale_in(visit.value("language"));
}

Result<Json> listing_in(Bench& bench, const Edit& edit, const std::string& locale) {
    const auto text = text_in_edit(bench, edit, locale);
    if (!text) return refused(text.error());
    if (!*text)
        return refused(no_such("listing_not_found", "The listing for " + locale +
                                                        " does not exist."));
    const auto video = video_in_edit(bench, edit, locale);
    if (!video) return refused(video.error());
    return shown(locale, **text, *video);
}

// Every language that the edit knows, also those it takes out.
Result<std::set<std::string>> languages_of(Bench& bench, const Edit& edit) {
    const auto parts = bench.world.store.listings().parts(edit.app.id, desks::text_beginning,
                                                          edit.stored.listing);
    if (!parts) return refused(parts.error());
    std::set<std::string> out;
    for (const ports::ListingPart& part : *parts)
        if (!part.facts.empty()) out.insert(part.name.substr(desks::text_beginning.size()));
    const Json texts = part_in(edit.facts, "text");
    if (texts.is_object())
        for (const auto& [locale, text] : texts.items()) out.insert(locale);
    return out;
}

// What the body says of a text, over what was there; by the contract's own bounds.
Result<ListingText> written_over(const Json& body, const ListingText& before) {
    Json fields = contract::encode(before);
    for (const FieldName& field : text_fields) {
        auto text = text_of(body, field.play);
        if (!text) return refused(text.error());
        if (*text) fields[std::string(field.ours)] = **text;
    }
    auto text = contract::decode<ListingText>(fields, contract::Unknown::refuse);
    if (!text) {
        for (base::FieldProblem& one : text.error().fields)
            for (const FieldName& field : text_fields)
                if (one.path == field.ours) one.path = field.play;
        return refused(text.error());
    }
    return contract::tidied(std::move(*text));
}

enum class Rest : std::uint8_t { kept, emptied };

Answer write_listing(Bench& bench, const Visit& visit, Rest rest) {
    const auto locale = language_of(visit);
    if (!locale) return refused(locale.error());
    const auto video = text_of(visit.body, "video");
    if (!video) return refused(video.error());
    if (*video && (*video)->size() > contact_length_max)
        return refused(bad_request("video", "at most 200 bytes"));
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::edit_app, edit.app.id))
            return refused(base::Problem::forbidden());
        const auto before = text_in_edit(bench, edit, *locale);
        if (!before) return refused(before.error());
        if (rest == Rest::kept && !*before)
            return refused(no_such("listing_not_found", "The listing does not exist."));
        const bool keeps = rest == Rest::kept && *before;
        const auto text = written_over(visit.body, keeps ? **before : ListingText());
        if (!text) return refused(text.error());
        edit.facts["text"][*locale] = contract::encode(*text);
        if (*video || rest == Rest::emptied)
            edit.facts["video"][*locale] = video->value_or("");
        return listing_in(bench, edit, *locale);
    });
}

std::string sha1_of(std::string_view bytes) {
    return package::hex(package::digest_of(package::Hash::sha1, bytes));
}

Json shown(const Visit& visit, const Edit& edit, const contract::GraphicId& id,
           const std::string& sha1, const std::string& sha256) {
    return {{"id", id.text},
            {"url", visit.store + "/v1/apps/" + edit.app.id.text + "/graphics/" + id.text +
                        "/image"},
            {"sha1", sha1},
            {"sha256", sha256}};
}

// The set that a call about images names.
Result<std::string> set_of(const Visit& visit) {
    const auto locale = language_of(visit);
    if (!locale) return refused(locale.error());
    const auto type = image_type_of(visit);
    if (!type) return refused(type.error());
    return set_key(*locale, *type);
}

Json ids_json(const std::vector<contract::GraphicId>& ids) {
    Json out = Json::array();
    for (const contract::GraphicId& id : ids) out.push_back(id.text);
    return out;
}

Result<Json> shown_all(Bench& bench, const Visit& visit, const Edit& edit,
                       const std::vector<contract::GraphicId>& ids) {
    Json out = Json::array();
    for (const contract::GraphicId& id : ids) {
        const auto picture = bench.desks.graphics.image(visit.who, {edit.app.id, id});
        if (!picture && picture.error().kind == base::ProblemKind::not_found) continue;
        if (!picture) return refused(picture.error());
        out.push_back(shown(visit, edit, id, sha1_of(picture->bytes), picture->sha256));
    }
    return out;
}

}  // namespace

Answer details_get(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    auto details = details_before(bench, *edit);
    if (!details) return details;
    const Json changed = part_in(edit->facts, "details");
    if (changed.is_object()) details->update(changed);
    return details;
}

namespace {

Answer write_details(Bench& bench, const Visit& visit, Rest rest) {
    Json wanted = Json::object();
    for (const std::string_view name : contacts) {
        auto text = text_of(visit.body, name);
        if (!text) return refused(text.error());
        if (*text && (*text)->size() > contact_length_max)
            return refused(bad_request(name, "at most 200 bytes"));
        if (*text || rest == Rest::emptied) wanted[std::string(name)] = text->value_or("");
    }
    const auto language = text_of(visit.body, "defaultLanguage");
    if (!language) return refused(language.error());
    if (*language && !(*language)->empty()) {
        const auto locale = desks::locale_in(**language);
        if (!locale) return refused(bad_request("defaultLanguage", "no name of a language"));
        wanted["defaultLanguage"] = *locale;
    }
    const auto done = change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::edit_app, edit.app.id))
            return refused(base::Problem::forbidden());
        const std::string locale = text_in(wanted, "defaultLanguage");
        if (!locale.empty() && locale != edit.app.default_locale)
            return refused(bad_request("defaultLanguage", "it stays what the app began with"));
        if (!edit.facts.contains("details")) edit.facts["details"] = Json::object();
        edit.facts["details"].update(wanted);
        return Json();
    });
    if (!done) return done;
    return details_get(bench, visit);
}

}  // namespace

Answer details_put(Bench& bench, const Visit& visit) {
    return write_details(bench, visit, Rest::emptied);
}
Answer details_patch(Bench& bench, const Visit& visit) {
    return write_details(bench, visit, Rest::kept);
}

Answer listings_list(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const auto languages = languages_of(bench, *edit);
    if (!languages) return refused(languages.error());
    Json all = Json::array();
    for (const std::string& locale : *languages) {
        auto one = listing_in(bench, *edit, locale);
        if (one) all.push_back(std::move(*one));
        else if (one.error().kind != base::ProblemKind::not_found) return one;
    }
    return Json{{"kind", "androidpublisher#listingsListResponse"}, {"listings", std::move(all)}};
}

Answer listings_get(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const auto locale = language_of(visit);
    if (!locale) return refused(locale.error());
    return listing_in(bench, *edit, *locale);
}

Answer listings_put(Bench& bench, const Visit& visit) {
    return write_listing(bench, visit, Rest::emptied);
}
Answer listings_patch(Bench& bench, const Visit& visit) {
    return write_listing(bench, visit, Rest::kept);
}

Answer listings_delete(Bench& bench, const Visit& visit) {
    const auto locale = language_of(visit);
    if (!locale) return refused(locale.error());
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::edit_app, edit.app.id))
            return refused(base::Problem::forbidden());
        edit.facts["text"][*locale] = nullptr;
        return Json();
    });
}

Answer listings_delete_all(Bench& bench, const Visit& visit) {
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::edit_app, edit.app.id))
            return refused(base::Problem::forbidden());
        const auto languages = languages_of(bench, edit);
        if (!languages) return refused(languages.error());
        for (const std::string& locale : *languages) edit.facts["text"][locale] = nullptr;
        return Json();
    });
}

Result<GraphicType> image_type_of(const Visit& visit) {
    const std::string name = visit.value("imageType");
    for (const ImageName& one : image_names)
        if (one.name == name) return one.type;
    return refused(bad_request("imageType", "no type of image is called " + name));
}

Answer images_list(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const auto set = set_of(visit);
    if (!set) return refused(set.error());
    const auto ids = images_in_edit(bench, *edit, *set);
    if (!ids) return refused(ids.error());
    auto images = shown_all(bench, visit, *edit, *ids);
    if (!images) return images;
    return Json{{"images", std::move(*images)}};
}

Answer images_delete(Bench& bench, const Visit& visit) {
    const auto set = set_of(visit);
    if (!set) return refused(set.error());
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::edit_app, edit.app.id))
            return refused(base::Problem::forbidden());
        auto ids = images_in_edit(bench, edit, *set);
        if (!ids) return refused(ids.error());
        if (std::erase(*ids, contract::GraphicId{visit.value("imageId")}) == 0)
            return refused(no_such("image_not_found", "The image does not exist."));
        edit.facts["images"][*set] = ids_json(*ids);
        return Json();
    });
}

Answer images_delete_all(Bench& bench, const Visit& visit) {
    const auto set = set_of(visit);
    if (!set) return refused(set.error());
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::edit_app, edit.app.id))
            return refused(base::Problem::forbidden());
        const auto ids = images_in_edit(bench, edit, *set);
        if (!ids) return refused(ids.error());
        auto gone = shown_all(bench, visit, edit, *ids);
        if (!gone) return gone;
        edit.facts["images"][*set] = Json::array();
        return Json{{"deleted", std::move(*gone)}};
    });
}

Answer add_image(Bench& bench, const Visit& visit, std::string_view bytes) {
    const auto set = set_of(visit);
    if (!set) return refused(set.error());
    const auto type = image_type_of(visit);
    const auto before = edit_of(bench, visit);
    if (!before) return refused(before.error());
    const auto graphic = bench.desks.graphics.keep(visit.who, before->app.id, *type, bytes);
    if (!graphic) return refused(graphic.error());
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        auto ids = images_in_edit(bench, edit, *set);
        if (!ids) return refused(ids.error());
        std::erase(*ids, graphic->id);  // what is sent again stands behind the others
        ids->push_back(graphic->id);
        const auto most = static_cast<std::size_t>(contract::rule_of(*type).at_most);
        if (ids->size() > most && most == 1) ids->erase(ids->begin());  // a new one in its place
        if (ids->size() > most)
            return refused(base::Problem::conflict(
                "too_many_graphics", "At most " + base::decimal(contract::rule_of(*type).at_most) +
                                         " images of this type."));
        edit.facts["images"][*set] = ids_json(*ids);
        auto& images = edit.stored.images;
        if (std::ranges::find(images, graphic->sha256) == images.end())
            images.push_back(graphic->sha256);
        return Json{{"image", shown(visit, edit, graphic->id, sha1_of(bytes), graphic->sha256)}};
    });
}

}  // namespace vitrine::service::play
