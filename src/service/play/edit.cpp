#include "service/play/edit.h"

#include "base/text.h"
#include "service/desks/listing_shelf.h"
#include "service/play/tracks.h"

namespace vitrine::service::play {
namespace {

using base::refused;
using base::Result;
using contract::ListingText;
using ports::EditState;

constexpr int tries_of_a_change = 5;
constexpr std::int32_t sweep_at_once = 100;
// What has ended is known for a day, so that a tool that asks again is told what became of it.
constexpr std::int64_t remembered_ms = base::day_ms;

Json shown(const ports::StoredEdit& edit) {
    return {{"id", edit.id}, {"expiryTimeSeconds", base::decimal(edit.expires_at.ms / 1000)}};
}

Result<std::string> facts_before(Bench& bench, const Edit& edit, const std::string& part) {
    auto found = bench.world.store.listings().part(edit.app.id, part, edit.stored.listing);
    if (!found) return refused(found.error());
    return std::move(found->facts);
}

}  // namespace

Result<Edit> edit_of(Bench& bench, const Visit& visit) {
    auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    auto stored = bench.world.store.edits().find(visit.value("editId"));
    if (!stored) return refused(stored.error());
    if (!*stored || !visit.who.owns((*stored)->team) || (*stored)->app != app->id)
        return refused(edit_not_found());
    if ((*stored)->state == EditState::committed) return refused(edit_over());
    if ((*stored)->state == EditState::deleted) return refused(edit_not_found());
    if ((*stored)->expires_at <= bench.world.clock.now()) return refused(edit_expired());
    auto facts = base::parse_json((*stored)->facts);
    if (!facts) return refused(facts.error());
    return Edit{std::move(**stored), std::move(*facts), std::move(*app)};
}

Answer change_edit(Bench& bench, const Visit& visit,
                   const std::function<Answer(Edit&)>& change) {
    for (int turn = 1;; ++turn) {
        auto edit = edit_of(bench, visit);
        if (!edit) return refused(edit.error());
        auto answer = change(*edit);
        if (!answer) return answer;
        edit->stored.facts = base::dump_json(edit->facts);
        if (edit->stored.facts.size() > edit_bytes_max)
            return refused(base::Problem::of(base::ProblemKind::too_large, "edit_too_large",
                                             "The edit holds too much."));
        edit->stored.expires_at = {bench.world.clock.now().ms + edit_lasts_ms};
        const auto saved = bench.world.store.edits().save(edit->stored);
        if (saved) return answer;
        const bool raced = saved.error().kind == base::ProblemKind::stale;
        if (!raced || turn == tries_of_a_change) return refused(saved.error());
    }
}

Result<void> end_edit(Bench& bench, const Edit& edit, EditState state) {
    ports::StoredEdit over = edit.stored;
    over.state = state;
    over.facts = "{}";
    over.images.clear();
    over.expires_at = {bench.world.clock.now().ms + remembered_ms};
    const auto saved = bench.world.store.edits().save(over);
    if (!saved) return refused(saved.error());
    auto& edits = bench.world.store.edits();
    const auto files = state == EditState::committed
                           ? edits.settle_files(edit.app.id, edit.stored.id)
                           : edits.drop_files(edit.app.id, edit.stored.id);
    if (!files) return files;
    return bench.world.store.listings().let_go(edit.app.id, {edit.stored.id});
}

Result<void> sweep_edits(desks::World& world) {
    const base::Instant now = world.clock.now();
    const auto over = world.store.edits().expired(now, sweep_at_once);
    if (!over) return refused(over.error());
    for (const ports::StoredEdit& edit : *over) {
        auto batch = world.store.begin_batch();
        if (!batch) return refused(batch.error());
        auto done = world.store.listings().let_go(edit.app, {edit.id});
        if (done) done = world.store.edits().drop_files(edit.app, edit.id);
        if (done) done = world.store.edits().remove(edit.id);
        if (done) done = (*batch)->commit();
        if (!done) return done;
    }
    const auto images = world.store.edits().images();
    if (!images) return refused(images.error());
    for (const std::string& sha256 : *images)
        if (auto done = world.store.listings().note_image(sha256, now); !done) return done;
    return {};
}

Answer edits_insert(Bench& bench, const Visit& visit) {
    auto app = app_of(bench, visit);
    if (!app) return refused(app.error());
    if (!visit.who.may(contract::Right::edit_app, app->id) &&
        !visit.who.may(contract::Right::submit, app->id))
        return refused(base::Problem::forbidden());
    Edit edit;
    edit.app = std::move(*app);
    auto batch = bench.world.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto head = bench.world.store.listings().head(edit.app.id);
    if (!head) return refused(head.error());
    auto tracks = all_tracks(bench, visit, edit.app);
    if (!tracks) return refused(tracks.error());
    const base::Instant now = bench.world.clock.now();
    ports::StoredEdit& stored = edit.stored;
    stored.id = ports::random_id(bench.world.random, "edit_");
    stored.team = visit.who.team->id;
    stored.app = edit.app.id;
    stored.by = visit.who.user.id.text;
    stored.created_at = now;
    stored.expires_at = {now.ms + edit_lasts_ms};
    stored.listing = head->revision;
    stored.facts = base::dump_json({{"base_tracks", *tracks}});
    auto done = bench.world.store.edits().create(stored, edits_open_max);
    if (done && head->revision > 0)
        done = bench.world.store.listings().hold(edit.app.id, {stored.id}, head->revision);
    if (done) done = (*batch)->commit();
    if (!done && done.error().code == "too_many_edits")
        done.error().kind = base::ProblemKind::too_many;
    if (!done) return refused(done.error());
    return shown(stored);
}

Answer edits_get(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    return shown(edit->stored);
}

Answer edits_delete(Bench& bench, const Visit& visit) {
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    auto batch = bench.world.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto done = end_edit(bench, *edit, EditState::deleted);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return Json();
}

std::string set_key(const std::string& locale, contract::GraphicType type) {
    return locale + "/" + std::string(contract::name_of(type));
}

std::string set_part(const std::string& key) {
    const std::size_t at = key.find('/');
    const auto type = contract::value_of<contract::GraphicType>(key.substr(at + 1));
    return desks::graphics_part(key.substr(0, at), type.value_or(contract::GraphicType::icon));
}

Result<std::optional<ListingText>> text_before(Bench& bench, const Edit& edit,
                                               const std::string& locale) {
    const auto facts = facts_before(bench, edit, desks::text_part(locale));
    if (!facts) return refused(facts.error());
    return desks::said_in<ListingText>(*facts);
}

Result<std::vector<contract::GraphicId>> images_before(Bench& bench, const Edit& edit,
                                                       const std::string& set) {
    const auto facts = facts_before(bench, edit, set_part(set));
    if (!facts) return refused(facts.error());
    using Ids = std::vector<contract::GraphicId>;
    return desks::said_in<Ids>(*facts).value_or(Ids());
}

Result<Json> details_before(Bench& bench, const Edit& edit) {
    const auto facts = facts_before(bench, edit, std::string(contact_part));
    if (!facts) return refused(facts.error());
    auto said = facts->empty() ? Result<Json>(Json::object()) : base::parse_json(*facts);
    if (!said) return said;
    (*said)["defaultLanguage"] = edit.app.default_locale;
    return said;
}

Result<std::string> video_before(Bench& bench, const Edit& edit, const std::string& locale) {
    return facts_before(bench, edit, std::string(video_beginning) + locale);
}

Result<std::optional<ListingText>> text_in_edit(Bench& bench, const Edit& edit,
                                                const std::string& locale) {
    const Json texts = part_in(edit.facts, "text");
    if (!texts.is_object() || !texts.contains(locale)) return text_before(bench, edit, locale);
    if (texts[locale].is_null()) return std::nullopt;
    auto text = contract::decode<ListingText>(texts[locale], contract::Unknown::ignore);
    if (!text) return refused(text.error());
    return std::optional(std::move(*text));
}

Result<std::vector<contract::GraphicId>> images_in_edit(Bench& bench, const Edit& edit,
                                                        const std::string& set) {
    const Json images = part_in(edit.facts, "images");
    if (!images.is_object() || !images.contains(set)) return images_before(bench, edit, set);
    std::vector<contract::GraphicId> out;
    for (const Json& one : images[set])
        if (one.is_string()) out.push_back({one.get<std::string>()});
    return out;
}

}  // namespace vitrine::service::play
