// The phrases (search_terms.h) that so many reviews have that looking them up costs: words, their
// beginnings, pairs of characters, and what often stands together ("don't", 微信支付). The rows of
// these are kept in memory (review_columns.h), and a search of them is a few ANDs; all others are
// rare, and asked of the text index.
//
// Which ones they are is a matter of speed alone: every search finds the same rows without a book.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "service/search_terms.h"

namespace vitrine::service {

// The texts of one review, each as its terms; a phrase never spans two of them.
using ReadTexts = std::vector<std::vector<Term>>;

class PhraseBook {
public:
    explicit PhraseBook(const std::vector<Phrase>& phrases);

    std::size_t size() const { return size_; }
    std::optional<std::uint32_t> find(const Phrase& phrase) const;
    // The book's phrases that are in the texts, as matches() has it; numbers rising, each once.
    std::vector<std::uint32_t> in(const ReadTexts& texts) const;

private:
    struct Long {  // of two terms and more
        Phrase phrase;
        std::uint32_t number;
    };

    std::size_t size_ = 0;
    std::unordered_map<std::string, std::uint32_t> whole_, open_;  // phrases of one term
    std::unordered_map<std::string, std::vector<Long>> long_;      // by first term
};

// Counts in how many reviews each phrase is that somebody may ask for.
class PhraseCount {
public:
    void add(const ReadTexts& texts);
    std::vector<Phrase> at_least(std::uint32_t reviews) const;

private:
    std::unordered_map<std::string, std::uint32_t> counts_;  // by the phrase as written
};

}  // namespace vitrine::service
