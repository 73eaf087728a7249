#include "service/seed/stories.h"

#include "base/text.h"
#include "service/seed/cast.h"
#include "service/seed/dice.h"
#include "service/seed/findings.h"
#include "service/seed/story.h"

namespace vitrine::service::seed {
namespace {

using base::day_ms;
using base::hour_ms;
using base::Instant;
using base::minute_ms;
using contract::Attention;
using contract::AttentionKind;
using contract::Stage;
using contract::Track;

constexpr std::string_view tomasz = "Tomasz Kowal", ines = "Ines Moreau", amara = "Amara Okafor";
constexpr std::int64_t first_number = 20200;  // of the versions that are out already

constexpr std::int64_t days(double count) {
    return static_cast<std::int64_t>(count * static_cast<double>(day_ms));
}

std::string clock_of(Instant when) {
    return base::rfc3339(when).substr(11, 5);
}

Story a_story(std::string_view app, std::string_view version, std::string_view code,
              std::int64_t number, std::string_view by = tomasz) {
    return Story(app_of(app).id(), version, code, number, by);
}

base::Result<void> plant_ours(ports::Store& store, Story& story, Instant now) {
    return story.plant(store, {std::string(our_team)}, now);
}

base::Result<void> plant_ledgerly(ports::Store& store, Instant now) {
    Story story = a_story("ledgerly", "2.9.1", "291", 20481);
    const std::int64_t asked = hour_ms + 55 * minute_ms;
    story.then(days(4.78), Stage::draft, tomasz)
        .then(days(4.77), Stage::validating, tomasz)
        .then(days(4.766), Stage::ready)
        .then(days(4.766), Stage::queued)
        .then(days(3.05), Stage::in_review, amara)
        .then(asked, Stage::changes_requested, amara,
              "Two things before this can go out.");
    for (auto& finding : ledgerly_findings()) story.finds(std::move(finding));
    story.says(asked, amara, true,
               "Two things before this can go out. The form and the package disagree about "
               "location, and a German screenshot shows an old price.")
        .says(asked - 28 * minute_ms, tomasz, false,
              "Thanks. Location came in with the receipt scanner SDK. We will remove it today.")
        .says(asked - 34 * minute_ms, amara, true,
              "Good. It keeps its place, no full new review.");
    story.submission().package_bytes = 84'300'000;
    story.submission().locale_count = 14;
    story.submission().attention =
        Attention{AttentionKind::fix_findings, "Data safety form does not match the package",
                  "2 blocking findings, 1 advice", Instant{now.ms + 6 * day_ms}};
    return plant_ours(store, story, now);
}

base::Result<void> plant_trailmark(ports::Store& store, Instant now) {
    Story story = a_story("trailmark", "4.2.0", "420", 20478);
    const std::int64_t held = 4 * hour_ms + 32 * minute_ms;
    story.sent(days(5.2)).approved(days(4.9))
        .then(days(4), Stage::rolling_out, ines)
        .then(held, Stage::halted, "Your rule",
              "Crash rate 0.52% is over your 0.40% limit");
    story.submission().fraction = .2;
    story.submission().attention = Attention{
        AttentionKind::decide_rollout, "Crash rate 0.52% is over your 0.40% limit",
        "Held by your rule today at " + clock_of({now.ms - held}), std::nullopt};
    return plant_ours(store, story, now);
}

base::Result<void> plant_kanji(ports::Store& store, Instant now) {
    Story story = a_story("kanji", "1.14.0", "1140", 20484);
    const std::int64_t asked = 46 * minute_ms;
    story.sent(4 * hour_ms + 20 * minute_ms).then(70 * minute_ms, Stage::in_review, amara);
    story.says(asked, amara, true,
               "The shared garden asks me to sign in. Could you give me a test account?");
    story.submission().attention =
        Attention{AttentionKind::answer, "The reviewer asks for a test account",
                  "Asked by Amara at " + clock_of({now.ms - asked}) + ", blocks review",
                  std::nullopt};
    return plant_ours(store, story, now);
}

base::Result<void> plant_choir(ports::Store& store, Instant now) {
    Story story = a_story("choir", "3.0.0", "300", 20462, ines);
    const Instant goes_live{base::start_of(base::day_of(now)).ms + 4 * day_ms + 9 * hour_ms};
    story.sent(days(6)).approved(days(5.7)).then(days(5), Stage::scheduled, ines);
    story.submission().fraction = 1;
    story.submission().attention =
        Attention{AttentionKind::add_notes, "Release notes missing in Arabic and Thai",
                  "Goes live at " + clock_of(goes_live), goes_live};
    return plant_ours(store, story, now);
}

// What goes on without needing anybody.
base::Result<void> plant_quiet_ones(ports::Store& store, Instant now) {
    std::vector<Story> stories;
    stories.push_back(a_story("tidepool", "5.6.3", "563", 20476));
    stories.back().sent(days(4)).approved(days(3.7)).then(days(3), Stage::rolling_out, tomasz);
    stories.back().submission().fraction = .5;
    stories.push_back(a_story("bricklane", "2.1.0", "210", 20479));
    stories.back().sent(days(3)).approved(days(2.7)).then(days(2), Stage::rolling_out, tomasz);
    stories.back().submission().fraction = .05;
    stories.push_back(a_story("tidepool", "5.7.0", "570", 20475));
    stories.back().sent(5 * hour_ms);
    stories.back().submission().track = Track::open;
    stories.push_back(a_story("choir", "3.1.0", "310", 20455));
    stories.back().then(days(1.4), Stage::draft, tomasz);
    stories.back().submission().track = Track::internal;
    stories.push_back(a_story("kanji", "1.13.3", "1133", 20470, ines));
    stories.back().sent(days(2.2)).approved(days(1.9));
    stories.back().submission().track = Track::closed;
    stories.push_back(a_story("bricklane", "2.0.6", "206", 20371));
    stories.back().sent(days(55)).approved(days(54.7)).then(days(54), Stage::rolling_out, tomasz)
        .then(days(53.2), Stage::rolled_back, tomasz, "Saved games of 1.9 did not open");
    stories.push_back(a_story("ledgerly", "2.8.2", "282", 20340));
    stories.back().sent(days(80)).then(days(79.9), Stage::withdrawn, ines,
                                       "The bank changed its interface");
    for (Story& story : stories)
        if (auto done = plant_ours(store, story, now); !done) return done;
    return {};
}

// Every version of the cast that is or was out: superseded, the newest live.
base::Result<void> plant_versions(ports::Store& store, Instant now) {
    std::int64_t number = first_number;
    for (const AppCast& app : apps()) {
        for (const Version& version : app.versions) {
            if (version.cap < 1) continue;
            const std::int64_t out = -version.day * day_ms + hour_ms;
            Story story(app.id(), version.name, base::decimal(version.code), ++number, tomasz);
            story.sent(out + days(1)).approved(out + 17 * hour_ms)
                .then(out + hour_ms, Stage::rolling_out, tomasz);
            const Version* next = &version + 1;
            const bool last = &version == &app.live();
            story.then(out, Stage::live, ines);
            if (!last) story.then(-next->day * day_ms, Stage::superseded);
            story.submission().fraction = 1;
            if (auto done = plant_ours(store, story, now); !done) return done;
        }
    }
    return {};
}

}  // namespace

base::Result<void> plant_apps(ports::Store& store) {
    for (const AppCast& cast : apps()) {
        ports::StoredApp stored{{std::string(our_team)}, {}};
        stored.app.id = cast.id();
        stored.app.package_name = cast.package;
        stored.app.name = cast.name;
        stored.app.icon = cast.key;
        stored.app.default_locale = cast.locale;
        stored.app.live_version = cast.live().name;
        stored.app.stage = Stage::live;
        stored.app.active_devices = static_cast<std::int64_t>(cast.devices);
        if (auto done = store.apps().create(stored); !done) return done;
    }
    for (const OtherApp& other : other_apps()) {
        ports::StoredApp stored{{std::string(other.team)}, {}};
        stored.app.id = {"app_" + std::string(other.key)};
        stored.app.package_name = other.package;
        stored.app.name = other.name;
        stored.app.default_locale = "en-US";
        stored.app.live_version = "1.0.0";
        stored.app.stage = Stage::live;
        if (auto done = store.apps().create(stored); !done) return done;
    }
    return {};
}

base::Result<void> plant_submissions(ports::Store& store, Instant now) {
    for (const auto plant : {plant_versions, plant_quiet_ones, plant_ledgerly, plant_trailmark,
                             plant_kanji, plant_choir})
        if (auto done = plant(store, now); !done) return done;
    return {};
}

}  // namespace vitrine::service::seed
