// Events of devices, from lines on the wire to the figures that they become.
#include <doctest/doctest.h>

#include <thread>

#include "contract/ingest.h"
#include "events.h"
#include "service/machine/secrets.h"
#include "wire.h"

namespace vitrine::tests {

struct Devices {
    Shop shop{generous()};
    Sender sender{shop};

    Json line(const char* kind, const char* device, const Json& more = {}) const {
        return a_line(shop, kind, device, more);
    }
    std::string span(int days_before, int days_after) const {
        const base::Day day = base::day_of({shop.clock.ms.load()});
        return "from=" + base::iso_date({day.number - days_before}) +
               "&to=" + base::iso_date({day.number + days_after});
    }
    std::string days_ago(int days) const {
        return base::rfc3339({shop.clock.ms.load() - days * base::day_ms});
    }
};

using Lines = std::vector<Json>;

TEST_CASE_FIXTURE(Devices, "a batch of events is counted in every figure that it tells of") {
    const Response answer = sender.send(
        "b1", {line("listing_view", "a", {{"country", "DE"}}),
               line("listing_view", "b", {{"country", "JP"}}),
               line("install", "a", {{"country", "DE"}, {"version", "2.9.1"}}),
               line("open", "a", {{"country", "DE"}, {"device_class", "phone"}}),
               line("open", "a", {{"country", "DE"}}), line("open", "c"),
               line("crash", "a"), line("anr", "a"), line("uninstall", "b"),
               line("revenue", "a", {{"amount", 499}, {"currency", "EUR"}}),
               line("revenue", "c", {{"amount", -99}, {"currency", "EUR"}})});
    CHECK(answer.status == 200);
    CHECK(body_of(answer) == Json{{"batch", "b1"}, {"kept", 11}, {"left_out", 0},
                                  {"problems", Json::array()}});
    CHECK(sender.today("installs") == 1);
    CHECK(sender.today("uninstalls") == 1);
    CHECK(sender.today("active_devices") == 2);
    CHECK(sender.today("crashes") == 1);
    CHECK(sender.today("anrs") == 1);
    CHECK(sender.today("listing_views") == 2);
    CHECK(sender.today("revenue") == 400);
    CHECK(sender.today("conversions") == 0.5);
    CHECK(sender.today("crash_free_sessions").get<double>() == doctest::Approx(2.0 / 3));
    const Json rows = body_of(sender.get("/v1/metrics/breakdown?metric=listing_views&by=country&" +
                                         span(0, 1)))["rows"];
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["value"] == 1);
    const Json versions = body_of(sender.get(
        "/v1/metrics/breakdown?metric=installs&by=version&" + span(0, 1)))["rows"];
    CHECK(versions[0]["key"] == "2.9.1");
    const Json hours = body_of(sender.get("/v1/metrics?metrics=installs&grain=hour&" +
                                          span(0, 1)))["series"][0];
    CHECK(hours["total"] == 1);
    CHECK(hours["states"].get<std::string>().find('p') != std::string::npos);
}

TEST_CASE_FIXTURE(Devices, "a batch that is sent again is answered the same and adds nothing") {
    const std::string body =
        lines_of({line("install", "a"), line("install", "b"), {{"kind", "install"}}});
    const Response first = sender.send("b1", body);
    CHECK(first.status == 200);
    shop.clock.advance(base::hour_ms);
    const Response again = sender.send("b1", body);
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    const Response packed = sender.send("b1", gzipped(body), "gzip");
    CHECK(packed.body == first.body);
    CHECK(sender.today("installs") == 2);
    const Response other = sender.send("b1", Lines{line("install", "c")});
    CHECK(other.status == 409);
    CHECK(code_of(other) == "batch_reused");
    CHECK(sender.today("installs") == 2);
    CHECK(sender.send("b2", body).status == 200);
    CHECK(sender.today("installs") == 4);
}

TEST_CASE_FIXTURE(Devices, "a batch that an earlier version kept is known again by its lines") {
    const std::string body = lines_of({line("install", "a")});
    service::machine::RunningHash hash;  // as lines were known by then
    hash.add(body);
    service::ports::EventBatch kept;
    kept.team = {"team_fjord"};
    kept.id = "old";
    kept.hash = hash.hex();
    kept.answer = "{\"batch\":\"old\"}";
    REQUIRE(shop.store->events().keep(kept));
    CHECK(sender.send("old", gzipped(body), "gzip").body == kept.answer);
    CHECK(code_of(sender.send("old", Lines{line("install", "b")})) == "batch_reused");
    CHECK(sender.today("installs").is_null());
}

