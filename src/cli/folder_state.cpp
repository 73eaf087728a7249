// The folder's side of an app's state: read, and written anew where the store has something else.
#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/app_state.h"
#include "cli/exit.h"
#include "cli/files.h"
#include "contract/locale.h"
#include "package/image/image.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;
using contract::GraphicType;
using contract::ListingText;
using contract::Track;
namespace fs = std::filesystem;

constexpr std::size_t text_bytes_max = 64 << 10;

struct TextField {
    const char* name;
    std::string ListingText::*member;
};
constexpr TextField text_fields[] = {{"title", &ListingText::title},
                                     {"summary", &ListingText::summary},
                                     {"description", &ListingText::description}};

class Reading {
public:
    explicit Reading(std::string folder) : folder_(std::move(folder)) {}

    FolderState state;

    void texts() {
        if (!is_folder(folder_ + "/listings")) return silence("text.");
        for (const std::string& name : names_in(folder_ + "/listings"))
            if (const auto locale = locale_in("listings/" + name, name)) text(name, *locale);
    }
    void graphics() {
        if (!is_folder(folder_ + "/graphics")) return silence("graphics.");
        for (const std::string& name : names_in(folder_ + "/graphics")) {
            const auto locale = locale_in("graphics/" + name, name);
            if (!locale) continue;
            for (const std::string& type : names_in(folder_ + "/graphics/" + name)) {
                const std::string path = "graphics/" + name + "/" + type;
                const auto known = contract::value_of<GraphicType>(type);
                if (known) images(path, {*locale, *known});
                else wrong(path, "There is no such type of graphic.");
            }
        }
    }
    void forms() {
        if (auto form = file<contract::DataSafety>("data_safety.json", "data_safety.")) {
            auto tidy = contract::tidied(std::move(*form));
            if (tidy) state.form = std::move(*tidy);
            else wrong_fields("data_safety.json", tidy.error());
        }
        state.rule = file<RuleFile>("rollout_rule.json", "rollout_rule.");
        for (const std::string_view name : contract::names(static_cast<const Track*>(nullptr))) {
            const std::string track(name);
            if (auto one = file<TrackFile>("tracks/" + track + ".json", "tracks." + track + "."))
                state.tracks[*contract::value_of<Track>(track)] = *one;
        }
    }

private:
    void silence(std::string prefix) { state.silent.insert(std::move(prefix)); }
    void wrong(std::string path, std::string why) {
        state.wrong.push_back({std::move(path), "wrong_file", std::move(why)});
    }
    void wrong_fields(const std::string& path, const base::Problem& problem) {
        if (problem.fields.empty()) return wrong(path, problem.title + " " + problem.detail);
        for (const auto& field : problem.fields)
            state.wrong.push_back({path + ": " + field.path, field.code, field.detail});
    }
    std::optional<std::string> locale_in(const std::string& path, const std::string& name) {
        const std::string plain_name = contract::plain_locale(name);
        if (contract::is_locale(name) && plain_name == name) return plain_name;
        wrong(path, contract::is_locale(name) ? "Write it as " + plain_name + "."
                                              : "That is no language, like de or de-DE.");
        return std::nullopt;
    }
    void text(const std::string& name, const std::string& locale) {
        ListingText out;
        for (const TextField& field : text_fields) {
            const std::string path = "listings/" + name + "/" + field.name + ".txt";
            if (!is_file(folder_ + "/" + path)) continue;
            auto read = read_file(folder_ + "/" + path, text_bytes_max);
            if (!read) return wrong(path, read.error().title);
            if (!base::is_utf8(*read)) return wrong(path, "It is not UTF-8.");
            out.*field.member = std::move(*read);
        }
        // A text file ends with a line end; a title has none.
        for (const TextField& field : text_fields)
            (out.*field.member) = std::string(base::trimmed(out.*field.member));
        auto tidy = contract::tidied(std::move(out));
        if (!tidy) return wrong_fields("listings/" + name, tidy.error());
        state.texts[locale] = std::move(*tidy);
    }
    void images(const std::string& path, const SetName& set) {
        std::vector<std::string> order;
        for (const std::string& name : names_in(folder_ + "/" + path)) {
            const std::string file = path + "/" + name;
            const auto bytes = read_file(folder_ + "/" + file, contract::graphic_bytes_max);
            if (!bytes) {
                wrong(file, bytes.error().title);
                continue;
            }
            const auto facts = package::read_image(*bytes);
            if (!facts) {
                wrong(file, facts.error().title);
                continue;
            }
            if (const auto why = contract::refuse_image(set.type, *facts))
                wrong(file, std::string(contract::sentence_of(*why)) + " It must be " +
                                contract::description_of(contract::rule_of(set.type)) + ".");
            const std::string sha256 = sha256_hex(*bytes);
            if (std::ranges::find(order, sha256) != order.end()) {
                wrong(file, "The same picture is there twice.");
                continue;
            }
            order.push_back(sha256);
            state.images[sha256] = {folder_ + "/" + file, sha256, *facts};
        }
        if (order.size() > static_cast<std::size_t>(contract::rule_of(set.type).at_most))
            wrong(path, "At most " + base::decimal(contract::rule_of(set.type).at_most) +
                            " of this type.");
        if (!order.empty()) state.sets[set] = std::move(order);
    }
    template <class T>
    std::optional<T> file(const std::string& path, const std::string& prefix) {
        if (!is_file(folder_ + "/" + path)) {
            silence(prefix);
            return std::nullopt;
        }
        const auto json = read_json(folder_ + "/" + path);
        if (json) {
            auto out = contract::decode<T>(*json, contract::Unknown::refuse);
            if (out) return std::move(*out);
            wrong_fields(path, out.error());
        } else {
            wrong(path, json.error().title);
        }
        silence(prefix);
        return std::nullopt;
    }

