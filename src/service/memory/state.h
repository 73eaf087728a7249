// Everything the memory store keeps, behind one lock, with a log that can undo a batch.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <tuple>

#include "service/event_rollup.h"
#include "service/ports.h"
#include "service/review_columns.h"
#include "service/search_terms.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {

struct ReviewEntry {
    std::string source, source_id;
    contract::Review review;
    std::vector<contract::ReviewReply> replies;  // every version, oldest first
    Gone gone{};
    bool topics_found = false;
};

struct ReviewFigures {
    std::int64_t reviews = 0, unanswered = 0, rated = 0, stars = 0;
};

struct KeptPoint {
    Point point;
    std::int32_t revision = 1;
};

using SeriesKey = std::tuple<std::string, contract::Metric, PointGrain>;
using SliceKey = std::tuple<std::string, contract::Metric, contract::Dimension>;
using AnnotationKey = std::tuple<std::string, std::int64_t, contract::AnnotationKind, std::string>;

struct BatchEntry {
    ports::KeptBatch kept;
    base::Instant received_at;
    std::int64_t events = 0;
};
using AppDayKey = std::tuple<std::string, std::int32_t, std::int32_t>;  // and days after, or step

struct ListingEntry {
    ports::ListingHead head;
    std::int64_t floor = 0;  // every revision from here on is known
    std::map<std::string, std::map<std::int64_t, std::string>> parts;  // facts by revision
    std::map<std::string, std::int64_t> held;                          // by submission
};
using KitKey = std::pair<std::string, contract::Kit>;
using KitDayKey = std::tuple<std::string, contract::Kit, std::int32_t>;

struct State {
    std::recursive_mutex mutex;
    bool in_batch = false;
    std::vector<std::function<void()>> undo;  // newest last; only filled in a batch

    std::map<std::string, Account> accounts;
    std::map<std::string, contract::Team> teams;
    std::map<std::pair<std::string, std::string>, Membership> members;  // (team, user)
    std::map<std::string, Session, std::less<>> sessions;               // by token hash
    std::map<std::string, StoredInvitation> invitations;
    std::map<std::string, StoredKey> keys;
    std::map<std::string, StoredDeviceSignIn, std::less<>> device_sign_ins;  // by device hash
    std::map<std::string, KeySigner> signers;                           // by key
    std::map<std::string, StoredEdit, std::less<>> edits;
    std::map<std::pair<std::string, std::string>, std::string> edit_notes;  // (space, name)
    std::map<std::string, StoredFactor> factors;                        // by user
    std::map<std::string, SignInStep, std::less<>> steps;               // by token hash
    std::map<std::string, StoredApp> apps;
    std::map<std::string, contract::Release> release_figures;   // by submission
    std::map<std::string, contract::RolloutRule> rollout_rules;  // by app
    std::map<std::string, contract::Price> prices;               // by app
    std::map<std::string, StoredSubmission> submissions;
    std::vector<AuditEntry> audit;
    std::vector<ReviewEntry> reviews;  // by row
    std::map<std::string, Row> review_rows;
    std::map<std::pair<std::string, std::string>, Row> review_sources;
    std::map<std::string, ReviewFigures> review_figures;  // by app
    std::map<std::pair<std::string, std::string>, ReviewBatch> review_batches;  // (team, id)
    std::map<std::string, StoredReport> reports;                                // by review
    ReviewColumns columns;
    std::map<SeriesKey, std::map<std::int64_t, KeptPoint>> points;
    std::map<SliceKey, std::map<std::pair<std::string, std::int32_t>, double>> slices;
    std::map<AnnotationKey, contract::Annotation> annotations;
    std::map<std::string, contract::Incident> incidents;
    std::map<std::pair<std::string, std::string>, BatchEntry> batches;      // (team, id)
    std::map<std::pair<std::string, std::int64_t>, DeviceLife> devices;     // (app, device)
    std::map<AppDayKey, std::int64_t> cohorts, funnels;
    std::map<std::tuple<std::string, PointGrain, std::int64_t>, Tally> tallies;  // by start
    std::map<std::tuple<std::string, std::string, std::int64_t>, Tally> version_tallies;
    std::deque<ChangeRow> changes;
    std::int64_t newest_change = 0;
    std::map<std::pair<std::string, std::string>, GivenAnswer> answers;  // (key, user)
    std::map<std::string, std::string, std::less<>> settings;
    std::map<std::string, StoredUpload> uploads;
    std::map<std::string, StoredPackage> packages;
    std::map<std::pair<std::string, std::int64_t>, contract::Basket> baskets;  // (id, revision)
    std::map<std::string, contract::ReviewState> review_states;  // by submission
    std::map<std::string, ListingEntry> listings;         // by app
    std::map<std::string, StoredGraphic> graphics;
    std::map<std::string, std::int64_t> noted_images;     // by content, since when
    std::map<KitKey, StoredKit> kits;
    std::map<KitDayKey, std::int64_t> kit_usage;
    std::map<std::pair<std::string, std::string>, KitBatch> kit_batches;  // (team, id)
    std::map<std::string, StoredKiosk> kiosks;
    std::map<std::string, StoredHook> hooks;
    std::map<std::int64_t, HookNews> news;               // by row
    std::map<std::int64_t, StoredDelivery> deliveries;   // by row
    std::int64_t newest_news = 0, newest_delivery = 0;
    // (app, edit, version, kind)
    std::map<std::tuple<std::string, std::string, std::int64_t, std::string>, ports::BuildFile>
        build_files;

