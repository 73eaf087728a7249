#include "stores.h"

namespace vitrine::service::conformance {
namespace {

Account ana() {
    Account account{{{"u1"}, "Ana", "Ana@Example.org"}, "argon2id$x", {}, at(0)};
    account.store_role = contract::StoreRole::reviewer;
    return account;
}

Session a_session(const std::string& hash, std::int64_t created_minute) {
    return {hash,   {"s-" + hash}, {"u1"}, at(created_minute), at(created_minute),
            at(60), "192.0.2.1",   "test"};
}

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("an account is found by id and by e-mail in any case", S, EACH_STORE) {
    S store;
    good(store->accounts().create(ana()));
    CHECK(good(store->accounts().find({"u1"})) == ana());
    CHECK(good(store->accounts().find_by_email("ana@example.ORG")) == ana());
    CHECK_FALSE(good(store->accounts().find({"u2"})));
    CHECK_FALSE(good(store->accounts().find_by_email("ana@example.com")));
    CHECK(good(store->accounts().count()) == 1);
}

TEST_CASE_TEMPLATE("an e-mail and an id belong to one account only", S, EACH_STORE) {
    S store;
    good(store->accounts().create(ana()));
    Account twin = ana();
    CHECK(code_of(store->accounts().create(twin)) == "id_taken");
    twin.user.id = {"u2"};
    twin.user.email = "ANA@example.org";
    CHECK(code_of(store->accounts().create(twin)) == "email_taken");
    twin.user.email = "b@example.org";
    good(store->accounts().create(twin));
    twin.user.email = "ana@example.org";
    CHECK(code_of(store->accounts().update(twin)) == "email_taken");
    twin.user.id = {"u3"};
    twin.user.email = "c@example.org";
    CHECK(code_of(store->accounts().update(twin)) == "not_found");
}

TEST_CASE_TEMPLATE("an account's password can change and its birthday cannot", S, EACH_STORE) {
    S store;
    good(store->accounts().create(ana()));
    Account next = ana();
    next.password_hash = "argon2id$y";
    next.created_at = at(99);
    good(store->accounts().update(next));
    next.created_at = at(0);
    CHECK(good(store->accounts().find({"u1"})) == next);
}

TEST_CASE_TEMPLATE("teams and members", S, EACH_STORE) {
    S store;
    auto& accounts = store->accounts();
    good(accounts.create(ana()));
    good(accounts.put_team({{"t2"}, "Beta"}));
    good(accounts.put_team({{"t1"}, "Old name"}));
    good(accounts.put_team({{"t1"}, "Alpha"}));
    CHECK(good(accounts.teams()) ==
          std::vector<contract::Team>{{{"t1"}, "Alpha"}, {{"t2"}, "Beta"}});
    CHECK(good(accounts.teams_after({""}, 1)) == std::vector<contract::Team>{{{"t1"}, "Alpha"}});
    CHECK(good(accounts.teams_after({"t1"}, 9)) == std::vector<contract::Team>{{{"t2"}, "Beta"}});
    CHECK(good(accounts.teams_after({"t2"}, 9)).empty());
    CHECK_FALSE(good(accounts.find_team({"t3"})));
    const Membership member{{"t1"}, {"u1"}, contract::Role::admin, {}, {}, 2};
    good(accounts.put_member({{"t1"}, {"u1"}, contract::Role::analyst}));
    good(accounts.put_member(member));
    CHECK(good(accounts.memberships({"u1"})) == std::vector{member});
    CHECK(good(accounts.members({"t1"})) == std::vector{member});
    CHECK(good(accounts.members({"t2"})).empty());
    const Session session{"hash", {"ses_1"}, {"u1"}, {}, {}, {5}, "here", "Browser"};
    good(accounts.create_session(session));
    good(accounts.put_member({{"t2"}, {"u1"}, contract::Role::none,
                              {{{"notes"}, contract::Role::support}}, {-7}}));
    const auto owned = good(accounts.owned_session("hash"));
    REQUIRE(owned);
    CHECK(owned->session == session);
    CHECK(owned->account == ana());
    REQUIRE(owned->places.size() == 2);
    CHECK(owned->places[0].team_name == "Beta");  // joined before
    CHECK(owned->places[0].membership.apps.size() == 1);
    CHECK(owned->places[1] == ports::OwnedSession::Place{member, "Alpha"});
    CHECK(!good(accounts.owned_session("other")));
    good(accounts.put_member({{"t2"}, {"u1"}, contract::Role::none}));
    CHECK(code_of(accounts.put_member({{"t9"}, {"u1"}, contract::Role::admin})) == "not_found");
    CHECK(code_of(accounts.put_member({{"t1"}, {"u9"}, contract::Role::admin})) == "not_found");
    good(accounts.put_member({{"t1"}, {"u1"}, contract::Role::none}));
    CHECK(good(accounts.memberships({"u1"})).empty());
}

TEST_CASE_TEMPLATE("sessions are found by hash, touched, listed newest first, revoked", S,
                   EACH_STORE) {
    S store;
    auto& accounts = store->accounts();
    CHECK(code_of(accounts.create_session(a_session("aa", 0))) == "not_found");
    good(accounts.create(ana()));
    good(accounts.create_session(a_session("aa", 0)));
    good(accounts.create_session(a_session("bb", 5)));
    CHECK(code_of(accounts.create_session(a_session("aa", 9))) == "id_taken");
    CHECK(good(accounts.find_session("aa")) == a_session("aa", 0));
    good(accounts.touch_session("aa", at(7), at(70)));
    CHECK(good(accounts.find_session("aa"))->expires_at == at(70));
    CHECK(code_of(accounts.touch_session("zz", at(7), at(70))) == "not_found");
    const auto mine = good(accounts.sessions({"u1"}));
    REQUIRE(mine.size() == 2);
    CHECK(mine[0].token_hash == "bb");
    good(accounts.remove_session("bb"));
    good(accounts.remove_session("bb"));
    CHECK_FALSE(good(accounts.find_session("bb")));
    CHECK(good(accounts.remove_expired_sessions(at(69))) == 0);
    CHECK(good(accounts.remove_expired_sessions(at(70))) == 1);
    CHECK(good(accounts.sessions({"u1"})).empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
