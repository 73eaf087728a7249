// Kits: services that an app can switch on, each with a provider, settings, credentials and maybe a
// quota.
//
//     GET    /v1/kits                               what there is, and what each provider needs
//     GET    /v1/apps/{app}/kits                    what this app has switched on
//     PUT    /v1/apps/{app}/kits/{kit}              switch it on, or change it
//     DELETE /v1/apps/{app}/kits/{kit}              switch it off; its credentials are forgotten
//     GET    /v1/apps/{app}/kits/{kit}/usage        how much was used, day by day
//     POST   /v1/ingest/kits?batch=push-2026-05-28  what was used, as the providers tell it
//
// Credentials go in and never come out again: they are sealed where they are kept, and answered
// only as "there is one, it ends in these four characters, changed then by this person".
//
// Usage is what providers report: a batch is named by its sender, within the team, and kept exactly
// once, whole or not at all; the same name with other items is refused ("batch_reused"). A quota is
// for a calendar month (UTC) and warns, it does not stop anything: when the month's usage reaches
// 80 % and when it reaches all of it, the change feed and webhooks (kit.quota) are told, once each
// a month. A month begins anew; a quota that is raised may warn again.
#pragma once
#include <span>

#include "contract/apps.h"
#include "contract/ids.h"

namespace vitrine::contract {

// A report, a day's usage (it stops growing there) and a quota: no sum passes 2^53.
inline constexpr std::int64_t kit_report_max = 1'000'000'000'000;
inline constexpr std::int64_t kit_day_max = 10 * kit_report_max;
inline constexpr std::int64_t kit_quota_max = 100 * kit_report_max;
inline constexpr std::int32_t kit_reports_max = 1000;                  // in a batch
inline constexpr std::int32_t kit_days_max = 400;                      // of usage in one answer
inline constexpr std::int32_t kit_late_days = 35;  // usage of earlier days is refused
inline constexpr std::int64_t kit_near_percent = 80;

enum class Kit : std::uint8_t {
    account, push, map, location, payments, ads, analytics, wallet, drive,
};
constexpr auto names(const Kit*) {
    return std::array<std::string_view, 9>{"account",  "push", "map",       "location", "payments",
                                           "ads",      "analytics", "wallet", "drive"};
}

// One thing that a provider must, or may, be told.
struct KitNeed {
    std::string key;
    bool secret = false;  // a credential; else a setting. A key that ends in "_url" is https
    bool required = false;
    bool operator==(const KitNeed&) const = default;
};
constexpr auto fields(const KitNeed*) {
    using R = KitNeed;
    return field_list(field("key", &R::key), field("secret", &R::secret),
                      field("required", &R::required));
}
struct KitProvider {
    std::string id;
    std::vector<KitNeed> needs;
    bool operator==(const KitProvider&) const = default;
};
constexpr auto fields(const KitProvider*) {
    return field_list(field("id", &KitProvider::id), field("needs", &KitProvider::needs));
}
struct KitOffer {
    Kit kit = Kit::account;
    std::string unit;  // what its usage counts: "messages"
    std::vector<KitProvider> providers;
    bool operator==(const KitOffer&) const = default;
};
constexpr auto fields(const KitOffer*) {
    using R = KitOffer;
    return field_list(field("kit", &R::kit), field("unit", &R::unit),
                      field("providers", &R::providers));
}
struct KitCatalogue {
    std::vector<KitOffer> items;
    bool operator==(const KitCatalogue&) const = default;
};
constexpr auto fields(const KitCatalogue*) {
    return field_list(field("items", &KitCatalogue::items));
}

struct ListKits {
    static constexpr Call call{Verb::get, "/v1/kits", Access::signed_in,
                               "The kits that apps can switch on, and what each provider needs.",
                               "", Right::be_known};
    struct Request {
        bool operator==(const Request&) const = default;
    };
    using Reply = KitCatalogue;
};
constexpr auto fields(const ListKits::Request*) { return field_list(); }

struct KitSetting {
    std::string key, value;
    bool operator==(const KitSetting&) const = default;
};
constexpr auto fields(const KitSetting*) {
    return field_list(field("key", &KitSetting::key, length(1, 60)),
                      field("value", &KitSetting::value, length(1, 1000)));
}
// On its way in. An empty value takes the credential back.
struct NewCredential {
    std::string key, value;
    bool operator==(const NewCredential&) const = default;
};
constexpr auto fields(const NewCredential*) {
    return field_list(field("key", &NewCredential::key, length(1, 60)),
                      field("value", &NewCredential::value, max_length(8000)));
}
// All that is told of one that is there.
struct KeptCredential {
    std::string key;
    std::string last_four;  // "" for one too short to show any of it
    base::Instant changed_at;
    std::string changed_by;  // a name
    bool operator==(const KeptCredential&) const = default;
};
constexpr auto fields(const KeptCredential*) {
    using R = KeptCredential;
    return field_list(field("key", &R::key), field("last_four", &R::last_four),
                      field("changed_at", &R::changed_at), field("changed_by", &R::changed_by));
}

enum class KitLevel : std::uint8_t { within, near, over };
constexpr auto names(const KitLevel*) {
    return std::array<std::string_view, 3>{"within", "near", "over"};
}
KitLevel kit_level(std::int64_t used, const std::optional<std::int64_t>& quota);

struct AppKit {
    AppId app;
    Kit kit = Kit::account;
    std::string provider;
    std::vector<KitSetting> settings;  // by key
    std::vector<KeptCredential> credentials;
    std::vector<std::string> missing;  // credentials that the provider needs and nobody has given
    std::optional<std::int64_t> quota;
    std::int64_t used = 0;  // this month
    KitLevel level = KitLevel::within;
    base::Instant changed_at;
    std::string changed_by;  // a name
    std::int64_t revision = 0;
    bool operator==(const AppKit&) const = default;
};
constexpr auto fields(const AppKit*) {
    using R = AppKit;
    return field_list(field("app", &R::app), field("kit", &R::kit),
                      field("provider", &R::provider), field("settings", &R::settings),
                      field("credentials", &R::credentials), field("missing", &R::missing),
                      field("quota", &R::quota), field("used", &R::used),
                      field("level", &R::level), field("changed_at", &R::changed_at),
                      field("changed_by", &R::changed_by), field("revision", &R::revision));
}
struct AppKitPage {
    std::vector<AppKit> items;
    bool operator==(const AppKitPage&) const = default;
};
constexpr auto fields(const AppKitPage*) {
    return field_list(field("items", &AppKitPage::items));
}

struct ListAppKits {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/kits", Access::member,
                               "The kits that an app has switched on.", "", Right::read_apps};
    struct Request {
        AppId app;
        bool operator==(const Request&) const = default;
    };
    using Reply = AppKitPage;
};
constexpr auto fields(const ListAppKits::Request*) {
    return field_list(field("app", &ListAppKits::Request::app));
}

