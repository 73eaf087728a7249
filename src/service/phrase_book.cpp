#include "service/phrase_book.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"

namespace vitrine::service {
namespace {

// A phrase as one string. Terms are letters and signs alone, so these two are in none.
constexpr char between = '\n', open_end = '*';
constexpr std::size_t terms_max = 3;  // of a phrase that is counted

Phrase phrase_of(std::string_view written) {
    Phrase phrase;
    phrase.open_ended = written.ends_with(open_end);
    if (phrase.open_ended) written.remove_suffix(1);
    for (const std::string_view term : base::split(written, between))
        phrase.terms.emplace_back(term);
    return phrase;
}

// Calls work(beginning) for every beginning of the term that ends with a letter, and for itself.
template <class Work>
void each_beginning(const std::string& term, Work work) {
    for (std::size_t at = 0; at < term.size();) {
        base::next_code_point(term, at);
        work(std::string_view(term).substr(0, at));
    }
}

// Side by side as a query would join them: in a run, or without white space between.
bool joined(const Term& a, const Term& b) {
    if (a.kind != b.kind || a.kind == TermKind::sign) return false;
    return a.kind == TermKind::run ? b.begin < a.end : b.begin <= a.end + 1;
}

bool fits(const Phrase& phrase, std::span<const Term> text) {
    if (text.size() < phrase.terms.size()) return false;
    for (std::size_t i = 0; i < phrase.terms.size(); ++i) {
        const bool open = phrase.open_ended && i + 1 == phrase.terms.size();
        if (open ? !text[i].text.starts_with(phrase.terms[i]) : text[i].text != phrase.terms[i])
            return false;
    }
    return true;
}

}  // namespace

PhraseBook::PhraseBook(const std::vector<Phrase>& phrases) {
    for (const Phrase& phrase : phrases) {
        const auto number = static_cast<std::uint32_t>(size_++);
        if (phrase.terms.size() > 1) long_[phrase.terms[0]].push_back({phrase, number});
        else (phrase.open_ended ? open_ : whole_).emplace(phrase.terms.at(0), number);
    }
}

std::optional<std::uint32_t> PhraseBook::find(const Phrase& phrase) const {
    if (phrase.terms.size() == 1) {
        const auto& single = phrase.open_ended ? open_ : whole_;
        const auto at = single.find(phrase.terms[0]);
        return at == single.end() ? std::nullopt : std::optional(at->second);
    }
    const auto at = long_.find(phrase.terms.empty() ? std::string() : phrase.terms[0]);
    if (at == long_.end()) return std::nullopt;
    for (const Long& one : at->second)
        if (one.phrase == phrase) return one.number;
    return std::nullopt;
}

std::vector<std::uint32_t> PhraseBook::in(const ReadTexts& texts) const {
    std::vector<std::uint32_t> numbers;
    std::string begun;
    for (const std::vector<Term>& text : texts)
        for (std::size_t i = 0; i < text.size(); ++i) {
            const std::string& term = text[i].text;
            if (const auto at = whole_.find(term); at != whole_.end())
                numbers.push_back(at->second);
            each_beginning(term, [&](std::string_view beginning) {
                begun = beginning;
                if (const auto at = open_.find(begun); at != open_.end())
                    numbers.push_back(at->second);
            });
            const auto longer = long_.find(term);
            if (longer == long_.end()) continue;
            for (const Long& one : longer->second)
                if (fits(one.phrase, std::span(text).subspan(i))) numbers.push_back(one.number);
        }
    std::ranges::sort(numbers);
    numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
    return numbers;
}

void PhraseCount::add(const ReadTexts& texts) {
    std::unordered_set<std::string> seen;
    for (const std::vector<Term>& text : texts)
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string before;  // the phrase without its last term
            for (std::size_t length = 1; length <= terms_max && i + length <= text.size();
                 ++length) {
                const Term& last = text[i + length - 1];
                if (length > 1 && !joined(text[i + length - 2], last)) break;
                seen.insert(before + last.text);
                // A word may be broken off anywhere, a run only after its first character.
                if (last.kind == TermKind::word || length == 1)
                    each_beginning(last.text, [&](std::string_view beginning) {
                        const bool single = base::count_code_points(beginning) == 1;
                        if (last.kind == TermKind::word || (last.kind == TermKind::run && single))
                            seen.insert(before + std::string(beginning) + open_end);
                    });
                before += last.text + between;
            }
        }
    for (const std::string& phrase : seen) ++counts_[phrase];
}

std::vector<Phrase> PhraseCount::at_least(std::uint32_t reviews) const {
    std::vector<std::string_view> often;
    for (const auto& [phrase, count] : counts_)
        if (count >= reviews) often.push_back(phrase);
    std::ranges::sort(often);  // the same book from the same texts
    std::vector<Phrase> phrases;
    for (const std::string_view phrase : often) phrases.push_back(phrase_of(phrase));
    return phrases;
}

}  // namespace vitrine::service
