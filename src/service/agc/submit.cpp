// Sending a draft to review and steering what was approved: app-submit, phased release, shelf time.
//
// AGC brings to the shelf what it has approved, at once or at releaseTime; our store waits for its
// developer. So a submission sent from here carries its time in the basket, and a task (tasks.cpp)
// says "schedule" in the client's name once it is approved.
#include <algorithm>

#include "base/text.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"
#include "service/agc/release_types.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::BasketWish;
using contract::Json;
using contract::RolloutAction;
using contract::Stage;
using contract::Submission;

constexpr std::size_t app_digits_max = 20, remark_most = 300, remark_least = 10,
                      description_most = 500;
constexpr std::size_t email_most = 200;

struct Phase {
    std::optional<double> fraction;
    std::optional<base::Instant> start;
    Json told = Json::object();  // what only AGC's own client has a use for
};

// "10.00" is a tenth.
std::optional<double> fraction_in(Fields& body) {
    const auto text = body.text("phasedReleasePercent", 10);
    if (!text) return std::nullopt;
    const auto percent = base::parse_number(*text);
    if (percent && *percent > 0 && *percent <= 100) return *percent / 100;
    body.add("phasedReleasePercent", "out_of_range", "more than 0 and at most 100");
    return std::nullopt;
}

Phase phase_in(Fields& body) {
    Phase out;
    out.fraction = fraction_in(body);
    out.start = body.instant("phasedReleaseStartTime");
    const auto end = body.instant("phasedReleaseEndTime");
    if (end && out.start && *end <= *out.start)
        body.add("phasedReleaseEndTime", "out_of_range", "it ends before it starts");
    if (end) out.told["phasedReleaseEndTime"] = base::rfc3339(*end);
    if (auto text = body.text("phasedReleaseDescription", description_most))
        out.told["phasedReleaseDescription"] = *text;
    return out;
}

// An open test. Nothing here ends one by the clock: its end is kept and given back.
Phase test_in(Fields& body) {
    Phase out;
    out.start = body.instant("testStartTime");
    const auto end = body.instant("testEndTime");
    if (end && out.start && *end <= *out.start)
        body.add("testEndTime", "out_of_range", "it ends before it starts");
    if (end) out.told["testEndTime"] = base::rfc3339(*end);
    if (auto email = body.text("feedbackEmail", email_most)) out.told["feedbackEmail"] = *email;
    if (body.number("skipManualReview", 0, 1).value_or(0) != 0)
        body.add("skipManualReview", "not_allowed", "every version is reviewed here");
    return out;
}

std::string percent_of(double fraction) {
    return base::fixed(100 * fraction, 2);
}

struct Wish {
    Phase phase;
    std::optional<base::Instant> release_time;
    std::optional<std::string> remark;
};

Result<Wish> submission_in(Fields& query, Fields& body, std::int64_t type) {
    Wish out;
    out.release_time = query.instant("releaseTime");
    out.remark = query.text("remark", remark_most);
    if (out.remark && base::count_code_points(*out.remark) < remark_least)
        query.add("remark", "too_short", "10 to 300 characters");
    if (type == type_phased) out.phase = phase_in(body);
    if (type == type_test) out.phase = test_in(body);
    if (type == type_phased && !out.phase.fraction)
        body.add("phasedReleasePercent", "missing", "a phased release needs it");
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    return out;
}

}  // namespace

Result<void> refuse_submission(Fields& query, Fields& body, std::int64_t type) {
    const auto wish = submission_in(query, body, type);
    if (!wish) return refused(wish.error());
    return {};
}

Result<Json> Gallery::phased_in(const Ask& ask, const Standing& at) {
    auto one = at.phased();
    const bool out_now = one.has_value();
    if (!one) one = at.waiting();
    if (!one) one = at.open();
    if (!one) return Json::object();
    const auto basket = desks_.submissions.basket(ask.who, one->id);
    if (!basket && basket.error().kind != base::ProblemKind::not_found)
        return refused(basket.error());
    const auto wished = basket ? basket->basket.fraction : std::nullopt;
    if (!out_now && !wished) return Json::object();
    auto out = particulars(one->id.text);
    if (!out) return out;
    (*out)["state"] = one->stage == Stage::rolling_out ? "RELEASE"
                      : one->stage == Stage::halted    ? "SUSPEND"
                                                       : "DRAFT";
    (*out)["phasedReleasePercent"] = percent_of(out_now ? one->fraction : *wished);
    if (basket && basket->basket.publish_at)
        (*out)["phasedReleaseStartTime"] = base::rfc3339(*basket->basket.publish_at);
    return out;
}

