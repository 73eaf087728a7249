// Listings: what the public reads of an app, language by language, live and as a draft beside it.
//
//     GET    /v1/apps/{app}/listings            all languages, what is live and what is drafted
//     PUT    /v1/apps/{app}/listings/{locale}   If-Match: "7"    the draft of one language
//     POST   /v1/apps/{app}/listings/restore    the draft as it was, or as what is live
//
// An app's draft has a revision that grows by one with every write, whatever part of it was
// written: a text, a set of graphics, the data safety form. What stands at a revision never
// changes. So a basket names a revision to send it to review (Basket::listing), goes on being
// edited meanwhile, and approval makes just that revision live. Live never goes back to an older
// revision: the newer one was made from it.
//
// Each part has the revision that last wrote it; it is its ETag, and two people who write different
// languages do not meet. A new language is written against revision 0. A stale write (412) writes
// nothing; its answer has `current`, `yours` (what it would have left), `merged` (the current text
// with those of your changes that nobody else touched) and `conflicts`, by field.
#pragma once
#include "contract/endpoint.h"
#include "contract/ids.h"
#include "contract/locale.h"

namespace vitrine::contract {

// In code points, like every length here and in the OpenAPI document.
inline constexpr std::int32_t title_length_max = 30, summary_length_max = 80,
                              description_length_max = 4000, listing_locales_max = 100;

// A draft may be unfinished: each may be empty until it goes to review.
struct ListingText {
    std::string title, summary;  // one line each
    std::string description;     // plain text
    bool operator==(const ListingText&) const = default;
};
constexpr auto fields(const ListingText*) {
    using R = ListingText;
    return field_list(field("title", &R::title, max_length(title_length_max)),
                      field("summary", &R::summary, max_length(summary_length_max)),
                      field("description", &R::description, max_length(description_length_max)));
}

// Without spaces around it, lines ending in \n. Refuses (invalid) line breaks in title and summary,
// control characters, and those that turn the direction of what follows.
base::Result<ListingText> tidied(ListingText text);

enum class ListingChange : std::uint8_t { none, added, changed, removed };  // draft against live
constexpr auto names(const ListingChange*) {
    return std::array<std::string_view, 4>{"none", "added", "changed", "removed"};
}
template <class T>
ListingChange change_between(const std::optional<T>& live, const std::optional<T>& draft) {
    if (live == draft) return ListingChange::none;
    if (!live) return ListingChange::added;
    return draft ? ListingChange::changed : ListingChange::removed;
}

struct Listing {
    std::string locale;
    std::optional<ListingText> live, draft;
    ListingChange change = ListingChange::none;
    std::int64_t revision = 0;  // of the draft of this language, 0: never written
    bool operator==(const Listing&) const = default;
};
constexpr auto fields(const Listing*) {
    using R = Listing;
    return field_list(field("locale", &R::locale), field("live", &R::live),
                      field("draft", &R::draft), field("change", &R::change),
                      field("revision", &R::revision));
}

struct ListingPage {
    std::int64_t revision = 0;         // of the whole draft: what a basket names
    std::int64_t live_revision = 0;    // 0: nothing is live
    std::vector<std::string> changed;  // "text.de-DE", "graphics.de-DE.icon", "data_safety"
    std::vector<Listing> items;        // by locale
    bool operator==(const ListingPage&) const = default;
};
constexpr auto fields(const ListingPage*) {
    using R = ListingPage;
    return field_list(field("revision", &R::revision), field("live_revision", &R::live_revision),
                      field("changed", &R::changed), field("items", &R::items));
}

// The rest of a stale write's answer.
struct ListingClash {
    Listing current;
    std::optional<ListingText> yours, merged;
    std::vector<std::string> conflicts;  // "title"; "listing": one took out what another changed
    bool operator==(const ListingClash&) const = default;
};
constexpr auto fields(const ListingClash*) {
    using R = ListingClash;
    return field_list(field("current", &R::current), field("yours", &R::yours),
                      field("merged", &R::merged), field("conflicts", &R::conflicts));
}

// `current` with what `yours` changed of `base`, field by field; what both changed differently
// stays and is named. No text: the language is not there. Without a base, whatever differs was
// changed by both.
struct ListingBase {
    std::optional<ListingText> text;
};
struct ListingMerge {
    std::optional<ListingText> merged;
    std::vector<std::string> conflicts;
    bool operator==(const ListingMerge&) const = default;
};
ListingMerge merge(const std::optional<ListingBase>& base, const std::optional<ListingText>& yours,
                   const std::optional<ListingText>& current);

struct ListListings {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/listings", Access::signed_in,
                               "An app's listing in all languages, live and draft; with a "
                               "revision, the draft as it stood then.",
                               "revision_gone", Right::read_apps};
    struct Request {
        AppId app;
        std::optional<std::int64_t> revision;
        bool operator==(const Request&) const = default;
    };
    using Reply = ListingPage;
};
constexpr auto fields(const ListListings::Request*) {
    using R = ListListings::Request;
    return field_list(field("app", &R::app), field("revision", &R::revision));
}

