// How text becomes search terms: one reading, used by the SQLite full text index (sqlite/
// review_search.h registers it as FTS5 tokenizer "vitrine") and by the memory store alike.
//
// A text is cut into three kinds of terms; everything else only separates:
//   word  letters, digits and their marks, folded: case and accents gone ("Über" is "uber", "ß" is
//         "ss"), Arabic without vowel signs and with plain alef, yeh and heh, all digits as 0-9
//   run   neighbouring characters of scripts written without spaces between words (Han, Hiragana,
//         Katakana, Hangul, Thai, Lao, Khmer, Myanmar): overlapping pairs. A document's run also
//         ends with its last character alone, so that one character is found as a prefix:
//             document 微信支付 -> 微信 信支 支付 付       query 支付 -> 支付       query 信 -> 信*
//   sign  one emoji; skin tones, variation selectors and joiners are dropped, a flag is one sign
//
// A query finds a text when all its phrases are in it. A phrase is what stands together in the
// query without white space and in one kind ("2.9.1" is the phrase 2 9 1; a run is the phrase of
// its pairs, so it matches exactly as a part of the text's run; each sign is a phrase of its own).
// The last word of the query, and a run of one character, match as prefixes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::service {

inline constexpr std::size_t term_length_max = 40;  // code points; what is longer is cut

enum class TermKind : std::uint8_t { word, run, sign };
enum class Reading : std::uint8_t { document, query };

struct Term {
    std::string text;
    std::size_t begin = 0, end = 0;  // bytes of the text it was read from
    TermKind kind = TermKind::word;
};
std::vector<Term> search_terms(std::string_view utf8, Reading reading);

struct Phrase {
    std::vector<std::string> terms;  // side by side, in this order
    bool open_ended = false;         // the last one is a prefix
    bool operator==(const Phrase&) const = default;
};
struct TextQuery {
    bool blank = true;  // only white space: does not narrow
    std::vector<Phrase> phrases;  // not blank and none: nothing can match ("???")
    bool operator==(const TextQuery&) const = default;
};
TextQuery read_text_query(std::string_view utf8);

// `texts`: each with its terms in reading order; a phrase never spans two of them.
bool matches(const TextQuery& query, const std::vector<std::vector<Term>>& texts);

// `utf8` folded letter by letter with nothing cut out: for "part of the name" filters.
std::string folded_text(std::string_view utf8);

}  // namespace vitrine::service
