// The console's files: what is served, how compressed, and how long it may be kept.
#include <doctest/doctest.h>

#include "folder.h"
#include "service/http/negotiate.h"
#include "shop.h"

namespace vitrine::tests {

using service::http::Site;


struct Console {
    Folder folder;
    std::unique_ptr<Shop> shop;
    Console() {
        folder.write("index.html", "<!doctype html><style>body{margin:0}</style>console");
        folder.write("sign-in.html", "<!doctype html>sign in");
        folder.write("app-3Q4XKJ2A.js", "console.log('plain')");
        folder.write("app-3Q4XKJ2A.js.br", "BROTLI");
        folder.write("app-3Q4XKJ2A.js.gz", "GZIP");
        folder.write("vitrine-0123abcd.wasm", "WASM");
        folder.write("sw.js", "worker");
        folder.write("fonts/ui.fonts", "FONTS");
        folder.write("orphan.css.br", "no plain file beside it");
        auto site = Site::load(folder.path());
        REQUIRE(site);
        shop = std::make_unique<Shop>(generous(), nullptr, std::move(*site));
    }
    Response get(const std::string& target, const std::string& accept = "",
                 const std::string& method = "GET") {
        Request request;
        request.method = method;
        request.target = target;
        if (!accept.empty()) request.headers.push_back({"accept-encoding", accept});
        return shop->app->handle(request);
    }
};

TEST_CASE_FIXTURE(Console, "each client gets the copy that it can read best") {
    const auto body = [&](const char* accept) {
        return std::string(get("/app-3Q4XKJ2A.js", accept).content());
    };
    CHECK(body("gzip, br") == "BROTLI");
    CHECK(body("gzip") == "GZIP");
    CHECK(body("") == "console.log('plain')");
    CHECK(body("br;q=0, gzip;q=0.5") == "GZIP");
    CHECK(body("br;q=0.1, gzip;q=0.9") == "GZIP");
    CHECK(body("identity") == "console.log('plain')");
    CHECK(body("*") == "BROTLI");
    CHECK(body("*;q=0") == "console.log('plain')");
    CHECK(body("br;q=nonsense") == "console.log('plain')");
    CHECK(*get("/app-3Q4XKJ2A.js", "br").find("Content-Encoding") == "br");
    CHECK(*get("/app-3Q4XKJ2A.js", "br").find("Vary") == "Accept-Encoding");
    CHECK(*get("/app-3Q4XKJ2A.js").find("Vary") == "Accept-Encoding");
}

TEST_CASE_FIXTURE(Console, "only names with a content hash may be kept for ever") {
    CHECK(*get("/app-3Q4XKJ2A.js").find("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(*get("/vitrine-0123abcd.wasm").find("Cache-Control") ==
          "public, max-age=31536000, immutable");
    CHECK(*get("/sw.js").find("Cache-Control") == "no-cache");
    CHECK(*get("/sign-in").find("Cache-Control") == "no-cache");
}

TEST_CASE_FIXTURE(Console, "files say what they are") {
    CHECK(*get("/vitrine-0123abcd.wasm").find("Content-Type") == "application/wasm");
    CHECK(*get("/sw.js").find("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(*get("/sign-in").find("Content-Type") == "text/html; charset=utf-8");
    CHECK(*get("/fonts/ui.fonts").find("Content-Type") == "application/octet-stream");
}

TEST_CASE_FIXTURE(Console, "what the client already has is not sent again") {
    const std::string etag = *get("/app-3Q4XKJ2A.js", "br").find("ETag");
    CHECK(etag != *get("/app-3Q4XKJ2A.js", "gzip").find("ETag"));
    Request request;
    request.target = "/app-3Q4XKJ2A.js";
    request.headers = {{"accept-encoding", "br"}, {"if-none-match", "\"x\", W/" + etag}};
    const Response answer = shop->app->handle(request);
    CHECK(answer.status == 304);
    CHECK(answer.content().empty());
    CHECK(*answer.find("ETag") == etag);
    CHECK(*answer.find("Vary") == "Accept-Encoding");
}

TEST_CASE_FIXTURE(Console, "HEAD says how long the body would be and sends none") {
    const Response answer = get("/app-3Q4XKJ2A.js", "", "HEAD");
    CHECK(answer.status == 200);
    CHECK(answer.content().empty());
    CHECK(*answer.find("Content-Length") == "20");
}

TEST_CASE_FIXTURE(Console, "nobody leaves the folder") {
    for (const char* target : {"/../etc/passwd.txt", "/..%2f..%2fetc/passwd.txt", "/%2e%2e/x.txt",
                               "/fonts/../../x.txt", "//etc/passwd.txt", "/fonts//ui.fonts",
                               "/orphan.css", "/app-3Q4XKJ2A.js.br", "/.hidden.txt"})
        CHECK(get(target).status == 404);
}

TEST_CASE_FIXTURE(Console, "inline styles are allowed by their hash, nothing else inline is") {
    const std::string policy = *get("/sign-in").find("Content-Security-Policy");
    CHECK(policy.find("style-src 'self' 'sha256-") != std::string::npos);
    CHECK(policy.find("unsafe-inline") == std::string::npos);
}

TEST_CASE_FIXTURE(Console, "who is not signed in is led to the sign-in page and back afterwards") {
    const Response answer = get("/submissions/sub_1?tab=life");
    CHECK(answer.status == 303);
    CHECK(*answer.find("Location") == "/sign-in?next=%2Fsubmissions%2Fsub_1%3Ftab%3Dlife");
    CHECK(*get("/").find("Location") == "/sign-in");
    CHECK(get("/sign-in").content().find("sign in") != std::string::npos);
}

TEST_CASE_FIXTURE(Console, "who is signed in gets the console at every one of its addresses") {
    Guest guest(*shop->app);
    guest.sign_in(ines);
    for (const char* target : {"/", "/overview", "/submissions", "/submissions/sub_1", "/reviews",
                               "/analytics", "/some/later/page", "/index.html"})
        CHECK(guest.get(target).content().find("console") != std::string::npos);
    CHECK(guest.get("/missing.js").status == 404);
}

TEST_CASE("a folder without files is refused with what to do") {
    Folder empty;
    const auto site = Site::load(empty.path());
    REQUIRE(!site);
    CHECK(site.error().code == "web_dir_unreadable");
    CHECK(site.error().detail.find("--web") != std::string::npos);
    CHECK(!Site::load("/nowhere/at/all"));
}

TEST_CASE("long JSON is sent compressed to who can read that") {
    Shop shop(generous());
    Request request;
    request.target = "/openapi.json";
    const Response plain = shop.app->handle(request);
    CHECK(plain.find("Content-Encoding") == nullptr);
    CHECK(*plain.find("Vary") == "Accept-Encoding");
    request.headers = {{"accept-encoding", "gzip"}};
    const Response small = shop.app->handle(request);
    CHECK(*small.find("Content-Encoding") == "gzip");
    CHECK(small.body.size() * 4 < plain.body.size());
    CHECK(body_of(plain)["openapi"] == "3.1.0");
}

TEST_CASE("the machine's questions are answered without a session") {
    Shop shop(generous());
    Guest guest(*shop.app);
    CHECK(body_of(guest.get("/healthz")) == Json{{"status", "ok"}});
    CHECK(guest.get("/readyz").content() == "ready\n");
    guest.get("/v1/me");
    const std::string text(guest.get("/metrics").content());
    CHECK(text.find(R"(vitrine_http_requests_total{route="/v1/me",method="GET",status="4xx"} 1)") !=
          std::string::npos);
}

}  // namespace vitrine::tests
