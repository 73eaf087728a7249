// releaseType says where a call belongs: 1 and 3 to the shelf, for everybody at once or by and by,
// 6 to the open test, which is our track "open".
#pragma once
#include "contract/apps.h"
#include "service/agc/fields.h"

namespace vitrine::service::agc {

inline constexpr std::int64_t type_full = 1, type_phased = 3, type_test = 6;

// Without it, 1. Any other number is named as wrong.
inline std::int64_t release_type_in(Fields& query) {
    const auto type = query.number("releaseType", type_full, type_test).value_or(type_full);
    if (type == type_full || type == type_phased || type == type_test) return type;
    query.add("releaseType", "not_allowed", "1 full, 3 phased or 6 open test");
    return type_full;
}

inline contract::Track track_of(std::int64_t type) {
    return type == type_test ? contract::Track::open : contract::Track::production;
}

// Whether app-submit would take these, without submitting anything.
base::Result<void> refuse_submission(Fields& query, Fields& body, std::int64_t type);

}  // namespace vitrine::service::agc
