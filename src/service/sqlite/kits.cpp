#include <algorithm>

#include "service/sqlite/sealing.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::string_view kit_columns =
    "SELECT a.team, a.id, k.kit, k.facts, k.credentials, k.revision, k.warned_month, k.warned "
    "FROM app_kits k JOIN apps a ON a.row = k.app WHERE a.id = ?1 ";

std::string sql(std::string_view rest) {
    return std::string(kit_columns) + std::string(rest);
}

std::string kit_place(const contract::AppId& app, std::string_view kit) {
    return "app_kits/" + app.text + "/" + std::string(kit);
}

// As a row has it: the credentials are still sealed.
struct SealedKit {
    StoredKit stored;
    std::string kit, credentials;
};

SealedKit kit_at(const Query& row) {
    SealedKit found;
    found.stored.kit = from_json_text<contract::AppKit>(row.view(3));
    found.stored.team = {row.text(0)};
    found.stored.kit.app = {row.text(1)};
    found.stored.kit.kit = value_in<contract::Kit>(row.view(2));
    found.stored.kit.revision = row.integer(5);
    found.stored.warned_month = row.text(6);
    found.stored.warned = value_in<contract::KitLevel>(row.view(7));
    found.kit = row.text(2);
    found.credentials = row.text(4);
    return found;
}

// A kit that this version does not know must not turn into another.
bool is_known(const SealedKit& one) {
    return contract::value_of<contract::Kit>(one.kit).has_value();
}

contract::AppKit facts_of(contract::AppKit kit) {
    kit.missing.clear();
    kit.used = 0;
    kit.level = contract::KitLevel::within;
    return kit;
}

base::Result<std::int64_t> row_of(Connection& writer, const contract::AppId& app) {
    Query known(writer, "SELECT row FROM apps WHERE id = ?1", app.text);
    if (known.step()) return known.integer(0);
    return base::refused(known.trouble().value_or(base::Problem::not_found("app")));
}

class SqliteKits final : public Kits {
public:
    explicit SqliteKits(Files files) : store_(files.store), vault_(files.vault) {}

