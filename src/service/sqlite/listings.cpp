#include <algorithm>

#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using base::Problem;
using contract::AppId;

constexpr std::string_view graphics_beginning = "graphics.", after_graphics = "graphics/";

struct Entry {
    std::int64_t row = 0;  // of the app
    ListingHead head;
    std::int64_t floor = 0;
};

// None: the app is unknown.
base::Result<std::optional<Entry>> entry_of(Connection& from, const AppId& app) {
    Query found(from,
                "SELECT a.row, coalesce(l.revision, 0), coalesce(l.live, 0), coalesce(l.floor, 0) "
                "FROM apps a LEFT JOIN listings l ON l.app = a.row WHERE a.id = ?1",
                app.text);
    if (!found.step()) {
        if (auto trouble = found.trouble()) return base::refused(std::move(*trouble));
        return std::nullopt;
    }
    return Entry{found.integer(0), {found.integer(1), found.integer(2)}, found.integer(3)};
}

base::Result<Entry> known_entry(Connection& from, const AppId& app) {
    auto entry = entry_of(from, app);
    if (!entry) return base::refused(entry.error());
    if (!*entry) return base::refused(Problem::not_found("app"));
    return **entry;
}

base::Result<bool> knows_revision(Connection& from, const Entry& entry, std::int64_t revision) {
    if (revision < 0 || revision > entry.head.revision) return false;
    if (revision == 0 || revision >= entry.floor || revision == entry.head.live) return true;
    Query held(from, "SELECT 1 FROM listing_holds WHERE app = ?1 AND revision = ?2", entry.row,
               revision);
    const bool is_held = held.step();
    if (auto trouble = held.trouble()) return base::refused(std::move(*trouble));
    return is_held;
}

// The app's entry if this revision can be held or made live.
base::Result<Entry> entry_at(Connection& from, const AppId& app, std::int64_t revision) {
    auto entry = known_entry(from, app);
    if (!entry) return entry;
    const auto known = knows_revision(from, *entry, revision);
    if (!known) return base::refused(known.error());
    if (!*known) return base::refused(Problem::not_found("listing"));
    return entry;
}

base::Result<std::vector<std::int64_t>> integers(Connection& from, std::string_view sql,
                                                 std::int64_t app, std::string_view name) {
    Query found(from, sql, app, name);
    std::vector<std::int64_t> out;
    while (found.step()) out.push_back(found.integer(0));
    if (auto trouble = found.trouble()) return base::refused(std::move(*trouble));
    return out;
}

ListingPart part_at(const Query& row) {
    return {row.text(0), row.text(1), row.integer(2)};
}

StoredGraphic graphic_at(const Query& row) {
    return {{row.text(0)}, from_json_text<contract::Graphic>(row.view(1))};
}
constexpr std::string_view graphic_columns =
    "SELECT a.id, g.facts FROM graphics g JOIN apps a ON a.row = g.app ";

base::Result<void> forget_version(Connection& writer, const Entry& entry, const std::string& name,
                                  std::int64_t revision) {
    if (name.starts_with(graphics_beginning)) {
        auto noted = run(writer,
                         "INSERT OR IGNORE INTO noted_images SELECT g.sha256, 0 "
                         "FROM listing_parts p, json_each(nullif(p.facts, '')) j "
                         "JOIN graphics g ON g.id = j.value WHERE p.app = ?1 AND p.name = ?2 "
                         "AND p.revision = ?3",
                         entry.row, name, revision);
        if (!noted) return noted;
    }
    return run(writer, "DELETE FROM listing_parts WHERE app = ?1 AND name = ?2 AND revision = ?3",
               entry.row, name, revision);
}

// Keeps the versions of a part within bounds, and tells what is whole from now on.
base::Result<void> forget_versions(Connection& writer, const Entry& entry,
                                   const std::string& name) {
    const auto versions = integers(writer,
                                   "SELECT revision FROM listing_parts WHERE app = ?1 AND "
                                   "name = ?2 ORDER BY revision",
                                   entry.row, name);
    if (!versions) return base::refused(versions.error());
    if (versions->size() <= listing_versions_kept) return {};
    const auto shown = integers(writer,
                                "SELECT revision FROM listing_holds WHERE app = ?1 "
                                "UNION SELECT live FROM listings WHERE app = ?1 AND ?2 <> ''",
                                entry.row, name);
    if (!shown) return base::refused(shown.error());
    std::int64_t floor = 0;
    for (const Forgettable& one : forgettable(*versions, *shown)) {
        if (auto done = forget_version(writer, entry, name, one.revision); !done) return done;
        floor = std::max(floor, one.next);
    }
    return run(writer, "UPDATE listings SET floor = max(floor, ?2) WHERE app = ?1", entry.row,
               floor);
}

