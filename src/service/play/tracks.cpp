#include "service/play/tracks.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::service::play {
namespace {

using base::refused;
using base::Result;
using contract::Stage;
using contract::Track;

constexpr std::int32_t page_of_submissions = 200;
constexpr std::size_t releases_told_max = 20;

struct TrackName {
    std::string_view play;
    Track track;
};
constexpr TrackName track_names[] = {{"production", Track::production},
                                     {"beta", Track::open},
                                     {"alpha", Track::closed},
                                     {"internal", Track::internal},
                                     {"qa", Track::internal}};

bool is_over(Stage stage) {
    return stage == Stage::withdrawn || stage == Stage::superseded ||
           stage == Stage::rolled_back || stage == Stage::removed_by_developer ||
           stage == Stage::removed_by_store || stage == Stage::removal_requested;
}

std::string status_of(const Out& out) {
    switch (out.submission.stage) {
        case Stage::rolling_out: return "inProgress";
        case Stage::halted: return "halted";
        case Stage::live: return "completed";
        default: break;
    }
    const std::string wished = text_in(out.wish, "status");
    if (!wished.empty()) return wished;
    if (is_held_by_developers(out.submission.stage)) return "draft";
    return out.basket.fraction.value_or(1) < 1 ? "inProgress" : "completed";
}

double fraction_of(const Out& out) {
    const Stage stage = out.submission.stage;
    const bool rolls = stage == Stage::rolling_out || stage == Stage::halted;
    return rolls ? out.submission.fraction : out.basket.fraction.value_or(1);
}

Json told(const Out& out) {
    Json release = out.wish.is_object() ? out.wish : Json::object();
    const std::string status = status_of(out);
    if (text_in(release, "name").empty()) release["name"] = out.submission.version_name;
    release["status"] = status;
    release.erase("userFraction");
    if (status == "inProgress" || status == "halted") release["userFraction"] = fraction_of(out);
    Json codes = Json::array(), notes = Json::array();
    for (const std::int64_t code : out.codes) codes.push_back(base::decimal(code));
    for (const contract::LocaleNotes& one : out.basket.notes)
        notes.push_back({{"language", one.locale}, {"text", one.text}});
    release["versionCodes"] = std::move(codes);
    if (!notes.empty()) release["releaseNotes"] = std::move(notes);
    else release.erase("releaseNotes");
    return release;
}

Result<std::vector<std::int64_t>> codes_of(Bench& bench, const contract::Basket& basket) {
    std::vector<std::int64_t> codes;
    for (const contract::PackageId& id : basket.packages) {
        const auto stored = bench.world.store.packages().find(id);
        if (!stored) return refused(stored.error());
        if (!*stored) continue;
        const auto code =
            base::parse_decimal((*stored)->detail.package.version_code.value_or(""));
        if (code) codes.push_back(*code);
    }
    std::ranges::sort(codes);
    return codes;
}

Result<std::optional<Out>> out_of(Bench& bench, const contract::Submission& submission) {
    Out out;
    out.submission = submission;
    const auto basket = bench.world.store.baskets().as_of(submission.id, INT64_MAX);
    if (!basket) return refused(basket.error());
    if (!*basket || (*basket)->packages.empty()) return std::nullopt;
    out.basket = **basket;
    auto codes = codes_of(bench, out.basket);
    if (!codes) return refused(codes.error());
    out.codes = std::move(*codes);
    const auto wish =
        bench.world.store.edits().note(submission.app.text, release_note(submission.id));
    if (!wish) return refused(wish.error());
    const auto said = base::parse_json(*wish);
    out.wish = said && said->is_object() ? *said : Json::object();
    out.release = told(out);
    return out;
}

Result<Track> track_asked(const Visit& visit) {
    const auto track = track_named(visit.value("track"));
    if (!track) return refused(no_such("track_not_found", "Track not found."));
    return *track;
}

// One release as it may be wished: every member by its kind, nothing that is unknown.
Result<Json> wished(const Json& release, const std::string& path) {
    if (!release.is_object()) return refused(bad_request(path, "a release was expected"));
    for (const char* name : {"name", "status"})
        if (const auto text = text_of(release, name); !text)
            return refused(bad_request(path + "." + name, "text was expected"));
    const std::string status = text_in(release, "status");
    const bool partly = status == "inProgress" || status == "halted";
    if (!partly && status != "draft" && status != "completed")
        return refused(bad_request(path + ".status", "draft, inProgress, halted or completed"));
    const Json fraction = part_in(release, "userFraction");
    const double share = fraction.is_number() ? fraction.get<double>() : 0;
    if (!fraction.is_null() && !(partly && share > 0 && share < 1))
        return refused(bad_request(path + ".userFraction",
                                   "more than 0, less than 1, and only with inProgress and "
                                   "halted"));
    if (partly && fraction.is_null())
        return refused(bad_request(path + ".userFraction", "say how far it is rolled out"));
    const Json codes = part_in(release, "versionCodes");
    if (!codes.is_array() || codes.empty() || codes_in(release).size() != codes.size())
        return refused(bad_request(path + ".versionCodes", "a list of version codes"));
    const Json notes = part_in(release, "releaseNotes");
    if (!notes.is_null() && !notes.is_array())
        return refused(bad_request(path + ".releaseNotes", "a list was expected"));
    for (const Json& one : notes.is_array() ? notes : Json::array())
        if (!one.is_object() || text_in(one, "language").empty())
            return refused(bad_request(path + ".releaseNotes", "language and text were expected"));
    const Json priority = part_in(release, "inAppUpdatePriority");
    if (!priority.is_null() &&
        !(priority.is_number_integer() && priority.get<double>() >= 0 &&
          priority.get<double>() <= 5))
        return refused(bad_request(path + ".inAppUpdatePriority", "0 to 5"));
    return release;
}

// A track as it may be wished: at most one release of a status.
Result<Json> wished_track(const Json& body, Track track) {
    Json releases = Json::array();
    const Json given = part_in(body, "releases");
    if (!given.is_null() && !given.is_array())
        return refused(bad_request("releases", "a list was expected"));
    std::vector<std::string> seen;
    for (std::size_t i = 0; given.is_array() && i < given.size(); ++i) {
        auto one = wished(given[i], "releases." + base::decimal(static_cast<std::int64_t>(i)));
        if (!one) return one;
        const std::string status = text_in(*one, "status");
        if (std::ranges::find(seen, status) != seen.end())
            return refused(bad_request("releases", "at most one release of a status"));
        seen.push_back(status);
        releases.push_back(std::move(*one));
    }
    return Json{{"track", name_in_play(track)}, {"releases", std::move(releases)}};
}

Result<Json> track_in(Bench& bench, const Visit& visit, const Edit& edit, Track track) {
    const std::string name(name_in_play(track));
    const Json tracks = part_in(edit.facts, "tracks");
    if (tracks.is_object() && tracks.contains(name)) return tracks[name];
    const auto all = all_out(bench, visit, edit.app);
    if (!all) return refused(all.error());
    return track_of(track, *all);
}

Answer write_track(Bench& bench, const Visit& visit, bool whole) {
    const auto track = track_asked(visit);
    if (!track) return refused(track.error());
    const std::string named = text_in(visit.body, "track");
    if (!named.empty() && track_named(named) != *track)
        return refused(bad_request("track", "another track than the address names"));
    auto value = wished_track(visit.body, *track);
    if (!value) return value;
    return change_edit(bench, visit, [&](Edit& edit) -> Answer {
        if (!visit.who.may(contract::Right::submit, edit.app.id))
            return refused(base::Problem::forbidden());
        if (!whole && !visit.body.contains("releases")) return track_in(bench, visit, edit, *track);
        edit.facts["tracks"][std::string(name_in_play(*track))] = *value;
        return *value;
    });
}

std::string_view lifecycle_of(const Out& out) {
    switch (out.submission.stage) {
        case Stage::draft: return "RELEASE_LIFECYCLE_STATE_DRAFT";
        case Stage::invalid:
        case Stage::ready: return "RELEASE_LIFECYCLE_STATE_NOT_SENT_FOR_REVIEW";
        case Stage::validating:
        case Stage::queued:
        case Stage::in_review:
        case Stage::appealed: return "RELEASE_LIFECYCLE_STATE_IN_REVIEW";
        case Stage::changes_requested:
        case Stage::rejected: return "RELEASE_LIFECYCLE_STATE_NOT_APPROVED";
        case Stage::approved:
        case Stage::scheduled: return "RELEASE_LIFECYCLE_STATE_APPROVED_NOT_PUBLISHED";
        default: return "RELEASE_LIFECYCLE_STATE_PUBLISHED";
    }
}

}  // namespace

