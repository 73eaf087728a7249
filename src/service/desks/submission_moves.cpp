// The moves of a submission and what follows from them: releases, the app's live version and
// listing, and the submission that is superseded.
#include "base/text.h"
#include "service/desks/basket_checks.h"
#include "service/desks/listing_shelf.h"
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Move;
using contract::Right;
using contract::Side;
using contract::Stage;
using contract::Submission;
using contract::SubmissionDetail;

constexpr double first_step = 0.01;
constexpr std::int64_t checks_take_ms = 3 * base::second_ms;
// What the store can check without the package itself: name, version, notes.
constexpr std::int32_t checks_without_package = 3;

bool is_publishing(Move move) {
    return move == Move::schedule || move == Move::start_rollout || move == Move::publish ||
           move == Move::halt || move == Move::resume || move == Move::complete ||
           move == Move::roll_back || move == Move::request_removal;
}

Result<void> refuse_second_appeal(const SubmissionDetail& detail) {
    if (!was_appealed(detail)) return {};
    return refused(Problem::conflict(contract::name_of(contract::Refusal::final_stage),
                                     "The appeal has been judged: this is final."));
}

Result<void> refuse_schedule(const std::optional<contract::Basket>& basket) {
    if (basket && basket->publish_at) return {};
    return refused(Problem::conflict("publish_time_missing",
                                     "Say in the basket when it is to be published."));
}

}  // namespace

Result<SubmissionDetail> SubmissionDesk::move(const Caller& who,
                                              const contract::MoveSubmission::Request& ask) {
    auto stored = visible(who, ask.submission);
    if (!stored) return refused(stored.error());
    const Right right = is_publishing(ask.move) ? Right::publish : Right::submit;
    if (!who.owns(stored->team) || !who.may(right, stored->detail.submission.app))
        return refused(Problem::forbidden());
    if (auto stale = refuse_stale(ask.if_match, stored->detail.submission); !stale)
        return refused(stale.error());
    const StageChange change{ask.move,         Side::developer,          who.user.name,
                             who.user.id.text, ask.reason.value_or(""), world_.clock.now()};
    const bool open = stored->detail.submission.blocking > 0;
    const SubmissionDetail before = stored->detail;
    if (auto done = change_stage(stored->detail, change); !done) return refused(done.error());
    if (auto version = refuse_without_version(*stored, ask.move); !version)
        return refused(version.error());
    if (ask.move == Move::appeal)
        if (auto first = refuse_second_appeal(before); !first) return refused(first.error());
    if (auto wishes = heed_wishes(*stored, ask.move); !wishes) return refused(wishes.error());
    if (auto checked = check_again(*stored, ask); !checked) return refused(checked.error());
    if (open && is_publishing(ask.move) && ask.move != Move::roll_back)
        return refused(Problem::conflict("findings_open", "A blocking finding is still open."));
    if (ask.dry_run.value_or(false)) return with_outlook(std::move(stored->detail));
    return save(*stored, change);
}

// What was only a listing is live once it is approved: there is no version to roll out or back.
Result<void> SubmissionDesk::refuse_without_version(const Stored& stored, Move move) {
    if (!is_publishing(move)) return {};
    const auto basket = basket_of(stored.detail.submission.id);
    if (!basket) return refused(basket.error());
    if (!*basket || !is_listing_alone(**basket)) return {};
    return refused(Problem::conflict(contract::name_of(contract::Refusal::wrong_stage),
                                     "It changed the listing and no version of the app."));
}

// What the basket wishes for the way to the public: when, and to how many at first.
Result<void> SubmissionDesk::heed_wishes(Stored& stored, Move move) {
    if (move != Move::schedule && move != Move::start_rollout) return {};
    const auto basket = basket_of(stored.detail.submission.id);
    if (!basket) return refused(basket.error());
    if (move == Move::schedule) return refuse_schedule(*basket);
    if (*basket && (*basket)->fraction) stored.detail.submission.fraction = *(*basket)->fraction;
    return {};
}

Result<SubmissionDetail> SubmissionDesk::save(const Stored& stored, const StageChange& change,
                                              const contract::ReviewState* review) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto saved = world_.store.submissions().save(stored.detail,
                                                 audit_of(stored.detail, change, stored.team));
    if (!saved) return saved;
    if (auto done = follow_up({stored.team, *saved}, change); !done) return refused(done.error());
    if (review)
        if (auto done = world_.store.baskets().note(saved->submission.id, *review); !done)
            return refused(done.error());
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    batch->reset();
    return with_outlook(std::move(*saved));
}

Result<void> SubmissionDesk::follow_up(const Stored& stored, const StageChange& change) {
    switch (change.move) {
        case Move::start_rollout: return start_release(stored);
        case Move::halt:
        case Move::resume:
        case Move::roll_back: return mirror_release(stored);
        case Move::complete:
            if (auto done = mirror_release(stored); !done) return done;
            return went_live(stored, change.at);
        case Move::publish: return went_live(stored, change.at);
        case Move::approve: return accept_listing(stored, change.at);
        case Move::reject:
            if (!was_appealed(stored.detail)) return {};
            [[fallthrough]];
        case Move::withdraw:
            return world_.store.listings().let_go(stored.detail.submission.app,
                                                  stored.detail.submission.id);
        default: return {};
    }
}