    std::string folder_;
};

// Of a language that the store does not have, every text goes; else only what is named changes.
Result<void> write_text(const std::string& folder, const StoreState& from,
                        const std::string& locale, const std::set<std::string>& names) {
    const std::string place = folder + "/listings/" + locale;
    const auto at = from.texts.find(locale);
    for (const TextField& field : text_fields) {
        const std::string name = "text." + locale + "." + field.name;
        const std::string path = place + "/" + field.name + ".txt";
        if (!names.contains(name)) continue;
        const auto done = at == from.texts.end()
                              ? remove_file(path)
                              : write_file(path, at->second.*field.member + "\n");
        if (!done) return done;
    }
    std::error_code ignored;
    if (at == from.texts.end()) fs::remove(place, ignored);  // only when nothing else is in it
    return {};
}

// The store's form with what the folder says of values that are not to be brought.
contract::DataSafety merged_form(const FolderState& now, const StoreState& from,
                                 const std::set<std::string>& names) {
    const contract::DataSafety none;
    const auto& mine = now.form ? *now.form : none;
    const auto& theirs = from.form ? *from.form : none;
    contract::DataSafety out;
    out.encrypted = names.contains("data_safety.encrypted") ? theirs.encrypted : mine.encrypted;
    out.deletable = names.contains("data_safety.deletable") ? theirs.deletable : mine.deletable;
    const auto add = [&](const contract::DataSafety& side, bool brought) {
        for (const contract::DataUse& use : side.uses)
            if (names.contains("data_safety.uses." + std::string(contract::name_of(use.type))) ==
                brought)
                out.uses.push_back(use);
    };
    add(theirs, true);
    add(mine, false);
    auto tidy = contract::tidied(out);
    return tidy ? std::move(*tidy) : std::move(out);
}

RuleFile merged_rule(const FolderState& now, const StoreState& from,
                     const std::set<std::string>& names) {
    RuleFile out = now.rule.value_or(RuleFile{});
    const RuleFile theirs = from.rule.value_or(RuleFile{});
    const auto brought = [&](const char* name) {
        return names.contains(std::string("rollout_rule.") + name);
    };
    if (brought("crash_rate_by")) out.crash_rate_by = theirs.crash_rate_by;
    if (brought("rating_by")) out.rating_by = theirs.rating_by;
    if (brought("confidence")) out.confidence = theirs.confidence;
    if (brought("sessions_min")) out.sessions_min = theirs.sessions_min;
    if (brought("ratings_min")) out.ratings_min = theirs.ratings_min;
    return out;
}

std::optional<TrackFile> merged_track(const FolderState& now, const StoreState& from, Track track,
                                      const std::set<std::string>& names) {
    const auto mine = now.tracks.find(track);
    const auto theirs = from.tracks.find(track);
    if (theirs == from.tracks.end()) return std::nullopt;
    if (mine == now.tracks.end()) return theirs->second;
    TrackFile out = mine->second;
    const std::string prefix = "tracks." + std::string(contract::name_of(track)) + ".";
    if (names.contains(prefix + "version")) {
        out.version_code = theirs->second.version_code;
        out.version_name = theirs->second.version_name;
    }
    if (names.contains(prefix + "stage")) out.stage = theirs->second.stage;
    if (names.contains(prefix + "fraction")) out.fraction = theirs->second.fraction;
    return out;
}

