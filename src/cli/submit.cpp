// submit: packages, notes and wishes go to review. The same wish finds the submission it made
// before, so that a run that was stopped anywhere can be repeated.
#include <algorithm>

#include "base/text.h"
#include "cli/app_folder.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/uploading.h"
#include "cli/watching.h"
#include "contract/locale.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::Basket;
using contract::Stage;
using contract::SubmissionBasket;

constexpr std::size_t note_bytes_max = 16 << 10;

Result<std::vector<contract::LocaleNotes>> notes_in(const std::string& folder) {
    std::vector<contract::LocaleNotes> out;
    if (!is_folder(folder)) return refused(file_problem("There is no folder " + folder + "."));
    for (const std::string& name : names_in(folder)) {
        if (!name.ends_with(".txt")) continue;
        const std::string locale = name.substr(0, name.size() - 4);
        if (!contract::is_locale(locale))
            return refused(file_problem(folder + "/" + name + " is named after no language.",
                                        "Call it de.txt or de-DE.txt."));
        const auto text = read_file(folder + "/" + name, note_bytes_max);
        if (!text) return refused(text.error());
        const auto said = base::trimmed(*text);
        if (!said.empty()) out.push_back({locale, std::string(said)});
    }
    if (out.empty())
        return refused(file_problem("There are no notes in " + folder + ".",
                                    "It wants a file LOCALE.txt for each language."));
    return out;
}

// A package by id, by file (uploaded now), or the app's newest.
class Choosing {
public:
    Choosing(Session& at) : at_(at) {}
    std::optional<contract::App> app;
    std::vector<contract::PackageId> packages;

    Result<void> choose() {
        std::vector<ReadPackage> files;
        std::string name;
        for (const std::string& one : at_.words.arguments) {
            if (one.starts_with("pkg_")) continue;
            auto read = read_package_at(at_.out, one);
            if (!read) return refused(read.error());
            if (read->refusal) return refused(*read->refusal);
            if (name.empty()) name = read->facts->package_name;
            files.push_back(std::move(*read));
        }
        auto known = at_.app(name);
        if (!known) return refused(known.error());
        app = std::move(*known);
        std::size_t file = 0;
        for (const std::string& one : at_.words.arguments) {
            if (one.starts_with("pkg_")) {
                packages.push_back({one});
                continue;
            }
            const auto up = upload_file(at_, *app, one, files[file++].sha256);
            if (!up) return refused(up.error());
            packages.push_back(up->package.package.id);
        }
        const bool newest = at_.words.arguments.empty() && !at_.words.has("listing");
        return newest ? add_newest() : Result<void>();
    }

private:
    Result<void> add_newest() {
        contract::ListPackages::Request ask;
        ask.app = app->id;
        ask.limit = 1;
        const auto store = at_.store();
        const auto page = (*store)->ask<contract::ListPackages>(ask);
        if (!page) return refused(page.error());
        if (page->items.empty())
            return refused(usage_problem("The app has no package.", "vitrine upload FILE first."));
        const auto& one = page->items.front();
        packages.push_back(one.id);
        at_.out.note("The newest package: " + plain(one.name) + " " + plain(one.version_name));
        return {};
    }
    Session& at_;
};

Result<Basket> wished(Session& at, const Choosing& chosen) {
    Basket out;
    out.packages = chosen.packages;
    out.track = *contract::value_of<contract::Track>(at.words.text("track", "production"));
    if (at.words.has("notes")) {
        auto notes = notes_in(at.words.text("notes"));
        if (!notes) return refused(notes.error());
        out.notes = std::move(*notes);
    }
    if (at.words.has("rollout")) out.fraction = base::parse_number(at.words.text("rollout"));
    if (at.words.has("publish-at")) {
        out.publish_at = base::parse_rfc3339(at.words.text("publish-at"));
        if (!out.publish_at)
            return refused(usage_problem("--publish-at is no time.",
                                         "Write it as 2026-05-14T08:00:00Z."));
    }
    if (at.words.has("listing")) {
        const auto store = at.store();
        const auto page = (*store)->ask<contract::ListListings>({chosen.app->id, {}});
        if (!page) return refused(page.error());
        if (page->revision > page->live_revision) out.listing = page->revision;
        else if (chosen.packages.empty())
            return refused(usage_problem("The listing's draft is what is live already."));
    }
    return contract::tidied(std::move(out));
}

contract::CreateBasket::Request ask_for(const contract::AppId& app, const Basket& basket) {
    contract::CreateBasket::Request ask;
    ask.app = app;
    ask.packages = basket.packages;
    ask.track = basket.track;
    ask.notes = basket.notes;
    ask.fraction = basket.fraction;
    ask.publish_at = basket.publish_at;
    ask.listing = basket.listing;
    return ask;
}

// The same basket under way already. What was withdrawn, or refused for good, does not count.
struct Before {
    std::optional<SubmissionBasket> same;
    // Another basket on the track that the store has given back: it is changed to the wish, so that
    // it keeps its place.
    std::optional<SubmissionBasket> given_back;
    std::int64_t newest = 0;  // the highest number seen
};
Result<Before> look_before(Store& store, const contract::AppId& app, const Basket& wish) {
    Before out;
    contract::ListSubmissions::Request ask;
    ask.app = app;
    ask.limit = 50;
    const auto page = store.ask<contract::ListSubmissions>(ask);
    if (!page) return refused(page.error());
    for (const contract::Submission& one : page->items) {
        out.newest = std::max(out.newest, one.number);
        const bool over = one.stage == Stage::withdrawn || one.stage == Stage::rejected ||
                          one.stage == Stage::rolled_back || contract::is_final(one.stage);
        if (over || one.track != wish.track || out.same) continue;
        auto basket = store.ask<contract::GetBasket>({one.id});
        if (!basket && basket.error().kind == base::ProblemKind::not_found) continue;
        if (!basket) return refused(basket.error());
        const bool back = one.stage == Stage::changes_requested || one.stage == Stage::invalid;
        if (basket->basket == wish) out.same = std::move(*basket);
        else if (back && !out.given_back) out.given_back = std::move(*basket);
    }
    return out;
}