std::optional<Track> track_named(std::string_view play) {
    for (const TrackName& one : track_names)
        if (one.play == play) return one.track;
    return std::nullopt;
}

std::string_view name_in_play(Track track) {
    for (const TrackName& one : track_names)
        if (one.track == track) return one.play;
    return "";
}

bool is_held_by_developers(Stage stage) {
    return stage == Stage::draft || stage == Stage::invalid || stage == Stage::changes_requested;
}

bool is_under_review(Stage stage) {
    return stage == Stage::validating || stage == Stage::ready || stage == Stage::queued ||
           stage == Stage::in_review || stage == Stage::appealed;
}

bool is_pending(Stage stage) {
    return is_held_by_developers(stage) || is_under_review(stage);
}

std::string release_note(const contract::SubmissionId& submission) {
    return "release." + submission.text;
}

// As strings, which is how the protocol writes 64 bits, or as numbers, which some tools do.
std::vector<std::int64_t> codes_in(const Json& release) {
    std::vector<std::int64_t> codes;
    const Json given = part_in(release, "versionCodes");
    for (const Json& one : given.is_array() ? given : Json::array()) {
        std::optional<std::int64_t> code;
        if (one.is_string()) code = base::parse_decimal(one.get<std::string>());
        else if (one.is_number_integer()) code = one.get<std::int64_t>();
        if (code && *code >= 0) codes.push_back(*code);
    }
    std::ranges::sort(codes);
    return codes;
}

