// Everything the checks find in a basket before anybody reviews it: each package against the one
// the store accepted last, the basket as a whole, the listing that goes along, and the data safety
// form against what the packages say. From values alone: the service fills them from its database,
// the command line from files, and both come to the same findings.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/baskets.h"
#include "contract/graphics.h"
#include "contract/safety.h"
#include "contract/uploads.h"
#include "package/checks/checks.h"
#include "package/limits.h"
#include "package/source.h"

namespace vitrine::package {

inline constexpr std::string_view check_prefix = "check-";  // of the ids of what checks find

// The facts of a package that a store may take; else why not, also when only its signature is at
// fault. Both sides of an upload ask this.
base::Result<contract::PackageFacts> read_to_publish(const ByteSource& source,
                                                     const Limits& limits);

struct ShownSet {
    std::string locale;
    contract::GraphicType type = contract::GraphicType::icon;
    std::vector<contract::Graphic> graphics;  // in order
};

struct Preflight {
    contract::Basket basket;
    std::string default_locale;                     // of the app
    std::vector<contract::PackageDetail> packages;  // the basket's, in its order
    // What the store accepted last. Without version codes: on another track, where they need not
    // grow.
    std::vector<contract::PackageDetail> accepted;
    std::int64_t taken_code = 0;  // the highest accepted one on the track, 0: none
    CheckOptions options;
    std::optional<contract::DataSafety> form;
    // The listing as it would become live; looked at when the basket names a revision.
    std::map<std::string, contract::ListingText> texts;  // by locale
    std::vector<ShownSet> sets;
};

struct Checked {
    std::vector<contract::Finding> findings;  // blocking first
    std::int32_t passed = 0;                  // rules without any
    bool blocked() const;
};
Checked check_basket(const Preflight& in);

}  // namespace vitrine::package
