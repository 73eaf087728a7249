#include "service/store_rules.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::AppId;
using contract::GraphicId;

TEST_SUITE_BEGIN("a store keeps its promises");

const AppId notes{"notes"}, radar{"radar"};
constexpr std::int64_t newest = INT64_MAX;

std::int64_t write(Store& store, const AppId& app, std::vector<ListingPart> parts) {
    return good(store.listings().write(app, parts));
}
std::int64_t write(Store& store, const std::string& name, const std::string& facts) {
    return write(store, notes, {{name, facts, 0}});
}
std::string facts(Store& store, const std::string& name, std::int64_t revision = newest) {
    return good(store.listings().part(notes, name, revision)).facts;
}
// "text.de=\"a\"@3 ": names, facts and revisions of what stands there.
std::string standing(Store& store, const std::string& beginning, std::int64_t revision) {
    std::string out;
    for (const ListingPart& part : good(store.listings().parts(notes, beginning, revision)))
        out += part.name + "=" + part.facts + "@" + std::to_string(part.revision) + " ";
    return out;
}

StoredGraphic a_graphic(const std::string& id, const std::string& sha256,
                        const AppId& app = notes) {
    contract::Graphic graphic;
    graphic.id = {id};
    graphic.kind = contract::ImageKind::jpeg;
    graphic.width = 1080;
    graphic.height = 1920;
    graphic.bytes = 99;
    graphic.sha256 = sha256;
    graphic.added_by = "Inès";
    graphic.added_at = at(3);
    return {app, graphic};
}

std::vector<std::string> forgotten(Store& store, std::int64_t minutes = 600) {
    return good(store.listings().forget_images(at(minutes), 100));
}

TEST_CASE_TEMPLATE("what stood in a listing at a revision stands there for good", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    CHECK(good(store->listings().head(notes)) == ListingHead{0, 0});
    CHECK(standing(*store.store, "", newest).empty());
    CHECK(write(*store.store, "text.de", "\"ä\"") == 1);
    CHECK(write(*store.store, notes, {{"text.de", "\"b\"", 77}, {"data_safety", "{}", 0}}) == 2);
    CHECK(write(*store.store, "text.en", "\"c\"") == 3);
    CHECK(write(*store.store, "text.de", "") == 4);
    CHECK(good(store->listings().head(notes)) == ListingHead{4, 0});
    CHECK(standing(*store.store, "", 0).empty());
    CHECK(standing(*store.store, "", 1) == "text.de=\"ä\"@1 ");
    CHECK(standing(*store.store, "text.", 2) == "text.de=\"b\"@2 ");
    CHECK(standing(*store.store, "", 3) == "data_safety={}@2 text.de=\"b\"@2 text.en=\"c\"@3 ");
    CHECK(standing(*store.store, "text.", newest) == "text.de=@4 text.en=\"c\"@3 ");
    CHECK(facts(*store.store, "text.de", 3) == "\"b\"");
    CHECK(facts(*store.store, "text.de") == "");
    CHECK(good(store->listings().part(notes, "text.de", newest)).revision == 4);
    CHECK(good(store->listings().part(notes, "text.fr", newest)).revision == 0);
    CHECK(good(store->listings().parts(radar, "", newest)).empty());
    CHECK(code_of(store->listings().write({"nobody"}, std::vector<ListingPart>{})) == "not_found");
    CHECK(good(store->listings().head({"nobody"})) == ListingHead{0, 0});
}

TEST_CASE_TEMPLATE("a write of a listing is undone with its batch, and tells the change feed", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    write(*store.store, "text.de", "\"a\"");
    const auto before = good(store->changes().newest());
    {
        auto batch = good(store->begin_batch());
        write(*store.store, "text.de", "\"b\"");
        good(store->listings().go_live(notes, 2));
        good(store->listings().hold(notes, {"s1"}, 2));
        good(store->listings().note_image("aa", at(0)));
        good(store->listings().add_graphic(a_graphic("g1", "aa")));
        CHECK(facts(*store.store, "text.de") == "\"b\"");
    }
    CHECK(facts(*store.store, "text.de") == "\"a\"");
    CHECK(good(store->listings().head(notes)) == ListingHead{1, 0});
    CHECK_FALSE(good(store->listings().find_graphic({"g1"})));
    CHECK(forgotten(*store.store).empty());
    CHECK(good(store->changes().newest()) == before);
    write(*store.store, "text.de", "\"b\"");
    const auto told = good(store->changes().read(before, std::nullopt, 9));
    REQUIRE(told.size() == 1);
    CHECK(told[0].change == contract::Change{contract::Topic::listing, "notes", "notes"});
}

TEST_CASE_TEMPLATE("the content of an image has a name as long as a graphic or a note means it", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    CHECK_FALSE(good(store->listings().names_image("aa")));
    good(store->listings().note_image("aa", at(0)));
    CHECK(good(store->listings().names_image("aa")));
    good(store->listings().add_graphic(a_graphic("g1", "bb")));
    CHECK(good(store->listings().names_image("bb")));
    CHECK(forgotten(*store.store) == std::vector<std::string>{"aa"});
    CHECK_FALSE(good(store->listings().names_image("aa")));
}

