#include "service/store_rules.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::Stage;
using contract::Track;

TEST_SUITE_BEGIN("a store keeps its promises");

contract::SubmissionDetail put(Store& store, const std::string& id, Stage stage,
                               const char* version, int minute = 0, const char* app = "notes",
                               Track track = Track::production) {
    auto detail = a_submission(id, stage);
    detail.submission.app = {app};
    detail.submission.version_name = version;
    detail.submission.version_code = version;
    detail.submission.track = track;
    detail.submission.fraction = 0.2;
    detail.submission.updated_at = at(minute);
    detail.timeline = {{Stage::approved, at(minute - 9), "Rita", ""},
                       {stage, at(minute), "Ana", "because"}};
    return good(store.submissions().insert(detail, an_audit(id)));
}

std::string previous_of(Store& store, const char* submission) {
    const auto found = good(store.releases().find(contract::release_of({submission})));
    REQUIRE(found);
    return found->previous ? found->previous->text + " " + found->release.previous_version : "";
}

std::string versions(const std::vector<StoredRelease>& all) {
    std::string out;
    for (const StoredRelease& one : all) out += one.release.version_name + " ";
    return out;
}

TEST_CASE_TEMPLATE("a release says what its submission says, from the approval on", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto detail = put(*store.store, "s1", Stage::in_review, "7", 5);
    const auto id = contract::release_of({"s1"});
    CHECK(!good(store->releases().find(id)));
    CHECK(!good(store->releases().find({"s1"})));
    CHECK(!good(store->releases().find({"rel_"})));
    detail.submission.stage = Stage::approved;
    detail = good(store->submissions().save(detail, an_audit("s1")));
    auto found = good(store->releases().find(id));
    REQUIRE(found);
    CHECK(found->team.text == "lark");
    CHECK(found->submission.text == "s1");
    CHECK(found->version_code == "7");
    CHECK(!found->rolls_since);
    CHECK(found->release.fraction == 0);  // it is nowhere yet
    CHECK(found->release.app_name == "notes");
    CHECK(found->release.revision == detail.submission.revision);
    detail.submission.stage = Stage::halted;
    detail.timeline.push_back({Stage::rolling_out, at(6), "Ana", ""});
    detail.timeline.push_back({Stage::halted, at(8), "rollout rule", "It crashes"});
    detail = good(store->submissions().save(detail, an_audit("s1")));
    found = good(store->releases().find(id));
    CHECK(found->rolls_since == at(6));
    CHECK(found->release.stage == Stage::halted);
    CHECK(found->release.fraction == 0.2);
    CHECK(found->release.halted_at == at(8));
    CHECK(found->release.halt_reason == "It crashes");
    detail.submission.stage = Stage::live;
    detail.timeline.push_back({Stage::live, at(9), "Ana", ""});
    good(store->submissions().save(detail, an_audit("s1")));
    found = good(store->releases().find(id));
    CHECK(found->release.fraction == 1);
    CHECK(!found->release.halted_at);
    CHECK(found->release.halt_reason.empty());
}

TEST_CASE_TEMPLATE("what a release would go back to is the live one, or the last superseded", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "old", Stage::superseded, "1", 10);
    put(*store.store, "older", Stage::superseded, "2", 9);
    put(*store.store, "elsewhere", Stage::superseded, "3", 50, "radar");
    put(*store.store, "open", Stage::superseded, "4", 60, "notes", Track::open);
    put(*store.store, "live", Stage::live, "5", 20);
    put(*store.store, "out", Stage::rolling_out, "6", 30);
    put(*store.store, "next", Stage::scheduled, "7", 40);
    put(*store.store, "gone", Stage::rolled_back, "8", 45);
    put(*store.store, "alone", Stage::rolling_out, "9", 45, "radar");
    CHECK(previous_of(*store.store, "live") == "old 1");
    CHECK(previous_of(*store.store, "out") == "live 5");
    CHECK(previous_of(*store.store, "next") == "live 5");
    CHECK(previous_of(*store.store, "gone") == "");
    CHECK(previous_of(*store.store, "old") == "");
    CHECK(previous_of(*store.store, "alone") == "");
}

TEST_CASE_TEMPLATE("releases are listed by track and stage, page by page while others come", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "a", Stage::superseded, "1");
    put(*store.store, "b", Stage::live, "2");
    put(*store.store, "draft", Stage::draft, "99");
    put(*store.store, "c", Stage::halted, "3");
    put(*store.store, "d", Stage::live, "4", 0, "notes", Track::open);
    put(*store.store, "x", Stage::live, "5", 0, "radar");
    ReleaseQuery query;
    query.app = {"notes"};
    auto page = good(store->releases().list(query));
    CHECK(versions(page.items) == "4 3 2 1 ");
    CHECK(page.total == 4);
    CHECK(!page.next);
    query.track = Track::production;
    query.stages = {Stage::rolling_out, Stage::halted, Stage::live};
    CHECK(versions(good(store->releases().list(query)).items) == "3 2 ");  // what is there now
    query.stages = {Stage::draft};
    CHECK(good(store->releases().list(query)).total == 0);
    query = {};
    query.app = {"notes"};
    query.limit = 2;
    page = good(store->releases().list(query));
    CHECK(versions(page.items) == "4 3 ");
    put(*store.store, "e", Stage::approved, "6");
    query.cursor = page.next;
    page = good(store->releases().list(query));
    CHECK(versions(page.items) == "2 1 ");
    CHECK(page.total == 5);
    CHECK(!page.next);
    query.cursor = "nonsense";
    CHECK(code_of(store->releases().list(query)) == "bad_cursor");
    CHECK(versions(good(store->releases().in_progress({"lark"}, {}))) == "3 ");
    CHECK(good(store->releases().in_progress({"lark"}, contract::AppId{"x"})).empty());
    CHECK(good(store->releases().in_progress({"other"}, {})).empty());
}

