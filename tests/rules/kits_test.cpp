// What the rules say of kits and of paired displays.
#include <doctest/doctest.h>

#include <set>

#include "contract/api.h"

namespace vitrine::tests {

using namespace contract;

TEST_CASE("a quota is near from 80 % on and over from all of it, at any size") {
    CHECK(kit_level(1'000'000, std::nullopt) == KitLevel::within);
    CHECK(kit_level(0, 1) == KitLevel::within);
    CHECK(kit_level(1, 1) == KitLevel::over);
    CHECK(kit_level(3, 4) == KitLevel::within);
    CHECK(kit_level(4, 5) == KitLevel::near);
    for (const std::int64_t quota : {100ll, 1000ll, 1'000'000ll, 100'000'000'000'000ll}) {
        CHECK(kit_level(quota / 5 * 4 - 1, quota) == KitLevel::within);
        CHECK(kit_level(quota / 5 * 4, quota) == KitLevel::near);
        CHECK(kit_level(quota - 1, quota) == KitLevel::near);
        CHECK(kit_level(quota, quota) == KitLevel::over);
        CHECK(kit_level(31 * kit_day_max, quota) == KitLevel::over);
    }
}

TEST_CASE("every kit is offered once, and each provider's needs are named once") {
    std::set<Kit> kits;
    for (const KitOffer& offer : kit_offers()) {
        CHECK(kits.insert(offer.kit).second);
        std::set<std::string> providers;
        for (const KitProvider& provider : offer.providers) {
            CHECK(providers.insert(provider.id).second);
            CHECK(needs_of(offer.kit, provider.id) == provider.needs);
            std::set<std::string> keys;
            for (const KitNeed& need : provider.needs) CHECK(keys.insert(need.key).second);
        }
        CHECK(!needs_of(offer.kit, "nobody"));
    }
    CHECK(kits.size() == names(static_cast<const Kit*>(nullptr)).size());
}

TEST_CASE("whoever gives every provider what it needs is never refused, and what lacks is named") {
    for (const KitOffer& offer : kit_offers())
        for (const KitProvider& provider : offer.providers) {
            PutAppKit::Request ask;
            ask.kit = offer.kit;
            ask.provider = provider.id;
            ask.settings.emplace();
            ask.credentials.emplace();
            std::size_t required = 0;
            for (const KitNeed& need : provider.needs) {
                required += need.required && !need.secret;
                if (need.secret) ask.credentials->push_back({need.key, "s"});
                else ask.settings->push_back({need.key, "https://x.example.org/"});
            }
            CAPTURE(provider.id);
            CHECK(refuse_kit(ask).empty());
            ask.settings->clear();
            CHECK(refuse_kit(ask).size() == required);
            ask.credentials->push_back({"no_such", "s"});
            CHECK(refuse_kit(ask).size() == required + 1);
        }
}

TEST_CASE("a display's scopes write nothing, and reviews are in them only where it is allowed") {
    for (const bool reviews : {false, true})
        for (std::size_t i = 0; i < names(static_cast<const Scope*>(nullptr)).size(); ++i) {
            const auto scope = static_cast<Scope>(i);
            const bool given = (kiosk_scopes(reviews) & bit(scope)) != 0;
            CAPTURE(name_of(scope));
            if (given) CHECK(name_of(scope).ends_with(":read"));
            if (scope == Scope::reviews_read) CHECK(given == reviews);
            if (scope == Scope::team_read || scope == Scope::audit_read) CHECK(!given);
        }
    CHECK(!may(kiosk_scopes(true), Right::manage_team));
    CHECK(!may(kiosk_scopes(false), Right::read_reviews));
    CHECK(may(kiosk_scopes(false), Right::read_metrics));
}

}  // namespace vitrine::tests