TEST_CASE_TEMPLATE("what is live only moves forward", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    write(*store.store, "text.de", "\"a\"");
    write(*store.store, "text.de", "\"b\"");
    good(store->listings().go_live(notes, 2));
    CHECK(good(store->listings().head(notes)) == ListingHead{2, 2});
    good(store->listings().go_live(notes, 1));
    CHECK(good(store->listings().head(notes)).live == 2);
    CHECK(code_of(store->listings().go_live(notes, 3)) == "not_found");
    CHECK(code_of(store->listings().go_live(notes, -1)) == "not_found");
    CHECK(code_of(store->listings().go_live({"nobody"}, 1)) == "not_found");
}

TEST_CASE_TEMPLATE("old versions go, but for those that are live or held", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    const auto kept = static_cast<std::int64_t>(listing_versions_kept);
    write(*store.store, "text.en", "\"still\"");                        // 1
    for (int i = 2; i <= 5; ++i) write(*store.store, "text.de", std::to_string(i));
    good(store->listings().go_live(notes, 3));
    good(store->listings().hold(notes, {"s1"}, 4));
    for (std::int64_t i = 6; i <= 5 + kept; ++i)
        write(*store.store, "text.de", std::to_string(i));
    auto& listings = store->listings();
    CHECK(good(listings.knows(notes, 0)));
    CHECK_FALSE(good(listings.knows(notes, -1)));
    CHECK_FALSE(good(listings.knows(notes, 2)));
    CHECK(good(listings.knows(notes, 3)));
    CHECK(good(listings.knows(notes, 4)));
    CHECK_FALSE(good(listings.knows(notes, 5)));
    CHECK(good(listings.knows(notes, 6)));
    CHECK(good(listings.knows(notes, 5 + kept)));
    CHECK_FALSE(good(listings.knows(notes, 6 + kept)));
    CHECK(standing(*store.store, "", 3) == "text.de=3@3 text.en=\"still\"@1 ");
    CHECK(facts(*store.store, "text.de", 4) == "4");
    CHECK(code_of(listings.hold(notes, {"s2"}, 5)) == "not_found");
    good(listings.let_go(notes, {"s1"}));
    good(listings.let_go(notes, {"s1"}));
    write(*store.store, "text.de", "\"last\"");
    CHECK_FALSE(good(listings.knows(notes, 4)));
    CHECK(good(listings.knows(notes, 3)));
    CHECK(facts(*store.store, "text.de", 3) == "3");
    CHECK(facts(*store.store, "text.en") == "\"still\"");  // seldom written is not old
}

TEST_CASE_TEMPLATE("a graphic comes back whole, by its id and by its content", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->listings().add_graphic(a_graphic("g1", "aa")));
    good(store->listings().add_graphic(a_graphic("g2", "aa", radar)));
    CHECK(good(store->listings().find_graphic({"g1"})) == a_graphic("g1", "aa"));
    CHECK(good(store->listings().find_image(radar, "aa")) == a_graphic("g2", "aa", radar));
    CHECK_FALSE(good(store->listings().find_image(notes, "bb")));
    CHECK_FALSE(good(store->listings().find_graphic({"g9"})));
    CHECK(code_of(store->listings().add_graphic(a_graphic("g1", "cc"))) == "id_taken");
    CHECK(code_of(store->listings().add_graphic(a_graphic("g3", "aa", {"nobody"}))) ==
          "not_found");
}

TEST_CASE_TEMPLATE("an image is forgotten when nothing shows it any more", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    auto& listings = store->listings();
    good(listings.note_image("aa", at(0)));
    good(listings.note_image("bb", at(0)));
    good(listings.note_image("young", at(700)));
    good(listings.add_graphic(a_graphic("g1", "aa")));
    good(listings.add_graphic(a_graphic("g2", "aa", radar)));
    write(*store.store, "graphics.de.icon", R"(["g1"])");
    CHECK(forgotten(*store.store) == std::vector<std::string>{"bb"});
    CHECK_FALSE(good(listings.find_graphic({"g2"})));  // nothing shows it
    CHECK(good(listings.find_graphic({"g1"})));
    CHECK(forgotten(*store.store).empty());            // each note is looked at once
    write(*store.store, "graphics.de.icon", "");
    good(listings.note_image("aa", at(0)));
    CHECK(forgotten(*store.store).empty());            // an older version shows it
    for (std::size_t i = 0; i < listing_versions_kept; ++i)
        write(*store.store, "graphics.de.icon", i % 2 == 0 ? "[]" : "");
    CHECK(forgotten(*store.store) == std::vector<std::string>{"aa"});
    CHECK_FALSE(good(listings.find_graphic({"g1"})));
    CHECK(forgotten(*store.store, 701) == std::vector<std::string>{"young"});
}

TEST_CASE("a listing outlives its store's process") {
    OnDisk store;
    two_teams(*store.store);
    write(*store.store, "text.de", "\"a\"");
    good(store->listings().go_live(notes, 1));
    good(store->listings().hold(notes, {"s1"}, 1));
    good(store->listings().add_graphic(a_graphic("g1", "aa")));
    store.store.reset();
    store.store = store.open();
    CHECK(good(store->listings().head(notes)) == ListingHead{1, 1});
    CHECK(facts(*store.store, "text.de") == "\"a\"");
    CHECK(good(store->listings().find_graphic({"g1"})) == a_graphic("g1", "aa"));
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
