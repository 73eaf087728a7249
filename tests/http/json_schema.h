// What a JSON value lacks beside a schema of our own OpenAPI document: the keywords that the
// document uses, and no others. A keyword that is not known here is a fault, not a promise kept.
#pragma once
#include <string>
#include <vector>

#include "contract/api.h"

namespace vitrine::tests {

// "items.3.rating: wrong type" and so on; empty when the value is as the schema says. `document`:
// where "#/..." leads.
std::vector<std::string> faults_of(const contract::Json& value, const contract::Json& schema,
                                   const contract::Json& document);

}  // namespace vitrine::tests
