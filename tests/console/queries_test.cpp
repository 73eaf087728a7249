// The query cache against a transport that the test answers by hand.
#include "client/queries.h"

#include <doctest/doctest.h>

#include "contract/api.h"

namespace {

using namespace vitrine;
using client::Answer;
using client::Queries;
using contract::GetApp;

struct HandTransport final : client::Transport {
    void send(client::Ask ask) override { sent.push_back(std::move(ask)); }
    std::vector<Answer> take_answers() override { return std::exchange(answers, {}); }
    std::vector<client::StreamEvent> take_events() override { return std::exchange(events, {}); }
    client::StreamState stream_state() const override { return client::StreamState::live; }
    void use_csrf_token(std::string token) override { csrf = std::move(token); }

    void answer_last(std::int32_t status, std::string body) {
        answers.push_back({sent.back().id, status, std::move(body)});
    }
    std::vector<client::Ask> sent;
    std::vector<Answer> answers;
    std::vector<client::StreamEvent> events;
    std::string csrf;
};

std::string app_json(std::string_view name) {
    contract::App app;
    app.id = {"a1"};
    app.name = name;
    return base::dump_json(contract::encode(app));
}

const GetApp::Request notes{{"a1"}};

struct Bench {
    base::FixedClock clock{base::Instant{1'000'000}};
    Queries queries{clock};
    HandTransport net;

    const client::Remote<contract::App>& frame() {
        queries.absorb(net);
        const auto& remote = queries.get<GetApp>(notes);
        queries.send_wanted(net);
        return remote;
    }
};

}  // namespace

TEST_CASE("a wanted key is asked once, however many frames want it") {
    Bench bench;
    for (int i = 0; i < 5; ++i) bench.frame();
    CHECK(bench.net.sent.size() == 1);
    CHECK(bench.net.sent[0].out.path == "/v1/apps/a1");
    CHECK(bench.queries.loading());
}

TEST_CASE("an answer is shown, and a dead network keeps it with its age") {
    Bench bench;
    bench.frame();
    bench.net.answer_last(200, app_json("Notes"));
    CHECK(bench.frame().value->name == "Notes");
    CHECK_FALSE(bench.queries.loading());
    bench.queries.forget<GetApp>();
    bench.frame();
    bench.clock.advance_ms(60'000);
    bench.net.answer_last(0, "");
    const auto& remote = bench.frame();
    CHECK(remote.value->name == "Notes");
    CHECK(remote.problem->kind == base::ProblemKind::offline);
    CHECK(remote.answered_at.ms == 1'000'000);
    CHECK(bench.queries.offline());
}

TEST_CASE("a failed key is asked again after a pause, not in every frame") {
    Bench bench;
    bench.frame();
    bench.net.answer_last(503, "{}");
    for (int i = 0; i < 3; ++i) bench.frame();
    CHECK(bench.net.sent.size() == 1);
    bench.clock.advance_ms(2'001);
    bench.frame();
    CHECK(bench.net.sent.size() == 2);
    bench.net.answer_last(200, app_json("Notes"));
    CHECK(bench.frame().value->name == "Notes");
    CHECK_FALSE(bench.frame().problem.has_value());
}

TEST_CASE("try again asks a failed key at once") {
    Bench bench;
    bench.frame();
    bench.net.answer_last(500, "no json");
    bench.frame();
    bench.queries.retry_failed();
    bench.frame();
    CHECK(bench.net.sent.size() == 2);
}

TEST_CASE("a change that comes while the answer is on its way is not lost") {
    Bench bench;
    bench.frame();
    bench.net.events.push_back({"review", "{}"});
    bench.frame();
    bench.net.answer_last(200, app_json("Old"));
    bench.frame();
    CHECK(bench.net.sent.size() == 2);
}

TEST_CASE("a change of the store concerns only what was on screen") {
    Bench bench;
    bench.frame();
    bench.net.answer_last(200, app_json("Notes"));
    bench.frame();
    bench.net.events.push_back({"incident", "{}"});
    CHECK_FALSE(bench.queries.absorb(bench.net));
    bench.frame();
    bench.net.events.push_back({"submission", "{}"});
    CHECK(bench.queries.absorb(bench.net));
}

TEST_CASE("an answer nobody understands is a problem, not a crash") {
    Bench bench;
    bench.frame();
    bench.net.answer_last(200, R"({"id": 7})");
    CHECK(bench.frame().problem->code == "bad_answer");
}

TEST_CASE("a planted answer is there in the first frame and is not asked") {
    Bench bench;
    bench.queries.plant("/v1/apps/a1", {0, 200, app_json("Early")});
    CHECK(bench.frame().value->name == "Early");
    CHECK(bench.net.sent.empty());
}

TEST_CASE("a write reports its outcome once and makes what it touched old") {
    Bench bench;
    bench.frame();
    bench.net.answer_last(200, app_json("Notes"));
    bench.frame();
    const auto id = bench.queries.write<contract::RemoveReply>({{"r1"}, {}});
    bench.frame();
    bench.net.answer_last(409, R"({"code":"no_reply","title":"There is no reply."})");
    bench.frame();
    const auto outcomes = bench.queries.take_outcomes();
    REQUIRE(outcomes.size() == 1);
    CHECK(outcomes[0].id == id);
    CHECK(outcomes[0].problem->code == "no_reply");
    CHECK(bench.net.sent.back().out.path == "/v1/apps/a1");
    CHECK(bench.queries.take_outcomes().empty());
}

TEST_CASE("at most six questions are on their way at once") {
    Bench bench;
    bench.queries.absorb(bench.net);
    for (int i = 0; i < 20; ++i)
        bench.queries.get<GetApp>({{"app" + base::decimal(i)}});
    bench.queries.send_wanted(bench.net);
    CHECK(bench.net.sent.size() == Queries::in_flight_max);
}

TEST_CASE("what nobody wants for two minutes is dropped") {
    Bench bench;
    bench.queries.get<GetApp>({{"other"}});
    bench.frame();
    bench.clock.advance_ms(121'000);
    bench.frame();
    CHECK(bench.queries.size() == 1);
}
