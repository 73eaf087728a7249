// Reviews as Play tells them: those with words, the newest first.
#include <algorithm>

#include "base/text.h"
#include "service/play/calls.h"

namespace vitrine::service::play {
namespace {

using base::refused;
using base::Result;

constexpr std::int64_t page_usual = 100, page_max = 200;

Json stamp(base::Instant at) {
    return {{"seconds", base::decimal(at.ms / 1000)}, {"nanos", (at.ms % 1000) * 1000000}};
}

// The API level of "Android 14"; 0 when it is not said so.
std::int64_t api_level(std::string_view system) {
    constexpr std::string_view name = "Android ";
    if (!system.starts_with(name)) return 0;
    system.remove_prefix(name.size());
    const auto version = base::parse_decimal(system.substr(0, system.find('.')));
    constexpr std::int64_t levels[] = {21, 23, 24, 26, 28, 29, 30, 31, 33, 34, 35, 36};  // from 5
    constexpr std::int64_t first = 5;
    if (!version || *version < first || *version >= first + std::ssize(levels)) return 0;
    return levels[*version - first];
}

bool is_in(std::string_view locale, std::string_view language) {
    const auto plain = [](std::string_view one) {
        return base::lower_ascii(one.substr(0, one.find_first_of("-_")));
    };
    return !language.empty() && plain(locale) == plain(language);
}

Json user_comment(const contract::Review& review, const std::string& language) {
    Json out = {{"text", review.text},
                {"lastModified", stamp(review.created_at)},
                {"reviewerLanguage", review.language},
                {"thumbsUpCount", review.helpful},
                {"thumbsDownCount", 0}};
    if (review.rating) out["starRating"] = *review.rating;
    if (!review.version.empty()) out["appVersionName"] = review.version;
    if (!review.device.empty()) {
        out["device"] = review.device;
        out["deviceMetadata"] = {{"productName", review.device}};
    }
    if (const auto level = api_level(review.system)) out["androidOsVersion"] = level;
    if (review.translation && is_in(review.translation->locale, language)) {
        out["originalText"] = review.text;
        out["text"] = review.translation->text;
    }
    return out;
}

Json told(const contract::Review& review, const std::string& language) {
    Json comments = Json::array({{{"userComment", user_comment(review, language)}}});
    if (review.reply)
        comments.push_back({{"developerComment",
                             {{"text", review.reply->text},
                              {"lastModified", stamp(review.reply->at)}}}});
    return {{"reviewId", review.id.text},
            {"authorName", review.author},
            {"comments", std::move(comments)}};
}

Result<std::int64_t> number_asked(const Visit& visit, std::string_view name,
                                  std::int64_t otherwise) {
    const std::string text = visit.asked(name);
    if (text.empty()) return otherwise;
    const auto number = base::parse_decimal(text);
    if (!number || *number < 0 || *number > INT32_MAX)
        return refused(bad_request(name, "a number from 0 on was expected"));
    return *number;
}

Result<contract::Review> review_of(Bench& bench, const Visit& visit) {
    const auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    auto review = bench.desks.reviews.find(visit.who, {visit.value("reviewId")});
    if (review && review->app == app->id) return review;
    if (!review && review.error().kind != base::ProblemKind::not_found) return review;
    return refused(no_such("review_not_found", "The review does not exist."));
}

}  // namespace

Answer reviews_list(Bench& bench, const Visit& visit) {
    const auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    const auto most = number_asked(visit, "maxResults", page_usual);
    const auto from = number_asked(visit, "startIndex", 0);
    if (!most) return refused(most.error());
    if (!from) return refused(from.error());
    contract::ListReviews::Request ask;
    ask.apps = {app->id};
    ask.limit = static_cast<std::int32_t>(std::clamp<std::int64_t>(*most, 1, page_max));
    const std::string token = visit.asked("token");
    if (!token.empty()) ask.cursor = token;
    else ask.offset = *from;
    const auto page = bench.desks.reviews.list(visit.who, ask);
    if (!page) return refused(page.error());
    Json reviews = Json::array();
    for (const contract::Review& one : page->items)
        if (!one.text.empty()) reviews.push_back(told(one, visit.asked("translationLanguage")));
    Json out = {{"reviews", std::move(reviews)},
                {"pageInfo",
                 {{"resultPerPage", *ask.limit}, {"startIndex", *from}}}};
    out["pageInfo"]["totalResults"] = page->total;
    if (page->next) out["tokenPagination"] = {{"nextPageToken", *page->next}};
    return out;
}

Answer reviews_get(Bench& bench, const Visit& visit) {
    const auto review = review_of(bench, visit);
    if (!review) return refused(review.error());
    return told(*review, visit.asked("translationLanguage"));
}

Answer reviews_reply(Bench& bench, const Visit& visit) {
    const auto review = review_of(bench, visit);
    if (!review) return refused(review.error());
    const auto ask = contract::decode<contract::ReplyToReview::Request>(
        {{"review", review->id.text}, {"text", text_in(visit.body, "replyText")}},
        contract::Unknown::refuse);
    if (!ask) return refused(bad_request("replyText", "1 to 350 characters"));
    const auto replied = bench.desks.reviews.reply(visit.who, *ask);
    if (!replied) return refused(replied.error());
    const auto& reply = replied->reply;
    return Json{{"result",
                 {{"replyText", reply ? reply->text : ""},
                  {"lastEdited", stamp(reply ? reply->at : base::Instant{})}}}};
}

}  // namespace vitrine::service::play