TEST_CASE_FIXTURE(Devices, "wrong lines are told by number and left out, the others are kept") {
    const std::string good = line("install", "a").dump();
    const std::string body = good + "\nnot json\n\n" + "{\"kind\":\"dance\"}\r\n" + good + "\r\n" +
                             std::string(5000, 'x') + "\n" +
                             line("install", "a", {{"country", "Germany"}}).dump() + "\n" +
                             line("install", "a", {{"amount", 5}}).dump() + "\n" +
                             line("revenue", "a", {{"amount", 5}, {"currency", "USD"}}).dump() +
                             "\n" + line("open", "a", {{"colour", "red"}}).dump() + "\n" +
                             line("open", "", {}).dump() + "\n" + good;
    const Json counts = body_of(sender.send("b", body));
    CHECK(counts["kept"] == 3);
    CHECK(counts["left_out"] == 8);
    std::string told;
    for (const Json& one : counts["problems"])
        told += std::to_string(one["line"].get<int>()) + ":" + one["path"].get<std::string>() +
                ":" + one["code"].get<std::string>() + " ";
    CHECK(told == "2::json_malformed 4:kind:not_allowed 6::too_long 7:country:too_long "
                  "8:amount:not_allowed 9:currency:not_allowed 10:colour:unknown "
                  "11:device:too_short ");
    CHECK(sender.today("installs") == 3);
}

TEST_CASE_FIXTURE(Devices, "of many wrong lines the first hundred are told and all are counted") {
    std::string body;
    for (int i = 0; i < 500; ++i) body += "[]\n";
    const Json counts = body_of(sender.send("b", body));
    CHECK(counts["left_out"] == 500);
    CHECK(counts["problems"].size() == 100);
    CHECK(counts["kept"] == 0);
}

TEST_CASE_FIXTURE(Devices, "events of long ago and of the future are left out") {
    const Json counts = body_of(sender.send(
        "b", {line("install", "a", {{"at", days_ago(36)}}),
              line("install", "a", {{"at", days_ago(35)}}),
              line("install", "a", {{"at", days_ago(-1)}}),
              line("install", "a", {{"at", base::rfc3339({shop.clock.ms + base::hour_ms})}})}));
    CHECK(counts["kept"] == 2);
    CHECK(counts["problems"][0]["line"] == 1);
    CHECK(counts["problems"][0]["path"] == "at");
    CHECK(counts["problems"][1]["line"] == 3);
}

TEST_CASE_FIXTURE(Devices, "an app of another team or out of a key's reach is as unknown as none") {
    shop.add_app({"app_maps"}, "team_fjord", "org.example.maps");
    Sender narrow(shop, {"ingest:write"}, {"app_maps"});
    const auto send = [&](Sender& who, const std::string& batch, const std::string& app) {
        Json counts = body_of(who.send(batch, Lines{line("install", "a", {{"app", app}})}));
        return counts["problems"].dump();
    };
    const std::string unknown = send(sender, "b1", "app_unicorn");
    CHECK(unknown.find("not_found") != std::string::npos);
    CHECK(send(sender, "b2", shop.boats.text) == unknown);
    CHECK(send(narrow, "b3", shop.notes.text) == unknown);
    CHECK(send(narrow, "b4", "app_maps") == "[]");
    CHECK(send(sender, "b5", "app_maps") == "[]");
    CHECK(sender.today("installs") == 2);
}

TEST_CASE_FIXTURE(Devices, "who may not ingest is refused before a line is read") {
    Sender reader(shop, {"metrics:read"});
    CHECK(code_of(reader.send("b", Lines{line("install", "a")})) == "forbidden");
    Guest analyst(*shop.app), owner(*shop.app), nobody(*shop.app), reviewer(*shop.app);
    const auto by = [&](Guest& guest) {
        Request request;
        request.method = "POST";
        request.target = "/v1/ingest/events?batch=b";
        request.headers = {{"content-type", "application/x-ndjson"}};
        request.body = lines_of({line("install", "a")});
        return guest.send(std::move(request));
    };
    CHECK(by(nobody).status == 401);
    analyst.sign_in(anna);
    CHECK(by(analyst).status == 403);
    reviewer.sign_in(rita);
    CHECK(by(reviewer).status == 403);
    owner.sign_in(ines);
    CHECK(by(owner).status == 200);
    owner.csrf_token = "wrong";
    CHECK(code_of(by(owner)) == "csrf_token_wrong");
    CHECK(sender.today("installs") == 1);
}

