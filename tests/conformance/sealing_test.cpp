// Secrets on disk: sealed under a key of the folder, each for its own row.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "service/files/key_file.h"
#include "service/machine/vault.h"
#include "service/sqlite/database.h"
#include "service/sqlite/schema.h"
#include "service/sqlite/sealing.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using machine::Vault;

constexpr std::size_t steps_before_sealing = 7;
const std::string clear_secret = "vtw_a_secret_that_lay_here_clear";
const std::string clear_seed = "0123456789abcdef";

Vault with_key() {
    Vault vault;
    REQUIRE(vault.add_key());
    return vault;
}

StoredHook hook_named(const std::string& id, const std::string& secret) {
    StoredHook stored{{"lark"}, secret, {}};
    stored.hook.id = {id};
    stored.hook.url = "https://ci.example.org/";
    stored.hook.created_at = at(0);
    return stored;
}

void person(Store& store, const std::string& id) {
    Account account;
    account.user = {{id}, "Ana", id + "@example.org"};
    good(store.accounts().create(account));
}

void with_secrets(Store& store) {
    two_teams(store);
    person(store, "u1");
    good(store.factors().put({{"u1"}, clear_seed, at(0), {}, 0, {}}));
    good(store.hooks().create(hook_named("h1", clear_secret)));
    StoredKit kit;
    kit.kit.app = {"notes"};
    kit.kit.kit = contract::Kit::push;
    kit.credentials = {{"service_account", clear_secret}};
    CHECK(good(store.kits().save(kit)) == 1);
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool lies_in(const Folder& folder, const std::string& text) {
    for (const char* name : {"store.db", "store.db-wal"})
        if (bytes_of(folder / name).find(text) != std::string::npos) return true;
    return false;
}

// SQL by itself, on a store that nobody else has open.
void run_in(const Folder& folder, const std::string& sql) {
    const auto connection = good(sqlite::Connection::open((folder / "store.db").string()));
    good(connection->execute(sql));
}

TEST_SUITE_BEGIN("a store on disk");

TEST_CASE("a sealed value opens at its own place and nowhere else") {
    const Vault vault = with_key();
    const std::string sealed = *vault.seal("webhooks/h1", "a secret");
    CHECK(Vault::is_sealed(sealed));
    CHECK(sealed.find("secret") == std::string::npos);
    CHECK(vault.open("webhooks/h1", sealed) == "a secret");
    CHECK(!vault.open("webhooks/h2", sealed));
    CHECK(!vault.open("", sealed));
    CHECK(vault.seal("webhooks/h1", "a secret") != sealed);  // another nonce
    CHECK(vault.open("x", *vault.seal("x", "")) == "");
    CHECK(!Vault().seal("x", "y"));
    CHECK(!with_key().open("webhooks/h1", sealed));
}

TEST_CASE("a sealed value that was changed in any place, cut or made up does not open") {
    const Vault vault = with_key();
    const std::string sealed = *vault.seal("place", "a secret");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CAPTURE(i);
        CHECK(!vault.open("place", changed));
        CHECK(!vault.open("place", sealed.substr(0, i)));
    }
    for (const char* strange : {"", "sealed:", "sealed:AQ", "sealed:????", "sealed:AQE=", "clear"})
        CHECK(!vault.open("place", strange));
    CHECK(!vault.open("place", sealed + "A"));
}

TEST_CASE("a ring of keys is read as it was written, and nothing else is taken for one") {
    Vault vault = with_key();
    const std::string first = *vault.seal("place", "under the first");
    REQUIRE(vault.add_key());
    const std::string second = *vault.seal("place", "under the second");
    CHECK(Vault::key_of(first) == 1);
    CHECK(Vault::key_of(second) == 2);
    const auto read = Vault::parse(vault.text());
    REQUIRE(read);
    CHECK(read->text() == vault.text());
    CHECK(read->open("place", first) == "under the first");
    CHECK(read->open("place", second) == "under the second");
    const std::string hex(64, 'a'), head = "vitrine secrets 1\n";
    CHECK(Vault::parse(head + "1 " + hex + "\n"));
    for (const std::string& wrong :
         {std::string(), head, "1 " + hex, head + "1 " + hex.substr(2), head + "0 " + hex,
          head + "256 " + hex, head + "2 " + hex + "\n1 " + hex, head + "1 " + hex + " more",
          head + "one " + hex, "vitrine secrets 2\n1 " + hex})
        CHECK(!Vault::parse(wrong));
}

