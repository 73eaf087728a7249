// What a move means for the track: who may go there, who steps aside and who comes back, and the
// marks that it leaves on the charts. All of it is written in the batch of the move itself.
#include "base/text.h"
#include "service/desks/submission_desk.h"
#include "service/store_rules.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::ChangeRollout;
using contract::Move;
using contract::Right;
using contract::RolloutAction;
using contract::Side;
using contract::Stage;
using contract::Submission;
using contract::SubmissionDetail;
using contract::SubmissionId;

constexpr std::string_view rule_actor = "rollout rule";

std::string percent(double fraction) {
    std::string text = base::fixed(100 * fraction, 2);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text + "%";
}

Move move_of(RolloutAction action) {
    switch (action) {
        case RolloutAction::halt: return Move::halt;
        case RolloutAction::resume: return Move::resume;
        case RolloutAction::complete: return Move::complete;
        case RolloutAction::start: return Move::start_rollout;
        default: return Move::roll_back;
    }
}

Result<void> refuse_fraction(const ChangeRollout::Request& ask) {
    const bool sets = ask.action == RolloutAction::set;
    const char *code = nullptr, *detail = nullptr;
    if (sets && !ask.fraction) {
        code = "missing";
        detail = "say how far to roll out";
    } else if (ask.fraction && !sets && ask.action != RolloutAction::start) {
        code = "not_allowed";
        detail = "only start and set take a fraction";
    } else if (ask.fraction && !(*ask.fraction > 0 && *ask.fraction <= 1)) {
        code = "out_of_range";
        detail = "more than 0 and at most 1";
    }
    if (!code) return {};
    return refused(contract::invalid_fields({{"fraction", code, detail}}));
}

std::int64_t code_of(const std::string& version_code) {
    return base::parse_decimal(version_code).value_or(0);
}

// Why a release may not start on a track where `other` is.
std::optional<Problem> in_the_way(const Submission& submission, const ports::StoredRelease& other) {
    if (is_in_progress(other.release.stage))
        return Problem::conflict("rollout_in_progress",
                                 "Version " + other.release.version_name +
                                     " is still rolling out or halted on this track: complete it "
                                     "or roll it back first.");
    if (code_of(other.version_code) < code_of(submission.version_code)) return std::nullopt;
    return Problem::conflict("version_not_growing",
                             "Version code " + other.version_code +
                                 " is live on this track: devices only update to a higher one.");
}

bool is_removed(Stage stage) {
    return stage == Stage::removed_by_store || stage == Stage::removed_by_developer;
}

bool starts(Move move) {
    return move == Move::start_rollout || move == Move::publish;
}

}  // namespace

Result<SubmissionDetail> SubmissionDesk::steer(const Caller& who, const SubmissionId& id,
                                               const ChangeRollout::Request& ask) {
    auto stored = visible(who, id);
    if (!stored) return refused(stored.error());
    if (!who.owns(stored->team) || !who.may(Right::publish, stored->detail.submission.app))
        return refused(Problem::forbidden());
    if (auto stale = refuse_stale(ask.if_match, stored->detail.submission); !stale)
        return refused(stale.error());
    if (auto wrong = refuse_fraction(ask); !wrong) return refused(wrong.error());
    if (ask.action == RolloutAction::set) return grow(who, std::move(*stored), ask);
    contract::MoveSubmission::Request step{id, move_of(ask.action), ask.reason, {}, ask.dry_run,
                                           {}};
    if (ask.action == RolloutAction::start) {
        auto wished = ask.fraction;
        const auto basket = basket_of(id);
        if (!basket) return refused(basket.error());
        if (!wished && *basket) wished = (*basket)->fraction;
        if (wished.value_or(0) >= 1) step.move = Move::publish;  // nothing is left to roll out
    }
    return make(who, std::move(*stored), step, ask.fraction);
}

Result<SubmissionDetail> SubmissionDesk::grow(const Caller& who, Stored stored,
                                              const ChangeRollout::Request& ask) {
    Submission& submission = stored.detail.submission;
    const double before = submission.fraction, wished = *ask.fraction;
    if (submission.stage != Stage::rolling_out) {
        const auto why = contract::is_final(submission.stage) ? contract::Refusal::final_stage
                                                              : contract::Refusal::wrong_stage;
        return refused(Problem::conflict(contract::name_of(why), "It is not rolling out."));
    }
    if (wished <= before)
        return refused(Problem::conflict(
            "fraction_not_growing", "A rollout can only grow, and it is at " + percent(before) +
                                        ": who has the version keeps it. Halt it instead."));
    if (wished >= 1) {
        const contract::MoveSubmission::Request step{submission.id, Move::complete, ask.reason, {},
                                                     ask.dry_run, {}};
        return make(who, std::move(stored), step, std::nullopt);
    }
    submission.fraction = wished;
    submission.updated_at = world_.clock.now();
    if (ask.dry_run.value_or(false)) return with_outlook(std::move(stored.detail));
    std::string reason = percent(before) + " to " + percent(wished);
    if (ask.reason && !ask.reason->empty()) reason += ": " + *ask.reason;
    auto line = audit_line(world_, who, "release.set", submission.id.text, reason);
    line.app = submission.app;
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto saved = world_.store.submissions().save(stored.detail, line);
    if (!saved) return saved;
    auto done = annotate(saved->submission, Move::start_rollout, ask.reason.value_or(""),
                         submission.updated_at);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    batch->reset();
    return with_outlook(std::move(*saved));
}

