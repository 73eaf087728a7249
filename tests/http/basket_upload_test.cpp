// The whole way of a package, over a socket: upload, basket, checks.
#include <fstream>
#include <sstream>

#include "basket_room.h"
#include "uploader.h"

namespace vitrine::tests {

TEST_CASE("a package goes from its upload into a basket and through the checks") {
    std::ostringstream bytes;
    bytes << std::ifstream(std::string(VT_SHARED_DIR) +
                               "/data/packages/apk/androguard/a2dp.Vol_137.apk",
                           std::ios::binary)
                 .rdbuf();
    if (bytes.str().empty()) {
        MESSAGE("SKIPPED: ../shared/data/packages is not there");
        return;
    }
    Shop shop{generous()};
    Running running{*shop.app};
    Uploader dev(running.port(), ines);
    const Json app = dev.ask("POST", "/v1/apps", {{"package_name", "a2dp.Vol"},
                                                  {"name", "Volume"},
                                                  {"default_locale", "en"}}).body["id"];
    const Json package = dev.upload(app, bytes.str()).body["package"]["id"];
    const Json ask = {{"packages", Json::array({package})},
                      {"track", "production"},
                      {"notes", Json::array({{{"locale", "en"}, {"text", "Louder"}}})}};
    const Told made =
        dev.ask("POST", "/v1/apps/" + app.get<std::string>() + "/submissions", ask);
    REQUIRE(made.status == 200);
    CHECK(made.body["submission"]["version_code"] == "137");
    // Made for a platform of its day; and nobody has said what its location is for.
    CHECK(policies(made.body["findings"]) == "VP-1.4.1 VP-2.4.1");
    const std::string id = made.body["submission"]["id"];
    CHECK(dev.ask("POST", "/v1/submissions/" + id + "/moves", {{"move", "submit"}}).status == 200);
    shop.app->tick();
    const Told checked = dev.ask("GET", "/v1/submissions/" + id);
    CHECK(checked.body["submission"]["stage"] == "invalid");
    CHECK(policies(checked.body["findings"]) == "VP-1.4.1 VP-2.4.1");
}

}  // namespace vitrine::tests