Result<std::vector<Out>> all_out(Bench& bench, const Visit&, const contract::App& app) {
    ports::SubmissionQuery query;
    query.app = app.id;
    query.limit = page_of_submissions;
    const auto page = bench.world.store.submissions().list(query);
    if (!page) return refused(page.error());
    std::vector<Out> all;
    for (const contract::Submission& one : page->items) {
        if (is_over(one.stage) || one.stage == Stage::rejected) continue;
        auto out = out_of(bench, one);
        if (!out) return refused(out.error());
        if (*out) all.push_back(std::move(**out));
    }
    std::ranges::sort(all, std::greater<>(),
                      [](const Out& one) { return one.submission.number; });
    return all;
}

Json track_of(Track track, const std::vector<Out>& all) {
    Json releases = Json::array();
    std::vector<std::string> seen;
    for (const Out& one : all) {
        const std::string status = text_in(one.release, "status");
        if (one.submission.track != track || std::ranges::find(seen, status) != seen.end())
            continue;
        seen.push_back(status);
        releases.push_back(one.release);
    }
    return {{"track", name_in_play(track)}, {"releases", std::move(releases)}};
}

Result<Json> all_tracks(Bench& bench, const Visit& visit, const contract::App& app) {
    const auto all = all_out(bench, visit, app);
    if (!all) return refused(all.error());
    Json out = Json::object();
    for (const TrackName& one : track_names)
        out[std::string(name_in_play(one.track))] = track_of(one.track, *all);
    return out;
}

Answer tracks_list(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    Json all = Json::array();
    for (const Track track : {Track::production, Track::open, Track::closed, Track::internal}) {
        auto one = track_in(bench, visit, *edit, track);
        if (!one) return one;
        all.push_back(std::move(*one));
    }
    return Json{{"kind", "androidpublisher#tracksListResponse"}, {"tracks", std::move(all)}};
}

Answer tracks_get(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const auto track = track_asked(visit);
    if (!track) return refused(track.error());
    return track_in(bench, visit, *edit, *track);
}

Answer tracks_put(Bench& bench, const Visit& visit) { return write_track(bench, visit, true); }
Answer tracks_patch(Bench& bench, const Visit& visit) { return write_track(bench, visit, false); }

// The store has the four tracks and no others.
Answer tracks_create(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    const std::string name = text_in(visit.body, "track");
    if (track_named(name)) return refused(bad_request("track", "the track is there already"));
    return refused(not_served("closed tracks besides alpha"));
}

Answer releases_list(Bench& bench, const Visit& visit) {
    const auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    const auto track = track_asked(visit);
    if (!track) return refused(track.error());
    const auto all = all_out(bench, visit, *app);
    if (!all) return refused(all.error());
    Json releases = Json::array();
    for (const Out& one : *all) {
        if (one.submission.track != *track || releases.size() == releases_told_max) continue;
        Json artifacts = Json::array();
        for (const std::int64_t code : one.codes)
            artifacts.push_back({{"versionCode", code}});
        releases.push_back({{"releaseName", text_in(one.release, "name")},
                            {"track", name_in_play(*track)},
                            {"activeArtifacts", std::move(artifacts)},
                            {"releaseLifecycleState", lifecycle_of(one)}});
    }
    return Json{{"releases", std::move(releases)}};
}

}  // namespace vitrine::service::play
