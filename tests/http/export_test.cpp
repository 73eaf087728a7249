// Exports: files of what the lists show, safe to open, whole or plainly not, never held.
#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "folder.h"
#include "service/commands/command.h"
#include "service/desks/table_text.h"
#include "service/http/download.h"
#include "service/sqlite/sqlite_store.h"
#include "shop.h"
#include "wire.h"

namespace vitrine::tests {

using service::http::App;

struct ExportRoom {
    Shop shop;
    Guest owner{*shop.app};
    explicit ExportRoom(std::unique_ptr<service::ports::Store> store = nullptr)
        : shop(generous(), std::move(store)) { REQUIRE(owner.sign_in(ines).status == 200); }

    void add_reviews(int count, const std::string& text = "Fine") {
        std::vector<service::ports::IncomingReview> all;
        for (int i = 0; i < count; ++i) {
            service::ports::IncomingReview one{"bulk", std::to_string(i), {}};
            one.review.app = shop.notes;
            one.review.text = text + " " + std::to_string(i);
            one.review.rating = 1 + i % 5;
            one.review.created_at = {shop.clock.now().ms - i};
            all.push_back(one);
        }
        REQUIRE(shop.store->reviews().upsert(all));
    }
    // The whole body; `pieces` gets how many it came in. "" when it broke off.
    std::string whole(Response& answer, std::size_t* pieces = nullptr) {
        std::string out;
        REQUIRE(answer.download);
        for (std::size_t count = 1;; ++count) {
            const App::Piece piece = shop.app->next_piece(*answer.download);
            if (piece.then == App::Piece::Then::broken) return "";
            out += piece.bytes;
            if (pieces) *pieces = count;
            if (piece.then == App::Piece::Then::end) return out;
        }
    }
    std::string file(const std::string& target) {
        Response answer = owner.get(target);
        REQUIRE(answer.status == 200);
        return whole(answer);
    }
    std::string asking(const std::string& target, const std::string& more = "",
                         const std::string& version = "1.1") {
        return "GET " + target + " HTTP/" + version + "\r\nHost: x\r\nCookie: " + owner.cookie +
               "\r\n" + more + "\r\n";
    }
};

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string unchunked(std::string_view body) {
    std::string out;
    while (true) {
        const std::size_t end = body.find("\r\n");
        REQUIRE(end != body.npos);
        const std::size_t size = std::stoul(std::string(body.substr(0, end)), nullptr, 16);
        if (size == 0) return out;
        out += body.substr(end + 2, size);
        body.remove_prefix(end + 2 + size + 2);
    }
}

std::string gunzipped(const std::string& bytes) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string out(32 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

TEST_CASE_FIXTURE(ExportRoom, "reviews go out as CSV with a line of names, and by filter") {
    Response answer = owner.get("/v1/exports/reviews");
    CHECK(answer.find("Content-Type")->starts_with("text/csv"));
    CHECK(*answer.find("Content-Disposition") ==
          "attachment; filename=\"reviews-2026-05-28.csv\"");
    CHECK(!answer.find("Content-Length"));
    CHECK(*answer.find("Cache-Control") == "no-store");
    const std::string csv = whole(answer);
    CHECK(csv.starts_with("id,app,app_name,icon,rating,text,author,language,"));
    CHECK(csv.find("translation.locale,translation.text,reply.text,reply.author,reply.at,"
                   "reply.version,revision,tags\r\n") != std::string::npos);
    CHECK(lines_in(csv) == 2);
    CHECK(csv.find("\r\nrev_app_notes,app_notes,org.example.notes,,2,Synchronisiert nicht mehr,,"
                   "de,") != std::string::npos);
    CHECK(lines_in(file("/v1/exports/reviews?ratings=5")) == 1);
    CHECK(lines_in(file("/v1/exports/reviews?q=synchronisiert")) == 2);
    for (const char* wrong : {"?ratings=x", "?format=xlsx", "?limit=5", "?apps=app_boats"})
        CHECK_MESSAGE(owner.get(std::string("/v1/exports/reviews") + wrong).status >= 400, wrong);
}

TEST_CASE_FIXTURE(ExportRoom, "the format is asked for by name or by Accept") {
    Response lines = owner.get("/v1/exports/reviews?format=ndjson");
    CHECK(*lines.find("Content-Type") == "application/x-ndjson");
    CHECK(*lines.find("Content-Disposition") ==
          "attachment; filename=\"reviews-2026-05-28.ndjson\"");
    const Json review = Json::parse(whole(lines));
    CHECK(review == body_of(owner.get("/v1/reviews"))["items"][0]);
    owner.extra = {{"accept", "application/x-ndjson"}};
    CHECK(*owner.get("/v1/exports/reviews").find("Content-Type") == "application/x-ndjson");
    const Response csv = owner.get("/v1/exports/reviews?format=csv");
    CHECK(csv.find("Content-Type")->starts_with("text/csv"));
}

TEST_CASE("a cell is never a formula, and reads back as RFC 4180 says") {
    service::desks::CsvLine line;
    for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "－1", "＠x",
                             "a,b", "say \"hi\"", "two\nlines", " edge", "plain", "", "a=b", "'x"})
        line.text(text);
    line.plain("-5.5");
    CHECK(line.take() ==
          "'=1+1,'+1,'-1,'@SUM(A1),\"'\tx\",\"'\rx\",\"'\nx\",'＝1,'－1,'＠x,\"a,b\","
          "\"say \"\"hi\"\"\",\"two\nlines\",\" edge\",plain,,a=b,'x,-5.5\r\n");
    line.text("next");
    CHECK(line.take() == "next\r\n");
}