Result<void> SubmissionDesk::halt_by_rule(const SubmissionId& id, std::int64_t revision,
                                          const std::string& reason) {
    auto stored = world_.store.submissions().find(id);
    if (!stored) return refused(stored.error());
    if (!*stored) return refused(Problem::not_found("release"));
    SubmissionDetail& detail = (*stored)->detail;
    if (detail.submission.revision != revision) return refused(stale_revision());
    const StageChange change{Move::halt,  Side::service,           std::string(rule_actor),
                             std::string(rule_actor), reason, world_.clock.now()};
    if (auto done = change_stage(detail, change); !done) return done;
    if (auto saved = save(**stored, change, {}); !saved) return refused(saved.error());
    return {};
}

// What was live before it, if that has to come back to the track. What is live beside a rollout
// simply stays.
Result<std::optional<SubmissionId>> SubmissionDesk::plan_back(const Submission& submission,
                                                              Move move) {
    const auto stored = world_.store.releases().find(contract::release_of(submission.id));
    if (!stored) return refused(stored.error());
    const bool has_previous = *stored && (*stored)->previous;
    if (!has_previous && move == Move::roll_back)
        return refused(Problem::conflict("nothing_to_roll_back_to",
                                         "Nothing was live on this track before it. Halt it, and "
                                         "send a better version."));
    const bool was_live = *stored && (*stored)->release.stage == Stage::live;
    if (!has_previous && was_live)
        return refused(Problem::conflict("nothing_to_bring_back",
                                         "Nothing was live on this track before it."));
    return was_live ? (*stored)->previous : std::nullopt;
}

// Whether the track lets this move happen, as it stands now, before it is written; and whom a roll
// back or a removal brings back. Other moves have nothing to do with the track.
Result<std::optional<SubmissionId>> SubmissionDesk::plan_on_track(const Submission& submission,
                                                                  Move move, bool bring_back) {
    if (move == Move::roll_back || (move == Move::remove_by_store && bring_back))
        return plan_back(submission, move);
    if (!starts(move)) return std::nullopt;
    auto& releases = world_.store.releases();
    const auto there = releases.list({submission.app, submission.track,
                                      {Stage::rolling_out, Stage::halted, Stage::live}, 200, {}});
    if (!there) return refused(there.error());
    for (const ports::StoredRelease& other : there->items)
        if (other.submission != submission.id)
            if (auto problem = in_the_way(submission, other)) return refused(std::move(*problem));
    return std::nullopt;
}

Result<void> SubmissionDesk::follow_up(const Stored& stored, const StageChange& change,
                                       const std::optional<SubmissionId>& back) {
    const Submission& submission = stored.detail.submission;
    if (auto done = settle_listing(stored, change); !done) return done;
    if (!contract::is_release(submission)) return {};
    if (submission.stage == Stage::live)
        if (auto done = take_over(submission, change.at); !done) return done;
    if (is_removed(submission.stage))
        if (auto done = went_off(submission); !done) return done;
    if (back)
        if (auto done = bring_back(*back, submission, change.at); !done) return done;
    const bool restored = change.move == Move::approve && submission.stage == Stage::live;
    if (restored) return annotate(submission, Move::publish, "", change.at);
    return annotate(submission, change.move, change.reason, change.at);
}

// It is live now, and nothing else on its track.
Result<void> SubmissionDesk::take_over(const Submission& submission, base::Instant now) {
    const auto live = world_.store.releases().list(
        {submission.app, submission.track, {Stage::live}, 200, {}});
    if (!live) return refused(live.error());
    for (const ports::StoredRelease& one : live->items) {
        if (one.submission == submission.id) continue;
        if (auto done = supersede(one.submission, now); !done) return done;
    }
    return went_live(submission);
}

