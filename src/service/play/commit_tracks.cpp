#include "service/play/commit_tracks.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "service/play/commit.h"
#include "service/play/release_notes.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::RolloutAction;
using contract::Stage;
using contract::Track;

constexpr std::string_view starts = "starts";
constexpr double same_fraction = 1e-9;

// One release that a tool wishes, on its way.
struct Wish {
    Bench& bench;
    const Visit& visit;
    const Edit& edit;
    Track track;
    Sending& sending;
    Json release;
    std::string path;  // "tracks.production.104"
    Json kept = Json::object();  // the note so far, of a release that is there

    std::string status() const { return text_in(release, "status"); }
    double fraction() const {
        const Json share = part_in(release, "userFraction");
        return share.is_number() ? share.get<double>() : 1;
    }
};

bool same_rollout(const Json& a, const Json& b) {
    const auto share = [](const Json& one) {
        const Json value = part_in(one, "userFraction");
        return value.is_number() ? value.get<double>() : 1;
    };
    return text_in(a, "status") == text_in(b, "status") &&
           std::abs(share(a) - share(b)) < same_fraction;
}

Result<void> keep_wish(const Wish& wish, const contract::SubmissionId& submission) {
    Json kept = wish.kept;
    kept.update(wish.release);
    for (const char* told_otherwise : {"versionCodes", "releaseNotes", "userFraction"})
        kept.erase(told_otherwise);
    ports::Edits& edits = wish.bench.world.store.edits();
    auto done = edits.put_note(wish.edit.app.id.text, release_note(submission),
                               base::dump_json(kept));
    if (done && wish.status() != "draft")
        done = edits.put_note(starts, submission.text, wish.visit.who.user.id.text);
    return done;
}

Problem blocked_by(const std::vector<contract::Finding>& findings) {
    Problem problem =
        Problem::conflict("findings_open", "The checks find something to mend before review.");
    for (const contract::Finding& one : findings)
        if (one.severity == contract::Severity::blocking)
            problem.fields.push_back({one.where.empty() ? one.policy : one.where, one.policy,
                                      one.title + ". " + one.detail});
    return problem;
}

Result<void> move(const Wish& wish, const contract::SubmissionId& id, contract::Move step) {
    contract::MoveSubmission::Request ask;
    ask.submission = id;
    ask.move = step;
    const auto done = wish.bench.desks.submissions.move(wish.visit.who, ask);
    return done ? Result<void>() : refused(done.error());
}

// What was made or edited goes to review, unless it is a draft or nothing is to be sent.
Result<void> send(Wish& wish, const contract::SubmissionBasket& made, contract::Move step) {
    const contract::SubmissionId id = made.submission.id;
    if (auto kept = keep_wish(wish, id); !kept) return kept;
    if (!wish.sending.sends || wish.status() == "draft") return {};
    const Problem problem = blocked_by(made.findings);
    if (!problem.fields.empty()) return refused(problem);
    return move(wish, id, step);
}

Result<std::optional<std::string>> package_with(Wish& wish, std::int64_t code) {
    const Json packages = part_in(wish.edit.facts, "packages");
    for (const Json& one : packages.is_array() ? packages : Json::array())
        if (base::parse_decimal(text_in(one, "code")) == code) return text_in(one, "id");
    const auto known = packages_with(wish.bench, wish.edit.app.id, code);
    if (!known) return refused(known.error());
    return known->empty() ? std::optional<std::string>() : known->front().id.text;
}

Result<Json> packages_of(Wish& wish) {
    Json out = Json::array();
    for (const std::int64_t code : codes_in(wish.release)) {
        const auto id = package_with(wish, code);
        if (!id) return refused(id.error());
        if (!*id)
            return refused(bad_request(wish.path + ".versionCodes",
                                       "no package has the version code " + base::decimal(code)));
        out.push_back(**id);
    }
    return out;
}

