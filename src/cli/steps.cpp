// What apply sends: one part at a time, each against the revision it was planned with.
#include <algorithm>

#include "base/text.h"
#include "cli/files.h"
#include "cli/plan.h"

namespace vitrine::cli {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::GraphicSet;
using contract::RolloutAction;
using contract::Stage;

std::string etag(std::int64_t revision) { return "\"" + base::decimal(revision) + "\""; }

template <class Key, class T>
T found_in(const std::map<Key, T>& all, const Key& key) {
    const auto at = all.find(key);
    return at == all.end() ? T{} : at->second;
}

class Sending {
public:
    Sending(Store& store, const Plan& plan, const Step& step, Try how)
        : store_(store), plan_(plan), step_(step), how_(how) {}

    Result<void> text(const std::string& locale);
    Result<void> set(const SetName& name);
    Result<void> form();
    Result<void> rule();
    Result<void> track(contract::Track track);

private:
    bool dry() const { return how_ == Try::dry; }
    std::optional<bool> dry_run() const { return dry() ? std::optional(true) : std::nullopt; }
    bool changed(std::string_view end) const {
        return step_.names.contains(step_.part + "." + std::string(end));
    }
    // The same content against the same revision has the same key, in whichever run.
    template <class Endpoint>
    Result<void> send(const typename Endpoint::Request& ask) {
        const std::string content = base::dump_json(contract::encode(ask));
        const auto done =
            store_.ask<Endpoint>(ask, dry() ? "" : key_of({"apply", step_.part, content}));
        return done ? Result<void>() : refused(done.error());
    }
    Result<void> put_new(const std::string& locale, const contract::ListingText& text);
    Result<GraphicSet> arrange(const SetName& name, const std::vector<std::string>& images,
                               std::int64_t revision);
    Result<GraphicSet> add(const SetName& name, const FolderImage& image);
    Result<void> fill_set(const SetName& name, const std::vector<std::string>& wish);
    Result<void> change(const contract::Release& release, RolloutAction action, double fraction,
                        std::int64_t& revision);

