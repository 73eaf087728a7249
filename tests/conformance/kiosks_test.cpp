// Paired displays, what blobs belong to, and how much waits.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

StoredKiosk a_kiosk(const std::string& id, const std::string& code) {
    StoredKiosk stored{{"lark"}, code, "", {}};
    stored.kiosk.id = {id};
    stored.kiosk.name = "Lobby";
    stored.kiosk.apps = {{"notes"}};
    stored.kiosk.reads_reviews = true;
    stored.kiosk.paired_by = "Ana";
    stored.kiosk.created_at = at(0);
    stored.kiosk.code_expires_at = at(10);
    return stored;
}

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("a kiosk's code is used once and becomes a token", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& kiosks = store->kiosks();
    const StoredKiosk kiosk = a_kiosk("k1", "code one");
    good(kiosks.create(kiosk));
    CHECK(good(kiosks.find({"k1"})) == kiosk);
    CHECK(good(kiosks.find_by_code("code one")) == kiosk);
    CHECK(!good(kiosks.find_by_code("")));
    CHECK(!good(kiosks.find_by_token("")));
    CHECK(code_of(kiosks.create(kiosk)) == "id_taken");
    CHECK(code_of(kiosks.create(a_kiosk("k2", "code one"))) == "id_taken");
    StoredKiosk foreign = a_kiosk("k2", "code two");
    foreign.team = {"nobody"};
    CHECK(code_of(kiosks.create(foreign)) == "not_found");
    foreign.team = {"other"};
    foreign.kiosk.created_at = at(1);
    good(kiosks.create(foreign));
    StoredKiosk later = a_kiosk("k3", "code three");
    later.kiosk.created_at = at(1);
    good(kiosks.create(later));
    const auto listed = good(kiosks.of_team({"lark"}));
    REQUIRE(listed.size() == 2);
    CHECK(listed[0] == later);

    good(kiosks.claim("code one", "token one", at(3)));
    CHECK(code_of(kiosks.claim("code one", "token two", at(3))) == "not_found");
    CHECK(code_of(kiosks.claim("", "token two", at(3))) == "not_found");
    CHECK(!good(kiosks.find_by_code("code one")));
    const auto paired = good(kiosks.find_by_token("token one"));
    REQUIRE(paired);
    CHECK(paired->kiosk.paired_at == at(3));
    CHECK(paired->kiosk.last_seen_at == at(3));
    CHECK(paired->code_hash.empty());
    good(kiosks.touch({"k1"}, at(8)));
    CHECK(good(kiosks.find({"k1"}))->kiosk.last_seen_at == at(8));
    CHECK(code_of(kiosks.touch({"k9"}, at(8))) == "not_found");
    good(kiosks.remove({"k1"}));
    good(kiosks.remove({"k1"}));
    CHECK(!good(kiosks.find_by_token("token one")));
}

TEST_CASE_TEMPLATE("codes that are over and displays that are gone are removed, others stay", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& kiosks = store->kiosks();
    for (const char* id : {"k1", "k2", "k3"}) good(kiosks.create(a_kiosk(id, id)));
    good(kiosks.claim("k1", "t1", at(3)));
    good(kiosks.claim("k2", "t2", at(3)));
    good(kiosks.touch({"k2"}, at(50)));
    CHECK(good(kiosks.remove_expired(at(9), at(2))) == 0);
    CHECK(good(kiosks.remove_expired(at(10), at(3))) == 1);
    CHECK(!good(kiosks.find({"k3"})));
    CHECK(good(kiosks.remove_expired(at(60), at(50))) == 1);
    CHECK(!good(kiosks.find({"k1"})));
    CHECK(good(kiosks.find({"k2"})));
}

TEST_CASE_TEMPLATE("a claim that is undone leaves the code for somebody else", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->kiosks().create(a_kiosk("k1", "code")));
    {
        const auto batch = good(store->begin_batch());
        good(store->kiosks().claim("code", "token", at(1)));
    }
    CHECK(!good(store->kiosks().find_by_token("token")));
    CHECK(good(store->kiosks().find_by_code("code")));
}

TEST_CASE_TEMPLATE("a store tells how much waits", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto empty = good(store->load());
    CHECK(empty.checks + empty.reviews + empty.uploads + empty.deliveries + empty.hook_news == 0);
    good(store->submissions().insert(a_submission("s1", contract::Stage::validating),
                                     an_audit("s1")));
    good(store->submissions().insert(a_submission("s2", contract::Stage::queued), an_audit("s2")));
    good(store->submissions().insert(a_submission("s3", contract::Stage::in_review),
                                     an_audit("s3")));
    good(store->submissions().insert(a_submission("s4", contract::Stage::live), an_audit("s4")));
    StoredHook hook{{"lark"}, "vtw_secret", {}};
    hook.hook.id = {"h1"};
    good(store->hooks().create(hook));
    good(store->submissions().insert(a_submission("s5", contract::Stage::draft), an_audit("s5")));
    StoredDelivery delivery;
    delivery.hook = {"h1"};
    delivery.delivery.id = {"d1"};
    delivery.delivery.next_try_at = at(1);
    good(store->hooks().add_delivery(delivery));
    delivery.delivery.id = {"d2"};
    delivery.delivery.next_try_at.reset();
    good(store->hooks().add_delivery(delivery));
    StoredUpload upload;
    upload.upload.id = {"up1"};
    upload.upload.app = {"notes"};
    upload.upload.sha256 = "aa";
    good(store->uploads().insert(upload, 10));
    const auto load = good(store->load());
    CHECK(load.checks == 1);
    CHECK(load.reviews == 2);
    CHECK(load.hook_news == 1);
    CHECK(load.deliveries == 1);
    CHECK(load.uploads == 1);
}

TEST_CASE_TEMPLATE("a store knows which contents a package has and which an upload will have", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    StoredUpload upload;
    upload.upload.id = {"up1"};
    upload.upload.app = {"notes"};
    upload.upload.sha256 = "aa";
    good(store->uploads().insert(upload, 10));
    CHECK(good(store->uploads().expects("aa")));
    CHECK(!good(store->uploads().expects("bb")));
    CHECK(!good(store->packages().holds("aa")));
    upload = *good(store->uploads().find({"up1"}));
    upload.upload.state = contract::UploadState::committed;
    good(store->uploads().save(upload));
    CHECK(!good(store->uploads().expects("aa")));
    StoredPackage package;
    package.detail.package.id = {"pkg1"};
    package.detail.package.app = {"notes"};
    package.detail.package.sha256 = "aa";
    good(store->packages().keep(package));
    CHECK(good(store->packages().holds("aa")));
    CHECK(!good(store->packages().holds("bb")));
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