// Where the draft is sent, the listing goes along with the first one.
void take_listing_along(Wish& wish, Json& ask) {
    if (!wish.sending.listing || !wish.sending.sends || wish.status() == "draft") return;
    ask["listing"] = *wish.sending.listing;
    wish.sending.listing.reset();
}

Result<void> create(Wish& wish, const Json& notes_before = nullptr) {
    if (wish.status() == "halted")
        return refused(bad_request(wish.path + ".status", "it was never rolled out"));
    auto packages = packages_of(wish);
    if (!packages) return refused(packages.error());
    Json ask = {{"app", wish.edit.app.id.text},
                {"packages", std::move(*packages)},
                {"track", contract::name_of(wish.track)}};
    const Json notes = part_in(wish.release, "releaseNotes");
    ask["notes"] = notes_in_ours(notes.is_null() ? notes_before : notes);
    if (wish.status() != "draft") ask["fraction"] = wish.fraction();
    take_listing_along(wish, ask);
    const auto request =
        contract::decode<contract::CreateBasket::Request>(ask, contract::Unknown::refuse);
    if (!request) return refused(request.error());
    const auto made = wish.bench.desks.submissions.create_basket(wish.visit.who, *request);
    if (!made) return refused(made.error());
    return send(wish, *made, contract::Move::submit);
}

Result<void> edit_draft(Wish& wish, const Out& out) {
    Json ask = {{"submission", out.submission.id.text}, {"if_match", "*"}};
    const Json notes = part_in(wish.release, "releaseNotes");
    if (!notes.is_null()) ask["notes"] = notes_instead_of(out.basket.notes, notes);
    if (wish.status() != "draft") ask["fraction"] = wish.fraction();
    take_listing_along(wish, ask);
    const auto request =
        contract::decode<contract::EditBasket::Request>(ask, contract::Unknown::refuse);
    if (!request) return refused(request.error());
    const auto made = wish.bench.desks.submissions.edit(wish.visit.who, *request);
    if (!made) return refused(made.error());
    const bool again = out.submission.stage == Stage::changes_requested;
    return send(wish, *made, again ? contract::Move::resubmit : contract::Move::submit);
}

Problem in_review(const std::string& path) {
    Problem problem = Problem::conflict(
        "changes_in_review", "Changes are in review and would have to be taken back.");
    problem.fields.push_back({path, "not_allowed", "it is in review"});
    return problem;
}

Result<void> take_back(const Wish& wish, const Out& out) {
    if (is_under_review(out.submission.stage) && wish.sending.in_review == InReview::refuse)
        return refused(in_review(wish.path));
    return move(wish, out.submission.id, contract::Move::withdraw);
}

Result<void> steer(const Wish& wish, const Out& out, RolloutAction action,
                   std::optional<double> fraction = std::nullopt) {
    contract::ChangeRollout::Request ask;
    ask.release = contract::release_of(out.submission.id);
    ask.action = action;
    ask.fraction = fraction;
    const auto done = wish.bench.desks.releases.change(wish.visit.who, ask);
    return done ? Result<void>() : refused(done.error());
}

Result<void> steer_rolling(const Wish& wish, const Out& out) {
    if (wish.status() == "halted") return steer(wish, out, RolloutAction::halt);
    if (wish.status() == "completed") return steer(wish, out, RolloutAction::complete);
    return steer(wish, out, RolloutAction::set, wish.fraction());
}

Result<void> steer_halted(const Wish& wish, const Out& out) {
    if (wish.status() == "halted")
        return refused(bad_request(wish.path + ".userFraction", "it is halted: resume it first"));
    auto done = steer(wish, out, RolloutAction::resume);
    if (!done) return done;
    if (wish.status() == "completed") return steer(wish, out, RolloutAction::complete);
    const bool same = std::abs(out.submission.fraction - wish.fraction()) < same_fraction;
    return same ? done : steer(wish, out, RolloutAction::set, wish.fraction());
}