contract::EditBasket::Request edit_for(const SubmissionBasket& from, const Basket& wish) {
    using contract::BasketWish;
    contract::EditBasket::Request ask;
    ask.submission = from.submission.id;
    ask.if_match = "\"" + base::decimal(from.submission.revision) + "\"";
    ask.packages = wish.packages;
    ask.notes = wish.notes;
    for (const auto& old : from.basket.notes)
        if (std::ranges::find(wish.notes, old.locale, &contract::LocaleNotes::locale) ==
            wish.notes.end())
            ask.notes->push_back({old.locale, ""});  // takes it out
    ask.fraction = wish.fraction;
    ask.publish_at = wish.publish_at;
    ask.listing = wish.listing;
    std::vector<BasketWish> clear;
    if (!wish.fraction) clear.push_back(BasketWish::fraction);
    if (!wish.publish_at) clear.push_back(BasketWish::publish_at);
    if (!wish.listing) clear.push_back(BasketWish::listing);
    if (!clear.empty()) ask.clear = std::move(clear);
    return ask;
}

Result<SubmissionBasket> create(Store& store, const contract::AppId& app, const Basket& wish) {
    auto before = look_before(store, app, wish);
    if (!before) return refused(before.error());
    if (before->same) return std::move(*before->same);
    if (before->given_back) {
        const auto edit = edit_for(*before->given_back, wish);
        return store.ask<contract::EditBasket>(
            edit, key_of({"edit", base::dump_json(contract::encode(edit))}));
    }
    const auto ask = ask_for(app, wish);
    const std::string key = key_of({"submit", app.text, base::decimal(before->newest),
                                    base::dump_json(contract::encode(ask))});
    return store.ask<contract::CreateBasket>(ask, key);
}

Exit dry_run(Session& at, Store& store, const contract::AppId& app, const Basket& wish) {
    auto ask = ask_for(app, wish);
    ask.dry_run = true;
    const auto would = store.ask<contract::CreateBasket>(ask);
    if (!would) return at.fail(would.error());
    say_findings(at.out, would->findings);
    const bool blocked = std::ranges::any_of(would->findings, [](const auto& one) {
        return one.severity == contract::Severity::blocking;
    });
    at.out.line(blocked ? "The checks would stop this." : "The checks would let this pass.");
    at.out.value(contract::encode(*would));
    return blocked ? Exit::refused : Exit::ok;
}

// Whether a basket was changed since a reviewer gave it back: sending it again says that the
// findings are dealt with, so nothing is sent that was not touched.
Result<bool> was_changed(Store& store, const contract::Submission& one) {
    const auto detail = store.ask<contract::GetSubmission>({one.id});
    if (!detail) return refused(detail.error());
    for (auto at = detail->timeline.rbegin(); at != detail->timeline.rend(); ++at)
        if (at->stage == Stage::changes_requested)
            return detail->submission.updated_at > at->at;
    return true;
}

Result<void> send(Store& store, const contract::Submission& one) {
    if (one.stage == Stage::changes_requested) {
        const auto changed = was_changed(store, one);
        if (!changed) return refused(changed.error());
        if (!*changed) return {};
    } else if (one.stage != Stage::draft && one.stage != Stage::invalid) {
        return {};
    }
    contract::MoveSubmission::Request ask;
    ask.submission = one.id;
    ask.move = one.stage == Stage::changes_requested ? contract::Move::resubmit
                                                     : contract::Move::submit;
    ask.if_match = "\"" + base::decimal(one.revision) + "\"";
    const auto moved = store.ask<contract::MoveSubmission>(
        ask, key_of({"move", one.id.text, base::decimal(one.revision)}));
    if (!moved) return refused(moved.error());
    return {};
}

std::optional<Until> wish_to_wait(const Words& words) {
    const std::string what = words.text("wait-for");
    if (what == "checks") return Until::checks;
    if (what == "live") return Until::live;
    if (what == "decision" || words.has("wait")) return Until::decision;
    return std::nullopt;
}

}  // namespace

Exit submit(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    Choosing chosen(at);
    if (auto done = chosen.choose(); !done) return at.fail(done.error());
    const auto wish = wished(at, chosen);
    if (!wish) return at.fail(wish.error());
    if (at.words.has("dry-run")) return dry_run(at, **store, chosen.app->id, *wish);
    const auto made = create(**store, chosen.app->id, *wish);
    if (!made) return at.fail(made.error());
    const contract::SubmissionId id = made->submission.id;
    if (!at.words.has("draft"))
        if (auto sent = send(**store, made->submission); !sent) return at.fail(sent.error());
    const auto until = wish_to_wait(at.words);
    const auto detail = until && !at.words.has("draft")
                            ? wait_until(at, id, *until)
                            : (*store)->ask<contract::GetSubmission>({id});
    if (!detail) return at.fail(detail.error());
    say_submission(at.out, *detail);
    at.out.value(contract::encode(*detail));
    return until ? exit_of(*detail) : Exit::ok;
}

}  // namespace vitrine::cli
