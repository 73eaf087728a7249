#include "service/cursor.h"
#include "service/search_terms.h"
#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::string_view app_columns = R"sql(
SELECT a.team, a.id, a.package_name, a.name, a.default_locale, a.icon, a.live_version,
    coalesce((SELECT s.stage FROM submissions s WHERE s.app = a.row
              ORDER BY s.number DESC LIMIT 1), a.stage),
    a.active_devices, a.rating, a.review_count, a.unanswered_reviews,
    r.reviews, r.unanswered, r.rated, r.stars
FROM apps a LEFT JOIN app_reviews r ON r.app = a.row )sql";

std::string sql(std::string_view rest) {
    return std::string(app_columns) + std::string(rest);
}

StoredApp app_at(const Query& row) {
    StoredApp stored;
    contract::App& app = stored.app;
    stored.team = {row.text(0)};
    app.id = {row.text(1)};
    app.package_name = row.text(2);
    app.name = row.text(3);
    app.default_locale = row.text(4);
    app.icon = row.text(5);
    app.live_version = row.text(6);
    app.stage = value_in<contract::Stage>(row.view(7));
    app.active_devices = row.integer(8);
    const bool counted = !row.null(12) && row.integer(12) > 0;
    app.review_count = row.integer(counted ? 12 : 10);
    app.unanswered_reviews = row.integer(counted ? 13 : 11);
    if (!counted && !row.null(9)) app.rating = row.real(9);
    if (counted && row.integer(14) > 0) app.rating = row.real(15) / row.real(14);
    return stored;
}

std::string folded(const contract::App& app) {
    return folded_text(app.name) + "\n" + folded_text(app.package_name);
}

class SqliteApps final : public Apps {
public:
    explicit SqliteApps(Database& store) : store_(store) {}

    base::Result<contract::AppPage> list(const AppQuery& query) override {
        std::vector<std::string> after(2);
        if (query.cursor) {
            auto key = read_cursor("apps", 2, *query.cursor);
            if (!key) return base::refused(key.error());
            after = std::move(*key);
        }
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        const std::string part = folded_text(query.q);
        const auto only = ids_json(query.only);
        Query count(**reading,
                    "SELECT count(*) FROM apps WHERE team = ?1 AND instr(folded, ?2) > 0 AND "
                    "(?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))",
                    query.team.text, part, only);
        contract::AppPage page;
        page.total = count.step() ? count.integer(0) : 0;
        if (auto trouble = count.trouble()) return base::refused(std::move(*trouble));
        Query found(**reading,
                    sql("WHERE a.team = ?1 AND instr(a.folded, ?2) > 0 AND "
                        "(?3 IS NULL OR a.id IN (SELECT value FROM json_each(?3))) AND "
                        "(a.name, a.id) > (?4, ?5) ORDER BY a.name, a.id LIMIT ?6"),
                    query.team.text, part, only, after[0], after[1], query.limit + 1);
        while (found.step()) page.items.push_back(app_at(found).app);
        if (auto trouble = found.trouble()) return base::refused(std::move(*trouble));
        if (page.items.size() > static_cast<std::size_t>(query.limit)) {
            page.items.pop_back();
            page.next = write_cursor("apps", {page.items.back().name, page.items.back().id.text});
        }
        return page;
    }

    base::Result<std::vector<contract::AppId>> ids_of(const contract::TeamId& team) override {
        return rows(store_, "SELECT id FROM apps WHERE team = ?1 ORDER BY id",
                    [](const Query& row) { return contract::AppId{row.text(0)}; }, team.text);
    }
    base::Result<std::optional<StoredApp>> find(const contract::AppId& id) override {
        return first(store_, sql("WHERE a.id = ?1"), app_at, id.text);
    }
    base::Result<std::optional<StoredApp>> find_by_package(std::string_view name) override {
        return first(store_, sql("WHERE a.package_name = ?1"), app_at, name);
    }

    base::Result<void> create(const StoredApp& stored) override {
        const contract::App& app = stored.app;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (!Query(writer, "SELECT 1 FROM teams WHERE id = ?1", stored.team.text).step())
                return base::refused(base::Problem::not_found("team"));
            if (Query(writer, "SELECT 1 FROM apps WHERE id = ?1", app.id.text).step())
                return base::refused(taken("id_taken"));
            const std::string& name = app.package_name;
            if (Query(writer, "SELECT 1 FROM apps WHERE package_name = ?1", name).step())
                return base::refused(taken("package_name_taken"));
            return run(writer,
                       "INSERT INTO apps(id, team, package_name, name, default_locale, icon, "
                       "live_version, stage, active_devices, rating, review_count, "
                       "unanswered_reviews, folded) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,"
                       "?13)",
                       app.id.text, stored.team.text, app.package_name, app.name,
                       app.default_locale, app.icon, app.live_version, word(app.stage),
                       app.active_devices, app.rating, app.review_count, app.unanswered_reviews,
                       folded(app));
        });
    }

    base::Result<void> update(const contract::App& app) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const std::string id = app.id.text;
            Query known(writer, "SELECT package_name FROM apps WHERE id = ?1", id);
            if (!known.step())
                return base::refused(known.trouble().value_or(base::Problem::not_found("app")));
            contract::App next = app;
            next.package_name = known.text(0);
            return run(writer,
                       "UPDATE apps SET name = ?2, default_locale = ?3, icon = ?4, "
                       "live_version = ?5, stage = ?6, active_devices = ?7, rating = ?8, "
                       "review_count = ?9, unanswered_reviews = ?10, folded = ?11 WHERE id = ?1",
                       id, next.name, next.default_locale, next.icon, next.live_version,
                       word(next.stage), next.active_devices, next.rating, next.review_count,
                       next.unanswered_reviews, folded(next));
        });
    }

    base::Result<contract::Price> price(const contract::AppId& app) override {
        auto found = first(store_,
                           "SELECT p.amount, p.currency, p.changed_at, p.revision FROM apps a "
                           "JOIN prices p ON p.app = a.row WHERE a.id = ?1",
                           [](const Query& row) {
                               return contract::Price{row.integer(0), row.text(1), row.instant(2),
                                                      row.integer(3)};
                           },
                           app.text);
        if (!found) return base::refused(found.error());
        return found->value_or(contract::Price{});
    }

    base::Result<contract::Price> put_price(const contract::AppId& app,
                                            const contract::Price& price) override {
        return change(store_, [&](Connection& writer) -> base::Result<contract::Price> {
            Query known(writer,
                        "SELECT a.row, coalesce(p.revision, 0) FROM apps a "
                        "LEFT JOIN prices p ON p.app = a.row WHERE a.id = ?1",
                        app.text);
            if (!known.step())
                return base::refused(known.trouble().value_or(base::Problem::not_found("app")));
            if (known.integer(1) != price.revision) return base::refused(stale_revision());
            contract::Price next = price;
            ++next.revision;
            auto kept = run(writer, "INSERT OR REPLACE INTO prices VALUES(?1, ?2, ?3, ?4, ?5)",
                            known.integer(0), next.revision, next.amount, next.currency,
                            *next.changed_at);
            if (kept) kept = tell(writer, contract::Topic::listing, app.text, app);
            if (!kept) return base::refused(kept.error());
            return next;
        });
    }

private:
    Database& store_;
};

}  // namespace

std::unique_ptr<Apps> make_apps(Files files) {
    return std::make_unique<SqliteApps>(files.store);
}

}  // namespace vitrine::service::sqlite
