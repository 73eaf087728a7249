// Kits of apps: kept whole, changed by compare-and-set, warned of once.
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::Kit;
using contract::KitLevel;

StoredKit a_kit(const std::string& app, Kit kit) {
    StoredKit stored;
    stored.team = {app == "notes" ? "lark" : "other"};
    stored.kit.app = {app};
    stored.kit.kit = kit;
    stored.kit.provider = "fcm";
    stored.kit.settings = {{"project_id", "p1"}};
    stored.kit.credentials = {{"service_account", "cdef", at(0), "Ana"}};
    stored.kit.quota = 1000;
    stored.kit.changed_at = at(0);
    stored.kit.changed_by = "Ana";
    stored.credentials = {{"service_account", "{\"key\": \"…abcdef\"}"}};
    return stored;
}

base::Day day(int number) { return {base::day_of(at(0)).number + number}; }

TEST_SUITE_BEGIN("a store keeps its promises");

TEST_CASE_TEMPLATE("a kit is kept whole, changed by compare-and-set, and told of", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& kits = store->kits();
    StoredKit kit = a_kit("notes", Kit::push);
    const std::int64_t before = good(store->changes().newest());
    CHECK(good(kits.save(kit)) == 1);
    CHECK(code_of(kits.save(kit)) == "stale_revision");  // it is on already
    CHECK(code_of(kits.save(a_kit("nobody", Kit::push))) == "not_found");
    kit.kit.revision = 1;
    CHECK(good(kits.find({"notes"}, Kit::push)) == kit);
    CHECK(!good(kits.find({"notes"}, Kit::map)));
    CHECK(!good(kits.find({"radar"}, Kit::push)));
    const auto told = good(store->changes().read(before, contract::TeamId{"lark"}, 10));
    REQUIRE(told.size() == 1);
    CHECK(told[0].change == contract::Change{contract::Topic::kit, "push", "notes"});

    kit.kit.provider = "hms";
    kit.kit.quota.reset();
    kit.credentials.clear();
    CHECK(good(kits.save(kit)) == 2);
    CHECK(code_of(kits.save(kit)) == "stale_revision");
    kit.kit.revision = 2;
    CHECK(good(kits.find({"notes"}, Kit::push)) == kit);
    CHECK(good(kits.save(a_kit("notes", Kit::account))) == 1);
    CHECK(good(kits.save(a_kit("radar", Kit::push))) == 1);
    const auto all = good(kits.of_app({"notes"}));
    REQUIRE(all.size() == 2);
    CHECK(all[0].kit.kit == Kit::account);  // by kit, not by name
    CHECK(all[1] == kit);

    good(kits.remove({"notes"}, Kit::push));
    good(kits.remove({"notes"}, Kit::push));
    CHECK(!good(kits.find({"notes"}, Kit::push)));
    CHECK(good(kits.find({"radar"}, Kit::push)));
    kit.kit.revision = 2;
    CHECK(code_of(kits.save(kit)) == "stale_revision");  // not brought back by who saw it last
}

TEST_CASE_TEMPLATE("usage adds up by day, stays when the kit is off, and stops growing in time", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& kits = store->kits();
    for (const int number : {0, 2, 0, -1})
        good(kits.add_usage({"notes"}, Kit::push, day(number), 7));
    good(kits.add_usage({"notes"}, Kit::map, day(0), 5));
    good(kits.add_usage({"radar"}, Kit::push, day(0), 3));
    CHECK(code_of(kits.add_usage({"nobody"}, Kit::push, day(0), 1)) == "not_found");
    using Days = std::vector<contract::KitDay>;
    CHECK(good(kits.usage({"notes"}, Kit::push, day(-1), day(2))) ==
          Days{{day(-1), 7}, {day(0), 14}, {day(2), 7}});
    CHECK(good(kits.usage({"notes"}, Kit::push, day(0), day(1))) == Days{{day(0), 14}});
    CHECK(good(kits.usage({"notes"}, Kit::drive, day(-9), day(9))).empty());
    CHECK(good(kits.usage({"nobody"}, Kit::push, day(-9), day(9))).empty());
    for (int i = 0; i < 12; ++i)
        good(kits.add_usage({"notes"}, Kit::ads, day(0), contract::kit_report_max));
    CHECK(good(kits.usage({"notes"}, Kit::ads, day(0), day(0)))[0].used == contract::kit_day_max);
}

TEST_CASE_TEMPLATE("a warning is noted, told to the change feed and to webhooks, or none of it", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    StoredHook hook{{"lark"}, "vtw_secret", {}};
    hook.hook.id = {"h1"};
    good(store->hooks().create(hook));
    auto& kits = store->kits();
    const contract::KitNews news{Kit::push, "2026-05", KitLevel::near, 800, 1000};
    CHECK(code_of(kits.warn({"notes"}, news)) == "not_found");
    CHECK(good(kits.save(a_kit("notes", Kit::push))) == 1);
    {
        const auto batch = good(store->begin_batch());
        good(kits.warn({"notes"}, news));
    }
    CHECK(good(kits.find({"notes"}, Kit::push))->warned == KitLevel::within);
    CHECK(good(store->hooks().take_news(10)).empty());
    const std::int64_t before = good(store->changes().newest());
    good(kits.warn({"notes"}, news));
    const auto kept = good(kits.find({"notes"}, Kit::push));
    CHECK(kept->warned == KitLevel::near);
    CHECK(kept->warned_month == "2026-05");
    CHECK(kept->kit.revision == 1);
    CHECK(good(store->changes().newest()) == before + 1);
    const auto told = good(store->hooks().take_news(10));
    REQUIRE(told.size() == 1);
    CHECK(told[0].body.kind == contract::HookKind::kit_quota);
    CHECK(told[0].body.team.text == "lark");
    CHECK(told[0].body.kit == news);
}

TEST_CASE_TEMPLATE("a batch of reports is known by team and name until it is forgotten", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& kits = store->kits();
    const KitBatch batch{{"lark"}, "b1", "hash", "answer", at(5)};
    good(kits.keep_batch(batch));
    CHECK(code_of(kits.keep_batch(batch)) == "id_taken");
    good(kits.keep_batch({{"other"}, "b1", "hash 2", "answer 2", at(9)}));
    CHECK(good(kits.find_batch({"lark"}, "b1")) == batch);
    CHECK(!good(kits.find_batch({"lark"}, "b2")));
    CHECK(good(kits.forget_batches(at(5))) == 0);
    CHECK(good(kits.forget_batches(at(6))) == 1);
    CHECK(!good(kits.find_batch({"lark"}, "b1")));
    CHECK(good(kits.find_batch({"other"}, "b1")));
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
