// Baskets: how a draft with packages begins, is edited by several at once, and is checked.
#include "base/text.h"
#include "service/desks/basket_checks.h"
#include "service/desks/listing_shelf.h"
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Basket;
using contract::EditBasket;
using contract::Move;
using contract::Right;
using contract::Side;
using contract::Stage;
using contract::Submission;
using contract::SubmissionBasket;
using contract::SubmissionDetail;

constexpr int tries_of_an_overwrite = 5;

Basket basket_in(const contract::CreateBasket::Request& ask) {
    Basket basket;
    basket.packages = ask.packages;
    basket.track = ask.track;
    basket.notes = ask.notes.value_or(std::vector<contract::LocaleNotes>());
    basket.fraction = ask.fraction;
    basket.publish_at = ask.publish_at;
    basket.listing = ask.listing;
    return basket;
}

// "packages, notes.de": the parts where they differ, for the audit log.
std::string parts_changed(const Basket& before, const Basket& after) {
    std::string out;
    for (const std::string& part : contract::merge(std::nullopt, after, before).conflicts)
        out += (out.empty() ? "" : ", ") + part;
    return out;
}

bool overwrites(const EditBasket::Request& ask) {
    return base::trimmed(ask.if_match) == "*";
}

// Nobody has looked at it yet, or somebody has and gave it back.
bool is_held_by_developers(Stage stage) {
    return stage == Stage::draft || stage == Stage::invalid || stage == Stage::changes_requested;
}

Problem not_editable(Stage stage) {
    const auto why = contract::is_final(stage) ? contract::Refusal::final_stage
                                               : contract::Refusal::wrong_stage;
    return Problem::conflict(contract::name_of(why),
                             "The basket cannot be changed while the submission is under way.");
}

}  // namespace

Result<std::optional<Basket>> SubmissionDesk::basket_of(const contract::SubmissionId& id) {
    return world_.store.baskets().as_of(id, INT64_MAX);
}

Result<SubmissionBasket> SubmissionDesk::create_basket(const Caller& who,
                                                       const contract::CreateBasket::Request& ask) {
    auto app = world_.store.apps().find(ask.app);
    if (!app) return refused(app.error());
    if (!*app || !who.owns((*app)->team) || !who.reaches(ask.app))
        return refused(Problem::not_found("app"));
    if (!who.may(Right::submit, ask.app)) return refused(Problem::forbidden());
    const auto basket = contract::tidied(basket_in(ask));
    if (!basket) return refused(basket.error());
    const auto packages = packages_in(world_, ask.app, *basket);
    if (!packages) return refused(packages.error());
    if (auto known = refuse_listing(world_, ask.app, *basket); !known)
        return refused(known.error());
    Stored stored{who.team->id, {}};
    Submission& submission = stored.detail.submission;
    submission.app = ask.app;
    submission.app_name = (*app)->app.name;
    submission.icon = (*app)->app.icon;
    submission.sent_by = who.user.name;
    submission.created_at = submission.updated_at = world_.clock.now();
    describe(submission, *basket, *packages);
    stored.detail.timeline.push_back(
        {submission.stage, submission.created_at, who.user.name, ""});
    submission.id = {ports::random_id(world_.random, "sub_")};
    if (ask.dry_run.value_or(false)) return shown(stored, *basket);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto line = audit_line(world_, who, "submission.create", submission.id.text, std::nullopt);
    line.app = ask.app;
    auto saved = world_.store.submissions().insert(stored.detail, line);
    if (!saved) return refused(saved.error());
    if (auto kept = keep_basket(*saved, *basket, **batch); !kept) return refused(kept.error());
    batch->reset();
    stored.detail = std::move(*saved);
    return shown(stored, *basket);
}

// The end of a batch: the basket with the submission's revision, and what it holds on to.
Result<void> SubmissionDesk::keep_basket(const SubmissionDetail& saved, const Basket& basket,
                                         ports::Batch& batch) {
    const Submission& submission = saved.submission;
    auto kept = world_.store.baskets().keep(submission.id, submission.revision, basket);
    if (kept) kept = hold_listing(world_, submission.app, submission.id, basket);
    if (kept) kept = batch.commit();
    return kept;
}

// The checks compare with what is accepted now, so they are asked anew as long as it can change.
Result<SubmissionBasket> SubmissionDesk::shown(const Stored& stored, const Basket& basket) {
    SubmissionBasket out{with_outlook(stored.detail).submission, basket, {}};
    if (!is_held_by_developers(stored.detail.submission.stage)) {
        for (const contract::Finding& finding : stored.detail.findings)
            if (is_of_checks(finding)) out.findings.push_back(finding);
        return out;
    }
    auto checked = check_basket(world_, stored.detail.submission.app, basket);
    if (!checked) return refused(checked.error());
    out.findings = std::move(checked->findings);
    return out;
}

Result<SubmissionBasket> SubmissionDesk::basket(const Caller& who,
                                                const contract::SubmissionId& id) {
    const auto stored = visible(who, id);
    if (!stored) return refused(stored.error());
    if (!who.may(Right::read_releases, stored->detail.submission.app))
        return refused(Problem::not_found("submission"));
    const auto basket = basket_of(id);
    if (!basket) return refused(basket.error());
    if (!*basket) return refused(Problem::not_found("basket"));
    auto out = shown(*stored, **basket);
    if (out && who.reads_only) {
        leave_words_out(out->submission);
        leave_words_out(out->findings);
    }
    return out;
}