struct GetListing {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/listings/{locale}", Access::signed_in,
                               "An app's listing in one language.", "", Right::read_apps};
    struct Request {
        AppId app;
        std::string locale;
        bool operator==(const Request&) const = default;
    };
    using Reply = Listing;
};
constexpr auto fields(const GetListing::Request*) {
    using R = GetListing::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)));
}

struct PutListing {
    static constexpr Call call{Verb::put, "/v1/apps/{app}/listings/{locale}", Access::member,
                               "Write the draft of one language.", "too_many_locales",
                               Right::edit_app};
    struct Request {
        AppId app;
        std::string locale, title, summary, description, if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = Listing;
};
constexpr auto fields(const PutListing::Request*) {
    using R = PutListing::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)),
                      field("title", &R::title, max_length(title_length_max)),
                      field("summary", &R::summary, max_length(summary_length_max)),
                      field("description", &R::description, max_length(description_length_max)),
                      field("if_match", &R::if_match, length(1, 200)),
                      field("dry_run", &R::dry_run));
}

// What is absent stays.
struct EditListing {
    static constexpr Call call{Verb::patch, "/v1/apps/{app}/listings/{locale}", Access::member,
                               "Change fields of the draft of one language.", "too_many_locales",
                               Right::edit_app};
    struct Request {
        AppId app;
        std::string locale, if_match;
        std::optional<std::string> title, summary, description;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = Listing;
};
constexpr auto fields(const EditListing::Request*) {
    using R = EditListing::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)),
                      field("if_match", &R::if_match, length(1, 200)),
                      field("title", &R::title, max_length(title_length_max)),
                      field("summary", &R::summary, max_length(summary_length_max)),
                      field("description", &R::description, max_length(description_length_max)),
                      field("dry_run", &R::dry_run));
}

struct RemoveListing {
    static constexpr Call call{Verb::remove, "/v1/apps/{app}/listings/{locale}", Access::member,
                               "Take a language out of the draft.", "", Right::edit_app};
    struct Request {
        AppId app;
        std::string locale, if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = Listing;
};
constexpr auto fields(const RemoveListing::Request*) {
    using R = RemoveListing::Request;
    return field_list(field("app", &R::app), field("locale", &R::locale, length(2, 20)),
                      field("if_match", &R::if_match, length(1, 200)),
                      field("dry_run", &R::dry_run));
}

// Everything of the draft in one write, graphics and the data safety form too. The revision before
// the answer's undoes it.
struct RestoreListings {
    static constexpr Call call{Verb::post, "/v1/apps/{app}/listings/restore", Access::member,
                               "Bring the draft back to how it stood at a revision, or without "
                               "one to what is live.",
                               "revision_gone", Right::edit_app};
    struct Request {
        AppId app;
        std::optional<std::int64_t> revision;
        std::optional<std::string> if_match;  // of the whole draft
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = ListingPage;
};
constexpr auto fields(const RestoreListings::Request*) {
    using R = RestoreListings::Request;
    return field_list(field("app", &R::app), field("revision", &R::revision),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
