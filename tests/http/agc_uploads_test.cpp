// Files on their way in through AppGallery Connect's three doors: a form, one PUT, and parts.
#include <doctest/doctest.h>

#include "agc_room.h"
#include "folder.h"
#include "service/agc/form_reader.h"
#include "service/files/blobs.h"
#include "service/sqlite/sqlite_store.h"

namespace vitrine::tests {
namespace {

const std::string publish = "/api/publish/v2/";

Json upload_of(AgcRoom& room, const std::string& id) {
    return body_of(room.dev.get("/v1/uploads/" + id));
}

// What a form says, in one line: "authCode=x; file(a.apk)=5 bytes".
struct Notes final : service::agc::FormTaker {
    std::string said, value;
    bool file = false;
    base::Result<void> begin_part(std::string_view name,
                                  const std::optional<std::string>& file_name) override {
        said += (said.empty() ? "" : "; ") + std::string(name);
        if (file_name) said += "(" + *file_name + ")";
        value.clear();
        return {};
    }
    base::Result<void> take(std::string_view bytes) override {
        value += bytes;
        return {};
    }
    base::Result<void> end_part() override {
        said += "=" + value;
        return {};
    }
};

std::string read_form(const std::string& body, std::size_t step) {
    Notes notes;
    service::agc::FormReader reader("cut", notes);
    for (std::size_t at = 0; at < body.size(); at += step)
        if (auto done = reader.add(std::string_view(body).substr(at, step)); !done)
            return done.error().code;
    const auto done = reader.finish();
    return done ? notes.said : done.error().code;
}

}  // namespace

TEST_CASE("a form is read alike, however its bytes come") {
    const std::string head = "Content-Disposition: form-data; name=";
    const std::string form = "preamble\r\n--cut\r\n" + head +
                             "\"authCode\"\r\n\r\nx\r\n--cut \r\n" +
                             "content-type: a/b\r\n" + head +
                             "file; filename=\"a\\\"; b.apk\"\r\n\r\n1\r\n--cu\r\n-\r\n--cut\r\n" +
                             head + "empty\r\n\r\n\r\n--cut--\r\nepilogue";
    const std::string said = "authCode=x; file(a\"; b.apk)=1\r\n--cu\r\n-; empty=";
    for (std::size_t step = 1; step < 40; ++step) CHECK(read_form(form, step) == said);
    CHECK(read_form(form, form.size()) == said);
    const std::string whole = "--cut\r\n" + head + "a\r\n\r\nb\r\n--cut--";
    CHECK(read_form(whole, 7) == "a=b");
    for (std::size_t cut = 1; cut < whole.size(); ++cut)
        CHECK(read_form(whole.substr(0, cut), 5) == "form_malformed");
    CHECK(read_form("", 1) == "form_malformed");
    CHECK(read_form("--cut\r\nno: name\r\n\r\nx\r\n--cut--", 4) == "form_malformed");
    CHECK(read_form("--cutting\r\n\r\n", 4) == "form_malformed");
    CHECK(read_form("--cut\r\n" + std::string(9000, 'x'), 100) == "form_malformed");
    const std::string large = noise(300'000);  // holds no such delimiter
    CHECK(read_form("--cut\r\n" + head + "a; filename=b\r\n\r\n" + large + "\r\n--cut--",
                    200'000) == "a(b)=" + large);
    CHECK(read_form("--cut" + std::string(101, ' ') + "\r\n", 1000) == "form_malformed");
    std::string many;
    for (int i = 0; i < 101; ++i) many += "--cut\r\n" + head + "a\r\n\r\n\r\n";
    CHECK(read_form(many + "--cut--", 1000) == "form_malformed");
}

TEST_CASE("the boundary of a form is read from its type") {
    using service::agc::boundary_in;
    CHECK(boundary_in("multipart/form-data; boundary=abc") == "abc");
    CHECK(boundary_in("Multipart/Form-Data; charset=utf-8; Boundary=\"a b;c\"") == "a b;c");
    CHECK(!boundary_in("multipart/form-data"));
    CHECK(!boundary_in("multipart/form-data; boundary="));
    CHECK(!boundary_in("multipart/form-data; boundary=" + std::string(71, 'x')));
    CHECK(!boundary_in("multipart/mixed; boundary=abc"));
    CHECK(!boundary_in("application/json"));
}

TEST_CASE("a form without its code, with another one or with two files leaves nothing behind") {
    AgcRoom room;
    const Told url = room.client.get(publish + "upload-url?suffix=apk&appId=" + room.notes);
    const std::string to = url.body["uploadUrl"], code = url.body["authCode"];
    CHECK(ret_of(room.client.post_form(to, {{"authCode", code}, {"fileCount", "1"}}, "bytes")) ==
          0);
    CHECK(ret_of(room.client.post_form(to, {{"fileCount", "1"}}, "bytes")) == 205524993);
    CHECK(ret_of(room.client.post_form(to, {{"authCode", "vta_0"}}, "bytes")) == 205524993);
    CHECK(ret_of(room.client.post_form(to, {{"authCode", room.client.token}}, "bytes")) ==
          205524993);
    CHECK(ret_of(room.client.post_form(to, {{"authCode", code}, {"fileCount", "2"}}, "bytes")) !=
          0);
    CHECK(ret_of(room.client.post_form(to, {{"authCode", std::string(2000, 'x')}}, "b")) != 0);
    CHECK(ret_of(room.client.send("POST", path_in(to), {{"Content-Type", "text/plain"}}, "x")) !=
          0);
    CHECK(ret_of(room.client.send("POST", path_in(to),
                                  {{"Content-Type", "multipart/form-data; boundary=cut"}},
                                  "--cut\r\nbroken")) != 0);
    for (int i = 0; i < 2 * contract::uploads_open_max; ++i)  // nor a reservation
        CHECK(ret_of(room.client.send("POST", path_in(to),
                                      {{"Content-Type", "multipart/form-data; boundary=cut"}},
                                      "--cut\r\nContent-Disposition: form-data; name=authCode\r\n"
                                      "\r\n" + code +
                                          "\r\n--cut\r\nContent-Disposition: form-data; "
                                          "name=file; filename=a\r\n\r\nhalf of it")) != 0);
    CHECK(ret_of(room.client.post_form(to, {{"authCode", code}}, "bytes")) == 0);
    room.shop.clock.advance(base::hour_ms);
    CHECK(ret_of(room.client.post_form(to, {{"authCode", code}}, "bytes")) == 205524993);
}

TEST_CASE("a signed PUT takes the bytes that were announced, and no others") {
    AgcRoom room;
    const std::string bytes = noise(100'000);
    const std::string ask = publish + "upload-url/for-obs?fileName=a.apk&contentLength=100000" +
                            "&chineseMainlandFlag=1&appId=" + room.notes;
    const Told url = room.client.get(ask + "&sha256=" + sha256_of(bytes));
    REQUIRE(ret_of(url) == 0);
    const Json info = url.body["urlInfo"];
    CHECK(info["url"].get<std::string>().starts_with("http://agc.store.example/api/publish/v2/"));
    for (const char* name : {"Authorization", "Content-Type", "Host", "user-agent", "x-amz-date",
                             "x-amz-content-sha256"})
        CHECK(info["headers"].contains(name));
    CHECK(ret_of(room.client.put_bytes(info, bytes.substr(1))) != 0);
    CHECK(ret_of(room.client.put_bytes(info, bytes + "x")) != 0);
    CHECK(ret_of(room.client.put_bytes(info, std::string(100'000, 'x'))) != 0);
    Json stranger = info;
    stranger["headers"]["Authorization"] = "Bearer " + room.client.token;
    CHECK(ret_of(room.client.put_bytes(stranger, bytes)) == 205524993);
    stranger = room.client.get(ask).body["urlInfo"];  // a signature for another object
    stranger["url"] = info["url"];
    CHECK(ret_of(room.client.put_bytes(stranger, bytes)) != 0);
    const Told put = room.client.put_bytes(info, bytes);
    CHECK(ret_of(put) == 0);
    CHECK(put.head.find("ETag: \"" + sha256_of(bytes) + "\"") != std::string::npos);
    CHECK(received(upload_of(room, info["objectId"])) == 100'000);
    CHECK(ret_of(room.client.put_bytes(info, bytes)) == 0);  // once more is the same
}

TEST_CASE("parts go up in any order, and a gap is told before they are joined") {
    AgcRoom room;
    const std::string bytes = noise(25'000);
    const Told begun = room.client.post(publish + "upload/multipart/init?fileName=a&appId=" +
                                        room.notes + "&contentType=application%2Foctet-stream");
    REQUIRE(ret_of(begun) == 0);
    CHECK(begun.body["nspPartMinSize"] > 0);
    const std::string id = begun.body["objectId"];
    const std::string named = "?objectId=" + id + "&nspUploadId=" +
                              begun.body["nspUploadId"].get<std::string>();
    Json wanted = Json::object();
    for (int i = 0; i < 3; ++i) {
        const std::string part = bytes.substr(static_cast<std::size_t>(i) * 10'000, 10'000);
        wanted["additionalProp" + std::to_string(i + 1)] = {{"sha256", sha256_of(part)},
                                                            {"length", part.size()}};
    }
    const Told urls = room.client.post(publish + "upload/multipart/parts" + named, wanted);
    REQUIRE(ret_of(urls) == 0);
    Json joined = Json::object();
    const auto send = [&](int i) {
        const std::string name = "additionalProp" + std::to_string(i + 1);
        const Json url = urls.body["uploadInfoMap"][name];
        const std::string part = bytes.substr(static_cast<std::size_t>(i) * 10'000, 10'000);
        const Told put = room.client.put_bytes(url, part);
        CHECK(ret_of(put) == 0);
        joined[name] = {{"partObjectId", url["partObjectId"]}, {"etag", sha256_of(part)}};
    };
    const auto join = [&] {
        return ret_of(room.client.post(publish + "upload/multipart/compose" + named, joined));
    };
    send(2);
    CHECK(join() != 0);
    send(0);
    CHECK(join() != 0);
    send(1);
    CHECK(join() == 0);
    CHECK(join() == 0);
    CHECK(received(upload_of(room, id)) == 25'000);
    Json wrong = wanted;
    wrong["additionalProp5"] = {{"length", 5}};
    for (const Json& one : {wrong, Json::object(), Json{{"part", {{"length", 5}}}},
                            Json{{"additionalProp1", 5}}})
        CHECK(ret_of(room.client.post(publish + "upload/multipart/parts" + named, one)) != 0);
}

TEST_CASE("a file that is no package is told so, and the draft stays as it was") {
    AgcRoom room;
    const std::string id = room.client.upload(room.notes, noise(5000));
    const Json attach = {{"fileType", 5}, {"files", {{"fileName", "a"}, {"fileDestUrl", id}}}};
    const std::string target = publish + "app-file-info?appId=" + room.notes;
    CHECK(ret_of(room.client.put(target, attach)) == 0);
    room.tick();
    const Told told =
        room.client.get(publish + "package/compile/status?appId=" + room.notes + "&pkgIds=" + id);
    CHECK(told.body["pkgStateList"][0]["successStatus"] == 2);
    CHECK(told.body["pkgStateList"][0]["failReason"].get<std::string>().size() > 5);
    CHECK(ret_of(room.client.get(publish + "package/compile/status?appId=" + room.notes +
                                 "&pkgIds=upl_none")) == 204144641);
    const Json shot = {{"fileType", 2}, {"files", Json::array({{{"fileDestUrl", id}}})}};
    CHECK(ret_of(room.client.put(target, shot)) != 0);
    const std::string text = room.client.upload(room.notes, "no image at all");
    const Json icon = {{"fileType", 0}, {"files", Json::array({{{"fileDestUrl", text}}})}};
    CHECK(ret_of(room.client.put(target, icon)) != 0);
    CHECK(body_of(room.dev.get("/v1/apps/app_notes/graphics"))["items"].empty());
}

TEST_CASE("a store that is killed while a package waits to be read goes on with it") {
    Folder folder;
    std::string id, number, key, secret;
    const auto opened = [&](auto work) {
        auto store = service::sqlite::open_store(folder.path());
        auto blobs = service::files::open_blobs(folder.path());
        REQUIRE(store);
        REQUIRE(blobs);
        Shop shop(generous(), std::move(*store), {}, std::move(*blobs));
        if (!id.empty()) shop.random = service::ports::SeededRandom(99);
        Running running(*shop.app);
        Guest owner(*shop.app);
        REQUIRE(owner.sign_in(ines).status == 200);
        if (key.empty()) {
            Json ask = {{"name", "pipeline"}, {"scopes", Json::array()}};
            for (const std::string_view scope : every_scope) ask["scopes"].push_back(scope);
            const Json made = body_of(owner.send("POST", "/v1/api-keys", ask.dump()));
            key = made["key"]["id"];
            secret = made["secret"];
        }
        AgcClient client(running.port(), key, secret);
        (void)client.sign_in();
        work(shop, client);
    };
    opened([&](Shop&, AgcClient& client) {
        number = client.get(publish + "appid-list?packageName=org.example.notes")
                     .body["appids"][0]["value"];
        id = client.upload(number, noise(3000));
        CHECK(ret_of(client.put(publish + "app-file-info?appId=" + number,
                                {{"fileType", 5},
                                 {"files", Json::array({{{"fileDestUrl", id}}})}})) == 0);
        CHECK(client.get(publish + "package/compile/status?appId=" + number + "&pkgIds=" + id)
                  .body["pkgStateList"][0]["successStatus"] == 1);
    });
    opened([&](Shop&, AgcClient& client) {  // its first tick is over
        const std::string status =
            publish + "package/compile/status?appId=" + number + "&pkgIds=" + id;
        CHECK(client.get(status).body["pkgStateList"][0]["successStatus"] == 2);
    });
}

}  // namespace vitrine::tests
