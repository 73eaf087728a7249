// Pre-flight: what the store would object to in a package before anybody reviews it, from facts
// alone, so that console, command line and service find the same. One table of rules, each with
// the policy it stands for; a rule yields findings with the facts that speak for them.
#pragma once
#include <span>

#include "contract/packages.h"
#include "contract/submissions.h"

namespace vitrine::package {

struct CheckOptions {
    std::int32_t target_sdk_floor = 33;  // packages for older platforms are refused
    std::string package_name;            // the app's; "" while it has none
};

// What a rule sees. `live` is the published package of the app, null for a first one.
struct CheckInput {
    const contract::PackageFacts& fresh;
    const contract::PackageFacts* live = nullptr;
    const CheckOptions& options;
};

struct Check {
    std::string_view policy;  // "VP-1.2.1"
    std::string_view name;    // what it looks at, in a few words
    std::vector<contract::Finding> (*find)(const CheckInput&);
};
std::span<const Check> all_checks();

// Findings of all checks, blocking ones first, each with its policy and an id of its own that is
// the same for the same package.
std::vector<contract::Finding> check_package(const CheckInput& input);

// Whether `fresh` may replace `live` on a device: the same signers, or one that the live signer's
// key has handed over to (its digest stands in the fresh lineage).
bool may_update(const contract::PackageSignature& fresh, const contract::PackageSignature& live);

}  // namespace vitrine::package
