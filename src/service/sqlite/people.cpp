#include "base/text.h"
#include "service/sqlite/sealing.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

std::string sql(std::string_view columns, std::string_view rest) {
    return std::string(columns) + std::string(rest);
}

base::Result<void> refuse_unknown_team(Connection& writer, const contract::TeamId& team) {
    if (Query(writer, "SELECT 1 FROM teams WHERE id = ?1", team.text).step()) return {};
    return base::refused(base::Problem::not_found("team"));
}
base::Result<void> refuse_unknown_user(Connection& writer, const contract::UserId& user) {
    if (Query(writer, "SELECT 1 FROM accounts WHERE id = ?1", user.text).step()) return {};
    return base::refused(base::Problem::not_found("account"));
}

// Runs one DELETE that takes one value; how many rows it took.
template <class Value>
base::Result<std::int64_t> removed(Database& store, std::string_view text, const Value& value) {
    std::int64_t count = 0;
    const auto done = change(store, [&](Connection& writer) {
        auto deleted = run(writer, text, value);
        count = writer.changed_rows();
        return deleted;
    });
    if (!done) return base::refused(done.error());
    return count;
}
template <class Value>
base::Result<void> remove(Database& store, std::string_view text, const Value& value) {
    return change(store, [&](Connection& writer) { return run(writer, text, value); });
}

constexpr std::string_view invitation_columns =
    "SELECT token_hash, team, id, email, role, apps, invited_by, created_at, expires_at "
    "FROM invitations ";

StoredInvitation invitation_at(const Query& row) {
    return {row.text(0),
            {row.text(1)},
            {{row.text(2)},
             row.text(3),
             value_in<contract::Role>(row.view(4)),
             from_json_text<std::vector<contract::AppRole>>(row.view(5)),
             row.text(6),
             row.instant(7),
             row.instant(8)}};
}

class SqliteInvitations final : public Invitations {
public:
    explicit SqliteInvitations(Database& store) : store_(store) {}

    base::Result<void> put(const StoredInvitation& next) override {
        const contract::Invitation& one = next.invitation;
        const std::string key = base::lower_ascii(one.email);
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto known = refuse_unknown_team(writer, next.team); !known) return known;
            if (auto done = run(writer,
                                "DELETE FROM invitations WHERE team = ?1 AND email_key = ?2",
                                next.team.text, key);
                !done)
                return done;
            if (Query(writer, "SELECT 1 FROM invitations WHERE id = ?1 OR token_hash = ?2",
                      one.id.text, next.token_hash)
                    .step())
                return base::refused(taken("id_taken"));
            return run(writer,
                       "INSERT INTO invitations VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                       one.id.text, next.token_hash, next.team.text, one.email, key,
                       word(one.role), json_text(one.apps), one.invited_by, one.created_at,
                       one.expires_at);
        });
    }
    base::Result<std::optional<StoredInvitation>> find(
        const contract::InvitationId& id) override {
        return first(store_, sql(invitation_columns, "WHERE id = ?1"), invitation_at, id.text);
    }
    base::Result<std::optional<StoredInvitation>> find_by_token(
        std::string_view token_hash) override {
        return first(store_, sql(invitation_columns, "WHERE token_hash = ?1"), invitation_at,
                     token_hash);
    }
    base::Result<std::vector<StoredInvitation>> of_team(const contract::TeamId& team) override {
        return rows(store_,
                    sql(invitation_columns, "WHERE team = ?1 ORDER BY created_at DESC, id DESC"),
                    invitation_at, team.text);
    }
    base::Result<void> remove(const contract::InvitationId& id) override {
        return sqlite::remove(store_, "DELETE FROM invitations WHERE id = ?1", id.text);
    }
    base::Result<std::int64_t> remove_expired(base::Instant now) override {
        return removed(store_, "DELETE FROM invitations WHERE expires_at <= ?1", now);
    }

private:
    Database& store_;
};

constexpr std::string_view key_columns =
    "SELECT key_hash, team, id, name, scopes, apps, issued_by, created_at, expires_at, "
    "last_used_at, person FROM api_keys ";

StoredKey key_at(const Query& row) {
    StoredKey stored{row.text(0), {row.text(1)}, {}, {}};
    contract::ApiKey& key = stored.key;
    key.id = {row.text(2)};
    key.name = row.text(3);
    // Words that this version does not know are left out: a scope must never turn into another.
    for (const auto& name : from_json_text<std::vector<std::string>>(row.view(4)))
        if (const auto scope = contract::value_of<contract::Scope>(name))
            key.scopes.push_back(*scope);
    key.apps = from_json_text<std::vector<contract::AppId>>(row.view(5));
    key.issued_by = row.text(6);
    key.created_at = row.instant(7);
    key.expires_at = row.instant(8);
    if (!row.null(9)) key.last_used_at = row.instant(9);
    if (!row.null(10)) stored.person = {row.text(10)};
    return stored;
}

class SqliteKeys final : public Keys {
public:
    explicit SqliteKeys(Database& store) : store_(store) {}

