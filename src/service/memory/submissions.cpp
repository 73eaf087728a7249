#include <algorithm>

#include "base/text.h"
#include "service/cursor.h"
#include "service/hook_news.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

using Key = std::pair<std::int64_t, std::string>;  // (updated_at, id)

Key key_of(const contract::Submission& submission) {
    return {submission.updated_at.ms, submission.id.text};
}

class MemorySubmissions final : public Submissions {
public:
    explicit MemorySubmissions(State& state) : state_(state) {}

    base::Result<contract::SubmissionPage> list(const SubmissionQuery& query) override {
        const Lock lock(state_.mutex);
        const bool oldest_first = query.scope == contract::SubmissionScope::queue;
        const std::string_view order = oldest_first ? "queue" : "submissions";
        std::optional<Key> after;
        if (query.cursor) {
            const auto parts = read_cursor(order, 2, *query.cursor);
            if (!parts) return base::refused(parts.error());
            const auto at = base::parse_decimal((*parts)[0]);
            if (!at) return base::refused(bad_cursor());
            after = Key(*at, (*parts)[1]);
        }
        std::vector<contract::Submission> found = fitting(query);
        std::ranges::sort(found, {}, key_of);
        if (!oldest_first) std::ranges::reverse(found);
        contract::SubmissionPage page;
        page.total = static_cast<std::int64_t>(found.size());
        for (auto& submission : found) {
            const Key key = key_of(submission);
            if (after && (oldest_first ? key <= *after : key >= *after)) continue;
            if (page.items.size() == static_cast<std::size_t>(query.limit)) {
                const Key last = key_of(page.items.back());
                page.next = write_cursor(order, {base::decimal(last.first), last.second});
                break;
            }
            page.items.push_back(std::move(submission));
        }
        return page;
    }

    base::Result<std::optional<StoredSubmission>> find(const contract::SubmissionId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.submissions.find(id.text);
        if (at == state_.submissions.end()) return std::nullopt;
        return with_app(at->second);
    }

    base::Result<std::vector<contract::Submission>> queue() override {
        SubmissionQuery query;
        query.scope = contract::SubmissionScope::queue;
        const Lock lock(state_.mutex);
        std::vector<contract::Submission> found = fitting(query);
        std::ranges::sort(found, {}, key_of);
        return found;
    }

    base::Result<std::vector<contract::SubmissionId>> due(base::Instant since,
                                                          base::Instant now) override {
        const Lock lock(state_.mutex);
        std::vector<Key> found;
        for (const auto& [id, stored] : state_.submissions) {
            const auto at = due_at(stored.detail.submission, state_.basket(id));
            if (at && *at <= now && stored.detail.submission.updated_at >= since)
                found.emplace_back(at->ms, id);
        }
        std::ranges::sort(found);
        std::vector<contract::SubmissionId> ids;
        for (auto& one : found) ids.push_back({std::move(one.second)});
        return ids;
    }

    base::Result<contract::SubmissionDetail> insert(const contract::SubmissionDetail& detail,
                                                    const AuditEntry& audit) override {
        const Lock lock(state_.mutex);
        const auto app = state_.apps.find(detail.submission.app.text);
        if (app == state_.apps.end()) return base::refused(base::Problem::not_found("app"));
        if (state_.submissions.contains(detail.submission.id.text))
            return base::refused(taken("id_taken"));
        StoredSubmission stored{app->second.team, detail};
        std::int64_t largest = 0;
        for (const auto& [id, other] : state_.submissions) {
            largest = std::max(largest, other.detail.submission.number);
            if (other.detail.submission.number == detail.submission.number)
                return base::refused(taken("number_taken"));
        }
        if (detail.submission.number == 0) stored.detail.submission.number = largest + 1;
        return keep(std::move(stored), 1, audit);
    }

    base::Result<contract::SubmissionDetail> save(const contract::SubmissionDetail& detail,
                                                  const AuditEntry& audit) override {
        const Lock lock(state_.mutex);
        const auto at = state_.submissions.find(detail.submission.id.text);
        if (at == state_.submissions.end())
            return base::refused(base::Problem::not_found("submission"));
        const auto& known = at->second.detail.submission;
        if (known.revision != detail.submission.revision) return base::refused(stale_revision());
        StoredSubmission stored{at->second.team, detail};
        stored.detail.submission.app = known.app;
        stored.detail.submission.number = known.number;
        stored.detail.submission.created_at = known.created_at;
        return keep(std::move(stored), known.revision + 1, audit);
    }

