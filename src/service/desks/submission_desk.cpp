#include "service/desks/submission_desk.h"

#include <algorithm>

#include "base/text.h"
#include "service/desks/app_desk.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Right;
using contract::Submission;
using contract::SubmissionDetail;

constexpr std::int32_t history_decisions = 200;

Result<void> refuse_code(const std::string& version_code) {
    const auto code = base::parse_decimal(version_code);
    if (code && *code > 0) return {};
    return refused(contract::invalid_fields(
        {{"version_code", "wrong_type", "a whole number above 0 was expected"}}));
}

}  // namespace

Result<contract::SubmissionPage> SubmissionDesk::list(
    const Caller& who, const contract::ListSubmissions::Request& ask) {
    if (!who.of_store() && !who.team) return refused(Problem::forbidden());
    ports::SubmissionQuery query;
    if (!who.of_store()) {
        query.team = who.team->id;
        query.only = who.apps_with(Right::read_releases);
    }
    if (ask.app && query.team)
        if (auto apps = apps_asked_for(world_, who, Right::read_releases, {*ask.app}); !apps)
            return refused(apps.error());
    query.scope = ask.scope.value_or(contract::SubmissionScope::all);
    query.stages = ask.stages;
    query.app = ask.app;
    query.q = ask.q.value_or("");
    query.limit = ask.limit.value_or(50);
    query.cursor = ask.cursor;
    auto page = world_.store.submissions().list(query);
    if (!page) return page;
    const auto book = queue_book();
    if (!book) return refused(book.error());
    for (Submission& one : page->items) {
        add_outlook(one, *book);
        if (who.reads_only) leave_words_out(one);
    }
    return page;
}

Result<SubmissionDesk::Stored> SubmissionDesk::visible(const Caller& who,
                                                       const contract::SubmissionId& id) {
    auto stored = world_.store.submissions().find(id);
    if (!stored) return refused(stored.error());
    if (!*stored) return refused(Problem::not_found("submission"));
    const contract::AppId& app = (*stored)->detail.submission.app;
    if (!who.of_store() && !(who.owns((*stored)->team) && who.reaches(app)))
        return refused(Problem::not_found("submission"));
    return std::move(**stored);
}

Result<SubmissionDetail> SubmissionDesk::find(const Caller& who,
                                              const contract::SubmissionId& id) {
    auto stored = visible(who, id);
    if (!stored) return refused(stored.error());
    if (!who.may(Right::read_releases, stored->detail.submission.app))
        return refused(Problem::not_found("submission"));
    if (who.reads_only) leave_words_out(stored->detail);
    return with_outlook(std::move(stored->detail));
}

// A version code must be above every one of the same app and track that has been accepted.
Result<void> SubmissionDesk::refuse_version(const contract::CreateSubmission::Request& ask) {
    ports::SubmissionQuery query;
    query.app = ask.app;
    query.stages = contract::release_stages();
    query.limit = 200;
    const auto page = world_.store.submissions().list(query);
    if (!page) return refused(page.error());
    const auto code = *base::parse_decimal(ask.version_code);
    for (const Submission& one : page->items)
        if (one.track == ask.track && base::parse_decimal(one.version_code).value_or(0) >= code)
            return refused(Problem::conflict(
                "version_not_growing", "Version code " + one.version_code + " is already taken; "
                                       "the next one must be higher."));
    return {};
}

Result<SubmissionDetail> SubmissionDesk::create(const Caller& who,
                                                const contract::CreateSubmission::Request& ask) {
    auto app = world_.store.apps().find(ask.app);
    if (!app) return refused(app.error());
    if (!*app || !who.owns((*app)->team) || !who.reaches(ask.app))
        return refused(Problem::not_found("app"));
    if (!who.may(Right::submit, ask.app)) return refused(Problem::forbidden());
    if (auto code = refuse_code(ask.version_code); !code) return refused(code.error());
    if (auto code = refuse_version(ask); !code) return refused(code.error());
    SubmissionDetail detail;
    Submission& submission = detail.submission;
    submission.id = {ports::random_id(world_.random, "sub_")};
    submission.app = ask.app;
    submission.version_name = ask.version_name;
    submission.version_code = ask.version_code;
    submission.track = ask.track;
    submission.sent_by = who.user.name;
    submission.locale_count = 1;
    submission.created_at = submission.updated_at = world_.clock.now();
    detail.timeline.push_back({submission.stage, submission.created_at, who.user.name,
                               ask.notes.value_or("")});
    ports::AuditEntry audit;
    audit.at = submission.created_at;
    audit.actor = who.user.id.text;
    audit.action = "submission.create";
    audit.thing = submission.id.text;
    audit.team = who.team->id;
    audit.app = ask.app;
    auto saved = world_.store.submissions().insert(detail, audit);
    if (!saved) return saved;
    return with_outlook(std::move(*saved));
}