TEST_CASE_FIXTURE(ExportRoom, "a large file comes in pages: everything once, nothing held") {
    add_reviews(1001);
    Response answer = owner.get("/v1/exports/reviews?format=ndjson&sort=oldest");
    std::set<std::string> seen;
    std::size_t largest = 0, pages = 0;
    while (true) {
        const App::Piece piece = shop.app->next_piece(*answer.download);
        REQUIRE(piece.then != App::Piece::Then::broken);
        largest = std::max(largest, lines_in(piece.bytes));
        ++pages;
        for (const auto row : base::split(piece.bytes, '\n'))
            if (!row.empty()) CHECK(seen.insert(Json::parse(row)["id"]).second);
        if (pages == 2) add_reviews(1010, "Newer");  // the same ones change, and nine arrive
        if (piece.then == App::Piece::Then::end) break;
    }
    CHECK(seen.size() >= 1002);
    CHECK(largest <= 200);
    CHECK(pages >= 6);
}

TEST_CASE_FIXTURE(ExportRoom, "what ends a session or a right ends the file, and not as whole") {
    add_reviews(500);
    Response answer = owner.get("/v1/exports/reviews");
    CHECK(shop.app->next_piece(*answer.download).then == App::Piece::Then::more);
    CHECK(owner.send("DELETE", "/v1/session", "").status == 200);
    CHECK(shop.app->next_piece(*answer.download).then == App::Piece::Then::broken);
    CHECK(shop.app->next_piece(*answer.download).then == App::Piece::Then::broken);
}

TEST_CASE_FIXTURE(ExportRoom, "two files at once for one caller, and more when one is done") {
    std::optional<Response> first = owner.get("/v1/exports/reviews");
    const Response second = owner.get("/v1/exports/submissions");
    CHECK(second.status == 200);
    const Response third = owner.get("/v1/exports/reviews");
    CHECK(third.status == 429);
    CHECK(code_of(third) == "too_many_exports");
    Guest other(*shop.app);
    REQUIRE(other.sign_in(otto).status == 200);
    CHECK(other.get("/v1/exports/reviews").status == 200);
    first.reset();
    CHECK(owner.get("/v1/exports/reviews").status == 200);
}

