#include <algorithm>

#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::Stage;
using contract::SubmissionScope;

TEST_SUITE_BEGIN("a store keeps its promises");

std::vector<std::string> ids(const contract::SubmissionPage& page) {
    std::vector<std::string> out;
    for (const auto& submission : page.items) out.push_back(submission.id.text);
    return out;
}

contract::SubmissionDetail moved(const std::string& id, Stage stage, std::int64_t minute,
                                 const std::string& app = "notes") {
    auto detail = a_submission(id, stage);
    detail.submission.app = {app};
    detail.submission.updated_at = at(minute);
    return detail;
}

TEST_CASE_TEMPLATE("a submission comes back whole", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto detail = a_submission("s1", Stage::changes_requested);
    detail.findings = {{{"f1"}, "VP-4", contract::Severity::blocking, "Too much", "Less", "x.xml:4",
                        false, {{contract::EvidenceKind::code, "x.xml", "", {{"4", "<a>", true}}}}},
                       {{"f2"}, "VP-5", contract::Severity::advice, "Hm", "", "", true, {}},
                       {{"f3"}, "VP-6", contract::Severity::advice, "Hm", "", "", false, {}}};
    detail.messages = {{"Rey", true, at(3), "Why? \"ünïcode\"\n"}};
    detail.submission.attention =
        contract::Attention{contract::AttentionKind::answer, "Answer", "x", at(9)};
    detail.submission.outlook = contract::QueueOutlook{3, at(1), at(2), at(3), 41};
    const auto kept = good(store->submissions().insert(detail, an_audit("s1")));
    auto& s = detail.submission;
    s.number = kept.submission.number;
    CHECK(s.number > 0);
    s.app_name = "notes";
    s.blocking = 1;
    s.advice = 1;
    s.revision = 1;
    CHECK(kept == detail);
    CHECK(good(store->submissions().find({"s1"})) == StoredSubmission{{"lark"}, detail});
    CHECK_FALSE(good(store->submissions().find({"s2"})));
    CHECK(code_of(store->submissions().insert(detail, an_audit("s1"))) == "id_taken");
    s.id = {"s2"};
    CHECK(code_of(store->submissions().insert(detail, an_audit("s1"))) == "number_taken");
    s.app = {"nobody"};
    CHECK(code_of(store->submissions().insert(detail, an_audit("s1"))) == "not_found");
    CHECK(good(store->submissions().audit_of("s1", 9)) == std::vector{an_audit("s1")});
}

TEST_CASE_TEMPLATE("of two who save the same revision one loses and changes nothing", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto queued = a_submission("s1", Stage::queued);
    auto mine = good(store->submissions().insert(queued, an_audit("s1")));
    auto theirs = mine;
    mine.submission.stage = Stage::in_review;
    mine.timeline.push_back({Stage::in_review, at(5), "Rey", ""});
    mine.submission.updated_at = at(5);
    const auto saved = good(store->submissions().save(mine, an_audit("s1")));
    CHECK(saved.submission.revision == 2);
    const auto news = good(store->changes().newest());
    theirs.submission.stage = Stage::withdrawn;
    CHECK(code_of(store->submissions().save(theirs, an_audit("s1"))) == "stale_revision");
    CHECK(good(store->submissions().find({"s1"}))->detail == saved);
    CHECK(good(store->submissions().audit_of("s1", 9)).size() == 2);
    CHECK(good(store->changes().newest()) == news);
    theirs.submission.id = {"s9"};
    CHECK(code_of(store->submissions().save(theirs, an_audit("s9"))) == "not_found");
}

