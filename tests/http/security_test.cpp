// What somebody may try who is clever: lines in the log, headers in an answer, a session that they
// chose, a right that they lack, guesses without number.
#include <doctest/doctest.h>

#include <set>
#include <sstream>

#include "service/http/limiter.h"
#include "shop.h"

namespace vitrine::tests {

namespace {

const std::string nasty = "x\r\nSet-Cookie: vt_session=evil\r\n\r\n<b>\ttime=1 event=request";
const std::string nasty_in_url =
    "x%0D%0ASet-Cookie%3A%20vt_session%3Devil%0D%0A%0D%0A%3Cb%3Etime%3D1%20event%3Drequest";

// Every place that a stranger fills in, one request each.
std::vector<Request> nasty_requests(const Shop& shop) {
    std::vector<Request> all;
    using Headers = std::vector<service::http::Header>;
    const auto add = [&](const std::string& method, const std::string& target,
                         const std::string& body = "", Headers more = {}) {
        Request one;
        one.method = method;
        one.target = target;
        one.body = body;
        one.headers = std::move(more);
        if (!body.empty()) one.headers.push_back({"content-type", "application/json"});
        all.push_back(std::move(one));
    };
    for (const char* path : {"/v1/apps/", "/v1/reviews/", "/v1/submissions/", "/v1/unicorns/", "/",
                             "/sign-in?next=", "/sign-in?error=", "/v1/reviews?q=",
                             "/v1/reviews?cursor=", "/v1/exports/reviews?q=", "/v1/stream?team=",
                             "/v1/apps?team=", "/v1/search?q=", "/v1/uploads/", "/reviews?q=",
                             "/device?user_code=", "/v1/device-sign-ins/"})
        add("GET", path + nasty_in_url);
    add("GET", nasty);
    add(nasty, "/v1/apps");
    add("PUT", "/v1/uploads/" + nasty_in_url + "/parts/0", "abc",
        {{"content-type", "application/octet-stream"}});
    const std::string reply = "/v1/reviews/" + shop.our_review.text + "/reply";
    for (const char* name : {"user-agent", "referer", "origin", "x-forwarded-for", "accept",
                             "accept-encoding", "accept-language", "if-match", "if-none-match",
                             "last-event-id", "idempotency-key", "cookie", "authorization",
                             "content-type", "x-request-id", "x-csrf-token", "expect"}) {
        add("GET", "/v1/apps", "", {{name, nasty}});
        add("PUT", reply, R"({"text":"Hello"})", {{name, nasty}});
        add("GET", "/sign-in", "", {{name, nasty}});
    }
    add("PUT", reply, Json{{"text", nasty}}.dump());
    add("PUT", reply, Json{{nasty, nasty}}.dump());
    add("POST", "/v1/session", Json{{"email", nasty}, {"password", nasty}}.dump());
    add("POST", "/v1/apps", Json{{"package_name", nasty}, {"name", nasty},
                                 {"default_locale", nasty}}.dump());
    add("POST", "/v1/api-keys", Json{{"name", nasty}, {"scopes", {"apps:read"}}}.dump());
    add("POST", "/v1/kiosks", Json{{"name", nasty}}.dump());
    return all;
}

// "time=... event=request id=... method=... route=... status=... ms=... bytes=..." and no more.
std::string id_in(const std::string& line) {
    std::istringstream words(line);
    std::string word, id;
    for (const char* name : {"time=", "event=request", "id=", "method=", "route=", "status=", "ms=",
                             "bytes="}) {
        if (!(words >> word) || !word.starts_with(name)) return "(" + line + ")";
        if (name == std::string("id=")) id = word.substr(3);
        for (const char c : word)
            if (c <= ' ' || c >= 0x7f) return "(" + line + ")";
    }
    return words >> word ? "(" + line + ")" : id;
}

}  // namespace

TEST_CASE("each request is one line in the log, with its id and nothing that people wrote") {
    std::ostringstream log;
    AppOptions options = generous();
    options.log = &log;
    Shop shop(options);
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    for (const Request& request : nasty_requests(shop)) {
        log.str("");
        const Response answer = guest.send(request);
        CAPTURE(request.method);
        CAPTURE(request.target);
        const std::string said = log.str();
        REQUIRE(std::ranges::count(said, '\n') == 1);
        CHECK(id_in(said.substr(0, said.size() - 1)) == *answer.find("X-Request-Id"));
        for (const char* secret : {"evil", "Cookie", "<b>", "fjord", "correct", "Hello"})
            CHECK(said.find(secret) == std::string::npos);
        if (answer.stream) shop.app->close_stream(*answer.stream);
    }
}

TEST_CASE("nothing that is asked becomes a header of the answer, or ends one") {
    Shop shop(generous());
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    for (const Request& request : nasty_requests(shop)) {
        const Response answer = guest.send(request);
        CAPTURE(request.method);
        CAPTURE(request.target);
        CHECK(answer.status >= 200);
        CHECK(answer.status < 500);
        for (const auto& header : answer.headers) {
            CAPTURE(header.name);
            CHECK(header.value.find_first_of(std::string("\r\n\0", 3)) == std::string::npos);
            CHECK(header.value.find("vt_session=evil") == std::string::npos);
            CHECK(header.name.find_first_of(" \r\n:") == std::string::npos);
        }
        if (answer.stream) shop.app->close_stream(*answer.stream);
    }
}

TEST_CASE("a session is never one that somebody chose beforehand") {
    Shop shop(generous());
    const std::string chosen = "vt_session=" + std::string(64, 'a');
    Guest victim(*shop.app), thief(*shop.app), own(*shop.app);
    victim.cookie = thief.cookie = chosen;
    REQUIRE(victim.sign_in(ines).status == 200);
    CHECK(victim.cookie != chosen);
    CHECK(thief.get("/v1/me").status == 401);
    // Nor the thief's own, put into somebody else's browser.
    REQUIRE(own.sign_in(otto).status == 200);
    Guest lured(*shop.app);
    lured.cookie = own.cookie;
    REQUIRE(lured.sign_in(ines).status == 200);
    CHECK(lured.cookie != own.cookie);
    CHECK(own.get("/v1/me").status == 401);
    CHECK(body_of(lured.get("/v1/me"))["user"]["email"] == ines);
    // Of two cookies of one name the first counts, and it must be right.
    Guest doubled(*shop.app);
    doubled.cookie = chosen + "; " + lured.cookie;
    CHECK(doubled.get("/v1/me").status == 401);
}

TEST_CASE("the token against forged writes belongs to one session only") {
    Shop shop(generous());
    Guest first(*shop.app), second(*shop.app);
    REQUIRE(first.sign_in(ines).status == 200);
    REQUIRE(second.sign_in(ines).status == 200);
    CHECK(first.csrf_token != second.csrf_token);
    std::swap(first.csrf_token, second.csrf_token);
    const std::string target = "/v1/reviews/" + shop.our_review.text + "/reply";
    CHECK(code_of(first.send("PUT", target, R"({"text":"Hi"})")) == "csrf_token_wrong");
}

TEST_CASE("no write with a cookie goes without the token, on any endpoint") {
    Shop shop(generous());
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    guest.csrf_token.clear();
    int writes = 0;
    contract::StoreApi::each([&]<class Endpoint>() {
        constexpr const contract::Call& call = Endpoint::call;
        if (call.verb == contract::Verb::get || call.access == contract::Access::reviewer ||
            !contract::may(contract::Role::owner, contract::StoreRole::none, call.right))
            return;
        const bool signs_in = call.path.starts_with("/v1/session") &&
                              call.verb == contract::Verb::post;
        if (signs_in) return;  // there is no session yet; another site's form is refused elsewhere
        std::string path(call.path);
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}', at) - at + 1, "x");
        CAPTURE(call.path);
        CHECK(code_of(guest.send(std::string(contract::name_of(call.verb)), path, "{}")) ==
              "csrf_token_wrong");
        ++writes;
    });
    CHECK(writes > 40);
}

