#include "service/topics_of.h"

#include <algorithm>
#include <map>
#include <memory>
#include <span>

#include "base/check.h"
#include "base/text.h"
#include "service/search_terms.h"

namespace vitrine::service {
namespace {

constexpr std::size_t terms_read_max = 4000;
constexpr std::string_view method = "1";  // to be changed with how this file reads the tables

struct Source {
    std::string_view language, text;
};
// Each table is one C++ raw string, compiled in.
constexpr Source sources[] = {
    {"",
#include "assets/topics/all.txt"
    },
    {"ar",
#include "assets/topics/ar.txt"
    },
    {"de",
#include "assets/topics/de.txt"
    },
    {"en",
#include "assets/topics/en.txt"
    },
    {"es",
#include "assets/topics/es.txt"
    },
    {"fr",
#include "assets/topics/fr.txt"
    },
    {"id",
#include "assets/topics/id.txt"
    },
    {"it",
#include "assets/topics/it.txt"
    },
    {"ja",
#include "assets/topics/ja.txt"
    },
    {"ko",
#include "assets/topics/ko.txt"
    },
    {"nl",
#include "assets/topics/nl.txt"
    },
    {"ru",
#include "assets/topics/ru.txt"
    },
    {"th",
#include "assets/topics/th.txt"
    },
    {"zh",
#include "assets/topics/zh.txt"
    },
};
constexpr std::string_view not_latin[] = {"am", "ar", "ja", "ko", "ru", "th", "zh"};

// What a phrase stands for. Of these two no topic comes:
constexpr std::string_view nothing = "-", negation = "!";

struct Meaning {
    std::string_view topic;
    bool trouble = false;  // not meant where a negation stands before it
};

// A tree of terms: where a path ends, a phrase does. A term "crash*" fits every word that begins
// so; of several the longest, and a whole word before them all.
struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> whole, beginnings;
    std::optional<Meaning> meaning;
};

struct Match {
    std::size_t terms = 0;
    Meaning meaning;
};

class Table {
public:
    explicit Table(std::string_view text) {
        Meaning meaning;
        for (std::string_view line : base::split(text, '\n')) {
            if (line.empty() || line.starts_with('#')) continue;
            if (!line.starts_with('=')) {
                for (const std::string_view phrase : base::split(line, ',')) add(phrase, meaning);
                continue;
            }
            meaning.topic = line.substr(1);
            meaning.trouble = meaning.topic.size() > 1 && meaning.topic.ends_with('!');
            if (meaning.trouble) meaning.topic.remove_suffix(1);
        }
    }

    void longest(std::span<const Term> terms, Match& best) const { walk(root_, terms, 0, best); }

private:
    void add(std::string_view phrase, const Meaning& meaning) {
        phrase = base::trimmed(phrase);
        if (phrase.empty()) return;
        Node* at = &root_;
        for (const std::string_view word : base::split(phrase, ' ')) {
            const bool asked = word.ends_with('*');
            for (const Term& term : search_terms(word, Reading::query)) {
                // One character alone of a script without spaces: texts have it in pairs.
                const bool alone = term.kind == TermKind::run &&
                                   base::count_code_points(term.text) == 1;
                auto& next = (asked || alone ? at->beginnings : at->whole)[term.text];
                if (!next) next = std::make_unique<Node>();
                at = next.get();
            }
        }
        at->meaning = meaning;
    }

    static void walk(const Node& node, std::span<const Term> terms, std::size_t at, Match& best) {
        if (node.meaning && at > best.terms) best = {at, *node.meaning};
        if (at == terms.size()) return;
        const std::string& text = terms[at].text;
        if (const auto next = node.whole.find(text); next != node.whole.end())
            walk(*next->second, terms, at + 1, best);
        if (node.beginnings.empty()) return;
        for (std::size_t bytes = text.size(); bytes > 0; --bytes) {
            const auto next = node.beginnings.find(std::string_view(text).substr(0, bytes));
            if (next != node.beginnings.end()) walk(*next->second, terms, at + 1, best);
        }
    }

    Node root_;
};

const Table* table_of(std::string_view language) {
    static const auto tables = [] {
        std::map<std::string_view, std::unique_ptr<Table>> out;
        for (const Source& one : sources)
            out[one.language] = std::make_unique<Table>(one.text);
        return out;
    }();
    const auto found = tables.find(language.substr(0, language.find_first_of("-_")));
    return found == tables.end() ? nullptr : found->second.get();
}

std::vector<const Table*> tables_for(std::string_view language) {
    const std::string_view tongue = language.substr(0, language.find_first_of("-_"));
    std::vector<const Table*> out;  // of phrases of one length the first table's holds
    if (!tongue.empty())
        if (const Table* own = table_of(tongue)) out.push_back(own);
    out.push_back(table_of(""));
    const bool foreign = std::ranges::find(not_latin, tongue) != std::end(not_latin);
    if (tongue.empty() || foreign) out.push_back(table_of("en"));
    return out;
}

// A phrase ends at the latest where a part of a sentence does.
bool parts(std::string_view between) {
    if (between.find_first_of(".,;:!?\n()") != std::string_view::npos) return true;
    for (const std::string_view sign : {"。", "，", "、", "！", "？", "،", "؟", "…"})
        if (between.find(sign) != std::string_view::npos) return true;
    return false;
}

// How many of the terms from `at` on may belong to one phrase.
std::size_t reach(std::string_view text, const std::vector<Term>& terms, std::size_t at) {
    constexpr std::size_t phrase_terms_max = 16;
    std::size_t count = 1;
    for (; at + count < terms.size() && count < phrase_terms_max; ++count) {
        const std::size_t end = terms[at + count - 1].end, next = terms[at + count].begin;
        if (next > end && parts(text.substr(end, next - end))) break;
    }
    return count;
}

}  // namespace

std::vector<TopicFound> topics_of(std::string_view utf8, std::string_view language) {
    const auto tables = tables_for(language);
    std::vector<Term> terms = search_terms(utf8, Reading::query);
    if (terms.size() > terms_read_max) terms.resize(terms_read_max);
    std::vector<TopicFound> out;
    std::size_t negated_at = terms.size();  // a negation ends right before this term
    for (std::size_t at = 0; at < terms.size();) {
        const std::span near(terms.data() + at, reach(utf8, terms, at));
        Match best;
        for (const Table* table : tables) table->longest(near, best);
        const std::size_t next = at + std::max<std::size_t>(best.terms, 1);
        const bool negated = negated_at == at && best.meaning.trouble;
        const std::string_view topic = best.meaning.topic;
        if (topic == negation && best.terms < near.size()) negated_at = next;
        if (best.terms > 0 && topic != negation && topic != nothing && !negated &&
            std::ranges::find(out, topic, &TopicFound::topic) == out.end())
            out.push_back({topic, near.front().begin, near[best.terms - 1].end});
        at = next;
    }
    return out;
}

const std::string& topics_version() {
    static const std::string version = [] {
        std::uint64_t hash = base::fnv1a(method);
        for (const Source& one : sources) hash = base::fnv1a(one.text, hash);
        return base::decimal(static_cast<std::int64_t>(hash >> 1));
    }();
    return version;
}

std::vector<std::string> topic_names_of(const contract::Review& review) {
    std::vector<std::string> names;
    for (const TopicFound& one : topics_of(review.text, review.language))
        names.emplace_back(one.topic);
    return names;
}

void find_topics(ports::IncomingReview& incoming) {
    if (!incoming.review.topics.empty()) return;
    incoming.review.topics = topic_names_of(incoming.review);
    incoming.topics_found = true;
}

}  // namespace vitrine::service
