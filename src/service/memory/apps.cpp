#include <algorithm>

#include "service/cursor.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {

std::optional<StoredApp> State::app(const contract::AppId& id) const {
    const auto at = apps.find(id.text);
    if (at == apps.end()) return std::nullopt;
    StoredApp found = at->second;
    std::int64_t newest = -1;
    for (const auto& [key, stored] : submissions) {
        const auto& submission = stored.detail.submission;
        if (submission.app != id || submission.number <= newest) continue;
        newest = submission.number;
        found.app.stage = submission.stage;
    }
    const auto counted = review_figures.find(id.text);
    if (counted == review_figures.end() || counted->second.reviews == 0) return found;
    const ReviewFigures& figures = counted->second;
    found.app.review_count = figures.reviews;
    found.app.unanswered_reviews = figures.unanswered;
    found.app.rating.reset();
    if (figures.rated > 0)
        found.app.rating = static_cast<double>(figures.stars) / static_cast<double>(figures.rated);
    return found;
}

namespace {

class MemoryApps final : public Apps {
public:
    explicit MemoryApps(State& state) : state_(state) {}

    base::Result<contract::AppPage> list(const AppQuery& query) override {
        const Lock lock(state_.mutex);
        std::vector<std::string> after;
        if (query.cursor) {
            auto key = read_cursor("apps", 2, *query.cursor);
            if (!key) return base::refused(key.error());
            after = std::move(*key);
        }
        const std::string part = folded_text(query.q);
        std::map<std::pair<std::string, std::string>, const StoredApp*> sorted;
        for (const auto& [id, app] : state_.apps)
            if (app.team == query.team && fits(app.app, part) && among(query.only, app.app.id))
                sorted[{app.app.name, id}] = &app;
        contract::AppPage page;
        page.total = static_cast<std::int64_t>(sorted.size());
        for (const auto& [key, app] : sorted) {
            if (!after.empty() && key <= std::pair(after[0], after[1])) continue;
            if (page.items.size() == static_cast<std::size_t>(query.limit)) {
                const auto& last = page.items.back();
                page.next = write_cursor("apps", {last.name, last.id.text});
                break;
            }
            page.items.push_back(state_.app(app->app.id)->app);
        }
        return page;
    }

    base::Result<std::vector<contract::AppId>> ids_of(const contract::TeamId& team) override {
        const Lock lock(state_.mutex);
        std::vector<contract::AppId> ids;
        for (const auto& [id, app] : state_.apps)
            if (app.team == team) ids.push_back({id});
        return ids;
    }

    base::Result<std::optional<StoredApp>> find(const contract::AppId& id) override {
        const Lock lock(state_.mutex);
        return state_.app(id);
    }

    base::Result<std::optional<StoredApp>> find_by_package(std::string_view name) override {
        const Lock lock(state_.mutex);
        for (const auto& [id, app] : state_.apps)
            if (app.app.package_name == name) return state_.app(app.app.id);
        return std::nullopt;
    }

    base::Result<void> create(const StoredApp& app) override {
        const Lock lock(state_.mutex);
        if (!state_.teams.contains(app.team.text))
            return base::refused(base::Problem::not_found("team"));
        if (state_.apps.contains(app.app.id.text)) return base::refused(taken("id_taken"));
        for (const auto& [id, other] : state_.apps)
            if (other.app.package_name == app.app.package_name)
                return base::refused(taken("package_name_taken"));
        state_.set(state_.apps, app.app.id.text, app);
        return {};
    }

    base::Result<void> update(const contract::App& app) override {
        const Lock lock(state_.mutex);
        const auto at = state_.apps.find(app.id.text);
        if (at == state_.apps.end()) return base::refused(base::Problem::not_found("app"));
        StoredApp next{at->second.team, app};
        next.app.package_name = at->second.app.package_name;
        state_.set(state_.apps, app.id.text, next);
        return {};
    }

    base::Result<contract::Price> price(const contract::AppId& app) override {
        const Lock lock(state_.mutex);
        const auto at = state_.prices.find(app.text);
        return at == state_.prices.end() ? contract::Price{} : at->second;
    }

    base::Result<contract::Price> put_price(const contract::AppId& app,
                                            const contract::Price& price) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(app.text))
            return base::refused(base::Problem::not_found("app"));
        const auto at = state_.prices.find(app.text);
        const std::int64_t known = at == state_.prices.end() ? 0 : at->second.revision;
        if (known != price.revision) return base::refused(stale_revision());
        contract::Price next = price;
        ++next.revision;
        state_.set(state_.prices, app.text, next);
        state_.tell(contract::Topic::listing, app.text, app);
        return next;
    }

private:
    static bool fits(const contract::App& app, const std::string& part) {
        return folded_text(app.name).find(part) != std::string::npos ||
               folded_text(app.package_name).find(part) != std::string::npos;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Apps> make_apps(State& state) {
    return std::make_unique<MemoryApps>(state);
}

}  // namespace vitrine::service::memory
