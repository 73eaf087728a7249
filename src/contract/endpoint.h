// What both sides share about one endpoint: a type with a Call, a Request and a Reply.
//
//     struct ReplyToReview {
//         static constexpr Call call{Verb::put, "/v1/reviews/{review}/reply", Access::member};
//         struct Request { ReviewId review; std::string text; };
//         using Reply = Review;
//     };
//
// Where a Request's field travels follows from its name: in the path when the path names it in
// braces; else in the query string for GET and DELETE, and in the JSON body for the other verbs.
// Three names are special on every endpoint: `if_match` (header If-Match), `dry_run` and `batch`
// (query). A fourth is taken by the sheet before the endpoint sees it: `?team=` names which of my
// teams a request is about; without it, the one I joined first. Another team is not found.
// In a query string an absent optional or an empty list is left out; a list is joined by commas.
#pragma once
#include <string>
#include <string_view>

#include "base/url.h"
#include "contract/codec.h"
#include "contract/rights.h"

namespace vitrine::contract {

// `delete` is a C++ keyword, hence remove.
enum class Verb : std::uint8_t { get, post, put, patch, remove };
constexpr auto names(const Verb*) {
    return std::array<std::string_view, 5>{"GET", "POST", "PUT", "PATCH", "DELETE"};
}

enum class Access : std::uint8_t {
    anyone,    // no session needed
    signed_in, // any session
    member,    // a team's member; foreign things are not found
    reviewer,  // store side
};

// What only the store's documents say; the browser's build keeps none of it.
#ifdef VT_SMALL_JSON
struct Prose {
    constexpr Prose(const char*) {}
};
#else
using Prose = std::string_view;
#endif

struct Call {
    Verb verb;
    std::string_view path;
    Access access;
    Prose summary;  // one sentence for the OpenAPI document
    // The endpoint's own problem codes, comma-separated, besides the common ones.
    Prose codes = "";
    // What the caller's role or key must allow. An endpoint that names none is for people only.
    Right right = Right::own_account;
};

inline constexpr std::string_view team_parameter = "team";

template <class... Endpoint>
struct Endpoints {
    template <class Visit>
    static void each(Visit visit) { (visit.template operator()<Endpoint>(), ...); }
};

// A request on its way: what a transport must send.
struct Outgoing {
    Verb verb = Verb::get;
    std::string path;      // with the query string, percent-encoded
    std::string body;      // JSON, or empty
    std::string if_match;  // header, or empty
};

// Routes the fields of an encoded request (an object) as described above.
Outgoing outgoing(const Call& call, const Json& fields);

template <class Endpoint>
Outgoing to_outgoing(const typename Endpoint::Request& request) {
    return outgoing(Endpoint::call, encode(request));
}

// A request that came in, split by the HTTP sheet; `path` holds the values of the braces.
struct Incoming {
    base::Query path, query;
    std::string_view body;
    std::string if_match;
};

// The parts of `in` as two objects. Refuses malformed JSON, a body that is not an object (both
// malformed), and a field given twice (invalid).
struct Parts {
    Json text;  // path, query and the If-Match header: every value a string
    Json body;
};
base::Result<Parts> gather(const Call& call, const Incoming& in);
// True when a field of this name travels in path, query or header, not in the JSON body.
bool travels_as_text(const Call& call, std::string_view field_name);

// Refuses (malformed or invalid) with every wrong, missing, doubled or unknown field named.
template <class Endpoint>
base::Result<typename Endpoint::Request> from_incoming(const Incoming& in) {
    using Request = typename Endpoint::Request;
    auto parts = gather(Endpoint::call, in);
    if (!parts) return base::refused(std::move(parts.error()));
    Request request{};
    Reader text(Unknown::refuse, Scalars::text), body(Unknown::refuse, Scalars::json);
    each_field<Request>([&](const auto& one) {
        const bool textual = travels_as_text(Endpoint::call, one.name);
        (textual ? text : body)
            .member(textual ? parts->text : parts->body, one.name, request.*one.member, one.bound);
    });
    text.template report_unknown<Request>(parts->text);
    body.template report_unknown<Request>(parts->body);
    auto problems = text.take_problems();
    for (auto& problem : body.take_problems()) problems.push_back(std::move(problem));
    if (!problems.empty()) return base::refused(invalid_fields(std::move(problems)));
    return request;
}

// A request or reply without fields.
struct Nothing {
    bool operator==(const Nothing&) const = default;
};
constexpr auto fields(const Nothing*) { return field_list(); }

}  // namespace vitrine::contract
