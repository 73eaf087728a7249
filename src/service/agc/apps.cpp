// What an app is and says: appid-list, app-info, app-language-info, properties/gms.
#include <algorithm>

#include "base/text.h"
#include "contract/locale.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"
#include "service/agc/release_states.h"
#include "service/agc/release_types.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Json;
using contract::Stage;
using contract::Submission;

constexpr std::size_t packages_asked_max = 50, app_digits_max = 20;
constexpr std::string_view particulars_key = "agc.particulars.";

struct Particular {
    const char* name;
    std::size_t length_max;
};
constexpr Particular kept_words[] = {
    {"categoryId", 40},      {"parentType", 40},    {"childType", 40},  {"grandChildType", 40},
    {"privacyPolicy", 500},  {"csEmail", 200},      {"csPhone", 60},    {"csUrl", 500},
    {"contentRating", 100},  {"ageRating", 100},    {"publishCountry", 4000},
    {"appAdapters", 100},    {"isFree", 10},
};

std::string reason_in(const contract::SubmissionDetail& detail) {
    for (auto at = detail.timeline.rbegin(); at != detail.timeline.rend(); ++at)
        if (!at->reason.empty() &&
            (at->stage == Stage::rejected || at->stage == Stage::changes_requested))
            return at->reason;
    return "";
}

std::string opinion_in(const contract::SubmissionDetail& detail) {
    std::string out = reason_in(detail);
    for (const contract::Finding& one : detail.findings) {
        if (one.fixed || one.severity != contract::Severity::blocking) continue;
        if (!out.empty()) out += "\n";
        out += one.policy + " " + one.title;
        if (!one.where.empty()) out += " (" + one.where + ")";
        if (!one.detail.empty()) out += ": " + one.detail;
    }
    return out;
}

Result<std::string> locale_in(const std::string& lang) {
    if (contract::is_locale(lang)) return contract::plain_locale(lang);
    return refused(contract::invalid_fields({{"lang", "not_allowed", "no name of a language"}}));
}

}  // namespace

Answer Gallery::app_ids(const Ask& ask) {
    Fields query(ask.query);
    const auto names = query.list("packageName", packages_asked_max);
    if (names.empty()) query.add("packageName", "missing", "it is required");
    if (auto done = query.done(); !done) return refused(done.error());
    Json out = Json::array();
    for (const std::string& name : names) {
        contract::ListApps::Request page;
        page.q = name;
        page.limit = 200;
        if (name.size() > 150) continue;
        const auto apps = desks_.apps.list(ask.who, page);
        if (!apps) return refused(apps.error());
        for (const contract::App& app : apps->items) {
            if (app.package_name != name) continue;
            const auto number = number_of(app.id);
            if (!number) return refused(number.error());
            out.push_back({{"key", app.name}, {"value", *number}});
        }
    }
    return Reply{{{"appids", std::move(out)}}};
}

Result<Gallery::Particulars> Gallery::particulars(const std::string& of) {
    const auto kept = world_.store.settings().find(std::string(particulars_key) + of);
    if (!kept) return refused(kept.error());
    if (!*kept) return Json::object();
    auto json = base::parse_json(**kept);
    if (!json) return Json::object();
    return std::move(*json);
}

Result<void> Gallery::put_particulars(const Ask& ask, const AppId& app, const std::string& of,
                                      const Particulars& more) {
    if (more.empty()) return {};
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = particulars(of);
    if (!all) return refused(all.error());
    std::string names;
    for (const auto& [name, value] : more.items()) {
        (*all)[name] = value;
        names += (names.empty() ? "" : ", ") + name;
    }
    auto line = desks::audit_line(world_, ask.who, "app.particulars", of, names);
    line.app = app;
    return desks::commit_with_line(world_, **batch,
                                   world_.store.settings().put(std::string(particulars_key) + of,
                                                               base::dump_json(*all)),
                                   line);
}