Result<void> SubmissionDesk::supersede(const SubmissionId& older, base::Instant now) {
    auto stored = world_.store.submissions().find(older);
    if (!stored) return refused(stored.error());
    if (!*stored) return {};
    const StageChange change{Move::supersede, Side::service, "", "", "", now};
    if (auto moved = change_stage((*stored)->detail, change); !moved) return moved;
    auto done = world_.store.submissions().save(
        (*stored)->detail, audit_of((*stored)->detail, change, (*stored)->team));
    if (!done) return refused(done.error());
    return {};
}

Result<void> SubmissionDesk::bring_back(const SubmissionId& id, const Submission& instead_of,
                                        base::Instant now) {
    auto older = world_.store.submissions().find(id);
    if (!older) return refused(older.error());
    if (!*older) return refused(Problem::not_found("release"));
    SubmissionDetail& detail = (*older)->detail;
    const std::string why = is_removed(instead_of.stage) ? " was removed by the store"
                                                         : " was rolled back";
    const StageChange change{Move::publish, Side::service, "", "",
                             "Published again: version " + instead_of.version_name + why, now};
    if (auto moved = change_stage(detail, change); !moved) return moved;
    detail.submission.fraction = 1;
    auto saved = world_.store.submissions().save(detail, audit_of(detail, change, (*older)->team));
    if (!saved) return refused(saved.error());
    if (auto done = went_live(saved->submission); !done) return done;
    return annotate(saved->submission, Move::publish, change.reason, now);
}

// What the app's list says is live: of production, or of another track while that has nothing.
Result<void> SubmissionDesk::went_live(const Submission& submission) {
    auto app = world_.store.apps().find(submission.app);
    if (!app) return refused(app.error());
    if (!*app) return {};
    std::string& version = (*app)->app.live_version;
    if (submission.track != contract::Track::production && !version.empty()) return {};
    version = submission.version_name;
    return world_.store.apps().update((*app)->app);
}

// It is on no track any more: the app's list names what is live without it.
Result<void> SubmissionDesk::went_off(const Submission& submission) {
    auto app = world_.store.apps().find(submission.app);
    if (!app) return refused(app.error());
    if (!*app) return {};
    const auto live =
        world_.store.releases().list({submission.app, std::nullopt, {Stage::live}, 200, {}});
    if (!live) return refused(live.error());
    std::string& version = (*app)->app.live_version;
    version.clear();
    for (const ports::StoredRelease& one : live->items)
        if (version.empty() || one.release.track == contract::Track::production)
            version = one.release.version_name;
    return world_.store.apps().update((*app)->app);
}

Result<void> SubmissionDesk::annotate(const Submission& submission, Move move,
                                      const std::string& reason, base::Instant now) {
    contract::Annotation mark;
    mark.app = submission.app;
    mark.at = now;
    mark.kind = contract::AnnotationKind::rollout;
    mark.label = submission.version_name;
    mark.detail = reason;
    const std::string share = percent(submission.fraction);
    switch (move) {
        case Move::start_rollout: mark.label += " " + share; break;
        case Move::halt:
            mark.label += " held at " + share;
            mark.halted = true;
            break;
        case Move::resume: mark.label += " goes on at " + share; break;
        case Move::roll_back: mark.label += " rolled back"; break;
        case Move::remove:
        case Move::remove_by_store:  // why is between the store and the team
            mark.label += " removed";
            mark.detail.clear();
            break;
        case Move::publish:
        case Move::complete:
            mark.kind = contract::AnnotationKind::release;
            if (reason.empty()) mark.detail = "Released";
            break;
        default: return {};
    }
    if (submission.track != contract::Track::production)
        mark.label += " (" + std::string(contract::name_of(submission.track)) + ")";
    return world_.store.metrics().put_annotation(mark);
}

// Its time has come and the track is not free: it is tried again each time, and said once.
Result<void> SubmissionDesk::note_waiting(Stored stored, const Problem& why, base::Instant now) {
    Submission& submission = stored.detail.submission;
    if (submission.attention || why.kind != base::ProblemKind::conflict) return {};
    auto known = world_.store.submissions().find(submission.id);
    if (!known) return refused(known.error());
    if (!*known || (*known)->detail.submission.revision != submission.revision) return {};
    SubmissionDetail& detail = (*known)->detail;
    detail.submission.attention = contract::Attention{
        contract::AttentionKind::decide_rollout, "It could not be published at its time",
        why.title, std::nullopt};
    ports::AuditEntry line = audit_of(detail, {Move::start_rollout, Side::service, "", "",
                                               why.title, now},
                                      stored.team);
    line.action = "release.wait";
    if (auto saved = world_.store.submissions().save(detail, line); !saved)
        return refused(saved.error());
    return {};
}

}  // namespace vitrine::service::desks
