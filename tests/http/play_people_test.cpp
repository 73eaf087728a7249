// A team's people as Play's users and grants, and how often a key may call.
#include <doctest/doctest.h>

#include "play_room.h"
#include "service/play/people.h"

namespace vitrine::tests {
namespace {

namespace play = service::play;
using contract::Role;

const std::string users = "/androidpublisher/v3/developers/team_fjord/users";

Json set_of(Role role, bool of_app = false) { return play::permissions_of(role, of_app); }

// People are changed by people: with a browser's cookie, at the same addresses.
struct PeopleRoom : PlayRoom {
    Response send(const std::string& method, const std::string& target,
                  const Json& body = Json::object()) {
        return dev.send(method, target, body.dump());
    }
    Json members() { return body_of(dev.get("/v1/members"))["items"]; }
    Json member(const std::string& email) {
        const Json all = members();
        for (const Json& one : all)
            if (one["user"]["email"] == email) return one;
        return nullptr;
    }
    static std::string reason(const Response& answer) {
        const Json body = body_of(answer);
        return body.contains("error") ? body["error"]["errors"][0]["reason"].get<std::string>()
                                      : "";
    }
};

}  // namespace

TEST_CASE("every role is told as permissions, and the permissions lead back to it") {
    for (const bool of_app : {false, true})
        for (const Role role : {Role::admin, Role::release_manager, Role::developer, Role::support,
                                Role::analyst}) {
            const Json names = set_of(role, of_app);
            CAPTURE(names.dump());
            CHECK(!names.empty());
            CHECK(names[0].get<std::string>().ends_with("_GLOBAL") == !of_app);
            CHECK(play::role_of(names, "p", of_app) == role);
        }
    CHECK(play::role_of(Json::array(), "p", false) == Role::none);
    CHECK(play::role_of({"CAN_SEE_ALL_APPS"}, "p", false) == Role::analyst);
    CHECK(play::role_of({"CAN_REPLY_TO_REVIEWS_GLOBAL"}, "p", false) == Role::support);
    // Nobody gets to do more than was asked for, nor is anything left out in silence.
    CHECK(!play::role_of({"CAN_MANAGE_PUBLIC_APKS_GLOBAL"}, "p", false));
    CHECK(!play::role_of({"CAN_VIEW_FINANCIAL_DATA_GLOBAL"}, "p", false));
    CHECK(!play::role_of({"CAN_REPLY_TO_REVIEWS_GLOBAL", "CAN_SEE_ALL_APPS"}, "p", false));
    CHECK(!play::role_of(7, "p", false));
    CHECK(!play::role_of({7}, "p", false));
}

TEST_CASE_FIXTURE(PeopleRoom, "users are the team's members and invitations") {
    const Json all = body_of(dev.get(users))["users"];
    REQUIRE(all.size() == 2);  // by address
    CHECK(all[0]["email"] == anna);
    CHECK(all[0]["name"] == "developers/team_fjord/users/" + std::string(anna));
    CHECK(all[0]["accessState"] == "ACCESS_GRANTED");
    CHECK(all[0]["developerAccountPermissions"] == set_of(Role::analyst));
    CHECK(all[1]["partial"] == true);  // the owner
    const Json first = body_of(dev.get(users + "?pageSize=1"));
    CHECK(first["users"].size() == 1);
    const std::string token = first["nextPageToken"];
    const Json rest = body_of(dev.get(users + "?pageSize=1&pageToken=" + token));
    CHECK(rest["users"][0]["email"] == ines);
    CHECK(!rest.contains("nextPageToken"));
    CHECK(dev.get(users + "?pageSize=0").status == 400);
    CHECK(dev.get(users + "?pageSize=-1").status == 200);
    const std::string theirs = "/androidpublisher/v3/developers/team_harbour/users";
    CHECK(dev.get(theirs).status == 404);

    // Invited, changed, taken back.
    const Json ask = {{"email", "Nils@Fjord.example"},
                      {"developerAccountPermissions", set_of(Role::developer)}};
    const Json nils = body_of(send("POST", users, ask));
    CHECK(nils["accessState"] == "INVITED");
    CHECK(nils["invitationToken"].get<std::string>().starts_with("vti_"));
    const std::string his = "developers/team_fjord/users/Nils@Fjord.example";
    CHECK(nils["name"] == his);
    CHECK(body_of(dev.get(users))["users"].size() == 3);
    const Json more = body_of(send("PATCH", "/androidpublisher/v3/" + his,
                                   {{"developerAccountPermissions", set_of(Role::support)}}));
    CHECK(more["developerAccountPermissions"] == set_of(Role::support));
    CHECK(body_of(dev.get("/v1/invitations"))["items"][0]["role"] == "support");
    CHECK(send("DELETE", users + "/nils@fjord.example").status == 204);  // however it is written
    CHECK(body_of(dev.get("/v1/invitations"))["items"].empty());
    CHECK(send("DELETE", "/androidpublisher/v3/" + his).status == 404);

    // A member's role, with and without a mask.
    const std::string hers = users + "/" + std::string(anna);
    CHECK(send("PATCH", hers + "?updateMask=email").status == 200);
    CHECK(member(std::string(anna))["role"] == "analyst");
    CHECK(send("PATCH", hers + "?updateMask=developerAccountPermissions",
               {{"developerAccountPermissions", set_of(Role::release_manager)}})
              .status == 200);
    CHECK(member(std::string(anna))["role"] == "release_manager");
    CHECK(send("POST", users, {{"email", anna},
                               {"developerAccountPermissions", set_of(Role::support)}})
              .status == 400);  // she is a member already
    CHECK(send("DELETE", hers).status == 204);
    CHECK(member(std::string(anna)).is_null());
    CHECK(send("DELETE", users + "/" + std::string(ines)).status == 400);  // the last owner
}

TEST_CASE_FIXTURE(PeopleRoom, "who is in two teams sees the one that the address names") {
    Guest harbour(*shop.app);
    REQUIRE(harbour.sign_in(otto).status == 200);
    const std::string theirs = "/androidpublisher/v3/developers/team_harbour/users";
    const Json ask = {{"email", ines}, {"developerAccountPermissions", set_of(Role::analyst)}};
    const Json made = body_of(harbour.send("POST", theirs, ask.dump()));
    REQUIRE(made.contains("invitationToken"));
    REQUIRE(dev.send("POST", "/v1/invitations:accept",
                     Json{{"token", made["invitationToken"]}}.dump())
                .status == 200);
    CHECK(body_of(dev.get(theirs))["users"].size() == 2);
    CHECK(body_of(dev.get(users))["users"].size() == 2);
    CHECK(dev.get(theirs).body.find(anna) == std::string::npos);
    CHECK(dev.send("DELETE", theirs + "/" + std::string(otto), "").status == 403);
}

TEST_CASE_FIXTURE(PeopleRoom, "grants are roles on single apps") {
    const std::string hers = users + "/" + std::string(anna) + "/grants";
    const Json ask = {{"packageName", "org.example.notes"},
                      {"appLevelPermissions", set_of(Role::developer, true)}};
    const Json made = body_of(send("POST", hers, ask));
    CHECK(made["name"] == "developers/team_fjord/users/" + std::string(anna) +
                              "/grants/org.example.notes");
    CHECK(member(std::string(anna))["apps"] ==
          Json::array({{{"app", "app_notes"}, {"role", "developer"}}}));
    CHECK(send("POST", hers, ask).status == 400);  // there is one
    const std::string grant = hers + "/org.example.notes";
    CHECK(send("PATCH", grant, {{"appLevelPermissions", set_of(Role::support, true)}}).status ==
          200);
    CHECK(member(std::string(anna))["apps"][0]["role"] == "support");
    CHECK(body_of(dev.get(users))["users"][0]["grants"][0]["appLevelPermissions"] ==
          set_of(Role::support, true));
    CHECK(send("DELETE", grant).status == 204);
    CHECK(send("DELETE", grant).status == 404);
    CHECK(member(std::string(anna))["apps"].empty());
    CHECK(send("PATCH", hers + "/org.example.boats", ask).status == 404);  // another team's app
    CHECK(send("POST", users + "/nobody@fjord.example/grants", ask).status == 404);
    CHECK(send("POST", users, {{"email", "lone@fjord.example"}, {"grants", {ask}}}).status == 200);
    CHECK(body_of(dev.get("/v1/invitations"))["items"][0]["apps"][0]["role"] == "developer");
}

TEST_CASE_FIXTURE(PeopleRoom, "what is wrong about people is refused, and keys change nobody") {
    CHECK(send("POST", users, {{"email", "x@fjord.example"}}).status == 400);  // to nothing
    CHECK(send("POST", users, {{"developerAccountPermissions", set_of(Role::support)}}).status ==
          400);
    CHECK(send("POST", users, {{"email", "no address"},
                               {"developerAccountPermissions", set_of(Role::support)}})
              .status == 400);
    const Response expires = send("PATCH", users + "/" + std::string(anna),
                                  {{"expirationTime", "2030-01-01T00:00:00Z"}});
    CHECK(expires.status == 400);
    CHECK(expires.body.find("expirationTime") != std::string::npos);
    const Response strange = send("PATCH", users + "/" + std::string(anna),
                                  {{"developerAccountPermissions", {"CAN_MANAGE_ORDERS_GLOBAL"}}});
    CHECK(strange.status == 400);
    CHECK(strange.body.find("release_manager") != std::string::npos);  // says which sets there are

    // A service account: told of nobody without the scope, and never lets anybody in.
    const auto told = tool.ask("GET", users);
    CHECK(told.status == 403);
    CHECK(reason_of(told) == "insufficientPermissions");
    tool.token = token_of(issue(dev, {{"scopes", {"apps:read", "apps:write", "team:read"}}}));
    CHECK(tool.ask("GET", users).body["users"].size() == 2);
    CHECK(tool.ask("POST", users, {{"email", "friend@example.com"},
                                   {"developerAccountPermissions", set_of(Role::admin)}})
              .status == 403);
    CHECK(tool.ask("DELETE", users + "/" + std::string(anna)).status == 403);
    // A session is for these addresses only, and needs its token.
    CHECK(dev.send("POST", play_notes + "/edits", "").status == 401);
    dev.csrf_token = "wrong";
    CHECK(reason(send("DELETE", users + "/" + std::string(anna))) == "forbidden");
    Guest reader(*shop.app);
    REQUIRE(reader.sign_in(anna).status == 200);
    CHECK(reader.get(users).status == 200);
    CHECK(reader.send("DELETE", users + "/" + std::string(anna), "").status == 403);
    CHECK(member(std::string(anna))["role"] == "analyst");
}

TEST_CASE("who calls too often is told so in Play's words, each group of methods for itself") {
    AppOptions options = generous();
    options.play_calls = {4, 1};
    options.play_replies = {1, 1.0 / 3600};
    Shop shop(options);
    Guest dev(*shop.app);
    REQUIRE(dev.sign_in(ines).status == 200);
    const Response made = dev.send("POST", "/v1/service-accounts",
                                   R"({"name":"CI","url":"http://store.test"})");
    REQUIRE(made.status == 200);
    const std::string key = body_of(made)["subject_token"];
    const auto ask = [&](const std::string& method, const std::string& target,
                         const std::string& body = "") {
        Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.headers = {{"host", "store.test"}, {"authorization", "Bearer " + key}};
        return shop.app->handle(request);
    };
    for (int i = 0; i < 4; ++i) CHECK(ask("POST", play_notes + "/edits").status == 200);
    const Response over = ask("POST", play_notes + "/edits");
    CHECK(over.status == 429);
    CHECK(*over.find("Retry-After") == "1");
    const Json error = body_of(over)["error"];
    CHECK(error["status"] == "RESOURCE_EXHAUSTED");
    CHECK(error["errors"][0]["reason"] == "rateLimitExceeded");
    CHECK(error["errors"][0]["domain"] == "global");
    CHECK(error["message"].get<std::string>().find("'publishing'") != std::string::npos);
    const std::string review = play_notes + "/reviews/" + shop.our_review.text;
    CHECK(ask("GET", review).status == 200);  // another group
    shop.clock.advance(1000);
    CHECK(ask("POST", play_notes + "/edits").status == 200);
    CHECK(ask("POST", review + ":reply", R"({"replyText":"Thanks"})").status == 200);
    const Response replies = ask("POST", review + ":reply", R"({"replyText":"Thanks again"})");
    CHECK(replies.status == 429);
    CHECK(body_of(replies)["error"]["errors"][0]["reason"] == "quotaExceeded");
    CHECK(body_of(ask("GET", review))["comments"][1]["developerComment"]["text"] == "Thanks");

    // The store's own limit speaks Play here, too.
    AppOptions few = generous();
    few.per_address = {1, 0.01};
    Shop small(few);
    Request request;
    request.method = "POST";
    request.target = play_notes + "/edits";
    (void)small.app->handle(request);
    const Response full = small.app->handle(request);
    CHECK(full.status == 429);
    CHECK(body_of(full)["error"]["errors"][0]["reason"] == "rateLimitExceeded");
}

}  // namespace vitrine::tests
