#include <algorithm>

#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

class MemoryKiosks final : public Kiosks {
public:
    explicit MemoryKiosks(State& state) : state_(state) {}

    base::Result<void> create(const StoredKiosk& next) override {
        const Lock lock(state_.mutex);
        if (!state_.teams.contains(next.team.text))
            return base::refused(base::Problem::not_found("team"));
        const auto same = [](const std::string& a, const std::string& b) {
            return !a.empty() && a == b;
        };
        for (const auto& [id, one] : state_.kiosks)
            if (id == next.kiosk.id.text || same(one.code_hash, next.code_hash) ||
                same(one.token_hash, next.token_hash))
                return base::refused(taken("id_taken"));
        state_.set(state_.kiosks, next.kiosk.id.text, next);
        return {};
    }
    base::Result<std::optional<StoredKiosk>> find(const contract::KioskId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.kiosks.find(id.text);
        if (at == state_.kiosks.end()) return std::nullopt;
        return at->second;
    }
    base::Result<std::optional<StoredKiosk>> find_by_code(std::string_view code_hash) override {
        const Lock lock(state_.mutex);
        if (code_hash.empty()) return std::nullopt;
        return first([&](const StoredKiosk& one) { return one.code_hash == code_hash; });
    }
    base::Result<std::optional<StoredKiosk>> find_by_token(std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        if (token_hash.empty()) return std::nullopt;
        return first([&](const StoredKiosk& one) { return one.token_hash == token_hash; });
    }
    base::Result<std::vector<StoredKiosk>> of_team(const contract::TeamId& team) override {
        const Lock lock(state_.mutex);
        std::vector<StoredKiosk> found;
        for (const auto& [id, one] : state_.kiosks)
            if (one.team == team) found.push_back(one);
        std::ranges::sort(found, std::greater<>(), [](const StoredKiosk& one) {
            return std::pair(one.kiosk.created_at, one.kiosk.id);
        });
        return found;
    }
    base::Result<void> claim(std::string_view code_hash, std::string_view token_hash,
                             base::Instant at) override {
        const Lock lock(state_.mutex);
        auto kept = first([&](const StoredKiosk& one) { return one.code_hash == code_hash; });
        if (code_hash.empty() || !kept) return base::refused(base::Problem::not_found("kiosk"));
        kept->code_hash.clear();
        kept->token_hash = token_hash;
        kept->kiosk.paired_at = kept->kiosk.last_seen_at = at;
        state_.set(state_.kiosks, kept->kiosk.id.text, *kept);
        return {};
    }
    base::Result<void> touch(const contract::KioskId& id, base::Instant seen_at) override {
        const Lock lock(state_.mutex);
        const auto at = state_.kiosks.find(id.text);
        if (at == state_.kiosks.end()) return base::refused(base::Problem::not_found("kiosk"));
        StoredKiosk kept = at->second;
        kept.kiosk.last_seen_at = seen_at;
        state_.set(state_.kiosks, id.text, kept);
        return {};
    }
    base::Result<void> remove(const contract::KioskId& id) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.kiosks, id.text);
        return {};
    }
    base::Result<std::int64_t> remove_expired(base::Instant now, base::Instant unseen) override {
        const Lock lock(state_.mutex);
        std::vector<std::string> over;
        for (const auto& [id, one] : state_.kiosks)
            if (one.kiosk.paired_at ? one.kiosk.last_seen_at < unseen
                                    : one.kiosk.code_expires_at <= now)
                over.push_back(id);
        for (const std::string& id : over) state_.erase(state_.kiosks, id);
        return static_cast<std::int64_t>(over.size());
    }

private:
    template <class Wanted>
    std::optional<StoredKiosk> first(Wanted wanted) const {
        for (const auto& [id, one] : state_.kiosks)
            if (wanted(one)) return one;
        return std::nullopt;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Kiosks> make_kiosks(State& state) {
    return std::make_unique<MemoryKiosks>(state);
}

}  // namespace vitrine::service::memory
