#include <algorithm>

#include "service/memory/state.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

using base::Problem;
using contract::AppId;

bool knows_revision(const ListingEntry& entry, std::int64_t revision) {
    if (revision < 0 || revision > entry.head.revision) return false;
    if (revision == 0 || revision >= entry.floor || revision == entry.head.live) return true;
    return std::ranges::any_of(entry.held,
                               [&](const auto& one) { return one.second == revision; });
}

ListingPart standing(const std::string& name, const std::map<std::int64_t, std::string>& versions,
                     std::int64_t revision) {
    auto at = versions.upper_bound(revision);
    if (at == versions.begin()) return {name, "", 0};
    --at;
    return {name, at->second, at->first};
}

std::vector<contract::GraphicId> graphics_in(std::string_view facts) {
    const auto json = base::parse_json(facts);
    if (!json) return {};
    return contract::decode<std::vector<contract::GraphicId>>(*json, contract::Unknown::ignore)
        .value_or(std::vector<contract::GraphicId>());
}

class MemoryListings final : public Listings {
public:
    explicit MemoryListings(State& state) : state_(state) {}

    base::Result<ListingHead> head(const AppId& app) override {
        const Lock lock(state_.mutex);
        return entry(app).head;
    }

    base::Result<bool> knows(const AppId& app, std::int64_t revision) override {
        const Lock lock(state_.mutex);
        return knows_revision(entry(app), revision);
    }

    base::Result<std::vector<ListingPart>> parts(const AppId& app, std::string_view beginning,
                                                 std::int64_t revision) override {
        const Lock lock(state_.mutex);
        std::vector<ListingPart> out;
        for (const auto& [name, versions] : entry(app).parts) {
            if (!name.starts_with(beginning)) continue;
            ListingPart part = standing(name, versions, revision);
            if (part.revision > 0) out.push_back(std::move(part));
        }
        return out;
    }

    base::Result<ListingPart> part(const AppId& app, std::string_view name,
                                   std::int64_t revision) override {
        const Lock lock(state_.mutex);
        const ListingEntry& all = entry(app);
        const auto at = all.parts.find(std::string(name));
        if (at == all.parts.end()) return ListingPart{std::string(name), "", 0};
        return standing(at->first, at->second, revision);
    }

    base::Result<std::int64_t> write(const AppId& app,
                                     std::span<const ListingPart> parts) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(app.text)) return base::refused(Problem::not_found("app"));
        ListingEntry next = entry(app);
        ++next.head.revision;
        for (const ListingPart& part : parts) {
            next.parts[part.name][next.head.revision] = part.facts;
            forget_versions(next, part.name);
        }
        const std::int64_t revision = next.head.revision;
        state_.set(state_.listings, app.text, std::move(next));
        state_.tell(contract::Topic::listing, app.text, app);
        return revision;
    }

    base::Result<void> hold(const AppId& app, const contract::SubmissionId& by,
                            std::int64_t revision) override {
        const Lock lock(state_.mutex);
        ListingEntry next = entry(app);
        if (!state_.apps.contains(app.text) || !knows_revision(next, revision))
            return base::refused(Problem::not_found("listing"));
        next.held[by.text] = revision;
        state_.set(state_.listings, app.text, std::move(next));
        return {};
    }

    base::Result<void> let_go(const AppId& app, const contract::SubmissionId& by) override {
        const Lock lock(state_.mutex);
        if (!entry(app).held.contains(by.text)) return {};
        ListingEntry next = entry(app);
        next.held.erase(by.text);
        state_.set(state_.listings, app.text, std::move(next));
        return {};
    }

    base::Result<void> go_live(const AppId& app, std::int64_t revision) override {
        const Lock lock(state_.mutex);
        ListingEntry next = entry(app);
        if (!state_.apps.contains(app.text) || !knows_revision(next, revision))
            return base::refused(Problem::not_found("listing"));
        if (revision <= next.head.live) return {};
        next.head.live = revision;
        state_.set(state_.listings, app.text, std::move(next));
        state_.tell(contract::Topic::listing, app.text, app);
        return {};
    }

    base::Result<void> note_image(std::string_view sha256, base::Instant at) override {
        const Lock lock(state_.mutex);
        state_.set(state_.noted_images, std::string(sha256), at.ms);
        return {};
    }

    base::Result<bool> names_image(std::string_view sha256) override {
        const Lock lock(state_.mutex);
        return state_.noted_images.contains(std::string(sha256)) ||
               std::ranges::any_of(state_.graphics, [&](const auto& one) {
                   return one.second.graphic.sha256 == sha256;
               });
    }

    base::Result<void> add_graphic(const StoredGraphic& graphic) override {
        const Lock lock(state_.mutex);
        if (!state_.apps.contains(graphic.app.text))
            return base::refused(Problem::not_found("app"));
        if (state_.graphics.contains(graphic.graphic.id.text))
            return base::refused(taken("id_taken"));
        state_.set(state_.graphics, graphic.graphic.id.text, graphic);
        return {};
    }

    base::Result<std::optional<StoredGraphic>> find_graphic(
        const contract::GraphicId& id) override {
        const Lock lock(state_.mutex);
        const auto at = state_.graphics.find(id.text);
        if (at == state_.graphics.end()) return std::nullopt;
        return at->second;
    }

    base::Result<std::optional<StoredGraphic>> find_image(const AppId& app,
                                                          std::string_view sha256) override {
        const Lock lock(state_.mutex);
        for (const auto& [id, one] : state_.graphics)
            if (one.app == app && one.graphic.sha256 == sha256) return one;
        return std::nullopt;
    }

    base::Result<std::vector<std::string>> forget_images(base::Instant before,
                                                         std::int32_t limit) override {
        const Lock lock(state_.mutex);
        std::vector<std::string> noted, out;
        for (const auto& [sha256, since] : state_.noted_images)
            if (since < before.ms && noted.size() < static_cast<std::size_t>(limit))
                noted.push_back(sha256);
        for (const std::string& sha256 : noted) {
            state_.erase(state_.noted_images, sha256);
            if (!forget_graphics(sha256)) out.push_back(sha256);
        }
        return out;
    }

