// A database file of an earlier version opens, is brought up to date, and loses nothing.
#include <sqlite3.h>

#include "service/sqlite/schema.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("a store on disk");

class File {
public:
    explicit File(const std::filesystem::path& path) {
        REQUIRE(sqlite3_open(path.c_str(), &handle_) == SQLITE_OK);
    }
    ~File() { sqlite3_close(handle_); }
    void run(const std::string& sql) {
        char* trouble = nullptr;
        const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &trouble);
        CAPTURE(std::string(trouble ? trouble : ""));
        CHECK(code == SQLITE_OK);
        sqlite3_free(trouble);
    }
    int number(const char* sql) {
        int out = -1;
        sqlite3_exec(
            handle_, sql,
            [](void* to, int, char** values, char**) {
                *static_cast<int*>(to) = std::atoi(values[0]);
                return 0;
            },
            &out, nullptr);
        return out;
    }

private:
    sqlite3* handle_ = nullptr;
};

// As the first version left it: its tables, and a team with an owner who is signed in.
void first_version(const Folder& folder) {
    // What FTS5's own tokenizer makes of the text does not matter here.
    std::string tables = sqlite::store_steps()[0];
    const std::string ours = ", tokenize='vitrine'";
    tables.erase(tables.find(ours), ours.size());
    File file(folder / "store.db");
    file.run("PRAGMA application_id = 1447646290;" + tables + "PRAGMA user_version = 1;");
    file.run("INSERT INTO teams VALUES('lark', 'Lark & Loom');"
             "INSERT INTO accounts VALUES('u1', 'Ana', 'a@example.org', 'a@example.org', 'x', "
             "'none', 5);"
             "INSERT INTO members VALUES('lark', 'u1', 'owner');"
             "INSERT INTO sessions VALUES('hash', 's1', 'u1', 1, 2, 3, 'local', 'test');"
             "INSERT INTO audit(at, actor, action, thing, reason, policies, team) "
             "VALUES(1, 'u1', 'submission.create', 'sub', '', '[]', 'lark');");
}

TEST_CASE("a database of the first version is brought up to date with everything in it") {
    Folder folder;
    first_version(folder);
    const auto store = good(sqlite::open_store(folder.path()));
    const auto members = good(store->accounts().members({"lark"}));
    CHECK(members == std::vector{Membership{{"lark"}, {"u1"}, contract::Role::owner}});
    CHECK(good(store->accounts().find_session("hash"))->user.text == "u1");
    ports::AuditQuery query;
    query.team = {"lark"};
    CHECK(good(store->submissions().audit(query)).items.size() == 1);
    good(store->factors().put({{"u1"}, "00", at(0), {}, 0, {}}));
    CHECK(good(store->factors().find({"u1"})));
    File file(folder / "store.db");
    CHECK(file.number("PRAGMA user_version") ==
          static_cast<int>(sqlite::store_steps().size()));
}

TEST_CASE("names that were there before the index of names are in it") {
    Folder folder;
    first_version(folder);
    File(folder / "store.db")
        .run("INSERT INTO apps(id, team, package_name, name, default_locale, icon, live_version, "
             "stage, active_devices, review_count, unanswered_reviews, folded) VALUES('notes', "
             "'lark', 'org.example.notes', 'Notizbuch', 'en', '', '', 'live', 0, 0, 0, "
             "'notizbuch' || char(10) || 'org.example.notes');"
             "INSERT INTO submissions VALUES('s1', 7, 1, '2.9.1', '291', 'production', 'draft', "
             "0, 'Ana', 0, 1, 1, 1, 0, 0, 0, NULL, NULL, 1, '[]', '[]', '[]', '2.9.1');");
    const auto store = good(sqlite::open_store(folder.path()));
    CHECK(good(store->finder().apps({contract::TeamId{"lark"}, "notiz"})).size() == 1);
    CHECK(good(store->finder().apps({contract::TeamId{"other"}, "notiz"})).empty());
    const auto found = good(store->finder().submissions({contract::TeamId{"lark"}, "2.9"}));
    REQUIRE(found.size() == 1);
    CHECK(found[0].number == 7);
    CHECK(found[0].app_name == "Notizbuch");
}

TEST_CASE("releases that were rows of their own are their submissions, with the figures they had") {
    Folder folder;
    first_version(folder);
    File(folder / "store.db")
        .run("INSERT INTO apps(id, team, package_name, name, default_locale, icon, live_version, "
             "stage, active_devices, review_count, unanswered_reviews, folded) VALUES('notes', "
             "'lark', 'org.example.notes', 'Notes', 'en', '', '', 'live', 0, 0, 0, 'notes');"
             "INSERT INTO submissions VALUES('s1', 7, 1, '2.9.1', '291', 'production', "
             "'rolling_out', 0.2, 'Ana', 0, 1, 1, 1, 0, 0, 0, NULL, NULL, 4, '[]', '[]', '[]', "
             "'2.9.1');"
             "INSERT INTO submissions VALUES('s2', 8, 1, '3', '300', 'production', 'validating', "
             "0, 'Ana', 0, 1, 1, 55, 0, 0, 0, NULL, NULL, 1, '[]', '[]', '[]', '3');"
             "INSERT INTO releases VALUES('rel_old', 1, 'rolling_out', 9, "
             "'{\"version_name\":\"2.9.1\",\"track\":\"production\",\"devices\":500,"
             "\"crash_rate\":0.01,\"fraction\":0.9}');"
             "INSERT INTO releases VALUES('rel_lost', 1, 'halted', 1, "
             "'{\"version_name\":\"1\",\"track\":\"production\"}');");
    const auto store = good(sqlite::open_store(folder.path()));
    const auto out = good(store->releases().in_progress({"lark"}, std::nullopt));
    REQUIRE(out.size() == 1);
    CHECK(out[0].release.id.text == "rel_s1");
    CHECK(out[0].release.devices == 500);
    CHECK(out[0].release.crash_rate == 0.01);
    CHECK(out[0].release.fraction == 0.2);
    CHECK(out[0].release.revision == 4);
    CHECK(good(store->submissions().due({0}, {54})).empty());
    CHECK(good(store->submissions().due({0}, {55})) ==
          std::vector<contract::SubmissionId>{{"s2"}});
}

TEST_CASE("a step that cannot be made is undone whole, and the file stays as it was") {
    Folder folder;
    first_version(folder);
    { File(folder / "store.db").run("CREATE TABLE sign_in_steps(in_the_way)"); }
    CHECK(!sqlite::open_store(folder.path()));
    File file(folder / "store.db");
    CHECK(file.number("PRAGMA user_version") < static_cast<int>(sqlite::store_steps().size()));
    CHECK(file.number("SELECT count(*) FROM sqlite_master WHERE name = 'invitations'") == 0);
    CHECK(file.number("SELECT count(*) FROM pragma_table_info('members')") == 3);
    CHECK(file.number("SELECT count(*) FROM members") == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
