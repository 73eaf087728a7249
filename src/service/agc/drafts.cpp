// The number of an app, where its production track stands, and writing into its open draft.
#include <algorithm>

#include "base/text.h"
#include "service/agc/gallery.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Stage;
using contract::Submission;

constexpr std::int64_t first_number = 100'000'001;  // nine digits, as AGC's own have
constexpr std::string_view newest_key = "agc.numbers", number_key = "agc.number.",
                           app_key = "agc.app.";

std::string joined(std::string_view a, std::string_view b) {
    return std::string(a) + std::string(b);
}

std::optional<Submission> first_at(const std::vector<Submission>& all,
                                   std::initializer_list<Stage> stages) {
    for (const Submission& one : all)
        if (std::ranges::find(stages, one.stage) != stages.end()) return one;
    return std::nullopt;
}

}  // namespace

// Given out one after another and kept: numbers are short as AGC's, and never mean another app.
Result<std::string> Gallery::number_of(const AppId& app) {
    auto& settings = world_.store.settings();
    auto kept = settings.find(joined(number_key, app.text));
    if (!kept) return refused(kept.error());
    if (*kept) return std::move(**kept);
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    kept = settings.find(joined(number_key, app.text));
    if (!kept) return refused(kept.error());
    if (*kept) return std::move(**kept);
    const auto newest = settings.find(newest_key);
    if (!newest) return refused(newest.error());
    const std::int64_t before = *newest ? base::parse_decimal(**newest).value_or(0) : 0;
    const std::string number = base::decimal(std::max(first_number, before + 1));
    auto done = settings.put(newest_key, number);
    if (done) done = settings.put(joined(number_key, app.text), number);
    if (done) done = settings.put(joined(app_key, number), app.text);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return number;
}

// Another team's app and no app at all are the same to who asks.
Result<contract::App> Gallery::app_with(const Ask& ask, const std::string& number) {
    const auto id = world_.store.settings().find(joined(app_key, number));
    if (!id) return refused(id.error());
    if (!*id) return refused(Problem::not_found("app"));
    return desks_.apps.find(ask.who, {**id});
}

Result<Gallery::Standing> Gallery::standing(const desks::Caller& who, const AppId& app,
                                            Track track) {
    contract::ListSubmissions::Request ask;
    ask.app = app;
    ask.limit = 200;
    auto page = desks_.submissions.list(who, ask);
    if (!page) return refused(page.error());
    Standing out{std::move(page->items)};
    std::erase_if(out.all, [&](const Submission& one) { return one.track != track; });
    std::ranges::sort(out.all, std::greater<>(), &Submission::number);
    return out;
}

std::optional<Submission> Gallery::Standing::open() const {
    return first_at(all, {Stage::draft, Stage::invalid, Stage::changes_requested});
}
std::optional<Submission> Gallery::Standing::phased() const {
    return first_at(all, {Stage::rolling_out, Stage::halted});
}
std::optional<Submission> Gallery::Standing::waiting() const {
    return first_at(all, {Stage::approved, Stage::scheduled});
}
std::optional<Submission> Gallery::Standing::live() const {
    return first_at(all, {Stage::live});
}

// Inside one batch, so that nobody else writes between reading and writing: what the client did not
// name stays as it is.
Result<contract::SubmissionBasket> Gallery::change_draft(
    const desks::Caller& who, const AppId& app, Track track,
    const std::function<void(contract::EditBasket::Request&)>& change) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto at = standing(who, app, track);
    if (!at) return refused(at.error());
    if (first_at(at->all, {Stage::validating})) return refused(still_checking());
    if (first_at(at->all, {Stage::ready, Stage::queued, Stage::in_review, Stage::appealed}))
        return refused(under_review());
    contract::EditBasket::Request edit;
    edit.if_match = "*";
    change(edit);
    Result<contract::SubmissionBasket> out;
    if (const auto open = at->open()) {
        edit.submission = open->id;
        out = desks_.submissions.edit(who, edit);
    } else {
        contract::CreateBasket::Request made;
        made.app = app;
        made.track = track;
        made.packages = edit.packages.value_or(std::vector<contract::PackageId>());
        made.notes = edit.notes;
        made.fraction = edit.fraction;
        made.publish_at = edit.publish_at;
        made.listing = edit.listing;
        out = desks_.submissions.create_basket(who, made);
    }
    if (!out) return out;
    if (auto done = (*batch)->commit(); !done) return refused(done.error());
    return out;
}

}  // namespace vitrine::service::agc
