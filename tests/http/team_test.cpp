// Members, invitations and teams, as the HTTP sheet lets them.
#include <doctest/doctest.h>

#include <set>

#include "shop.h"

namespace vitrine::tests {

using contract::Role;

struct TeamRoom {
    Shop shop{generous()};
    Guest owner{*shop.app};
    TeamRoom() { REQUIRE(owner.sign_in(ines).status == 200); }

    // Somebody new in Fjord, signed in.
    Guest member(const std::string& name, Role role) {
        shop.add_person(name + "@fjord.example", "team_fjord", role);
        Guest guest(*shop.app);
        REQUIRE(guest.sign_in(name + "@fjord.example").status == 200);
        return guest;
    }
    Response change(Guest& who, const std::string& user, const Json& ask) {
        return who.send("PUT", "/v1/members/" + user, ask.dump());
    }
    Response invite(Guest& who, const std::string& email, const char* role = "developer") {
        return who.send("POST", "/v1/invitations",
                        Json{{"email", email}, {"role", role}, {"apps", Json::array()}}.dump());
    }
    Response accept(Guest& who, const Json& ask) {
        return who.send("POST", "/v1/invitations:accept", ask.dump());
    }
};

const Json as_developer = {{"role", "developer"}, {"apps", Json::array()}};
const Json as_owner = {{"role", "owner"}, {"apps", Json::array()}};

TEST_CASE_FIXTURE(TeamRoom, "an owner sees the members and changes what one may") {
    const Json members = body_of(owner.get("/v1/members"));
    CHECK(members["total"] == 2);
    CHECK(members["items"][0]["user"]["email"].is_string());
    const Response changed = change(owner, "usr_anna", as_developer);
    REQUIRE(changed.status == 200);
    CHECK(body_of(changed)["role"] == "developer");
    CHECK(*changed.find("ETag") == "\"2\"");
    Guest reader(*shop.app);
    reader.sign_in(anna);
    CHECK(reader.send("POST", "/v1/apps",
                      R"({"package_name":"org.x.y","name":"Y","default_locale":"en"})")
              .status == 200);
}

TEST_CASE_FIXTURE(TeamRoom, "a change on top of an older state is refused and shows the newer") {
    REQUIRE(change(owner, "usr_anna", as_developer).status == 200);
    owner.extra = {{"if-match", "\"1\""}};
    const Response late = change(owner, "usr_anna", {{"role", "support"}, {"apps", Json::array()}});
    CHECK(late.status == 412);
    CHECK(body_of(late)["current"]["role"] == "developer");
    CHECK(owner.send("DELETE", "/v1/members/usr_anna", "").status == 412);
    owner.extra = {{"if-match", "\"2\""}};
    CHECK(owner.send("DELETE", "/v1/members/usr_anna", "").status == 200);
}

TEST_CASE_FIXTURE(TeamRoom, "a team never loses its last owner") {
    CHECK(code_of(change(owner, "usr_ines", as_developer)) == "last_owner");
    CHECK(code_of(owner.send("DELETE", "/v1/members/usr_ines", "")) == "last_owner");
    REQUIRE(change(owner, "usr_anna", as_owner).status == 200);
    CHECK(owner.send("DELETE", "/v1/members/usr_ines", "").status == 200);
    CHECK(body_of(owner.get("/v1/me"))["team"].is_null());
    CHECK(owner.get("/v1/members").status == 403);
    Guest last(*shop.app);
    last.sign_in(anna);
    CHECK(code_of(last.send("DELETE", "/v1/members/usr_anna", "")) == "last_owner");
}

TEST_CASE_FIXTURE(TeamRoom, "an administrator manages everybody but owners") {
    Guest admin = member("adam", Role::admin);
    CHECK(change(admin, "usr_anna", as_developer).status == 200);
    CHECK(code_of(change(admin, "usr_anna", as_owner)) == "owners_only");
    CHECK(code_of(change(admin, "usr_adam", as_owner)) == "owners_only");
    CHECK(code_of(change(admin, "usr_ines", as_developer)) == "owners_only");
    CHECK(code_of(admin.send("DELETE", "/v1/members/usr_ines", "")) == "owners_only");
    CHECK(code_of(invite(admin, "new@fjord.example", "owner")) == "owners_only");
    CHECK(invite(admin, "new@fjord.example", "admin").status == 200);
}

TEST_CASE_FIXTURE(TeamRoom, "members without the right neither manage nor see what managers see") {
    for (const Role role : {Role::release_manager, Role::developer, Role::support, Role::analyst}) {
        const std::string name = "m" + std::to_string(static_cast<int>(role));
        CAPTURE(contract::name_of(role));
        Guest guest = member(name, role);
        CHECK(change(guest, "usr_" + name, as_owner).status == 403);
        CHECK(guest.send("DELETE", "/v1/members/usr_anna", "").status == 403);
        CHECK(invite(guest, "friend@fjord.example").status == 403);
        CHECK(guest.get("/v1/invitations").status == 403);
        CHECK(guest.get("/v1/api-keys").status == 403);
        CHECK(guest.get("/v1/audit").status == 403);
        CHECK(guest.get("/v1/members").status == (role == Role::support ? 403 : 200));
        CHECK(guest.send("DELETE", "/v1/members/usr_" + name, "").status == 200);  // leaves
        CHECK(guest.get("/v1/reviews").status == 403);
    }
    CHECK(Guest(*shop.app).get("/v1/members").status == 401);
    Guest reviewer(*shop.app);
    reviewer.sign_in(rita);
    CHECK(reviewer.get("/v1/members").status == 403);
}

TEST_CASE_FIXTURE(TeamRoom, "support works on reviews and sees no figures and no releases") {
    Guest guest = member("sam", Role::support);
    CHECK(guest.get("/v1/reviews").status == 200);
    CHECK(guest.get("/v1/apps").status == 200);
    CHECK(guest.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply",
                     R"({"text":"Thanks"})")
              .status == 200);
    CHECK(guest.get("/v1/metrics?metrics=installs&from=2026-05-01&to=2026-05-02").status == 403);
    CHECK(guest.get("/v1/submissions").status == 403);
    CHECK(guest.get("/v1/releases").status == 403);
}

