// What the command line says when something is in the way: one line, and an exit code.
#include <doctest/doctest.h>

#include <cstdlib>

#include "folder.h"
#include "service/commands/command.h"
#include "service/files/folder_lock.h"
#include "service/sqlite/sqlite_store.h"
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
    CHECK(run({"serve", "--reviewer", "potatoes"}) == 2);
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

TEST_CASE("people and keys are managed at the machine, and the audit log says so") {
    Folder folder;
    const auto at = [&](std::vector<std::string> words) {
        words.insert(words.end(), {"--data", folder.path()});
        return run(words);
    };
    setenv("VITRINE_PASSWORD", "a long password", 1);
    const auto add = [&](const std::string& email, const std::string& role) {
        return at({"user", "add", "--email", email, "--name", "N", "--team", "Lark", "--role",
                   role});
    };
    CHECK(add("ana@lark.example", "owner") == 0);
    CHECK(add("ana@lark.example", "owner") == 1);
    CHECK(add("nobody", "owner") == 1);
    CHECK(add("ben@lark.example", "king") == 2);
    CHECK(add("ben@lark.example", "analyst") == 0);
    const auto about = [&](const char* what, const std::string& email, const char* role) {
        return at({"user", what, "--email", email, "--team", "Lark", "--role", role});
    };
    CHECK(about("role", "ana@lark.example", "analyst") == 1);  // the last owner
    CHECK(about("remove", "ana@lark.example", "none") == 1);
    CHECK(about("role", "ben@lark.example", "owner") == 0);
    CHECK(about("remove", "ana@lark.example", "none") == 0);
    CHECK(at({"user", "password", "--email", "ben@lark.example"}) == 0);
    CHECK(at({"user", "factor-off", "--email", "ben@lark.example"}) == 0);
    CHECK(at({"user", "factor-off", "--email", "who@lark.example"}) == 1);
    setenv("VITRINE_PASSWORD", "short", 1);
    CHECK(at({"user", "password", "--email", "ben@lark.example"}) == 1);
    unsetenv("VITRINE_PASSWORD");

    const auto issue = [&](const std::string& team, const std::string& scopes) {
        return at({"key", "issue", "--team", team, "--name", "CI", "--scopes", scopes});
    };
    CHECK(at({"key"}) == 2);
    CHECK(issue("Nobody", "apps:read") == 1);
    CHECK(issue("Lark", "apps:everything") == 2);
    CHECK(issue("Lark", "") == 1);
    CHECK(issue("Lark", "apps:read,reviews:read") == 0);
    CHECK(at({"key", "list", "--team", "Lark"}) == 0);
    CHECK(at({"key", "revoke", "--team", "Lark", "--id", "key_none"}) == 1);
    const auto store = service::sqlite::open_store(folder.path());
    REQUIRE(store);
    const auto team = (*store)->accounts().teams().value().front().id;
    const auto keys = (*store)->keys().of_team(team).value();
    REQUIRE(keys.size() == 1);
    CHECK(at({"key", "revoke", "--team", "Lark", "--id", keys[0].key.id.text}) == 0);
    CHECK((*store)->keys().of_team(team).value().empty());
    std::string actions;
    const auto log = (*store)->submissions().audit({}).value();
    for (const auto& row : log.items) {
        CHECK(row.entry.actor == "operator");
        actions += row.entry.action + " ";
    }
    CHECK(actions == "key.revoke key.issue second_factor.take_off password.set member.remove "
                     "member.change member.add account.create member.add account.create ");
}

TEST_CASE("doctor finds secrets that do not open, and a new key is made while nobody serves") {
    Folder folder;
    setenv("VITRINE_PASSWORD", "a long password", 1);
    CHECK(run({"user", "add", "--email", "ana@lark.example", "--name", "Ana", "--team", "Lark",
               "--role", "owner", "--data", folder.path()}) == 0);
    unsetenv("VITRINE_PASSWORD");
    {
        const auto store = service::sqlite::open_store(folder.path());
        REQUIRE(store);
        service::ports::StoredHook hook{(*store)->accounts().teams()->front().id, "vtw_1", {}};
        hook.hook.id = {"h1"};
        REQUIRE((*store)->hooks().create(hook));
    }
    const auto doctor = [&] { return run({"doctor", "--data", folder.path()}); };
    CHECK(doctor() == 0);
    CHECK(run({"key", "rotate-secrets", "--data", folder.path()}) == 0);
    CHECK(doctor() == 0);
    {
        const auto served = FolderLock::take(folder.path());
        REQUIRE(served);
        CHECK(run({"key", "rotate-secrets", "--data", folder.path()}) == 1);
    }
    const std::string key = folder.path() + "/secrets/store.key";
    std::filesystem::rename(key, key + ".away");
    CHECK(doctor() == 1);
    CHECK(run({"serve", "--data", folder.path(), "--port", "0"}) == 1);
    std::filesystem::rename(key + ".away", key);
    std::filesystem::permissions(key, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    CHECK(doctor() == 1);
    std::filesystem::permissions(key, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::remove);
    CHECK(doctor() == 0);
    {
        const auto store = service::sqlite::open_store(folder.path());
        service::ports::StoredHook other{(*store)->accounts().teams()->front().id, "vtw_2", {}};
        other.hook.id = {"h2"};
        REQUIRE((*store)->hooks().create(other));
    }
    folder.write("other/keep", "");
    CHECK(run({"user", "list", "--data", folder.path() + "/other"}) == 0);  // makes its own key
    std::filesystem::rename(folder.path() + "/other/secrets/store.key", key);
    CHECK(doctor() == 1);
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