TEST_CASE_FIXTURE(ExportRoom, "an export shows what its caller may read, and nothing of others") {
    Guest analyst(*shop.app), foreign(*shop.app), reviewer(*shop.app), nobody(*shop.app);
    REQUIRE(analyst.sign_in(anna).status == 200);
    REQUIRE(foreign.sign_in(otto).status == 200);
    REQUIRE(reviewer.sign_in(rita).status == 200);
    CHECK(nobody.get("/v1/exports/reviews").status == 401);
    CHECK(analyst.get("/v1/exports/reviews").status == 200);
    Response theirs = foreign.get("/v1/exports/reviews?format=ndjson");
    CHECK(Json::parse(whole(theirs))["id"] == "rev_app_boats");
    CHECK(foreign.get("/v1/exports/submissions?app=app_notes").status == 404);
    CHECK(foreign.get("/v1/exports/metrics?metrics=installs&from=2026-05-01&to=2026-05-02&"
                      "apps=app_notes")
              .status == 404);
    Response all = reviewer.get("/v1/exports/submissions?format=ndjson");
    CHECK(lines_in(whole(all)) == 4);
    CHECK(reviewer.get("/v1/exports/reviews").status == 403);
    const Json key = body_of(owner.send("POST", "/v1/api-keys",
                                        R"({"name":"x","scopes":["reviews:read"]})"));
    Guest program(*shop.app);
    program.extra = {{"authorization", "Bearer " + key["secret"].get<std::string>()}};
    CHECK(program.get("/v1/exports/reviews").status == 200);
    CHECK(program.get("/v1/exports/submissions").status == 403);
}

TEST_CASE_FIXTURE(ExportRoom, "metrics go out point by point, and a gap has no line") {
    using service::ports::PointState;
    const auto day = [](int number) { return base::start_of({number}); };
    const int first = base::day_of(shop.clock.now()).number - 10;
    REQUIRE(shop.store->metrics().put_points(
        shop.notes, contract::Metric::revenue, service::ports::PointGrain::day,
        std::vector<service::ports::Point>{
            {day(first), -250, PointState::settled, shop.clock.now()},
            {day(first + 2), 1200, PointState::settled, shop.clock.now()}}));
    REQUIRE(shop.store->metrics().put_points(
        shop.notes, contract::Metric::revenue, service::ports::PointGrain::day,
        std::vector<service::ports::Point>{
            {day(first + 2), 1300, PointState::corrected, shop.clock.now()}}));
    const std::string span = "&from=" + base::iso_date({first}) +
                             "&to=" + base::iso_date({first + 4});
    CHECK(file("/v1/exports/metrics?metrics=revenue,installs" + span) ==
          "app,metric,start,value,unit,currency,state,revision\r\n"
          "app_notes,revenue," + base::rfc3339(day(first)) + ",-250.0,money,EUR,final,1\r\n"
          "app_notes,revenue," + base::rfc3339(day(first + 2)) +
              ",1300.0,money,EUR,corrected,2\r\n");
    CHECK(code_of(owner.get("/v1/exports/metrics?metrics=revenue&from=2026-05-02&to=2026-05-01")) ==
          "span_empty");
}

