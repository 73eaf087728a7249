#include "service/desks/listing_desk.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace vitrine::service::desks {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::EditListing;
using contract::Listing;
using contract::ListingText;
using contract::PutListing;
using contract::RemoveListing;
using ports::ListingPart;

using Text = std::optional<ListingText>;

ListingText text_in(const PutListing::Request& ask) {
    return {ask.title, ask.summary, ask.description};
}

Result<Text> put_into(const PutListing::Request& ask, const Text&) {
    auto text = contract::tidied(text_in(ask));
    if (!text) return refused(text.error());
    return Text(std::move(*text));
}

Result<Text> edit_into(const EditListing::Request& ask, const Text& before) {
    ListingText text = before.value_or(ListingText{});
    if (ask.title) text.title = *ask.title;
    if (ask.summary) text.summary = *ask.summary;
    if (ask.description) text.description = *ask.description;
    auto after = contract::tidied(std::move(text));
    if (!after) return refused(after.error());
    return Text(std::move(*after));
}

Result<Text> take_out(const Text&) {
    return Text();
}

std::string locale_of(std::string_view text_part_name) {
    return std::string(text_part_name.substr(text_beginning.size()));
}

Listing listing_from(std::string locale, const std::string& live, const ListingPart& draft) {
    Listing out;
    out.locale = std::move(locale);
    out.live = said_in<ListingText>(live);
    out.draft = said_in<ListingText>(draft.facts);
    out.change = contract::change_between(out.live, out.draft);
    out.revision = draft.revision;
    return out;
}

}  // namespace

Result<contract::ListingPage> ListingDesk::page(const contract::AppId& app,
                                                std::int64_t revision) {
    ports::Listings& listings = world_.store.listings();
    const auto head = listings.head(app);
    if (!head) return refused(head.error());
    revision = std::min(revision, head->revision);  // whatever is written while this is read
    const auto live = listings.parts(app, text_beginning, head->live);
    if (!live) return refused(live.error());
    const auto draft = listings.parts(app, text_beginning, revision);
    if (!draft) return refused(draft.error());
    auto changed = parts_changed(world_, app, revision);
    if (!changed) return refused(changed.error());
    contract::ListingPage out;
    out.revision = revision;
    out.live_revision = head->live;
    out.changed = std::move(*changed);
    std::map<std::string, std::string> living;
    for (const ListingPart& part : *live) living[part.name] = part.facts;
    // Whatever is live was drafted before; in an older draft it may be missing.
    std::map<std::string, ListingPart> drafted;
    for (const auto& [name, facts] : living) drafted[name] = {name, "", 0};
    for (const ListingPart& part : *draft) drafted[part.name] = part;
    for (const auto& [name, part] : drafted) {
        Listing one = listing_from(locale_of(name), living[name], part);
        if (one.live || one.draft) out.items.push_back(std::move(one));
    }
    return out;
}

Result<contract::ListingPage> ListingDesk::list(const Caller& who,
                                                const contract::ListListings::Request& ask) {
    if (const auto app = listed_app(world_, who, ask.app); !app) return refused(app.error());
    const auto revision = revision_asked(world_, ask.app, ask.revision);
    if (!revision) return refused(revision.error());
    return page(ask.app, *revision);
}

Result<Listing> ListingDesk::listing_of(const contract::AppId& app, const ListingPart& draft) {
    const auto head = world_.store.listings().head(app);
    if (!head) return refused(head.error());
    const auto live = world_.store.listings().part(app, draft.name, head->live);
    if (!live) return refused(live.error());
    return listing_from(locale_of(draft.name), live->facts, draft);
}

Result<Listing> ListingDesk::find(const Caller& who, const contract::AppId& app,
                                  const std::string& locale) {
    if (const auto known = listed_app(world_, who, app); !known) return refused(known.error());
    const auto plain = locale_in(locale);
    if (!plain) return refused(plain.error());
    const auto draft = world_.store.listings().part(app, text_part(*plain), now_revision);
    if (!draft) return refused(draft.error());
    auto out = listing_of(app, *draft);
    if (out && !out->live && !out->draft) return refused(Problem::not_found("listing"));
    return out;
}

