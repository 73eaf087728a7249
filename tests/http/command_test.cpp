// What the command line says when something is in the way: one line, and an exit code.
#include <doctest/doctest.h>

#include "folder.h"
#include "service/commands/command.h"
#include "service/files/folder_lock.h"
#include "wire.h"

namespace vitrine::tests {

using service::commands::parse;
using service::commands::run;
using service::files::FolderLock;

TEST_CASE("a wrong command line is exit code 2") {
    CHECK(run({"frobnicate"}) == 2);
    CHECK(run({"serve", "--frobnicate"}) == 2);
    CHECK(run({"serve", "--port"}) == 2);
    CHECK(run({"serve", "--port", "70000"}) == 2);
    CHECK(run({"serve", "--seed", "potatoes"}) == 2);
    CHECK(run({"serve", "now"}) == 2);
    CHECK(run({"user"}) == 2);
    CHECK(run({"import"}) == 2);
}

TEST_CASE("help and version are no trouble") {
    CHECK(run({"--help"}) == 0);
    CHECK(run({"serve", "--help"}) == 0);
    CHECK(run({"--version"}) == 0);
}

TEST_CASE("the store does not start with something in its way") {
    Folder folder, broken;
    broken.write("store.db", std::string(9000, 'x'));
    folder.write("file", "");
    CHECK(run({"serve", "--data", broken.path(), "--port", "0"}) == 1);
    CHECK(run({"serve", "--data", folder.path() + "/file", "--port", "0"}) == 1);
    CHECK(run({"serve", "--data", folder.path() + "/file/below", "--port", "0"}) == 1);
    CHECK(run({"serve", "--memory", "--web", "/nowhere", "--port", "0"}) == 1);
    CHECK(run({"serve", "--memory", "--host", "not-an-address"}) == 1);
    Shop shop(generous());
    Running running(*shop.app);
    const std::string port = std::to_string(running.port());
    CHECK(run({"serve", "--memory", "--port", port}) == 1);
    CHECK(run({"doctor", "--data", broken.path()}) == 1);
    CHECK(run({"doctor", "--data", "/nowhere"}) == 1);
}

TEST_CASE("a folder is served by one store at a time") {
    Folder folder;
    {
        const auto first = FolderLock::take(folder.path());
        REQUIRE(first);
        CHECK(FolderLock::take(folder.path()).error().code == "folder_served");
        CHECK(run({"serve", "--data", folder.path(), "--port", "0"}) == 1);
    }
    CHECK(FolderLock::take(folder.path()));
}

TEST_CASE("an option is written in two ways, and unknown ones are refused") {
    const auto words = parse({"--port", "1", "--host=a", "--quiet", "rest"}, {"port", "host"},
                             {"quiet"});
    REQUIRE(words);
    CHECK(words->text("port", "") == "1");
    CHECK(words->text("host", "") == "a");
    CHECK(words->has("quiet"));
    CHECK(words->rest == std::vector<std::string>{"rest"});
    CHECK(!parse({"--colour", "red"}, {"port"}, {}));
}

}  // namespace vitrine::tests
