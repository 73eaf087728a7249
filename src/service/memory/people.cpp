#include <algorithm>

#include "base/text.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

bool unknown_user(const State& state, const contract::UserId& user) {
    return !state.accounts.contains(user.text);
}

// Newest first, as both lists of a team are.
template <class Map, class Head>
auto of_team_in(const Map& map, const contract::TeamId& team, Head head) {
    std::vector<typename Map::mapped_type> found;
    for (const auto& [id, one] : map)
        if (one.team == team) found.push_back(one);
    std::ranges::sort(found, [&](const auto& a, const auto& b) {
        return std::pair(head(b).created_at, head(b).id) <
               std::pair(head(a).created_at, head(a).id);
    });
    return found;
}

// Erases what fits; how many.
template <class Map, class Wanted>
std::int64_t erase_where(State& state, Map& map, Wanted wanted) {
    std::vector<typename Map::key_type> keys;
    for (const auto& [key, one] : map)
        if (wanted(one)) keys.push_back(key);
    for (const auto& key : keys) state.erase(map, key);
    return static_cast<std::int64_t>(keys.size());
}

class MemoryInvitations final : public Invitations {
public:
    explicit MemoryInvitations(State& state) : state_(state) {}

    base::Result<void> put(const StoredInvitation& next) override {
        const Lock lock(state_.mutex);
        if (!state_.teams.contains(next.team.text))
            return base::refused(base::Problem::not_found("team"));
        const std::string email = base::lower_ascii(next.invitation.email);
        const auto same = [&](const StoredInvitation& one) {
            return one.team == next.team && base::lower_ascii(one.invitation.email) == email;
        };
        for (const auto& [id, one] : state_.invitations)
            if (!same(one) &&
                (id == next.invitation.id.text || one.token_hash == next.token_hash))
                return base::refused(taken("id_taken"));
        erase_where(state_, state_.invitations, same);
        state_.set(state_.invitations, next.invitation.id.text, next);
        return {};
    }
    base::Result<std::optional<StoredInvitation>> find(
        const contract::InvitationId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.invitations.find(id.text);
        if (at == state_.invitations.end()) return std::nullopt;
        return at->second;
    }
    base::Result<std::optional<StoredInvitation>> find_by_token(
        std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        for (const auto& [id, one] : state_.invitations)
            if (one.token_hash == token_hash) return one;
        return std::nullopt;
    }
    base::Result<std::vector<StoredInvitation>> of_team(const contract::TeamId& team) override {
        const Lock lock(state_.mutex);
        return of_team_in(state_.invitations, team,
                          [](const StoredInvitation& one) { return one.invitation; });
    }
    base::Result<void> remove(const contract::InvitationId& id) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.invitations, id.text);
        return {};
    }
    base::Result<std::int64_t> remove_expired(base::Instant now) override {
        const Lock lock(state_.mutex);
        return erase_where(state_, state_.invitations, [&](const StoredInvitation& one) {
            return one.invitation.expires_at <= now;
        });
    }

private:
    State& state_;
};

class MemoryKeys final : public Keys {
public:
    explicit MemoryKeys(State& state) : state_(state) {}

    base::Result<void> create(const StoredKey& next) override {
        const Lock lock(state_.mutex);
        if (!state_.teams.contains(next.team.text))
            return base::refused(base::Problem::not_found("team"));
        for (const auto& [id, one] : state_.keys)
            if (id == next.key.id.text || one.key_hash == next.key_hash)
                return base::refused(taken("id_taken"));
        state_.set(state_.keys, next.key.id.text, next);
        return {};
    }
    base::Result<std::optional<StoredKey>> find(const contract::KeyId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.keys.find(id.text);
        if (at == state_.keys.end()) return std::nullopt;
        return at->second;
    }
    base::Result<std::optional<StoredKey>> find_by_hash(std::string_view key_hash) override {
        const Lock lock(state_.mutex);
        for (const auto& [id, one] : state_.keys)
            if (one.key_hash == key_hash) return one;
        return std::nullopt;
    }
    base::Result<std::vector<StoredKey>> of_team(const contract::TeamId& team) override {
        const Lock lock(state_.mutex);
        return of_team_in(state_.keys, team, [](const StoredKey& one) { return one.key; });
    }
    base::Result<void> touch(const contract::KeyId& id, base::Instant used_at) override {
        const Lock lock(state_.mutex);
        const auto at = state_.keys.find(id.text);
        if (at == state_.keys.end()) return base::refused(base::Problem::not_found("key"));
        StoredKey key = at->second;
        key.key.last_used_at = used_at;
        state_.set(state_.keys, id.text, key);
        return {};
    }
    base::Result<void> remove(const contract::KeyId& id) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.keys, id.text);
        state_.erase(state_.signers, id.text);
        return {};
    }
    base::Result<void> put_signer(const contract::KeyId& id, const KeySigner& signer) override {
        const Lock lock(state_.mutex);
        if (!state_.keys.contains(id.text))
            return base::refused(base::Problem::not_found("key"));
        state_.set(state_.signers, id.text, signer);
        return {};
    }
    base::Result<std::optional<KeySigner>> signer(const contract::KeyId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.signers.find(id.text);
        if (at == state_.signers.end()) return std::nullopt;
        return at->second;
    }

private:
    State& state_;
};

class MemoryFactors final : public Factors {
public:
    explicit MemoryFactors(State& state) : state_(state) {}

    base::Result<std::optional<StoredFactor>> find(const contract::UserId& user) override {
        const Lock lock(state_.mutex);
        const auto at = state_.factors.find(user.text);
        if (at == state_.factors.end()) return std::nullopt;
        return at->second;
    }
    base::Result<void> put(const StoredFactor& factor) override {
        const Lock lock(state_.mutex);
        if (unknown_user(state_, factor.user))
            return base::refused(base::Problem::not_found("account"));
        state_.set(state_.factors, factor.user.text, factor);
        return {};
    }
    base::Result<void> remove(const contract::UserId& user) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.factors, user.text);
        return {};
    }

    base::Result<void> put_step(const SignInStep& step) override {
        const Lock lock(state_.mutex);
        if (unknown_user(state_, step.user))
            return base::refused(base::Problem::not_found("account"));
        state_.set(state_.steps, step.token_hash, step);
        return {};
    }
    base::Result<std::optional<SignInStep>> find_step(std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        const auto at = state_.steps.find(token_hash);
        if (at == state_.steps.end()) return std::nullopt;
        return at->second;
    }
    base::Result<void> remove_step(std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.steps, std::string(token_hash));
        return {};
    }
    base::Result<void> remove_steps_of(const contract::UserId& user) override {
        const Lock lock(state_.mutex);
        erase_where(state_, state_.steps, [&](const SignInStep& one) { return one.user == user; });
        return {};
    }
    base::Result<std::int64_t> remove_expired_steps(base::Instant now) override {
        const Lock lock(state_.mutex);
        return erase_where(state_, state_.steps,
                           [&](const SignInStep& one) { return one.expires_at <= now; });
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<Invitations> make_invitations(State& state) {
    return std::make_unique<MemoryInvitations>(state);
}
std::unique_ptr<Keys> make_keys(State& state) {
    return std::make_unique<MemoryKeys>(state);
}
std::unique_ptr<Factors> make_factors(State& state) {
    return std::make_unique<MemoryFactors>(state);
}

}  // namespace vitrine::service::memory
