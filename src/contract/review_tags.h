// Tags: words that a team puts on reviews for itself. A tag exists while a review has it.
//
// A tag is kept as normalised_tag() makes it: without white space at its ends, with single spaces
// inside, and in small letters (ASCII, Latin-1, Greek, Cyrillic), so that "Bug " and "bug" are one.
// Commas part the items of a list in a query, so that none may be in a tag.
#pragma once
#include "contract/reviews.h"

namespace vitrine::contract {

inline constexpr std::int32_t tags_per_review_max = 20;
inline constexpr std::int32_t tags_per_team_max = 500;
inline constexpr std::int32_t tag_length_max = 40;  // code points, normalised

// "" when it may not be a tag.
std::string normalised_tag(std::string_view text);
// Normalised, each once, by name. Refuses (invalid) with the path of each that may not be one.
base::Result<std::vector<std::string>> normalised_tags(const std::vector<std::string>& tags);

struct TagReview {
    static constexpr Call call{Verb::put, "/v1/reviews/{review}/tags", Access::member,
                               "Set the tags of a review; an empty list takes them away.",
                               "too_many_tags", Right::reply};
    struct Request {
        ReviewId review;
        std::vector<std::string> tags;
        std::optional<std::string> if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = Review;
};
constexpr auto fields(const TagReview::Request*) {
    using R = TagReview::Request;
    return field_list(field("review", &R::review),
                      field("tags", &R::tags, max_length(tags_per_review_max)),
                      field("if_match", &R::if_match));
}

struct TagList {
    std::vector<FacetRow> items;  // most used first
    bool operator==(const TagList&) const = default;
};
constexpr auto fields(const TagList*) {
    return field_list(field("items", &TagList::items));
}
struct ListTags {
    static constexpr Call call{Verb::get, "/v1/reviews/tags", Access::member,
                               "My team's tags and how many reviews have each.", "",
                               Right::read_reviews};
    using Request = Nothing;
    using Reply = TagList;
};

}  // namespace vitrine::contract