TEST_CASE("secrets of second factors, webhooks and kits are read back, and lie nowhere clear") {
    Folder folder;
    {
        const auto store = good(sqlite::open_store(folder.path()));
        with_secrets(*store);
        CHECK(good(store->factors().find({"u1"}))->secret == clear_seed);
        CHECK(good(store->hooks().find({"h1"}))->secret == clear_secret);
        CHECK(good(store->hooks().of_team({"lark"}))[0].secret == clear_secret);
        CHECK(good(store->kits().find({"notes"}, contract::Kit::push))->credentials[0].value ==
              clear_secret);
        CHECK(!lies_in(folder, clear_secret));
        CHECK(!lies_in(folder, clear_seed));
    }
    const auto check = good(sqlite::check_sealed(folder.path()));
    CHECK(check.opened == 3);
    CHECK(check.closed.empty());
    struct stat found {};
    REQUIRE(::stat(files::key_file_in(folder.path()).c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0600);
}

TEST_CASE("what lay clear in an older store is sealed when it is opened, and its traces are gone") {
    Folder folder;
    {
        const auto steps = sqlite::store_steps().first(steps_before_sealing);
        const auto old = good(sqlite::Database::open({(folder / "store.db").string(), steps}));
        auto writing = good(old->write());
        good((*writing).execute(
            "INSERT INTO teams VALUES('lark', 'Lark');"
            "INSERT INTO accounts VALUES('u1', 'Ana', 'a@x.org', 'a@x.org', 'x', 'none', 5);"
            "INSERT INTO second_factors VALUES('u1', '" + clear_seed + "', 1, NULL, 0, '[]');"
            "INSERT INTO webhooks VALUES('h1', 'lark', '" + clear_secret + "', "
            "'https://ci.example.org/', '[]', '[]', 'Ana', 1, 'none', NULL, NULL, 1)"));
        good(writing.commit());
    }
    REQUIRE(lies_in(folder, clear_secret));
    {
        const auto store = good(sqlite::open_store(folder.path()));
        CHECK(good(store->factors().find({"u1"}))->secret == clear_seed);
        CHECK(good(store->hooks().find({"h1"}))->secret == clear_secret);
    }
    CHECK(!lies_in(folder, clear_secret));
    CHECK(!lies_in(folder, clear_seed));
    const auto again = good(sqlite::open_store(folder.path()));  // seals nothing twice
    CHECK(good(again->hooks().find({"h1"}))->secret == clear_secret);
}

TEST_CASE("a sealed value that was moved to another row is refused and named") {
    Folder folder;
    {
        const auto store = good(sqlite::open_store(folder.path()));
        with_secrets(*store);
        person(*store, "u2");
        good(store->factors().put({{"u2"}, "ffff", at(0), {}, 0, {}}));
        good(store->hooks().create(hook_named("h2", "vtw_other")));
    }
    run_in(folder, "UPDATE second_factors SET secret = (SELECT secret FROM second_factors WHERE "
                   "user = 'u2') WHERE user = 'u1'; UPDATE webhooks SET secret = 'vtw_clear' "
                   "WHERE id = 'h2'");
    const auto store = good(sqlite::open_store(folder.path()));
    CHECK(code_of(store->factors().find({"u1"})) == "secret_unreadable");
    CHECK(good(store->factors().find({"u2"}))->secret == "ffff");
    CHECK(code_of(store->hooks().find({"h2"})) == "secret_unreadable");
    CHECK(code_of(store->hooks().of_team({"lark"})) == "secret_unreadable");
    const auto check = good(sqlite::check_sealed(folder.path()));
    CHECK(check.opened == 3);
    CHECK(check.closed == std::vector<std::string>{"second_factors/u1", "webhooks/h2"});
}

TEST_CASE("without its key a store with secrets does not open, and no new key is made") {
    Folder folder;
    const std::string key = files::key_file_in(folder.path());
    { with_secrets(*good(sqlite::open_store(folder.path()))); }
    std::filesystem::rename(key, key + ".away");
    CHECK(code_of(sqlite::open_store(folder.path())) == "secrets_key_missing");
    CHECK(!std::filesystem::exists(key));
    CHECK(code_of(sqlite::rotate_sealed(folder.path())) == "secrets_key_missing");
    CHECK(good(sqlite::check_sealed(folder.path())).closed.size() == 3);
    std::filesystem::rename(key + ".away", key);
    CHECK(sqlite::open_store(folder.path()));
}

TEST_CASE("a store without secrets gets a new key when its own is gone") {
    Folder folder;
    { two_teams(*good(sqlite::open_store(folder.path()))); }
    std::filesystem::remove(files::key_file_in(folder.path()));
    const auto store = good(sqlite::open_store(folder.path()));
    good(store->hooks().create(hook_named("h1", "vtw_x")));
    CHECK(good(store->hooks().find({"h1"}))->secret == "vtw_x");
}

TEST_CASE("a key that others may read, that is damaged or no file is refused and left alone") {
    Folder folder;
    const std::string key = files::key_file_in(folder.path());
    { with_secrets(*good(sqlite::open_store(folder.path()))); }
    for (const mode_t mode : {0640u, 0604u, 0620u, 0602u}) {
        ::chmod(key.c_str(), mode);
        CHECK(code_of(sqlite::open_store(folder.path())) == "secrets_key_exposed");
    }
    ::chmod(key.c_str(), 0600);
    const std::string ring = bytes_of(key);
    for (const std::string& text : {std::string(), std::string("nonsense"), ring + "2 zz\n"}) {
        std::ofstream(key, std::ios::trunc) << text;
        CHECK(code_of(sqlite::open_store(folder.path())) == "secrets_key_damaged");
        CHECK(bytes_of(key) == text);
    }
    std::filesystem::remove(key);
    std::filesystem::create_symlink("/dev/null", key);
    CHECK(code_of(sqlite::open_store(folder.path())) == "secrets_key_exposed");
    std::filesystem::remove(key);
    std::filesystem::create_directory(key);
    CHECK(code_of(sqlite::open_store(folder.path())) == "secrets_key_exposed");
}

TEST_CASE("programs that make the key at the same time end up with the same one") {
    Folder folder;
    std::vector<std::string> rings(8);
    std::vector<std::thread> programs;
    for (std::string& ring : rings)
        programs.emplace_back([&] {
            const auto vault = files::make_key_file(folder.path());
            if (vault) ring = vault->text();
        });
    for (std::thread& one : programs) one.join();
    CHECK(std::set(rings.begin(), rings.end()).size() == 1);
    CHECK(rings[0].size() > 60);
    int names = 0;
    for (const auto& one : std::filesystem::directory_iterator(folder / "secrets"))
        names += one.is_regular_file();
    CHECK(names == 1);
}

TEST_CASE("a new key seals everything anew, and the old one still opens what lies elsewhere") {
    Folder folder;
    { with_secrets(*good(sqlite::open_store(folder.path()))); }
    const std::string before = bytes_of(files::key_file_in(folder.path()));
    CHECK(good(sqlite::rotate_sealed(folder.path())) == 3);
    const std::string after = bytes_of(files::key_file_in(folder.path()));
    CHECK(after.starts_with(before));
    CHECK(after.size() > before.size());
    const auto store = good(sqlite::open_store(folder.path()));
    CHECK(good(store->hooks().find({"h1"}))->secret == clear_secret);
    CHECK(good(store->factors().find({"u1"}))->secret == clear_seed);
    const auto only_new =
        Vault::parse("vitrine secrets 1\n" + after.substr(before.size()));
    REQUIRE(only_new);
    CHECK(only_new->sealing_key() == 2);
    good(files::write_key_file(folder.path(), *only_new));
    CHECK(good(sqlite::check_sealed(folder.path())).opened == 3);
}

TEST_CASE("what devices are hashed with is sealed, also where it lay clear, and keeps its value") {
    const std::string key = "events.device_secret", value(64, 'd');
    Folder folder;
    {
        const auto all = sqlite::store_steps();
        const auto sealing = std::ranges::find_if(all, [&](std::string_view step) {
            return step.find(key) != step.npos;
        });
        REQUIRE(sealing != all.end());
        const Vault vault = good(sqlite::vault_for(folder.path()));
        sqlite::Plan plan{(folder / "store.db").string(),
                          all.first(static_cast<std::size_t>(sealing - all.begin()))};
        plan.vault = &vault;
        const auto old = good(sqlite::Database::open(plan));
        auto writing = good(old->write());
        good((*writing).execute("INSERT INTO settings VALUES('" + key + "', '" + value +
                                "'), ('seed', 'clear')"));
        good(writing.commit());
    }
    REQUIRE(lies_in(folder, value));
    {
        const auto store = good(sqlite::open_store(folder.path()));
        CHECK(good(store->settings().find(key)) == value);
        CHECK(good(store->settings().find("seed")) == "clear");
    }
    CHECK(!lies_in(folder, value));
    CHECK(good(sqlite::check_sealed(folder.path())).opened == 1);
    CHECK(good(sqlite::rotate_sealed(folder.path())) == 1);
    {
        const auto store = good(sqlite::open_store(folder.path()));
        CHECK(good(store->settings().find(key)) == value);
        good(store->settings().put(key, "another"));
        CHECK(good(store->settings().find(key)) == "another");
    }
    run_in(folder, "UPDATE settings SET value = 'clear' WHERE key = '" + key + "'");
    CHECK(good(sqlite::check_sealed(folder.path())).closed ==
          std::vector<std::string>{"settings/" + key});
    const auto store = good(sqlite::open_store(folder.path()));
    CHECK(code_of(store->settings().find(key)) == "secret_unreadable");
    CHECK(good(store->settings().find("seed")) == "clear");
    good(store->settings().remove(key));
    CHECK(!good(store->settings().find(key)));
}

TEST_CASE("a rotation that meets a secret that does not open changes none") {
    Folder folder;
    { with_secrets(*good(sqlite::open_store(folder.path()))); }
    run_in(folder, "UPDATE webhooks SET secret = 'sealed:AAAA'");
    CHECK(!sqlite::rotate_sealed(folder.path()));
    const auto check = good(sqlite::check_sealed(folder.path()));
    CHECK(check.opened == 2);
    CHECK(check.closed == std::vector<std::string>{"webhooks/h1"});
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