TEST_CASE_TEMPLATE("submissions are listed by team, scope, stage, app and words", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto named = moved("a", Stage::draft, 1);
    named.submission.sent_by = "Zoë";
    named.submission.number = 20481;
    good(store->submissions().insert(named, an_audit("a")));
    good(store->submissions().insert(moved("b", Stage::queued, 5), an_audit("b")));
    good(store->submissions().insert(moved("c", Stage::in_review, 3), an_audit("c")));
    good(store->submissions().insert(moved("d", Stage::live, 4), an_audit("d")));
    good(store->submissions().insert(moved("e", Stage::rejected, 2), an_audit("e")));
    good(store->submissions().insert(moved("f", Stage::queued, 6, "radar"), an_audit("f")));
    const auto list = [&](SubmissionQuery query) {
        return ids(good(store->submissions().list(query)));
    };
    using Ids = std::vector<std::string>;
    SubmissionQuery query;
    CHECK(list(query) == Ids{"f", "b", "d", "c", "e", "a"});
    query.team = contract::TeamId{"lark"};
    CHECK(list(query) == Ids{"b", "d", "c", "e", "a"});
    query.scope = SubmissionScope::open;
    CHECK(list(query) == Ids{"b", "c", "e", "a"});
    query.scope = SubmissionScope::attention;
    CHECK(list(query) == Ids{"e"});
    query.scope = SubmissionScope::queue;
    CHECK(list(query) == Ids{"c", "b"});
    query.scope = SubmissionScope::all;
    query.stages = {Stage::draft, Stage::live};
    CHECK(list(query) == Ids{"d", "a"});
    query.stages = {};
    query.q = "zoe";
    CHECK(list(query) == Ids{"a"});
    query.q = "20481";
    CHECK(list(query) == Ids{"a"});
    query.q = "NOTES";
    CHECK(list(query).size() == 5);
    query.app = contract::AppId{"radar"};
    CHECK(list(query).empty());
    const auto queue = good(store->submissions().queue());
    REQUIRE(queue.size() == 3);
    CHECK(queue[0].id.text == "c");
    CHECK(queue[2].id.text == "f");
}

TEST_CASE_TEMPLATE("pages of submissions stay put while others change", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    for (int i = 0; i < 5; ++i) {
        const auto queued = moved("s" + std::to_string(i), Stage::queued, i);
        good(store->submissions().insert(queued, an_audit("x")));
    }
    SubmissionQuery query;
    query.limit = 2;
    auto page = good(store->submissions().list(query));
    CHECK(ids(page) == std::vector<std::string>{"s4", "s3"});
    good(store->submissions().insert(moved("new", Stage::queued, 99), an_audit("x")));
    query.cursor = page.next;
    page = good(store->submissions().list(query));
    CHECK(ids(page) == std::vector<std::string>{"s2", "s1"});
    CHECK(page.total == 6);
    query.scope = SubmissionScope::queue;
    CHECK(code_of(store->submissions().list(query)) == "bad_cursor");
    query.cursor.reset();
    page = good(store->submissions().list(query));
    CHECK(ids(page) == std::vector<std::string>{"s0", "s1"});
    query.cursor = page.next;
    CHECK(ids(good(store->submissions().list(query))) == std::vector<std::string>{"s2", "s3"});
}

TEST_CASE_TEMPLATE("decisions are read off the timelines, newest first", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto detail = a_submission("s1", Stage::queued);
    detail.timeline = {{Stage::draft, at(0), "", ""},    {Stage::queued, at(10), "", ""},
                       {Stage::in_review, at(20), "", ""},
                       {Stage::changes_requested, at(40), "", ""},
                       {Stage::queued, at(50), "", ""},  {Stage::withdrawn, at(60), "", ""}};
    auto kept = good(store->submissions().insert(detail, an_audit("s1")));
    CHECK(good(store->submissions().decision_times_ms(9)) ==
          std::vector<std::int64_t>{30 * base::minute_ms});
    kept.timeline.push_back({Stage::queued, at(70), "", ""});
    kept.timeline.push_back({Stage::approved, at(71), "", ""});
    good(store->submissions().save(kept, an_audit("s1")));
    CHECK(good(store->submissions().decision_times_ms(9)) ==
          std::vector<std::int64_t>{base::minute_ms, 30 * base::minute_ms});
    CHECK(good(store->submissions().decision_times_ms(1)).size() == 1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
