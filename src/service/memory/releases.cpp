#include <algorithm>

#include "base/text.h"
#include "service/cursor.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {

namespace {

// What comes first is the previous one: changed last.
bool later(const contract::Submission& a, const contract::Submission& b) {
    return std::pair(a.updated_at.ms, a.number) > std::pair(b.updated_at.ms, b.number);
}

}  // namespace

std::optional<StoredRelease> State::release(const StoredSubmission& stored) const {
    const contract::Submission& submission = stored.detail.submission;
    if (!contract::is_release(submission)) return std::nullopt;
    StoredRelease out{stored.team, submission.id, submission.version_code, std::nullopt,
                      rolls_since(stored.detail.timeline), blank_release(stored.detail)};
    const auto& app = apps.at(submission.app.text).app;
    out.release.app_name = app.name;
    out.release.icon = app.icon;
    if (const auto at = release_figures.find(submission.id.text); at != release_figures.end())
        put_figures(out.release, at->second);
    const auto stage = stage_of_previous(submission.stage);
    const contract::Submission* previous = nullptr;
    for (const auto& [id, one] : submissions) {
        const contract::Submission& other = one.detail.submission;
        if (!stage || other.stage != *stage || other.app != submission.app ||
            other.track != submission.track || other.id == submission.id ||
            other.version_code.empty())
            continue;
        if (!previous || later(other, *previous)) previous = &other;
    }
    if (!previous) return out;
    out.previous = previous->id;
    out.release.previous_version = previous->version_name;
    return out;
}

namespace {

class MemoryReleases final : public Releases {
public:
    explicit MemoryReleases(State& state) : state_(state) {}

    base::Result<std::vector<StoredRelease>> in_progress(
        const contract::TeamId& team, const std::optional<contract::AppId>& app) override {
        const Lock lock(state_.mutex);
        std::vector<StoredRelease> found;
        for (const auto& [id, stored] : state_.submissions) {
            const auto& submission = stored.detail.submission;
            if (is_in_progress(submission.stage) && stored.team == team &&
                (!app || *app == submission.app))
                found.push_back(*state_.release(stored));
        }
        std::ranges::sort(found, {}, [](const StoredRelease& one) {
            return std::pair(one.release.app_name, one.submission.text);
        });
        return found;
    }

    base::Result<ReleaseRows> list(const ReleaseQuery& query) override {
        std::int64_t below = INT64_MAX;
        if (query.cursor) {
            const auto key = read_cursor("releases", 1, *query.cursor);
            if (!key) return base::refused(key.error());
            const auto number = base::parse_decimal((*key)[0]);
            if (!number) return base::refused(bad_cursor());
            below = *number;
        }
        const Lock lock(state_.mutex);
        std::map<std::int64_t, const StoredSubmission*, std::greater<>> fitting;
        for (const auto& [id, stored] : state_.submissions)
            if (fits(query, stored.detail.submission))
                fitting[stored.detail.submission.number] = &stored;
        ReleaseRows page;
        page.total = static_cast<std::int64_t>(fitting.size());
        std::int64_t last = 0;
        for (const auto& [number, stored] : fitting) {
            if (number >= below) continue;
            if (page.items.size() == static_cast<std::size_t>(query.limit)) {
                page.next = write_cursor("releases", {base::decimal(last)});
                break;
            }
            last = number;
            page.items.push_back(*state_.release(*stored));
        }
        return page;
    }

    base::Result<std::optional<StoredRelease>> find(const contract::ReleaseId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.submissions.find(contract::submission_of(id).text);
        if (at == state_.submissions.end()) return std::nullopt;
        return state_.release(at->second);
    }

    base::Result<std::vector<StoredRelease>> watched() override {
        const Lock lock(state_.mutex);
        std::vector<StoredRelease> found;
        for (const auto& [id, stored] : state_.submissions)
            if (stored.detail.submission.stage == contract::Stage::rolling_out &&
                state_.rollout_rules.contains(stored.detail.submission.app.text))
                found.push_back(*state_.release(stored));
        return found;
    }

    base::Result<void> put_figures(const contract::Release& release) override {
        const Lock lock(state_.mutex);
        const std::string id = contract::submission_of(release.id).text;
        const auto at = state_.submissions.find(id);
        if (at == state_.submissions.end() ||
            !contract::is_release(at->second.detail.submission))
            return base::refused(base::Problem::not_found("release"));
        contract::Release figures;
        service::put_figures(figures, release);
        state_.set(state_.release_figures, id, figures);
        state_.tell(contract::Topic::release, release.id.text, at->second.detail.submission.app);
        return {};
    }

    base::Result<contract::RolloutRule> rule(const contract::AppId& app) override {
        const Lock lock(state_.mutex);
        const auto at = state_.rollout_rules.find(app.text);
        return at == state_.rollout_rules.end() ? contract::RolloutRule{} : at->second;
    }

    base::Result<contract::RolloutRule> put_rule(const contract::AppId& app,
                                                 const contract::RolloutRule& rule) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(app.text))
            return base::refused(base::Problem::not_found("app"));
        const auto at = state_.rollout_rules.find(app.text);
        const std::int64_t known = at == state_.rollout_rules.end() ? 0 : at->second.revision;
        if (known != rule.revision) return base::refused(stale_revision());
        contract::RolloutRule next = rule;
        ++next.revision;
        state_.set(state_.rollout_rules, app.text, next);
        return next;
    }

private:
    static bool fits(const ReleaseQuery& query, const contract::Submission& submission) {
        return contract::is_release(submission) && submission.app == query.app &&
               (!query.track || *query.track == submission.track) &&
               (query.stages.empty() ||
                std::ranges::find(query.stages, submission.stage) != query.stages.end());
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Releases> make_releases(State& state) {
    return std::make_unique<MemoryReleases>(state);
}

}  // namespace vitrine::service::memory