// A test is looked at for itself: what stands on the shelf makes no update of it.
Result<Json> Gallery::state_in(const contract::App& app, const Standing& at, Track track) {
    const std::string shelved = track == Track::production ? app.live_version : std::string();
    auto out = particulars(app.id.text);
    if (!out) return out;
    const auto live = at.live(), phased = at.phased();
    const bool updates = track == Track::production && (live || !shelved.empty());
    const Shelf shelf = updates ? Shelf::before : Shelf::never;
    const Stage stage = at.all.empty() ? Stage::draft : at.all.front().stage;
    (*out)["releaseState"] = static_cast<int>(state_of(stage, shelf));
    (*out)["packageName"] = app.package_name;
    (*out)["defaultLang"] = app.default_locale;
    if (!at.all.empty()) {
        (*out)["versionNumber"] = at.all.front().version_name;
        (*out)["versionCode"] = at.all.front().version_code;
        (*out)["updateTime"] = base::rfc3339(at.all.front().updated_at);
    }
    (*out)["onShelfVersionNumber"] = live ? live->version_name : shelved;
    if (live) (*out)["onShelfVersionCode"] = live->version_code;
    if (phased) (*out)["releasePhase"] = type_phased;
    return out;
}

Result<Json> Gallery::audit_in(const Ask& ask, const Standing& at) {
    Json out = Json::object();
    out["auditOpinion"] = "";
    if (at.all.empty()) return out;
    const auto detail = desks_.submissions.find(ask.who, at.all.front().id);
    if (!detail) return refused(detail.error());
    out["auditOpinion"] = opinion_in(*detail);
    return out;
}

// Texts of the listing's draft, with the notes of the newest basket.
Result<Json> Gallery::languages_of(const Ask& ask, const contract::App& app, const Standing& at,
                                   const std::string& lang) {
    const auto page = desks_.listings.list(ask.who, {app.id, std::nullopt});
    if (!page) return refused(page.error());
    std::map<std::string, Json> all;
    for (const contract::Listing& one : page->items) {
        if (!one.draft) continue;
        all[one.locale] = {{"lang", one.locale},
                           {"appName", one.draft->title},
                           {"briefInfo", one.draft->summary},
                           {"appDesc", one.draft->description}};
    }
    if (!at.all.empty()) {
        const auto basket = desks_.submissions.basket(ask.who, at.all.front().id);
        if (!basket && basket.error().kind != base::ProblemKind::not_found)
            return refused(basket.error());
        if (basket)
            for (const contract::LocaleNotes& one : basket->basket.notes) {
                all[one.locale]["lang"] = one.locale;
                all[one.locale]["newFeatures"] = one.text;
            }
    }
    Json out = Json::array();
    for (auto& [locale, one] : all)
        if (lang.empty() || locale == lang) out.push_back(std::move(one));
    return out;
}

Answer Gallery::app_info(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    std::string lang = query.text("lang", 20).value_or("");
    const Track track = track_of(release_type_in(query));
    if (auto done = query.done(); !done) return refused(done.error());
    if (!lang.empty()) {
        auto plain = locale_in(lang);
        if (!plain) return refused(plain.error());
        lang = std::move(*plain);
    }
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    const auto at = standing(ask.who, app->id, track);
    if (!at) return refused(at.error());
    const auto tests = standing(ask.who, app->id, Track::open);
    if (!tests) return refused(tests.error());
    contract::App seen = *app;  // its live version may be that of a test
    if (const auto test = tests->live(); test && test->version_name == seen.live_version)
        if (!at->live()) seen.live_version.clear();
    auto info = state_in(seen, *at, track);
    if (!info) return refused(info.error());
    auto audit = audit_in(ask, *at);
    if (!audit) return refused(audit.error());
    const auto trouble = fetch_trouble(app->id);
    if (!trouble) return refused(trouble.error());
    if (!trouble->empty()) (*audit)["auditOpinion"] = *trouble;
    auto languages = languages_of(ask, *app, *at, lang);
    if (!languages) return refused(languages.error());
    Reply out{{{"appInfo", std::move(*info)},
               {"auditInfo", std::move(*audit)},
               {"languages", std::move(*languages)}}};
    auto phased = phased_in(ask, *at);
    if (!phased) return refused(phased.error());
    if (!phased->empty()) out.body["phasedReleaseInfo"] = std::move(*phased);
    return out;
}

