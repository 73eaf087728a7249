// What the areas of the SQLite store share: the two files, the change feed, small conversions.
#pragma once
#include <shared_mutex>

#include "service/machine/vault.h"
#include "service/ports.h"
#include "service/sqlite/database.h"

namespace vitrine::service::sqlite {

class EventFigures;  // event_figures.h

struct Files {
    Database& store;
    Database& metrics;
    const machine::Vault& vault;
    EventFigures& figures;  // of metrics
};

// Appends to the change feed in the transaction that `writer` is in.
base::Result<void> tell(Connection& writer, contract::Topic topic, const std::string& thing,
                        const contract::AppId& app);
// For the hooks of the app's team, if it has any that is enabled; in the same transaction too.
base::Result<void> note(Connection& writer, const contract::HookBody& body);
// Says that the release of this submission changed, in both ways above.
base::Result<void> tell_release(Connection& writer, const std::string& submission);
// Writes when the next step of this submission is due, after it or its basket was written.
base::Result<void> renew_due(Connection& writer, const std::string& submission);
base::Result<std::int64_t> append_change(Connection& writer,
                                         const std::optional<contract::TeamId>& team,
                                         const contract::Change& change);

template <contract::HasNames E>
std::string_view word(E value) {
    return contract::name_of(value);
}
// A word this version does not know (written by a newer one) reads as the first of its kind.
template <contract::HasNames E>
E value_in(std::string_view word) {
    return contract::value_of<E>(word).value_or(E{});
}

template <class T>
std::string json_text(const T& value) {
    return base::dump_json(contract::encode(value));
}
// Fields this version does not know are skipped, those the text lacks keep their default: a text
// written by another version stays readable.
template <class T>
T from_json_text(std::string_view text) {
    T value{};
    const auto json = base::parse_json(text);
    if (!json) return value;
    contract::Reader reader(contract::Unknown::ignore, contract::Scalars::json);
    reader.read(*json, value, {});
    return value;
}

// The ids of `only` as a JSON list for json_each(); null: not narrowed.
inline std::optional<std::string> ids_json(
    const std::optional<std::vector<contract::AppId>>& only) {
    return only ? std::optional(json_text(*only)) : std::nullopt;
}

// All rows of a query, each made by `make`.
template <class Make, class... Values>
auto rows(Database& file, const std::string& text, Make make, const Values&... values)
    -> base::Result<std::vector<decltype(make(std::declval<const Query&>()))>> {
    auto reading = file.look();
    if (!reading) return base::refused(reading.error());
    Query query(**reading, text, values...);
    std::vector<decltype(make(query))> found;
    while (query.step()) found.push_back(make(query));
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return found;
}

// The first of them, if any.
template <class Make, class... Values>
auto first(Database& file, const std::string& text, Make make, const Values&... values)
    -> base::Result<std::optional<decltype(make(std::declval<const Query&>()))>> {
    auto found = rows(file, text, make, values...);
    if (!found) return base::refused(found.error());
    if (found->empty()) return std::nullopt;
    return std::move(found->front());
}

// Runs `work(writer)` in a write transaction that is undone when it refuses.
template <class Work>
auto change(Database& file, Work work) -> decltype(work(std::declval<Connection&>())) {
    auto writing = file.write();
    if (!writing) return base::refused(writing.error());
    auto done = work(**writing);
    if (!done) return done;
    if (auto kept = writing->commit(); !kept) return base::refused(kept.error());
    return done;
}

// The same for when somebody was last seen, which the store's stamp leaves out.
template <class Work>
base::Result<void> note_use(Database& file, Work work) {
    auto writing = file.write();
    if (!writing) return base::refused(writing.error());
    if (auto done = work(**writing); !done) return done;
    return writing->commit_note();
}

// Runs a statement that must meet a row; not_found says that there was no such `thing`.
template <class... Values>
base::Result<void> run_on(Connection& writer, std::string_view thing, std::string_view text,
                          const Values&... values) {
    auto done = run(writer, text, values...);
    if (done && writer.changed_rows() == 0) return base::refused(base::Problem::not_found(thing));
    return done;
}

std::unique_ptr<Accounts> make_accounts(Files files);
std::unique_ptr<Invitations> make_invitations(Files files);
std::unique_ptr<Keys> make_keys(Files files);
std::unique_ptr<Factors> make_factors(Files files);
std::unique_ptr<Apps> make_apps(Files files);
std::unique_ptr<Releases> make_releases(Files files);
std::unique_ptr<Submissions> make_submissions(Files files);
std::unique_ptr<Baskets> make_baskets(Files files);
std::unique_ptr<Reviews> make_reviews(Files files);
std::unique_ptr<Reports> make_reports(Files files);
std::unique_ptr<Metrics> make_metrics(Files files);
std::unique_ptr<Events> make_events(Files files);
std::unique_ptr<Changes> make_changes(Files files);
std::unique_ptr<Answers> make_answers(Files files);
std::unique_ptr<Settings> make_settings(Files files);
std::unique_ptr<Uploads> make_uploads(Files files);
std::unique_ptr<Packages> make_packages(Files files);
std::unique_ptr<Listings> make_listings(Files files);
std::unique_ptr<Hooks> make_hooks(Files files);
std::unique_ptr<Finder> make_finder(Files files);
std::unique_ptr<Kits> make_kits(Files files);
std::unique_ptr<Kiosks> make_kiosks(Files files);
std::unique_ptr<Edits> make_edits(Files files);
std::unique_ptr<DeviceSignIns> make_device_sign_ins(Files files);

}  // namespace vitrine::service::sqlite
