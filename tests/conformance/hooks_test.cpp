// Webhooks and their outbox: news stands or falls with the change it is about.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::DeliveryState;
using contract::HookKind;
using contract::HookTrouble;
using contract::Stage;
using contract::TryOutcome;

StoredHook a_hook(const std::string& team, const std::string& id) {
    StoredHook stored{{team}, "vtw_secret", {}};
    stored.hook.id = {id};
    stored.hook.url = "https://ci.example.org/hook";
    stored.hook.kinds = {HookKind::submission_stage, HookKind::reply};
    stored.hook.apps = {{"notes"}};
    stored.hook.created_by = "Ana";
    stored.hook.created_at = at(0);
    return stored;
}

StoredDelivery a_delivery(const std::string& hook, const std::string& id, Instant due) {
    StoredDelivery stored;
    stored.hook = {hook};
    stored.delivery.id = {id};
    stored.delivery.event = {"evt_" + id};
    stored.delivery.kind = HookKind::reply;
    stored.delivery.app = contract::AppId{"notes"};
    stored.delivery.queued_at = at(0);
    stored.delivery.next_try_at = due;
    stored.body = "{}";
    return stored;
}

std::vector<std::string> due_ids(Store& store, Instant now,
                                 const std::vector<contract::HookId>& busy = {},
                                 std::int32_t limit = 10) {
    std::vector<std::string> out;
    for (const auto& one : good(store.hooks().due(now, busy, limit)))
        out.push_back(one.delivery.id.text);
    return out;
}

using Ids = std::vector<std::string>;

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("a webhook is kept whole, changed by compare-and-set, and goes with its log", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& hooks = store->hooks();
    StoredHook hook = a_hook("lark", "h1");
    good(hooks.create(hook));
    CHECK(good(hooks.find({"h1"})) == hook);
    CHECK(code_of(hooks.create(hook)) == "id_taken");
    CHECK(code_of(hooks.create(a_hook("nobody", "h9"))) == "not_found");
    auto later = a_hook("lark", "h2");
    later.hook.created_at = at(1);
    good(hooks.create(later));
    good(hooks.create(a_hook("other", "h3")));
    const auto listed = good(hooks.of_team({"lark"}));
    REQUIRE(listed.size() == 2);
    CHECK(listed[0] == later);
    CHECK(listed[1] == hook);

    hook.hook.disabled_for = HookTrouble::long_failure;
    hook.hook.disabled_at = at(5);
    hook.hook.failing_since = at(4);
    hook.secret = "vtw_other";
    const auto saved = good(hooks.save(hook));
    CHECK(saved.revision == 2);
    CHECK(code_of(hooks.save(hook)) == "stale_revision");
    CHECK(good(hooks.find({"h1"}))->secret == "vtw_other");
    CHECK(good(hooks.find({"h1"}))->hook == saved);
    CHECK(code_of(hooks.save(a_hook("lark", "h9"))) == "not_found");

    good(hooks.add_delivery(a_delivery("h1", "d1", at(0))));
    good(hooks.remove({"h1"}));
    good(hooks.remove({"h1"}));
    CHECK(!good(hooks.find({"h1"})));
    CHECK(!good(hooks.find_delivery({"d1"})));
    CHECK(code_of(hooks.add_delivery(a_delivery("h1", "d2", at(0)))) == "not_found");
}

