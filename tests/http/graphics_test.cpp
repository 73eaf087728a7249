// Graphics of a listing: sent, refused, put in order, shown, forgotten; and the data safety form.
#include <filesystem>

#include "folder.h"
#include "listing_room.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"
#include "uploader.h"

namespace vitrine::tests {
namespace {

std::string image_path(const Json& graphic) {
    return "/v1/apps/app_notes/graphics/" + graphic["id"].get<std::string>() + "/image";
}

Json use(const char* type, const char* purpose) {
    return {{"type", type}, {"purposes", {purpose}}, {"shared", false}, {"optional", false}};
}

}  // namespace

TEST_CASE_FIXTURE(ListingRoom, "an image is kept as it was sent, and given with safe headers") {
    const std::string bytes = a_jpeg(1080, 1920);
    const Response made = add_image(dev, "DE/phone", bytes, "image/jpeg");
    REQUIRE(made.status == 200);
    const Json set = body_of(made);
    CHECK(set["locale"] == "de");
    CHECK(set["type"] == "phone");
    CHECK(set["change"] == "added");
    CHECK(set["live"].empty());
    const Json graphic = set["draft"][0];
    CHECK(graphic["kind"] == "jpeg");
    CHECK(graphic["width"] == 1080);
    CHECK(graphic["height"] == 1920);
    CHECK(graphic["bytes"] == bytes.size());
    CHECK(graphic["sha256"] == sha256_of(bytes));
    CHECK(graphic["added_by"] == "ines");
    const Response image = dev.get(image_path(graphic));
    CHECK(image.status == 200);
    CHECK(image.content() == bytes);
    CHECK(*image.find("Content-Type") == "image/jpeg");
    CHECK(*image.find("X-Content-Type-Options") == "nosniff");
    CHECK(image.find("Cache-Control")->starts_with("private"));
    CHECK(image.find("Content-Disposition")->starts_with("inline; filename=\""));
    CHECK(*image.find("ETag") == "\"" + sha256_of(bytes) + "\"");
    Request again;
    again.target = image_path(graphic);
    again.headers = {{"if-none-match", *image.find("ETag")}};
    const Response known = dev.send(again);
    CHECK(known.status == 304);
    CHECK(known.content().empty());
    CHECK(reviewer.get(image_path(graphic)).content() == bytes);
    Guest nobody(*shop.app), stranger(*shop.app);
    stranger.sign_in(otto);
    CHECK(nobody.get(image_path(graphic)).status == 401);
    CHECK(stranger.get(image_path(graphic)).status == 404);
    const std::string id = graphic["id"];
    CHECK(stranger.get("/v1/apps/app_boats/graphics/" + id + "/image").status == 404);
    CHECK(dev.get("/v1/apps/app_notes/graphics/gfx_none/image").status == 404);
}

TEST_CASE_FIXTURE(ListingRoom, "an image that does not do is refused with its reason") {
    const auto why = [&](const std::string& set, const std::string& bytes) {
        const Response answer = add_image(set, bytes);
        return std::to_string(answer.status) + " " + code_of(answer);
    };
    CHECK(why("en/icon", "") == "422 not_an_image");
    CHECK(why("en/icon", "GIF89a") == "422 not_an_image");
    CHECK(why("en/icon", "<svg xmlns='http://www.w3.org/2000/svg'/>") == "422 not_an_image");
    CHECK(why("en/icon", a_png(512, 512).substr(0, 60)) == "422 image_damaged");
    CHECK(why("en/icon", a_png(512, 512) + "PK\x03\x04") == "422 image_damaged");
    CHECK(why("en/icon", a_png(256, 512)) == "422 wrong_image_size");
    CHECK(why("en/icon", a_jpeg(512, 512)) == "422 wrong_image_kind");
    CHECK(why("en/feature", a_png(1024, 500, 6)) == "422 image_transparent");
    CHECK(why("en/phone", a_png(320, 1000)) == "422 wrong_image_shape");
    CHECK(why("en/poster", a_png(512, 512)) == "422 invalid_fields");
    CHECK(why("en_US/icon", a_png(512, 512)) == "422 invalid_fields");
    CHECK(add_image(dev, "en/icon", a_png(512, 512), "text/html").status == 415);
    CHECK(add_image(dev, "en/icon", a_png(512, 512), "application/json").status == 415);
    CHECK(all()["revision"] == 0);
    const Json told = body_of(add_image("en/icon", a_png(9, 9)));
    CHECK(told["detail"] == "It must be 512 x 512 pixels, PNG, at most 1024 KiB.");
}

TEST_CASE_FIXTURE(ListingRoom, "a set has so many images, each once, in the order that is wished") {
    Json ids = Json::array();
    for (int i = 0; i < 8; ++i) {
        const Json set = body_of(add_image("en/phone", a_png(400, 800, 2, std::to_string(i))));
        ids.push_back(set["draft"].back()["id"]);
    }
    CHECK(code_of(add_image("en/phone", a_png(400, 800, 2, "one more"))) == "too_many_graphics");
    const Json same = body_of(add_image("en/phone", a_png(400, 800, 2, "3")));
    CHECK(same["draft"].size() == 8);
    CHECK(same["revision"] == 8);
    const Json turned = Json::array({ids[7], ids[0]});
    const Json set = body_of(arrange("en/phone", turned, match_of(same)));
    CHECK(set["draft"].size() == 2);
    CHECK(set["draft"][0]["id"] == ids[7]);
    const Response stale = arrange("en/phone", ids, match_of(same));
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"] == set);
    CHECK(arrange("en/tablet_7", Json::array({ids[3]})).status == 200);  // shown elsewhere, too
    CHECK(arrange("en/phone", Json::array({ids[1], ids[1]})).status == 422);
    CHECK(arrange("en/phone", Json::array({"gfx_none"})).status == 422);
    CHECK(arrange("en/icon", Json::array({ids[1]})).status == 422);
    CHECK(code_of(arrange("en/icon", Json::array({ids[1], ids[2]}))) == "too_many_graphics");
    CHECK(arrange("en/phone", Json::array()).status == 200);
    const Json left = body_of(dev.get(std::string(graphics) + "?locale=EN"))["items"];
    REQUIRE(left.size() == 1);
    CHECK(left[0]["type"] == "tablet_7");
    CHECK(body_of(dev.get(std::string(graphics) + "?locale=de"))["items"].empty());
}

TEST_CASE_FIXTURE(ListingRoom, "an image that nothing shows any more is swept with its bytes") {
    const std::string bytes = a_png(512, 512);
    const Json shown = body_of(add_image("en/icon", bytes))["draft"][0];
    const Json other = body_of(add_image("en/feature", a_png(1024, 500)))["draft"][0];
    const auto sweep = [&] {
        shop.clock.advance(2 * base::hour_ms);
        shop.app->tick();
    };
    sweep();
    CHECK(dev.get(image_path(shown)).status == 200);
    REQUIRE(arrange("en/icon", Json::array()).status == 200);
    sweep();
    CHECK(dev.get(image_path(shown)).status == 200);  // the draft may still be brought back
    for (int i = 0; i < 40; ++i) {
        const Json ids = i % 2 == 0 ? Json::array({shown["id"]}) : Json::array();
        REQUIRE(arrange("de/icon", ids).status == 200);
        REQUIRE(arrange("en/icon", ids).status == 200);
    }
    sweep();
    CHECK(dev.get(image_path(shown)).status == 200);
    for (int i = 0; i < 80; ++i) {  // until no version that is kept shows it
        const Json ids = i % 2 == 0 ? Json::array()
                                    : Json::array({body_of(add_image(
                                          "fr/icon", a_png(512, 512, 2, "x")))["draft"][0]["id"]});
        REQUIRE(arrange("fr/icon", Json::array()).status == 200);
        REQUIRE(arrange("de/icon", ids).status == 200);
        REQUIRE(arrange("en/icon", ids).status == 200);
    }
    sweep();
    CHECK(dev.get(image_path(shown)).status == 404);
    CHECK_FALSE(*shop.blobs->read(sha256_of(bytes)));
    CHECK(dev.get(image_path(other)).status == 200);
    CHECK(add_image("pt/icon", bytes).status == 200);  // and may come again
}

TEST_CASE("an image comes over a socket, whole or not at all") {
    Shop shop{generous()};
    Running running{*shop.app};
    Uploader dev(running.port(), ines);
    const std::string bytes = a_png(1080, 1920, 2, std::string(700'000, 'p'));
    const auto head = [&](const std::string& set, const std::string& length) {
        return "POST /v1/apps/app_notes/graphics/" + set +
               " HTTP/1.1\r\nHost: a\r\nCookie: " + dev.cookie + "\r\nX-CSRF-Token: " + dev.token +
               "\r\nContent-Type: image/png\r\n" + length + "\r\n";
    };
    const std::string length = "Content-Length: " + std::to_string(bytes.size()) + "\r\n";
    {
        Wire cut(running.port());
        cut.send(head("en/phone", length) + bytes.substr(0, 300'000));
    }
    Wire wire(running.port());
    const Told made = told_in(wire.ask(head("en/phone", length) + bytes));
    REQUIRE(made.status == 200);
    CHECK(made.body["draft"].size() == 1);
    CHECK(made.body["revision"] == 1);
    const Told image = dev.ask("GET", "/v1/apps/app_notes/graphics/" +
                                          made.body["draft"][0]["id"].get<std::string>() +
                                          "/image");
    CHECK(image.status == 200);
    CHECK(image.head.find("image/png") != std::string::npos);
    Wire endless(running.port());
    CHECK(status_of(endless.ask(head("en/phone", ""))) == 411);
    Wire huge(running.port());
    CHECK(status_of(huge.ask(head("en/phone", "Content-Length: 99999999\r\n"))) == 413);
    Wire icon(running.port());  // a bound of its own
    CHECK(told_in(icon.ask(head("en/icon", "Content-Length: 1048577\r\n"))).code() ==
          "image_too_large");
    CHECK(dev.ask("GET", "/v1/apps/app_notes/graphics").body["items"][0]["revision"] == 1);
}

TEST_CASE("a listing goes live on disk, and its image is a file until nothing shows it") {
    const Folder folder;
    const std::string bytes = a_png(1080, 1920), sha256 = sha256_of(bytes);
    const std::string file = folder.path() + "/blobs/" + sha256.substr(0, 2) + "/" + sha256;
    {
        Shop shop(generous(), std::move(*service::sqlite::open_store(folder.path())), {},
                  std::move(*service::files::open_blobs(folder.path())));
        Running running(*shop.app);
        Uploader dev(running.port(), ines);
        const std::string app = "/v1/apps/app_notes";
        const auto send = [&](const std::string& set) {
            Wire wire(running.port());
            return told_in(wire.ask("POST " + app + "/graphics/" + set +
                                    " HTTP/1.1\r\nHost: a\r\nCookie: " + dev.cookie +
                                    "\r\nX-CSRF-Token: " + dev.token +
                                    "\r\nContent-Type: image/png\r\nContent-Length: " +
                                    std::to_string(bytes.size()) + "\r\n\r\n" + bytes));
        };
        REQUIRE(send("en/phone").status == 200);
        REQUIRE(send("en/tablet_7").status == 200);  // the same bytes: one image, one file
        CHECK(std::filesystem::file_size(file) == bytes.size());
        const Told made = dev.ask("POST", app + "/submissions", {{"packages", Json::array()},
                                                                 {"track", "production"},
                                                                 {"listing", 2}});
        REQUIRE(made.status == 200);
        const std::string id = made.body["submission"]["id"];
        CHECK(dev.ask("POST", "/v1/submissions/" + id + "/moves", {{"move", "submit"}}).status ==
              200);
        shop.app->tick();
        CHECK(dev.ask("GET", "/v1/submissions/" + id).body["submission"]["stage"] == "invalid");
        CHECK(dev.ask("POST", "/v1/submissions/" + id + "/moves", {{"move", "withdraw"}}).status ==
              200);  // and lets go of what it had sent
        REQUIRE(shop.store->listings().go_live(shop.notes, 1));
    }
    Shop shop(generous(), std::move(*service::sqlite::open_store(folder.path())), {},
              std::move(*service::files::open_blobs(folder.path())));
    auto& listings = shop.store->listings();
    CHECK(listings.head(shop.notes)->live == 1);
    const auto kept = *listings.find_image(shop.notes, sha256);
    REQUIRE(kept);
    const auto write = [&](const std::string& set, int times) {
        for (int i = 0; i < times; ++i) {
            const service::ports::ListingPart part{"graphics.en." + set, i % 2 == 0 ? "" : "[]", 0};
            REQUIRE(listings.write(shop.notes, std::span(&part, 1)));
        }
    };
    const auto sweep = [&] {
        shop.clock.advance(2 * base::hour_ms);
        shop.app->tick();
    };
    write("tablet_7", 40);
    write("phone", 40);
    sweep();
    CHECK(std::filesystem::exists(file));  // it is live
    REQUIRE(listings.go_live(shop.notes, listings.head(shop.notes)->revision));
    write("phone", 2);
    sweep();
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK_FALSE(*listings.find_graphic(kept->graphic.id));
}

TEST_CASE_FIXTURE(ListingRoom, "a data safety form is compared with what packages say") {
    CHECK(body_of(dev.get("/v1/apps/app_notes/data_safety"))["draft"].is_null());
    auto nosy = package(101);
    nosy.facts.permissions.push_back({"android.permission.ACCESS_FINE_LOCATION", {}, {}, false});
    nosy.facts.kits = {{"google_ads", "Google Mobile Ads", contract::KitKind::ads, ""}};
    const std::string id = add(nosy);
    const auto found = [&](const Json& more) {
        Json ask = more;
        ask["dry_run"] = true;
        Json out = Json::array();
        const Json made = body_of(create({id}, ask));
        for (const Json& one : made["findings"])
            if (one["policy"] == "VP-2.4.1") out.push_back(one);
        return out;
    };
    REQUIRE(found(Json::object()).size() == 1);  // advice for an app that never declared anything
    CHECK(found(Json::object())[0]["severity"] == "advice");
    const std::int64_t bare = write_whole_listing();
    CHECK(found({{"listing", bare}})[0]["severity"] == "blocking");
    const Json form = body_of(declare(Json::array({use("precise_location", "app_function")})));
    CHECK(form["change"] == "added");
    CHECK(form["draft"]["uses"].size() == 1);
    const Json half = found({{"listing", form["revision"]}});
    CHECK(half[0]["evidence"][0]["lines"].size() == 1);
    CHECK(half[0]["evidence"][0]["lines"][0]["label"] == "Google Mobile Ads");
    CHECK(half[0]["evidence"][0]["lines"][0]["value"] == "device_ids");
    const Response stale = declare(Json::array(), "\"1\"");
    CHECK(stale.status == 412);
    CHECK(body_of(stale)["current"] == form);
    CHECK(declare(Json::array({use("contacts", "ads"), use("contacts", "ads")})).status == 422);
    CHECK(declare(Json::array({use("shoe_size", "ads")})).status == 422);
    const Json whole = body_of(declare(Json::array({use("precise_location", "app_function"),
                                                    use("device_ids", "ads")})));
    CHECK(found({{"listing", whole["revision"]}}).empty());
    accept(draft(Json::array(), {{"listing", whole["revision"]}}));
    CHECK(body_of(dev.get("/v1/apps/app_notes/data_safety"))["live"] == whole["draft"]);
    CHECK(found(Json::object()).empty());  // what is live counts for the next version
}

}  // namespace vitrine::tests