    base::Result<void> create(const StoredKey& next) override {
        const contract::ApiKey& key = next.key;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto known = refuse_unknown_team(writer, next.team); !known) return known;
            if (Query(writer, "SELECT 1 FROM api_keys WHERE id = ?1 OR key_hash = ?2",
                      key.id.text, next.key_hash)
                    .step())
                return base::refused(taken("id_taken"));
            const auto person = next.person ? std::optional(next.person->text) : std::nullopt;
            return run(writer,
                       "INSERT INTO api_keys VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                       key.id.text, next.key_hash, next.team.text, key.name,
                       json_text(key.scopes), json_text(key.apps), key.issued_by, key.created_at,
                       key.expires_at, key.last_used_at, person);
        });
    }
    base::Result<std::optional<StoredKey>> find(const contract::KeyId& id) override {
        return first(store_, sql(key_columns, "WHERE id = ?1"), key_at, id.text);
    }
    base::Result<void> put_signer(const contract::KeyId& id, const KeySigner& signer) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (!Query(writer, "SELECT 1 FROM api_keys WHERE id = ?1", id.text).step())
                return base::refused(base::Problem::not_found("key"));
            return run(writer, "INSERT OR REPLACE INTO key_signers VALUES(?1, ?2, ?3)", id.text,
                       signer.key_id, signer.public_key);
        });
    }
    base::Result<std::optional<KeySigner>> signer(const contract::KeyId& id) override {
        return first(store_, "SELECT key_id, public_key FROM key_signers WHERE key = ?1",
                     [](const Query& row) { return KeySigner{row.text(0), row.text(1)}; },
                     id.text);
    }
    base::Result<std::optional<StoredKey>> find_by_hash(std::string_view key_hash) override {
        return first(store_, sql(key_columns, "WHERE key_hash = ?1"), key_at, key_hash);
    }
    base::Result<std::vector<StoredKey>> of_team(const contract::TeamId& team) override {
        return rows(store_, sql(key_columns, "WHERE team = ?1 ORDER BY created_at DESC, id DESC"),
                    key_at, team.text);
    }
    base::Result<void> touch(const contract::KeyId& id, base::Instant used_at) override {
        return note_use(store_, [&](Connection& writer) {
            return run_on(writer, "key", "UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1",
                          id.text, used_at);
        });
    }
    base::Result<void> remove(const contract::KeyId& id) override {
        return sqlite::remove(store_, "DELETE FROM api_keys WHERE id = ?1", id.text);
    }

private:
    Database& store_;
};

std::string factor_place(const contract::UserId& user) {
    return "second_factors/" + user.text;
}

// Its secret is still sealed.
StoredFactor factor_at(const Query& row) {
    StoredFactor factor;
    factor.user = {row.text(0)};
    factor.secret = row.text(1);
    factor.created_at = row.instant(2);
    if (!row.null(3)) factor.confirmed_at = row.instant(3);
    factor.last_step = row.integer(4);
    factor.recovery_hashes = from_json_text<std::vector<std::string>>(row.view(5));
    return factor;
}
SignInStep step_at(const Query& row) {
    return {row.text(0), {row.text(1)}, row.instant(2), row.small(3)};
}

class SqliteFactors final : public Factors {
public:
    explicit SqliteFactors(Files files) : store_(files.store), vault_(files.vault) {}

    base::Result<std::optional<StoredFactor>> find(const contract::UserId& user) override {
        auto found = first(store_,
                           "SELECT user, secret, created_at, confirmed_at, last_step, "
                           "recovery_hashes FROM second_factors WHERE user = ?1",
                           factor_at, user.text);
        if (!found || !*found) return found;
        auto secret = unsealed(vault_, factor_place(user), (*found)->secret);
        if (!secret) return base::refused(secret.error());
        (*found)->secret = std::move(*secret);
        return found;
    }
    base::Result<void> put(const StoredFactor& factor) override {
        const auto secret = sealed(vault_, factor_place(factor.user), factor.secret);
        if (!secret) return base::refused(secret.error());
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto known = refuse_unknown_user(writer, factor.user); !known) return known;
            return run(writer,
                       "INSERT OR REPLACE INTO second_factors VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                       factor.user.text, *secret, factor.created_at, factor.confirmed_at,
                       factor.last_step, json_text(factor.recovery_hashes));
        });
    }
    base::Result<void> remove(const contract::UserId& user) override {
        return sqlite::remove(store_, "DELETE FROM second_factors WHERE user = ?1", user.text);
    }

    base::Result<void> put_step(const SignInStep& step) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (auto known = refuse_unknown_user(writer, step.user); !known) return known;
            return run(writer, "INSERT OR REPLACE INTO sign_in_steps VALUES(?1, ?2, ?3, ?4)",
                       step.token_hash, step.user.text, step.expires_at, step.wrong_codes);
        });
    }
    base::Result<std::optional<SignInStep>> find_step(std::string_view token_hash) override {
        return first(store_,
                     "SELECT token_hash, user, expires_at, wrong_codes FROM sign_in_steps "
                     "WHERE token_hash = ?1",
                     step_at, token_hash);
    }
    base::Result<void> remove_step(std::string_view token_hash) override {
        return sqlite::remove(store_, "DELETE FROM sign_in_steps WHERE token_hash = ?1",
                              token_hash);
    }
    base::Result<void> remove_steps_of(const contract::UserId& user) override {
        return sqlite::remove(store_, "DELETE FROM sign_in_steps WHERE user = ?1", user.text);
    }
    base::Result<std::int64_t> remove_expired_steps(base::Instant now) override {
        return removed(store_, "DELETE FROM sign_in_steps WHERE expires_at <= ?1", now);
    }

private:
    Database& store_;
    const machine::Vault& vault_;
};

}  // namespace

std::unique_ptr<Invitations> make_invitations(Files files) {
    return std::make_unique<SqliteInvitations>(files.store);
}
std::unique_ptr<Keys> make_keys(Files files) {
    return std::make_unique<SqliteKeys>(files.store);
}
std::unique_ptr<Factors> make_factors(Files files) {
    return std::make_unique<SqliteFactors>(files);
}

}  // namespace vitrine::service::sqlite