    Store& store_;
    const Plan& plan_;
    const Step& step_;
    Try how_;
    std::map<std::string, contract::GraphicId> ids_;  // by SHA-256
};

std::vector<std::string> images_of(const GraphicSet& set) {
    std::vector<std::string> out;
    for (const auto& one : set.draft) out.push_back(one.sha256);
    return out;
}

Problem changed_meanwhile(const std::string& part) {
    return Problem::of(base::ProblemKind::stale, "stale",
                       "Somebody else changed " + part + " just now.", "Plan again.");
}

// A language that was taken out has a revision that lists do not tell; the store's refusal does.
Result<void> Sending::put_new(const std::string& locale, const contract::ListingText& text) {
    contract::PutListing::Request ask{plan_.store.app.id, locale, text.title, text.summary,
                                      text.description,
                                      etag(found_in(plan_.store.text_revisions, locale)),
                                      dry_run()};
    auto done = send<contract::PutListing>(ask);
    if (done || done.error().kind != base::ProblemKind::stale) return done;
    const Json& beside = store_.beside();
    if (!beside.is_object() || !beside.contains("current")) return done;
    const Json current_json = beside["current"];
    const auto current =
        contract::decode<contract::Listing>(current_json, contract::Unknown::ignore);
    if (!current || current->draft) return done;
    ask.if_match = etag(current->revision);
    return send<contract::PutListing>(ask);
}

Result<void> Sending::text(const std::string& locale) {
    const auto yours = plan_.folder.texts.find(locale);
    const std::string revision = etag(found_in(plan_.store.text_revisions, locale));
    if (yours == plan_.folder.texts.end())
        return send<contract::RemoveListing>({plan_.store.app.id, locale, revision, dry_run()});
    if (!plan_.store.texts.contains(locale)) return put_new(locale, yours->second);
    contract::EditListing::Request ask;
    ask.app = plan_.store.app.id;
    ask.locale = locale;
    ask.if_match = revision;
    ask.dry_run = dry_run();
    if (changed("title")) ask.title = yours->second.title;
    if (changed("summary")) ask.summary = yours->second.summary;
    if (changed("description")) ask.description = yours->second.description;
    return send<contract::EditListing>(ask);
}

Result<GraphicSet> Sending::arrange(const SetName& name, const std::vector<std::string>& images,
                                    std::int64_t revision) {
    contract::ArrangeGraphics::Request ask;
    ask.app = plan_.store.app.id;
    ask.locale = name.locale;
    ask.type = name.type;
    for (const std::string& one : images) ask.graphics.push_back(found_in(ids_, one));
    ask.if_match = etag(revision);
    ask.dry_run = dry_run();
    const std::string content = base::dump_json(contract::encode(ask));
    return store_.ask<contract::ArrangeGraphics>(
        ask, dry() ? "" : key_of({"apply", step_.part, content}));
}

Result<GraphicSet> Sending::add(const SetName& name, const FolderImage& image) {
    auto bytes = read_file(image.path, contract::graphic_bytes_max);
    if (!bytes) return refused(bytes.error());
    if (sha256_hex(*bytes) != image.sha256) return refused(changed_meanwhile(image.path));
    HttpAsk ask;
    ask.method = "POST";
    ask.path = store_.path_of<contract::AddGraphic>({plan_.store.app.id, name.locale, name.type});
    ask.body = std::move(*bytes);
    ask.content_type = contract::media_type_of(image.facts.kind);
    ask.repeatable = true;  // the same bytes twice are one image
    const auto body = store_.http().ask(ask);
    if (!body) return refused(body.error());
    const auto json = base::parse_json(*body);
    if (!json) return refused(json.error());
    return contract::decode<GraphicSet>(*json, contract::Unknown::ignore);
}

// Room is made first where the set is full, then what is missing is added behind, then the order is
// set. Each state in between is told from a stranger's edit by what it holds (plan.h).
Result<void> Sending::fill_set(const SetName& name, const std::vector<std::string>& wish) {
    std::vector<std::string> now = found_in(plan_.store.sets, name);
    std::int64_t revision = found_in(plan_.store.set_revisions, name);
    const auto unknown = std::ranges::count_if(
        wish, [&](const std::string& one) { return !ids_.contains(one); });
    const auto most = static_cast<std::size_t>(contract::rule_of(name.type).at_most);
    if (now.size() + static_cast<std::size_t>(unknown) > most) {
        std::erase_if(now, [&](const auto& one) {
            return std::ranges::find(wish, one) == wish.end();
        });
        const auto room = arrange(name, now, revision);
        if (!room) return refused(room.error());
        revision = room->revision;
    }
    for (const std::string& one : wish) {
        if (ids_.contains(one)) continue;
        const auto added = add(name, plan_.folder.images.at(one));
        if (!added) return refused(added.error());
        now.push_back(one);
        if (images_of(*added) != now) return refused(changed_meanwhile(step_.part));
        revision = added->revision;
        for (const auto& graphic : added->draft) ids_[graphic.sha256] = graphic.id;
    }
    if (now == wish) return {};
    const auto done = arrange(name, wish, revision);
    return done ? Result<void>() : refused(done.error());
}

Result<void> Sending::set(const SetName& name) {
    for (const auto& [sha256, graphic] : plan_.store.graphics) ids_[sha256] = graphic.id;
    const auto wish = found_in(plan_.folder.sets, name);
    if (!dry()) return fill_set(name, wish);
    // Without its bytes the store cannot say of a new image; the folder's reading did.
    const bool known = std::ranges::all_of(wish, [&](const auto& one) {
        return ids_.contains(one);
    });
    if (!known) return {};
    const auto would = arrange(name, wish, found_in(plan_.store.set_revisions, name));
    return would ? Result<void>() : refused(would.error());
}

Result<void> Sending::form() {
    contract::DataSafety merged = plan_.store.form.value_or(contract::DataSafety{});
    const contract::DataSafety& yours = *plan_.folder.form;
    if (changed("encrypted")) merged.encrypted = yours.encrypted;
    if (changed("deletable")) merged.deletable = yours.deletable;
    const auto touched = [&](const contract::DataUse& use) {
        return changed("uses." + std::string(contract::name_of(use.type)));
    };
    std::erase_if(merged.uses, touched);
    for (const contract::DataUse& use : yours.uses)
        if (touched(use)) merged.uses.push_back(use);
    auto tidy = contract::tidied(std::move(merged));
    if (!tidy) return refused(tidy.error());
    return send<contract::PutDataSafety>({plan_.store.app.id, tidy->uses, tidy->encrypted,
                                          tidy->deletable, etag(plan_.store.form_revision),
                                          dry_run()});
}

Result<void> Sending::rule() {
    RuleFile merged = plan_.store.rule.value_or(RuleFile{});
    const RuleFile& yours = *plan_.folder.rule;
    if (changed("crash_rate_by")) merged.crash_rate_by = yours.crash_rate_by;
    if (changed("rating_by")) merged.rating_by = yours.rating_by;
    if (changed("confidence")) merged.confidence = yours.confidence;
    if (changed("sessions_min")) merged.sessions_min = yours.sessions_min;
    if (changed("ratings_min")) merged.ratings_min = yours.ratings_min;
    return send<contract::PutRolloutRule>(
        {plan_.store.app.id, merged.crash_rate_by, merged.rating_by, merged.confidence,
         merged.sessions_min, merged.ratings_min, etag(plan_.store.rule_revision), dry_run()});
}

Result<void> Sending::change(const contract::Release& release, RolloutAction action,
                             double fraction, std::int64_t& revision) {
    contract::ChangeRollout::Request ask;
    ask.release = release.id;
    ask.action = action;
    if (action == RolloutAction::set || action == RolloutAction::start) ask.fraction = fraction;
    ask.if_match = etag(revision);
    ask.dry_run = dry_run();
    const auto done = store_.ask<contract::ChangeRollout>(
        ask, dry() ? "" : key_of({"apply", base::dump_json(contract::encode(ask))}));
    if (!done) return refused(done.error());
    revision = done->revision;
    return {};
}

// The moves that lead from where a release is to where the folder wants it; empty: none do.
std::vector<RolloutAction> moves_between(const TrackFile& now, const TrackFile& wish) {
    using enum RolloutAction;
    const bool whole = wish.stage == Stage::live || wish.fraction >= 1;
    const bool waits = now.stage == Stage::approved || now.stage == Stage::scheduled;
    const bool runs = now.stage == Stage::rolling_out, stopped = now.stage == Stage::halted;
    if (whole && waits) return {start};
    if (whole && runs) return {complete};
    if (whole && stopped) return {resume, complete};
    if (wish.stage == Stage::rolling_out && waits) return {start};
    if (wish.stage == Stage::rolling_out && runs) return {set};
    if (wish.stage == Stage::rolling_out && stopped)
        return wish.fraction > now.fraction ? std::vector{resume, set} : std::vector{resume};
    if (wish.stage == Stage::halted && runs && wish.fraction == now.fraction) return {halt};
    return {};
}

Result<void> Sending::track(contract::Track track) {
    const auto release = plan_.store.releases.find(track);
    const std::string name(contract::name_of(track));
    if (release == plan_.store.releases.end() || changed("version"))
        return refused(base::Problem::conflict(
            "version_by_submit", "A version comes to the track " + name + " by vitrine submit."));
    const TrackFile now = plan_.store.tracks.at(track);
    TrackFile wish = now;
    if (changed("stage")) wish.stage = plan_.folder.tracks.at(track).stage;
    if (changed("fraction")) wish.fraction = plan_.folder.tracks.at(track).fraction;
    const auto moves = moves_between(now, wish);
    if (moves.empty())
        return refused(base::Problem::conflict(
            "no_such_move", "No move leads from " + std::string(contract::name_of(now.stage)) +
                                " at " + base::fixed(now.fraction, 4) + " to " +
                                std::string(contract::name_of(wish.stage)) + " at " +
                                base::fixed(wish.fraction, 4) + "."));
    std::int64_t revision = release->second.revision;
    const double fraction = wish.stage == Stage::live ? 1 : wish.fraction;
    for (const RolloutAction move : moves) {
        if (auto done = change(release->second, move, fraction, revision); !done) return done;
        if (dry()) break;  // the next one presumes that this has happened
    }
    return {};
}

}  // namespace

Result<void> send_step(Store& store, const Plan& plan, const Step& step, Try how) {
    Sending sending(store, plan, step, how);
    const auto parts = base::split(step.part, '.');
    if (parts[0] == "text") return sending.text(std::string(parts[1]));
    if (parts[0] == "data_safety") return sending.form();
    if (parts[0] == "rollout_rule") return sending.rule();
    if (parts[0] == "tracks") return sending.track(*contract::value_of<contract::Track>(parts[1]));
    return sending.set({std::string(parts[1]),
                        *contract::value_of<contract::GraphicType>(parts[2])});
}

}  // namespace vitrine::cli
