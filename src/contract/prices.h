// What an app costs. One price in the store's currency, for all countries; a change holds at once
// and is marked in the app's figures (metrics.h: Annotation).
#pragma once
#include "contract/endpoint.h"
#include "contract/ids.h"
#include "contract/ingest.h"

namespace vitrine::contract {

inline constexpr std::int32_t price_max = 100'000'00;  // minor units

struct Price {
    std::int64_t amount = 0;  // minor units; 0: free
    std::string currency{store_currency};     // ISO 4217
    std::optional<base::Instant> changed_at;  // none: nobody has set it, and it is free
    std::int64_t revision = 0;
    bool operator==(const Price&) const = default;
};
constexpr auto fields(const Price*) {
    using R = Price;
    return field_list(field("amount", &R::amount), field("currency", &R::currency),
                      field("changed_at", &R::changed_at), field("revision", &R::revision));
}
// For people: "2.49 EUR", "free".
std::string price_text(const Price& price);

struct GetPrice {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/price", Access::member,
                               "What an app costs.", "", Right::read_apps};
    struct Request {
        AppId app;
        bool operator==(const Request&) const = default;
    };
    using Reply = Price;
};
constexpr auto fields(const GetPrice::Request*) {
    return field_list(field("app", &GetPrice::Request::app));
}

// Refuses (invalid) "other_currency". The same amount changes nothing.
struct PutPrice {
    static constexpr Call call{Verb::put, "/v1/apps/{app}/price", Access::member,
                               "Set what an app costs, from now on.", "", Right::publish};
    struct Request {
        AppId app;
        std::int64_t amount = 0;
        std::string currency;
        std::optional<std::string> if_match;
        std::optional<bool> dry_run;
        bool operator==(const Request&) const = default;
    };
    using Reply = Price;
};
constexpr auto fields(const PutPrice::Request*) {
    using R = PutPrice::Request;
    return field_list(field("app", &R::app), field("amount", &R::amount, range(0, price_max)),
                      field("currency", &R::currency, length(3, 3)),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run));
}

}  // namespace vitrine::contract