    base::Result<std::vector<StoredKit>> of_app(const contract::AppId& app) override {
        auto all = rows(store_, sql(""), kit_at, app.text);
        if (!all) return base::refused(all.error());
        std::vector<StoredKit> found;
        for (SealedKit& one : *all) {
            if (!is_known(one)) continue;
            auto opened = open_credentials(std::move(one));
            if (!opened) return base::refused(opened.error());
            found.push_back(std::move(*opened));
        }
        std::ranges::sort(found, {}, [](const StoredKit& one) { return one.kit.kit; });
        return found;
    }
    base::Result<std::optional<StoredKit>> find(const contract::AppId& app,
                                                contract::Kit kit) override {
        auto found = first(store_, sql("AND k.kit = ?2"), kit_at, app.text, word(kit));
        if (!found) return base::refused(found.error());
        if (!*found) return std::nullopt;
        auto opened = open_credentials(std::move(**found));
        if (!opened) return base::refused(opened.error());
        return std::optional(std::move(*opened));
    }
    base::Result<std::int64_t> save(const StoredKit& next) override {
        const contract::AppKit& kit = next.kit;
        const auto closed = sealed(vault_, kit_place(kit.app, word(kit.kit)),
                                   json_text(next.credentials));
        if (!closed) return base::refused(closed.error());
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto app = row_of(writer, kit.app);
            if (!app) return base::refused(app.error());
            auto done = kit.revision == 0
                            ? run(writer,
                                  "INSERT INTO app_kits VALUES(?1, ?2, ?3, ?4, 1, ?5, ?6) "
                                  "ON CONFLICT DO NOTHING",
                                  *app, word(kit.kit), json_text(facts_of(kit)), *closed,
                                  next.warned_month, word(next.warned))
                            : run(writer,
                                  "UPDATE app_kits SET facts = ?3, credentials = ?4, "
                                  "revision = revision + 1, warned_month = ?5, warned = ?6 "
                                  "WHERE app = ?1 AND kit = ?2 AND revision = ?7",
                                  *app, word(kit.kit), json_text(facts_of(kit)), *closed,
                                  next.warned_month, word(next.warned), kit.revision);
            if (!done) return base::refused(done.error());
            if (writer.changed_rows() == 0) return base::refused(stale_revision());
            done = tell_of(writer, kit.app, kit.kit);
            if (!done) return base::refused(done.error());
            return kit.revision + 1;
        });
    }
    base::Result<void> remove(const contract::AppId& app, contract::Kit kit) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto done = run(writer,
                                  "DELETE FROM app_kits WHERE kit = ?2 AND app = (SELECT row FROM "
                                  "apps WHERE id = ?1)",
                                  app.text, word(kit));
            if (!done || writer.changed_rows() == 0) return done;
            return tell_of(writer, app, kit);
        });
    }

    base::Result<void> add_usage(const contract::AppId& app, contract::Kit kit, base::Day day,
                                 std::int64_t used) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto row = row_of(writer, app);
            if (!row) return base::refused(row.error());
            return run(writer,
                       "INSERT INTO kit_usage VALUES(?1, ?2, ?3, min(?4, ?5)) ON CONFLICT "
                       "DO UPDATE SET used = min(used + ?4, ?5)",
                       *row, word(kit), day.number, used, contract::kit_day_max);
        });
    }
    base::Result<std::vector<contract::KitDay>> usage(const contract::AppId& app,
                                                      contract::Kit kit, base::Day from,
                                                      base::Day to) override {
        return rows(store_,
                    "SELECT day, used FROM kit_usage WHERE app = (SELECT row FROM apps WHERE "
                    "id = ?1) AND kit = ?2 AND day BETWEEN ?3 AND ?4 ORDER BY day",
                    [](const Query& row) {
                        return contract::KitDay{{row.small(0)}, row.integer(1)};
                    },
                    app.text, word(kit), from.number, to.number);
    }
    base::Result<void> warn(const contract::AppId& app, const contract::KitNews& news) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            auto done = run_on(writer, "kit",
                               "UPDATE app_kits SET warned_month = ?3, warned = ?4 WHERE kit = ?2 "
                               "AND app = (SELECT row FROM apps WHERE id = ?1)",
                               app.text, word(news.kit), news.month, word(news.level));
            if (done) done = tell_of(writer, app, news.kit);
            contract::HookBody body;
            body.kind = contract::HookKind::kit_quota;
            body.app = app;
            body.kit = news;
            if (done) done = note(writer, body);
            return done;
        });
    }

    base::Result<std::optional<KitBatch>> find_batch(const contract::TeamId& team,
                                                     std::string_view id) override {
        return first(store_,
                     "SELECT team, id, hash, answer, received_at FROM kit_batches "
                     "WHERE team = ?1 AND id = ?2",
                     [](const Query& row) {
                         return KitBatch{{row.text(0)}, row.text(1), row.text(2), row.text(3),
                                         row.instant(4)};
                     },
                     team.text, id);
    }
    base::Result<void> keep_batch(const KitBatch& batch) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto done = run(writer,
                                  "INSERT INTO kit_batches VALUES(?1, ?2, ?3, ?4, ?5) "
                                  "ON CONFLICT DO NOTHING",
                                  batch.team.text, batch.id, batch.hash, batch.answer,
                                  batch.received_at);
            if (done && writer.changed_rows() == 0) return base::refused(taken("id_taken"));
            return done;
        });
    }
    base::Result<std::int64_t> forget_batches(base::Instant before) override {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto done =
                run(writer, "DELETE FROM kit_batches WHERE received_at < ?1", before);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
    }

private:
    static base::Result<void> tell_of(Connection& writer, const contract::AppId& app,
                                      contract::Kit kit) {
        return tell(writer, contract::Topic::kit, std::string(word(kit)), app);
    }
    base::Result<StoredKit> open_credentials(SealedKit one) const {
        const auto text =
            unsealed(vault_, kit_place(one.stored.kit.app, one.kit), one.credentials);
        if (!text) return base::refused(text.error());
        one.stored.credentials = from_json_text<std::vector<contract::NewCredential>>(*text);
        return std::move(one.stored);
    }

    Database& store_;
    const machine::Vault& vault_;
};

}  // namespace

std::unique_ptr<Kits> make_kits(Files files) {
    return std::make_unique<SqliteKits>(files);
}

}  // namespace vitrine::service::sqlite