Result<void> steer_any(const Wish& wish, const Out& out) {
    const Json notes = part_in(wish.release, "releaseNotes");
    if (!notes.is_null() && !same_notes(out.basket.notes, notes))
        return refused(bad_request(wish.path + ".releaseNotes",
                                   "the notes of a release that was approved cannot change"));
    if (same_rollout(wish.release, out.release)) return {};
    const Stage stage = out.submission.stage;
    const bool approved = stage == Stage::approved || stage == Stage::scheduled;
    if (wish.status() == "draft" || (approved && wish.status() == "halted") ||
        stage == Stage::live)
        return refused(bad_request(wish.path + ".status", "it is further than that"));
    if (stage == Stage::halted) return steer_halted(wish, out);
    if (stage == Stage::rolling_out) return steer_rolling(wish, out);
    return steer(wish, out, RolloutAction::start, wish.fraction());
}

Result<void> change(Wish& wish, const Out& out) {
    const Stage stage = out.submission.stage;
    if (is_held_by_developers(stage)) return edit_draft(wish, out);
    if (!is_under_review(stage)) {
        if (auto done = steer_any(wish, out); !done) return done;
        return keep_wish(wish, out.submission.id);
    }
    const Json notes = part_in(wish.release, "releaseNotes");
    const bool same = same_rollout(wish.release, out.release) &&
                      (notes.is_null() || same_notes(out.basket.notes, notes));
    if (same) return {};
    if (auto gone = take_back(wish, out); !gone) return gone;
    return create(wish, part_in(out.release, "releaseNotes"));
}

const Json* release_with(const Json& releases, const std::vector<std::int64_t>& codes) {
    if (!releases.is_array()) return nullptr;
    for (const Json& one : releases)
        if (codes_in(one) == codes) return &one;
    return nullptr;
}

// What the edit did not change since it began stays as it is now; what both changed is named.
void merge(Wish& wish, const Json* before, const Json& current, Conflicts& conflicts) {
    if (!before || !same_rollout(*before, current)) {
        if (before && same_rollout(*before, wish.release)) {
            wish.release["status"] = text_in(current, "status");
            wish.release.erase("userFraction");
            if (current.contains("userFraction"))
                wish.release["userFraction"] = current["userFraction"];
        } else if (!same_rollout(wish.release, current)) {
            conflicts.push_back(wish.path + ".rollout");
        }
    }
    const Json was = before ? part_in(*before, "releaseNotes") : Json(nullptr),
               is = part_in(current, "releaseNotes"), mine = part_in(wish.release, "releaseNotes");
    if (mine.is_null() || notes_in_ours(mine) == notes_in_ours(is)) return;
    if (before && notes_in_ours(was) == notes_in_ours(is)) return;
    if (before && notes_in_ours(mine) == notes_in_ours(was)) wish.release.erase("releaseNotes");
    else conflicts.push_back(wish.path + ".releaseNotes");
}

std::string path_of(Track track, const std::vector<std::int64_t>& codes) {
    return "tracks." + std::string(name_in_play(track)) + "." +
           (codes.empty() ? "" : base::decimal(codes.back()));
}

// Those that the edit's track does not show any more.
Result<void> take_back_others(Wish& wish, const Json& wanted, const Json& before,
                              const std::vector<Out>& all, Conflicts& conflicts) {
    for (const Out& out : all) {
        if (out.submission.track != wish.track || release_with(wanted, out.codes)) continue;
        const Json* was = release_with(before, out.codes);
        const Stage stage = out.submission.stage;
        const bool rolls = stage == Stage::rolling_out || stage == Stage::halted;
        if (!was || !(is_pending(stage) || (rolls && wanted.empty()))) continue;
        wish.path = path_of(wish.track, out.codes);
        if (!same_rollout(*was, out.release)) {
            conflicts.push_back(wish.path);
            continue;
        }
        auto done = rolls ? steer(wish, out, RolloutAction::roll_back) : take_back(wish, out);
        if (!done) return done;
    }
    return {};
}

