// Apps, their releases on tracks, and rollouts.
#pragma once
#include "contract/endpoint.h"
#include "contract/ids.h"
#include "contract/stages.h"

namespace vitrine::contract {

// Two or more dotted segments of letters, digits and '_', each starting with a letter; <= 150.
bool is_package_name(std::string_view text);

struct App {
    AppId id;
    std::string package_name, name, default_locale;
    std::string icon;          // key of a built-in picture, "" for the app's first letter
    std::string live_version;  // "" while nothing is live
    Stage stage = Stage::draft;  // of its newest submission
    std::int64_t active_devices = 0;
    std::optional<double> rating;  // of all time, 1..5
    std::int64_t review_count = 0, unanswered_reviews = 0;
    bool operator==(const App&) const = default;
};
constexpr auto fields(const App*) {
    return field_list(field("id", &App::id), field("package_name", &App::package_name),
                      field("name", &App::name), field("default_locale", &App::default_locale),
                      field("icon", &App::icon), field("live_version", &App::live_version),
                      field("stage", &App::stage), field("active_devices", &App::active_devices),
                      field("rating", &App::rating), field("review_count", &App::review_count),
                      field("unanswered_reviews", &App::unanswered_reviews));
}

// A keyset page; `next` is the cursor of the following page, absent on the last.
struct AppPage {
    std::vector<App> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> total;
    bool operator==(const AppPage&) const = default;
};
constexpr auto fields(const AppPage*) {
    return field_list(field("items", &AppPage::items), field("next", &AppPage::next),
                      field("total", &AppPage::total));
}

struct ListApps {
    static constexpr Call call{Verb::get, "/v1/apps", Access::member,
                               "My team's apps by name.", "bad_cursor", Right::read_apps};
    struct Request {
        std::optional<std::string> q;  // part of name or package name
        std::optional<std::int32_t> limit;
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = AppPage;
};
constexpr auto fields(const ListApps::Request*) {
    using R = ListApps::Request;
    return field_list(field("q", &R::q, max_length(200)), field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(400)));
}

struct GetApp {
    static constexpr Call call{Verb::get, "/v1/apps/{app}", Access::member, "One app.",
                               "", Right::read_apps};
    struct Request {
        AppId app;
        bool operator==(const Request&) const = default;
    };
    using Reply = App;
};
constexpr auto fields(const GetApp::Request*) {
    return field_list(field("app", &GetApp::Request::app));
}

struct CreateApp {
    static constexpr Call call{Verb::post, "/v1/apps", Access::member,
                               "Register an app under a package name of its own.",
                               "package_name_taken", Right::edit_app};
    struct Request {
        std::string package_name, name, default_locale;
        bool operator==(const Request&) const = default;
    };
    using Reply = App;
};
constexpr auto fields(const CreateApp::Request*) {
    using R = CreateApp::Request;
    return field_list(field("package_name", &R::package_name, length(3, 150)),
                      field("name", &R::name, length(1, 30)),
                      field("default_locale", &R::default_locale, length(2, 20)));
}

enum class Track : std::uint8_t { internal, closed, open, production };
constexpr auto names(const Track*) {
    return std::array<std::string_view, 4>{"internal", "closed", "open", "production"};
}

// What an approved submission publishes on its track, with the figures a person decides by.
struct Release {
    ReleaseId id;
    AppId app;
    std::string app_name, icon, version_name, previous_version;
    Track track = Track::production;
    Stage stage = Stage::rolling_out;  // of its submission
    double fraction = 0;               // of devices: 0 until it starts, 1 once it is live
    std::vector<double> steps;         // the plan: 0.01, 0.05, 0.2, 0.5, 1
    std::int64_t devices = 0;          // that run this version
    std::optional<double> crash_rate, previous_crash_rate;  // share of sessions, 0..1
    std::vector<double> crash_hours, previous_crash_hours;  // the same by hour, oldest first
    std::optional<base::Instant> next_step_at, halted_at;
    std::string halt_reason;  // "" or a sentence
    std::int64_t revision = 0;  // of its submission
    bool operator==(const Release&) const = default;
};
constexpr auto fields(const Release*) {
    using R = Release;
    return field_list(
        field("id", &R::id), field("app", &R::app), field("app_name", &R::app_name),
        field("icon", &R::icon), field("version_name", &R::version_name),
        field("previous_version", &R::previous_version), field("track", &R::track),
        field("stage", &R::stage), field("fraction", &R::fraction), field("steps", &R::steps),
        field("devices", &R::devices), field("crash_rate", &R::crash_rate),
        field("previous_crash_rate", &R::previous_crash_rate),
        field("crash_hours", &R::crash_hours),
        field("previous_crash_hours", &R::previous_crash_hours),
        field("next_step_at", &R::next_step_at), field("halted_at", &R::halted_at),
        field("halt_reason", &R::halt_reason), field("revision", &R::revision));
}
struct ReleasePage {
    std::vector<Release> items;
    bool operator==(const ReleasePage&) const = default;
};
constexpr auto fields(const ReleasePage*) {
    return field_list(field("items", &ReleasePage::items));
}

struct ListRollouts {
    static constexpr Call call{Verb::get, "/v1/releases", Access::member,
                               "Rollouts in progress or halted, of all my apps or one.",
                               "", Right::read_releases};
    struct Request {
        std::optional<AppId> app;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReleasePage;
};
constexpr auto fields(const ListRollouts::Request*) {
    return field_list(field("app", &ListRollouts::Request::app));
}

enum class RolloutAction : std::uint8_t { set, halt, resume, complete, roll_back, start };
constexpr auto names(const RolloutAction*) {
    return std::array<std::string_view, 6>{"set",      "halt",      "resume",
                                           "complete", "roll_back", "start"};
}
// What `action` wishes of `release`: nullopt when it may happen, else the reason.
std::optional<Refusal> refuse_rollout(const Release& release, RolloutAction action);

// start: an approved or scheduled release, now, for `fraction` of the devices; without it for what
// the basket wishes, else for first_fraction. set: for more devices; 1 completes it. roll_back: it
// is taken off the track, where the release that was live before stands again.
inline constexpr double first_fraction = 0.01;
struct ChangeRollout {
    static constexpr Call call{Verb::post, "/v1/releases/{release}/rollout", Access::member,
                               "Start, set, halt, resume, complete or roll back a rollout.",
                               "wrong_stage,wrong_side,already_there,final_stage,findings_open,"
                               "fraction_not_growing,rollout_in_progress,version_not_growing,"
                               "nothing_to_roll_back_to",
                               Right::publish};
    struct Request {
        ReleaseId release;
        RolloutAction action = RolloutAction::set;
        std::optional<double> fraction;  // with `start` and `set`: may only grow
        std::optional<std::string> reason;
        std::optional<std::string> if_match;
        std::optional<bool> dry_run{};
        bool operator==(const Request&) const = default;
    };
    using Reply = Release;
};
constexpr auto fields(const ChangeRollout::Request*) {
    using R = ChangeRollout::Request;
    return field_list(field("release", &R::release), field("action", &R::action),
                      field("fraction", &R::fraction),
                      field("reason", &R::reason, max_length(500)),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
