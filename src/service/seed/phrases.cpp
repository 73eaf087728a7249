#include "service/seed/phrases.h"

#include "base/check.h"
#include "base/text.h"

namespace vitrine::service::seed {
namespace {

struct Source {
    std::string_view tag, joint, text;
};

// Each file is one C++ raw string, so that it can be both edited as a table and compiled in.
constexpr Source sources[] = {
    {"en", " ",
#include "assets/seed/phrases/en.txt"
    },
    {"de", " ",
#include "assets/seed/phrases/de.txt"
    },
    {"es", " ",
#include "assets/seed/phrases/es.txt"
    },
    {"fr", " ",
#include "assets/seed/phrases/fr.txt"
    },
    {"ja", "",
#include "assets/seed/phrases/ja.txt"
    },
    {"zh-Hans", "",
#include "assets/seed/phrases/zh-Hans.txt"
    },
    {"pt", " ",
#include "assets/seed/phrases/pt.txt"
    },
    {"it", " ",
#include "assets/seed/phrases/it.txt"
    },
    {"ko", " ",
#include "assets/seed/phrases/ko.txt"
    },
    {"ru", " ",
#include "assets/seed/phrases/ru.txt"
    },
    {"hi", " ",
#include "assets/seed/phrases/hi.txt"
    },
    {"ar", " ",
#include "assets/seed/phrases/ar.txt"
    },
    {"th", " ",
#include "assets/seed/phrases/th.txt"
    },
    {"tr", " ",
#include "assets/seed/phrases/tr.txt"
    },
};

constexpr std::string_view newest_text =
#include "assets/seed/newest.txt"
    ;

struct Topics {
    std::string_view section;
    std::vector<std::string_view> topics;
};

const std::vector<Topics>& all_topics() {
    static const std::vector<Topics> table = {
        {"u", {"Ease of use", "Speed", "No ads", "", "Support", "Updates"}},
        {"v", {"Start time", "Battery", "Freezes", "Price", "Sync", "Menus", "Sign-in"}},
        {"z", {"Crash when zooming", "Crash when zooming", "Crash when zooming",
               "Crash when zooming", "Crash when zooming"}},
        {"w", {"Dark mode", "Tablet layout", "Export", "Text size"}},
        {"d", {"", "Wants old version", "Refund", "Support", ""}},
        {"L+", {"Budgets", "Receipt scanner", "Charts", "Bank import"}},
        {"L-", {"Bank import", "Receipt scanner", "Price"}},
        {"T+", {"Offline maps", "Elevation profile", "Trails", "Voice guidance"}},
        {"T-", {"Battery", "Offline maps", "Elevation profile"}},
        {"K+", {"Garden", "Handwriting", "Review rhythm", "Recordings"}},
        {"K-", {"Handwriting", "Reminders", "Vocabulary"}},
        {"P+", {"Recording", "Harmonies", "Practice tracks", "Sharing"}},
        {"P-", {"Latency", "Sharing", "Practice tracks"}},
        {"S+", {"Rain sounds", "Falling asleep", "Sleep timer", "Mixer"}},
        {"S-", {"Sleep timer", "Bluetooth", "Price"}},
        {"B+", {"Levels", "Animations", "Relaxing", "Offline play"}},
        {"B-", {"Levels", "Ads", "Lost progress"}},
    };
    return table;
}

Language read_language(const Source& source) {
    Language language{source.tag, source.joint, {}};
    for (const std::string_view line : base::split(source.text, '\n')) {
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with('=')) language.sections.push_back({line.substr(1), {}});
        else language.sections.back().lines.push_back(line);
    }
    return language;
}

}  // namespace

std::span<const std::string_view> Language::lines(std::string_view section) const {
    for (const Section& one : sections)
        if (one.name == section) return one.lines;
    VT_CHECK(!"a phrase table lacks a section");
    return {};
}

const std::vector<Language>& languages() {
    static const std::vector<Language> all = [] {
        std::vector<Language> out;
        for (const Source& source : sources) out.push_back(read_language(source));
        return out;
    }();
    return all;
}

std::string_view topic_of(std::string_view section, std::size_t line) {
    for (const Topics& one : all_topics())
        if (one.section == section) return one.topics[line];
    return "";
}

std::string_view newest_reviews() {
    return newest_text;
}

}  // namespace vitrine::service::seed
