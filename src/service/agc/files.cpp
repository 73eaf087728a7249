// What an uploaded file becomes: the icon, screenshots, or the package of the open draft; and how
// far the reading of a package is.
#include <algorithm>

#include "base/text.h"
#include "contract/locale.h"
#include "package/image/image.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"
#include "service/agc/release_types.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Json;
using contract::UploadId;

constexpr std::int64_t type_icon = 0, type_screenshots = 2, type_package = 5;
constexpr std::size_t app_digits_max = 20, id_length_max = 200, files_max = 20, packages_max = 50;
constexpr int read_well = 0, reading = 1, read_badly = 2;

// `files` is a list, and of one file with some tools an object.
std::vector<UploadId> files_in(Fields& body) {
    std::vector<UploadId> out;
    const Json* files = body.json("files");
    if (!files || !(files->is_array() || files->is_object())) {
        body.add("files", files ? "wrong_type" : "missing", "a list of files was expected");
        return out;
    }
    const Json list = files->is_array() ? *files : Json::array({*files});
    if (list.empty() || list.size() > files_max) body.add("files", "out_of_range", "1 to 20 files");
    for (const Json& one : list) {
        const auto at = one.is_object() ? one.find("fileDestUrl") : one.end();
        if (!one.is_object() || at == one.end() || !at->is_string())
            body.add("files", "missing", "each file needs its fileDestUrl");
        else out.push_back({at->get<std::string>().substr(0, id_length_max)});
    }
    return out;
}

}  // namespace

// The reading may take long: it is a task, and the answer says what to ask for meanwhile.
Result<void> Gallery::attach_package(const Ask& ask, const AppId& app, Track track,
                                     const UploadId& id) {
    if (!ask.who.may(contract::Right::submit, app)) return refused(Problem::forbidden());
    const auto upload = desks_.uploads.find(ask.who, id);
    if (!upload) return refused(upload.error());
    if (upload->app != app) return refused(Problem::not_found("upload"));
    const bool whole = upload->received.size() == 1 && upload->received.front().from == 0 &&
                       (upload->sha256.empty() || upload->received.front().to == upload->size);
    if (!whole)
        return refused(Problem::conflict("upload_incomplete", "Bytes of the file are missing."));
    // Now, while somebody hears it: the draft must be there to be written into.
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto draft = change_draft(ask.who, app, track, [](contract::EditBasket::Request&) {});
    if (!draft) return refused(draft.error());
    auto done = add_task({Task::Kind::read, id.text, app, ask.key, world_.clock.now(), track});
    if (done) done = (*batch)->commit();
    return done;
}

// AGC has no feature graphic, and this store wants one with a listing: among the screenshots, an
// image of just its size is one.
Result<contract::GraphicType> Gallery::keep_graphic(const Ask& ask, const AppId& app,
                                                    contract::GraphicType type,
                                                    const UploadId& upload,
                                                    contract::GraphicId& id) {
    const auto bytes = desks_.uploads.take(ask.who, upload, contract::rule_of(type).bytes_max);
    if (!bytes) return refused(bytes.error());
    if (type == contract::GraphicType::phone) {
        const contract::GraphicRule& wide = contract::rule_of(contract::GraphicType::feature);
        const auto facts = package::read_image(*bytes);
        if (facts && facts->width == wide.width && facts->height == wide.height)
            type = contract::GraphicType::feature;
    }
    const auto graphic = desks_.graphics.keep(ask.who, app, type, *bytes);
    if (!graphic) return refused(graphic.error());
    id = graphic->id;
    return type;
}

