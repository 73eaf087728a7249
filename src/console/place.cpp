#include "console/place.h"

#include <algorithm>

#include "base/text.h"
#include "base/url.h"
#include "console/words.h"
#include "contract/codec.h"

namespace vitrine::console {
namespace {

constexpr std::size_t id_max = 100, list_max = 40, words_max = 200;

struct Path {
    std::string_view text;
    Page page;
    WordKey title;
};
constexpr Path paths[] = {
    {"/", Page::overview, "shell.overview"},
    {"/submissions", Page::submissions, "shell.submissions"},
    {"/reviews", Page::reviews, "shell.reviews"},
    {"/analytics", Page::analytics, "shell.analytics"},
#ifndef VT_NO_BOARDS
    {"/boards/today", Page::board_today, "board.today"},
    {"/boards/ratings", Page::board_ratings, "board.ratings"},
#endif
};
constexpr std::string_view one_submission = "/submissions/";

template <class E> void put_enum(base::Query& query, std::string_view name, E value, E usual) {
    if (value != usual)
        query.emplace_back(std::string(name), std::string(contract::name_of(value)));
}

template <class E> void take_enum(const base::Query& query, std::string_view name, E& value) {
    const std::string* text = base::find_value(query, name);
    if (!text) return;
    if (const auto known = contract::value_of<E>(*text)) value = *known;
}

void put(base::Query& query, std::string_view name, const std::string& value) {
    if (!value.empty()) query.emplace_back(std::string(name), value);
}

std::string take(const base::Query& query, std::string_view name, std::size_t longest) {
    const std::string* text = base::find_value(query, name);
    if (!text || !base::is_utf8(*text) || base::count_code_points(*text) > longest) return {};
    return *text;
}

void put_list(base::Query& query, std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) put(query, name, value);
}

std::vector<std::string> take_list(const base::Query& query, std::string_view name) {
    std::vector<std::string> out;
    for (const auto& [key, value] : query) {
        const bool good = key == name && !value.empty() && value.size() <= id_max;
        if (good && base::is_utf8(value) && out.size() < list_max) out.push_back(value);
    }
    return out;
}

void put_filter(base::Query& query, const Place& place) {
    const contract::ReviewFilter& filter = place.filter;
    put(query, "q", filter.q);
    std::string ratings;
    for (const std::int32_t rating : filter.ratings) {
        if (!ratings.empty()) ratings += ',';
        ratings += base::decimal(rating);
    }
    put(query, "rating", ratings);
    for (const contract::AppId& app : filter.apps) put(query, "in", app.text);
    put_list(query, "language", filter.languages);
    put_list(query, "country", filter.countries);
    put_list(query, "version", filter.versions);
    put_list(query, "topic", filter.topics);
    if (filter.replied) put(query, "replied", *filter.replied ? "yes" : "no");
    if (filter.since) put(query, "since", base::rfc3339(*filter.since));
    put_enum(query, "sort", place.sort, contract::ReviewSort::newest);
    put(query, "review", place.review.text);
}

void take_filter(const base::Query& query, Place& place) {
    contract::ReviewFilter& filter = place.filter;
    filter.q = take(query, "q", words_max);
    const std::string ratings = take(query, "rating", 20);
    for (const std::string_view part : base::split(ratings, ',')) {
        const auto rating = base::parse_decimal(part);
        if (!rating || *rating < 1 || *rating > 5) continue;
        const auto stars = static_cast<std::int32_t>(*rating);
        if (std::find(filter.ratings.begin(), filter.ratings.end(), stars) ==
            filter.ratings.end()) {
            filter.ratings.push_back(stars);
        }
    }
    for (std::string& app : take_list(query, "in")) filter.apps.push_back({std::move(app)});
    filter.languages = take_list(query, "language");
    filter.countries = take_list(query, "country");
    filter.versions = take_list(query, "version");
    filter.topics = take_list(query, "topic");
    const std::string replied = take(query, "replied", 3);
    if (replied == "yes" || replied == "no") filter.replied = replied == "yes";
    filter.since = base::parse_rfc3339(take(query, "since", 40));
    take_enum(query, "sort", place.sort);
    place.review.text = take(query, "review", id_max);
}

void put_analytics(base::Query& query, const Place& place) {
    put_enum(query, "metric", place.metric, contract::Metric::installs);
    put_enum(query, "grain", place.grain, contract::Grain::day);
    put_enum(query, "by", place.by, contract::Dimension::country);
    if (!place.compare) put(query, "compare", "no");
}

void take_analytics(const base::Query& query, Place& place) {
    take_enum(query, "metric", place.metric);
    take_enum(query, "grain", place.grain);
    take_enum(query, "by", place.by);
    place.compare = take(query, "compare", 3) != "no";
}

void take_page(std::string_view path, Place& place) {
    place.page = Page::not_found;
    if (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
    for (const Path& known : paths) {
        if (path == known.text || (path.empty() && known.page == Page::overview)) {
            place.page = known.page;
            return;
        }
    }
    if (path.substr(0, one_submission.size()) != one_submission) return;
    const auto id = base::percent_decode(path.substr(one_submission.size()));
    if (!id || id->empty() || id->size() > id_max || !base::is_utf8(*id)) return;
    if (id->find('/') != std::string::npos) return;
    place.page = Page::submission;
    place.submission.text = *id;
}

}  // namespace

std::string write_place(const Place& place) {
    std::string out = "/";
    for (const Path& known : paths) {
        if (known.page == place.page) out = known.text;
    }
    if (place.page == Page::submission) {
        out = std::string(one_submission) + base::percent_encode(place.submission.text);
    }
    base::Query query;
    put(query, "app", place.app.text);
    if (place.page == Page::submissions) {
        put_enum(query, "scope", place.scope, contract::SubmissionScope::all);
        put(query, "q", place.filter.q);
    }
    if (place.days != 28) put(query, "days", base::decimal(place.days));
    if (place.page == Page::reviews) put_filter(query, place);
    if (place.page == Page::analytics) put_analytics(query, place);
    if (!query.empty()) out += "?" + base::write_query(query);
    return out;
}

Place read_place(std::string_view path_and_query) {
    Place place;
    path_and_query = path_and_query.substr(0, path_and_query.find('#'));
    const std::size_t mark = std::min(path_and_query.find('?'), path_and_query.size());
    take_page(path_and_query.substr(0, mark), place);
    if (place.page == Page::not_found || mark == path_and_query.size()) return place;
    const auto query = base::parse_query(path_and_query.substr(mark + 1));
    if (!query) return place;
    place.app.text = take(*query, "app", id_max);
    if (place.page == Page::submissions) {
        take_enum(*query, "scope", place.scope);
        place.filter.q = take(*query, "q", words_max);
    }
    const auto days = base::parse_decimal(take(*query, "days", 4));
    if (days && *days >= 1 && *days <= 730) place.days = static_cast<std::int32_t>(*days);
    if (place.page == Page::reviews) take_filter(*query, place);
    if (place.page == Page::analytics) take_analytics(*query, place);
    return place;
}

std::string title_of(const Place& place) {
    const Page page = place.page == Page::submission ? Page::submissions : place.page;
    WordKey key = "shell.not_found";
    for (const Path& known : paths) {
        if (known.page == page) key = known.title;
    }
    return std::string(say(key)) + " – " + std::string(say("web.title"));
}

}  // namespace vitrine::console