// Whose right it is comes before what state it is in.
Result<SubmissionDesk::Stored> SubmissionDesk::editable(const Caller& who,
                                                        const contract::SubmissionId& id) {
    auto stored = visible(who, id);
    if (!stored) return stored;
    if (!who.owns(stored->team) || !who.may(Right::submit, stored->detail.submission.app))
        return refused(Problem::forbidden());
    return stored;
}

Result<SubmissionBasket> SubmissionDesk::edit(const Caller& who, const EditBasket::Request& ask) {
    const bool overwrite = overwrites(ask);
    for (int turn = 1;; ++turn) {
        auto stored = editable(who, ask.submission);
        if (!stored) return refused(stored.error());
        const Submission& submission = stored->detail.submission;
        const auto revision = revision_in(ask.if_match);
        if (!revision) return refused(revision.error());
        if (*revision && **revision != submission.revision) return refused(stale_revision());
        if (!is_held_by_developers(submission.stage))
            return refused(not_editable(submission.stage));
        const auto before = basket_of(ask.submission);
        if (!before) return refused(before.error());
        Basket bare;  // of a draft that knew no packages
        bare.track = submission.track;
        const auto after = contract::edited(before->value_or(bare), ask);
        if (!after) return refused(after.error());
        const bool same = *before && **before == *after;
        auto done = same ? shown(*stored, *after)
                         : keep_edit(who, std::move(*stored), before->value_or(bare), *after,
                                     ask.dry_run.value_or(false));
        const bool raced = !done && done.error().kind == base::ProblemKind::stale;
        if (!raced || !overwrite || turn == tries_of_an_overwrite) return done;
    }
}

Result<SubmissionBasket> SubmissionDesk::keep_edit(const Caller& who, Stored stored,
                                                   const Basket& before, const Basket& after,
                                                   bool dry_run) {
    SubmissionDetail& detail = stored.detail;
    const auto packages = packages_in(world_, detail.submission.app, after);
    if (!packages) return refused(packages.error());
    if (auto known = refuse_listing(world_, detail.submission.app, after); !known)
        return refused(known.error());
    describe(detail.submission, after, *packages);
    const StageChange change{Move::edit,       Side::developer, who.user.name,
                             who.user.id.text, parts_changed(before, after), world_.clock.now()};
    if (detail.submission.stage == Stage::invalid)
        if (auto moved = change_stage(detail, change); !moved) return refused(moved.error());
    put_findings(detail, {});  // they were about another basket
    detail.submission.updated_at = change.at;
    if (dry_run) return shown(stored, after);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto saved = world_.store.submissions().save(detail, audit_of(detail, change, stored.team));
    if (!saved) return refused(saved.error());
    if (auto kept = keep_basket(*saved, after, **batch); !kept) return refused(kept.error());
    batch->reset();
    stored.detail = std::move(*saved);
    return shown(stored, after);
}

Result<contract::EditClash> SubmissionDesk::clash(const Caller& who,
                                                  const EditBasket::Request& ask) {
    auto current = basket(who, ask.submission);
    if (!current) return refused(current.error());
    const auto revision = revision_in(ask.if_match);
    std::optional<Basket> base;
    if (revision && *revision && **revision < current->submission.revision) {
        auto kept = world_.store.baskets().as_of(ask.submission, **revision);
        if (!kept) return refused(kept.error());
        base = std::move(*kept);
    }
    auto yours = contract::edited(base.value_or(current->basket), ask);
    if (!yours) return refused(yours.error());
    auto both = contract::merge(base, *yours, current->basket);
    return contract::EditClash{std::move(*current), std::move(*yours), std::move(both.merged),
                               std::move(both.conflicts)};
}

// Finishes `validating` on the value: ready or invalid, with what was found.
Result<void> SubmissionDesk::run_checks(Stored& stored, const Basket& basket) {
    SubmissionDetail& detail = stored.detail;
    auto checked = check_basket(world_, detail.submission.app, basket);
    if (!checked) return refused(checked.error());
    put_findings(detail, checked->findings);
    detail.submission.checks_passed = checked->passed;
    const Move move = checked->blocked() ? Move::fail_checks : Move::pass_checks;
    return change_stage(detail, {move, Side::service, "", "", "", world_.clock.now()});
}

// Sending or sending again what has a basket. The checks of the first sending run by themselves
// right after (advance), so that a dry run does here what will come. What is sent again keeps its
// place, so it must not come back from the checks: it is refused before it goes.
Result<void> SubmissionDesk::check_again(Stored& stored,
                                         const contract::MoveSubmission::Request& ask) {
    const bool dry_run = ask.dry_run.value_or(false);
    if (ask.move != Move::resubmit && !(ask.move == Move::submit && dry_run)) return {};
    const auto basket = basket_of(ask.submission);
    if (!basket) return refused(basket.error());
    if (!*basket) return {};
    if (ask.move == Move::submit) return run_checks(stored, **basket);
    auto checked = check_basket(world_, stored.detail.submission.app, **basket);
    if (!checked) return refused(checked.error());
    const bool refuses = checked->blocked() && !dry_run;
    if (refuses) {
        auto problem = Problem::conflict("findings_open", "The checks find something to mend.");
        problem.detail = checked->findings.front().title + ". " + checked->findings.front().detail;
        return refused(std::move(problem));
    }
    put_findings(stored.detail, checked->findings);
    stored.detail.submission.checks_passed = checked->passed;
    if (!checked->blocked()) return {};
    stored.detail.submission.stage = Stage::changes_requested;  // in earnest it would stay there
    stored.detail.timeline.pop_back();
    return {};
}

}  // namespace vitrine::service::desks
