// What this program's stores were asked, looked at once everything has been asked.
#include "asked_sql.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

TEST_SUITE_BEGIN("what the stores were asked");

TEST_CASE("no question walks through a table that grows, unless it is meant to") {
    Folder folder;
    good(sqlite::open_store(folder.path()));
    for (const std::string& walk : asked_sql::unexplained(folder.path())) FAIL_CHECK(walk);
}

TEST_CASE("a walk is found: through an index, by another name, and for a foreign key") {
    Folder folder;
    good(sqlite::open_store(folder.path()));
    asked_sql::Plans plans(folder.path());
    using Walks = std::set<std::string>;
    const auto walks = [&](const char* text) { return plans.walks({"store.db", text}); };
    CHECK(walks("SELECT name FROM apps WHERE instr(folded, 'x')") == Walks{"apps"});
    CHECK(walks("SELECT sum(s.updated_at) FROM submissions AS s WHERE s.stage <> ?1") ==
          Walks{"submissions"});
    CHECK(walks("SELECT count(*) FROM reviews") == Walks{"reviews"});
    CHECK(walks("SELECT rowid FROM review_search") == Walks{"review_search"});
    CHECK(walks("DELETE FROM teams WHERE id = ?1").contains("review_reports"));
    CHECK(walks("DELETE FROM sessions WHERE expires_at <= ?1").empty());
    CHECK(walks("SELECT max(row) FROM reviews").empty());
    CHECK(walks("SELECT rowid FROM review_search WHERE review_search MATCH ?1").empty());
    CHECK(walks("SELECT name FROM apps WHERE id = ?1").empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
