// A basket room whose people also write the listing of the app.
#pragma once
#include "basket_room.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {

struct ListingRoom : BasketRoom {
    static constexpr const char* listings = "/v1/apps/app_notes/listings";
    static constexpr const char* graphics = "/v1/apps/app_notes/graphics";

    Response send(Guest& who, const std::string& method, const std::string& target,
                  const Json& body, const std::string& match) {
        Request request;
        request.method = method;
        request.target = target;
        if (!body.is_null()) request.body = body.dump();
        if (!body.is_null()) request.headers = {{"content-type", "application/json"}};
        if (!match.empty()) request.headers.push_back({"if-match", match});
        return who.send(std::move(request));
    }
    Response put(Guest& who, const std::string& locale, const Json& text,
                 const std::string& match = "*") {
        return send(who, "PUT", std::string(listings) + "/" + locale, text, match);
    }
    Response put(const std::string& locale, const Json& text, const std::string& match = "*") {
        return put(dev, locale, text, match);
    }
    Response patch(const std::string& locale, const Json& text, const std::string& match) {
        return send(dev, "PATCH", std::string(listings) + "/" + locale, text, match);
    }
    Response remove(const std::string& locale, const std::string& match,
                    const std::string& query = "") {
        return send(dev, "DELETE", std::string(listings) + "/" + locale + query, nullptr, match);
    }
    Response restore(const Json& ask, const std::string& match = "",
                     const std::string& query = "") {
        return send(dev, "POST", std::string(listings) + "/restore" + query, ask, match);
    }
    Json all(const std::string& query = "") { return body_of(dev.get(listings + query)); }
    Json one(const std::string& locale) {
        return body_of(dev.get(std::string(listings) + "/" + locale));
    }

    Response add_image(Guest& who, const std::string& set, const std::string& bytes,
                       const std::string& type = "image/png") {
        Request request;
        request.method = "POST";
        request.target = std::string(graphics) + "/" + set;
        request.body = bytes;
        request.headers = {{"content-type", type}};
        return who.send(std::move(request));
    }
    Response add_image(const std::string& set, const std::string& bytes) {
        return add_image(dev, set, bytes);
    }
    Response arrange(const std::string& set, const Json& ids, const std::string& match = "*") {
        return send(dev, "PUT", std::string(graphics) + "/" + set, {{"graphics", ids}}, match);
    }
    Response declare(const Json& uses, const std::string& match = "*") {
        return send(dev, "PUT", "/v1/apps/app_notes/data_safety",
                    {{"uses", uses}, {"encrypted", true}, {"deletable", false}}, match);
    }
    // Everything that review asks of a listing, in the app's default language; its revision.
    std::int64_t write_whole_listing() {
        REQUIRE(put("en", a_text("Notes")).status == 200);
        REQUIRE(add_image("en/icon", a_png(512, 512, 6)).status == 200);
        REQUIRE(add_image("en/feature", a_png(1024, 500)).status == 200);
        REQUIRE(add_image("en/phone", a_png(1080, 1920, 2, "one")).status == 200);
        REQUIRE(add_image("en/phone", a_jpeg(1080, 1920)).status == 200);
        return all()["revision"].get<std::int64_t>();
    }

    static Json a_text(const std::string& title) {
        return {{"title", title}, {"summary", "A summary"}, {"description", "All of it"}};
    }
    static std::string match_of(const Json& part) {
        return "\"" + std::to_string(part["revision"].get<std::int64_t>()) + "\"";
    }
};

}  // namespace vitrine::tests
