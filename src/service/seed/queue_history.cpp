// What the store's reviewers did lately: the other teams' submissions.
#include <cmath>

#include "base/text.h"
#include "service/seed/cast.h"
#include "service/seed/dice.h"
#include "service/seed/findings.h"
#include "service/seed/stories.h"
#include "service/seed/story.h"

namespace vitrine::service::seed {
namespace {

using base::day_ms;
using base::hour_ms;
using base::Instant;
using base::minute_ms;
using contract::Stage;

constexpr int versions_an_app = 22;
constexpr std::int64_t first_number = 19000;
constexpr std::string_view reviewers[] = {"Amara Okafor", "Lucas Almeida", "Mei Lindqvist"};

// Median 6 h 38 min, 95 % between 5 h and 9 h.
std::int64_t decision_ms(Dice& dice) {
    return static_cast<std::int64_t>(6.63 * std::exp(.15 * dice.bell()) *
                                     static_cast<double>(hour_ms));
}

Story other_story(const OtherApp& app, std::string_view version, std::int64_t code,
                  std::int64_t number) {
    return Story({"app_" + std::string(app.key)}, version, base::decimal(code), number,
                 app.team == "team_fjordline" ? "Nils Berg" : "Dana Holt");
}

// How the newest version of an app stands: three of them are on their way out, or gone.
void end_of(Story& story, std::string_view app, std::int64_t out_ago) {
    if (app == "harborkids") story.then(out_ago / 2, Stage::removal_requested, "Dana Holt");
    if (app == "fjordnotes")
        story.then(out_ago / 2, Stage::removal_requested, "Nils Berg")
            .then(out_ago / 3, Stage::removed_by_developer, "Lucas Almeida");
    if (app == "parkwell")
        story.then(out_ago / 2, Stage::removed_by_store, "Lucas Almeida",
                   "It charged for parking that was free");
}

void review(Story& story, std::int64_t decided_ago, Dice& dice) {
    const std::string_view who = reviewers[dice.below(3)];
    if (dice.chance(.02))
        story.then(decided_ago + 3 * hour_ms, Stage::in_review, who)
            .then(decided_ago + 2 * hour_ms, Stage::changes_requested, who, "A small thing first.")
            .then(decided_ago + hour_ms, Stage::queued, story.submission().sent_by);
    story.approved(decided_ago, who);
}

base::Result<void> plant_one(ports::Store& store, Instant now, std::size_t which, int version) {
    const OtherApp& app = other_apps()[which];
    Dice dice("queue", {static_cast<std::int64_t>(which), version});
    const auto at = [&](int one) {
        return static_cast<std::int64_t>((60.2 - one * 2.66 - static_cast<double>(which) * .31) *
                                         static_cast<double>(day_ms));
    };
    const std::int64_t number = first_number + version * 8 + static_cast<std::int64_t>(which);
    const std::string name = "1." + base::decimal(version / 4) + "." + base::decimal(version % 4);
    Story story = other_story(app, name, version + 1, number);
    const std::int64_t sent = at(version);
    const std::int64_t decided = sent - 18 * minute_ms - decision_ms(dice);
    story.sent(sent);
    if (version != versions_an_app - 1 && dice.chance(.05)) {
        story.then(decided + 40 * minute_ms, Stage::in_review, reviewers[1]);
        story.then(decided, Stage::rejected, reviewers[1], "Not with this policy.");
        story.finds(one_finding());
        return story.plant(store, {std::string(app.team)}, now);
    }
    review(story, decided, dice);
    story.then(decided - hour_ms, Stage::live, story.submission().sent_by);
    if (version == versions_an_app - 1) end_of(story, app.key, decided - hour_ms);
    else story.then(at(version + 1) - 12 * hour_ms, Stage::superseded);
    return story.plant(store, {std::string(app.team)}, now);
}

struct Waiting {
    std::string_view app, version;
    std::int64_t number;
    void (*live)(Story&);
};

void rejected(Story& story, std::int64_t ms_ago) {
    story.sent(ms_ago + 7 * hour_ms)
        .then(ms_ago + hour_ms, Stage::in_review, reviewers[0])
        .then(ms_ago, Stage::rejected, reviewers[0], "Not with this policy.")
        .finds(one_finding());
}

contract::Finding not_signed() {
    auto finding = one_finding();
    finding.policy = "VP-1.1.1";
    finding.title = "The package is not signed";
    finding.detail = "Sign it with the key of the version before.";
    finding.where = "META-INF";
    return finding;
}

void validated(Story& story, std::int64_t ms_ago) {
    const std::string by = story.submission().sent_by;
    story.then(ms_ago + 12 * minute_ms, Stage::draft, by).then(ms_ago, Stage::validating, by);
}

// What stands in front of the reviewers now, and what waits for the other teams.
constexpr Waiting waiting_now[] = {
    {"harborbank", "2.0.0", 20482, [](Story& s) { s.sent(6 * hour_ms + 10 * minute_ms); }},
    {"fjordvpn", "2.0.0", 20480,
     [](Story& s) { s.sent(7 * hour_ms).then(20 * minute_ms, Stage::in_review, reviewers[1]); }},
    {"swiftlane", "2.0.0", 20485, [](Story& s) { s.sent(2 * hour_ms); }},
    {"swiftdriver", "2.0.0", 20474,
     [](Story& s) {
         rejected(s, 43 * hour_ms);
         s.then(3 * hour_ms, Stage::appealed, "Dana Holt", "The sentence is gone since 1.5.");
     }},
    {"harborpay", "2.0.0", 20477, [](Story& s) { rejected(s, 22 * hour_ms); }},
    {"fjordvpn", "2.1.0", 20486, [](Story& s) { validated(s, 8 * minute_ms); }},
    {"fjordnotes", "2.0.0", 20487,
     [](Story& s) {
         validated(s, 2 * hour_ms);
         s.then(2 * hour_ms - minute_ms, Stage::invalid, "", "The package is not signed");
         s.finds(not_signed());
     }},
    {"harborbank", "2.0.1", 20483,
     [](Story& s) {
         validated(s, 40 * minute_ms);
         s.then(38 * minute_ms, Stage::ready);
     }},
};

base::Result<void> plant_waiting(ports::Store& store, Instant now) {
    for (const Waiting& one : waiting_now)
        for (const OtherApp& app : other_apps()) {
            if (app.key != one.app) continue;
            Story story = other_story(app, one.version, one.number, one.number);
            one.live(story);
            if (auto done = story.plant(store, {std::string(app.team)}, now); !done) return done;
        }
    return {};
}

}  // namespace

base::Result<void> plant_queue_history(ports::Store& store, Instant now) {
    for (int version = 0; version < versions_an_app; ++version)
        for (std::size_t app = 0; app < other_apps().size(); ++app)
            if (auto done = plant_one(store, now, app, version); !done) return done;
    return plant_waiting(store, now);
}

}  // namespace vitrine::service::seed