TEST_CASE_FIXTURE(Devices, "a body that is no lines, or damaged, or a bomb, is refused whole") {
    const std::string body = lines_of({line("install", "a")});
    Request request;
    request.method = "POST";
    request.target = "/v1/ingest/events?batch=b";
    request.headers = {{"content-type", "application/json"}};
    request.body = body;
    CHECK(code_of(sender.guest.send(request)) == "not_ndjson");
    CHECK(sender.send("b", body, "br").status == 415);
    request.target = "/v1/ingest/events";
    request.headers = {{"content-type", "application/x-ndjson"}};
    CHECK(sender.guest.send(request).status == 422);
    CHECK(sender.send(std::string(101, 'x'), body).status == 422);
    CHECK(code_of(sender.send("b", body, "gzip")) == "gzip_damaged");
    const std::string packed = gzipped(body);
    CHECK(code_of(sender.send("b", packed.substr(0, packed.size() - 9), "gzip")) ==
          "gzip_damaged");
    CHECK(code_of(sender.send("b", "", "gzip")) == "gzip_damaged");
    const Response bomb = sender.send("b", gzipped(std::string(20 << 20, ' ')), "gzip");
    CHECK(bomb.status == 413);
    CHECK(code_of(bomb) == "batch_too_large");
    CHECK(sender.today("installs").is_null());
    CHECK(sender.send("b", packed + packed, "gzip").status == 200);  // two members
    CHECK(sender.today("installs") == 2);
}

TEST_CASE_FIXTURE(Devices, "an event that comes late corrects the day that was final") {
    CHECK(sender.send("b1", Lines{line("install", "a")}).status == 200);
    const std::string then = base::rfc3339({shop.clock.ms.load()});
    const std::string asked = "/v1/metrics?metrics=installs&" + span(0, 1);
    const auto states = [&] {
        return body_of(sender.get(asked))["series"][0]["states"].get<std::string>();
    };
    CHECK(states() == "p");
    shop.clock.advance(3 * base::day_ms);
    shop.app->tick();
    CHECK(states() == "f");
    CHECK(sender.send("b2", Lines{line("install", "b", {{"at", then}})}).status == 200);
    CHECK(states() == "c");
    CHECK(body_of(sender.get(asked))["series"][0]["values"][0] == 2);
}

TEST_CASE_FIXTURE(Devices, "retention tells who came back, and is silent about days not over") {
    std::vector<Json> lines;
    for (const char* device : {"a", "b", "c", "d"})
        lines.push_back(line("open", device, {{"at", days_ago(3)}}));
    lines.push_back(line("open", "a", {{"at", days_ago(2)}}));
    lines.push_back(line("open", "b", {{"at", days_ago(2)}}));
    lines.push_back(line("open", "a", {{"at", days_ago(1)}}));
    lines.push_back(line("open", "e", {{"at", days_ago(1)}}));
    lines.push_back(line("open", "e"));
    REQUIRE(sender.send("b1", lines).status == 200);
    const std::string asked = "/v1/metrics/retention?days=3&" + span(5, 1);
    Json told = body_of(sender.get(asked));
    REQUIRE(told["cohorts"].size() == 2);
    CHECK(told["cohorts"][0]["devices"] == 4);
    CHECK(told["cohorts"][0]["active"] == Json{4, 2, 1, nullptr});
    CHECK(told["cohorts"][1]["active"] == Json{1, nullptr, nullptr, nullptr});
    CHECK(told["returned"] == Json{1.0, 0.5, 0.25, nullptr});
    // A late event shows that c was there a day earlier.
    REQUIRE(sender.send("b2", Lines{line("open", "c", {{"at", days_ago(4)}})}).status == 200);
    told = body_of(sender.get(asked));
    REQUIRE(told["cohorts"].size() == 3);
    CHECK(told["cohorts"][0]["active"] == Json{1, 1, 0, 0});
    CHECK(told["cohorts"][1]["active"] == Json{3, 2, 1, nullptr});
    CHECK(code_of(sender.get("/v1/metrics/retention?" + span(0, 0))) == "span_empty");
    CHECK(code_of(sender.get("/v1/metrics/retention?" + span(93, 0))) == "span_too_long");
    CHECK(sender.get("/v1/metrics/retention?days=366&" + span(1, 0)).status == 422);
}

