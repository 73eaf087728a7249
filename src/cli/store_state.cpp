// The store's side of an app's state.
#include "cli/app_state.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::Stage;

void add_graphics(StoreState& out, const std::vector<contract::Graphic>& graphics) {
    for (const auto& one : graphics) out.graphics.emplace(one.sha256, one);
}

// What rolls out or is halted, else what waits to, else what is live.
int rank_of(Stage stage) {
    switch (stage) {
        case Stage::rolling_out:
        case Stage::halted: return 3;
        case Stage::approved:
        case Stage::scheduled: return 2;
        case Stage::live: return 1;
        default: return 0;
    }
}

Result<void> read_tracks(Store& store, StoreState& out) {
    contract::ListReleases::Request ask;
    ask.app = out.app.id;
    ask.stages = {Stage::rolling_out, Stage::halted, Stage::approved, Stage::scheduled,
                  Stage::live};
    ask.limit = 200;
    const auto page = store.ask<contract::ListReleases>(ask);
    if (!page) return refused(page.error());
    for (const contract::Release& one : page->items) {
        const auto at = out.releases.find(one.track);
        if (at == out.releases.end() || rank_of(one.stage) > rank_of(at->second.stage))
            out.releases[one.track] = one;
    }
    for (const auto& [track, release] : out.releases) {
        const auto detail = store.ask<contract::GetRelease>({release.id});
        if (!detail) return refused(detail.error());
        out.tracks[track] = {detail->version_code, release.version_name, release.stage,
                             release.fraction};
    }
    return {};
}

}  // namespace

Result<StoreState> read_store(Store& store, const contract::App& app) {
    StoreState out;
    out.app = app;
    const auto texts = store.ask<contract::ListListings>({app.id, {}});
    if (!texts) return refused(texts.error());
    out.draft_revision = texts->revision;
    for (const contract::Listing& one : texts->items) {
        out.text_revisions[one.locale] = one.revision;
        if (one.draft) out.texts[one.locale] = *one.draft;
    }
    const auto sets = store.ask<contract::ListGraphics>({app.id, {}, {}});
    if (!sets) return refused(sets.error());
    for (const contract::GraphicSet& one : sets->items) {
        const SetName name{one.locale, one.type};
        out.set_revisions[name] = one.revision;
        add_graphics(out, one.live);
        add_graphics(out, one.draft);
        for (const auto& graphic : one.draft) out.sets[name].push_back(graphic.sha256);
    }
    const auto form = store.ask<contract::GetDataSafety>({app.id, {}});
    if (!form) return refused(form.error());
    out.form = form->draft;
    out.form_revision = form->revision;
    const auto rule = store.ask<contract::GetRolloutRule>({app.id});
    if (!rule) return refused(rule.error());
    out.rule_revision = rule->revision;
    if (rule->revision > 0)
        out.rule = RuleFile{rule->crash_rate_by, rule->rating_by, rule->confidence,
                            rule->sessions_min, rule->ratings_min};
    if (auto read = read_tracks(store, out); !read) return refused(read.error());
    return out;
}

}  // namespace vitrine::cli