TEST_CASE("at the machine a team's rows are those that it gets over HTTP, or the whole store's") {
    Folder folder;
    ExportRoom room(std::move(*service::sqlite::open_store(folder.path())));
    room.add_reviews(450, "=1+1");
    const std::string out = folder.path() + "/out";
    const auto at = [&](std::vector<std::string> words) {
        words.insert(words.begin(), "export");
        words.insert(words.end(), {"--data", folder.path(), "--out", out});
        return service::commands::run(words);
    };
    const auto written = [&] {
        std::ifstream file(out, std::ios::binary);
        return std::string((std::istreambuf_iterator<char>(file)), {});
    };
    REQUIRE(at({"reviews", "--team", "Fjord"}) == 0);
    CHECK(written() == room.file("/v1/exports/reviews"));
    CHECK(written().find("'=1+1 7") != std::string::npos);
    REQUIRE(at({"submissions", "--team", "Fjord", "--format", "ndjson"}) == 0);
    CHECK(written() == room.file("/v1/exports/submissions?format=ndjson"));
    REQUIRE(at({"reviews"}) == 0);
    const std::string whole = written();
    CHECK(lines_in(whole) == 1 + 451 + 1);
    CHECK(whole.find("app_boats") != std::string::npos);
    CHECK(whole.rfind("id,") == 0);
    CHECK(whole.find("\nid,") == std::string::npos);  // one line of names
    const std::string span = "2026-05-01";
    REQUIRE(at({"metrics", "--metrics", "installs", "--from", span, "--to", "2026-05-08"}) == 0);
    CHECK(written() == room.file("/v1/exports/metrics?metrics=installs&from=2026-05-01&to="
                                 "2026-05-08"));
    CHECK(at({"metrics", "--metrics", "installs", "--from", span, "--to", span}) == 1);
    CHECK(lines_in(written()) == 1);  // what was there stays
    CHECK(!std::filesystem::exists(out + ".part"));
    CHECK(at({"reviews", "--team", "Nobody"}) == 1);
    CHECK(at({"reviews", "--format", "xls"}) == 2);
    CHECK(at({"metrics", "--metrics", "love", "--from", span, "--to", span}) == 2);
    CHECK(at({"people"}) == 2);
    using service::commands::run;
    CHECK(run({"export", "reviews", "--data", folder.path(), "--out", "/dev/full"}) == 1);
    CHECK(run({"export", "reviews", "--data", folder.path(), "--out", "/nowhere/x"}) == 1);
    CHECK(run({"export", "reviews", "--data", folder.path() + "/none"}) == 1);
    CHECK(!std::filesystem::exists(folder.path() + "/none"));
    CHECK(run({"export", "--help"}) == 0);
}

TEST_CASE_FIXTURE(ExportRoom, "on the wire it comes in chunks, compressed when asked") {
    add_reviews(450, "Some text, again and again");
    Running running(*shop.app);
    Wire wire(running.port());
    wire.send(asking("/v1/exports/reviews") + asking("/v1/me"));
    const std::string head = wire.read_until("\r\n\r\n");
    CHECK(status_of(head) == 200);
    CHECK(head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(head.find("Content-Length") == std::string::npos);
    const std::string plain = unchunked(wire.read_until("\r\n0\r\n\r\n"));
    CHECK(lines_in(plain) == 452);
    CHECK(status_of(wire.read_answer()) == 200);  // the connection goes on

    Wire small(running.port());
    small.send(asking("/v1/exports/reviews", "Accept-Encoding: gzip\r\n"));
    CHECK(small.read_until("\r\n\r\n").find("Content-Encoding: gzip\r\n") != std::string::npos);
    const std::string packed = unchunked(small.read_until("\r\n0\r\n\r\n"));
    CHECK(packed.size() < plain.size() / 4);
    CHECK(gunzipped(packed) == plain);

    Wire old(running.port());
    old.send(asking("/v1/exports/reviews", "", "1.0"));
    const std::string old_head = old.read_until("\r\n\r\n");
    CHECK(old_head.find("Transfer-Encoding") == std::string::npos);
    CHECK(old.read_all() == plain);

    Wire looking(running.port());
    looking.send("HEAD" + asking("/v1/exports/reviews", "Connection: close\r\n").substr(3));
    CHECK(status_of(looking.read_until("\r\n\r\n")) == 200);
    CHECK(looking.read_all().empty());
}

TEST_CASE_FIXTURE(ExportRoom, "a reader who takes their time locks nobody out") {
    add_reviews(20'000, std::string(400, 'x'));
    Running running(*shop.app);
    Wire slow(running.port());
    slow.send(asking("/v1/exports/reviews", "Connection: close\r\n"));
    CHECK(status_of(slow.read_until("\r\n\r\n")) == 200);  // and reads no further for now
    Guest writer(*shop.app);
    REQUIRE(writer.sign_in(ines).status == 200);
    for (int i = 0; i < 50; ++i)
        CHECK(writer.send("PUT", "/v1/reviews/" + shop.our_review.text + "/reply",
                          R"({"text":"Thanks"})")
                  .status == 200);
    const std::string rest = slow.read_all();
    REQUIRE(rest.ends_with("\r\n0\r\n\r\n"));
    CHECK(lines_in(unchunked(rest)) == 20'002);
}

}  // namespace vitrine::tests