TEST_CASE_FIXTURE(Devices, "the funnel counts devices that took its steps in order") {
    const auto ago = [&](int minutes) {
        return Json{{"at", base::rfc3339({shop.clock.ms - minutes * base::minute_ms})}};
    };
    REQUIRE(sender.send("b", {line("listing_view", "a", ago(9)), line("install", "a", ago(8)),
                              line("open", "a", ago(7)), line("listing_view", "b", ago(9)),
                              line("install", "b", ago(8)), line("listing_view", "c", ago(9)),
                              line("open", "c", ago(8)), line("install", "d", ago(9))})
                .status == 200);
    const Json steps = body_of(sender.get("/v1/metrics/funnel?" + span(1, 1)))["steps"];
    REQUIRE(steps.size() == 4);
    CHECK(steps[0] == Json{{"step", "listing_view"}, {"devices", 3}, {"share", 1.0}});
    CHECK(steps[1]["devices"] == 2);
    CHECK(steps[2]["step"] == "first_open");
    CHECK(steps[2]["devices"] == 1);
    CHECK(steps[3]["devices"] == 0);
    CHECK(body_of(sender.get("/v1/metrics/funnel?" + span(9, -5)))["steps"][0]["share"].is_null());
}

TEST_CASE_FIXTURE(Devices, "who may not read figures reads neither retention nor funnel") {
    Sender writer(shop, {"ingest:write"});
    CHECK(writer.get("/v1/metrics/retention?" + span(1, 1)).status == 403);
    CHECK(writer.get("/v1/metrics/funnel?" + span(1, 1)).status == 403);
    REQUIRE(sender.send("b", Lines{line("open", "a"), line("listing_view", "a")}).status == 200);
    Guest foreign(*shop.app);
    foreign.sign_in(otto);
    CHECK(body_of(foreign.get("/v1/metrics/retention?" + span(1, 1)))["cohorts"].empty());
    CHECK(body_of(foreign.get("/v1/metrics/funnel?" + span(1, 1)))["steps"][0]["devices"] == 0);
    CHECK(foreign.get("/v1/metrics/funnel?apps=app_notes&" + span(1, 1)).status == 404);
}

std::string on_the_wire(const Sender& sender, const std::string& body, const std::string& more) {
    return "POST /v1/ingest/events?batch=w HTTP/1.1\r\nHost: a\r\nAuthorization: " +
           sender.guest.extra.front().value + "\r\nContent-Type: application/x-ndjson\r\n" + more +
           "\r\n" + body;
}
std::string length_of(const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

TEST_CASE_FIXTURE(Devices, "a large batch comes piece by piece over a socket, plain and packed") {
    Running running(*shop.app);
    std::string body;
    for (int i = 0; i < 20'000; ++i)
        body += line("open", ("device " + std::to_string(i % 7000)).c_str()).dump() + "\n";
    REQUIRE(body.size() > 1 << 20);  // more than any body that is held
    Wire wire(running.port());
    std::string answer = wire.ask(on_the_wire(sender, body, length_of(body)));
    CHECK(status_of(answer) == 200);
    CHECK(answer.find("\"kept\":20000") != std::string::npos);
    const std::string packed = gzipped(body);
    answer = wire.ask(on_the_wire(sender, packed, length_of(packed) +
                                                      "Content-Encoding: gzip\r\n"));
    CHECK(answer.find("\"kept\":20000") != std::string::npos);
    CHECK(sender.today("active_devices") == 7000);
    CHECK(status_of(wire.ask("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")) == 200);
}

TEST_CASE_FIXTURE(Devices, "a batch that was cut on its way leaves nothing and may be sent again") {
    Running running(*shop.app);
    const std::string body = lines_of({line("install", "a"), line("install", "b")});
    {
        Wire wire(running.port());
        wire.send(on_the_wire(sender, body.substr(0, body.size() / 2 + 9), length_of(body)));
    }
    Wire wire(running.port());
    CHECK(sender.today("installs").is_null());
    CHECK(status_of(wire.ask(on_the_wire(sender, body, length_of(body)))) == 200);
    CHECK(sender.today("installs") == 2);
}

TEST_CASE_FIXTURE(Devices, "a batch without a length, or of none, or too long, is answered") {
    Running running(*shop.app);
    Wire chunked(running.port()), empty(running.port()), large(running.port());
    CHECK(status_of(chunked.ask(on_the_wire(sender, "0\r\n\r\n",
                                            "Transfer-Encoding: chunked\r\n"))) == 411);
    const std::string none = empty.ask(on_the_wire(sender, "", "Content-Length: 0\r\n"));
    CHECK(status_of(none) == 200);
    CHECK(none.find("\"kept\":0") != std::string::npos);
    const auto bytes = std::to_string(contract::batch_bytes_max + 1);
    CHECK(status_of(large.ask(on_the_wire(sender, "", "Content-Length: " + bytes + "\r\n"))) ==
          413);
}

}  // namespace vitrine::tests
