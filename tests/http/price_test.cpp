// What an app costs: set, refused, and marked in its figures.
#include "listing_room.h"

namespace vitrine::tests {
namespace {

struct PriceRoom : ListingRoom {
    Response put(Guest& who, const Json& ask, const std::string& query = "") {
        return who.send("PUT", "/v1/apps/app_notes/price" + query, ask.dump());
    }
    Json price() { return body_of(dev.get("/v1/apps/app_notes/price")); }
    Json marks() {
        const base::Day day = base::day_of(shop.clock.now());
        Json page = body_of(dev.get("/v1/annotations?apps=app_notes&from=" +
                                    base::iso_date({day.number - 1}) +
                                    "&to=" + base::iso_date({day.number + 2})));
        return page["items"];
    }
};

}  // namespace

TEST_CASE_FIXTURE(PriceRoom, "a new price holds at once and is marked in the figures") {
    CHECK(price()["amount"] == 0);
    CHECK(price()["currency"] == "EUR");
    CHECK(price()["changed_at"].is_null());
    const Json tried = body_of(put(dev, {{"amount", 249}, {"currency", "EUR"}}, "?dry_run=true"));
    CHECK(tried["amount"] == 249);
    CHECK(price()["amount"] == 0);
    const Response made = put(dev, {{"amount", 249}, {"currency", "EUR"}});
    REQUIRE(made.status == 200);
    CHECK(*made.find("ETag") == "\"1\"");
    CHECK(price() == body_of(made));
    CHECK(put(dev, {{"amount", 249}, {"currency", "EUR"}}).status == 200);
    CHECK(price()["revision"] == 1);  // the same again changes nothing
    shop.clock.advance(60'000);
    CHECK(put(dev, {{"amount", 205}, {"currency", "EUR"}}).status == 200);
    const Json all = marks();
    REQUIRE(all.size() == 2);
    CHECK(all[0]["kind"] == "price");
    CHECK(all[0]["label"] == "Price: 2.49 EUR");
    CHECK(all[0]["detail"] == "It was free");
    CHECK(all[1]["label"] == "Price: 2.05 EUR");
    CHECK(all[1]["detail"] == "It was 2.49 EUR");
    const Json log = body_of(dev.get("/v1/audit?action=price"));
    CHECK(log["items"].size() == 2);
    CHECK(log["items"][0]["subject"] == "app_notes");
}

TEST_CASE_FIXTURE(PriceRoom, "a price is refused where it is wrong, stale or another's to set") {
    CHECK(put(dev, {{"amount", -1}, {"currency", "EUR"}}).status == 422);
    CHECK(put(dev, {{"amount", 10'000'001}, {"currency", "EUR"}}).status == 422);
    CHECK(put(dev, {{"amount", 2.5}, {"currency", "EUR"}}).status == 422);
    CHECK(put(dev, {{"amount", 249}}).status == 422);
    const Json other = body_of(put(dev, {{"amount", 249}, {"currency", "USD"}}));
    CHECK(other["fields"][0]["path"] == "currency");
    CHECK(other["fields"][0]["code"] == "other_currency");
    REQUIRE(put(dev, {{"amount", 249}, {"currency", "EUR"}}).status == 200);
    dev.extra = {{"if-match", "\"0\""}};
    const Response stale = put(dev, {{"amount", 300}, {"currency", "EUR"}});
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"]["amount"] == 249);
    dev.extra = {{"if-match", "\"1\""}};
    CHECK(put(dev, {{"amount", 300}, {"currency", "EUR"}}).status == 200);
    dev.extra.clear();
    Guest analyst{*shop.app}, foreign{*shop.app};
    REQUIRE(analyst.sign_in(anna).status == 200);
    REQUIRE(foreign.sign_in(otto).status == 200);
    CHECK(put(analyst, {{"amount", 1}, {"currency", "EUR"}}).status == 403);
    CHECK(analyst.get("/v1/apps/app_notes/price").status == 200);
    CHECK(put(foreign, {{"amount", 1}, {"currency", "EUR"}}).status == 404);
    CHECK(foreign.get("/v1/apps/app_notes/price").status == 404);
    CHECK(price()["amount"] == 300);
}

}  // namespace vitrine::tests
