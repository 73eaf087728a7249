#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::string_view kiosk_columns =
    "SELECT id, team, coalesce(code_hash, ''), coalesce(token_hash, ''), name, apps, "
    "reads_reviews, paired_by, created_at, code_expires_at, paired_at, last_seen_at FROM kiosks ";

std::string sql(std::string_view rest) {
    return std::string(kiosk_columns) + std::string(rest);
}

StoredKiosk kiosk_at(const Query& row) {
    StoredKiosk stored{{row.text(1)}, row.text(2), row.text(3), {}};
    contract::Kiosk& kiosk = stored.kiosk;
    kiosk.id = {row.text(0)};
    kiosk.name = row.text(4);
    kiosk.apps = from_json_text<std::vector<contract::AppId>>(row.view(5));
    kiosk.reads_reviews = row.integer(6) != 0;
    kiosk.paired_by = row.text(7);
    kiosk.created_at = row.instant(8);
    kiosk.code_expires_at = row.instant(9);
    if (!row.null(10)) kiosk.paired_at = row.instant(10);
    if (!row.null(11)) kiosk.last_seen_at = row.instant(11);
    return stored;
}

std::optional<std::string> unless_empty(const std::string& hash) {
    return hash.empty() ? std::nullopt : std::optional(hash);
}

class SqliteKiosks final : public Kiosks {
public:
    explicit SqliteKiosks(Database& store) : store_(store) {}

    base::Result<void> create(const StoredKiosk& next) override {
        const contract::Kiosk& kiosk = next.kiosk;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (!Query(writer, "SELECT 1 FROM teams WHERE id = ?1", next.team.text).step())
                return base::refused(base::Problem::not_found("team"));
            if (Query(writer,
                      "SELECT 1 FROM kiosks WHERE id = ?1 OR code_hash = ?2 OR token_hash = ?3",
                      kiosk.id.text, unless_empty(next.code_hash), unless_empty(next.token_hash))
                    .step())
                return base::refused(taken("id_taken"));
            return run(writer,
                       "INSERT INTO kiosks VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                       "?12)",
                       kiosk.id.text, next.team.text, unless_empty(next.code_hash),
                       unless_empty(next.token_hash), kiosk.name, json_text(kiosk.apps),
                       kiosk.reads_reviews, kiosk.paired_by, kiosk.created_at,
                       kiosk.code_expires_at, kiosk.paired_at, kiosk.last_seen_at);
        });
    }
    base::Result<std::optional<StoredKiosk>> find(const contract::KioskId& id) override {
        return first(store_, sql("WHERE id = ?1"), kiosk_at, id.text);
    }
    base::Result<std::optional<StoredKiosk>> find_by_code(std::string_view code_hash) override {
        return first(store_, sql("WHERE code_hash = ?1"), kiosk_at, code_hash);
    }
    base::Result<std::optional<StoredKiosk>> find_by_token(std::string_view token_hash) override {
        return first(store_, sql("WHERE token_hash = ?1"), kiosk_at, token_hash);
    }
    base::Result<std::vector<StoredKiosk>> of_team(const contract::TeamId& team) override {
        return rows(store_, sql("WHERE team = ?1 ORDER BY created_at DESC, id DESC"), kiosk_at,
                    team.text);
    }
    base::Result<void> claim(std::string_view code_hash, std::string_view token_hash,
                             base::Instant at) override {
        return one_row("UPDATE kiosks SET code_hash = NULL, token_hash = ?2, paired_at = ?3, "
                       "last_seen_at = ?3 WHERE code_hash = ?1",
                       code_hash, token_hash, at);
    }
    base::Result<void> touch(const contract::KioskId& id, base::Instant seen_at) override {
        return note_use(store_, [&](Connection& writer) {
            return run_on(writer, "kiosk", "UPDATE kiosks SET last_seen_at = ?2 WHERE id = ?1",
                          id.text, seen_at);
        });
    }
    base::Result<void> remove(const contract::KioskId& id) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "DELETE FROM kiosks WHERE id = ?1", id.text);
        });
    }
    base::Result<std::int64_t> remove_expired(base::Instant now, base::Instant unseen) override {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto done = run(writer,
                                  "DELETE FROM kiosks WHERE (paired_at IS NULL AND "
                                  "code_expires_at <= ?1) OR last_seen_at < ?2",
                                  now, unseen);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
    }

private:
    template <class... Values>
    base::Result<void> one_row(std::string_view text, const Values&... values) {
        return change(store_, [&](Connection& writer) {
            return run_on(writer, "kiosk", text, values...);
        });
    }

    Database& store_;
};

}  // namespace

std::unique_ptr<Kiosks> make_kiosks(Files files) {
    return std::make_unique<SqliteKiosks>(files.store);
}

}  // namespace vitrine::service::sqlite
