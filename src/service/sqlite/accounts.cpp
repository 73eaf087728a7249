#include <algorithm>

#include "base/text.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::string_view account_columns =
    "SELECT id, name, email, password_hash, store_role, created_at FROM accounts ";
constexpr std::string_view session_columns =
    "SELECT token_hash, id, user, created_at, last_seen_at, expires_at, address, agent "
    "FROM sessions ";
// Every request asks this. Its few rows are sorted afterwards: a sort in SQL doubles the cost.
constexpr std::string_view owned_session_sql =
    "SELECT s.token_hash, s.id, s.user, s.created_at, s.last_seen_at, s.expires_at, s.address, "
    "s.agent, a.id, a.name, a.email, a.password_hash, a.store_role, a.created_at, "
    "m.team, m.user, m.role, m.apps, m.joined_at, m.revision, t.name "
    "FROM sessions s JOIN accounts a ON a.id = s.user LEFT JOIN members m ON m.user = s.user "
    "LEFT JOIN teams t ON t.id = m.team WHERE s.token_hash = ?1";

std::string sql(std::string_view columns, std::string_view rest) {
    return std::string(columns) + std::string(rest);
}

Account account_from(const Query& row, int from) {
    Account account;
    account.user = {{row.text(from)}, row.text(from + 1), row.text(from + 2)};
    account.password_hash = row.text(from + 3);
    account.store_role = value_in<contract::StoreRole>(row.view(from + 4));
    account.created_at = row.instant(from + 5);
    return account;
}

Account account_at(const Query& row) {
    return account_from(row, 0);
}

Session session_at(const Query& row) {
    return {row.text(0),    {row.text(1)},  {row.text(2)}, row.instant(3),
            row.instant(4), row.instant(5), row.text(6),   row.text(7)};
}

contract::Team team_at(const Query& row) {
    return {{row.text(0)}, row.text(1)};
}

constexpr std::string_view member_columns =
    "SELECT team, user, role, apps, joined_at, revision FROM members ";

Membership member_from(const Query& row, int from) {
    Membership member{{row.text(from)}, {row.text(from + 1)},
                      value_in<contract::Role>(row.view(from + 2))};
    if (const auto apps = row.view(from + 3); apps != "[]")
        member.apps = from_json_text<std::vector<contract::AppRole>>(apps);
    member.joined_at = row.instant(from + 4);
    member.revision = row.integer(from + 5);
    return member;
}

Membership member_at(const Query& row) {
    return member_from(row, 0);
}

class SqliteAccounts final : public Accounts {
public:
    explicit SqliteAccounts(Database& store) : store_(store) {}

