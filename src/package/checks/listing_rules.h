// The rules about a listing that is sent to review, and about packages that say more of data than
// the data safety form does. Part of check_basket (preflight.h).
#pragma once
#include "package/checks/preflight.h"

namespace vitrine::package {

// Adds what it finds, each with its policy; `looked_at` gets the policies that were asked. A basket
// without a listing is only asked about the packages' data.
void check_listing(const Preflight& in, std::vector<contract::Finding>& found,
                   std::vector<std::string_view>& looked_at);

}  // namespace vitrine::package