    void on_undo(std::function<void()> step) {
        if (in_batch) undo.push_back(std::move(step));
    }

    // Call before `map[key]` changes.
    template <class Map>
    void remember(Map& map, const typename Map::key_type& key) {
        if (!in_batch) return;
        const auto at = map.find(key);
        std::optional<typename Map::mapped_type> old;
        if (at != map.end()) old = at->second;
        undo.push_back([&map, key, old] {
            if (old) map.insert_or_assign(key, *old);
            else map.erase(key);
        });
    }

    template <class Map, class Value>
    void set(Map& map, const typename Map::key_type& key, Value&& value) {
        remember(map, key);
        map.insert_or_assign(key, std::forward<Value>(value));
    }
    template <class Map>
    void erase(Map& map, const typename Map::key_type& key) {
        remember(map, key);
        map.erase(key);
    }

    // Replaces a point; its revision grows when value or state differ.
    void put_point(const SeriesKey& key, const Point& point) {
        const auto [at, fresh] = points[key].try_emplace(point.start.ms, KeptPoint{point, 1});
        if (fresh) return;
        const Point& old = at->second.point;
        if (old.value != point.value || old.state != point.state) ++at->second.revision;
        at->second.point = point;
    }

    // What the submission publishes, seen as a release; none when it is no release (yet).
    std::optional<StoredRelease> release(const StoredSubmission& stored) const;
    // The newest version of the submission's basket.
    std::optional<contract::Basket> basket(const std::string& submission) const;
    // The app with its counted figures and stage; none when unknown.
    std::optional<StoredApp> app(const contract::AppId& id) const;
    void tell(contract::Topic topic, const std::string& thing, const contract::AppId& app);
    // For the hooks of the app's team, if it has any that is enabled.
    void note(contract::HookBody body);
    std::int64_t append_change(const std::optional<contract::TeamId>& team,
                               const contract::Change& change);
};

using Lock = std::lock_guard<std::recursive_mutex>;

std::unique_ptr<Accounts> make_accounts(State& state);
std::unique_ptr<Invitations> make_invitations(State& state);
std::unique_ptr<Keys> make_keys(State& state);
std::unique_ptr<Factors> make_factors(State& state);
std::unique_ptr<Apps> make_apps(State& state);
std::unique_ptr<Releases> make_releases(State& state);
std::unique_ptr<Submissions> make_submissions(State& state);
std::unique_ptr<Baskets> make_baskets(State& state);
std::unique_ptr<Reviews> make_reviews(State& state);
std::unique_ptr<Reports> make_reports(State& state);
std::unique_ptr<Metrics> make_metrics(State& state);
std::unique_ptr<Events> make_events(State& state);
std::unique_ptr<Changes> make_changes(State& state);
std::unique_ptr<Answers> make_answers(State& state);
std::unique_ptr<Settings> make_settings(State& state);
std::unique_ptr<Uploads> make_uploads(State& state);
std::unique_ptr<Packages> make_packages(State& state);
std::unique_ptr<Listings> make_listings(State& state);
std::unique_ptr<Hooks> make_hooks(State& state);
std::unique_ptr<Finder> make_finder(State& state);
std::unique_ptr<Kits> make_kits(State& state);
std::unique_ptr<Kiosks> make_kiosks(State& state);
std::unique_ptr<Edits> make_edits(State& state);
std::unique_ptr<DeviceSignIns> make_device_sign_ins(State& state);

}  // namespace vitrine::service::memory