private:
    const ListingEntry& entry(const AppId& app) const {
        static const ListingEntry none;
        const auto at = state_.listings.find(app.text);
        return at == state_.listings.end() ? none : at->second;
    }

    void forget_versions(ListingEntry& in, const std::string& name) {
        auto& versions = in.parts[name];
        std::vector<std::int64_t> revisions, shown{in.head.live};
        for (const auto& [revision, facts] : versions) revisions.push_back(revision);
        for (const auto& [submission, revision] : in.held) shown.push_back(revision);
        for (const Forgettable& one : forgettable(revisions, shown)) {
            if (name.starts_with("graphics."))
                for (const auto& id : graphics_in(versions[one.revision])) note_again(id);
            versions.erase(one.revision);
            in.floor = std::max(in.floor, one.next);
        }
    }

    void note_again(const contract::GraphicId& id) {
        const auto at = state_.graphics.find(id.text);
        if (at == state_.graphics.end()) return;
        const std::string& sha256 = at->second.graphic.sha256;
        if (!state_.noted_images.contains(sha256))
            state_.set(state_.noted_images, sha256, std::int64_t{0});
    }

    bool is_shown(const StoredGraphic& graphic) const {
        for (const auto& [name, versions] : entry(graphic.app).parts) {
            if (!name.starts_with("graphics.")) continue;
            for (const auto& [revision, facts] : versions) {
                const auto all = graphics_in(facts);
                if (std::ranges::find(all, graphic.graphic.id) != all.end()) return true;
            }
        }
        return false;
    }

    // Whether anything still names this content.
    bool forget_graphics(const std::string& sha256) {
        bool named = std::ranges::any_of(state_.packages, [&](const auto& one) {
            return one.second.detail.package.sha256 == sha256;
        });
        std::vector<std::string> gone;
        for (const auto& [id, one] : state_.graphics) {
            if (one.graphic.sha256 != sha256) continue;
            if (is_shown(one)) named = true;
            else gone.push_back(id);
        }
        for (const std::string& id : gone) state_.erase(state_.graphics, id);
        return named;
    }

    State& state_;
};

}  // namespace

std::unique_ptr<Listings> make_listings(State& state) {
    return std::make_unique<MemoryListings>(state);
}

}  // namespace vitrine::service::memory
