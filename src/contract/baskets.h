// The basket of a submission: the packages, track, notes and wishes that go to review together.
//
//     POST  /v1/apps/{app}/submissions             {packages, track, notes...} -> SubmissionBasket
//     GET   /v1/submissions/{submission}/basket                                -> SubmissionBasket
//     PATCH /v1/submissions/{submission}           If-Match: "7" {notes...}    -> SubmissionBasket
//
// An edit says only what it changes, and always against which revision (If-Match; "*" knowingly
// overwrites whatever is there). Notes are edited by locale: two people who translate do not meet.
// A stale edit writes nothing. Its answer (412) holds what the client needs to go on: `current`,
// the basket as it stands; `yours`, the basket as the edit would have left it; `merged`, the
// current basket with those of your changes that nobody else touched; `conflicts`, the parts that
// both changed, which `merged` leaves as they stand. The store keeps the basket's last versions to
// compare with (a client need not send its base); where the base is older than those, every part
// that differs is a conflict.
#pragma once
#include "contract/submissions.h"

namespace vitrine::contract {

inline constexpr std::int32_t basket_packages_max = 20, basket_locales_max = 100;

// Release notes in one language.
struct LocaleNotes {
    std::string locale, text;
    bool operator==(const LocaleNotes&) const = default;
};
constexpr auto fields(const LocaleNotes*) {
    using R = LocaleNotes;
    return field_list(field("locale", &R::locale, length(2, 20)),
                      field("text", &R::text, max_length(500)));
}

struct Basket {
    std::vector<PackageId> packages;  // of the submission's app; the first names the version
    Track track = Track::production;
    std::vector<LocaleNotes> notes;   // by locale, each once, none empty
    std::optional<double> fraction;   // to start the rollout with, 0 < fraction <= 1
    std::optional<base::Instant> publish_at;  // not before
    // The draft of the app's listing that goes along, as it stands at this revision (listings.h).
    // Alone, without a package, it changes the listing and nothing else.
    std::optional<std::int64_t> listing;
    bool operator==(const Basket&) const = default;
};
constexpr auto fields(const Basket*) {
    using R = Basket;
    return field_list(field("packages", &R::packages, max_length(basket_packages_max)),
                      field("track", &R::track),
                      field("notes", &R::notes, max_length(basket_locales_max)),
                      field("fraction", &R::fraction), field("publish_at", &R::publish_at),
                      field("listing", &R::listing));
}

struct SubmissionBasket {
    Submission submission;
    Basket basket;
    std::vector<Finding> findings;  // of the checks, as they stand or, in a dry run, would
    bool operator==(const SubmissionBasket&) const = default;
};
constexpr auto fields(const SubmissionBasket*) {
    using R = SubmissionBasket;
    return field_list(field("submission", &R::submission), field("basket", &R::basket),
                      field("findings", &R::findings));
}

// The rest of a stale edit's answer, beside `current`.
struct EditClash {
    SubmissionBasket current;
    Basket yours, merged;
    std::vector<std::string> conflicts;  // "packages", "notes.de-DE"
    bool operator==(const EditClash&) const = default;
};
constexpr auto fields(const EditClash*) {
    using R = EditClash;
    return field_list(field("current", &R::current), field("yours", &R::yours),
                      field("merged", &R::merged), field("conflicts", &R::conflicts));
}

struct CreateBasket {
    static constexpr Call call{Verb::post, "/v1/apps/{app}/submissions", Access::member,
                               "Start a draft with packages of the app, a track and notes.",
                               "version_not_growing", Right::submit};
    struct Request {
        AppId app;
        std::vector<PackageId> packages;
        Track track = Track::production;
        std::optional<std::vector<LocaleNotes>> notes;
        std::optional<double> fraction;
        std::optional<base::Instant> publish_at;
        std::optional<std::int64_t> listing;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionBasket;
};
constexpr auto fields(const CreateBasket::Request*) {
    using R = CreateBasket::Request;
    return field_list(field("app", &R::app),
                      field("packages", &R::packages, max_length(basket_packages_max)),
                      field("track", &R::track),
                      field("notes", &R::notes, max_length(basket_locales_max)),
                      field("fraction", &R::fraction), field("publish_at", &R::publish_at),
                      field("listing", &R::listing), field("dry_run", &R::dry_run));
}

struct GetBasket {
    static constexpr Call call{Verb::get, "/v1/submissions/{submission}/basket", Access::signed_in,
                               "What a submission would publish, and what the checks say of it.",
                               "", Right::read_releases};
    using Request = OneSubmission;
    using Reply = SubmissionBasket;
};

enum class BasketWish : std::uint8_t { fraction, publish_at, listing };
constexpr auto names(const BasketWish*) {
    return std::array<std::string_view, 3>{"fraction", "publish_at", "listing"};
}

// Absent: stays. Notes: these locales, an empty text takes one out. `clear`: back to no wish.
// Possible at the stages where the developers hold it: draft, invalid (it is a draft again) and
// changes_requested.
struct EditBasket {
    static constexpr Call call{Verb::patch, "/v1/submissions/{submission}", Access::member,
                               "Change the basket of a submission that is not under way.",
                               "wrong_stage,final_stage,version_not_growing", Right::submit};
    struct Request {
        SubmissionId submission;
        std::string if_match;
        std::optional<std::vector<PackageId>> packages;
        std::optional<Track> track;
        std::optional<std::vector<LocaleNotes>> notes;
        std::optional<double> fraction;
        std::optional<base::Instant> publish_at;
        std::optional<std::int64_t> listing;
        std::optional<std::vector<BasketWish>> clear;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionBasket;
};
constexpr auto fields(const EditBasket::Request*) {
    using R = EditBasket::Request;
    return field_list(field("submission", &R::submission),
                      field("if_match", &R::if_match, length(1, 200)),
                      field("packages", &R::packages, max_length(basket_packages_max)),
                      field("track", &R::track),
                      field("notes", &R::notes, max_length(basket_locales_max)),
                      field("fraction", &R::fraction), field("publish_at", &R::publish_at),
                      field("listing", &R::listing), field("clear", &R::clear, max_length(3)),
                      field("dry_run", &R::dry_run));
}

// A basket in its one form: notes by locale, none empty. Refuses (invalid) a locale given twice or
// that is none, a package given twice, a fraction outside of 0 < fraction <= 1.
base::Result<Basket> tidied(Basket basket);

// `basket` as an edit leaves it, tidied.
base::Result<Basket> edited(Basket basket, const EditBasket::Request& edit);

// `current` with what `yours` changed of `base`, part by part; what both changed differently stays
// and is named in `conflicts`. Without a base, whatever differs was changed by both.
struct Merge {
    Basket merged;
    std::vector<std::string> conflicts;
    bool operator==(const Merge&) const = default;
};
Merge merge(const std::optional<Basket>& base, const Basket& yours, const Basket& current);

// ---- the store's side -----------------------------------------------------------------------

struct Approval {
    UserId by;
    std::string name;
    base::Instant at;
    bool operator==(const Approval&) const = default;
};
constexpr auto fields(const Approval*) {
    using R = Approval;
    return field_list(field("by", &R::by), field("name", &R::name), field("at", &R::at));
}

// Where the review of a submission stands. Who reviews is for the store's people only.
struct ReviewState {
    std::optional<Approval> claimed;         // who works on it, and since when
    std::optional<Approval> first_approval;  // where a second reviewer must agree
    std::optional<Approval> rejected;        // the last rejection
    bool second_wanted = false;              // a rule of the store asks for a second reviewer
    std::optional<base::Instant> due_at;     // the store's promise for a decision
    bool overdue = false;
    std::vector<ItemResult> items;           // of the last decision
    bool operator==(const ReviewState&) const = default;
};
constexpr auto fields(const ReviewState*) {
    using R = ReviewState;
    return field_list(field("claimed", &R::claimed), field("first_approval", &R::first_approval),
                      field("rejected", &R::rejected), field("second_wanted", &R::second_wanted),
                      field("due_at", &R::due_at), field("overdue", &R::overdue),
                      field("items", &R::items));
}

struct GetReviewState {
    static constexpr Call call{Verb::get, "/v1/submissions/{submission}/review", Access::signed_in,
                               "Who reviews a submission, by when, and part by part with what "
                               "result.", "", Right::read_releases};
    using Request = OneSubmission;
    using Reply = ReviewState;
};

// When two reviewers must agree. Each value asks for what the ones before it ask for, and more:
// `appeals` are judged by another reviewer than the one who rejected.
enum class SecondReviewer : std::uint8_t { never, appeals, first_version, always };
constexpr auto names(const SecondReviewer*) {
    return std::array<std::string_view, 4>{"never", "appeals", "first_version", "always"};
}

// What the store's operator decides about reviews.
struct ReviewRules {
    SecondReviewer second_reviewer = SecondReviewer::never;
    std::int32_t decide_within_hours = 72;  // from the first time it is queued
    std::int32_t target_sdk_floor = 33;     // packages for older platforms are refused
    std::int64_t revision = 0;              // 0: nobody has changed them yet
    bool operator==(const ReviewRules&) const = default;
};
constexpr auto fields(const ReviewRules*) {
    using R = ReviewRules;
    return field_list(field("second_reviewer", &R::second_reviewer),
                      field("decide_within_hours", &R::decide_within_hours, range(1, 10000)),
                      field("target_sdk_floor", &R::target_sdk_floor, range(1, 1000)),
                      field("revision", &R::revision));
}

struct GetReviewRules {
    static constexpr Call call{Verb::get, "/v1/review-rules", Access::reviewer,
                               "The rules by which the store reviews.", "", Right::review};
    using Request = Nothing;
    using Reply = ReviewRules;
};

struct ChangeReviewRules {
    static constexpr Call call{Verb::put, "/v1/review-rules", Access::reviewer,
                               "Change the rules by which the store reviews, from now on.", "",
                               Right::run_store};
    struct Request {
        SecondReviewer second_reviewer = SecondReviewer::never;
        std::int32_t decide_within_hours = 0, target_sdk_floor = 0;
        std::optional<std::string> if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = ReviewRules;
};
constexpr auto fields(const ChangeReviewRules::Request*) {
    using R = ChangeReviewRules::Request;
    return field_list(field("second_reviewer", &R::second_reviewer),
                      field("decide_within_hours", &R::decide_within_hours, range(1, 10000)),
                      field("target_sdk_floor", &R::target_sdk_floor, range(1, 1000)),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