// A message does not touch updated_at: talking must not cost the place in the queue. It is added to
// what is there, whatever that is: in a batch, so that nobody writes in between.
Result<SubmissionDetail> SubmissionDesk::post(const Caller& who,
                                              const contract::PostMessage::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto stored = visible(who, ask.submission);
    if (!stored) return refused(stored.error());
    const bool from_store = !who.owns(stored->team);
    if (!who.may(from_store ? Right::review : Right::message, stored->detail.submission.app))
        return refused(Problem::forbidden());
    if (base::trimmed(ask.text).empty())
        return refused(contract::invalid_fields({{"text", "too_short", "write something"}}));
    SubmissionDetail& detail = stored->detail;
    detail.messages.push_back({who.user.name, from_store, world_.clock.now(), ask.text});
    if (!detail.submission.attention ||
        detail.submission.attention->kind == contract::AttentionKind::answer)
        detail.submission.attention = attention_for(detail);
    ports::AuditEntry audit;
    audit.at = detail.messages.back().at;
    audit.actor = who.user.id.text;
    audit.action = "submission.message";
    audit.thing = detail.submission.id.text;
    audit.team = stored->team;
    audit.app = detail.submission.app;
    auto saved = world_.store.submissions().save(detail, audit);
    if (!saved) return saved;
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    batch->reset();
    return with_outlook(std::move(*saved));
}

Result<SubmissionDesk::QueueBook> SubmissionDesk::queue_book() {
    const auto newest = world_.store.changes().newest();
    if (!newest) return refused(newest.error());
    {
        const std::lock_guard lock(guard_);
        if (book_.as_of == *newest) return book_;
    }
    // Unlocked: who asks inside a batch holds the store, and who waits for the store holds nothing.
    auto queue = world_.store.submissions().queue();
    if (!queue) return refused(queue.error());
    auto history = world_.store.submissions().decision_times_ms(history_decisions);
    if (!history) return refused(history.error());
    QueueBook book{*newest, {}, std::move(*history)};
    for (const Submission& one : *queue) {
        const auto stored = world_.store.submissions().find(one.id);
        const auto since = stored && *stored ? waiting_since((*stored)->detail.timeline)
                                             : std::optional<base::Instant>();
        book.waiting.push_back({one.id, since.value_or(one.updated_at)});
    }
    std::stable_sort(book.waiting.begin(), book.waiting.end(),
                     [](const Waiting& a, const Waiting& b) { return a.since < b.since; });
    const std::lock_guard lock(guard_);
    book_ = book;
    return book;
}

void SubmissionDesk::add_outlook(Submission& submission, const QueueBook& book) {
    using enum contract::Stage;
    const contract::Stage stage = submission.stage;
    submission.outlook.reset();
    const bool would_queue = stage == draft || stage == validating || stage == invalid ||
                             stage == ready || stage == changes_requested;
    if (!contract::in_queue(stage) && !would_queue) return;
    const base::Instant now = world_.clock.now();
    const auto at = std::find_if(book.waiting.begin(), book.waiting.end(),
                                 [&](const Waiting& one) { return one.id == submission.id; });
    const auto place = static_cast<std::int32_t>(at - book.waiting.begin()) + 1;
    const base::Instant since = at == book.waiting.end() ? now : at->since;
    submission.outlook = outlook_of(book.decisions_ms, place, since, now);
}

SubmissionDetail SubmissionDesk::with_outlook(SubmissionDetail detail) {
    if (const auto book = queue_book()) add_outlook(detail.submission, *book);
    return detail;
}

}  // namespace vitrine::service::desks
