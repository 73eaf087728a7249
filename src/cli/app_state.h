// An app's listing, graphics, declarations and tracks as values by name, from the folder and from
// the store, so that both compare:
//
//   text.de-DE.title                 the text
//   graphics.de-DE.phone             SHA-256 of each image, in order
//   data_safety.encrypted  data_safety.deletable  data_safety.uses.contacts
//   rollout_rule.crash_rate_by ...
//   tracks.production.version  .stage  .fraction
//
// A name that is absent is not there: a language without its three texts, a set without images.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/store.h"
#include "contract/graphics.h"
#include "contract/listings.h"
#include "contract/releases.h"
#include "contract/safety.h"

namespace vitrine::cli {

using Values = std::map<std::string, std::string>;

struct SetName {
    std::string locale;
    contract::GraphicType type = contract::GraphicType::icon;
    auto operator<=>(const SetName&) const = default;
};

struct FolderImage {
    std::string path, sha256;
    contract::ImageFacts facts;
};

// tracks/TRACK.json. Of it only stage and fraction may be edited: a version comes by submit.
struct TrackFile {
    std::string version_code, version_name;
    contract::Stage stage = contract::Stage::live;
    double fraction = 0;
    bool operator==(const TrackFile&) const = default;
};
constexpr auto fields(const TrackFile*) {
    using R = TrackFile;
    return contract::field_list(contract::field("version_code", &R::version_code),
                                contract::field("version_name", &R::version_name),
                                contract::field("stage", &R::stage),
                                contract::field("fraction", &R::fraction));
}
// rollout_rule.json: the rule without its revision.
struct RuleFile {
    std::optional<double> crash_rate_by, rating_by;
    double confidence = 0.95;
    std::int32_t sessions_min = 200, ratings_min = 30;
    bool operator==(const RuleFile&) const = default;
};
constexpr auto fields(const RuleFile*) {
    using R = RuleFile;
    return contract::field_list(contract::field("crash_rate_by", &R::crash_rate_by),
                                contract::field("rating_by", &R::rating_by),
                                contract::field("confidence", &R::confidence),
                                contract::field("sessions_min", &R::sessions_min),
                                contract::field("ratings_min", &R::ratings_min));
}

// What both sides have.
struct AppState {
    std::map<std::string, contract::ListingText> texts;  // by locale
    std::map<SetName, std::vector<std::string>> sets;    // SHA-256 in order, none empty
    std::optional<contract::DataSafety> form;
    std::optional<RuleFile> rule;
    std::map<contract::Track, TrackFile> tracks;
};
Values values_of(const AppState& state);

struct FolderState : AppState {
    std::map<std::string, FolderImage> images;  // by SHA-256
    // "text.", "data_safety.", "tracks.open.": what the folder has no file of and says nothing of.
    std::set<std::string> silent;
    std::vector<base::FieldProblem> wrong;  // files that cannot be what they should be
};
// Texts and forms in their one form, as the store keeps them. What is wrong with a file is noted in
// `wrong`, and the file passed over.
base::Result<FolderState> read_folder(const std::string& folder);

struct StoreState : AppState {
    contract::App app;
    std::map<std::string, std::int64_t> text_revisions;
    std::map<SetName, std::int64_t> set_revisions;
    std::int64_t form_revision = 0, rule_revision = 0, draft_revision = 0;
    std::map<contract::Track, contract::Release> releases;
    std::map<std::string, contract::Graphic> graphics;  // by SHA-256
};
base::Result<StoreState> read_store(Store& store, const contract::App& app);

// Makes the values under `names` in the folder what they are in the store, and leaves the others as
// they are, also where they stand in the same file. Images that the folder does not have yet are
// fetched.
base::Result<void> write_values(const std::string& folder, Store& store, const FolderState& now,
                                const StoreState& from, const std::set<std::string>& names);

// ---- the lock ------------------------------------------------------------------------------

// What each value was at the last pull; long ones as their digest.
std::string fingerprint(const std::string& name, const std::string& value);
Values fingerprints(const Values& values);
base::Result<Values> read_lock(const std::string& folder);  // none: nothing was ever pulled
base::Result<void> write_lock(const std::string& folder, const Values& fingerprints);

}  // namespace vitrine::cli
