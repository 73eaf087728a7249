// Edits of publishing tools, their notes, and the public keys of service accounts.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

StoredEdit an_edit(const std::string& id, std::int64_t minutes) {
    StoredEdit edit;
    edit.id = id;
    edit.team = {"lark"};
    edit.app = {"notes"};
    edit.by = "key_1";
    edit.created_at = at(minutes);
    edit.expires_at = at(minutes + 60);
    edit.listing = 4;
    edit.facts = R"({"text":{}})";
    return edit;
}

ports::BuildFile a_file(const std::string& edit, std::int64_t version, const std::string& kind,
                 const std::string& sha256) {
    return {{"notes"}, edit, version, kind, sha256, 7, 0, at(1)};
}

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("files of versions stay in their edit until it is committed", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& edits = store->edits();
    good(edits.put_file(a_file("e1", 101, "proguard", "aa")));
    good(edits.put_file(a_file("e1", 101, "proguard", "bb")));  // in place of the one before
    good(edits.put_file(a_file("e1", 11, "main", "cc")));
    good(edits.put_file(a_file("e2", 101, "proguard", "dd")));
    const auto mine = good(edits.files({"notes"}, "e1"));
    REQUIRE(mine.size() == 2);
    CHECK(mine[0] == a_file("e1", 11, "main", "cc"));  // by version, as a number
    CHECK(mine[1].sha256 == "bb");
    CHECK(good(edits.files({"notes"}, "")).empty());
    CHECK(good(edits.files({"maps"}, "e1")).empty());
    CHECK(!good(edits.names_file("aa")));
    CHECK(good(edits.names_file("bb")));

    good(edits.settle_files({"notes"}, "e1"));
    CHECK(good(edits.files({"notes"}, "e1")).empty());
    CHECK(good(edits.files({"notes"}, "")).size() == 2);
    good(edits.settle_files({"notes"}, "e2"));  // in place of what was committed before
    const auto kept = good(edits.files({"notes"}, ""));
    REQUIRE(kept.size() == 2);
    CHECK(kept[1] == a_file("", 101, "proguard", "dd"));
    CHECK(!good(edits.names_file("bb")));

    good(edits.put_file(a_file("e3", 5, "patch", "ee")));
    good(edits.drop_files({"notes"}, "e3"));
    good(edits.drop_files({"notes"}, "e3"));
    CHECK(!good(edits.names_file("ee")));
    {
        const auto batch = good(store->begin_batch());
        good(edits.put_file(a_file("e4", 5, "patch", "ff")));
        good(edits.settle_files({"notes"}, "e4"));
    }
    CHECK(!good(edits.names_file("ff")));  // a batch that was not committed
}

TEST_CASE_TEMPLATE("an edit is kept beside everything else, and saved by compare-and-set", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& edits = store->edits();
    good(edits.create(an_edit("e1", 0), 2));
    CHECK(code_of(edits.create(an_edit("e1", 0), 2)) == "id_taken");
    StoredEdit foreign = an_edit("e9", 0);
    foreign.app = {"nothing"};
    CHECK(code_of(edits.create(foreign, 2)) == "not_found");
    good(edits.create(an_edit("e2", 1), 2));
    CHECK(code_of(edits.create(an_edit("e3", 2), 2)) == "too_many_edits");

    StoredEdit edit = *good(edits.find("e1"));
    CHECK(edit.revision == 1);
    CHECK(edit.listing == 4);
    edit.facts = "{}";
    edit.images = {"bb", "aa"};
    const StoredEdit saved = good(edits.save(edit));
    CHECK(saved.revision == 2);
    CHECK(good(edits.find("e1")) == saved);
    CHECK(code_of(edits.save(edit)) == "stale_revision");
    CHECK(good(edits.images()) == std::vector<std::string>{"aa", "bb"});

    StoredEdit over = saved;
    over.state = EditState::committed;
    good(edits.save(over));
    CHECK(good(edits.images()).empty());
    good(edits.create(an_edit("e3", 2), 2));  // a committed one is not open
    const auto first = good(edits.expired(at(61), 10));
    REQUIRE(first.size() == 2);
    CHECK(first[0].id == "e1");
    CHECK(first[1].id == "e2");
    CHECK(good(edits.expired(at(61), 1)).size() == 1);
    good(edits.remove("e1"));
    good(edits.remove("e1"));
    CHECK(!good(edits.find("e1")));
    over.id = "e1";
    CHECK(code_of(edits.save(over)) == "not_found");
}

TEST_CASE_TEMPLATE("an edit that is undone with its batch was never saved", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& edits = store->edits();
    good(edits.create(an_edit("e1", 0), 2));
    {
        const auto batch = good(store->begin_batch());
        StoredEdit edit = *good(edits.find("e1"));
        edit.state = EditState::deleted;
        good(edits.save(edit));
        good(edits.put_note("starts", "sub_1", "x"));
    }
    CHECK(good(edits.find("e1"))->state == EditState::open);
    CHECK(good(edits.notes("starts")).empty());
}

TEST_CASE_TEMPLATE("notes are kept by space and name, and an empty one is none", S, EACH_STORE) {
    S store;
    auto& edits = store->edits();
    good(edits.put_note("a", "two", "2"));
    good(edits.put_note("a", "one", "1"));
    good(edits.put_note("b", "one", "other"));
    good(edits.put_note("a", "two", "3"));
    CHECK(good(edits.note("a", "two")) == "3");
    CHECK(good(edits.note("a", "three")).empty());
    CHECK(good(edits.notes("a")) ==
          std::vector<ports::Edits::Note>{{"one", "1"}, {"two", "3"}});
    good(edits.put_note("a", "one", ""));
    CHECK(good(edits.notes("a")) == std::vector<ports::Edits::Note>{{"two", "3"}});
}

TEST_CASE_TEMPLATE("a key's public half is kept, and gone with the key", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& keys = store->keys();
    StoredKey key{"hash", {"lark"}, {}};
    key.key.id = {"key_1"};
    key.key.expires_at = at(100);
    good(keys.create(key));
    CHECK(!good(keys.signer({"key_1"})));
    CHECK(code_of(keys.put_signer({"key_9"}, {"id", "pem"})) == "not_found");
    good(keys.put_signer({"key_1"}, {"id", "pem"}));
    CHECK(good(keys.signer({"key_1"})) == KeySigner{"id", "pem"});
    good(keys.remove({"key_1"}));
    CHECK(!good(keys.signer({"key_1"})));
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
