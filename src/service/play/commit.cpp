#include "service/play/commit.h"

#include <algorithm>

#include "base/text.h"
#include "service/play/commit_tracks.h"
#include "service/desks/listing_shelf.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::ListingText;

struct FieldName {
    std::string_view ours, play;
};
constexpr FieldName text_fields[] = {
    {"title", "title"}, {"summary", "shortDescription"}, {"description", "fullDescription"}};

std::string in_play(const std::string& field) {
    for (const FieldName& one : text_fields)
        if (one.ours == field) return std::string(one.play);
    return field;
}

Result<std::string> facts_now(Bench& bench, const Edit& edit, const std::string& part) {
    auto found =
        bench.world.store.listings().part(edit.app.id, part, desks::now_revision);
    if (!found) return refused(found.error());
    return std::move(found->facts);
}

Result<void> write_text(Bench& bench, const Visit& visit, const Edit& edit,
                        const std::string& locale, const std::optional<ListingText>& text) {
    if (!text) {
        const auto gone =
            bench.desks.listings.remove(visit.who, {edit.app.id, locale, "*", std::nullopt});
        return gone ? Result<void>() : refused(gone.error());
    }
    contract::PutListing::Request put;
    put.app = edit.app.id;
    put.locale = locale;
    put.title = text->title;
    put.summary = text->summary;
    put.description = text->description;
    put.if_match = "*";
    const auto done = bench.desks.listings.put(visit.who, put);
    return done ? Result<void>() : refused(done.error());
}

Result<void> merge_text(Bench& bench, const Visit& visit, const Edit& edit,
                        const std::string& locale, Conflicts& conflicts) {
    const auto before = text_before(bench, edit, locale), yours = text_in_edit(bench, edit, locale);
    const auto facts = facts_now(bench, edit, desks::text_part(locale));
    if (!before) return refused(before.error());
    if (!yours) return refused(yours.error());
    if (!facts) return refused(facts.error());
    const auto current = desks::said_in<ListingText>(*facts);
    const auto both = contract::merge(contract::ListingBase{*before}, *yours, current);
    for (const std::string& field : both.conflicts)
        conflicts.push_back("listings." + locale +
                            (field == "listing" ? "" : "." + in_play(field)));
    if (!both.conflicts.empty() || both.merged == current) return {};
    return write_text(bench, visit, edit, locale, both.merged);
}

// A part that is one value: the edit's, unless somebody else changed it to another.
Result<void> merge_value(Bench& bench, const Visit& visit, const Edit& edit,
                         const std::string& part, const std::string& before,
                         const std::string& yours, const std::string& name,
                         Conflicts& conflicts) {
    const auto current = facts_now(bench, edit, part);
    if (!current) return refused(current.error());
    if (yours == before || yours == *current) return {};
    if (*current != before) {
        conflicts.push_back(name);
        return {};
    }
    const desks::PartWrite write{edit.app.id, part, "*", false, "listing.edit"};
    const auto done = desks::write_part(bench.world, visit.who, write, [&](const std::string&) {
        return Result<std::string>(yours);
    });
    return done ? Result<void>() : refused(done.error());
}

Result<void> merge_images(Bench& bench, const Visit& visit, const Edit& edit,
                          const std::string& set, Conflicts& conflicts) {
    const auto before = images_before(bench, edit, set), yours = images_in_edit(bench, edit, set);
    const auto facts = facts_now(bench, edit, set_part(set));
    if (!before) return refused(before.error());
    if (!yours) return refused(yours.error());
    if (!facts) return refused(facts.error());
    using Ids = std::vector<contract::GraphicId>;
    const Ids current = desks::said_in<Ids>(*facts).value_or(Ids());
    if (*yours == *before || *yours == current) return {};
    if (current != *before) {
        conflicts.push_back("images." + set);
        return {};
    }
    contract::ArrangeGraphics::Request ask;
    ask.app = edit.app.id;
    const std::size_t at = set.find('/');
    ask.locale = set.substr(0, at);
    ask.type = contract::value_of<contract::GraphicType>(set.substr(at + 1))
                   .value_or(contract::GraphicType::icon);
    ask.graphics = *yours;
    ask.if_match = "*";
    const auto done = bench.desks.graphics.arrange(visit.who, ask);
    return done ? Result<void>() : refused(done.error());
}

