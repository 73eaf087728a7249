// A clock that somebody sets, forwards or back, while the store is served.
#include <doctest/doctest.h>

#include <sstream>

#include "basket_room.h"
#include "events.h"
#include "service/http/clock_watch.h"

namespace vitrine::tests {

using service::http::ClockWatch;

namespace {

constexpr std::int64_t far_ms = 400 * base::day_ms;

// A shop with a second clock, which nobody sets.
struct Watched {
    std::int64_t steady_ms = 5000;
    std::ostringstream log;
    Shop shop{options()};
    Guest guest{*shop.app};
    Watched() { REQUIRE(guest.sign_in(ines).status == 200); }

    AppOptions options() {
        AppOptions out = generous();
        out.log = &log;
        out.steady_ms = [this] { return steady_ms; };
        return out;
    }
    void go_by(std::int64_t ms) {
        steady_ms += ms;
        shop.clock.advance(ms);
        shop.app->tick();
    }
    void set_clock(std::int64_t by_ms) {
        shop.clock.advance(by_ms);
        shop.app->tick();
    }
    std::string reserve() {
        const Json ask = {{"app", "app_notes"}, {"name", "a.apk"}, {"size", 3},
                          {"sha256", std::string(64, 'a')}};
        const Response made = guest.send("POST", "/v1/uploads", ask.dump());
        REQUIRE(made.status == 200);
        return body_of(made)["id"];
    }
    bool kept(const std::string& upload) {
        return shop.store->uploads().find({upload})->has_value();
    }
};

}  // namespace

TEST_CASE("a jump ahead is told from time that went by, and trusted after a day") {
    ClockWatch watch;
    const auto look = [&](std::int64_t clock, std::int64_t steady) {
        return watch.look({clock}, steady);
    };
    CHECK(look(0, 0).may_forget);
    CHECK(look(far_ms, far_ms).may_forget);  // the machine slept
    CHECK(look(far_ms + base::minute_ms / 2, far_ms).jumped_ms == 0);
    const auto ahead = look(2 * far_ms, far_ms);
    CHECK(ahead.jumped_ms == far_ms - base::minute_ms / 2);
    CHECK_FALSE(ahead.may_forget);
    CHECK_FALSE(look(2 * far_ms + base::day_ms - 1, far_ms + base::day_ms - 1).may_forget);
    CHECK(look(2 * far_ms + base::day_ms, far_ms + base::day_ms).may_forget);
}

TEST_CASE("a clock that comes back from a jump may be trusted again at once, from two as well") {
    ClockWatch watch;
    (void)watch.look({0}, 0);
    CHECK_FALSE(watch.look({far_ms}, 1000).may_forget);
    CHECK_FALSE(watch.look({2 * far_ms}, 2000).may_forget);
    CHECK_FALSE(watch.look({far_ms}, 3000).may_forget);
    const auto back = watch.look({4000}, 4000);
    CHECK(back.jumped_ms == 3000 - far_ms);
    CHECK(back.may_forget);
}

TEST_CASE_FIXTURE(Watched, "nothing is swept for a day after a jump ahead, and the log says so") {
    const std::string upload = reserve();
    go_by(base::hour_ms);
    set_clock(far_ms);
    CHECK(kept(upload));
    CHECK(log.str().find("event=clock_set by_s=" + base::decimal(far_ms / 1000)) !=
          std::string::npos);
    go_by(base::hour_ms);
    CHECK(kept(upload));
    set_clock(-far_ms);
    CHECK(kept(upload));
    CHECK(guest.get("/v1/uploads/" + upload).status == 200);
    go_by(base::day_ms);
    CHECK_FALSE(kept(upload));  // in its own time
}

TEST_CASE_FIXTURE(Watched, "a clock that was behind and is set right sweeps again after a day") {
    const std::string upload = reserve();
    set_clock(far_ms);
    CHECK(kept(upload));
    go_by(base::day_ms);
    CHECK_FALSE(kept(upload));
}

TEST_CASE_FIXTURE(Watched, "what is swept goes on being swept after the clock was set back") {
    set_clock(-far_ms);
    REQUIRE(guest.sign_in(ines).status == 200);
    const std::string upload = reserve();
    go_by(base::day_ms + base::minute_ms);
    CHECK_FALSE(kept(upload));
}

TEST_CASE("who must wait waits as long as was said, however the clock is set meanwhile") {
    for (const std::int64_t jump : {-far_ms, far_ms}) {
        CAPTURE(jump);
        AppOptions options = generous();
        options.sign_ins_per_account = {3, 0.1};
        Shop shop(options);
        Guest guest(*shop.app);
        for (int i = 0; i < 3; ++i) CHECK(guest.sign_in(ines, "guess").status == 401);
        CHECK(guest.sign_in(ines).status == 429);
        shop.clock.advance(jump);
        if (jump < 0) {
            CHECK(*guest.sign_in(ines).find("Retry-After") == "10");
            shop.clock.advance(10 * base::second_ms);
        }
        CHECK(guest.sign_in(ines).status == 200);
    }
}

TEST_CASE("what was sent while the clock was ahead is checked once the clock is right") {
    Shop shop(generous());
    Guest guest(*shop.app);
    shop.clock.advance(far_ms);
    REQUIRE(guest.sign_in(ines).status == 200);
    const Json draft = {{"app", "app_notes"}, {"version_name", "3"}, {"version_code", "30"},
                        {"track", "production"}};
    const Json made = body_of(guest.send("POST", "/v1/submissions", draft.dump()));
    const std::string id = made["submission"]["id"];
    REQUIRE(guest.send("POST", "/v1/submissions/" + id + "/moves", R"({"move":"submit"})").status ==
            200);
    shop.clock.advance(-far_ms);
    for (int i = 0; i < 4; ++i) {
        shop.clock.advance(10 * base::minute_ms);
        shop.app->tick();
    }
    CHECK(body_of(guest.get("/v1/submissions/" + id))["submission"]["stage"] == "queued");
}

TEST_CASE("a store that was first started while the clock was ahead checks what is sent later") {
    Shop shop(generous());  // its first tick was now, which is then in the future
    shop.clock.advance(-far_ms);
    Guest guest(*shop.app);
    REQUIRE(guest.sign_in(ines).status == 200);
    shop.app->tick();
    const Json draft = {{"app", "app_notes"}, {"version_name", "3"}, {"version_code", "30"},
                        {"track", "production"}};
    const Json made = body_of(guest.send("POST", "/v1/submissions", draft.dump()));
    const std::string id = made["submission"]["id"];
    REQUIRE(guest.send("POST", "/v1/submissions/" + id + "/moves", R"({"move":"submit"})").status ==
            200);
    for (int i = 0; i < 3; ++i) {
        shop.clock.advance(base::minute_ms);
        shop.app->tick();
    }
    CHECK(body_of(guest.get("/v1/submissions/" + id))["submission"]["stage"] == "queued");
}

TEST_CASE("events that came while the clock was ahead are kept with the others") {
    Shop shop(generous());
    Sender sender(shop);
    CHECK(sender.send("b1", std::vector{a_line(shop, "install", "a")}).status == 200);
    shop.clock.advance(20 * base::day_ms);
    shop.app->tick();
    CHECK(sender.send("b2", std::vector{a_line(shop, "install", "b")}).status == 200);
    shop.clock.advance(-20 * base::day_ms);
    shop.app->tick();
    CHECK(sender.send("b1", std::vector{a_line(shop, "install", "a")}).status == 200);
    CHECK(sender.today("installs") == 1);
    CHECK(sender.send("b3", std::vector{a_line(shop, "install", "c")}).status == 200);
    CHECK(sender.today("installs") == 2);
}

}  // namespace vitrine::tests
