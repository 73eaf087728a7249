// init, pull, plan, apply.
#include <algorithm>

#include "base/text.h"
#include "cli/app_folder.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/interrupt.h"
#include "cli/plan.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;

base::Problem conflict_problem(const Plan& plan) {
    base::Problem out = base::Problem::of(
        base::ProblemKind::stale, "conflict", "Folder and store have both changed since the pull.",
        "Look at vitrine plan; --force takes this side.");
    for (const Difference& one : plan.differences)
        if (one.mover == Mover::both)
            out.fields.push_back({one.name, "conflict", "changed on both sides"});
    return out;
}

base::Problem wrong_files(const Plan& plan) {
    base::Problem out = file_problem("Some files cannot be what they should be.");
    out.fields = plan.folder.wrong;
    return out;
}

struct RefusedStep {
    std::string part;
    base::Problem problem;
};

Json json_of(const RefusedStep& one) {
    Json wrong = Json::array();
    for (const auto& field : one.problem.fields)
        wrong.push_back({{"path", field.path}, {"code", field.code}, {"detail", field.detail}});
    return {{"part", one.part},
            {"code", one.problem.code},
            {"title", one.problem.title},
            {"detail", one.problem.detail},
            {"fields", std::move(wrong)}};
}

Result<std::vector<RefusedStep>> try_steps(Store& store, const Plan& plan) {
    std::vector<RefusedStep> out;
    for (const Step& step : steps_of(plan, false)) {
        const auto would = send_step(store, plan, step, Try::dry);
        if (would) continue;
        const Exit why = exit_of(would.error());
        if (why == Exit::unreachable || why == Exit::interrupted) return refused(would.error());
        out.push_back({step.part, would.error()});
    }
    return out;
}

}  // namespace

Exit init_folder(Session& at) {
    const std::string folder = at.words.arguments.empty() ? "." : at.words.arguments.front();
    const std::string path = folder + "/" + std::string(settings_name);
    if (is_file(path)) return at.fail(usage_problem(path + " is there already."));
    const auto app = at.app();
    if (!app) return at.fail(app.error());
    const auto store = at.store();
    FolderSettings settings{app->package_name, (*store)->origin(), {}, app->default_locale};
    if (!(*store)->team().empty()) settings.team = (*store)->team();
    Json json = contract::encode(settings);
    if (json["team"].is_null()) json.erase("team");
    if (auto done = write_file(path, json.dump(2) + "\n"); !done) return at.fail(done.error());
    at.out.line(path + " is made. vitrine pull --dir " + folder + " fills the folder.");
    at.out.value({{"file", path}, {"app", contract::encode(*app)}});
    return Exit::ok;
}

Exit pull(Session& at) {
    const auto plan = make_plan(at, For::pulling);
    if (!plan) return at.fail(plan.error());
    const bool force = at.words.has("force");
    std::set<std::string> bring;
    for (const Difference& one : plan->differences)
        if (one.mover == Mover::store || (one.mover == Mover::both && force))
            bring.insert(one.name);
    if (auto done = write_values(plan->path, **at.store(), plan->folder, plan->store,
                                 bring);
        !done)
        return at.fail(done.error());
    if (auto done = write_lock(plan->path, lock_after(*plan, bring, {})); !done)
        return at.fail(done.error());
    const bool clash = !force && plan->count(Mover::both) > 0;
    at.out.line(base::decimal(static_cast<std::int64_t>(bring.size())) + " brought, " +
                base::decimal(static_cast<std::int64_t>(plan->count(Mover::folder))) +
                " changed here");
    Json brought = Json::array();
    for (const std::string& name : bring) {
        at.out.line("  " + plain(name));
        brought.push_back(name);
    }
    if (clash) return at.fail(conflict_problem(*plan));
    at.out.value({{"format", 1}, {"app", plan->store.app.package_name},
                  {"brought", std::move(brought)},
                  {"changed_here", plan->count(Mover::folder)}});
    return Exit::ok;
}

Exit plan(Session& at) {
    const auto made = make_plan(at, For::planning);
    if (!made) return at.fail(made.error());
    const auto refusals = try_steps(**at.store(), *made);
    if (!refusals) return at.fail(refusals.error());
    say_plan(at.out, *made);
    Json document = document_of(*made);
    document["refused"] = Json::array();
    for (const RefusedStep& one : *refusals) {
        at.out.line(at.out.ink(Ink::bad, "refused") + "  " + plain(one.part) + ": " +
                    plain(one.problem.title) + " " + plain(one.problem.detail) + " (" +
                    plain(one.problem.code) + ")");
        for (const auto& field : one.problem.fields)
            at.out.line("           " + plain(field.path) + ": " + plain(field.detail));
        document["refused"].push_back(json_of(one));
    }
    at.out.value(document);
    if (made->count(Mover::both) > 0) return Exit::conflict;
    return refusals->empty() && made->folder.wrong.empty() ? Exit::ok : Exit::refused;
}

// The lock is written after each part, so that what was carried out counts as known, whatever
// happens next. A part that was carried out without its note is found alike on both sides.
Exit apply(Session& at) {
    auto made = make_plan(at, For::planning);
    if (!made) return at.fail(made.error());
    const bool force = at.words.has("force");
    if (!made->folder.wrong.empty()) return at.fail(wrong_files(*made));
    if (!force && made->count(Mover::both) > 0) return at.fail(conflict_problem(*made));
    const auto steps = steps_of(*made, force);
    std::set<std::string> sent;
    Json applied = Json::array();
    for (const Step& step : steps) {
        if (interrupted())
            return at.fail(interrupted_problem("What was sent is in the store. Run vitrine apply "
                                               "again to go on."));
        if (auto done = send_step(**at.store(), *made, step, Try::real); !done) {
            auto problem = done.error();
            problem.detail += (problem.detail.empty() ? "" : " ") + std::string("At ") +
                              step.part + "; run vitrine apply again to go on.";
            return at.fail(problem);
        }
        sent.insert(step.names.begin(), step.names.end());
        if (auto done = write_lock(made->path, lock_after(*made, {}, sent)); !done)
            return at.fail(done.error());
        at.out.line("applied  " + plain(step.part));
        applied.push_back(step.part);
    }
    if (steps.empty()) {
        if (auto done = write_lock(made->path, lock_after(*made, {}, {})); !done)
            return at.fail(done.error());
        at.out.line("There is nothing to apply.");
    }
    if (made->count(Mover::store) > 0)
        at.out.line("The store has changes of its own: vitrine pull brings them.");
    at.out.value({{"format", 1}, {"app", made->store.app.package_name},
                  {"applied", std::move(applied)},
                  {"drift", made->count(Mover::store)}});
    return Exit::ok;
}

}  // namespace vitrine::cli
