// What the checks find in a listing that is sent to review, and in packages that say more of data
// than the data safety form does. Part of check_basket (basket_checks.h).
#pragma once
#include "contract/baskets.h"
#include "contract/uploads.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

// Adds what it finds, each with its policy; `looked_at` gets the policies that were asked. A basket
// without a listing is only asked about the packages' data, against what is live.
base::Result<void> check_listing(World& world, const contract::App& app,
                                 const contract::Basket& basket,
                                 const std::vector<contract::PackageDetail>& packages,
                                 std::vector<contract::Finding>& found,
                                 std::vector<std::string_view>& looked_at);

}  // namespace vitrine::service::desks
