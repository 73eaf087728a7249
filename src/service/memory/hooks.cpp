#include <algorithm>

#include "base/text.h"
#include "service/cursor.h"
#include "service/hook_news.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {

void State::note(contract::HookBody body) {
    body.team = apps.at(body.app->text).team;
    const bool listening = std::ranges::any_of(hooks, [&](const auto& one) {
        return one.second.team == body.team &&
               one.second.hook.disabled_for == contract::HookTrouble::none;
    });
    if (!listening) return;
    ++newest_news;
    set(news, newest_news, HookNews{newest_news, std::move(body)});
}

namespace {

bool waits(const StoredDelivery& one) {
    return one.delivery.next_try_at.has_value();
}

class MemoryHooks final : public Hooks {
public:
    explicit MemoryHooks(State& state) : state_(state) {}

    base::Result<void> create(const StoredHook& next) override {
        const Lock lock(state_.mutex);
        if (!state_.teams.contains(next.team.text))
            return base::refused(base::Problem::not_found("team"));
        if (state_.hooks.contains(next.hook.id.text)) return base::refused(taken("id_taken"));
        state_.set(state_.hooks, next.hook.id.text, next);
        return {};
    }
    base::Result<std::optional<StoredHook>> find(const contract::HookId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.hooks.find(id.text);
        if (at == state_.hooks.end()) return std::nullopt;
        return at->second;
    }
    base::Result<std::vector<StoredHook>> of_team(const contract::TeamId& team) override {
        const Lock lock(state_.mutex);
        std::vector<StoredHook> found;
        for (const auto& [id, one] : state_.hooks)
            if (one.team == team) found.push_back(one);
        std::ranges::sort(found, std::greater<>(), [](const StoredHook& one) {
            return std::pair(one.hook.created_at, one.hook.id);
        });
        return found;
    }
    base::Result<contract::Hook> save(const StoredHook& next) override {
        const Lock lock(state_.mutex);
        const auto at = state_.hooks.find(next.hook.id.text);
        if (at == state_.hooks.end()) return base::refused(base::Problem::not_found("webhook"));
        if (at->second.hook.revision != next.hook.revision) return base::refused(stale_revision());
        StoredHook kept{at->second.team, next.secret, next.hook};
        kept.hook.created_by = at->second.hook.created_by;
        kept.hook.created_at = at->second.hook.created_at;
        ++kept.hook.revision;
        state_.set(state_.hooks, next.hook.id.text, kept);
        return kept.hook;
    }
    base::Result<void> remove(const contract::HookId& id) override {
        const Lock lock(state_.mutex);
        for (const std::int64_t row : rows_where([&](const auto& one) { return one.hook == id; }))
            state_.erase(state_.deliveries, row);
        state_.erase(state_.hooks, id.text);
        return {};
    }

    base::Result<std::vector<HookNews>> take_news(std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<HookNews> taken_news;
        for (const auto& [row, news] : state_.news)
            if (taken_news.size() < static_cast<std::size_t>(limit)) taken_news.push_back(news);
        for (const HookNews& news : taken_news) state_.erase(state_.news, news.row);
        return taken_news;
    }

    base::Result<void> add_delivery(const StoredDelivery& next) override {
        const Lock lock(state_.mutex);
        if (!state_.hooks.contains(next.hook.text))
            return base::refused(base::Problem::not_found("webhook"));
        if (row_of(next.delivery.id)) return base::refused(taken("id_taken"));
        StoredDelivery kept = next;
        kept.row = ++state_.newest_delivery;
        state_.set(state_.deliveries, kept.row, kept);
        return {};
    }
    base::Result<std::optional<StoredDelivery>> find_delivery(
        const contract::DeliveryId& id) override {
        const Lock lock(state_.mutex);
        const auto row = row_of(id);
        if (!row) return std::nullopt;
        return state_.deliveries.at(*row);
    }
    base::Result<void> save_delivery(const contract::Delivery& next) override {
        const Lock lock(state_.mutex);
        const auto row = row_of(next.id);
        if (!row) return base::refused(base::Problem::not_found("delivery"));
        StoredDelivery kept = state_.deliveries.at(*row);
        kept.delivery = next;
        state_.set(state_.deliveries, *row, kept);
        return {};
    }