class SqliteListings final : public Listings {
public:
    explicit SqliteListings(Database& store) : store_(store) {}

    base::Result<ListingHead> head(const AppId& app) override {
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        const auto entry = entry_of(**reading, app);
        if (!entry) return base::refused(entry.error());
        return *entry ? (*entry)->head : ListingHead{};
    }

    base::Result<bool> knows(const AppId& app, std::int64_t revision) override {
        auto reading = store_.read();
        if (!reading) return base::refused(reading.error());
        const auto entry = entry_of(**reading, app);
        if (!entry) return base::refused(entry.error());
        return knows_revision(**reading, entry->value_or(Entry{}), revision);
    }

    base::Result<std::vector<ListingPart>> parts(const AppId& app, std::string_view beginning,
                                                 std::int64_t revision) override {
        return rows(store_,
                    "SELECT p.name, p.facts, p.revision FROM apps a JOIN listing_parts p "
                    "ON p.app = a.row WHERE a.id = ?1 AND substr(p.name, 1, length(?2)) = ?2 "
                    "AND p.revision = (SELECT max(v.revision) FROM listing_parts v "
                    "WHERE v.app = p.app AND v.name = p.name AND v.revision <= ?3) "
                    "ORDER BY p.name",
                    part_at, app.text, beginning, revision);
    }

    base::Result<ListingPart> part(const AppId& app, std::string_view name,
                                   std::int64_t revision) override {
        auto found = first(store_,
                           "SELECT p.name, p.facts, p.revision FROM apps a JOIN listing_parts p "
                           "ON p.app = a.row WHERE a.id = ?1 AND p.name = ?2 AND p.revision <= ?3 "
                           "ORDER BY p.revision DESC LIMIT 1",
                           part_at, app.text, name, revision);
        if (!found) return base::refused(found.error());
        return found->value_or(ListingPart{std::string(name), "", 0});
    }

    base::Result<std::int64_t> write(const AppId& app,
                                     std::span<const ListingPart> parts) override;
    base::Result<void> hold(const AppId& app, const contract::SubmissionId& by,
                            std::int64_t revision) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto entry = entry_at(writer, app, revision);
            if (!entry) return base::refused(entry.error());
            auto there = run(writer, "INSERT OR IGNORE INTO listings VALUES(?1, 0, 0, 0)",
                             entry->row);
            if (!there) return there;
            return run(writer, "INSERT OR REPLACE INTO listing_holds VALUES(?1, ?2, ?3)",
                       entry->row, by.text, revision);
        });
    }

    base::Result<void> let_go(const AppId& app, const contract::SubmissionId& by) override {
        return change(store_, [&](Connection& writer) {
            return run(writer,
                       "DELETE FROM listing_holds WHERE app = (SELECT row FROM apps WHERE "
                       "id = ?1) AND submission = ?2",
                       app.text, by.text);
        });
    }

    base::Result<void> go_live(const AppId& app, std::int64_t revision) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto entry = entry_at(writer, app, revision);
            if (!entry) return base::refused(entry.error());
            if (revision <= entry->head.live) return {};
            const auto done = run(writer, "UPDATE listings SET live = ?2 WHERE app = ?1",
                                  entry->row, revision);
            if (!done) return done;
            return tell(writer, contract::Topic::listing, app.text, app);
        });
    }

    base::Result<void> note_image(std::string_view sha256, base::Instant at) override {
        return change(store_, [&](Connection& writer) {
            return run(writer, "INSERT OR REPLACE INTO noted_images VALUES(?1, ?2)", sha256, at);
        });
    }

    base::Result<bool> names_image(std::string_view sha256) override {
        const auto found = first(store_,
                                 "SELECT 1 FROM graphics WHERE sha256 = ?1 UNION ALL "
                                 "SELECT 1 FROM noted_images WHERE sha256 = ?1",
                                 [](const Query&) { return true; }, sha256);
        if (!found) return base::refused(found.error());
        return found->has_value();
    }

    base::Result<void> add_graphic(const StoredGraphic& graphic) override {
        const contract::Graphic& facts = graphic.graphic;
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            const auto entry = known_entry(writer, graphic.app);
            if (!entry) return base::refused(entry.error());
            if (Query(writer, "SELECT 1 FROM graphics WHERE id = ?1", facts.id.text).step())
                return base::refused(taken("id_taken"));
            return run(writer, "INSERT INTO graphics VALUES(?1, ?2, ?3, ?4)", facts.id.text,
                       entry->row, facts.sha256, json_text(facts));
        });
    }

    base::Result<std::optional<StoredGraphic>> find_graphic(
        const contract::GraphicId& id) override {
        return first(store_, std::string(graphic_columns) + "WHERE g.id = ?1", graphic_at, id.text);
    }

    base::Result<std::optional<StoredGraphic>> find_image(const AppId& app,
                                                          std::string_view sha256) override {
        return first(store_,
                     std::string(graphic_columns) +
                         "WHERE g.sha256 = ?2 AND a.id = ?1 ORDER BY g.id LIMIT 1",
                     graphic_at, app.text, sha256);
    }

    base::Result<std::vector<std::string>> forget_images(base::Instant before,
                                                         std::int32_t limit) override;

