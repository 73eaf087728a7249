#include "service/import/catalogue.h"

#include <functional>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "contract/listings.h"
#include "service/import/bytes.h"
#include "service/import/csv.h"
#include "service/import/fields.h"
#include "service/import/lines.h"

namespace vitrine::service::import {
namespace {

using base::Json;

constexpr std::size_t batch_apps = 500;

struct Entry {
    std::string name, locale, version;
    std::optional<double> rating;
    std::int64_t review_count = 0;
    std::string summary{}, description{};
    std::int64_t newness = 0;  // a later release of the same app wins over an earlier one
};
using Entries = std::map<std::string, Entry>;  // by package name

void keep(Entries& entries, std::string_view source_id, Entry entry) {
    const auto [at, added] = entries.try_emplace(package_name_for(source_id), entry);
    if (!added && entry.newness > at->second.newness) at->second = std::move(entry);
}

std::string text_in(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::int64_t number_in(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_number_integer() ? at->get<std::int64_t>() : 0;
}

bool tells_nothing(std::string_view version) {
    return version == "Varies with device" || version == "NaN" || version == "None";
}

// "" or why the row cannot be used.
std::string take_play_row(const CsvRecord& row, std::size_t columns, Entries& entries) {
    if (row.fields.size() != columns)
        return "it has " + base::decimal(static_cast<std::int64_t>(row.fields.size())) +
               " fields, the header has " + base::decimal(static_cast<std::int64_t>(columns));
    Entry entry;
    entry.name = base::trimmed(row.at(0));
    entry.locale = "en-US";
    if (entry.name.empty()) return "it has no name";
    if (row.at(2) != "NaN" && !row.at(2).empty()) {
        entry.rating = base::parse_number(row.at(2));
        if (!entry.rating || *entry.rating < 1 || *entry.rating > 5)
            return "rating \"" + cut_to(row.at(2), 20) + "\" is not between 1 and 5";
    }
    const auto reviews = base::parse_decimal(row.at(3));
    if (!reviews) return "\"" + cut_to(row.at(3), 20) + "\" is no number of reviews";
    entry.review_count = *reviews;
    if (!tells_nothing(row.at(11))) entry.version = cut_to(row.at(11), 50);
    const std::string name = entry.name;
    keep(entries, name, std::move(entry));
    return "";
}

std::string take_chart_row(const CsvRecord& row, Entries& entries) {
    if (row.fields.size() != 5) return "it does not have five fields";
    const std::string_view id = base::trimmed(row.at(4));
    if (id.empty()) return "it has no app_id";
    Entry entry;
    entry.name = id;
    entry.locale = "en-US";
    keep(entries, id, std::move(entry));
    return "";
}

std::string take_listing(const Json& line, Entries& entries) {
    Entry entry;
    entry.name = text_in(line, "title");
    if (entry.name.empty() || text_in(line, "app_id").empty()) return "it has no app_id or title";
    entry.locale = text_in(line, "lang") + "-" + text_in(line, "country");
    if (entry.locale.size() < 5) entry.locale = "en-US";
    const std::string version = text_in(line, "version");
    if (!tells_nothing(version)) entry.version = cut_to(version, 50);
    const auto score = line.find("score");
    if (score != line.end() && score->is_number() && score->get<double>() >= 1)
        entry.rating = score->get<double>();
    entry.review_count = number_in(line, "reviews");
    entry.summary = text_in(line, "summary");
    entry.description = text_in(line, "description");
    entry.newness = number_in(line, "updated");
    keep(entries, text_in(line, "app_id"), std::move(entry));
    return "";
}

std::string take_fdroid(const Json& line, Entries& entries) {
    const std::string id = text_in(line, "package");
    if (id.empty()) return "it has no package";
    Entry entry;
    entry.name = text_in(line, "name");
    if (entry.name.empty()) entry.name = id;
    entry.locale = "en-US";
    entry.summary = text_in(line, "summary");
    entry.description = text_in(line, "description");
    const std::string version = text_in(line, "current_version");
    if (!tells_nothing(version)) entry.version = cut_to(version, 50);
    keep(entries, id, std::move(entry));
    return "";
}

base::Problem unknown_format(const std::string& path) {
    return base::Problem::of(base::ProblemKind::invalid, "unknown_format",
                             path + ": this is none of the four catalogue formats",
                             "The help of `import` names them.");
}

base::Result<void> read_table(Bytes& bytes, const std::string& path, std::string_view first,
                              Entries& entries, Report& report) {
    CsvReader reader([&] { return first.empty() ? bytes.next() : std::exchange(first, {}); });
    CsvRecord row;
    if (!reader.next(row)) return base::refused(unknown_format(path));
    const std::size_t columns = row.fields.size();
    const bool play = row.at(0) == "App" && row.at(2) == "Rating" && columns >= 12;
    const bool charts = row.at(0) == "country" && row.at(4) == "app_id" && columns == 5;
    if (!play && !charts) return base::refused(unknown_format(path));
    while (reader.next(row)) {
        ++report.seen;
        bool repaired = false;
        for (std::string& field : row.fields) repaired = repair_utf8(field) || repaired;
        std::string why = row.trouble;
        if (why.empty())
            why = play ? take_play_row(row, columns, entries) : take_chart_row(row, entries);
        if (!why.empty()) report.bad_line(row.line, why);
        else if (repaired) report.repaired_line(row.line);
        if (report.seen % 1000 == 0) report.progress(bytes.share_read());
    }
    return {};
}

base::Result<void> read_lines(Bytes& bytes, const std::string& path, std::string_view first,
                              Entries& entries, Report& report) {
    LineReader reader([&] { return first.empty() ? bytes.next() : std::exchange(first, {}); });
    Line line;
    bool known = false;
    while (reader.next(line)) {
        ++report.seen;
        if (line.too_long) {
            report.bad_line(line.number, "longer than 4 MiB");
            continue;
        }
        if (repair_utf8(line.text)) report.repaired_line(line.number);
        const auto json = base::parse_json(line.text);
        const bool listing = json && json->is_object() && json->contains("app_id");
        const bool fdroid = json && json->is_object() && json->contains("package");
        std::string why = "it is no JSON object with app_id or package";
        if (listing) why = take_listing(*json, entries);
        else if (fdroid) why = take_fdroid(*json, entries);
        known = known || listing || fdroid;
        if (!why.empty()) report.bad_line(line.number, why);
        if (report.seen % 100 == 0) report.progress(bytes.share_read());
    }
    if (!known) return base::refused(unknown_format(path));
    return {};
}

bool says_the_same(const contract::App& app, const Entry& entry) {
    return app.name == entry.name && app.default_locale == entry.locale &&
           (entry.version.empty() || app.live_version == entry.version) &&
           (!entry.rating ||
            (app.rating == entry.rating && app.review_count == entry.review_count));
}

// Cut to what a listing takes, on one line.
std::string one_line(std::string_view text, std::size_t code_points) {
    std::string out(base::trimmed(text));
    for (char& c : out)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return cut_to(out, code_points);
}

// What the file says of the app's listing becomes live, in the one language it has. Where people
// have drafted something since, it is theirs.
base::Result<void> write_listing(ports::Store& store, const contract::AppId& app,
                                 const Entry& entry) {
    if (entry.summary.empty() && entry.description.empty()) return {};
    const auto head = store.listings().head(app);
    if (!head) return base::refused(head.error());
    if (head->revision != head->live) return {};
    const auto text = contract::tidied(contract::ListingText{
        one_line(entry.name, contract::title_length_max),
        one_line(entry.summary, contract::summary_length_max),
        cut_to(entry.description, contract::description_length_max)});
    if (!text || !contract::is_locale(entry.locale)) return {};
    const ports::ListingPart part{"text." + contract::plain_locale(entry.locale),
                                  base::dump_json(contract::encode(*text)), 0};
    const auto before = store.listings().part(app, part.name, head->revision);
    if (!before) return base::refused(before.error());
    if (before->facts == part.facts) return {};
    const auto revision = store.listings().write(app, std::span(&part, 1));
    if (!revision) return base::refused(revision.error());
    return store.listings().go_live(app, *revision);
}

base::Result<void> write_one(ports::Store& store, Target& target, const std::string& package,
                             const Entry& entry, Report& report) {
    const std::int64_t before = report.apps_added;
    auto id = target.app_for(package, entry.name, entry.locale);
    if (!id && id.error().code == "foreign_app") {
        report.note(package + ": " + id.error().title + ", skipped");
        ++report.skipped;
        return {};
    }
    if (!id) return base::refused(id.error());
    auto stored = store.apps().find(*id);
    if (!stored) return base::refused(stored.error());
    if (auto done = write_listing(store, *id, entry); !done) return done;
    contract::App& app = (*stored)->app;
    const bool fresh = report.apps_added > before;
    if (!fresh && says_the_same(app, entry)) {
        ++report.unchanged;
        return {};
    }
    ++(fresh ? report.added : report.changed);
    app.name = entry.name;
    app.default_locale = entry.locale;
    if (!entry.version.empty()) app.live_version = entry.version;
    if (entry.rating) {
        app.rating = entry.rating;
        app.review_count = entry.review_count;
    }
    return store.apps().update(app);
}

base::Result<void> write_all(ports::Store& store, Target& target, Entries& entries,
                             Report& report) {
    for (auto at = entries.begin(); at != entries.end();) {
        auto batch = store.begin_batch();
        if (!batch) return base::refused(batch.error());
        for (std::size_t i = 0; i < batch_apps && at != entries.end(); ++i, ++at) {
            at->second.name = cut_to(at->second.name, 120);
            if (auto done = write_one(store, target, at->first, at->second, report); !done)
                return done;
        }
        if (auto done = (*batch)->commit(); !done) return done;
    }
    return {};
}

}  // namespace

base::Result<void> import_catalogue(ports::Store& store, Target& target, const std::string& path,
                                    Report& report) {
    auto bytes = Bytes::open(path);
    if (!bytes) return base::refused(bytes.error());
    const std::string first(bytes->next());
    Entries entries;
    const bool lines = first.starts_with('{') || first.starts_with("\xef\xbb\xbf{");
    auto done = lines ? read_lines(*bytes, path, first, entries, report)
                      : read_table(*bytes, path, first, entries, report);
    if (!done) return done;
    if (!bytes->trouble().empty()) report.trouble(bytes->trouble());
    return write_all(store, target, entries, report);
}

}  // namespace vitrine::service::import