std::string number_text(std::size_t number) {
    return (number < 10 ? "0" : "") + base::decimal(static_cast<std::int64_t>(number));
}

Result<std::string> image_bytes(Store& store, const StoreState& from, const std::string& sha256,
                                const std::map<std::string, std::string>& here) {
    if (const auto at = here.find(sha256); at != here.end()) return at->second;
    const auto graphic = from.graphics.find(sha256);
    if (graphic == from.graphics.end())
        return refused(base::Problem::not_found("image"));
    HttpAsk ask;
    ask.path = store.path_of<contract::GetImage>({from.app.id, graphic->second.id});
    ask.repeatable = true;
    auto bytes = store.http().ask(ask);
    if (!bytes || sha256_hex(*bytes) == sha256) return bytes;
    return refused(base::Problem::unavailable("image_damaged", "An image arrived damaged.",
                                              "Try again."));
}

// New files first, then the old ones go: whoever is killed in between has more, never less.
Result<void> write_set(const std::string& folder, Store& store, const StoreState& from,
                       const SetName& name) {
    const std::string place = folder + "/graphics/" + name.locale + "/" +
                              std::string(contract::name_of(name.type));
    std::map<std::string, std::string> here;
    for (const std::string& file : names_in(place))
        if (auto bytes = read_file(place + "/" + file, contract::graphic_bytes_max))
            here[sha256_hex(*bytes)] = std::move(*bytes);
    std::set<std::string> kept;
    const auto at = from.sets.find(name);
    if (at != from.sets.end())
        for (std::size_t i = 0; i < at->second.size(); ++i) {
            const auto bytes = image_bytes(store, from, at->second[i], here);
            if (!bytes) return refused(bytes.error());
            const std::string file =
                number_text(i + 1) + (bytes->starts_with("\x89PNG") ? ".png" : ".jpg");
            if (auto done = write_file(place + "/" + file, *bytes); !done) return done;
            kept.insert(file);
        }
    for (const std::string& file : names_in(place))
        if (!kept.contains(file))
            if (auto done = remove_file(place + "/" + file); !done) return done;
    std::error_code ignored;
    if (kept.empty()) fs::remove(place, ignored);
    return {};
}

template <class T>
Result<void> write_one(const std::string& path, const T* value) {
    return value ? write_file(path, contract::encode(*value).dump(2) + "\n") : remove_file(path);
}

}  // namespace

Result<FolderState> read_folder(const std::string& folder) {
    if (!is_folder(folder)) return refused(file_problem("There is no folder " + folder + "."));
    Reading reading(folder);
    reading.texts();
    reading.graphics();
    reading.forms();
    return std::move(reading.state);
}

Result<void> write_values(const std::string& folder, Store& store, const FolderState& now,
                          const StoreState& from, const std::set<std::string>& names) {
    std::set<std::string> done;  // a file has several values
    for (const std::string& name : names) {
        const auto parts = base::split(name, '.');
        const std::string second(parts.size() > 1 ? parts[1] : "");
        Result<void> written;
        if (parts[0] == "text") {
            if (done.insert("text." + second).second)
                written = write_text(folder, from, second, names);
        } else if (parts[0] == "graphics" && parts.size() == 3) {
            if (const auto type = contract::value_of<GraphicType>(parts[2]))
                written = write_set(folder, store, from, {second, *type});
        } else if (parts[0] == "data_safety") {
            const auto form = merged_form(now, from, names);
            written = write_one(folder + "/data_safety.json", from.form ? &form : nullptr);
        } else if (parts[0] == "rollout_rule") {
            const auto rule = merged_rule(now, from, names);
            written = write_one(folder + "/rollout_rule.json", from.rule ? &rule : nullptr);
        } else if (const auto track = contract::value_of<Track>(second)) {
            const auto file = merged_track(now, from, *track, names);
            written = write_one(folder + "/tracks/" + second + ".json", file ? &*file : nullptr);
        }
        if (!written) return written;
    }
    return {};
}

}  // namespace vitrine::cli