// The whole set at once: all images are kept before the first one is shown.
Result<void> Gallery::attach_graphics(const Ask& ask, const contract::App& app,
                                      const std::string& locale, contract::GraphicType type,
                                      const std::vector<UploadId>& uploads) {
    if (!ask.who.may(contract::Right::edit_app, app.id)) return refused(Problem::forbidden());
    const contract::GraphicRule& rule = contract::rule_of(type);
    contract::ArrangeGraphics::Request set{app.id, locale, type, {}, "*", std::nullopt};
    contract::ArrangeGraphics::Request wide{app.id, locale, contract::GraphicType::feature, {}, "*",
                                            std::nullopt};
    const std::size_t most = static_cast<std::size_t>(rule.at_most) +
                             (type == contract::GraphicType::phone ? 1 : 0);
    if (uploads.size() > most)
        return refused(Problem::conflict("too_many_graphics",
                                         "At most " + base::decimal(rule.at_most) +
                                             " of this type."));
    for (const UploadId& id : uploads) {
        const auto upload = desks_.uploads.find(ask.who, id);
        if (!upload) return refused(upload.error());
        if (upload->app != app.id) return refused(Problem::not_found("upload"));
    }
    for (const UploadId& one : uploads) {
        contract::GraphicId id;
        const auto is = keep_graphic(ask, app.id, type, one, id);
        if (!is) return refused(is.error());
        auto& into = *is == type ? set : wide;
        if (std::ranges::find(into.graphics, id) == into.graphics.end())
            into.graphics.push_back(id);
    }
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    for (const auto* one : {&wide, &set}) {
        if (one->graphics.empty()) continue;
        if (auto done = desks_.graphics.arrange(ask.who, *one); !done)
            return refused(done.error());
    }
    return (*batch)->commit();
}

Answer Gallery::put_files(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const Track track = track_of(release_type_in(query));
    const auto type = body.required_number("fileType", 0, 20);
    auto lang = body.text("lang", 20);
    (void)body.number("imgShowType", 0, 2);
    (void)body.number("deviceType", 0, 100);
    const auto files = files_in(body);
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (type == type_package) {
        if (files.size() != 1)
            return refused(contract::invalid_fields({{"files", "out_of_range", "one package"}}));
        if (auto done = attach_package(ask, app->id, track, files.front()); !done)
            return refused(done.error());
        return Reply{{{"pkgVersion", Json::array({files.front().text})}}};
    }
    if (type != type_icon && type != type_screenshots)
        return refused(contract::invalid_fields(
            {{"fileType", "not_allowed", "0 icon, 2 screenshots or 5 package"}}));
    const bool icon = type == type_icon;
    if (auto done = attach_graphics(ask, *app, lang.value_or(app->default_locale),
                                    icon ? contract::GraphicType::icon
                                         : contract::GraphicType::phone,
                                    files);
        !done)
        return refused(done.error());
    return Reply{};
}

Answer Gallery::put_package(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const Track track = track_of(release_type_in(query));
    (void)query.number("releasePhase", 1, 3);
    (void)body.required("fileName", id_length_max);
    const UploadId id{body.required("objectId", id_length_max)};
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (auto done = attach_package(ask, app->id, track, id); !done) return refused(done.error());
    return Reply{{{"packageId", id.text}}};
}

Answer Gallery::package_states(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    const auto ids = query.list("pkgIds", packages_max);
    if (ids.empty()) query.add("pkgIds", "missing", "it is required");
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    const auto all = tasks();
    if (!all) return refused(all.error());
    Json states = Json::array();
    for (const std::string& id : ids) {
        const auto upload = desks_.uploads.find(ask.who, {id});
        if (!upload && upload.error().kind != base::ProblemKind::not_found)
            return refused(upload.error());
        const bool known = upload && upload->app == app->id;
        const auto task = std::ranges::find(*all, id, &Task::thing);
        if (!known || (task == all->end() && upload->state == contract::UploadState::open))
            return refused(Problem::of(base::ProblemKind::not_found, "package_unknown",
                                       "There is no such package of the app."));
        int state = upload->state == contract::UploadState::committed ? read_well : read_badly;
        if (task != all->end()) state = task->why.empty() ? reading : read_badly;
        Json one = {{"pkgId", id}, {"successStatus", state}, {"aabCompileStatus", state}};
        if (task != all->end() && !task->why.empty()) one["failReason"] = task->why;
        states.push_back(std::move(one));
    }
    return Reply{{{"pkgStateList", std::move(states)}}};
}

}  // namespace vitrine::service::agc