Result<void> ListingDesk::refuse_more_locales(const contract::AppId& app) {
    const auto all = world_.store.listings().parts(app, text_beginning, now_revision);
    if (!all) return refused(all.error());
    const auto there = std::ranges::count_if(*all, [](const ListingPart& part) {
        return !part.facts.empty();
    });
    if (there < contract::listing_locales_max) return {};
    return refused(Problem::conflict("too_many_locales", "The listing has too many languages."));
}

Result<Listing> ListingDesk::write_text(const Caller& who, const Write& write,
                                        const Change& change) {
    if (const auto own = own_listed_app(world_, who, write.app); !own)
        return refused(own.error());
    const auto locale = locale_in(write.locale);
    if (!locale) return refused(locale.error());
    const PartWrite part{write.app, text_part(*locale), write.if_match, write.dry_run,
                         "listing.edit"};
    const auto next = [&](const std::string& facts) -> Result<std::string> {
        auto after = change(said_in<ListingText>(facts));
        if (!after) return refused(after.error());
        if (facts.empty() && *after)
            if (auto room = refuse_more_locales(write.app); !room) return refused(room.error());
        return facts_of(*after);
    };
    const auto written = write_part(world_, who, part, next);
    if (!written) return refused(written.error());
    return listing_of(write.app, *written);
}

Result<Listing> ListingDesk::put(const Caller& who, const PutListing::Request& ask) {
    return write_text(who, {ask.app, ask.locale, ask.if_match, ask.dry_run.value_or(false)},
                      [&](const Text& before) { return put_into(ask, before); });
}

Result<Listing> ListingDesk::edit(const Caller& who, const EditListing::Request& ask) {
    return write_text(who, {ask.app, ask.locale, ask.if_match, ask.dry_run.value_or(false)},
                      [&](const Text& before) { return edit_into(ask, before); });
}

Result<Listing> ListingDesk::remove(const Caller& who, const RemoveListing::Request& ask) {
    return write_text(who, {ask.app, ask.locale, ask.if_match, ask.dry_run.value_or(false)},
                      take_out);
}

Result<contract::ListingClash> ListingDesk::clash_of(const Caller& who, const Write& write,
                                                     const Change& change) {
    if (const auto own = own_listed_app(world_, who, write.app); !own)
        return refused(own.error());
    const auto locale = locale_in(write.locale);
    if (!locale) return refused(locale.error());
    const std::string name = text_part(*locale);
    ports::Listings& listings = world_.store.listings();
    const auto current = listings.part(write.app, name, now_revision);
    if (!current) return refused(current.error());
    std::optional<contract::ListingBase> base;
    const auto revision = revision_in(write.if_match);
    if (revision && *revision && **revision < current->revision) {
        const auto known = listings.knows(write.app, **revision);
        if (!known) return refused(known.error());
        const auto then = listings.part(write.app, name, **revision);
        if (!then) return refused(then.error());
        if (*known) base = contract::ListingBase{said_in<ListingText>(then->facts)};
    }
    auto now = listing_of(write.app, *current);
    if (!now) return refused(now.error());
    auto yours = change(base ? base->text : now->draft);
    if (!yours) return refused(yours.error());
    auto both = contract::merge(base, *yours, now->draft);
    return contract::ListingClash{std::move(*now), std::move(*yours), std::move(both.merged),
                                  std::move(both.conflicts)};
}

Result<contract::ListingClash> ListingDesk::clash(const Caller& who,
                                                  const PutListing::Request& ask) {
    return clash_of(who, {ask.app, ask.locale, ask.if_match, false},
                    [&](const Text& before) { return put_into(ask, before); });
}
Result<contract::ListingClash> ListingDesk::clash(const Caller& who,
                                                  const EditListing::Request& ask) {
    return clash_of(who, {ask.app, ask.locale, ask.if_match, false},
                    [&](const Text& before) { return edit_into(ask, before); });
}
Result<contract::ListingClash> ListingDesk::clash(const Caller& who,
                                                  const RemoveListing::Request& ask) {
    return clash_of(who, {ask.app, ask.locale, ask.if_match, false}, take_out);
}

