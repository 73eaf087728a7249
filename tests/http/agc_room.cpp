#include "agc_room.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "tests/package/picture_maker.h"

namespace vitrine::tests {

std::int64_t ret_of(const Told& told) {
    if (!told.body.is_object() || !told.body.contains("ret")) return -1;
    return told.body["ret"]["code"].get<std::int64_t>();
}

std::string path_in(const std::string& url) {
    const std::size_t host = url.find("://") + 3;
    return url.substr(url.find('/', host));
}

Told AgcClient::send(const std::string& method, const std::string& target,
                     const std::vector<std::pair<std::string, std::string>>& headers,
                     std::string_view body) {
    std::string head = method + " " + target + " HTTP/1.1\r\n";
    bool host = false;
    for (const auto& [name, value] : headers) {
        head += name + ": " + value + "\r\n";
        host = host || name == "Host";
    }
    if (!host) head += "Host: agc.store.example\r\n";
    head += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    if (!wire_) wire_ = std::make_unique<Wire>(port_);
    const std::string answer = wire_->ask(head + std::string(body));
    Told out = told_in(answer);
    if (out.head.find("Connection: close") != std::string::npos) wire_.reset();
    return out;
}

Told AgcClient::ask(const std::string& method, const std::string& target, const Json& body) {
    std::vector<std::pair<std::string, std::string>> headers = {
        {"Authorization", "Bearer " + token}, {"client_id", id}};
    if (!body.is_null()) headers.push_back({"Content-Type", "application/json"});
    return send(method, target, headers, body.is_null() ? "" : body.dump());
}

Told AgcClient::sign_in() {
    const Told told = post("/api/oauth2/v1/token", {{"grant_type", "client_credentials"},
                                                    {"client_id", id},
                                                    {"client_secret", secret}});
    if (told.body.contains("access_token")) token = told.body["access_token"].get<std::string>();
    return told;
}

Told AgcClient::put_bytes(const Json& url_info, std::string_view bytes) {
    std::vector<std::pair<std::string, std::string>> headers;
    for (const auto& [name, value] : url_info["headers"].items())
        headers.push_back({name, value.get<std::string>()});
    return send("PUT", path_in(url_info["url"]), headers, bytes);
}

Told AgcClient::post_form(const std::string& url, const Json& fields, std::string_view file) {
    std::string body;
    for (const auto& [name, value] : fields.items())
        body += "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                value.get<std::string>() + "\r\n";
    body += "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.apk\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n";
    body += file;
    body += "\r\n--cut--\r\n";
    return send("POST", path_in(url), {{"Content-Type", "multipart/form-data; boundary=cut"}},
                body);
}

std::string AgcClient::upload(const std::string& app, std::string_view bytes, bool with_digest) {
    std::string target = "/api/publish/v2/upload-url/for-obs?fileName=a.apk&appId=" + app +
                         "&contentLength=" + std::to_string(bytes.size());
    if (with_digest) target += "&sha256=" + sha256_of(bytes);
    const Told url = get(target);
    REQUIRE(ret_of(url) == 0);
    const Json info = url.body["urlInfo"];
    const Told put = put_bytes(info, bytes);
    REQUIRE(put.status == 200);
    REQUIRE(ret_of(put) == 0);
    return info["objectId"];
}

AgcRoom::AgcRoom(std::unique_ptr<service::ports::Store> store,
                 std::unique_ptr<service::ports::Blobs> blobs, AppOptions options)
    : shop(options, std::move(store), {}, std::move(blobs)), client(client_of(ines)),
      foreign(client_of(otto)) {
    REQUIRE(dev.sign_in(ines).status == 200);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    REQUIRE(client.sign_in().status == 200);
    REQUIRE(foreign.sign_in().status == 200);
    notes = number_of(client, "org.example.notes");
    boats = number_of(foreign, "org.example.boats");
}

AgcClient AgcRoom::client_of(std::string_view email, const Json& more) {
    Guest owner(*shop.app);
    REQUIRE(owner.sign_in(email).status == 200);
    Json ask = {{"name", "pipeline"}, {"scopes", Json::array()}};
    for (const std::string_view scope : every_scope) ask["scopes"].push_back(scope);
    ask.update(more);
    const Json made = body_of(owner.send("POST", "/v1/api-keys", ask.dump()));
    return {running.port(), made["key"]["id"], made["secret"]};
}

std::string AgcRoom::number_of(AgcClient& who, const std::string& package) {
    const Told told = who.get("/api/publish/v2/appid-list?packageName=" + package);
    REQUIRE(ret_of(told) == 0);
    REQUIRE(told.body["appids"].size() == 1);
    return told.body["appids"][0]["value"];
}

void AgcRoom::tick() {
    shop.clock.advance(base::second_ms);
    shop.app->tick();
    shop.app->tick();
}

Response AgcRoom::decide(const std::string& submission, const char* move, Json more) {
    more["move"] = move;
    return reviewer.send("POST", "/v1/submissions/" + submission + "/decision", more.dump());
}

std::string AgcRoom::package_bytes() {
    std::ostringstream bytes;
    bytes << std::ifstream(std::string(VT_SHARED_DIR) +
                               "/data/packages/apk/androguard/a2dp.Vol_137.apk",
                           std::ios::binary)
                 .rdbuf();
    if (bytes.str().empty()) MESSAGE("SKIPPED: ../shared/data/packages is not there");
    return bytes.str();
}

// Made for a platform of its day, so the store asks for no newer one here.
std::string AgcRoom::add_app_of_package() {
    service::ports::Account account;
    account.user = {{"usr_carl"}, "carl", "carl@store.example"};
    account.password_hash = *shop.hasher.hash(password);
    account.created_at = shop.clock.now();
    account.store_role = contract::StoreRole::store_admin;
    REQUIRE(shop.store->accounts().create(account));
    Guest chief(*shop.app);
    REQUIRE(chief.sign_in("carl@store.example").status == 200);
    REQUIRE(chief.send("PUT", "/v1/review-rules",
                       R"({"second_reviewer":"never","decide_within_hours":72,)"
                       R"("target_sdk_floor":1})")
                .status == 200);
    const Response made = dev.send(
        "POST", "/v1/apps", R"({"package_name":"a2dp.Vol","name":"Volume","default_locale":"en"})");
    REQUIRE(made.status == 200);
    volume_id = body_of(made)["id"].get<std::string>();
    Request image;
    image.method = "POST";
    image.target = "/v1/apps/" + volume_id + "/graphics/en/feature";
    image.body = a_png(1024, 500);
    image.headers = {{"content-type", "image/png"}};
    REQUIRE(dev.send(image).status == 200);
    Request safety;
    safety.method = "PUT";
    safety.target = "/v1/apps/" + volume_id + "/data_safety";
    safety.body = R"({"uses":[],"encrypted":true,"deletable":false})";
    safety.headers = {{"content-type", "application/json"}, {"if-match", "*"}};
    REQUIRE(dev.send(safety).status == 200);
    return number_of(client, "a2dp.Vol");
}

std::string AgcRoom::newest_submission(const std::string& app) {
    const Json page = body_of(dev.get("/v1/submissions?app=" + app));
    return page["items"].empty() ? "" : page["items"][0]["id"].get<std::string>();
}

}  // namespace vitrine::tests
