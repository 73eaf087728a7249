// Invitations, API keys, second factors, roles on single apps, and the audit log's pages.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::Role;
using contract::Scope;

Account somebody(const std::string& id) {
    return {{{id}, id, id + "@example.org"}, "argon2id$x", {}, at(0)};
}

StoredInvitation an_invitation(const std::string& id, const std::string& email) {
    return {"hash-" + id, {"lark"}, {{id}, email, Role::developer, {{{"notes"}, Role::support}},
                                     "Ana", at(0), at(60)}};
}

StoredKey a_key(const std::string& id, std::int64_t minute) {
    return {"hash-" + id, {"lark"}, {{id}, "CI", {Scope::apps_read, Scope::releases_write},
                                     {{"notes"}}, "Ana", at(minute), at(minute + 60), {}}};
}

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("a member's roles on apps are kept, and when they joined stays", S, EACH_STORE) {
    S store;
    two_teams(*store.operator->());
    auto& accounts = store->accounts();
    good(accounts.create(somebody("u1")));
    good(accounts.create(somebody("u2")));
    good(accounts.put_member({{"lark"}, {"u2"}, Role::admin, {}, at(1)}));
    good(accounts.put_member({{"lark"}, {"u1"}, Role::none, {{{"notes"}, Role::support}}, at(2)}));
    good(accounts.put_member({{"other"}, {"u2"}, Role::owner, {}, at(0)}));
    auto members = good(accounts.members({"lark"}));
    REQUIRE(members.size() == 2);
    CHECK(members[0].user.text == "u2");
    CHECK(members[1].role == Role::none);
    CHECK(members[1].apps == std::vector<contract::AppRole>{{{"notes"}, Role::support}});
    CHECK(members[1].revision == 1);
    good(accounts.put_member({{"lark"}, {"u1"}, Role::analyst, {}, at(99)}));
    members = good(accounts.members({"lark"}));
    CHECK(members[1] == Membership{{"lark"}, {"u1"}, Role::analyst, {}, at(2), 2});
    CHECK(good(accounts.memberships({"u2"}))[0].team.text == "other");
    good(accounts.put_member({{"lark"}, {"u1"}, Role::none}));
    CHECK(good(accounts.members({"lark"})).size() == 1);
}

TEST_CASE_TEMPLATE("an invitation is found by its token, and one address has one", S, EACH_STORE) {
    S store;
    auto& invitations = store->invitations();
    CHECK(code_of(invitations.put(an_invitation("i1", "b@example.org"))) == "not_found");
    two_teams(*store.operator->());
    const auto first = an_invitation("i1", "b@example.org");
    good(invitations.put(first));
    CHECK(good(invitations.find({"i1"})) == first);
    CHECK(good(invitations.find_by_token("hash-i1")) == first);
    CHECK_FALSE(good(invitations.find_by_token("hash-i9")));
    auto second = an_invitation("i2", "B@Example.org");
    second.invitation.created_at = at(3);
    good(invitations.put(second));
    CHECK_FALSE(good(invitations.find_by_token("hash-i1")));
    auto other = an_invitation("i2", "c@example.org");
    CHECK(code_of(invitations.put(other)) == "id_taken");
    other.invitation.id = {"i3"};
    other.token_hash = "hash-i3";
    good(invitations.put(other));
    const auto all = good(invitations.of_team({"lark"}));
    REQUIRE(all.size() == 2);
    CHECK(all[0] == second);
    CHECK(good(invitations.of_team({"other"})).empty());
    good(invitations.remove({"i2"}));
    good(invitations.remove({"i2"}));
    CHECK(good(invitations.remove_expired(at(59))) == 0);
    CHECK(good(invitations.remove_expired(at(60))) == 1);
    CHECK(good(invitations.of_team({"lark"})).empty());
}

TEST_CASE_TEMPLATE("an API key is found by its hash, touched, listed, revoked", S, EACH_STORE) {
    S store;
    auto& keys = store->keys();
    CHECK(code_of(keys.create(a_key("k1", 0))) == "not_found");
    two_teams(*store.operator->());
    good(keys.create(a_key("k1", 0)));
    good(keys.create(a_key("k2", 5)));
    CHECK(code_of(keys.create(a_key("k1", 9))) == "id_taken");
    CHECK(good(keys.find({"k1"})) == a_key("k1", 0));
    CHECK(good(keys.find_by_hash("hash-k2")) == a_key("k2", 5));
    CHECK_FALSE(good(keys.find_by_hash("k2")));
    good(keys.touch({"k1"}, at(7)));
    CHECK(good(keys.find({"k1"}))->key.last_used_at == at(7));
    CHECK(code_of(keys.touch({"k9"}, at(7))) == "not_found");
    const auto all = good(keys.of_team({"lark"}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].key.id.text == "k2");
    CHECK(good(keys.of_team({"other"})).empty());
    good(keys.remove({"k1"}));
    good(keys.remove({"k1"}));
    CHECK_FALSE(good(keys.find_by_hash("hash-k1")));
}

