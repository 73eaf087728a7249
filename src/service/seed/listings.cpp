// What the demonstration's apps tell the public, and what is drafted for the next version.
#include "contract/safety.h"
#include "service/seed/cast.h"
#include "service/seed/stories.h"

namespace vitrine::service::seed {
namespace {

using contract::ListingText;

struct Row {
    std::string_view app, locale, title, summary, description;
};
constexpr Row live_rows[] = {
    {"trailmark", "en-US", "Trailmark", "Maps for walkers that work without a signal.",
     "Download a region once and walk it offline.\n\nContours, paths and springs; record your "
     "track, mark places, and share a walk as a link."},
    {"trailmark", "de-DE", "Trailmark", "Wanderkarten, die auch ohne Netz da sind.",
     "Eine Region einmal laden und offline gehen.\n\nHöhenlinien, Pfade und Quellen; Strecken "
     "aufzeichnen, Orte merken und Touren als Link teilen."},
    {"ledgerly", "de-DE", "Ledgerly", "Ausgaben teilen, ohne zu rechnen.",
     "Wer hat was bezahlt? Ledgerly merkt es sich und sagt am Ende, wer wem wie viel schuldet."},
    {"ledgerly", "en-US", "Ledgerly", "Split expenses without doing sums.",
     "Who paid for what? Ledgerly keeps the list and says at the end who owes how much to whom."},
    {"tidepool", "en-US", "Tidepool", "Tides, wind and swell at a glance.",
     "Today's tides for nine thousand places, with wind and swell beside them.\n\nWorks offline "
     "for the places you keep."},
    {"choir", "en-GB", "Pocket Choir", "Sing your part against the others.",
     "Load a score, turn your own voice down, and practise with the rest of the choir."},
    {"kanji", "ja-JP", "Kanji Garden", "毎日少しずつ、漢字を育てる。",
     "一日十分。書いて覚える漢字練習。\n\n忘れたころにまた出てくるので、自然に身につきます。"},
    {"kanji", "en-US", "Kanji Garden", "Grow a few characters every day.",
     "Ten minutes a day of writing practice. What you are about to forget comes back in time."},
    {"bricklane", "en-US", "Bricklane", "Build a street, one brick at a time.",
     "A quiet building game without a clock. Lay bricks, open shops, and watch people move in."},
};
constexpr Row drafted_rows[] = {
    {"trailmark", "en-US", "Trailmark", "Walking maps that work without a signal.",
     "Download a region once and walk it offline.\n\nContours, paths and springs; record your "
     "track, mark places, and share a walk as a link.\n\nNew: routes that avoid roads."},
    {"trailmark", "fr-FR", "Trailmark", "Des cartes de randonnée sans réseau.",
     "Téléchargez une région, puis marchez hors ligne."},
};

ports::ListingPart part_of(const Row& row) {
    const ListingText text{std::string(row.title), std::string(row.summary),
                           std::string(row.description)};
    return {"text." + std::string(row.locale), base::dump_json(contract::encode(text)), 0};
}

std::vector<ports::ListingPart> parts_of(std::span<const Row> rows, std::string_view app) {
    std::vector<ports::ListingPart> out;
    for (const Row& row : rows)
        if (row.app == app) out.push_back(part_of(row));
    return out;
}

ports::ListingPart safety_of(std::string_view app) {
    using enum contract::DataType;
    contract::DataSafety form;
    form.encrypted = form.deletable = true;
    if (app == "trailmark")
        form.uses.push_back({precise_location, {contract::DataPurpose::app_function}, false, true});
    form.uses.push_back({crash_logs, {contract::DataPurpose::analytics}, false, false});
    return {"data_safety", base::dump_json(contract::encode(form)), 0};
}

}  // namespace

base::Result<void> plant_listings(ports::Store& store, base::Instant) {
    for (const AppCast& cast : apps()) {
        auto parts = parts_of(live_rows, cast.key);
        parts.push_back(safety_of(cast.key));
        const auto live = store.listings().write(cast.id(), parts);
        if (!live) return base::refused(live.error());
        if (auto done = store.listings().go_live(cast.id(), *live); !done) return done;
        const auto drafted = parts_of(drafted_rows, cast.key);
        if (drafted.empty()) continue;
        if (auto done = store.listings().write(cast.id(), drafted); !done)
            return base::refused(done.error());
    }
    return {};
}

}  // namespace vitrine::service::seed