// Provider, settings and quota are replaced as a whole; credentials that are not named stay, unless
// the provider is another one. With If-Match "0" only a kit that is off is switched on.
struct PutAppKit {
    static constexpr Call call{Verb::put, "/v1/apps/{app}/kits/{kit}", Access::member,
                               "Switch a kit on for an app, or change it.", "", Right::edit_app};
    struct Request {
        AppId app;
        Kit kit = Kit::account;
        std::string provider;
        std::optional<std::vector<KitSetting>> settings;
        std::optional<std::vector<NewCredential>> credentials;
        std::optional<std::int64_t> quota;  // a month; absent: none
        std::optional<std::string> reason, if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = AppKit;
};
constexpr auto fields(const PutAppKit::Request*) {
    using R = PutAppKit::Request;
    return field_list(field("app", &R::app), field("kit", &R::kit),
                      field("provider", &R::provider, length(1, 60)),
                      field("settings", &R::settings, max_length(20)),
                      field("credentials", &R::credentials, max_length(20)),
                      field("quota", &R::quota), field("reason", &R::reason, max_length(500)),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run));
}

struct RemoveAppKit {
    static constexpr Call call{Verb::remove, "/v1/apps/{app}/kits/{kit}", Access::member,
                               "Switch a kit off; its credentials are forgotten, its usage stays.",
                               "", Right::edit_app};
    struct Request {
        AppId app;
        Kit kit = Kit::account;
        std::optional<std::string> reason, if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = AppKit;  // as it was
};
constexpr auto fields(const RemoveAppKit::Request*) {
    using R = RemoveAppKit::Request;
    return field_list(field("app", &R::app), field("kit", &R::kit),
                      field("reason", &R::reason, max_length(500)),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run));
}

