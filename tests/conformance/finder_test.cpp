// Names by the beginnings of their words, and that nothing walks through a table to find them.
#include <sqlite3.h>

#include "service/sqlite/connection.h"
#include "service/sqlite/finder_sql.h"
#include "service/sqlite/review_search.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using Ids = std::vector<std::string>;

Ids apps_found(Store& store, const std::string& q, const std::string& team = "lark",
               std::int32_t limit = 10) {
    Ids out;
    FindQuery query{contract::TeamId{team}, q, limit};
    if (team.empty()) query.team.reset();
    for (const auto& app : good(store.finder().apps(query))) out.push_back(app.id.text);
    return out;
}
Ids submissions_found(Store& store, const FindQuery& query) {
    Ids out;
    for (const auto& one : good(store.finder().submissions(query))) out.push_back(one.id.text);
    return out;
}

void add_app(Store& store, const std::string& team, const std::string& id,
             const std::string& name) {
    StoredApp stored = an_app(team, id);
    stored.app.name = name;
    good(store.apps().create(stored));
}

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("apps are found by the beginnings of words, whole names first", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    add_app(*store.store, "lark", "a1", "Übersicht");
    add_app(*store.store, "lark", "a2", "Notes Pro");
    add_app(*store.store, "lark", "a3", "A Notes widget");
    add_app(*store.store, "lark", "a4", "微信支付");
    add_app(*store.store, "other", "b1", "Notes of others");
    CHECK(apps_found(*store.store, "notes") == Ids{"notes", "a3", "a2"});
    CHECK(apps_found(*store.store, "NOTES PRO") == Ids{"a2"});
    CHECK(apps_found(*store.store, "not") == Ids{"a3", "a2", "notes"});
    CHECK(apps_found(*store.store, "otes") == Ids{});
    CHECK(apps_found(*store.store, "uber") == Ids{"a1"});
    CHECK(apps_found(*store.store, "支付") == Ids{"a4"});
    CHECK(apps_found(*store.store, "org.example.a2") == Ids{"a2"});
    CHECK(apps_found(*store.store, "org.example", "lark", 2).size() == 2);
    CHECK(apps_found(*store.store, "notes", "other") == Ids{"b1"});
    CHECK(apps_found(*store.store, "notes", "") == Ids{"notes", "a3", "a2", "b1"});
    for (const char* q : {"", "   ", "???", "\"", "team : lark", "lark OR other", "name:notes"})
        CHECK(apps_found(*store.store, q) == Ids{});
    FindQuery query{contract::TeamId{"lark"}, "notes", 10};
    query.only = std::vector<contract::AppId>{{"a2"}, {"b1"}};
    CHECK(good(store->finder().apps(query)).size() == 1);
    query.only->clear();
    CHECK(good(store->finder().apps(query)).empty());

    auto renamed = good(store->apps().find({"a2"}))->app;
    renamed.name = "Diary";
    good(store->apps().update(renamed));
    CHECK(apps_found(*store.store, "pro") == Ids{});
    CHECK(apps_found(*store.store, "diary") == Ids{"a2"});
}

TEST_CASE_TEMPLATE("submissions are found by number and version, the newest first", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    add_app(*store.store, "lark", "a1", "Second");
    const auto add = [&](const char* id, const char* app, const char* version, int number) {
        auto detail = a_submission(id, contract::Stage::draft);
        detail.submission.app = {app};
        detail.submission.version_name = version;
        detail.submission.number = number;
        return good(store->submissions().insert(detail, an_audit(id)));
    };
    auto first = add("s1", "notes", "2.9.1", 41);
    add("s2", "a1", "2.9.10", 42);
    add("s3", "radar", "2.9.1", 43);
    add("s4", "notes", "4.1-beta", 7);
    FindQuery query{contract::TeamId{"lark"}, "2.9.1", 10};
    CHECK(submissions_found(*store.store, query) == Ids{"s2", "s1"});
    query.q = "#41";
    CHECK(submissions_found(*store.store, query) == Ids{"s1"});
    query.q = "4";
    CHECK(submissions_found(*store.store, query) == Ids{"s2", "s1", "s4"});
    query.limit = 1;
    CHECK(submissions_found(*store.store, query) == Ids{"s2"});
    query = {contract::TeamId{"lark"}, "2.9", 10};
    query.only = std::vector<contract::AppId>{{"a1"}};
    CHECK(submissions_found(*store.store, query) == Ids{"s2"});
    CHECK(submissions_found(*store.store, {std::nullopt, "2.9.1", 10}) == Ids{"s3", "s2", "s1"});
    first.submission.version_name = "3.0";
    good(store->submissions().save(first, an_audit("s1")));
    CHECK(submissions_found(*store.store, {contract::TeamId{"lark"}, "2.9.1", 10}) == Ids{"s2"});
    CHECK(submissions_found(*store.store, {contract::TeamId{"lark"}, "3.0", 10}) == Ids{"s1"});
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("a store on disk");

// Every step of a plan must go through an index; a subquery's own rows may be walked.
Ids scans_in(sqlite::Connection& connection, const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    const std::string explain = "EXPLAIN QUERY PLAN " + text;
    REQUIRE(sqlite3_prepare_v2(connection.handle(), explain.c_str(), -1, &statement, nullptr) ==
            SQLITE_OK);
    Ids scans;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const auto* bytes = sqlite3_column_text(statement, 3);
        const std::string step = reinterpret_cast<const char*>(bytes);
        if (step.starts_with("SCAN") && step.find("VIRTUAL TABLE INDEX") == std::string::npos &&
            step != "SCAN n")
            scans.push_back(step);
    }
    sqlite3_finalize(statement);
    return scans;
}

TEST_CASE("finding a name reads no table from one end to the other") {
    OnDisk store;
    two_teams(*store.store);
    auto connection = good(sqlite::Connection::open(store.folder.path() + "/store.db"));
    good(sqlite::register_search_terms(*connection));
    CHECK(scans_in(*connection, sqlite::find_apps_sql) == Ids{});
    CHECK(scans_in(*connection, sqlite::find_submissions_sql) == Ids{});
    CHECK(scans_in(*connection, "SELECT name FROM apps WHERE instr(folded, 'x')").size() == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