Answer Gallery::put_app_info(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    (void)release_type_in(query);
    Json kept = Json::object();
    for (const Particular& one : kept_words)
        if (auto value = body.words(one.name, one.length_max)) kept[one.name] = *value;
    const auto lang = body.text("defaultLang", 20);
    // Who stands behind an app is the team; numbers of people's papers are not kept here.
    const auto registered = body.number("registeredIdType", 1, 3);
    const auto papers = body.text("registeredIdNumber", 100);
    if (registered.has_value() != papers.has_value())
        body.add("registeredIdType", "missing", "it goes with registeredIdNumber");
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (!ask.who.may(contract::Right::edit_app, app->id)) return refused(Problem::forbidden());
    if (lang && contract::plain_locale(*lang) != contract::plain_locale(app->default_locale))
        return refused(contract::invalid_fields(
            {{"defaultLang", "not_allowed", "the app's is " + app->default_locale}}));
    if (auto done = put_particulars(ask, app->id, app->id.text, kept); !done)
        return refused(done.error());
    return Reply{};
}

Answer Gallery::put_gms(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const auto needs = body.required_number("needGms", 0, 1);
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (!ask.who.may(contract::Right::edit_app, app->id)) return refused(Problem::forbidden());
    const Json kept = {{"needGms", needs}};
    if (auto done = put_particulars(ask, app->id, app->id.text, kept); !done)
        return refused(done.error());
    return Reply{};
}

// Text and notes are one write: both, or neither.
Answer Gallery::put_language(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const Track track = track_of(release_type_in(query));
    const std::string lang = body.required("lang", 20);
    contract::EditListing::Request edit;
    edit.title = body.words("appName", contract::title_length_max);
    edit.summary = body.words("briefInfo", contract::summary_length_max);
    edit.description = body.words("appDesc", contract::description_length_max);
    const auto notes = body.words("newFeatures", 500);
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    auto locale = locale_in(lang);
    if (!locale) return refused(locale.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    if (edit.title || edit.summary || edit.description) {
        edit.app = app->id;
        edit.locale = *locale;
        edit.if_match = "*";
        if (auto done = desks_.listings.edit(ask.who, edit); !done) return refused(done.error());
    }
    if (notes) {
        const auto done = change_draft(ask.who, app->id, track,
                                       [&](contract::EditBasket::Request& draft) {
                                           draft.notes = {{*locale, *notes}};
                                       });
        if (!done) return refused(done.error());
    }
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return Reply{};
}

Answer Gallery::remove_language(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    const std::string lang = query.required("lang", 20);
    const Track track = track_of(release_type_in(query));
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    const auto locale = locale_in(lang);
    if (!locale) return refused(locale.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    contract::RemoveListing::Request gone{app->id, *locale, "*", std::nullopt};
    if (auto done = desks_.listings.remove(ask.who, gone); !done) return refused(done.error());
    const auto at = standing(ask.who, app->id, track);
    if (!at) return refused(at.error());
    const auto open = at->open();
    const auto basket = open ? desks_.submissions.basket(ask.who, open->id)
                             : Result<contract::SubmissionBasket>(refused(Problem{}));
    const bool noted = basket && std::ranges::any_of(basket->basket.notes, [&](const auto& one) {
                           return one.locale == *locale;
                       });
    if (noted) {
        contract::EditBasket::Request edit;
        edit.submission = open->id;
        edit.if_match = "*";
        edit.notes = {{*locale, ""}};
        if (auto done = desks_.submissions.edit(ask.who, edit); !done)
            return refused(done.error());
    }
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return Reply{};
}

}  // namespace vitrine::service::agc