Result<void> SubmissionDesk::start_release(const Stored& stored) {
    const Submission& submission = stored.detail.submission;
    auto app = world_.store.apps().find(submission.app);
    if (!app) return refused(app.error());
    contract::Release release;
    release.id = {ports::random_id(world_.random, "rel_")};
    release.app = submission.app;
    release.version_name = submission.version_name;
    release.previous_version = *app ? (*app)->app.live_version : "";
    release.track = submission.track;
    release.fraction = submission.fraction > 0 ? submission.fraction : first_step;
    release.steps = {0.01, 0.05, 0.2, 0.5, 1};
    auto done = world_.store.releases().insert(release);
    if (!done) return refused(done.error());
    return {};
}

Result<void> SubmissionDesk::mirror_release(const Stored& stored) {
    const Submission& submission = stored.detail.submission;
    auto releases = world_.store.releases().in_progress(stored.team, submission.app);
    if (!releases) return refused(releases.error());
    for (contract::Release& release : *releases) {
        if (release.version_name != submission.version_name || release.track != submission.track)
            continue;
        release.stage = submission.stage;
        if (submission.stage == Stage::live) release.fraction = 1;
        if (submission.stage == Stage::halted) {
            release.halted_at = submission.updated_at;
            release.halt_reason = stored.detail.timeline.back().reason;
        }
        if (auto done = world_.store.releases().save(release); !done) return refused(done.error());
    }
    return {};
}

// The listing that was reviewed becomes live with the approval, in its transaction. The first of
// two approvals leaves the submission in review.
Result<void> SubmissionDesk::accept_listing(const Stored& stored, base::Instant now) {
    const Submission& submission = stored.detail.submission;
    if (submission.stage == Stage::in_review) return {};
    const auto basket = basket_of(submission.id);
    if (!basket) return refused(basket.error());
    if (!*basket || !(*basket)->listing) return {};
    auto done = world_.store.listings().go_live(submission.app, *(*basket)->listing);
    if (done) done = world_.store.listings().let_go(submission.app, submission.id);
    if (done && submission.stage == Stage::live) done = supersede(stored, now);
    return done;
}

Result<void> SubmissionDesk::went_live(const Stored& stored, base::Instant now) {
    if (auto done = supersede(stored, now); !done) return done;
    const Submission& submission = stored.detail.submission;
    auto app = world_.store.apps().find(submission.app);
    if (!app || !*app) return {};
    (*app)->app.live_version = submission.version_name;
    return world_.store.apps().update((*app)->app);
}

// A version takes the place of a version, a listing alone that of a listing alone.
Result<void> SubmissionDesk::supersede(const Stored& stored, base::Instant now) {
    const Submission& submission = stored.detail.submission;
    ports::SubmissionQuery query;
    query.team = stored.team;
    query.app = submission.app;
    query.stages = {Stage::live};
    query.limit = 200;
    auto page = world_.store.submissions().list(query);
    if (!page) return refused(page.error());
    for (const Submission& one : page->items) {
        if (one.id == submission.id || one.track != submission.track ||
            one.version_code.empty() != submission.version_code.empty())
            continue;
        auto older = world_.store.submissions().find(one.id);
        if (!older || !*older) continue;
        const StageChange change{Move::supersede, Side::service, "", "", "", now};
        if (!change_stage((*older)->detail, change)) continue;
        auto done = world_.store.submissions().save(
            (*older)->detail, audit_of((*older)->detail, change, (*older)->team));
        if (!done) return refused(done.error());
    }
    return {};
}

// The service's own next move, or none yet. Sets what the checks found, unless the stage says no.
Result<std::optional<Move>> SubmissionDesk::next_move(Stored& stored, base::Instant now) {
    const Submission& submission = stored.detail.submission;
    if (submission.stage == Stage::ready) return Move::enqueue;
    const auto basket = basket_of(submission.id);
    if (!basket) return refused(basket.error());
    if (submission.stage == Stage::scheduled) {
        if (!*basket || !(*basket)->publish_at || now < *(*basket)->publish_at) return std::nullopt;
        stored.detail.submission.fraction = (*basket)->fraction.value_or(1);
        return stored.detail.submission.fraction < 1 ? Move::start_rollout : Move::publish;
    }
    if (!*basket) {
        if (now.ms - submission.updated_at.ms < checks_take_ms) return std::nullopt;
        stored.detail.submission.checks_passed = checks_without_package;
        return Move::pass_checks;
    }
    const auto checked = check_basket(world_, submission.app, **basket);
    if (!checked) return refused(checked.error());
    put_findings(stored.detail, checked->findings);
    stored.detail.submission.checks_passed = checked->passed;
    return checked->blocked() ? Move::fail_checks : Move::pass_checks;
}

Result<bool> SubmissionDesk::advance_one(const contract::SubmissionId& id, base::Instant now) {
    auto stored = world_.store.submissions().find(id);
    if (!stored) return refused(stored.error());
    if (!*stored) return false;
    const auto move = next_move(**stored, now);
    if (!move) return refused(move.error());
    if (!*move) return false;
    const StageChange change{**move, Side::service, "", "", "", now};
    if (!change_stage((*stored)->detail, change)) return false;
    return save(**stored, change).has_value();  // stale: somebody withdrew it just now
}

// One that fails keeps no other from going on.
Result<int> SubmissionDesk::advance(base::Instant since) {
    ports::SubmissionQuery query;
    query.stages = {Stage::validating, Stage::ready, Stage::scheduled};
    query.limit = 200;
    const base::Instant now = world_.clock.now();
    int moved = 0;
    do {
        auto page = world_.store.submissions().list(query);
        if (!page) return refused(page.error());
        for (const Submission& one : page->items)
            if (one.updated_at >= since && advance_one(one.id, now).value_or(false)) ++moved;
        query.cursor = page->next;
    } while (query.cursor);
    return moved;
}

}  // namespace vitrine::service::desks