TEST_CASE_TEMPLATE("figures that are put stay beside a release, and nothing else of it", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    put(*store.store, "s1", Stage::rolling_out, "7");
    contract::Release figures;
    figures.id = contract::release_of({"s1"});
    figures.version_name = "lie";
    figures.fraction = 0.9;
    figures.devices = 500;
    figures.crash_rate = 0.01;
    figures.crash_hours = {0.1, 0.2};
    figures.next_step_at = at(60);
    const auto before = good(store->changes().newest());
    good(store->releases().put_figures(figures));
    CHECK(good(store->changes().newest()) > before);
    const auto found = good(store->releases().find(figures.id))->release;
    CHECK(found.version_name == "7");
    CHECK(found.fraction == 0.2);
    CHECK(found.devices == 500);
    CHECK(found.crash_rate == 0.01);
    CHECK(found.crash_hours == figures.crash_hours);
    CHECK(found.next_step_at == at(60));
    figures.id = {"rel_nobody"};
    CHECK(code_of(store->releases().put_figures(figures)) == "not_found");
    put(*store.store, "s2", Stage::draft, "8");
    figures.id = contract::release_of({"s2"});
    CHECK(code_of(store->releases().put_figures(figures)) == "not_found");
}

TEST_CASE_TEMPLATE("a rollout rule is saved by compare-and-set, and watches what rolls out", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    CHECK(good(store->releases().rule({"notes"})) == contract::RolloutRule{});
    contract::RolloutRule rule;
    rule.crash_rate_by = 0.01;
    rule.sessions_min = 77;
    const auto first = good(store->releases().put_rule({"notes"}, rule));
    CHECK(first.revision == 1);
    CHECK(good(store->releases().rule({"notes"})) == first);
    CHECK(code_of(store->releases().put_rule({"notes"}, rule)) == "stale_revision");
    CHECK(good(store->releases().put_rule({"notes"}, first)).revision == 2);
    CHECK(code_of(store->releases().put_rule({"nobody"}, rule)) == "not_found");
    CHECK(good(store->releases().rule({"radar"})).revision == 0);
    {
        auto batch = good(store->begin_batch());
        good(store->releases().put_rule({"radar"}, rule));
    }
    CHECK(good(store->releases().rule({"radar"})).revision == 0);
    put(*store.store, "s1", Stage::rolling_out, "7");
    put(*store.store, "s2", Stage::halted, "8", 0, "notes", Track::open);
    put(*store.store, "s3", Stage::rolling_out, "9", 0, "radar");
    CHECK(versions(good(store->releases().watched())) == "7 ");
}

TEST_CASE_TEMPLATE("what is due is found when its time has come, and not before", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto due = [&](int since, int now) {
        std::string out;
        for (const auto& id : good(store->submissions().due(at(since), at(now))))
            out += id.text + " ";
        return out;
    };
    put(*store.store, "checked", Stage::validating, "1", 2);
    put(*store.store, "ready", Stage::ready, "2", 1);
    put(*store.store, "draft", Stage::draft, "3", 0);
    put(*store.store, "bare", Stage::scheduled, "4", 0);  // knows no time
    auto timed = put(*store.store, "timed", Stage::approved, "5", 0);
    contract::Basket basket;
    basket.publish_at = at(60);
    good(store->baskets().keep({"timed"}, 1, basket));
    CHECK(due(-99, 99) == "ready checked ");
    CHECK(due(-99, 1) == "ready ");
    CHECK(due(2, 99) == "checked ");
    timed.submission.stage = Stage::scheduled;
    timed = good(store->submissions().save(timed, an_audit("timed")));
    CHECK(due(-99, 59) == "ready checked ");
    CHECK(due(-99, 60) == "ready checked timed ");
    timed.submission.stage = Stage::rolling_out;
    good(store->submissions().save(timed, an_audit("timed")));
    CHECK(due(-99, 99) == "ready checked ");
    put(*store.store, "late", Stage::scheduled, "6", 0);
    good(store->baskets().keep({"late"}, 1, basket));
    basket.publish_at = at(30);
    good(store->baskets().keep({"late"}, 2, basket));
    CHECK(due(-99, 30) == "ready checked late ");
}

TEST_CASE_TEMPLATE("ratings are counted by version, in the period asked for", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    std::vector<IncomingReview> all;
    const auto add = [&](const char* version, std::optional<int> rating, int minute,
                         const char* app = "notes") {
        auto one = a_review("r" + std::to_string(all.size()), "x");
        one.review.app = {app};
        one.review.version = version;
        one.review.rating = rating;
        one.review.created_at = at(minute);
        all.push_back(one);
    };
    add("2.0", 1, 0);
    add("2.0", 1, 9);
    add("2.0", 5, 10);  // too late
    add("2.0", 4, -1);  // too early
    add("2.0", std::nullopt, 5);
    add("2.1", 3, 5);
    add("2.0", 2, 5, "radar");
    good(store->reviews().upsert(all));
    using Stars = std::array<std::int64_t, 5>;
    CHECK(good(store->reviews().stars({"notes"}, "2.0", at(0), at(10))) == Stars{2, 0, 0, 0, 0});
    CHECK(good(store->reviews().stars({"notes"}, "2.1", at(0), at(10))) == Stars{0, 0, 1, 0, 0});
    CHECK(good(store->reviews().stars({"notes"}, "3", at(0), at(10))) == Stars{});
    CHECK(good(store->reviews().stars({"nobody"}, "2.0", at(0), at(10))) == Stars{});
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