Result<void> merge_details(Bench& bench, const Visit& visit, const Edit& edit,
                           Conflicts& conflicts) {
    const Json changed = part_in(edit.facts, "details");
    if (!changed.is_object()) return {};
    auto before = details_before(bench, edit);
    if (!before) return refused(before.error());
    const auto facts = facts_now(bench, edit, std::string(contact_part));
    if (!facts) return refused(facts.error());
    const auto said = base::parse_json(*facts);
    const Json current = said && said->is_object() ? *said : Json::object();
    Json next = current;
    for (const auto& [name, value] : changed.items()) {
        if (name == "defaultLanguage" || !value.is_string()) continue;
        const std::string was = text_in(*before, name), is = text_in(current, name),
                          mine = value.get<std::string>();
        if (mine == was || mine == is) continue;
        if (is != was) conflicts.push_back("details." + name);
        else next[name] = mine;
    }
    if (next == current || !conflicts.empty()) return {};
    const std::string text = base::dump_json(next);
    return merge_value(bench, visit, edit, std::string(contact_part), *facts, text, "details",
                       conflicts);
}

Result<void> merge_listing(Bench& bench, const Visit& visit, const Edit& edit,
                           Conflicts& conflicts) {
    const Json texts = part_in(edit.facts, "text"), videos = part_in(edit.facts, "video"),
               images = part_in(edit.facts, "images");
    Result<void> done;
    if (texts.is_object())
        for (const auto& [locale, text] : texts.items())
            if (done) done = merge_text(bench, visit, edit, locale, conflicts);
    if (images.is_object())
        for (const auto& [set, ids] : images.items())
            if (done) done = merge_images(bench, visit, edit, set, conflicts);
    if (videos.is_object())
        for (const auto& [locale, video] : videos.items()) {
            const auto before = video_before(bench, edit, locale);
            if (done && before)
                done = merge_value(bench, visit, edit, std::string(video_beginning) + locale,
                                   *before, text_in(videos, locale),
                                   "listings." + locale + ".video", conflicts);
        }
    if (done) done = merge_details(bench, visit, edit, conflicts);
    return done;
}

Problem conflict_of(const Conflicts& conflicts) {
    Problem problem = Problem::conflict(
        "edit_conflict", "Somebody else changed the same meanwhile; the edit is as it was.");
    for (const std::string& field : conflicts)
        problem.fields.push_back({field, "conflict", "changed here and elsewhere, differently"});
    return problem;
}

Result<void> keep_testers(Bench& bench, const Edit& edit) {
    const Json testers = part_in(edit.facts, "testers");
    if (!testers.is_object()) return {};
    for (const auto& [track, groups] : testers.items()) {
        const std::string text = groups.empty() ? "" : base::dump_json(groups);
        if (auto done = bench.world.store.edits().put_note(edit.app.id.text, "testers." + track,
                                                           text);
            !done)
            return done;
    }
    return {};
}

// All that a commit does, inside the caller's batch.
Result<void> carry_out(Bench& bench, const Visit& visit, const Edit& edit) {
    Conflicts conflicts;
    const auto head = bench.world.store.listings().head(edit.app.id);
    if (!head) return refused(head.error());
    if (auto done = merge_listing(bench, visit, edit, conflicts); !done) return done;
    const auto after = bench.world.store.listings().head(edit.app.id);
    if (!after) return refused(after.error());
    Sending sending;
    sending.sends = !visit.is_asked("changesNotSentForReview");
    const std::string behaviour = visit.asked("changesInReviewBehavior");
    if (behaviour == "ERROR_IF_IN_REVIEW") sending.in_review = InReview::refuse;
    else if (!behaviour.empty() && behaviour != "CANCEL_IN_REVIEW_AND_SUBMIT" &&
             behaviour != "CHANGES_IN_REVIEW_BEHAVIOR_TYPE_UNSPECIFIED")
        return refused(bad_request("changesInReviewBehavior", "no behaviour is called so"));
    if (after->revision != head->revision) sending.listing = after->revision;
    if (auto done = carry_out_tracks(bench, visit, edit, sending, conflicts); !done) return done;
    if (!conflicts.empty()) return refused(conflict_of(conflicts));
    if (auto done = send_listing_alone(bench, visit, edit, sending); !done) return done;
    return keep_testers(bench, edit);
}

}  // namespace

Answer edits_commit(Bench& bench, const Visit& visit) {
    auto batch = bench.world.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    auto done = carry_out(bench, visit, *edit);
    if (done) done = end_edit(bench, *edit, ports::EditState::committed);
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return Json{{"id", edit->stored.id},
                {"expiryTimeSeconds", base::decimal(edit->stored.expires_at.ms / 1000)}};
}

// The same, and then all of it is undone.
Answer edits_validate(Bench& bench, const Visit& visit) {
    const auto batch = bench.world.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    if (auto done = carry_out(bench, visit, *edit); !done) return refused(done.error());
    return Json{{"id", edit->stored.id},
                {"expiryTimeSeconds", base::decimal(edit->stored.expires_at.ms / 1000)}};
}

}  // namespace vitrine::service::play