    base::Result<void> create(const Account& account) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto used = refuse(writer, account); used) return base::refused(std::move(*used));
            Query known(writer, "SELECT 1 FROM accounts WHERE id = ?1", account.user.id.text);
            if (known.step()) return base::refused(taken("id_taken"));
            return run(writer, "INSERT INTO accounts VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       account.user.id.text, account.user.name, account.user.email,
                       base::lower_ascii(account.user.email), account.password_hash,
                       word(account.store_role), account.created_at);
        });
    }

    base::Result<void> update(const Account& account) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto used = refuse(writer, account); used) return base::refused(std::move(*used));
            return run_on(writer, "account",
                          "UPDATE accounts SET name = ?2, email = ?3, email_key = ?4, "
                          "password_hash = ?5, store_role = ?6 WHERE id = ?1",
                          account.user.id.text, account.user.name, account.user.email,
                          base::lower_ascii(account.user.email), account.password_hash,
                          word(account.store_role));
        });
    }

    base::Result<std::optional<Account>> find(const contract::UserId& user) override {
        return first(store_, sql(account_columns, "WHERE id = ?1"), account_at, user.text);
    }
    base::Result<std::optional<Account>> find_by_email(std::string_view email) override {
        return first(store_, sql(account_columns, "WHERE email_key = ?1"), account_at,
                     base::lower_ascii(email));
    }
    base::Result<std::int64_t> count() override {
        const auto one = [](const Query& row) { return row.integer(0); };
        const auto counted = first(store_, "SELECT count(*) FROM accounts", one);
        if (!counted) return base::refused(counted.error());
        return counted->value_or(0);
    }

    base::Result<void> put_team(const contract::Team& team) override {
        return change(store_, [&](Connection& writer) {
            return run(writer,
                       "INSERT INTO teams VALUES(?1, ?2) "
                       "ON CONFLICT(id) DO UPDATE SET name = excluded.name",
                       team.id.text, team.name);
        });
    }
    base::Result<std::optional<contract::Team>> find_team(const contract::TeamId& id) override {
        return first(store_, "SELECT id, name FROM teams WHERE id = ?1", team_at, id.text);
    }
    base::Result<std::vector<contract::Team>> teams() override {
        return rows(store_, "SELECT id, name FROM teams ORDER BY name, id", team_at);
    }
    base::Result<std::vector<contract::Team>> teams_after(const contract::TeamId& id,
                                                          std::int32_t limit) override {
        return rows(store_, "SELECT id, name FROM teams WHERE id > ?1 ORDER BY id LIMIT ?2",
                    team_at, id.text, limit);
    }

    base::Result<void> put_member(const Membership& membership) override {
        const std::string &team = membership.team.text, &user = membership.user.text;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (membership.role == contract::Role::none && membership.apps.empty())
                return run(writer, "DELETE FROM members WHERE team = ?1 AND user = ?2", team, user);
            if (!Query(writer, "SELECT 1 FROM teams WHERE id = ?1", team).step())
                return base::refused(base::Problem::not_found("team"));
            if (!Query(writer, "SELECT 1 FROM accounts WHERE id = ?1", user).step())
                return base::refused(base::Problem::not_found("account"));
            return run(writer,
                       "INSERT INTO members(team, user, role, apps, joined_at, revision) "
                       "VALUES(?1, ?2, ?3, ?4, ?5, 1) ON CONFLICT(team, user) DO UPDATE SET "
                       "role = excluded.role, apps = excluded.apps, revision = revision + 1",
                       team, user, word(membership.role), json_text(membership.apps),
                       membership.joined_at);
        });
    }
    base::Result<std::vector<Membership>> memberships(const contract::UserId& user) override {
        return rows(store_, sql(member_columns, "WHERE user = ?1 ORDER BY joined_at, team"),
                    member_at, user.text);
    }
    base::Result<std::vector<Membership>> members(const contract::TeamId& team) override {
        return rows(store_, sql(member_columns, "WHERE team = ?1 ORDER BY joined_at, user"),
                    member_at, team.text);
    }

    base::Result<void> create_session(const Session& session) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (!Query(writer, "SELECT 1 FROM accounts WHERE id = ?1", session.user.text).step())
                return base::refused(base::Problem::not_found("account"));
            if (Query(writer, "SELECT 1 FROM sessions WHERE token_hash = ?1 OR id = ?2",
                      session.token_hash, session.id.text)
                    .step())
                return base::refused(taken("id_taken"));
            return run(writer, "INSERT INTO sessions VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                       session.token_hash, session.id.text, session.user.text, session.created_at,
                       session.last_seen_at, session.expires_at, session.address, session.agent);
        });
    }
    base::Result<std::optional<Session>> find_session(std::string_view token_hash) override {
        return first(store_, sql(session_columns, "WHERE token_hash = ?1"), session_at, token_hash);
    }
    base::Result<std::optional<OwnedSession>> owned_session(std::string_view token_hash) override {
        constexpr int account_from_column = 8, member_from_column = 14, team_name = 20;
        std::optional<OwnedSession> out;
        const auto add = [&](const Query& row) {
            if (!out) out = OwnedSession{session_at(row), account_from(row, account_from_column)};
            if (!row.null(member_from_column))
                out->places.push_back({member_from(row, member_from_column), row.text(team_name)});
            return true;
        };
        const auto done = rows(store_, std::string(owned_session_sql), add, token_hash);
        if (!done) return base::refused(done.error());
        if (out)
            std::ranges::sort(out->places, {}, [](const OwnedSession::Place& place) {
                return std::pair(place.membership.joined_at, place.membership.team);
            });
        return out;
    }
    base::Result<void> touch_session(std::string_view token_hash, base::Instant seen_at,
                                     base::Instant expires_at) override {
        return note_use(store_, [&](Connection& writer) {
            return run_on(writer, "session",
                          "UPDATE sessions SET last_seen_at = ?2, expires_at = ?3 "
                          "WHERE token_hash = ?1",
                          token_hash, seen_at, expires_at);
        });
    }
    base::Result<std::vector<Session>> sessions(const contract::UserId& user) override {
        return rows(store_,
                    sql(session_columns, "WHERE user = ?1 ORDER BY created_at DESC, id DESC"),
                    session_at, user.text);
    }
    base::Result<void> remove_session(std::string_view token_hash) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "DELETE FROM sessions WHERE token_hash = ?1", token_hash);
        });
    }
    base::Result<std::int64_t> remove_expired_sessions(base::Instant now) override {
        std::int64_t removed = 0;
        const auto done = change(store_, [&](Connection& writer) {
            auto deleted = run(writer, "DELETE FROM sessions WHERE expires_at <= ?1", now);
            removed = writer.changed_rows();
            return deleted;
        });
        if (!done) return base::refused(done.error());
        return removed;
    }

private:
    static std::optional<base::Problem> refuse(Connection& writer, const Account& account) {
        Query other(writer, "SELECT 1 FROM accounts WHERE email_key = ?1 AND id <> ?2",
                    base::lower_ascii(account.user.email), account.user.id.text);
        if (other.step()) return taken("email_taken");
        return other.trouble();
    }

    Database& store_;
};

}  // namespace

std::unique_ptr<Accounts> make_accounts(Files files) {
    return std::make_unique<SqliteAccounts>(files.store);
}

}  // namespace vitrine::service::sqlite
