// A basket room whose baskets are approved and go out on tracks.
#pragma once
#include "basket_room.h"

namespace vitrine::tests {

struct TrackRoom : BasketRoom {
    Guest analyst{*shop.app}, foreign{*shop.app};
    TrackRoom() {
        REQUIRE(analyst.sign_in(anna).status == 200);
        REQUIRE(foreign.sign_in(otto).status == 200);
    }

    static std::string release_of(const std::string& submission) { return "rel_" + submission; }
    // A basket with the package of this code, approved; its submission.
    std::string approved(int code, Json more = Json::object()) {
        more["notes"] = Json::array({{{"locale", "en"}, {"text", "New"}}});
        const std::string id = draft({add(code)}, more);
        accept(id);
        return id;
    }
    Response steer(Guest& who, const std::string& id, Json ask, const std::string& query = "") {
        return who.send("POST", "/v1/releases/" + release_of(id) + "/rollout" + query, ask.dump());
    }
    Response steer(const std::string& id, const char* action, Json more = Json::object()) {
        more["action"] = action;
        return steer(dev, id, more);
    }
    void publish(const std::string& id) {
        REQUIRE(steer(id, "start", {{"fraction", 1}}).status == 200);
        REQUIRE(stage(id) == "live");
    }
    Json release(const std::string& id) {
        return body_of(dev.get("/v1/releases/" + release_of(id)));
    }
    // What is on production now: "1.101 0.05, 1.90 1.0".
    std::string on_track() {
        const Json page = body_of(dev.get("/v1/apps/app_notes/releases?track=production&"
                                          "stages=rolling_out,halted,live"));
        std::string out;
        for (const Json& one : page["items"])
            out += (out.empty() ? "" : ", ") + one["version_name"].get<std::string>() + " " +
                   one["fraction"].dump();
        return out;
    }
    std::vector<std::string> marks() {
        const base::Day day = base::day_of(shop.clock.now());
        const Json page = body_of(dev.get("/v1/annotations?apps=app_notes&from=" +
                                          base::iso_date({day.number - 1}) +
                                          "&to=" + base::iso_date({day.number + 2})));
        std::vector<std::string> out;
        for (const Json& one : page["items"])
            out.push_back(one["kind"].get<std::string>() + " " + one["label"].get<std::string>());
        return out;
    }
    std::string live_version() { return body_of(dev.get("/v1/apps/app_notes"))["live_version"]; }
    Json last_of_timeline(const std::string& id) { return detail(id)["timeline"].back(); }
};

}  // namespace vitrine::tests
