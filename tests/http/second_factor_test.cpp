// The second factor, my sessions and my password.
#include <doctest/doctest.h>

#include "service/machine/one_time_code.h"
#include "shop.h"

namespace vitrine::tests {

using service::machine::code_at;
using service::machine::step_of_code;

const std::string with_password = R"({"password":"correct horse"})";
const std::string with_wrong_password = R"({"password":"wrong horse"})";
constexpr std::string_view factor = "/v1/me/second-factor";

std::string raw_from_base32(const std::string& text) {
    static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : text) {
        held = held << 5 | static_cast<unsigned>(letters.find(c));
        if ((bits += 5) >= 8) out += static_cast<char>(held >> (bits -= 8) & 255u);
    }
    return out;
}

struct Enrolled {
    explicit Enrolled(AppOptions options = generous()) : shop(options) {
        REQUIRE(owner.sign_in(ines).status == 200);
        const Json begun = body_of(post("", with_password));
        secret = raw_from_base32(begun["secret"]);
        uri = begun["uri"];
        const Response confirmed = post("/confirm", code_body(code()));
        REQUIRE(confirmed.status == 200);
        recovery = body_of(confirmed)["codes"];
        shop.clock.advance(base::minute_ms);
    }
    Response post(const std::string& path, const std::string& body) {
        return owner.send("POST", std::string(factor) + path, body);
    }
    std::string code() const {
        return code_at(secret, shop.clock.ms / base::second_ms / service::machine::code_period_s);
    }
    static std::string code_body(const std::string& code) { return Json{{"code", code}}.dump(); }
    // The second step of a guest who has done the first.
    Response second_step(Guest& guest, const std::string& code) {
        Response answer = guest.send("POST", "/v1/session/code", code_body(code));
        if (const std::string* set = answer.find("Set-Cookie"))
            guest.cookie = set->substr(0, set->find(';'));
        return answer;
    }

    Shop shop;
    Guest owner{*shop.app};
    std::string secret, uri;
    Json recovery;
};

