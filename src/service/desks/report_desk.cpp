#include "service/desks/report_desk.h"

#include "base/text.h"

namespace vitrine::service::desks {

using base::Problem;
using base::refused;
using base::Result;
using contract::ReportState;
using contract::ReportVerdict;
using contract::ReviewReport;
using contract::Right;

Result<ports::StoredReview> ReportDesk::owned(const Caller& who, const contract::ReviewId& review) {
    auto stored = world_.store.reviews().find_even_removed(review);
    if (!stored) return refused(stored.error());
    if (!*stored || !who.owns((*stored)->team) || !who.reaches((*stored)->review.app))
        return refused(Problem::not_found("review"));
    return std::move(**stored);
}

Result<ReviewReport> ReportDesk::keep(const Caller& who, ports::Batch& batch,
                                      const ports::StoredReport& report, std::string_view action,
                                      const std::string& reason) {
    auto kept = world_.store.reports().put(report);
    auto line = audit_line(world_, who, action, report.report.review.text, reason);
    line.app = report.report.app;
    Result<void> done;
    if (!kept) done = refused(kept.error());
    if (done = commit_with_line(world_, batch, done, line); !done) return refused(done.error());
    return kept;
}

Result<ReviewReport> ReportDesk::report(const Caller& who,
                                        const contract::ReportReview::Request& ask) {
    const auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto review = owned(who, ask.review);
    if (!review) return refused(review.error());
    if (!who.may(Right::reply, review->review.app)) return refused(Problem::forbidden());
    const auto known = world_.store.reports().find(ask.review);
    if (!known) return refused(known.error());
    if (*known && (*known)->report.state != ReportState::withdrawn)
        return refused(Problem::conflict("already_reported", "Your team has reported it already."));
    ports::StoredReport report{review->team, {}};
    ReviewReport& made = report.report;
    made.review = ask.review;
    made.app = review->review.app;
    made.reason = ask.reason;
    made.text = base::trimmed(ask.text.value_or(""));
    made.reported_by = who.user.name;
    made.reported_at = world_.clock.now();
    return keep(who, **batch, report, "report.send", std::string(contract::name_of(ask.reason)));
}

Result<ReviewReport> ReportDesk::withdraw(const Caller& who, const contract::ReviewId& id) {
    const auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto review = owned(who, id);
    if (!review) return refused(review.error());
    if (!who.may(Right::reply, review->review.app)) return refused(Problem::forbidden());
    auto known = world_.store.reports().find(id);
    if (!known) return refused(known.error());
    if (!*known || (*known)->report.state == ReportState::withdrawn)
        return refused(Problem::not_found("report"));
    if ((*known)->report.state != ReportState::open)
        return refused(Problem::conflict("already_decided", "The store has decided already."));
    (*known)->report.state = ReportState::withdrawn;
    return keep(who, **batch, **known, "report.withdraw", "");
}

Result<ReviewReport> ReportDesk::find(const Caller& who, const contract::ReviewId& id) {
    if (!who.may(Right::review)) {
        const auto review = owned(who, id);
        if (!review) return refused(review.error());
        if (!who.may(Right::read_reviews, review->review.app))
            return refused(Problem::not_found("review"));
    }
    auto known = world_.store.reports().find(id);
    if (!known) return refused(known.error());
    if (!*known) return refused(Problem::not_found("report"));
    return std::move((*known)->report);
}

Result<contract::ReportPage> ReportDesk::list(const Caller& who,
                                              const contract::ListReports::Request& ask) {
    if (!who.may(Right::review)) return refused(Problem::forbidden());
    ports::ReportQuery query;
    query.state = ask.state.value_or(ReportState::open);
    query.limit = ask.limit.value_or(50);
    query.cursor = ask.cursor;
    auto found = world_.store.reports().list(query);
    if (!found) return refused(found.error());
    contract::ReportPage page{{}, found->total, found->next};
    for (ports::StoredReport& one : found->items) {
        contract::ReportCase row{std::move(one.report), {}};
        auto review = world_.store.reviews().find_even_removed(row.report.review);
        if (!review) return refused(review.error());
        if (*review) row.review = std::move((*review)->review);
        else row.review.id = row.report.review;  // its source took it back: no words are left
        row.review.app = row.report.app;
        page.items.push_back(std::move(row));
    }
    return page;
}

Result<ReviewReport> ReportDesk::resolve(const Caller& who,
                                         const contract::ResolveReport::Request& ask) {
    if (!who.may(Right::review)) return refused(Problem::forbidden());
    const auto revision = revision_in(ask.if_match);
    if (!revision) return refused(revision.error());
    if (base::trimmed(ask.note).empty())
        return refused(contract::invalid_fields({{"note", "too_short", "say why"}}));
    const auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto known = world_.store.reports().find(ask.review);
    if (!known) return refused(known.error());
    if (!*known) return refused(Problem::not_found("report"));
    ReviewReport& report = (*known)->report;
    if (*revision && **revision != report.revision) return refused(stale_revision());
    if (report.state == ReportState::withdrawn)
        return refused(Problem::conflict("report_withdrawn", "The team took its report back."));
    const bool remove = ask.verdict == ReportVerdict::remove;
    const ReportState wanted = remove ? ReportState::removed : ReportState::kept;
    if (report.state == wanted)
        return refused(Problem::conflict("already_there", "This was decided already."));
    report.state = wanted;
    report.note = base::trimmed(ask.note);
    report.decided_at = world_.clock.now();
    if (auto done = world_.store.reviews().set_removed(ask.review, remove); !done)
        return refused(done.error());
    return keep(who, **batch, **known, remove ? "report.remove" : "report.keep", report.note);
}

}  // namespace vitrine::service::desks
