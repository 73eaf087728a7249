// Bytes of packages and images by every protocol that tools use, cut off, repeated and hostile.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "folder.h"
#include "package/package.h"
#include "play_room.h"
#include "service/play/content_range.h"
#include "service/play/multipart.h"

namespace vitrine::tests {
namespace {

namespace play = service::play;
using play::ContentRange;

constexpr const char* signed_v1 = "apk/apksig/v1-only-with-rsa-2048.apk";
constexpr const char* signed_name = "android.appsecurity.cts.tinyapp";

std::string real(const std::string& name) {
    std::ifstream file(std::string(VT_SHARED_DIR) + "/data/packages/" + name, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    if (out.str().empty()) MESSAGE("SKIPPED: ../shared/data/packages has no " << name);
    return out.str();
}

std::uint32_t number_at(const std::string& bytes, std::size_t at, int width) {
    std::uint32_t out = 0;
    for (int i = width; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}
void put_number(std::string& bytes, std::size_t at, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i, value >>= 8) bytes[at + i] = static_cast<char>(value & 255);
}

// The same package with more in META-INF, which its (v1) signature does not cover.
std::string grown(const std::string& package, std::size_t more) {
    const std::size_t end = package.rfind("PK\5\6");
    const std::size_t directory = number_at(package, end + 16, 4);
    const std::string block = noise(1 << 20);
    std::string ballast;
    while (ballast.size() < more) ballast += block;
    const std::string one = archive_of("META-INF/ballast", ballast);
    const std::size_t one_end = one.rfind("PK\5\6");
    const std::size_t one_directory = number_at(one, one_end + 16, 4);
    std::string entry = one.substr(one_directory, one_end - one_directory);
    put_number(entry, 42, static_cast<std::uint32_t>(directory), 4);
    std::string tail = package.substr(end);
    put_number(tail, 8, number_at(tail, 8, 2) + 1, 2);
    put_number(tail, 10, number_at(tail, 10, 2) + 1, 2);
    put_number(tail, 12,
               number_at(tail, 12, 4) + static_cast<std::uint32_t>(entry.size()), 4);
    put_number(tail, 16, static_cast<std::uint32_t>(directory + one_directory), 4);
    return package.substr(0, directory) + one.substr(0, one_directory) +
           package.substr(directory, end - directory) + entry + tail;
}

std::string name_in(const std::string& package) {
    // What the store itself reads; the tests' packages are small.
    const auto facts = package::read_package(package::MemorySource(package), package::Limits{});
    return facts ? facts->package_name : "";
}

struct UploadRoom : PlayRoom {
    std::string app_name, mine, to;
    std::string bytes = real(signed_v1);

    bool ready() {
        if (bytes.empty()) return false;
        app_name = name_in(bytes);
        shop.add_app({"app_signed"}, "team_fjord", app_name.c_str());
        mine = "/androidpublisher/v3/applications/" + app_name + "/edits";
        const Told made = tool.ask("POST", mine);
        REQUIRE(made.status == 200);
        mine += "/" + made.body["id"].get<std::string>();
        to = "/upload" + mine + "/apks";
        return true;
    }
    static std::string chunked(const std::string& all, std::size_t size) {
        std::ostringstream out;
        for (std::size_t at = 0; at < all.size(); at += size) {
            const std::string one = all.substr(at, size);
            out << std::hex << one.size() << "\r\n" << one << "\r\n";
        }
        return out.str() + "0\r\n\r\n";
    }
    std::string path_of(const std::string& url) { return url.substr(url.find("/upload")); }
    Told progress(const std::string& session) {
        return tool.send("PUT", session, "Content-Range: bytes */*\r\n", "");
    }
    std::size_t apks() { return tool.ask("GET", mine + "/apks").body["apks"].size(); }
};

const std::string bytes_type = "Content-Type: application/octet-stream\r\n";

}  // namespace

TEST_CASE_FIXTURE(UploadRoom, "an APK goes up as the body, in chunks of any size") {
    if (!ready()) return;
    for (const std::size_t size : {std::size_t(7'000), std::size_t(100'000'000)}) {
        Wire wire(running.port());
        const std::string head = tool.head("POST", to + "?uploadType=media",
                                           bytes_type + "Transfer-Encoding: chunked\r\n");
        const Told told = told_in(wire.ask(head + "\r\n" + chunked(bytes, size)));
        INFO(told.body.dump());
        REQUIRE(told.status == 200);
        CHECK(told.body["binary"]["sha256"] == sha256_of(bytes));
        CHECK(told.body["binary"]["sha1"].get<std::string>().size() == 40);
        CHECK(told.body["versionCode"].is_number());
    }
    CHECK(apks() == 1);  // the same bytes are the same package
    CHECK(tool.send("POST", "/upload" + mine + "/bundles?uploadType=media", bytes_type, bytes)
              .status == 400);
    CHECK(tool.send("POST", to + "?uploadType=media", bytes_type, "no package").status == 400);
    CHECK(tool.send("POST", to + "?uploadType=media", bytes_type, "").status == 400);
    const Told gone = tool.send("POST", "/upload" + mine + "x/apks?uploadType=media", bytes_type,
                                bytes);
    CHECK(reason_of(gone) == "editNotFound");
}

TEST_CASE_FIXTURE(UploadRoom, "an APK goes up with a description in front of it") {
    if (!ready()) return;
    const std::string body = "--b0und\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n"
                             "--b0und\r\nContent-Type: application/octet-stream\r\n\r\n" +
                             bytes + "\r\n--b0und--\r\n";
    const std::string type = "Content-Type: multipart/related; boundary=b0und\r\n";
    const Told told = tool.send("POST", to + "?uploadType=multipart", type, body);
    INFO(told.body.dump());
    REQUIRE(told.status == 200);
    CHECK(told.body["binary"]["sha256"] == sha256_of(bytes));
    const auto refused = [&](const std::string& with, const std::string& what) {
        tool.drop();
        return tool.send("POST", to + "?uploadType=multipart", with, what).status;
    };
    CHECK(refused(type, body.substr(0, body.size() - 12)) == 400);
    CHECK(refused(type, "--other" + body.substr(7)) == 400);
    CHECK(refused("Content-Type: multipart/related\r\n", body) == 400);
    CHECK(refused(type, "--b0und--") == 400);
}

TEST_CASE("a multipart body is the same however it is cut, and bounded in every part") {
    const std::string file = std::string("\r\n--almost\r\n--b0un\r\n\0binary", 24);
    const std::string body = "--b0und\r\nA: 1\r\n\r\n{}\r\n--b0und\r\nB: 2\r\n\r\n" + file +
                             "\r\n--b0und--";
    for (std::size_t cut = 1; cut < body.size(); ++cut) {
        play::RelatedReader reader("b0und");
        std::string got;
        const auto sink = [&](std::string_view some) -> base::Result<void> {
            got += some;
            return {};
        };
        for (std::size_t at = 0; at < body.size(); at += cut)
            REQUIRE(reader.give(std::string_view(body).substr(at, cut), sink));
        CHECK(reader.finish());
        CHECK(got == file);
    }
    const auto sink = [](std::string_view) -> base::Result<void> { return {}; };
    const auto code = [&](const std::string& what) {
        play::RelatedReader reader("b");
        auto done = reader.give(what, sink);
        if (done) done = reader.finish();
        return done ? std::string() : done.error().code;
    };
    const std::string part = "--b\r\n\r\n\r\nx\r\n";
    CHECK(code("--b\r\nA: 1\r\n\r\n{}\r\n--b\r\nB: 2\r\n\r\nx\r\n--b--").empty());
    CHECK(code("preamble --b\r\n") == "multipart_malformed");
    CHECK(code("--b\r\nA: " + std::string(9000, 'x')) == "multipart_malformed");
    CHECK(code("--b\r\nA: 1\r\n\r\n" + std::string(70000, 'x')) == "multipart_malformed");
    CHECK(code(part + part + part + "--b--") == "multipart_malformed");
    CHECK(code(part + "--b--") == "multipart_malformed");
    CHECK(code("") == "multipart_malformed");
    CHECK(play::boundary_in("multipart/related; boundary=\"a b\"") == "a b");
    CHECK(play::boundary_in("Multipart/Related; type=x; BOUNDARY=abc") == "abc");
    for (const char* bad : {"multipart/form-data; boundary=a", "multipart/related",
                            "multipart/related; boundary=", "multipart/related; boundary=a\x01"})
        CHECK(!play::boundary_in(bad));
}

TEST_CASE("a Content-Range is read strictly") {
    CHECK(play::content_range_in("bytes 0-99/200") == ContentRange{0, 100, 200});
    CHECK(play::content_range_in("bytes 5-5/*") == ContentRange{5, 6, std::nullopt});
    CHECK(play::content_range_in("bytes */200") == ContentRange{0, 0, 200});
    CHECK(play::content_range_in("bytes */*") == ContentRange{0, 0, std::nullopt});
    for (const char* bad : {"", "bytes", "bytes 0-99", "0-99/200", "bytes 9-1/20", "bytes 0-20/20",
                            "bytes -1-5/9", "bytes 0-99999999999999999999/*", "bytes a-b/c",
                            "bytes 0-5/-9"})
        CHECK(!play::content_range_in(bad));
}

TEST_CASE_FIXTURE(UploadRoom, "a Location session says how far it is and is finished by its end") {
    if (!ready()) return;
    const Told begun = tool.send("POST", to + "?uploadType=resumable",
                                 "X-Upload-Content-Type: application/octet-stream\r\n", "");
    REQUIRE(begun.status == 200);
    const std::string session = path_of(header_in(begun.head, "Location"));
    CHECK(progress(session).status == 308);
    const std::string total = std::to_string(bytes.size());
    const auto put = [&](std::size_t from, std::size_t to_, const std::string& of) {
        return tool.send("PUT", session,
                         "Content-Range: bytes " + std::to_string(from) + "-" +
                             std::to_string(to_ - 1) + "/" + of + "\r\n",
                         bytes.substr(from, to_ - from));
    };
    const std::size_t third = bytes.size() / 3;
    const Told first = put(0, third, total);
    CHECK(first.status == 308);
    CHECK(header_in(first.head, "Range") == "bytes=0-" + std::to_string(third - 1));
    const Told gap = put(2 * third, bytes.size(), total);  // what lies between is missing
    CHECK(gap.status == 308);
    CHECK(header_in(gap.head, "Range") == "bytes=0-" + std::to_string(third - 1));
    tool.drop();
    CHECK(put(third / 2, 2 * third, "*").status == 308);  // some of it once more is fine
    const Told last = put(2 * third, bytes.size(), total);
    INFO(last.body.dump());
    REQUIRE(last.status == 200);
    CHECK(last.body["binary"]["sha256"] == sha256_of(bytes));
    CHECK(put(2 * third, bytes.size(), total).status == 200);  // the answer was lost: again
    CHECK(progress(session).status == 200);
    CHECK(apks() == 1);
    tool.drop();
    CHECK(tool.send("PUT", session + "x", "Content-Range: bytes 0-1/9\r\n", "ab").status == 404);
    Guest harbour(*shop.app);
    REQUIRE(harbour.sign_in(otto).status == 200);
    Tool foreign(running.port(), token_of(issue(harbour)));
    CHECK(foreign.send("PUT", session, "Content-Range: bytes */*\r\n", "").status == 404);
}

TEST_CASE_FIXTURE(UploadRoom, "a session of Google's protocol is queried, continued, finalized") {
    if (!ready()) return;
    const auto command = [&](const std::string& session, const std::string& what,
                             const std::string& body, std::size_t offset) {
        return tool.send("POST", session,
                         "X-Goog-Upload-Command: " + what + "\r\nX-Goog-Upload-Offset: " +
                             std::to_string(offset) + "\r\n",
                         body);
    };
    const Told begun =
        tool.send("POST", to, "X-Goog-Upload-Protocol: resumable\r\n"
                              "X-Goog-Upload-Command: start\r\n"
                              "X-Goog-Upload-Header-Content-Type: application/octet-stream\r\n",
                  "");
    REQUIRE(begun.status == 200);
    CHECK(header_in(begun.head, "X-Goog-Upload-Status") == "active");
    const std::string session = path_of(header_in(begun.head, "X-Goog-Upload-URL"));
    const std::size_t half = bytes.size() / 2;
    CHECK(command(session, "upload", bytes.substr(0, half), 0).status == 200);
    const Told asked = command(session, "query", "", 0);
    CHECK(header_in(asked.head, "X-Goog-Upload-Status") == "active");
    CHECK(header_in(asked.head, "X-Goog-Upload-Size-Received") == std::to_string(half));
    const Told last = command(session, "upload, finalize", bytes.substr(half), half);
    REQUIRE(last.status == 200);
    CHECK(header_in(last.head, "X-Goog-Upload-Status") == "final");
    CHECK(last.body["binary"]["sha256"] == sha256_of(bytes));
    const Told again = command(session, "query", "", 0);
    CHECK(header_in(again.head, "X-Goog-Upload-Status") == "final");

    const Told other = tool.send("POST", to, "X-Goog-Upload-Protocol: resumable\r\n"
                                             "X-Goog-Upload-Command: start\r\n",
                                 "");
    const std::string thrown = path_of(header_in(other.head, "X-Goog-Upload-URL"));
    CHECK(command(thrown, "cancel", "", 0).status == 200);
    CHECK(command(thrown, "query", "", 0).status == 404);
}

TEST_CASE_FIXTURE(UploadRoom, "a body that breaks off is gone when it was whole or nothing") {
    if (!ready()) return;
    const auto open = [&] {
        int count = 0;
        const auto load = shop.store->load();
        if (load) count = static_cast<int>(load->uploads);
        return count;
    };
    {
        Wire wire(running.port());
        wire.send(tool.head("POST", to + "?uploadType=media",
                            bytes_type + "Content-Length: " + std::to_string(bytes.size()) +
                                "\r\n") +
                  "\r\n" + bytes.substr(0, bytes.size() / 2));
    }
    for (int i = 0; i < 30 && open() > 0; ++i) (void)tool.ask("GET", mine);
    CHECK(apks() == 0);
    CHECK(tool.send("POST", to + "?uploadType=media", bytes_type, bytes).status == 200);
}

// A store in a process of its own, and a package of 200 MB on its way there.
struct BigUpload {
    std::string small = real(signed_v1), package, name, token, session;
    Folder folder;
    std::unique_ptr<Child> store;
    bool googles = false;

    void begin() {
        package = grown(small, 200'000'000);
        name = name_in(small);
        REQUIRE(name_in(package) == name);
        store = std::make_unique<Child>(folder.path());
        Uploader ines_{store->port(), ines};
        REQUIRE(ines_.ask("POST", "/v1/apps",
                          {{"package_name", name}, {"name", "Big"}, {"default_locale", "en"}})
                    .status == 200);
        const Told made = ines_.ask("POST", "/v1/api-keys",
                                    {{"name", "CI"},
                                     {"scopes", {"apps:read", "apps:write", "releases:read",
                                                 "releases:write", "releases:publish"}}});
        REQUIRE(made.status == 200);
        token = made.body["secret"];
    }
    void open_session() {
        Tool tool(store->port(), token);
        const std::string edits = "/androidpublisher/v3/applications/" + name + "/edits";
        const std::string mine =
            edits + "/" + tool.ask("POST", edits).body["id"].get<std::string>();
        const Told begun = tool.send(
            "POST", "/upload" + mine + "/apks" + (googles ? "" : "?uploadType=resumable"),
            googles ? "X-Goog-Upload-Protocol: resumable\r\nX-Goog-Upload-Command: start\r\n" : "",
            "");
        REQUIRE(begun.status == 200);
        const std::string url = header_in(begun.head, googles ? "X-Goog-Upload-URL" : "Location");
        session = url.substr(url.find("/upload"));
    }
    Told say(const std::string& command) {
        Tool tool(store->port(), token);
        if (googles)
            return tool.send("POST", session, "X-Goog-Upload-Command: " + command + "\r\n", "");
        return tool.send("PUT", session,
                         "Content-Range: bytes */" + std::to_string(package.size()) + "\r\n", "");
    }
    std::size_t received() {
        const Told told = say("query");
        const std::string said =
            header_in(told.head, googles ? "X-Goog-Upload-Size-Received" : "Range");
        if (googles) return std::stoull(said);
        return said.empty() ? 0 : std::stoull(said.substr(said.find('-') + 1)) + 1;
    }
    // The head that announces everything from `at` on, and the bytes up to `until`.
    void send(Wire& wire, std::size_t at, std::size_t until) {
        const std::string range =
            googles ? "X-Goog-Upload-Command: upload, finalize\r\nX-Goog-Upload-Offset: " +
                          std::to_string(at) + "\r\n"
                    : "Content-Range: bytes " + std::to_string(at) + "-" +
                          std::to_string(package.size() - 1) + "/" +
                          std::to_string(package.size()) + "\r\n";
        const Tool tool(store->port(), token);
        (void)wire.send(tool.head(googles ? "POST" : "PUT", session,
                                  range + "Content-Length: " +
                                      std::to_string(package.size() - at) + "\r\n") +
                        "\r\n");
        (void)wire.send(std::string_view(package).substr(at, until - at));
    }
    void cut_at(double share, bool kills) {
        const std::size_t at = received();
        const auto until = static_cast<std::size_t>(share * double(package.size()));
        {
            Wire wire(store->port());
            send(wire, at, until);
        }
        if (kills) {
            store.reset();
            store = std::make_unique<Child>(folder.path());
        }
        CHECK(received() <= until);
    }
    Told finish() {
        Wire wire(store->port());
        send(wire, received(), package.size());
        Told told = told_in(wire.read_answer());
        // On a busy machine reading it takes longer than a test waits: it is asked for.
        for (int i = 0; i < 60 && (told.status == 0 || told.status == 503); ++i)
            told = say("finalize");
        return told;
    }
};

TEST_CASE_FIXTURE(BigUpload, "200 MB survive a cut connection and a killed store, both ways") {
    if (small.empty()) return;
    begin();
    for (const bool one : {false, true}) {
        CAPTURE(one);
        googles = one;
        open_session();
        cut_at(0.3, false);
        cut_at(0.7, true);
        const Told told = finish();
        INFO(told.body.dump());
        REQUIRE(told.status == 200);
        CHECK(told.body["binary"]["sha256"] == sha256_of(package));
    }
#ifndef VT_SANITIZED  // Sanitizers keep freed memory for a while.
    CHECK(store->peak_kib() < 400 * 1024);
#endif
}

}  // namespace vitrine::tests