TEST_CASE("codes are those of RFC 6238's test vectors") {
    const std::string secret = "12345678901234567890";
    const std::pair<std::int64_t, const char*> vectors[] = {
        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    for (const auto& [second, code] : vectors) {
        CHECK(code_at(secret, second / 30) == code);
        CHECK(step_of_code(secret, code, {second * 1000}, 0) == second / 30);
        CHECK(step_of_code(secret, code, {(second + 30) * 1000}, 0) == second / 30);
        CHECK(!step_of_code(secret, code, {(second + 90) * 1000}, 0));
        CHECK(!step_of_code(secret, code, {second * 1000}, second / 30));
    }
    for (const char* odd : {"", "28708", "2870820", "28708a"})
        CHECK(!step_of_code(secret, odd, {59000}, 0));
    const std::uint8_t bytes[] = {'f', 'o', 'o', 'b', 'a'};
    CHECK(service::machine::base32(bytes) == "MZXW6YTB");
}

TEST_CASE_FIXTURE(Enrolled, "signing in asks for the code after the password") {
    CHECK(uri.starts_with("otpauth://totp/Vitrine:ines%40fjord.example?secret="));
    const Json state = body_of(owner.get(std::string(factor)));
    CHECK(state["enabled"] == true);
    CHECK(state["recovery_codes_left"] == 10);
    Guest guest(*shop.app);
    const Response first = guest.sign_in(ines);
    CHECK(first.status == 401);
    CHECK(code_of(first) == "code_needed");
    CHECK(first.find("Set-Cookie")->starts_with("vt_step="));
    CHECK(first.find("Set-Cookie")->find("HttpOnly; SameSite=Strict") != std::string::npos);
    CHECK(guest.get("/v1/me").status == 401);
    Guest cheat(*shop.app);  // the step is no session
    cheat.cookie = "vt_session" + guest.cookie.substr(guest.cookie.find('='));
    CHECK(cheat.get("/v1/me").status == 401);
    const Response second = second_step(guest, code());
    REQUIRE(second.status == 200);
    CHECK(second.find("Set-Cookie")->starts_with("vt_session="));
    CHECK(body_of(second)["user"]["email"] == ines);
    CHECK(guest.get("/v1/me").status == 200);
    CHECK(Guest(*shop.app).sign_in(ines, "wrong horse").status == 401);
    CHECK(Guest(*shop.app).sign_in(otto).status == 200);  // has none
}

TEST_CASE_FIXTURE(Enrolled, "a code is taken once, by whoever is first") {
    Guest guest(*shop.app), thief(*shop.app);
    guest.sign_in(ines);
    thief.sign_in(ines);
    const std::string now = code();
    CHECK(second_step(guest, now).status == 200);
    CHECK(code_of(second_step(thief, now)) == "wrong_code");
    CHECK(code_of(second_step(guest, now)) == "step_over");
    shop.clock.advance(30 * base::second_ms);
    CHECK(second_step(thief, code()).status == 200);
}

TEST_CASE_FIXTURE(Enrolled, "a recovery code signs in once, however it is written") {
    std::string typed = recovery[0];
    for (char& c : typed) c = c == '-' ? ' ' : static_cast<char>(std::toupper(c));
    Guest guest(*shop.app);
    guest.sign_in(ines);
    CHECK(second_step(guest, typed).status == 200);
    CHECK(body_of(guest.get(std::string(factor)))["recovery_codes_left"] == 9);
    guest.sign_in(ines);
    CHECK(code_of(second_step(guest, recovery[0])) == "wrong_code");
    const Json fresh = body_of(post("/recovery-codes", with_password))["codes"];
    CHECK(fresh.size() == 10);
    CHECK(code_of(second_step(guest, recovery[1])) == "wrong_code");
    CHECK(second_step(guest, fresh[1]).status == 200);
    CHECK(post("/recovery-codes", with_wrong_password).status == 422);
}

TEST_CASE_FIXTURE(Enrolled, "five wrong codes end the step, ten minutes too") {
    Guest guest(*shop.app);
    guest.sign_in(ines);
    for (int i = 0; i < 5; ++i) CHECK(code_of(second_step(guest, "000000")) == "wrong_code");
    CHECK(code_of(second_step(guest, code())) == "step_over");
    guest.sign_in(ines);
    shop.clock.advance(10 * base::minute_ms);
    CHECK(code_of(second_step(guest, code())) == "step_over");
    CHECK(code_of(second_step(guest, "")) == "invalid_fields");
    Guest without(*shop.app);
    CHECK(code_of(second_step(without, code())) == "step_over");
}

TEST_CASE("guessing codes is limited by account, also over many steps and addresses") {
    AppOptions options = generous();
    options.guesses_per_account = {7, 1.0 / 60};
    Enrolled room(options);
    int refused = 0, guesses = 0;
    for (int attempt = 0; attempt < 4; ++attempt) {
        Guest guest(*room.shop.app);
        guest.sign_in(ines);
        for (int i = 0; i < 4; ++i) {
            Request request;
            request.method = "POST";
            request.target = "/v1/session/code";
            request.body = Enrolled::code_body("000000");
            request.headers = {{"content-type", "application/json"}};
            request.address = "192.0.2." + std::to_string(attempt * 4 + i);
            const Response answer = guest.send(request);
            (answer.status == 429 ? refused : guesses)++;
            if (answer.status == 429) CHECK(*answer.find("Retry-After") == "60");
        }
    }
    CHECK(guesses == 7);
    CHECK(refused == 9);
    // Nobody without the password comes so far: others are not held up, and time heals.
    CHECK(room.owner.get("/v1/me").status == 200);
    room.shop.clock.advance(base::minute_ms);
    Guest late(*room.shop.app);
    late.sign_in(ines);
    CHECK(room.second_step(late, room.code()).status == 200);
}

TEST_CASE_FIXTURE(Enrolled, "the second factor is opened and closed with the password only") {
    CHECK(code_of(post("", with_password)) == "factor_enabled");
    CHECK(code_of(post("/confirm", code_body(code()))) == "factor_enabled");
    const Response wrong = post("/disable", with_wrong_password);
    CHECK(wrong.status == 422);
    CHECK(code_of(wrong) == "wrong_password");
    CHECK(post("/disable", "{}").status == 422);
    CHECK(body_of(post("/disable", with_password))["enabled"] == false);
    CHECK(code_of(post("/disable", with_password)) == "factor_not_enabled");
    CHECK(code_of(post("/recovery-codes", with_password)) == "factor_not_enabled");
    CHECK(Guest(*shop.app).sign_in(ines).status == 200);
}

TEST_CASE("a second factor that was not confirmed asks for nothing") {
    Shop shop(generous());
    Guest guest(*shop.app);
    guest.sign_in(ines);
    const std::string confirm = std::string(factor) + "/confirm";
    CHECK(code_of(guest.send("POST", confirm, R"({"code":"123456"})")) == "factor_not_begun");
    CHECK(code_of(guest.send("POST", std::string(factor), with_wrong_password)) ==
          "wrong_password");
    REQUIRE(guest.send("POST", std::string(factor), with_password).status == 200);
    CHECK(code_of(guest.send("POST", confirm, R"({"code":"000000"})")) == "wrong_code");
    CHECK(guest.send("POST", confirm, R"({"code":"0000000"})").status == 422);
    CHECK(body_of(guest.get(std::string(factor)))["enabled"] == false);
    CHECK(Guest(*shop.app).sign_in(ines).status == 200);
}

TEST_CASE("guessing a password with a stolen session is limited, right ones are not counted") {
    AppOptions options = generous();
    options.guesses_per_account = {3, 1.0 / 60};
    Shop shop(options);
    Guest guest(*shop.app);
    guest.sign_in(ines);
    for (int i = 0; i < 5; ++i)
        CHECK(guest.send("POST", std::string(factor), with_password).status == 200);
    for (int i = 0; i < 3; ++i)
        CHECK(guest.send("POST", std::string(factor), with_wrong_password).status == 422);
    const Response waiting = guest.send(
        "PUT", "/v1/me/password", R"({"password":"correct horse","next":"a long password"})");
    CHECK(waiting.status == 429);
    CHECK(code_of(waiting) == "too_many_attempts");
}

TEST_CASE("a flood of wrong passwords from elsewhere does not lock the owner out at home") {
    AppOptions options = generous();
    options.sign_ins_per_account = {3, 0.01};
    Shop shop(options);
    const auto sign_in_at = [&](const std::string& address, std::string_view secret) {
        Request request;
        request.method = "POST";
        request.target = "/v1/session";
        request.headers = {{"content-type", "application/json"}};
        request.body = Json{{"email", ines}, {"password", secret}}.dump();
        request.address = address;
        return shop.app->handle(request).status;
    };
    CHECK(sign_in_at("192.0.2.1", password) == 200);
    for (int i = 0; i < 10; ++i)
        CHECK(sign_in_at("198.51.100." + std::to_string(i), "guess") == (i < 3 ? 401 : 429));
    CHECK(sign_in_at("192.0.2.1", password) == 200);   // at home
    CHECK(sign_in_at("203.0.113.9", password) == 429);  // a new place has to wait
}

TEST_CASE("a change of the password ends the other sessions, and only that password opens") {
    Shop shop(generous());
    Guest here(*shop.app), there(*shop.app);
    here.sign_in(ines);
    there.sign_in(ines);
    const auto change = [&](const std::string& old, const std::string& next) {
        return here.send("PUT", "/v1/me/password",
                         Json{{"password", old}, {"next", next}}.dump());
    };
    CHECK(code_of(change("wrong horse", "a long password")) == "wrong_password");
    CHECK(change("correct horse", "short").status == 422);
    CHECK(change("correct horse", "correct horse").status == 422);
    CHECK(there.get("/v1/me").status == 200);
    const Response done = change("correct horse", "a long password");
    REQUIRE(done.status == 200);
    CHECK(body_of(done)["ended"] == 1);
    CHECK(here.get("/v1/me").status == 200);
    CHECK(code_of(there.get("/v1/me")) == "session_over");
    CHECK(Guest(*shop.app).sign_in(ines).status == 401);
    CHECK(Guest(*shop.app).sign_in(ines, "a long password").status == 200);
    const Json log = body_of(here.get("/v1/audit?action=password"));
    CHECK(log["items"][0]["action"] == "password.change");
    CHECK(here.get("/v1/audit").body.find("long password") == std::string::npos);
}

TEST_CASE("one session or all others are ended, and nobody else's") {
    Shop shop(generous());
    Guest here(*shop.app), there(*shop.app), third(*shop.app), other(*shop.app);
    here.sign_in(ines);
    there.sign_in(ines);
    third.sign_in(ines);
    other.sign_in(otto);
    const std::string foreign = body_of(other.get("/v1/session"))["items"][0]["id"];
    CHECK(here.send("DELETE", "/v1/sessions/" + foreign, "").status == 404);
    const Json mine = body_of(there.get("/v1/session"))["items"];
    std::string id;
    for (const Json& one : mine)
        if (one["current"] == true) id = one["id"];
    CHECK(here.send("DELETE", "/v1/sessions/" + id, "").status == 200);
    CHECK(there.get("/v1/me").status == 401);
    CHECK(here.send("DELETE", "/v1/sessions/" + id, "").status == 404);
    CHECK(body_of(here.send("DELETE", "/v1/sessions", ""))["ended"] == 1);
    CHECK(third.get("/v1/me").status == 401);
    CHECK(here.get("/v1/me").status == 200);
    CHECK(other.get("/v1/me").status == 200);
}

Response post_form(Guest& guest, const std::string& target, const std::string& body) {
    Request request;
    request.method = "POST";
    request.target = target;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = body;
    Response answer = guest.send(request);
    if (const std::string* set = answer.find("Set-Cookie"))
        guest.cookie = set->substr(0, set->find(';'));
    return answer;
}

TEST_CASE_FIXTURE(Enrolled, "the plain form takes the second step too") {
    Guest guest(*shop.app);
    const Response first = post_form(guest, "/sign-in?next=%2Freviews",
                                     "email=ines%40fjord.example&password=correct+horse");
    CHECK(first.status == 303);
    CHECK(*first.find("Location") == "/sign-in?next=%2Freviews#code");
    CHECK(guest.cookie.starts_with("vt_step="));
    const Response wrong = post_form(guest, "/sign-in?next=%2Freviews", "code=000000");
    CHECK(*wrong.find("Location") == "/sign-in?error=wrong_code&next=%2Freviews#code");
    const Response huge = post_form(guest, "/sign-in", "code=" + std::string(5000, '1'));
    CHECK(*huge.find("Location") == "/sign-in?error=wrong_code#code");
    const Response right = post_form(guest, "/sign-in?next=%2Freviews", "code=" + code());
    CHECK(*right.find("Location") == "/reviews#");
    CHECK(guest.get("/v1/me").status == 200);
    Guest stale(*shop.app);
    CHECK(*post_form(stale, "/sign-in", "code=123456").find("Location") ==
          "/sign-in?error=step_over#");
}

}  // namespace vitrine::tests
