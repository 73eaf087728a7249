#include "service/desks/listing_shelf.h"

#include <fmt/format.h>

#include <map>
#include <set>

namespace vitrine::service::desks {

using base::Problem;
using base::refused;
using base::Result;
using contract::Right;
using ports::ListingPart;

std::string text_part(std::string_view locale) {
    return std::string(text_beginning) + std::string(locale);
}

std::string graphics_part(std::string_view locale, contract::GraphicType type) {
    return std::string(graphics_beginning) + std::string(locale) + "." +
           std::string(contract::name_of(type));
}

std::optional<SetName> set_name_in(std::string_view part) {
    if (!part.starts_with(graphics_beginning)) return std::nullopt;
    part.remove_prefix(graphics_beginning.size());
    const std::size_t dot = part.find('.');
    if (dot == part.npos) return std::nullopt;
    const auto type = contract::value_of<contract::GraphicType>(part.substr(dot + 1));
    if (!type) return std::nullopt;
    return SetName{std::string(part.substr(0, dot)), *type};
}

Result<contract::App> listed_app(World& world, const Caller& who, const contract::AppId& app) {
    auto stored = world.store.apps().find(app);
    if (!stored) return refused(stored.error());
    const bool ours = *stored && who.owns((*stored)->team) && who.reaches(app);
    if (!*stored || !(ours || who.of_store()) || !who.may(Right::read_apps, app))
        return refused(Problem::not_found("app"));
    return std::move((*stored)->app);
}

Result<contract::App> own_listed_app(World& world, const Caller& who,
                                     const contract::AppId& app) {
    auto stored = world.store.apps().find(app);
    if (!stored) return refused(stored.error());
    const bool ours = *stored && who.owns((*stored)->team) && who.reaches(app);
    if (!*stored || !(ours || who.of_store())) return refused(Problem::not_found("app"));
    if (!ours || !who.may(Right::edit_app, app)) return refused(Problem::forbidden());
    return std::move((*stored)->app);
}

Result<std::string> locale_in(std::string_view text) {
    if (contract::is_locale(text)) return contract::plain_locale(text);
    return refused(contract::invalid_fields(
        {{"locale", "not_allowed", "a language tag was expected, like de or pt-BR"}}));
}

Result<std::int64_t> revision_asked(World& world, const contract::AppId& app,
                                    const std::optional<std::int64_t>& revision) {
    if (!revision) return now_revision;
    const auto known = world.store.listings().knows(app, *revision);
    if (!known) return refused(known.error());
    if (*known) return *revision;
    return refused(Problem::of(base::ProblemKind::not_found, "revision_gone",
                               "The listing has no such revision, or it is too old to be known."));
}

Result<std::vector<std::string>> parts_changed(World& world, const contract::AppId& app,
                                               std::int64_t revision) {
    ports::Listings& listings = world.store.listings();
    const auto head = listings.head(app);
    if (!head) return refused(head.error());
    const auto live = listings.parts(app, "", head->live);
    if (!live) return refused(live.error());
    const auto draft = listings.parts(app, "", revision);
    if (!draft) return refused(draft.error());
    std::map<std::string, std::pair<std::string, std::string>> both;
    for (const ListingPart& part : *live) both[part.name].first = part.facts;
    for (const ListingPart& part : *draft) both[part.name].second = part.facts;
    std::vector<std::string> out;
    for (const auto& [name, facts] : both)
        if (facts.first != facts.second) out.push_back(name);
    return out;
}

std::string parts_told(std::span<const std::string> parts) {
    std::set<std::string> texts, images;
    bool safety = false;
    for (const std::string_view part : parts) {
        if (part.starts_with(text_beginning)) texts.emplace(part.substr(text_beginning.size()));
        if (const auto set = set_name_in(part)) images.insert(set->locale);
        safety = safety || part == safety_part;
    }
    std::vector<std::string> told;
    const auto tell = [&](const char* what, const std::set<std::string>& locales) {
        if (!locales.empty()) told.push_back(fmt::format("{}: {}", what, fmt::join(locales, ", ")));
    };
    tell("text", texts);
    tell("images", images);
    if (safety) told.emplace_back("data safety");
    return fmt::format("{}", fmt::join(told, "; "));
}

Result<ListingPart> write_part(
    World& world, const Caller& who, const PartWrite& write,
    const std::function<Result<std::string>(const std::string& before)>& next) {
    auto batch = world.store.begin_batch();
    if (!batch) return refused(batch.error());
    if (auto app = own_listed_app(world, who, write.app); !app) return refused(app.error());
    const auto before = world.store.listings().part(write.app, write.name, now_revision);
    if (!before) return before;
    const auto revision = revision_in(write.if_match);
    if (!revision) return refused(revision.error());
    if (*revision && **revision != before->revision) return refused(stale_revision());
    const auto facts = next(before->facts);
    if (!facts) return refused(facts.error());
    ListingPart after{write.name, *facts, before->revision};
    if (after == *before || write.dry_run) return after;
    const auto written = world.store.listings().write(write.app, std::span(&after, 1));
    if (!written) return refused(written.error());
    after.revision = *written;
    auto line = audit_line(world, who, write.action, write.app.text, write.name);
    line.app = write.app;
    if (auto done = commit_with_line(world, **batch, {}, line); !done) return refused(done.error());
    return after;
}

Result<void> refuse_listing(World& world, const contract::AppId& app,
                            const contract::Basket& basket) {
    if (!basket.listing) return {};
    const auto known = world.store.listings().knows(app, *basket.listing);
    if (!known) return refused(known.error());
    if (*known && *basket.listing > 0) return {};
    return refused(contract::invalid_fields(
        {{"listing", "unknown", "the app's listing has no such revision"}}));
}

Result<void> hold_listing(World& world, const contract::AppId& app,
                          const contract::SubmissionId& submission,
                          const contract::Basket& basket) {
    if (!basket.listing) return world.store.listings().let_go(app, submission);
    if (auto known = refuse_listing(world, app, basket); !known) return known;
    return world.store.listings().hold(app, submission, *basket.listing);
}

bool is_listing_alone(const contract::Basket& basket) {
    return basket.listing && basket.packages.empty();
}

}  // namespace vitrine::service::desks
