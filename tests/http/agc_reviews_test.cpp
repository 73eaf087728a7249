// Reviews and reports through AppGallery Connect's API.
#include <doctest/doctest.h>

#include "agc_room.h"

namespace vitrine::tests {
namespace {

const std::string reviews = "/api/reviews/v1/manage/dev/reviews";
const std::string ratings = "/api/reviews/v1/manage/dev/ratings";
const std::string downloads =
    "/api/report/distribution-operation-quality/v1/appDownloadExport/";

struct VoiceRoom : AgcRoom {
    VoiceRoom() {
        auto stored = *shop.store->apps().find({"app_notes"});
        stored->app.live_version = "1.0";
        REQUIRE(shop.store->apps().update(stored->app));
        // r0 is the youngest, a day between two; the room's own review of two stars is older.
        for (int i = 0; i < 10; ++i) {
            service::ports::IncomingReview one;
            one.source = "test";
            one.source_id = "r" + std::to_string(i);
            one.review.app = {"app_notes"};
            one.review.id = {"r" + std::to_string(i)};
            one.review.rating = i % 5 + 1;
            one.review.text = i == 3 ? "splendid" : "plain words";
            one.review.language = i % 2 ? "de" : "en";
            one.review.country = i % 2 ? "DE" : "US";
            one.review.version = "1." + std::to_string(i);
            one.review.device = "Phone";
            one.review.created_at = {shop.clock.ms - i * base::day_ms};
            REQUIRE(shop.store->reviews().upsert(std::span(&one, 1)));
        }
    }
    Told list(const std::string& more = "") {
        return client.get(reviews + "?appId=" + notes + "&limit=100" + more);
    }
    // Their ids in order: "r0 r1".
    static std::string ids(const Told& told) {
        std::string out;
        const Json data = told.body["data"];
        for (const Json& one : data["reviewList"])
            out += (out.empty() ? "" : " ") + one["reviewId"].get<std::string>();
        return out;
    }
    std::string ms(std::int64_t days_ago) {
        return std::to_string(shop.clock.ms - days_ago * base::day_ms);
    }
};

}  // namespace

TEST_CASE_FIXTURE(VoiceRoom, "reviews are listed by every parameter") {
    const Told all = list();
    REQUIRE(ret_of(all) == 0);
    CHECK(all.body["data"]["total"] == 11);
    CHECK(all.body["data"]["hasNext"] == false);
    const Json list_of_all = all.body["data"]["reviewList"];
    Json r3;
    for (const Json& one : list_of_all)
        if (one["reviewId"] == "r3") r3 = one;
    CHECK(r3["content"] == "splendid");
    CHECK(r3["rating"] == 4);
    CHECK(r3["lang"] == "de");
    CHECK(r3["countryCode"] == "DE");
    CHECK(r3["versionName"] == "1.3");
    CHECK(r3["phoneName"] == "Phone");
    CHECK(r3["devReplyState"] == 0);
    CHECK(r3["dateline"] == shop.clock.ms - 3 * base::day_ms);
    CHECK(ids(list("&content=splendid")) == "r3");
    CHECK(ids(list("&apkVersions=1.2,1.5")) == "r2 r5");
    CHECK(ids(list("&countries=DE&ratings=2,4")) == "r1 r3");
    CHECK(ids(list("&langs=en&ratings=5")) == "r4");
    CHECK(ids(list("&beginTime=" + ms(5) + "&endTime=" + ms(3))) == "r4 r5");
    CHECK(ids(list("&beginTime=" + ms(5) + "&endTime=" + ms(2) + "&sort=1")) == "r4 r3 r5");
    CHECK(ids(list("&beginTime=" + ms(5) + "&endTime=" + ms(2) + "&sort=2")) == "r5 r3 r4");
    CHECK(ids(list("&devReplyStates=1")) == "");
    CHECK(ids(list("&devReplyStates=3,6")) == "");
    CHECK(list("&devReplyStates=0,1").body["data"]["total"] == 11);
}

TEST_CASE_FIXTURE(VoiceRoom, "pages of any order follow one another without gap or doubles") {
    for (const char* sort : {"0", "1", "2"}) {
        CAPTURE(sort);
        const std::string span = "&beginTime=" + ms(9) + "&endTime=" + ms(0);
        const std::string whole = ids(list(span + "&sort=" + sort));
        CHECK(whole.size() == 26);  // nine of them
        std::string joined;
        bool more = true;
        for (int page = 1; more && page < 9; ++page) {
            const Told told =
                client.get(reviews + "?appId=" + notes + "&limit=2&page=" + std::to_string(page) +
                           span + "&sort=" + sort);
            joined += (joined.empty() ? "" : " ") + ids(told);
            CHECK(told.body["data"]["total"] == 9);
            more = told.body["data"]["hasNext"];
        }
        CHECK(joined == whole);
    }
}

TEST_CASE_FIXTURE(VoiceRoom, "wrong parameters of reviews are named") {
    for (const auto& [more, name] : std::vector<std::pair<std::string, std::string>>{
             {"&ratings=6", "ratings"},
             {"&sort=3", "sort"},
             {"&page=0", "page"},
             {"&devReplyStates=2", "devReplyStates"},
             {"&beginTime=" + ms(185), "beginTime"},
             {"&beginTime=" + ms(1) + "&endTime=" + ms(2), "endTime"},
             {"&beginTime=yesterday", "beginTime"},
             {"&content=" + std::string(201, 'x'), "content"}}) {
        CAPTURE(more);
        const Told told = list(more);
        CHECK(ret_of(told) != 0);
        CHECK(told.body["ret"]["msg"].get<std::string>().find(name) != std::string::npos);
    }
    CHECK(ret_of(client.get(reviews + "?appId=" + notes + "&limit=101")) != 0);
    const Json good = {{"appId", notes}, {"reviewId", "r1"}, {"devReplyContent", "Thanks"}};
    for (const char* name : {"appId", "reviewId", "devReplyContent"}) {
        Json without = good;
        without.erase(name);
        CHECK(ret_of(client.post(reviews, without)) != 0);
    }
    Json wrong = good;
    wrong["devReplyContent"] = std::string(351, 'x');
    CHECK(ret_of(client.post(reviews, wrong)) != 0);
    wrong = good;
    wrong["updateReplyId"] = "r1.reply";  // there is none yet
    CHECK(ret_of(client.post(reviews, wrong)) != 0);
    wrong = good;
    wrong["surprise"] = 1;
    CHECK(ret_of(client.post(reviews, wrong)) != 0);
    wrong = good;
    wrong["reviewId"] = "rev_app_boats";
    CHECK(ret_of(client.post(reviews, wrong)) != 0);
    CHECK(ids(list("&devReplyStates=1")) == "");
    CHECK(ret_of(client.post(reviews, good)) == 0);
    CHECK(ids(list("&devReplyStates=1")) == "r1");
}

TEST_CASE_FIXTURE(VoiceRoom, "ratings are counted star by star within their span") {
    const Told told =
        client.get(ratings + "?appId=" + notes + "&beginTime=" + ms(9) + "&endTime=" + ms(-1));
    REQUIRE(ret_of(told) == 0);
    const Json data = told.body["data"];
    CHECK(data["total"] == 11);
    CHECK(data["ratingNum"] == Json{{"1", 2}, {"2", 3}, {"3", 2}, {"4", 2}, {"5", 2}});
    CHECK(data["avgRating"] == "2.91");
    CHECK(data["ratingList"].size() == 11);
    const Told late =
        client.get(ratings + "?appId=" + notes + "&beginTime=" + ms(9) + "&endTime=" + ms(5));
    CHECK(late.body["data"]["total"] == 4);
    CHECK(late.body["data"]["avgRating"] == "3.50");
}

TEST_CASE_FIXTURE(VoiceRoom, "a report is a link that holds for five minutes, a gap a gap") {
    const base::Day day = base::day_of(shop.clock.now());
    const auto compact = [&](int days_ago) {
        std::string text = base::iso_date({day.number - days_ago});
        std::erase(text, '-');
        return text;
    };
    const std::string lines =
        Json{{"kind", "install"}, {"app", "app_notes"}, {"device", "d1"}, {"country", "DE"},
             {"version", "1.0"}, {"at", base::rfc3339({shop.clock.ms - base::day_ms})}}
            .dump();
    Request events;
    events.method = "POST";
    events.target = "/v1/ingest/events?batch=one";
    events.headers = {{"content-type", "application/x-ndjson"}};
    events.body = lines + "\n";
    REQUIRE(dev.send(events).status == 200);
    const std::string span = "?startTime=" + compact(2) + "&endTime=" + compact(0) + "&language=en";
    const auto file_of = [&](const std::string& more) {
        const Told told = client.get(downloads + notes + span + more);
        REQUIRE(ret_of(told) == 0);
        AgcClient browser(running.port(), "", "");
        Wire wire(running.port());
        return std::pair(path_in(told.body["fileURL"]),
                         wire.ask("GET " + path_in(told.body["fileURL"]) +
                                  " HTTP/1.1\r\nHost: a\r\n\r\n"));
    };
    const auto [path, dates] = file_of("&groupBy=date&exportType=CSV");
    CHECK(dates.find("text/csv") != std::string::npos);
    CHECK(dates.find("Date,Listing views,New downloads,Uninstalls") != std::string::npos);
    CHECK(dates.find(base::iso_date({day.number - 1}) + ",,1,,") != std::string::npos);
    CHECK(dates.find(base::iso_date({day.number - 2}) + ",,,,") != std::string::npos);
    CHECK(file_of("&groupBy=countryId").second.find("DE,1,1.0000") != std::string::npos);
    CHECK(file_of("&groupBy=appVersion").second.find("1.0,1,1.0000") != std::string::npos);
    // Of failures nobody tells: the column is there, and a gap.
    const std::string fails = std::string(downloads).replace(
        std::string(downloads).find("appDownloadExport"), 17, "appDownloadFailExport");
    const Told failed = client.get(fails + notes + span);
    REQUIRE(ret_of(failed) == 0);
    Wire wire(running.port());
    const std::string table = wire.ask("GET " + path_in(failed.body["fileURL"]) +
                                       " HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(table.find("Date,New downloads,Failed downloads,Failure rate\r\n") !=
          std::string::npos);
    CHECK(table.find("failures.csv") != std::string::npos);
    CHECK(table.find(base::iso_date({day.number - 1}) + ",1,,\r\n") != std::string::npos);
    shop.clock.advance(5 * base::minute_ms - 1);
    CHECK(client.send("GET", path, {}, "").head.find("text/csv") != std::string::npos);
    shop.clock.advance(1);
    CHECK(ret_of(client.send("GET", path, {}, "")) != 0);
    CHECK(ret_of(client.get(path.substr(0, path.find('?')) + "?pass=" + client.token)) != 0);
    for (const char* more : {"&groupBy=deviceName", "&exportType=EXCEL", "&filterCondition=x"})
        CHECK(ret_of(client.get(downloads + notes + span + more)) != 0);
    CHECK(ret_of(client.get(downloads + notes + "?startTime=20260101&endTime=20260801")) != 0);
    CHECK(ret_of(client.get(downloads + notes + "?startTime=2026-01-01&endTime=20260102")) != 0);
    CHECK(ret_of(client.get(downloads + notes + "?startTime=20260105&endTime=20260102")) != 0);
    CHECK(ret_of(client.get(downloads + boats + span)) != 0);
}

}  // namespace vitrine::tests
