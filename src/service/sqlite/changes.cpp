#include "service/sqlite/sealing.h"
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {

base::Result<std::int64_t> append_change(Connection& writer,
                                         const std::optional<contract::TeamId>& team,
                                         const contract::Change& change) {
    const auto team_id = team ? std::optional(team->text) : std::nullopt;
    const auto done = run(writer,
                          "INSERT INTO changes(team, topic, thing, app) VALUES(?1, ?2, ?3, ?4)",
                          team_id, word(change.topic), change.id, change.app);
    if (!done) return base::refused(done.error());
    return writer.last_row();
}

base::Result<void> tell(Connection& writer, contract::Topic topic, const std::string& thing,
                        const contract::AppId& app) {
    return run(writer,
               "INSERT INTO changes(team, topic, thing, app) "
               "SELECT team, ?1, ?2, id FROM apps WHERE id = ?3",
               word(topic), thing, app.text);
}

namespace {

class SqliteChanges final : public Changes {
public:
    explicit SqliteChanges(Database& store) : store_(store) {}

    base::Result<std::int64_t> append(const std::optional<contract::TeamId>& team,
                                      const contract::Change& one) override {
        return change(store_, [&](Connection& writer) { return append_change(writer, team, one); });
    }

    base::Result<std::vector<ChangeRow>> read(std::int64_t after,
                                              const std::optional<contract::TeamId>& team,
                                              std::int32_t limit) override {
        const auto make = [](const Query& row) {
            ChangeRow out;
            out.id = row.integer(0);
            if (!row.null(1)) out.team = contract::TeamId{row.text(1)};
            out.change = {value_in<contract::Topic>(row.view(2)), row.text(3), row.text(4)};
            return out;
        };
        return rows(store_,
                    "SELECT id, team, topic, thing, app FROM changes WHERE id > ?1 AND "
                    "(?2 IS NULL OR team IS NULL OR team = ?2) ORDER BY id LIMIT ?3",
                    make, after, team ? std::optional(team->text) : std::nullopt, limit);
    }

    base::Result<std::int64_t> newest() override {
        return number("SELECT seq FROM sqlite_sequence WHERE name = 'changes'", 0);
    }

    base::Result<std::int64_t> oldest() override {
        return number("SELECT coalesce((SELECT min(id) FROM changes), "
                      "(SELECT seq FROM sqlite_sequence WHERE name = 'changes') + 1, 1)", 1);
    }

    base::Result<void> trim(std::int64_t keep_rows) override {
        return change(store_, [&](Connection& writer) {
            return run(writer,
                       "DELETE FROM changes WHERE id <= (SELECT id FROM changes "
                       "ORDER BY id DESC LIMIT 1 OFFSET ?1)",
                       keep_rows);
        });
    }

private:
    base::Result<std::int64_t> number(const std::string& text, std::int64_t otherwise) {
        const auto found = first(store_, text, [](const Query& row) { return row.integer(0); });
        if (!found) return base::refused(found.error());
        return found->value_or(otherwise);
    }

    Database& store_;
};

class SqliteAnswers final : public Answers {
public:
    explicit SqliteAnswers(Database& store) : store_(store) {}

    base::Result<std::optional<GivenAnswer>> find(std::string_view key,
                                                  const contract::UserId& user) override {
        return first(store_, select, answer_at, key, user.text);
    }

    base::Result<GivenAnswer> keep(const GivenAnswer& answer) override {
        return change(store_, [&](Connection& writer) -> base::Result<GivenAnswer> {
            const auto done = run(writer,
                                  "INSERT INTO answers VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
                                  "ON CONFLICT DO NOTHING",
                                  answer.key, answer.user.text, answer.request_hash, answer.status,
                                  answer.body, answer.at);
            if (!done) return base::refused(done.error());
            Query kept(writer, select, answer.key, answer.user.text);
            if (kept.step()) return answer_at(kept);
            return base::refused(kept.trouble().value_or(base::Problem{}));
        });
    }

    base::Result<std::int64_t> forget_before(base::Instant when) override {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto done = run(writer, "DELETE FROM answers WHERE at < ?1", when);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
    }

private:
    static constexpr const char* select =
        "SELECT key, user, request_hash, status, body, at FROM answers "
        "WHERE key = ?1 AND user = ?2";

    static GivenAnswer answer_at(const Query& row) {
        return {row.text(0),  {row.text(1)}, row.text(2),
                row.small(3), row.text(4),   row.instant(5)};
    }

    Database& store_;
};

class SqliteSettings final : public Settings {
public:
    explicit SqliteSettings(Files files) : store_(files.store), vault_(files.vault) {}

    base::Result<std::optional<std::string>> find(std::string_view key) override {
        auto kept = first(store_, "SELECT value FROM settings WHERE key = ?1",
                          [](const Query& row) { return row.text(0); }, key);
        if (!kept || !*kept || !is_sealed_setting(key)) return kept;
        auto value = unsealed(vault_, place_of_setting(key), **kept);
        if (!value) return base::refused(value.error());
        return std::move(*value);
    }
    base::Result<void> put(std::string_view key, std::string_view value) override {
        std::string kept(value);
        if (is_sealed_setting(key)) {
            auto closed = sealed(vault_, place_of_setting(key), value);
            if (!closed) return base::refused(closed.error());
            kept = std::move(*closed);
        }
        return change(store_, [&](Connection& writer) {
            return run(writer, "INSERT OR REPLACE INTO settings VALUES(?1, ?2)", key, kept);
        });
    }
    base::Result<void> remove(std::string_view key) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "DELETE FROM settings WHERE key = ?1", key);
        });
    }

private:
    Database& store_;
    const machine::Vault& vault_;
};

}  // namespace

std::unique_ptr<Changes> make_changes(Files files) {
    return std::make_unique<SqliteChanges>(files.store);
}
std::unique_ptr<Answers> make_answers(Files files) {
    return std::make_unique<SqliteAnswers>(files.store);
}
std::unique_ptr<Settings> make_settings(Files files) {
    return std::make_unique<SqliteSettings>(files);
}

}  // namespace vitrine::service::sqlite
