// What the invented reviewers can say: the same short sentences in fourteen languages.
//
// The tables live in assets/seed/phrases, one file a language, the same sections with the same
// number of lines in each, so that a sentence's English twin is its machine translation. The files
// are compiled in. A section begins with "=name"; a line is one phrase; {d} stands for a device.
//
//   names  handles                     g b m  openings: glad, bitter, mixed
//   u v    what is good, bad anywhere  z  crashes when zooming      w  wishes
//   c d    endings: glad, bitter       X+ X-  good and bad of app X (L T K P S B)
//   r s    the team's replies to glad and to bitter reviews
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::service::seed {

struct Section {
    std::string_view name;
    std::vector<std::string_view> lines;
};

struct Language {
    std::string_view tag;    // BCP 47
    std::string_view joint;  // between two sentences: " " or "" (Japanese and Chinese)
    std::vector<Section> sections;
    std::span<const std::string_view> lines(std::string_view section) const;
};

// English first. Built once, at the first call.
const std::vector<Language>& languages();
std::string_view topic_of(std::string_view section, std::size_t line);  // "" : none

// The hand-written newest reviews, one line each, fields separated by '|'.
std::string_view newest_reviews();

}  // namespace vitrine::service::seed
