// Why a review has its topics: the words of it that stand for each.
#pragma once
#include "contract/reviews.h"

namespace vitrine::contract {

// A topic that the source of the review gave, and that no words of it stand for, has no phrase.
struct TopicReason {
    std::string topic, phrase;  // the phrase as it stands in the text
    std::int32_t at = 0;        // how many code points stand before it
    bool operator==(const TopicReason&) const = default;
};
constexpr auto fields(const TopicReason*) {
    using R = TopicReason;
    return field_list(field("topic", &R::topic), field("phrase", &R::phrase), field("at", &R::at));
}
struct TopicReasons {
    std::vector<TopicReason> items;  // in the order of Review.topics
    bool operator==(const TopicReasons&) const = default;
};
constexpr auto fields(const TopicReasons*) {
    return field_list(field("items", &TopicReasons::items));
}

struct ExplainTopics {
    static constexpr Call call{Verb::get, "/v1/reviews/{review}/topics", Access::member,
                               "Why a review has its topics: the phrase of it behind each.", "",
                               Right::read_reviews};
    using Request = GetReview::Request;
    using Reply = TopicReasons;
};

}  // namespace vitrine::contract
