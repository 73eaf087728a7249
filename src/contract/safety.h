// The data safety form: what an app collects about its users and what for, in its developers' own
// words. It is a part of the listing's draft (listings.h): one for all languages, the same
// revisions, the same way to review. The checks compare it with what the packages say.
#pragma once
#include "contract/listings.h"
#include "contract/packages.h"

namespace vitrine::contract {

enum class DataType : std::uint8_t {
    approximate_location, precise_location, personal_info, contacts, messages, call_log, photos,
    audio, files, calendar, health, activity, purchases, web_history, app_interactions, crash_logs,
    device_ids,
};
constexpr auto names(const DataType*) {
    return std::array<std::string_view, 17>{
        "approximate_location", "precise_location", "personal_info", "contacts", "messages",
        "call_log", "photos", "audio", "files", "calendar", "health", "activity", "purchases",
        "web_history", "app_interactions", "crash_logs", "device_ids"};
}

enum class DataPurpose : std::uint8_t {
    app_function, account, analytics, ads, personalisation, security
};
constexpr auto names(const DataPurpose*) {
    return std::array<std::string_view, 6>{"app_function", "account",         "analytics",
                                           "ads",          "personalisation", "security"};
}

struct DataUse {
    DataType type = DataType::approximate_location;
    std::vector<DataPurpose> purposes;  // at least one, each once
    bool shared = false;                // with others
    bool optional = false;              // people may refuse and use the app all the same
    bool operator==(const DataUse&) const = default;
};
constexpr auto fields(const DataUse*) {
    using R = DataUse;
    return field_list(field("type", &R::type), field("purposes", &R::purposes, length(1, 6)),
                      field("shared", &R::shared), field("optional", &R::optional));
}

struct DataSafety {
    std::vector<DataUse> uses;  // by type, each once; none: it collects nothing
    bool encrypted = false;     // on its way
    bool deletable = false;     // people may have theirs deleted
    bool operator==(const DataSafety&) const = default;
};
constexpr auto fields(const DataSafety*) {
    using R = DataSafety;
    return field_list(field("uses", &R::uses, max_length(17)), field("encrypted", &R::encrypted),
                      field("deletable", &R::deletable));
}
// Sorted. Refuses (invalid) a type or a purpose given twice, and no purpose at all.
base::Result<DataSafety> tidied(DataSafety form);

struct DataSafetyForm {
    std::optional<DataSafety> live, draft;
    ListingChange change = ListingChange::none;
    std::int64_t revision = 0;
    bool operator==(const DataSafetyForm&) const = default;
};
constexpr auto fields(const DataSafetyForm*) {
    using R = DataSafetyForm;
    return field_list(field("live", &R::live), field("draft", &R::draft),
                      field("change", &R::change), field("revision", &R::revision));
}

// What a package says that the form does not: `sign` is a permission or a kit's name.
struct Undeclared {
    std::string sign;
    DataType type = DataType::approximate_location;
    std::optional<DataPurpose> purpose;  // the form has the type, but not for this
    bool by_kit = false;                 // somebody else's code, which sends it as it does anywhere
    bool operator==(const Undeclared&) const = default;
};
std::vector<Undeclared> undeclared(const PackageFacts& package, const DataSafety& form);

struct GetDataSafety {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/data_safety", Access::signed_in,
                               "What an app declares to collect, live and draft.",
                               "revision_gone", Right::read_apps};
    struct Request {
        AppId app;
        std::optional<std::int64_t> revision;
        bool operator==(const Request&) const = default;
    };
    using Reply = DataSafetyForm;
};
constexpr auto fields(const GetDataSafety::Request*) {
    using R = GetDataSafety::Request;
    return field_list(field("app", &R::app), field("revision", &R::revision));
}

struct PutDataSafety {
    static constexpr Call call{Verb::put, "/v1/apps/{app}/data_safety", Access::member,
                               "Declare in the draft what an app collects.", "", Right::edit_app};
    struct Request {
        AppId app;
        std::vector<DataUse> uses;
        bool encrypted = false, deletable = false;
        std::string if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = DataSafetyForm;
};
constexpr auto fields(const PutDataSafety::Request*) {
    using R = PutDataSafety::Request;
    return field_list(field("app", &R::app), field("uses", &R::uses, max_length(17)),
                      field("encrypted", &R::encrypted), field("deletable", &R::deletable),
                      field("if_match", &R::if_match, length(1, 200)),
                      field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