TEST_CASE_FIXTURE(TeamRoom, "wrong roles and apps are refused with the field named") {
    const auto path_of = [&](const Json& ask) {
        const Response answer = change(owner, "usr_anna", ask);
        CHECK(answer.status == 422);
        return body_of(answer)["fields"][0]["path"].get<std::string>();
    };
    CHECK(path_of({{"role", "none"}, {"apps", Json::array()}}) == "role");
    CHECK(path_of({{"role", "king"}, {"apps", Json::array()}}) == "role");
    CHECK(path_of({{"role", "analyst"}}) == "apps");
    const auto on = [](const std::string& app, const char* role) {
        return Json{{"role", "none"}, {"apps", {{{"app", app}, {"role", role}}}}};
    };
    CHECK(path_of(on("app_boats", "support")) == "apps.0.app");
    CHECK(path_of(on("app_notes", "owner")) == "apps.0.role");
    Json twice = on("app_notes", "support");
    twice["apps"].push_back(twice["apps"][0]);
    CHECK(path_of(twice) == "apps.1.app");
    CHECK(change(owner, "usr_otto", as_developer).status == 404);
    CHECK(change(owner, "usr_nobody", as_developer).status == 404);
}

TEST_CASE_FIXTURE(TeamRoom, "a member of one app sees and does nothing outside of it") {
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Guest guest = member("olga", Role::analyst);
    REQUIRE(change(owner, "usr_olga",
                   {{"role", "none"}, {"apps", {{{"app", "app_maps"}, {"role", "developer"}}}}})
                .status == 200);
    const Json apps = body_of(guest.get("/v1/apps"));
    CHECK(apps["total"] == 1);
    CHECK(apps["items"][0]["id"] == "app_maps");
    CHECK(guest.get("/v1/apps/app_notes").status == 404);
    CHECK(guest.get("/v1/reviews/" + shop.our_review.text).status == 404);
    CHECK(body_of(guest.get("/v1/reviews"))["total"] == 0);
    CHECK(guest.get("/v1/reviews?apps=app_notes").status == 404);
    const Json facets = body_of(guest.get("/v1/reviews/facets"));
    for (const Json& row : facets["apps"])
        CHECK(row["key"] == "app_maps");
    CHECK(body_of(guest.get("/v1/submissions"))["total"] == 0);
    CHECK(guest.get("/v1/submissions/" + shop.our_submission.text).status == 404);
    CHECK(body_of(guest.get("/v1/releases"))["items"].empty());
    CHECK(guest.get("/v1/metrics?metrics=installs&apps=app_notes&from=2026-05-01&to=2026-05-02")
              .status == 404);
    const std::string ask =
        R"(","version_name":"1","version_code":"1","track":"internal"})";
    CHECK(guest.send("POST", "/v1/submissions", R"({"app":"app_notes)" + ask).status == 404);
    CHECK(guest.send("POST", "/v1/submissions", R"({"app":"app_maps)" + ask).status == 200);
    CHECK(guest.send("POST", "/v1/apps",
                     R"({"package_name":"org.x.y","name":"Y","default_locale":"en"})")
              .status == 403);
    CHECK(guest.get("/v1/members").status == 403);
}

TEST_CASE_FIXTURE(TeamRoom, "who has no account accepts with name and password and signs in") {
    const Json made = body_of(invite(owner, " New@Fjord.example "));
    const std::string token = made["token"];
    CHECK(made["invitation"]["email"] == "New@Fjord.example");
    CHECK(body_of(owner.get("/v1/invitations"))["total"] == 1);
    CHECK(owner.get("/v1/invitations").body.find(token) == std::string::npos);
    Guest guest(*shop.app);
    const Response bare = accept(guest, {{"token", token}});
    CHECK(bare.status == 422);
    CHECK(body_of(bare)["fields"].size() == 2);
    CHECK(accept(guest, {{"token", token}, {"name", "N"}, {"password", "short"}}).status == 422);
    const Json ask = {{"token", token}, {"name", "Nora"}, {"password", "a long password"}};
    const Response joined = accept(guest, ask);
    REQUIRE(joined.status == 200);
    CHECK(body_of(joined)["role"] == "developer");
    CHECK(code_of(accept(guest, ask)) == "invitation_void");
    CHECK(guest.sign_in("new@fjord.example", "a long password").status == 200);
    CHECK(body_of(guest.get("/v1/me"))["team"]["name"] == "Fjord");
    CHECK(body_of(owner.get("/v1/invitations"))["total"] == 0);
    CHECK(code_of(invite(owner, "new@fjord.example")) == "member_already");
}

TEST_CASE_FIXTURE(TeamRoom, "who has an account must be signed in to it to accept") {
    const std::string token = body_of(invite(owner, std::string(otto)))["token"];
    const Json ask = {{"token", token}, {"name", "Thief"}, {"password", "a long password"}};
    Guest stranger(*shop.app), other(*shop.app), right(*shop.app);
    CHECK(code_of(accept(stranger, ask)) == "sign_in_first");
    other.sign_in(anna);
    CHECK(code_of(accept(other, {{"token", token}})) == "other_account");
    right.sign_in(otto);
    Guest forged = right;
    forged.csrf_token.clear();
    CHECK(accept(forged, {{"token", token}}).status == 403);
    CHECK(accept(right, {{"token", token}}).status == 200);
    CHECK(stranger.sign_in(otto, "a long password").status == 401);
}

TEST_CASE_FIXTURE(TeamRoom, "an invitation ends after a week, by revoking, and by a newer one") {
    Guest guest(*shop.app);
    const auto try_it = [&](const std::string& token) {
        return code_of(accept(guest, {{"token", token}, {"name", "N"},
                                      {"password", "a long password"}}));
    };
    const std::string old = body_of(invite(owner, "n@fjord.example"))["token"];
    const Json newer = body_of(invite(owner, "N@fjord.example"));
    CHECK(try_it(old) == "invitation_void");
    const std::string id = newer["invitation"]["id"];
    Guest foreign(*shop.app);
    foreign.sign_in(otto);
    CHECK(foreign.send("DELETE", "/v1/invitations/" + id, "").status == 404);
    CHECK(owner.send("DELETE", "/v1/invitations/" + id, "").status == 200);
    CHECK(owner.send("DELETE", "/v1/invitations/" + id, "").status == 404);
    CHECK(try_it(newer["token"]) == "invitation_void");
    for (const char* email : {"nobody", "@x", "a@", "a b@c"})
        CHECK(invite(owner, email).status == 422);
    const std::string last = body_of(invite(owner, "n@fjord.example"))["token"];
    shop.clock.advance(7 * base::day_ms);
    CHECK(try_it(last) == "invitation_void");
    CHECK(try_it("made-up") == "invitation_void");
}

TEST_CASE("guessing invitations is limited by address") {
    AppOptions options = generous();
    options.guesses_per_address = {3, 0.1};
    Shop shop(options);
    Guest guest(*shop.app);
    const std::string ask = R"({"token":"guess","name":"N","password":"a long password"})";
    for (int i = 0; i < 3; ++i)
        CHECK(guest.send("POST", "/v1/invitations:accept", ask).status == 404);
    const Response waiting = guest.send("POST", "/v1/invitations:accept", ask);
    CHECK(waiting.status == 429);
    CHECK(*waiting.find("Retry-After") == "10");
}

TEST_CASE_FIXTURE(TeamRoom, "a repeated invitation under one key is made once and told once") {
    owner.extra = {{"idempotency-key", "k1"}};
    const Response first = invite(owner, "n@fjord.example");
    const Response again = invite(owner, "n@fjord.example");
    CHECK(body_of(first)["token"].get<std::string>().size() > 60);
    CHECK(again.find("Idempotency-Replayed"));
    CHECK(body_of(again)["token"] == "");
    CHECK(body_of(again)["invitation"]["id"] == body_of(first)["invitation"]["id"]);
}

TEST_CASE_FIXTURE(TeamRoom, "who is in two teams names one, or works in the first they joined") {
    const std::string token = body_of(invite(owner, std::string(otto), "analyst"))["token"];
    Guest guest(*shop.app);
    guest.sign_in(otto);
    shop.clock.advance(base::minute_ms);
    REQUIRE(accept(guest, {{"token", token}}).status == 200);
    const Json me = body_of(guest.get("/v1/me"));
    CHECK(me["team"]["name"] == "Harbour");
    REQUIRE(me["teams"].size() == 2);
    CHECK(me["teams"][1]["id"] == "team_fjord");
    CHECK(me["teams"][1]["role"] == "analyst");
    const Json there = body_of(guest.get("/v1/me?team=team_fjord"));
    CHECK(there["team"]["name"] == "Fjord");
    CHECK(there["role"] == "analyst");
    CHECK(body_of(guest.get("/v1/apps?team=team_fjord"))["items"][0]["id"] == "app_notes");
    CHECK(guest.get("/v1/apps/app_notes").status == 404);
    CHECK(guest.get("/v1/apps/app_notes?team=team_fjord").status == 200);
    CHECK(guest.get("/v1/apps/app_boats?team=team_fjord").status == 404);
    CHECK(guest.send("DELETE", "/v1/members/usr_ines?team=team_fjord", "").status == 403);
    CHECK(guest.get("/v1/apps?team=team_nobody").status == 404);
    CHECK(owner.get("/v1/apps?team=team_harbour").status == 404);
    CHECK(owner.get("/v1/apps?team=").status == 404);
}

TEST_CASE_FIXTURE(TeamRoom, "members come by pages") {
    for (int i = 0; i < 5; ++i) {
        shop.clock.advance(base::minute_ms);
        shop.add_person("p" + std::to_string(i) + "@fjord.example", "team_fjord", Role::analyst);
    }
    std::set<std::string> seen;
    std::string next = "/v1/members?limit=3";
    for (int pages = 0; !next.empty() && pages < 5; ++pages) {
        const Json page = body_of(owner.get(next));
        CHECK(page["total"] == 7);
        for (const Json& one : page["items"])
            CHECK(seen.insert(one["user"]["id"].get<std::string>()).second);
        next = page["next"].is_null()
                   ? ""
                   : "/v1/members?limit=3&cursor=" + page["next"].get<std::string>();
    }
    CHECK(seen.size() == 7);
    CHECK(code_of(owner.get("/v1/members?cursor=made-up")) == "bad_cursor");
    CHECK(code_of(owner.get("/v1/invitations?cursor=members,1,2")) == "bad_cursor");
}

TEST_CASE_FIXTURE(TeamRoom, "what is done to a team stands in its audit log, and only there") {
    change(owner, "usr_anna", {{"role", "support"}, {"apps", Json::array()}, {"reason", "moved"}});
    invite(owner, "n@fjord.example");
    owner.send("DELETE", "/v1/members/usr_anna?reason=left", "");
    const Json log = body_of(owner.get("/v1/audit?action=member"));
    REQUIRE(log["items"].size() == 2);
    CHECK(log["items"][0]["action"] == "member.remove");
    CHECK(log["items"][0]["reason"] == "left");
    CHECK(log["items"][1]["actor"] == "usr_ines");
    CHECK(log["items"][1]["actor_name"] == "ines");
    CHECK(log["items"][1]["subject"] == "usr_anna");
    CHECK(log["items"][1]["reason"] == "analyst to support: moved");
    CHECK(log["total"].is_null());
    const Json page = body_of(owner.get("/v1/audit?limit=1"));
    CHECK(page["items"].size() == 1);
    const std::string next = page["next"];
    CHECK(body_of(owner.get("/v1/audit?limit=1&cursor=" + next))["items"][0]["id"] !=
          page["items"][0]["id"]);
    CHECK(code_of(owner.get("/v1/audit?cursor=made-up")) == "bad_cursor");
    Guest foreign(*shop.app);
    foreign.sign_in(otto);
    const Json theirs = body_of(foreign.get("/v1/audit"));
    CHECK(!theirs["items"].empty());
    for (const Json& line : theirs["items"])
        CHECK(line["actor"] == "usr_otto");
    CHECK(body_of(foreign.get("/v1/audit?subject=usr_anna"))["items"].empty());
}

TEST_CASE_FIXTURE(TeamRoom, "a refused change leaves no line in the audit log") {
    change(owner, "usr_ines", as_developer);
    change(owner, "usr_nobody", as_developer);
    CHECK(body_of(owner.get("/v1/audit?action=member"))["items"].empty());
}

}  // namespace vitrine::tests
