// status: stage, place in the queue, decision, findings.
#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/watching.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::Submission;
using contract::SubmissionId;

// By id, or by the number that people say.
Result<SubmissionId> submission_named(Store& store, const std::string& name) {
    const auto number = base::parse_decimal(name);
    if (!number) return SubmissionId{name};
    contract::ListSubmissions::Request ask;
    ask.q = name;
    ask.limit = 200;
    do {
        const auto page = store.ask<contract::ListSubmissions>(ask);
        if (!page) return refused(page.error());
        for (const Submission& one : page->items)
            if (one.number == *number) return one.id;
        ask.cursor = page->next;
    } while (ask.cursor);
    return refused(base::Problem::of(base::ProblemKind::not_found, "not_found",
                                     "There is no submission " + name + "."));
}

Exit list_open(Session& at, Store& store) {
    contract::ListSubmissions::Request ask;
    ask.scope = contract::SubmissionScope::open;
    ask.limit = 200;
    if (const auto app = at.app()) ask.app = app->id;
    else if (app.error().code != "usage") return at.fail(app.error());
    Json all = Json::array();
    do {
        const auto page = store.ask<contract::ListSubmissions>(ask);
        if (!page) return at.fail(page.error());
        for (const Submission& one : page->items) {
            std::string line = base::decimal(one.number) + "  " + plain(one.id.text) + "  " +
                               std::string(contract::name_of(one.stage)) + "  " +
                               plain(one.app_name) + " " + plain(one.version_name) + "  " +
                               std::string(contract::name_of(one.track));
            if (one.outlook) line += "  place " + base::decimal(one.outlook->place);
            if (one.blocking > 0) line += "  " + base::decimal(one.blocking) + " blocking";
            at.out.line(line);
            all.push_back(contract::encode(one));
        }
        ask.cursor = page->next;
    } while (ask.cursor);
    if (all.empty()) at.out.line("Nothing is under way.");
    at.out.value({{"submissions", std::move(all)}});
    return Exit::ok;
}

}  // namespace

Exit status(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    if (at.words.arguments.empty()) {
        if (at.words.has("watch"))
            return at.fail(usage_problem("--watch needs a submission."));
        return list_open(at, **store);
    }
    const auto id = submission_named(**store, at.words.arguments.front());
    if (!id) return at.fail(id.error());
    const auto detail = at.words.has("watch")
                            ? wait_until(at, *id, Until::decision)
                            : (*store)->ask<contract::GetSubmission>({*id});
    if (!detail) return at.fail(detail.error());
    say_submission(at.out, *detail);
    at.out.value(contract::encode(*detail));
    return at.words.has("watch") ? exit_of(*detail) : Exit::ok;
}

}  // namespace vitrine::cli