TEST_CASE_TEMPLATE("a second factor and the steps of signing in", S, EACH_STORE) {
    S store;
    auto& factors = store->factors();
    StoredFactor factor{{"u1"}, "00ff", at(0), {}, 0, {}};
    CHECK(code_of(factors.put(factor)) == "not_found");
    CHECK(code_of(factors.put_step({"s1", {"u1"}, at(10)})) == "not_found");
    good(store->accounts().create(somebody("u1")));
    CHECK_FALSE(good(factors.find({"u1"})));
    good(factors.put(factor));
    factor.confirmed_at = at(1);
    factor.last_step = 1ll << 40;
    factor.recovery_hashes = {"a", "b"};
    good(factors.put(factor));
    CHECK(good(factors.find({"u1"})) == factor);
    good(factors.remove({"u1"}));
    good(factors.remove({"u1"}));
    CHECK_FALSE(good(factors.find({"u1"})));
    good(factors.put_step({"s1", {"u1"}, at(10), 0}));
    good(factors.put_step({"s1", {"u1"}, at(10), 3}));
    good(factors.put_step({"s2", {"u1"}, at(20), 0}));
    CHECK(good(factors.find_step("s1")) == SignInStep{"s1", {"u1"}, at(10), 3});
    CHECK(good(factors.remove_expired_steps(at(10))) == 1);
    CHECK_FALSE(good(factors.find_step("s1")));
    good(factors.put_step({"s3", {"u1"}, at(20), 0}));
    good(factors.remove_step("s3"));
    CHECK_FALSE(good(factors.find_step("s3")));
    good(factors.remove_steps_of({"u1"}));
    CHECK_FALSE(good(factors.find_step("s2")));
}

TEST_CASE_TEMPLATE("what a batch did to people is undone with it", S, EACH_STORE) {
    S store;
    two_teams(*store.operator->());
    good(store->accounts().create(somebody("u1")));
    good(store->keys().create(a_key("k1", 0)));
    {
        const auto batch = good(store->begin_batch());
        good(store->keys().remove({"k1"}));
        good(store->keys().create(a_key("k2", 0)));
        good(store->invitations().put(an_invitation("i1", "b@example.org")));
        good(store->factors().put({{"u1"}, "00ff", at(0), {}, 0, {}}));
        good(store->factors().put_step({"s1", {"u1"}, at(10)}));
        good(store->accounts().put_member({{"lark"}, {"u1"}, Role::owner, {}, at(0)}));
        good(store->submissions().append_audit(an_audit("k1")));
        CHECK(good(store->keys().find({"k2"})));
    }
    CHECK(good(store->keys().find({"k1"})));
    CHECK_FALSE(good(store->keys().find({"k2"})));
    CHECK(good(store->invitations().of_team({"lark"})).empty());
    CHECK_FALSE(good(store->factors().find({"u1"})));
    CHECK_FALSE(good(store->factors().find_step("s1")));
    CHECK(good(store->accounts().members({"lark"})).empty());
    CHECK(good(store->submissions().audit({})).items.empty());
}

TEST_CASE_TEMPLATE("the audit log is read by pages, newest first, and narrowed", S, EACH_STORE) {
    S store;
    two_teams(*store.operator->());
    for (int i = 0; i < 7; ++i) {
        AuditEntry entry = an_audit("thing" + std::to_string(i));
        entry.actor = i % 2 == 0 ? "u1" : "u2";
        entry.action = i < 3 ? "member.change" : "members.odd";
        if (i != 6) entry.team = contract::TeamId{i == 5 ? "other" : "lark"};
        good(store->submissions().append_audit(entry));
    }
    ports::AuditQuery query;
    query.limit = 3;
    std::string walked;
    do {
        const auto page = good(store->submissions().audit(query));
        for (const auto& one : page.items) walked += one.entry.thing.back();
        CHECK(page.items.size() <= 3);
        query.cursor = page.next;
    } while (query.cursor);
    CHECK(walked == "6543210");
    query = {};
    query.team = {"lark"};
    CHECK(good(store->submissions().audit(query)).items.size() == 5);
    query.action = "member";
    CHECK(good(store->submissions().audit(query)).items.size() == 3);
    query.actor = "u2";
    const auto found = good(store->submissions().audit(query)).items;
    REQUIRE(found.size() == 1);
    CHECK(found[0].entry.thing == "thing1");
    CHECK(found[0].entry.policies == std::vector<std::string>{"VP-1"});
    query.action = "%";
    CHECK(good(store->submissions().audit(query)).items.empty());
    query.cursor = "made-up";
    CHECK(code_of(store->submissions().audit(query)) == "bad_cursor");
}

TEST_CASE_TEMPLATE("apps and submissions narrow to the apps a caller may see", S, EACH_STORE) {
    S store;
    two_teams(*store.operator->());
    good(store->apps().create(an_app("lark", "maps")));
    ports::AppQuery apps{{"lark"}, "", 50, {}};
    CHECK(good(store->apps().list(apps)).total == 2);
    apps.only = std::vector<contract::AppId>{{"maps"}, {"radar"}};
    const auto page = good(store->apps().list(apps));
    CHECK(page.total == 1);
    REQUIRE(page.items.size() == 1);
    CHECK(page.items[0].id.text == "maps");
    apps.only = std::vector<contract::AppId>{};
    CHECK(good(store->apps().list(apps)).items.empty());
    good(store->submissions().insert(a_submission("s1", contract::Stage::queued),
                                     an_audit("s1")));
    SubmissionQuery submissions;
    submissions.only = std::vector<contract::AppId>{{"maps"}};
    CHECK(good(store->submissions().list(submissions)).total == 0);
    submissions.only->push_back({"notes"});
    CHECK(good(store->submissions().list(submissions)).items.size() == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
