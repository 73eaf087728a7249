// Cursors of keyset pages: the key of the last row seen, opaque to callers. Not secret, not signed:
// a forged one only moves the window inside what its caller may see anyway.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"

namespace vitrine::service {

// `order` names the list and its sort; a cursor of one order is refused by another.
std::string write_cursor(std::string_view order, const std::vector<std::string>& key);
// Refuses (invalid) "bad_cursor": not one of `order`, or not `parts` parts.
base::Result<std::vector<std::string>> read_cursor(std::string_view order, std::size_t parts,
                                                   std::string_view cursor);
base::Problem bad_cursor();

}  // namespace vitrine::service