    base::Result<contract::DeliveryPage> deliveries(const DeliveryQuery& query) override {
        std::int64_t before = INT64_MAX;
        if (query.cursor) {
            const auto key = read_cursor("deliveries", 1, *query.cursor);
            if (!key) return base::refused(key.error());
            const auto row = base::parse_decimal((*key)[0]);
            if (!row) return base::refused(bad_cursor());
            before = *row;
        }
        const Lock lock(state_.mutex);
        contract::DeliveryPage page;
        std::int64_t last = 0;
        for (auto at = state_.deliveries.rbegin(); at != state_.deliveries.rend(); ++at) {
            const StoredDelivery& one = at->second;
            if (one.row >= before || one.hook != query.hook) continue;
            if (query.state && one.delivery.state != *query.state) continue;
            if (page.items.size() == static_cast<std::size_t>(query.limit)) {
                page.next = write_cursor("deliveries", {base::decimal(last)});
                break;
            }
            page.items.push_back(one.delivery);
            last = one.row;
        }
        return page;
    }

    base::Result<std::vector<StoredDelivery>> due(base::Instant now,
                                                  std::span<const contract::HookId> busy,
                                                  std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::map<std::string, const StoredDelivery*> longest;  // by hook
        for (const auto& [row, one] : state_.deliveries) {
            if (!waits(one)) continue;
            const StoredDelivery*& best = longest[one.hook.text];
            if (!best || one.delivery.next_try_at < best->delivery.next_try_at) best = &one;
        }
        std::vector<StoredDelivery> found;
        const auto is_due = [&](base::Instant at) {
            return at <= now || at.ms > now.ms + ports::hook_wait_max_ms;
        };
        for (const auto& [hook, one] : longest)
            if (is_due(*one->delivery.next_try_at) &&
                std::ranges::find(busy, one->hook) == busy.end())
                found.push_back(*one);
        std::ranges::sort(found, {}, [](const StoredDelivery& one) {
            return std::pair(one.delivery.next_try_at, one.row);
        });
        if (found.size() > static_cast<std::size_t>(limit))
            found.resize(static_cast<std::size_t>(limit));
        return found;
    }

    base::Result<std::int64_t> waiting(const contract::HookId& hook) override {
        const Lock lock(state_.mutex);
        return static_cast<std::int64_t>(
            rows_where([&](const auto& one) { return one.hook == hook && waits(one); }).size());
    }
    base::Result<std::int64_t> give_up(const std::optional<contract::HookId>& hook,
                                       base::Instant before,
                                       contract::TryOutcome outcome) override {
        const Lock lock(state_.mutex);
        const auto rows = rows_where([&](const StoredDelivery& one) {
            return waits(one) && one.delivery.queued_at < before && (!hook || one.hook == *hook);
        });
        for (const std::int64_t row : rows) {
            StoredDelivery kept = state_.deliveries.at(row);
            kept.delivery.state = contract::DeliveryState::given_up;
            kept.delivery.outcome = outcome;
            kept.delivery.next_try_at.reset();
            state_.set(state_.deliveries, row, kept);
        }
        return static_cast<std::int64_t>(rows.size());
    }
    base::Result<std::int64_t> forget_before(base::Instant when) override {
        const Lock lock(state_.mutex);
        const auto rows = rows_where([&](const StoredDelivery& one) {
            return !waits(one) && one.delivery.queued_at < when;
        });
        for (const std::int64_t row : rows) state_.erase(state_.deliveries, row);
        return static_cast<std::int64_t>(rows.size());
    }

private:
    template <class Wanted>
    std::vector<std::int64_t> rows_where(Wanted wanted) const {
        std::vector<std::int64_t> rows;
        for (const auto& [row, one] : state_.deliveries)
            if (wanted(one)) rows.push_back(row);
        return rows;
    }
    std::optional<std::int64_t> row_of(const contract::DeliveryId& id) const {
        for (const auto& [row, one] : state_.deliveries)
            if (one.delivery.id == id) return row;
        return std::nullopt;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Hooks> make_hooks(State& state) {
    return std::make_unique<MemoryHooks>(state);
}

}  // namespace vitrine::service::memory