TEST_CASE_TEMPLATE("what happens is news for the team's hooks, once, in the order it happened", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->submissions().insert(a_submission("s0", Stage::draft), an_audit("s0")));
    good(store->submissions().insert(a_submission("rolling", Stage::rolling_out),
                                     an_audit("rolling")));
    CHECK(good(store->hooks().take_news(10)).empty());  // nobody listens
    good(store->hooks().create(a_hook("lark", "h1")));

    auto detail = good(store->submissions().insert(a_submission("s1", Stage::draft),
                                                   an_audit("s1")));
    detail.messages.push_back({"Ana", false, at(1), "Hello"});
    detail = good(store->submissions().save(detail, an_audit("s1")));  // no change of stage
    detail.submission.stage = Stage::validating;
    good(store->submissions().save(detail, an_audit("s1")));
    auto out = good(store->submissions().find({"rolling"}))->detail;
    out.submission.fraction = 0.25;  // the stage is the one it was
    good(store->submissions().save(out, an_audit("rolling")));
    auto foreign = a_review("foreign", "x");
    foreign.review.app = {"radar"};
    good(store->reviews().upsert(std::vector{a_review("r1", "One"), foreign,
                                             a_review("r2", "Two")}));
    good(store->reviews().upsert(std::vector{a_review("r1", "One")}));  // known
    good(store->reviews().set_reply({"r1"}, std::nullopt, {"Thanks", "Ana", at(3)}));
    good(store->reviews().remove_reply({"r1"}, std::nullopt));

    const auto first = good(store->hooks().take_news(3)), rest = good(store->hooks().take_news(9));
    REQUIRE(first.size() == 3);
    REQUIRE(rest.size() == 3);
    CHECK(good(store->hooks().take_news(9)).empty());
    CHECK(first[0].body.kind == HookKind::submission_stage);
    CHECK(first[0].body.team.text == "lark");
    CHECK(first[0].body.app->text == "notes");
    REQUIRE(first[0].body.submission);
    CHECK(!first[0].body.submission->previous_stage);
    CHECK(first[0].body.submission->stage == Stage::draft);
    REQUIRE(first[1].body.submission);
    CHECK(first[1].body.submission->previous_stage == Stage::draft);
    CHECK(first[1].body.submission->stage == Stage::validating);
    CHECK(first[1].body.submission->reason == "because");
    CHECK(first[1].body.submission->at == at(0));
    CHECK(first[1].body.submission->number == detail.submission.number);
    REQUIRE(first[2].body.release);
    CHECK(first[2].body.release->release.text == "rel_rolling");
    CHECK(first[2].body.release->fraction == 0.25);
    REQUIRE(rest[0].body.reviews);
    CHECK(rest[0].body.reviews->added == 2);
    CHECK(rest[0].body.reviews->reviews ==
          std::vector<contract::ReviewId>{{"r1"}, {"r2"}});
    REQUIRE(rest[1].body.reply);
    CHECK(rest[1].body.reply->review.text == "r1");
    REQUIRE(rest[1].body.reply->reply);
    CHECK(rest[1].body.reply->reply->text == "Thanks");
    REQUIRE(rest[2].body.reply);
    CHECK(!rest[2].body.reply->reply);
}

TEST_CASE_TEMPLATE("news falls with the change it is about, and comes back when it is not kept", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->hooks().create(a_hook("lark", "h1")));
    {
        auto batch = good(store->begin_batch());
        good(store->submissions().insert(a_submission("s1", Stage::draft), an_audit("s1")));
    }
    CHECK(good(store->hooks().take_news(9)).empty());
    good(store->submissions().insert(a_submission("s1", Stage::draft), an_audit("s1")));
    {
        auto batch = good(store->begin_batch());
        CHECK(good(store->hooks().take_news(9)).size() == 1);
        good(store->hooks().add_delivery(a_delivery("h1", "d1", at(0))));
    }
    CHECK(!good(store->hooks().find_delivery({"d1"})));
    CHECK(good(store->hooks().take_news(9)).size() == 1);
}

TEST_CASE_TEMPLATE("a disabled hook is no listener", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto hook = a_hook("lark", "h1");
    hook.hook.disabled_for = HookTrouble::by_person;
    good(store->hooks().create(hook));
    good(store->submissions().insert(a_submission("s1", Stage::draft), an_audit("s1")));
    CHECK(good(store->hooks().take_news(9)).empty());
}

