// Programs that wait for a person's word.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using ports::DeviceAnswer;

StoredDeviceSignIn a_program(const std::string& device, const std::string& code) {
    return {device, code,
            {"vitrine on laptop", "192.0.2.1",
             {contract::Scope::apps_read, contract::Scope::metrics_read}, at(0), at(15)}};
}

StoredKey a_key_for(const std::string& person) {
    StoredKey stored{"", {"lark"}, {}, contract::UserId{person}};
    stored.key.id = {"key_" + person};
    stored.key.name = "vitrine on laptop";
    stored.key.scopes = {contract::Scope::apps_read};
    stored.key.apps = {{"notes"}};
    stored.key.issued_by = "Ana";
    stored.key.created_at = at(1);
    stored.key.expires_at = at(1000);
    return stored;
}

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("a program that waits is answered once and taken once", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& waiting = store->device_sign_ins();
    const StoredDeviceSignIn first = a_program("d1", "c1");
    good(waiting.create(first));
    good(waiting.create(a_program("d2", "c2")));
    CHECK(code_of(waiting.create(a_program("d1", "c3"))) == "id_taken");
    CHECK(code_of(waiting.create(a_program("d3", "c1"))) == "id_taken");
    CHECK(good(waiting.find_by_code("c1")) == first);
    CHECK(good(waiting.find_by_device("d1")) == first);
    CHECK(!good(waiting.find_by_code("d1")));
    CHECK(!good(waiting.find_by_device("c1")));

    const StoredKey key = a_key_for("u1");
    good(waiting.settle("c1", DeviceAnswer::approved, key));
    CHECK(code_of(waiting.settle("c1", DeviceAnswer::denied, {})) == "not_found");
    CHECK(code_of(waiting.settle("nobody", DeviceAnswer::denied, {})) == "not_found");
    good(waiting.settle("c2", DeviceAnswer::denied, {}));
    CHECK(good(waiting.find_by_device("d2"))->answer == DeviceAnswer::denied);
    const auto approved = good(waiting.find_by_device("d1"));
    REQUIRE(approved);
    CHECK(approved->answer == DeviceAnswer::approved);
    CHECK(approved->key == key);

    good(waiting.take("d1"));
    CHECK(code_of(waiting.take("d1")) == "not_found");
    CHECK(!good(waiting.find_by_code("c1")));
    CHECK(good(waiting.remove_expired(at(14))) == 0);
    CHECK(good(waiting.remove_expired(at(15))) == 1);
    CHECK(!good(waiting.find_by_device("d2")));
}

TEST_CASE_TEMPLATE("a program that was taken in a batch that is undone waits on", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->device_sign_ins().create(a_program("d1", "c1")));
    {
        const auto batch = good(store->begin_batch());
        good(store->device_sign_ins().settle("c1", DeviceAnswer::approved, a_key_for("u1")));
        good(store->device_sign_ins().take("d1"));
    }
    CHECK(good(store->device_sign_ins().find_by_device("d1")) == a_program("d1", "c1"));
}

TEST_CASE_TEMPLATE("a key knows whose it is", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    StoredKey mine = a_key_for("u1");
    mine.key_hash = "hash 1";
    StoredKey ours = a_key_for("u2");
    ours.key_hash = "hash 2";
    ours.person.reset();
    good(store->keys().create(mine));
    good(store->keys().create(ours));
    CHECK(good(store->keys().find_by_hash("hash 1")) == mine);
    CHECK(good(store->keys().find(ours.key.id)) == ours);
}

}  // namespace
}  // namespace vitrine::service::conformance
