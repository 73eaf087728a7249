#include <algorithm>

#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

class MemoryKits final : public Kits {
public:
    explicit MemoryKits(State& state) : state_(state) {}

    base::Result<std::vector<StoredKit>> of_app(const contract::AppId& app) override {
        const Lock lock(state_.mutex);
        std::vector<StoredKit> found;
        for (const auto& [key, one] : state_.kits)
            if (key.first == app.text) found.push_back(one);
        return found;
    }
    base::Result<std::optional<StoredKit>> find(const contract::AppId& app,
                                                contract::Kit kit) override {
        const Lock lock(state_.mutex);
        const auto at = state_.kits.find({app.text, kit});
        if (at == state_.kits.end()) return std::nullopt;
        return at->second;
    }
    base::Result<std::int64_t> save(const StoredKit& next) override {
        const Lock lock(state_.mutex);
        const auto app = state_.apps.find(next.kit.app.text);
        if (app == state_.apps.end()) return base::refused(base::Problem::not_found("app"));
        const KitKey key{next.kit.app.text, next.kit.kit};
        const auto at = state_.kits.find(key);
        const std::int64_t stored = at == state_.kits.end() ? 0 : at->second.kit.revision;
        if (stored != next.kit.revision) return base::refused(stale_revision());
        StoredKit kept = next;
        kept.team = app->second.team;
        kept.kit.missing.clear();
        kept.kit.used = 0;
        kept.kit.level = contract::KitLevel::within;
        kept.kit.revision = stored + 1;
        state_.set(state_.kits, key, kept);
        tell(next.kit.app, next.kit.kit);
        return stored + 1;
    }
    base::Result<void> remove(const contract::AppId& app, contract::Kit kit) override {
        const Lock lock(state_.mutex);
        if (!state_.kits.contains({app.text, kit})) return {};
        state_.erase(state_.kits, {app.text, kit});
        tell(app, kit);
        return {};
    }

    base::Result<void> add_usage(const contract::AppId& app, contract::Kit kit, base::Day day,
                                 std::int64_t used) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(app.text)) return base::refused(base::Problem::not_found("app"));
        const KitDayKey key{app.text, kit, day.number};
        const auto at = state_.kit_usage.find(key);
        const std::int64_t before = at == state_.kit_usage.end() ? 0 : at->second;
        state_.set(state_.kit_usage, key, std::min(contract::kit_day_max, before + used));
        return {};
    }
    base::Result<std::vector<contract::KitDay>> usage(const contract::AppId& app,
                                                      contract::Kit kit, base::Day from,
                                                      base::Day to) override {
        const Lock lock(state_.mutex);
        std::vector<contract::KitDay> days;
        for (auto at = state_.kit_usage.lower_bound({app.text, kit, from.number});
             at != state_.kit_usage.end() && at->first <= KitDayKey{app.text, kit, to.number};
             ++at)
            days.push_back({{std::get<2>(at->first)}, at->second});
        return days;
    }
    base::Result<void> warn(const contract::AppId& app, const contract::KitNews& news) override {
        const Lock lock(state_.mutex);
        const KitKey key{app.text, news.kit};
        const auto at = state_.kits.find(key);
        if (at == state_.kits.end()) return base::refused(base::Problem::not_found("kit"));
        StoredKit kept = at->second;
        kept.warned_month = news.month;
        kept.warned = news.level;
        state_.set(state_.kits, key, kept);
        tell(app, news.kit);
        contract::HookBody body;
        body.kind = contract::HookKind::kit_quota;
        body.app = app;
        body.kit = news;
        state_.note(std::move(body));
        return {};
    }

    base::Result<std::optional<KitBatch>> find_batch(const contract::TeamId& team,
                                                     std::string_view id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.kit_batches.find({team.text, std::string(id)});
        if (at == state_.kit_batches.end()) return std::nullopt;
        return at->second;
    }
    base::Result<void> keep_batch(const KitBatch& batch) override {
        const Lock lock(state_.mutex);
        const std::pair key(batch.team.text, batch.id);
        if (state_.kit_batches.contains(key)) return base::refused(taken("id_taken"));
        state_.set(state_.kit_batches, key, batch);
        return {};
    }
    base::Result<std::int64_t> forget_batches(base::Instant before) override {
        const Lock lock(state_.mutex);
        std::vector<std::pair<std::string, std::string>> old;
        for (const auto& [key, one] : state_.kit_batches)
            if (one.received_at < before) old.push_back(key);
        for (const auto& key : old) state_.erase(state_.kit_batches, key);
        return static_cast<std::int64_t>(old.size());
    }

private:
    void tell(const contract::AppId& app, contract::Kit kit) {
        state_.tell(contract::Topic::kit, std::string(contract::name_of(kit)), app);
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Kits> make_kits(State& state) {
    return std::make_unique<MemoryKits>(state);
}

}  // namespace vitrine::service::memory
