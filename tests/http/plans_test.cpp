// What the stores of this program's tests were asked, looked at once everything has been asked.
#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "tests/conformance/asked_sql.h"

namespace vitrine::tests {

TEST_SUITE_BEGIN("what the stores were asked");

TEST_CASE("no request makes the store walk through a table that grows, unless it is meant to") {
    Folder folder;
    REQUIRE(service::sqlite::open_store(folder.path()));
    for (const std::string& walk : service::asked_sql::unexplained(folder.path()))
        FAIL_CHECK(walk);
}

TEST_SUITE_END();

}  // namespace vitrine::tests