private:
    Database& store_;
};

base::Result<std::int64_t> SqliteListings::write(const AppId& app,
                                                 std::span<const ListingPart> parts) {
    return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
        const auto entry = known_entry(writer, app);
        if (!entry) return base::refused(entry.error());
        const std::int64_t revision = entry->head.revision + 1;
        auto done = run(writer,
                        "INSERT INTO listings VALUES(?1, ?2, 0, 0) "
                        "ON CONFLICT(app) DO UPDATE SET revision = ?2",
                        entry->row, revision);
        for (const ListingPart& part : parts) {
            if (done)
                done = run(writer, "INSERT OR REPLACE INTO listing_parts VALUES(?1, ?2, ?3, ?4)",
                           entry->row, part.name, revision, part.facts);
            if (done) done = forget_versions(writer, *entry, part.name);
        }
        if (done) done = tell(writer, contract::Topic::listing, app.text, app);
        if (!done) return base::refused(done.error());
        return revision;
    });
}

base::Result<std::vector<std::string>> SqliteListings::forget_images(base::Instant before,
                                                                     std::int32_t limit) {
    return change(store_, [&](Connection& writer) -> base::Result<std::vector<std::string>> {
        std::vector<std::string> noted, out;
        {
            Query old(writer,
                      "SELECT sha256 FROM noted_images WHERE since < ?1 ORDER BY since LIMIT ?2",
                      before, limit);
            while (old.step()) noted.push_back(old.text(0));
            if (auto trouble = old.trouble()) return base::refused(std::move(*trouble));
        }
        for (const std::string& sha256 : noted) {
            auto done = run(writer, "DELETE FROM noted_images WHERE sha256 = ?1", sha256);
            if (done)
                done = run(writer,
                           "DELETE FROM graphics WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 "
                           "FROM listing_parts p, json_each(nullif(p.facts, '')) j "
                           "WHERE p.app = graphics.app AND p.name >= ?2 AND p.name < ?3 "
                           "AND j.value = graphics.id)",
                           sha256, graphics_beginning, after_graphics);
            if (!done) return base::refused(done.error());
            Query named(writer,
                        "SELECT 1 FROM graphics WHERE sha256 = ?1 UNION ALL "
                        "SELECT 1 FROM packages WHERE sha256 = ?1",
                        sha256);
            if (!named.step()) out.push_back(sha256);
            if (auto trouble = named.trouble()) return base::refused(std::move(*trouble));
        }
        return out;
    });
}

}  // namespace

std::unique_ptr<Listings> make_listings(Files files) {
    return std::make_unique<SqliteListings>(files.store);
}

}  // namespace vitrine::service::sqlite
