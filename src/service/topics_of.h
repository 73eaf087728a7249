// What a review is about, by the words and phrases it uses: a method that can be looked through and
// that says why.
//
// The phrases of each language are a file of assets/topics; its head says how it is written. Texts
// and phrases are folded alike (search_terms.h). At each place of a text the longest phrase that
// stands there holds and its words are used up, so that "no ads" is not also "ads". Some topics
// are troubles (crashes, ads): a phrase of theirs right behind a word such as "no" or "never" is
// not taken. A phrase does not reach across the end of a sentence or a comma.
//
// Looked for are the phrases of the text's language and those that all languages use; the English
// ones, too, where the language is English, unknown, or not written in Latin letters. tests/import
// measures how often a topic is right.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "service/ports/reviews.h"

namespace vitrine::service {

struct TopicFound {
    std::string_view topic;          // its name, which lives as long as the program
    std::size_t begin = 0, end = 0;  // bytes of the text: the phrase that stands for it
    bool operator==(const TopicFound&) const = default;
};

// Each topic once, at its first phrase, in the order of the text. `language`: BCP 47, "" unknown.
// Reads the first 4000 words and pairs of signs.
std::vector<TopicFound> topics_of(std::string_view utf8, std::string_view language);

// Changes when what topics_of answers may change.
const std::string& topics_version();

// The names alone, as Review.topics has them.
std::vector<std::string> topic_names_of(const contract::Review& review);
// Where the source gave no topics, those that are found.
void find_topics(ports::IncomingReview& incoming);

}  // namespace vitrine::service
