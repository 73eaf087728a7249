// The moves of a submission, by its developers and by the service itself. What they mean for the
// track is in track_moves.cpp.
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

constexpr std::int64_t checks_take_ms = 3 * base::second_ms;
// What the store can check without the package itself: name, version, notes.
constexpr std::int32_t checks_without_package = 3;

bool is_publishing(Move move) {
    return move == Move::schedule || move == Move::unschedule || move == Move::start_rollout ||
           move == Move::publish || move == Move::halt || move == Move::resume ||
           move == Move::complete || move == Move::roll_back || move == Move::request_removal;
}

// What an open finding must not keep anybody from.
bool holds_back(Move move) {
    return move == Move::roll_back || move == Move::halt || move == Move::unschedule;
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

Result<void> refuse_time(const contract::MoveSubmission::Request& ask, base::Instant now) {
    const char *code = nullptr, *detail = nullptr;
    if (ask.move != Move::schedule) {
        code = "not_allowed";
        detail = "only schedule takes a time";
    } else if (*ask.publish_at <= now) {
        code = "out_of_range";
        detail = "a time to come";
    }
    if (!code) return {};
    return refused(contract::invalid_fields({{"publish_at", code, detail}}));
}

std::string in_words(base::Instant publish_at, const std::string& reason) {
    return base::rfc3339(publish_at) + (reason.empty() ? "" : ": ") + reason;
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
    return make(who, std::move(*stored), ask, std::nullopt);
}

Result<SubmissionDetail> SubmissionDesk::make(const Caller& who, Stored stored,
                                              const contract::MoveSubmission::Request& ask,
                                              const std::optional<double>& fraction) {
    StageChange change{ask.move,         Side::developer,          who.user.name,
                       who.user.id.text, ask.reason.value_or(""), world_.clock.now()};
    const auto timed = timed_anew(stored.detail.submission, ask);
    if (!timed) return refused(timed.error());
    if (*timed) change.reason = in_words(*ask.publish_at, change.reason);
    const bool open = stored.detail.submission.blocking > 0;
    const SubmissionDetail before = stored.detail;
    if (auto done = change_stage(stored.detail, change); !done) return refused(done.error());
    if (auto version = refuse_without_version(stored, ask.move); !version)
        return refused(version.error());
    if (ask.move == Move::appeal)
        if (auto first = refuse_second_appeal(before); !first) return refused(first.error());
    if (!*timed)
        if (auto wishes = heed_wishes(stored, ask.move, fraction); !wishes)
            return refused(wishes.error());
    if (auto checked = check_again(stored, ask); !checked) return refused(checked.error());
    if (open && is_publishing(ask.move) && !holds_back(ask.move))
        return refused(Problem::conflict("findings_open", "A blocking finding is still open."));
    if (!ask.dry_run.value_or(false))
        return save(stored, change, {.basket = *timed ? &**timed : nullptr});
    if (auto plan = plan_on_track(before.submission, ask.move); !plan)
        return refused(plan.error());
    return with_outlook(std::move(stored.detail));
}

// The basket with the time that a schedule names instead of the one it has; none: it names none.
Result<std::optional<contract::Basket>> SubmissionDesk::timed_anew(
    const Submission& before, const contract::MoveSubmission::Request& ask) {
    if (!ask.publish_at) {
        if (ask.move != Move::schedule || before.stage != Stage::scheduled) return std::nullopt;
        return refused(Problem::conflict(contract::name_of(contract::Refusal::already_there),
                                         "It is scheduled. Say another time to change it."));
    }
    if (auto wrong = refuse_time(ask, world_.clock.now()); !wrong) return refused(wrong.error());
    auto basket = basket_of(before.id);
    if (!basket) return refused(basket.error());
    if (!*basket) return refused(refuse_schedule(*basket).error());
    (*basket)->publish_at = ask.publish_at;
    return basket;
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

// What is wished for the way to the public: when, and to how many at first.
Result<void> SubmissionDesk::heed_wishes(Stored& stored, Move move,
                                         const std::optional<double>& fraction) {
    Submission& submission = stored.detail.submission;
    if (move == Move::publish || move == Move::complete) submission.fraction = 1;
    if (move != Move::schedule && move != Move::start_rollout) return {};
    const auto basket = basket_of(submission.id);
    if (!basket) return refused(basket.error());
    if (move == Move::schedule) return refuse_schedule(*basket);
    const auto wished = *basket ? (*basket)->fraction : std::nullopt;
    submission.fraction = fraction.value_or(wished.value_or(contract::first_fraction));
    return {};
}

Result<SubmissionDetail> SubmissionDesk::save(const Stored& stored, const StageChange& change,
                                              const Beside& beside) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto back = plan_on_track(stored.detail.submission, change.move, beside.bring_back);
    if (!back) return refused(back.error());
    auto saved = world_.store.submissions().save(stored.detail,
                                                 audit_of(stored.detail, change, stored.team));
    if (!saved) return saved;
    if (auto done = follow_up({stored.team, *saved}, change, *back); !done)
        return refused(done.error());
    Result<void> kept;
    const Submission& now = saved->submission;
    if (beside.review) kept = world_.store.baskets().note(now.id, *beside.review);
    if (kept && beside.basket)
        kept = world_.store.baskets().keep(now.id, now.revision, *beside.basket);
    if (!kept) return refused(kept.error());
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    batch->reset();
    return with_outlook(std::move(*saved));
}

// What was held for the review: live with the release, or with the approval where there is no
// release, or let go.
Result<void> SubmissionDesk::settle_listing(const Stored& stored, const StageChange& change) {
    switch (change.move) {
        case Move::approve:
        case Move::start_rollout:
        case Move::publish: return accept_listing(stored, change.at);
        case Move::reject:
            if (!was_appealed(stored.detail)) return {};
            [[fallthrough]];
        case Move::withdraw:
            return world_.store.listings().let_go(stored.detail.submission.app,
                                                  stored.detail.submission.id);
        default: return {};
    }
}

// The listing that was reviewed becomes live in the transaction of the move: at the approval, when
// it is alone, and else when the first device may get the version that it belongs to.
Result<void> SubmissionDesk::accept_listing(const Stored& stored, base::Instant now) {
    const Submission& submission = stored.detail.submission;
    if (submission.stage != Stage::live && submission.stage != Stage::rolling_out) return {};
    const auto basket = basket_of(submission.id);
    if (!basket) return refused(basket.error());
    if (!*basket || !(*basket)->listing) return {};
    const auto head = world_.store.listings().head(submission.app);
    if (!head) return refused(head.error());
    Result<void> done;  // what something newer has replaced may be forgotten by now
    if (head->live < *(*basket)->listing)
        done = publish_listing(submission.app, *(*basket)->listing, now);
    if (done) done = world_.store.listings().let_go(submission.app, submission.id);
    if (done && is_listing_alone(**basket)) done = supersede_listing(stored, now);
    return done;
}

// Marked in the app's figures, if it is another than before.
Result<void> SubmissionDesk::publish_listing(const contract::AppId& app, std::int64_t revision,
                                             base::Instant now) {
    const auto parts = parts_changed(world_, app, revision);
    if (!parts) return refused(parts.error());
    if (auto done = world_.store.listings().go_live(app, revision); !done) return done;
    if (parts->empty()) return {};
    contract::Annotation mark;
    mark.app = app;
    mark.at = now;
    mark.kind = contract::AnnotationKind::listing;
    mark.label = "Listing changed";
    mark.detail = parts_told(*parts);
    return world_.store.metrics().put_annotation(mark);
}

// A listing alone takes the place of a listing alone; versions are the track's (track_moves.cpp).
Result<void> SubmissionDesk::supersede_listing(const Stored& stored, base::Instant now) {
    const Submission& submission = stored.detail.submission;
    ports::SubmissionQuery query;
    query.team = stored.team;
    query.app = submission.app;
    query.stages = {Stage::live};
    query.limit = 200;
    const auto page = world_.store.submissions().list(query);
    if (!page) return refused(page.error());
    for (const Submission& one : page->items) {
        if (one.id == submission.id || one.track != submission.track || contract::is_release(one))
            continue;
        if (auto done = supersede(one.id, now); !done) return done;
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
        const std::int64_t waited = now.ms - submission.updated_at.ms;
        if (waited >= 0 && waited < checks_take_ms) return std::nullopt;
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
    if (const auto plan = plan_on_track((*stored)->detail.submission, **move); !plan) {
        if (auto noted = note_waiting(std::move(**stored), plan.error(), now); !noted)
            return refused(noted.error());
        return false;
    }
    const StageChange change{**move, Side::service, "", "", "", now};
    if (!change_stage((*stored)->detail, change)) return false;
    return save(**stored, change, {}).has_value();  // stale: somebody withdrew it just now
}

// One that fails keeps no other from going on.
Result<int> SubmissionDesk::advance(base::Instant since, std::optional<base::Instant> until) {
    const base::Instant now = world_.clock.now();
    const auto due = world_.store.submissions().due(since, until.value_or(now));
    if (!due) return refused(due.error());
    int moved = 0;
    for (const contract::SubmissionId& id : *due)
        if (advance_one(id, now).value_or(false)) ++moved;
    return moved;
}

}  // namespace vitrine::service::desks