TEST_CASE_TEMPLATE("of each hook the longest waiting delivery is due, and no busy hook's", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    for (const char* id : {"h1", "h2", "h3"}) good(store->hooks().create(a_hook("lark", id)));
    auto& hooks = store->hooks();
    good(hooks.add_delivery(a_delivery("h1", "late", at(9))));
    good(hooks.add_delivery(a_delivery("h1", "second", at(2))));
    good(hooks.add_delivery(a_delivery("h1", "third", at(2))));
    good(hooks.add_delivery(a_delivery("h2", "first", at(1))));
    good(hooks.add_delivery(a_delivery("h3", "not_yet", at(5))));
    CHECK(code_of(hooks.add_delivery(a_delivery("h3", "first", at(5)))) == "id_taken");
    CHECK(due_ids(*store.store, at(0)) == Ids{});
    CHECK(due_ids(*store.store, at(-7 * 60)) == Ids{});
    CHECK(due_ids(*store.store, at(-9 * 60)) ==  // further away than any back-off reaches
          Ids{"first", "second", "not_yet"});
    CHECK(due_ids(*store.store, at(2)) == Ids{"first", "second"});
    CHECK(due_ids(*store.store, at(2), {}, 1) == Ids{"first"});
    CHECK(due_ids(*store.store, at(5), {{"h2"}}) == Ids{"second", "not_yet"});
    CHECK(good(hooks.waiting({"h1"})) == 3);

    auto second = good(hooks.find_delivery({"second"}))->delivery;
    second.state = DeliveryState::delivered;
    second.outcome = TryOutcome::delivered;
    second.tries = 2;
    second.last_try_at = at(3);
    second.next_try_at.reset();
    second.status = 204;
    second.took_ms = 17;
    good(hooks.save_delivery(second));
    CHECK(good(hooks.find_delivery({"second"}))->delivery == second);
    CHECK(due_ids(*store.store, at(3), {{"h2"}}) == Ids{"third"});
    second.id = {"nobody"};
    CHECK(code_of(hooks.save_delivery(second)) == "not_found");
}

TEST_CASE_TEMPLATE("the log is newest first by cursor, narrowed by state, and forgets what is old",
                   S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    for (const char* id : {"h1", "h2"}) good(store->hooks().create(a_hook("lark", id)));
    auto& hooks = store->hooks();
    for (int i = 0; i < 5; ++i) {
        auto one = a_delivery("h1", "d" + std::to_string(i), at(i));
        one.delivery.queued_at = at(i);
        if (i == 4) one.delivery.replay_of = contract::DeliveryId{"d0"};
        good(hooks.add_delivery(one));
    }
    good(hooks.add_delivery(a_delivery("h2", "elsewhere", at(0))));
    Ids walked;
    DeliveryQuery query{{"h1"}, std::nullopt, 2, std::nullopt};
    do {
        const auto page = good(hooks.deliveries(query));
        CHECK(page.items.size() <= 2);
        for (const auto& one : page.items) walked.push_back(one.id.text);
        query.cursor = page.next;
        if (walked.size() == 2) {  // one that arrives meanwhile is not in the walk
            good(hooks.add_delivery(a_delivery("h1", "newer", at(0))));
        }
    } while (query.cursor);
    CHECK(walked == Ids{"d4", "d3", "d2", "d1", "d0"});
    query.cursor = "junk";
    CHECK(code_of(hooks.deliveries(query)) == "bad_cursor");
    CHECK(good(hooks.find_delivery({"d4"}))->delivery.replay_of->text == "d0");

    CHECK(good(hooks.give_up(contract::HookId{"h1"}, at(2), TryOutcome::too_old)) == 3);
    query = {{"h1"}, DeliveryState::given_up, 50, std::nullopt};
    CHECK(good(hooks.deliveries(query)).items.size() == 3);
    CHECK(good(hooks.find_delivery({"d1"}))->delivery.outcome == TryOutcome::too_old);
    CHECK(!good(hooks.find_delivery({"d1"}))->delivery.next_try_at);
    CHECK(good(hooks.forget_before(at(3))) == 3);  // d2 still waits
    CHECK(!good(hooks.find_delivery({"d1"})));
    CHECK(good(hooks.find_delivery({"d2"})).has_value());
    CHECK(good(hooks.give_up(std::nullopt, at(99), TryOutcome::too_old)) == 4);
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
