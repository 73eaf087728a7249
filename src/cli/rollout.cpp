// rollout: what is out, and how far.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::Release;
using contract::RolloutAction;
using contract::Stage;

// The release that is named, or the app's on the track: what rolls out or is halted, else what
// waits to begin, else (`for_looking`) what is live.
Result<Release> release_meant(Session& at, const std::string& name, bool for_looking) {
    const auto store = at.store();
    if (!store) return refused(store.error());
    if (!name.empty()) {
        auto detail = (*store)->ask<contract::GetRelease>({{name}});
        if (!detail) return refused(detail.error());
        return std::move(detail->release);
    }
    const auto app = at.app();
    if (!app) return refused(app.error());
    contract::ListReleases::Request ask;
    ask.app = app->id;
    ask.track = contract::value_of<contract::Track>(at.words.text("track", "production"));
    std::vector<std::vector<Stage>> turns = {{Stage::rolling_out, Stage::halted},
                                             {Stage::approved, Stage::scheduled}};
    if (for_looking) turns.push_back({Stage::live});
    for (auto& stages : turns) {
        ask.stages = std::move(stages);
        auto page = (*store)->ask<contract::ListReleases>(ask);
        if (!page) return refused(page.error());
        if (!page->items.empty()) return std::move(page->items.front());
    }
    return refused(base::Problem::of(base::ProblemKind::not_found, "no_release",
                                     "Nothing rolls out or waits on this track."));
}

void say(const Out& out, const Release& one) {
    out.line(plain(one.id.text) + "  " + plain(one.app_name) + " " + plain(one.version_name) +
             "  " + std::string(contract::name_of(one.track)) + "  " +
             std::string(contract::name_of(one.stage)) + "  " +
             base::fixed(one.fraction * 100, 2) + " %" +
             (one.halt_reason.empty() ? "" : "  " + plain(one.halt_reason)));
}

Exit change(Session& at, RolloutAction action, const std::string& name,
            std::optional<double> fraction) {
    const auto release = release_meant(at, name, action == RolloutAction::roll_back);
    if (!release) return at.fail(release.error());
    contract::ChangeRollout::Request ask;
    ask.release = release->id;
    ask.action = action;
    ask.fraction = fraction;
    if (at.words.has("reason")) ask.reason = at.words.text("reason");
    ask.if_match = "\"" + base::decimal(release->revision) + "\"";
    if (at.words.has("dry-run")) ask.dry_run = true;
    const std::string key =
        ask.dry_run ? "" : key_of({"rollout", base::dump_json(contract::encode(ask))});
    const auto done = (*at.store())->ask<contract::ChangeRollout>(ask, key);
    if (!done) return at.fail(done.error());
    say(at.out, *done);
    at.out.value(contract::encode(*done));
    return Exit::ok;
}

std::string first_of(const Session& at) {
    return at.words.arguments.empty() ? "" : at.words.arguments.front();
}

}  // namespace

Exit show_rollout(Session& at) {
    const auto release = release_meant(at, first_of(at), true);
    if (!release) return at.fail(release.error());
    const auto detail = (*at.store())->ask<contract::GetRelease>({release->id});
    if (!detail) return at.fail(detail.error());
    say(at.out, detail->release);
    for (const contract::Comparison& one : detail->watch)
        at.out.line("  " + plain(contract::sentence_of(one)));
    at.out.value(contract::encode(*detail));
    return Exit::ok;
}

Exit start_rollout(Session& at) {
    const auto share = at.words.has("rollout") ? base::parse_number(at.words.text("rollout"))
                                               : std::nullopt;
    return change(at, RolloutAction::start, first_of(at), share);
}

Exit set_rollout(Session& at) {
    const auto share = base::parse_number(at.words.arguments[0]);
    if (!share)
        return at.fail(usage_problem("The share of devices is a number: 0.2."));
    return change(at, RolloutAction::set,
                  at.words.arguments.size() > 1 ? at.words.arguments[1] : "", share);
}

Exit halt_rollout(Session& at) { return change(at, RolloutAction::halt, first_of(at), {}); }
Exit resume_rollout(Session& at) { return change(at, RolloutAction::resume, first_of(at), {}); }
Exit complete_rollout(Session& at) {
    return change(at, RolloutAction::complete, first_of(at), {});
}
Exit roll_back(Session& at) { return change(at, RolloutAction::roll_back, first_of(at), {}); }

}  // namespace vitrine::cli