Result<void> carry_out_track(Wish& wish, const Json& value, const std::vector<Out>& all,
                             Conflicts& conflicts) {
    const Json wanted = part_in(value, "releases");
    const Json tracks = part_in(wish.edit.facts, "base_tracks");
    const Json before =
        part_in(part_in(tracks, std::string(name_in_play(wish.track))), "releases");
    auto done = take_back_others(wish, wanted, before, all, conflicts);
    for (const Json& release : wanted) {
        if (!done) return done;
        const auto codes = codes_in(release);
        wish.release = release;
        wish.path = path_of(wish.track, codes);
        wish.kept = Json::object();
        const auto out = std::ranges::find_if(all, [&](const Out& one) {
            return one.submission.track == wish.track && one.codes == codes;
        });
        if (out == all.end()) {
            done = create(wish);
            continue;
        }
        wish.kept = out->wish;
        const std::size_t known = conflicts.size();
        merge(wish, release_with(before, codes), out->release, conflicts);
        if (conflicts.size() == known) done = change(wish, *out);
    }
    return done;
}

}  // namespace

Result<void> carry_out_tracks(Bench& bench, const Visit& visit, const Edit& edit,
                              Sending& sending, Conflicts& conflicts) {
    const Json tracks = part_in(edit.facts, "tracks");
    if (!tracks.is_object() || tracks.empty()) return {};
    const auto all = all_out(bench, visit, edit.app);
    if (!all) return refused(all.error());
    for (const Track track : {Track::production, Track::open, Track::closed, Track::internal}) {
        const std::string name(name_in_play(track));
        if (!tracks.contains(name)) continue;
        Wish wish{bench, visit, edit, track, sending, {}, {}};
        if (auto done = carry_out_track(wish, tracks[name], *all, conflicts); !done) return done;
    }
    return {};
}

// Where nothing is to be sent, what was written is the draft of the listing, as in the console.
Result<void> send_listing_alone(Bench& bench, const Visit& visit, const Edit& edit,
                                const Sending& sending) {
    if (!sending.listing || !sending.sends) return {};
    contract::CreateBasket::Request ask;
    ask.app = edit.app.id;
    ask.listing = sending.listing;
    const auto made = bench.desks.submissions.create_basket(visit.who, ask);
    if (!made) return refused(made.error());
    const Problem problem = blocked_by(made->findings);
    if (!problem.fields.empty()) return refused(problem);
    contract::MoveSubmission::Request step;
    step.submission = made->submission.id;
    step.move = contract::Move::submit;
    const auto done = bench.desks.submissions.move(visit.who, step);
    return done ? Result<void>() : refused(done.error());
}

// Whoever wished it must still be there and still be allowed to.
void start_approved(Bench& bench) {
    ports::Store& store = bench.world.store;
    const auto notes = store.edits().notes(starts);
    if (!notes) return;
    for (const ports::Edits::Note& note : *notes) {
        const contract::SubmissionId id{note.name};
        const auto stored = store.submissions().find(id);
        if (!stored) continue;
        const Stage stage = *stored ? (*stored)->detail.submission.stage : Stage::withdrawn;
        if (is_pending(stage) || stage == Stage::rejected || stage == Stage::scheduled) continue;
        bool over = stage != Stage::approved;
        if (!over) {
            const auto who = bench.desks.keys.caller_with({note.text});
            contract::ChangeRollout::Request ask;
            ask.release = contract::release_of(id);
            ask.action = RolloutAction::start;
            const auto done = who ? bench.desks.releases.change(*who, ask)
                                  : base::Result<contract::Release>(refused(who.error()));
            over = done || done.error().kind == base::ProblemKind::unauthenticated ||
                   done.error().kind == base::ProblemKind::forbidden;
        }
        if (over) (void)store.edits().put_note(starts, note.name, "");
    }
}

}  // namespace vitrine::service::play
