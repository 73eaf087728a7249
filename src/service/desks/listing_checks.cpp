#include "service/desks/listing_checks.h"

#include "service/desks/listing_shelf.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::ListingText;
using package::ShownSet;

Result<std::map<std::string, ListingText>> texts_at(World& world, const contract::AppId& app,
                                                    std::int64_t revision) {
    const auto parts = world.store.listings().parts(app, text_beginning, revision);
    if (!parts) return refused(parts.error());
    std::map<std::string, ListingText> out;
    for (const auto& part : *parts)
        if (auto text = said_in<ListingText>(part.facts))
            out[part.name.substr(text_beginning.size())] = std::move(*text);
    return out;
}

Result<std::vector<ShownSet>> sets_at(World& world, const contract::AppId& app,
                                 std::int64_t revision) {
    const auto parts = world.store.listings().parts(app, graphics_beginning, revision);
    if (!parts) return refused(parts.error());
    std::vector<ShownSet> out;
    for (const auto& part : *parts) {
        const auto name = set_name_in(part.name);
        const auto ids = said_in<std::vector<contract::GraphicId>>(part.facts);
        if (!name || !ids) continue;
        ShownSet set{name->locale, name->type, {}};
        for (const contract::GraphicId& id : *ids) {
            auto stored = world.store.listings().find_graphic(id);
            if (!stored) return refused(stored.error());
            if (*stored) set.graphics.push_back(std::move((*stored)->graphic));
        }
        out.push_back(std::move(set));
    }
    return out;
}

}  // namespace

Result<void> add_listing(World& world, const contract::AppId& app, package::Preflight& in) {
    const auto head = world.store.listings().head(app);
    if (!head) return refused(head.error());
    const std::int64_t revision = in.basket.listing.value_or(head->live);
    const auto safety = world.store.listings().part(app, safety_part, revision);
    if (!safety) return refused(safety.error());
    in.form = said_in<contract::DataSafety>(safety->facts);
    if (!in.basket.listing) return {};
    auto texts = texts_at(world, app, revision);
    if (!texts) return refused(texts.error());
    in.texts = std::move(*texts);
    auto sets = sets_at(world, app, revision);
    if (!sets) return refused(sets.error());
    in.sets = std::move(*sets);
    return {};
}

}  // namespace vitrine::service::desks