Answer Gallery::submit(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const auto type = release_type_in(query);
    const auto wish = submission_in(query, body, type);
    if (!wish) return refused(wish.error());
    const auto& [phase, release_time, remark] = *wish;
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (!ask.who.may(contract::Right::publish, app->id)) return refused(Problem::forbidden());
    const auto waiting = tasks();
    if (!waiting) return refused(waiting.error());
    for (const Task& one : *waiting) {
        const bool reads = one.kind == Task::Kind::read || one.kind == Task::Kind::fetch;
        if (one.app == app->id && reads && one.why.empty()) return refused(still_reading());
    }
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto listing = desks_.listings.list(ask.who, {app->id, std::nullopt});
    if (!listing) return refused(listing.error());
    const base::Instant now = world_.clock.now();
    const auto write = [&](contract::EditBasket::Request& edit) {
        edit.fraction = phase.fraction;
        if (!phase.fraction) edit.clear = {BasketWish::fraction};
        edit.publish_at = phase.start ? phase.start : release_time ? release_time : now;
        const bool shelf = type != type_test;  // a test leaves what the public reads alone
        if (shelf && !listing->changed.empty()) edit.listing = listing->revision;
    };
    const auto draft = change_draft(ask.who, app->id, track_of(type), write);
    if (!draft) return refused(draft.error());
    if (draft->basket.packages.empty() && !draft->basket.listing)
        return refused(Problem::conflict("nothing_to_submit",
                                         "Nothing was changed: attach a package or change the "
                                         "listing first."));
    const Submission& open = draft->submission;
    contract::MoveSubmission::Request move;
    move.submission = open.id;
    move.move = open.stage == Stage::changes_requested ? contract::Move::resubmit
                                                       : contract::Move::submit;
    move.reason = remark;
    if (auto sent = desks_.submissions.move(ask.who, move); !sent) return refused(sent.error());
    auto done = put_particulars(ask, app->id, open.id.text, phase.told);
    if (done && !draft->basket.packages.empty())
        done = add_task({Task::Kind::publish, open.id.text, app->id, ask.key, now});
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return Reply{};
}

Result<contract::Release> Gallery::phased_release(const Ask& ask, const AppId& app) {
    contract::ListReleases::Request list;
    list.app = app;
    list.track = contract::Track::production;
    list.stages = {Stage::rolling_out, Stage::halted};
    auto page = desks_.releases.list(ask.who, list);
    if (!page) return refused(page.error());
    if (page->items.empty()) return refused(no_phased_release());
    return std::move(page->items.front());
}

Answer Gallery::put_phased_state(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const std::string state = body.required("state", 40);
    std::optional<RolloutAction> action;
    if (state == "RELEASE") action = RolloutAction::resume;
    if (state == "SUSPEND" || state == "GRAY_TERMINATED") action = RolloutAction::halt;
    if (state == "ROLLBACK") action = RolloutAction::roll_back;
    if (!action && !state.empty())
        body.add("state", "not_allowed", "RELEASE, SUSPEND, ROLLBACK or GRAY_TERMINATED");
    const Phase phase = phase_in(body);
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto release = phased_release(ask, app->id);
    if (!release) return refused(release.error());
    contract::ChangeRollout::Request change{release->id, *action, {}, {}, {}};
    const bool goes_on = *action == RolloutAction::resume && release->stage == Stage::rolling_out;
    if (!goes_on)
        if (auto done = desks_.releases.change(ask.who, change); !done)
            return refused(done.error());
    if (phase.fraction && *phase.fraction > release->fraction) {
        change.action = RolloutAction::set;
        change.fraction = phase.fraction;
        if (auto done = desks_.releases.change(ask.who, change); !done)
            return refused(done.error());
    }
    auto done = put_particulars(ask, app->id, contract::submission_of(release->id).text,
                                phase.told);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return Reply{};
}

// releaseType 1: to everybody. 3: to as many as it says now.
Answer Gallery::put_phased(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    const auto type = query.required_number("releaseType", type_full, type_phased);
    const Phase phase = phase_in(body);
    if (type != type_full && type != type_phased)
        query.add("releaseType", "not_allowed", "1 or 3 was expected");
    if (type == type_phased && !phase.fraction)
        body.add("phasedReleasePercent", "missing", "say to how many");
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto release = phased_release(ask, app->id);
    if (!release) return refused(release.error());
    const bool full = type == type_full;
    const contract::ChangeRollout::Request change{
        release->id, full ? RolloutAction::complete : RolloutAction::set,
        full ? std::nullopt : phase.fraction, {}, {}};
    if (auto done = desks_.releases.change(ask.who, change); !done) return refused(done.error());
    auto done = put_particulars(ask, app->id, contract::submission_of(release->id).text,
                                phase.told);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return Reply{};
}

// 1: now. 2: as planned. 3: at another time, which a basket takes only while it may be edited.
Answer Gallery::put_shelf_time(const Ask& ask) {
    constexpr std::int64_t now = 1, planned = 2, other = 3;
    Fields query(ask.query), body(ask.body);
    const std::string number = query.required("appId", app_digits_max);
    (void)query.number("releaseType", type_full, type_phased);
    const auto kind = body.required_number("changeType", now, other);
    const auto when = body.instant("releaseTime");
    if (kind == other && !when) body.add("releaseTime", "missing", "say when");
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (kind == other) {
        const auto done =
            change_draft(ask.who, app->id, Track::production,
                         [&](contract::EditBasket::Request& edit) { edit.publish_at = when; });
        if (!done) return refused(done.error());
        return Reply{};
    }
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto at = standing(ask.who, app->id);
    if (!at) return refused(at.error());
    const auto waiting = at->waiting();
    if (!waiting)
        return refused(Problem::conflict("nothing_waits", "Nothing that was approved waits."));
    if (kind == planned && waiting->stage == Stage::scheduled) return Reply{};
    Result<void> done;
    if (kind == planned) {
        const auto moved = desks_.submissions.move(
            ask.who, {waiting->id, contract::Move::schedule, {}, {}, {}, {}});
        if (!moved) return refused(moved.error());
    } else {
        const auto basket = desks_.submissions.basket(ask.who, waiting->id);
        const auto wished = basket ? basket->basket.fraction : std::nullopt;
        const auto started = desks_.releases.change(
            ask.who, {contract::release_of(waiting->id), RolloutAction::start,
                      wished.value_or(1), {}, {}, {}});
        if (!started) return refused(started.error());
    }
    if (done = (*batch)->commit(); !done) return refused(done.error());
    return Reply{};
}

}  // namespace vitrine::service::agc
