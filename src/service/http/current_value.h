// What a stale write is answered with: the value as it stands, and the revision that an answer
// carries as its ETag.
#pragma once
#include <optional>
#include <type_traits>

#include "contract/api.h"
#include "service/desks/desks.h"

namespace vitrine::service::http {

template <class T>
std::optional<base::Json> encoded(const base::Result<T>& value) {
    return value ? std::optional(encode(*value)) : std::nullopt;
}
template <class Request>
std::optional<base::Json> current(desks::Desks& d, const desks::Caller& who, const Request& ask) {
    if constexpr (std::is_same_v<Request, contract::ResolveReport::Request>)
        return encoded(d.reports.find(who, ask.review));
    else if constexpr (requires { ask.review; }) return encoded(d.reviews.find(who, ask.review));
    else if constexpr (requires { ask.submission; })
        return encoded(d.submissions.find(who, ask.submission));
    else if constexpr (requires { ask.release; })
        return encoded(d.releases.state(who, ask.release));
    else if constexpr (std::is_same_v<Request, contract::PutRolloutRule::Request>)
        return encoded(d.releases.rule(who, ask.app));
    else if constexpr (std::is_same_v<Request, contract::ChangeReviewRules::Request>)
        return encoded(d.rules.find(who));
    else if constexpr (std::is_same_v<Request, contract::PutPrice::Request>)
        return encoded(d.apps.price(who, ask.app));
    else if constexpr (requires { ask.kit; }) return encoded(d.kits.find(who, ask.app, ask.kit));
    else if constexpr (requires { ask.hook; }) return encoded(d.hooks.find(who, ask.hook));
    else if constexpr (requires { ask.user; }) return encoded(d.team.member(who, ask.user));
    else if constexpr (requires { ask.graphics; })
        return encoded(d.graphics.find(who, ask.app, ask.locale, ask.type));
    else if constexpr (requires { ask.uses; })
        return encoded(d.listings.safety(who, {ask.app, std::nullopt}));
    else if constexpr (std::is_same_v<Request, contract::RestoreListings::Request>)
        return encoded(d.listings.list(who, {ask.app, std::nullopt}));
    else return std::nullopt;
}

// The members that a stale write's answer has besides the problem's own.
template <class Request>
base::Json beside_problem(desks::Desks& d, const desks::Caller& who, const Request& ask) {
    if constexpr (std::is_same_v<Request, contract::EditBasket::Request>) {
        const auto clash = d.submissions.clash(who, ask);
        return clash ? encode(*clash) : base::Json::object();
    } else if constexpr (requires { d.listings.clash(who, ask); }) {
        const auto clash = d.listings.clash(who, ask);
        return clash ? encode(*clash) : base::Json::object();
    } else {
        const auto now = current(d, who, ask);
        return now ? base::Json{{"current", *now}} : base::Json::object();
    }
}

template <class Reply>
std::optional<std::int64_t> revision_of(const Reply& reply) {
    if constexpr (requires { reply.revision; }) return reply.revision;
    else if constexpr (requires { reply.submission.revision; }) return reply.submission.revision;
    else if constexpr (requires { reply.release.revision; }) return reply.release.revision;
    else return std::nullopt;
}

}  // namespace vitrine::service::http
