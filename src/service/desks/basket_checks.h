// What the checks find in a basket before anybody reviews it: each of its packages against the
// package of the app that the store accepted last, the basket as a whole, and the listing that goes
// along. The rules are package/checks/preflight.h; here is what the store knows for them.
//
// Compared with what was accepted on the same track; where that track has nothing yet, with what
// was accepted on any other, but for the version code, which need not grow between tracks.
#pragma once
#include "contract/baskets.h"
#include "contract/uploads.h"
#include "package/checks/preflight.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

using package::Checked;
base::Result<Checked> check_basket(World& world, const contract::AppId& app,
                                   const contract::Basket& basket);

// Puts them in the place of what earlier checks found; a reviewer's findings stay.
void put_findings(contract::SubmissionDetail& detail, const std::vector<contract::Finding>& found);
bool is_of_checks(const contract::Finding& finding);

// The packages of a basket in its order. Refuses (invalid) with the place of each that is none of
// the app's.
base::Result<std::vector<contract::PackageDetail>> packages_in(World& world,
                                                               const contract::AppId& app,
                                                               const contract::Basket& basket);

// What lists show of a submission's basket.
void describe(contract::Submission& submission, const contract::Basket& basket,
              const std::vector<contract::PackageDetail>& packages);

}  // namespace vitrine::service::desks
