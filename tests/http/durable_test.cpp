// The store on disk behind the sheet: a restart, a broken file, a full disk, a second process.
#include <doctest/doctest.h>

#include <fstream>

#include "folder.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"

namespace vitrine::tests {

using service::sqlite::open_store;
using service::sqlite::Options;

TEST_CASE("what was answered is still there after a restart, and so is the session") {
    Folder folder;
    std::string cookie, target;
    {
        Shop shop(generous(), std::move(*open_store(folder.path())));
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(ines).status == 200);
        cookie = guest.cookie;
        target = "/v1/reviews/" + shop.our_review.text;
        REQUIRE(guest.send("PUT", target + "/reply", R"({"text":"Thanks"})").status == 200);
    }
    Shop shop(generous(), std::move(*open_store(folder.path())));
    Guest guest(*shop.app);
    guest.cookie = cookie;
    CHECK(body_of(guest.get(target))["reply"]["text"] == "Thanks");
    CHECK(body_of(guest.get("/v1/submissions"))["items"].size() == 1);
}

TEST_CASE("a broken database file is refused with what to do, and left as it is") {
    Folder folder;
    folder.write("store.db", std::string(8192, 'x'));
    const auto store = open_store(folder.path());
    REQUIRE(!store);
    CHECK(store.error().kind == base::ProblemKind::unavailable);
    CHECK(!store.error().title.empty());
    CHECK(!store.error().detail.empty());
    CHECK(std::filesystem::file_size(folder.path() + "/store.db") == 8192);
}

TEST_CASE("a full disk refuses the write, keeps what was there, and reading goes on") {
    Folder folder;
    { Shop shop(generous(), std::move(*open_store(folder.path()))); }
    const auto bytes = static_cast<std::int64_t>(
        std::filesystem::file_size(folder.path() + "/store.db"));
    Options options;
    options.max_bytes = bytes + 64 * 1024;
    Shop shop(generous(), std::move(*open_store(folder.path(), options)));
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    const std::string messages = "/v1/submissions/" + shop.our_submission.text + "/messages";
    const std::string body = Json{{"text", std::string(3900, 'x')}}.dump();
    int written = 0;
    Response refused;
    for (; written < 200; ++written) {
        refused = guest.send("POST", messages, body);
        if (refused.status != 200) break;
    }
    CHECK(refused.status == 503);
    CHECK(code_of(refused) == "disk_full");
    CHECK(refused.find("Retry-After") != nullptr);
    const Json detail = body_of(guest.get("/v1/submissions/" + shop.our_submission.text));
    CHECK(detail["messages"].size() == static_cast<std::size_t>(written));
    CHECK(guest.get("/readyz").status == 200);
}

}  // namespace vitrine::tests