struct KitDay {
    base::Day day;
    std::int64_t used = 0;
    bool operator==(const KitDay&) const = default;
};
constexpr auto fields(const KitDay*) {
    return field_list(field("day", &KitDay::day), field("used", &KitDay::used));
}
struct KitUsage {
    std::vector<KitDay> days;  // those with usage, oldest first
    std::int64_t used = 0;     // of them together
    bool operator==(const KitUsage&) const = default;
};
constexpr auto fields(const KitUsage*) {
    return field_list(field("days", &KitUsage::days), field("used", &KitUsage::used));
}
struct ReadKitUsage {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/kits/{kit}/usage", Access::member,
                               "What an app has used of a kit, day by day, also while it was off.",
                               "", Right::read_apps};
    struct Request {
        AppId app;
        Kit kit = Kit::account;
        base::Day from, to;  // both included
        bool operator==(const Request&) const = default;
    };
    using Reply = KitUsage;
};
constexpr auto fields(const ReadKitUsage::Request*) {
    using R = ReadKitUsage::Request;
    return field_list(field("app", &R::app), field("kit", &R::kit), field("from", &R::from),
                      field("to", &R::to));
}

struct KitReport {
    AppId app;
    Kit kit = Kit::account;
    base::Day day;  // UTC; not later than today, not more than `kit_late_days` ago
    std::int64_t used = 0;  // adds to what was reported of the day before
    bool operator==(const KitReport&) const = default;
};
constexpr auto fields(const KitReport*) {
    using R = KitReport;
    return field_list(field("app", &R::app), field("kit", &R::kit), field("day", &R::day),
                      field("used", &R::used));
}
struct KitReportsKept {
    std::string batch;
    std::int32_t kept = 0;
    bool operator==(const KitReportsKept&) const = default;
};
constexpr auto fields(const KitReportsKept*) {
    return field_list(field("batch", &KitReportsKept::batch), field("kept", &KitReportsKept::kept));
}
struct IngestKitUsage {
    static constexpr Call call{Verb::post, "/v1/ingest/kits", Access::member,
                               "Keep a batch of reported usage, exactly once.", "batch_reused",
                               Right::ingest};
    struct Request {
        std::string batch;
        std::vector<KitReport> items;
        bool operator==(const Request&) const = default;
    };
    using Reply = KitReportsKept;
};
constexpr auto fields(const IngestKitUsage::Request*) {
    using R = IngestKitUsage::Request;
    return field_list(field("batch", &R::batch, length(1, 100)),
                      field("items", &R::items, length(1, kit_reports_max)));
}

// ---- rules ---------------------------------------------------------------------------------

std::vector<KitOffer> kit_offers();
// What this provider of the kit needs; nullopt: the kit has no such provider.
std::optional<std::vector<KitNeed>> needs_of(Kit kit, std::string_view provider);
// Every wrong field of a wish, besides what its types say. A required setting must be there;
// credentials may come later.
std::vector<base::FieldProblem> refuse_kit(const PutAppKit::Request& ask);

}  // namespace vitrine::contract