    base::Result<std::vector<std::int64_t>> decision_times_ms(std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<std::tuple<std::int64_t, std::string, std::int64_t>> all;
        for (const auto& [id, stored] : state_.submissions)
            for (const Decision& decision : decisions_in(stored.detail.timeline))
                all.emplace_back(decision.at_ms, id, decision.took_ms);
        std::ranges::sort(all, std::greater<>());
        std::vector<std::int64_t> times;
        for (const auto& [at, id, took] : all)
            if (times.size() < static_cast<std::size_t>(limit)) times.push_back(took);
        return times;
    }

    base::Result<void> append_audit(const AuditEntry& entry) override {
        const Lock lock(state_.mutex);
        state_.audit.push_back(entry);
        state_.on_undo([this] { state_.audit.pop_back(); });
        return {};
    }

    base::Result<std::vector<AuditEntry>> audit_of(std::string_view thing,
                                                   std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<AuditEntry> found;
        for (auto at = state_.audit.rbegin(); at != state_.audit.rend(); ++at)
            if (at->thing == thing && found.size() < static_cast<std::size_t>(limit))
                found.push_back(*at);
        return found;
    }

    base::Result<AuditRows> audit(const AuditQuery& query) override {
        std::int64_t before = INT64_MAX;
        if (query.cursor) {
            const auto key = read_cursor("audit", 1, *query.cursor);
            if (!key) return base::refused(key.error());
            const auto row = base::parse_decimal((*key)[0]);
            if (!row) return base::refused(bad_cursor());
            before = *row;
        }
        const Lock lock(state_.mutex);
        AuditRows page;
        for (auto row = static_cast<std::int64_t>(state_.audit.size()); row > 0; --row) {
            const AuditEntry& entry = state_.audit[static_cast<std::size_t>(row - 1)];
            if (row >= before || !fits(query, entry)) continue;
            if (page.items.size() == static_cast<std::size_t>(query.limit)) {
                page.next = write_cursor("audit", {base::decimal(page.items.back().row)});
                break;
            }
            page.items.push_back({row, entry});
        }
        return page;
    }

private:
    static bool fits(const AuditQuery& query, const AuditEntry& entry) {
        return (!query.team || entry.team == query.team) &&
               (query.actor.empty() || entry.actor == query.actor) &&
               (query.thing.empty() || entry.thing == query.thing) &&
               (query.action.empty() || entry.action == query.action ||
                entry.action.starts_with(query.action + "."));
    }

    StoredSubmission with_app(StoredSubmission stored) const {
        auto& submission = stored.detail.submission;
        const auto& app = state_.apps.at(submission.app.text).app;
        submission.app_name = app.name;
        submission.icon = app.icon;
        return stored;
    }

    std::vector<contract::Submission> fitting(const SubmissionQuery& query) const {
        const std::string part = folded_text(query.q);
        std::vector<contract::Submission> found;
        for (const auto& [id, stored] : state_.submissions) {
            if (query.team && stored.team != *query.team) continue;
            const auto submission = with_app(stored).detail.submission;
            if (query.app && *query.app != submission.app) continue;
            if (!among(query.only, submission.app)) continue;
            if (!in_scope(query.scope, submission) || !has_part(submission, part)) continue;
            if (!query.stages.empty() &&
                std::ranges::find(query.stages, submission.stage) == query.stages.end())
                continue;
            found.push_back(submission);
        }
        return found;
    }

    bool has_part(const contract::Submission& submission, const std::string& part) const {
        const auto& app = state_.apps.at(submission.app.text).app;
        for (const auto& text : {app.name, app.package_name, submission.version_name,
                                 submission.version_code, base::decimal(submission.number),
                                 submission.sent_by})
            if (folded_text(text).find(part) != std::string::npos) return true;
        return false;
    }

    contract::SubmissionDetail keep(StoredSubmission stored, std::int64_t revision,
                                    const AuditEntry& audit) {
        auto& submission = stored.detail.submission;
        submission.revision = revision;
        count_findings(stored.detail);
        const auto before = state_.submissions.find(submission.id.text);
        const bool known = before != state_.submissions.end();
        const auto news = submission_news(
            known ? std::optional(before->second.detail.submission.stage) : std::nullopt,
            submission, audit);
        const bool moved =
            known && changes_release(before->second.detail.submission, submission);
        state_.set(state_.submissions, submission.id.text, stored);
        (void)append_audit(audit);
        state_.tell(contract::Topic::submission, submission.id.text, submission.app);
        if (news) state_.note(*news);
        if (const auto release = moved ? state_.release(stored) : std::nullopt) {
            state_.tell(contract::Topic::release, release->release.id.text, submission.app);
            state_.note(release_news(release->release));
        }
        return with_app(stored).detail;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Submissions> make_submissions(State& state) {
    return std::make_unique<MemorySubmissions>(state);
}

}  // namespace vitrine::service::memory