// The parts that differ now from how they stood at that revision, as they stood.
Result<std::vector<ListingPart>> ListingDesk::to_restore(const contract::AppId& app,
                                                         std::int64_t revision) {
    const auto then = world_.store.listings().parts(app, "", revision);
    if (!then) return then;
    const auto now = world_.store.listings().parts(app, "", now_revision);
    if (!now) return now;
    std::map<std::string, std::string> old;
    for (const ListingPart& part : *then) old[part.name] = part.facts;
    std::vector<ListingPart> out;
    for (const ListingPart& part : *now)
        if (old[part.name] != part.facts) out.push_back({part.name, old[part.name], 0});
    return out;
}

Result<contract::ListingPage> ListingDesk::restore(
    const Caller& who, const contract::RestoreListings::Request& ask) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    if (auto own = own_listed_app(world_, who, ask.app); !own) return refused(own.error());
    const auto head = world_.store.listings().head(ask.app);
    if (!head) return refused(head.error());
    const auto match = revision_in(ask.if_match);
    if (!match) return refused(match.error());
    if (*match && **match != head->revision) return refused(stale_revision());
    const auto revision = revision_asked(world_, ask.app, ask.revision.value_or(head->live));
    if (!revision) return refused(revision.error());
    const auto parts = to_restore(ask.app, *revision);
    if (!parts) return refused(parts.error());
    if (parts->empty()) return page(ask.app, now_revision);
    const auto written = world_.store.listings().write(ask.app, *parts);
    if (!written) return refused(written.error());
    auto out = page(ask.app, now_revision);
    if (!out || ask.dry_run.value_or(false)) return out;
    auto line = audit_line(world_, who, "listing.restore", ask.app.text, base::decimal(*revision));
    line.app = ask.app;
    if (auto done = commit_with_line(world_, **batch, {}, line); !done)
        return refused(done.error());
    return out;
}

// ---- data safety ---------------------------------------------------------------------------

Result<contract::DataSafetyForm> ListingDesk::form_of(const contract::AppId& app,
                                                      const ListingPart& draft) {
    const auto head = world_.store.listings().head(app);
    if (!head) return refused(head.error());
    const auto live = world_.store.listings().part(app, safety_part, head->live);
    if (!live) return refused(live.error());
    contract::DataSafetyForm out;
    out.live = said_in<contract::DataSafety>(live->facts);
    out.draft = said_in<contract::DataSafety>(draft.facts);
    out.change = contract::change_between(out.live, out.draft);
    out.revision = draft.revision;
    return out;
}

Result<contract::DataSafetyForm> ListingDesk::safety(const Caller& who,
                                                     const contract::GetDataSafety::Request& ask) {
    if (const auto app = listed_app(world_, who, ask.app); !app) return refused(app.error());
    const auto revision = revision_asked(world_, ask.app, ask.revision);
    if (!revision) return refused(revision.error());
    const auto draft = world_.store.listings().part(ask.app, safety_part, *revision);
    if (!draft) return refused(draft.error());
    return form_of(ask.app, *draft);
}

Result<contract::DataSafetyForm> ListingDesk::put_safety(
    const Caller& who, const contract::PutDataSafety::Request& ask) {
    if (const auto own = own_listed_app(world_, who, ask.app); !own) return refused(own.error());
    const auto form = contract::tidied(contract::DataSafety{ask.uses, ask.encrypted,
                                                            ask.deletable});
    if (!form) return refused(form.error());
    const PartWrite part{ask.app, std::string(safety_part), ask.if_match,
                         ask.dry_run.value_or(false), "listing.data_safety"};
    const auto written = write_part(world_, who, part, [&](const std::string&) {
        return Result<std::string>(facts_of(std::optional(*form)));
    });
    if (!written) return refused(written.error());
    return form_of(ask.app, *written);
}

}  // namespace vitrine::service::desks
