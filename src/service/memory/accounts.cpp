#include <algorithm>

#include "base/text.h"
#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

class MemoryAccounts final : public Accounts {
public:
    explicit MemoryAccounts(State& state) : state_(state) {}

    base::Result<void> create(const Account& account) override {
        const Lock lock(state_.mutex);
        if (state_.accounts.contains(account.user.id.text)) return base::refused(taken("id_taken"));
        if (with_email(account.user.email)) return base::refused(taken("email_taken"));
        state_.set(state_.accounts, account.user.id.text, account);
        return {};
    }

    base::Result<void> update(const Account& account) override {
        const Lock lock(state_.mutex);
        const auto at = state_.accounts.find(account.user.id.text);
        if (at == state_.accounts.end()) return base::refused(base::Problem::not_found("account"));
        const Account* other = with_email(account.user.email);
        if (other && other->user.id != account.user.id) return base::refused(taken("email_taken"));
        Account next = account;
        next.created_at = at->second.created_at;
        state_.set(state_.accounts, account.user.id.text, next);
        return {};
    }

    base::Result<std::optional<Account>> find(const contract::UserId& user) override {
        const Lock lock(state_.mutex);
        const auto at = state_.accounts.find(user.text);
        if (at == state_.accounts.end()) return std::nullopt;
        return at->second;
    }

    base::Result<std::optional<Account>> find_by_email(std::string_view email) override {
        const Lock lock(state_.mutex);
        const Account* account = with_email(email);
        if (!account) return std::nullopt;
        return *account;
    }

    base::Result<std::int64_t> count() override {
        const Lock lock(state_.mutex);
        return static_cast<std::int64_t>(state_.accounts.size());
    }

    base::Result<void> put_team(const contract::Team& team) override {
        const Lock lock(state_.mutex);
        state_.set(state_.teams, team.id.text, team);
        return {};
    }

    base::Result<std::optional<contract::Team>> find_team(const contract::TeamId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.teams.find(id.text);
        if (at == state_.teams.end()) return std::nullopt;
        return at->second;
    }

    base::Result<std::vector<contract::Team>> teams() override {
        const Lock lock(state_.mutex);
        std::vector<contract::Team> all;
        for (const auto& [id, team] : state_.teams) all.push_back(team);
        std::ranges::sort(all, {}, [](const auto& team) { return std::pair(team.name, team.id); });
        return all;
    }

    base::Result<std::vector<contract::Team>> teams_after(const contract::TeamId& id,
                                                          std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<contract::Team> some;
        for (auto at = state_.teams.upper_bound(id.text);
             at != state_.teams.end() && std::ssize(some) < limit; ++at)
            some.push_back(at->second);
        return some;
    }

    base::Result<void> put_member(const Membership& membership) override {
        const Lock lock(state_.mutex);
        const std::pair key(membership.team.text, membership.user.text);
        if (membership.role == contract::Role::none && membership.apps.empty()) {
            state_.erase(state_.members, key);
            return {};
        }
        if (!state_.teams.contains(key.first))
            return base::refused(base::Problem::not_found("team"));
        if (!state_.accounts.contains(key.second))
            return base::refused(base::Problem::not_found("account"));
        Membership next = membership;
        next.revision = 1;
        if (const auto old = state_.members.find(key); old != state_.members.end()) {
            next.joined_at = old->second.joined_at;
            next.revision = old->second.revision + 1;
        }
        state_.set(state_.members, key, next);
        return {};
    }

    base::Result<std::vector<Membership>> memberships(const contract::UserId& user) override {
        auto all = members_where([&](const Membership& member) { return member.user == user; });
        std::ranges::sort(all, {}, [](const auto& m) { return std::pair(m.joined_at, m.team); });
        return all;
    }
    base::Result<std::vector<Membership>> members(const contract::TeamId& team) override {
        auto all = members_where([&](const Membership& member) { return member.team == team; });
        std::ranges::sort(all, {}, [](const auto& m) { return std::pair(m.joined_at, m.user); });
        return all;
    }

    base::Result<void> create_session(const Session& session) override {
        const Lock lock(state_.mutex);
        if (!state_.accounts.contains(session.user.text))
            return base::refused(base::Problem::not_found("account"));
        if (state_.sessions.contains(session.token_hash)) return base::refused(taken("id_taken"));
        for (const auto& [hash, other] : state_.sessions)
            if (other.id == session.id) return base::refused(taken("id_taken"));
        state_.set(state_.sessions, session.token_hash, session);
        return {};
    }

    base::Result<std::optional<Session>> find_session(std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        const auto at = state_.sessions.find(token_hash);
        if (at == state_.sessions.end()) return std::nullopt;
        return at->second;
    }

    base::Result<std::optional<OwnedSession>> owned_session(std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        const auto at = state_.sessions.find(token_hash);
        if (at == state_.sessions.end()) return std::nullopt;
        OwnedSession out{at->second, state_.accounts.at(at->second.user.text)};
        for (const auto& [key, member] : state_.members)
            if (member.user == out.session.user)
                out.places.push_back({member, state_.teams.at(key.first).name});
        std::ranges::sort(out.places, {}, [](const OwnedSession::Place& place) {
            return std::pair(place.membership.joined_at, place.membership.team);
        });
        return out;
    }

    base::Result<void> touch_session(std::string_view token_hash, base::Instant seen_at,
                                     base::Instant expires_at) override {
        const Lock lock(state_.mutex);
        const auto at = state_.sessions.find(token_hash);
        if (at == state_.sessions.end()) return base::refused(base::Problem::not_found("session"));
        Session session = at->second;
        session.last_seen_at = seen_at;
        session.expires_at = expires_at;
        state_.set(state_.sessions, session.token_hash, session);
        return {};
    }

    base::Result<std::vector<Session>> sessions(const contract::UserId& user) override {
        const Lock lock(state_.mutex);
        std::vector<Session> mine;
        for (const auto& [hash, session] : state_.sessions)
            if (session.user == user) mine.push_back(session);
        std::ranges::sort(mine, [](const Session& a, const Session& b) {
            return std::pair(b.created_at, b.id) < std::pair(a.created_at, a.id);
        });
        return mine;
    }

    base::Result<void> remove_session(std::string_view token_hash) override {
        const Lock lock(state_.mutex);
        state_.erase(state_.sessions, std::string(token_hash));
        return {};
    }

    base::Result<std::int64_t> remove_expired_sessions(base::Instant now) override {
        const Lock lock(state_.mutex);
        std::vector<std::string> over;
        for (const auto& [hash, session] : state_.sessions)
            if (session.expires_at <= now) over.push_back(hash);
        for (const std::string& hash : over) state_.erase(state_.sessions, hash);
        return static_cast<std::int64_t>(over.size());
    }

private:
    const Account* with_email(std::string_view email) const {
        const std::string key = base::lower_ascii(email);
        for (const auto& [id, account] : state_.accounts)
            if (base::lower_ascii(account.user.email) == key) return &account;
        return nullptr;
    }

    template <class Wanted>
    std::vector<Membership> members_where(Wanted wanted) const {
        const Lock lock(state_.mutex);
        std::vector<Membership> found;
        for (const auto& [key, member] : state_.members)
            if (wanted(member)) found.push_back(member);
        return found;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Accounts> make_accounts(State& state) {
    return std::make_unique<MemoryAccounts>(state);
}

}  // namespace vitrine::service::memory