TEST_CASE("each endpoint opens to the roles of its right and to no other") {
    using contract::Role;
    Shop shop(generous());
    int cells = 0;
    for (const Role role : {Role::owner, Role::admin, Role::release_manager, Role::developer,
                            Role::support, Role::analyst}) {
        const std::string name(contract::name_of(role));
        shop.add_person(name + "@role.example", "team_fjord", role);
        contract::StoreApi::each([&]<class Endpoint>() {
            constexpr const contract::Call& call = Endpoint::call;
            if (call.access == contract::Access::anyone) return;
            // Everybody may leave; taking others out is looked at member by member.
            if (std::is_same_v<Endpoint, contract::RemoveMember>) return;
            Guest guest(*shop.app);
            REQUIRE(guest.sign_in(name + "@role.example").status == 200);
            std::string path(call.path);
            for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
                path.replace(at, path.find('}', at) - at + 1, "x");
            CAPTURE(call.path);
            CAPTURE(name);
            const bool may = call.access != contract::Access::reviewer &&
                             contract::may(role, contract::StoreRole::none, call.right);
            const Response answer =
                guest.send(std::string(contract::name_of(call.verb)), path, "");
            CHECK(answer.status != 401);
            CHECK((code_of(answer) == "forbidden") == !may);
            ++cells;
        });
    }
    CHECK(cells > 500);
}

TEST_CASE("a flood of others does not set free who has to wait") {
    using service::http::Limiter;
    Limiter limiter({2, 0.001});
    const base::Instant now{1'780'000'000'000};
    CHECK(limiter.take("victim", now) == 0);
    CHECK(limiter.take("victim", now) == 0);
    for (int i = 0; i < 50'000; ++i) CHECK(limiter.take("other" + std::to_string(i), now) == 0);
    CHECK(limiter.take("victim", now) > 0);
}

TEST_CASE("who has a network of IPv6 addresses has one allowance") {
    using service::http::network_of;
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(network_of("2001:DB8:1:2::9") == "2001:db8:1:2::/64");
    CHECK(network_of("2001:db8:1:3::9") != "2001:db8:1:2::/64");
    CHECK(network_of("::ffff:192.0.2.7") == "192.0.2.7");
    CHECK(network_of("192.0.2.7") == "192.0.2.7");
    CHECK(network_of("unknown") == "unknown");
    AppOptions options = generous();
    options.sign_ins_per_address = {3, 0.01};
    Shop shop(options);
    const auto guess_from = [&](const std::string& address) {
        Request request;
        request.method = "POST";
        request.target = "/v1/session";
        request.address = address;
        request.headers = {{"content-type", "application/json"}};
        request.body = Json{{"email", address + "@x.example"}, {"password", "guess"}}.dump();
        return shop.app->handle(request).status;
    };
    for (int i = 1; i <= 3; ++i) CHECK(guess_from("2001:db8::" + std::to_string(i)) == 401);
    CHECK(guess_from("2001:db8::4") == 429);
    CHECK(guess_from("2001:db8:0:1::4") == 401);
}

}  // namespace vitrine::tests
