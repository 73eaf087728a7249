// Google's data safety form as a CSV file, as its console exports and takes it, translated into
// this store's form.
//
//   Question ID (machine readable),Response ID (machine readable),Response value,...
//   PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA,,true,REQUIRED,...
//   PSL_DATA_TYPES_LOCATION,PSL_APPROX_LOCATION,true,MULTIPLE_CHOICE,...
//   PSL_DATA_USAGE_RESPONSES:PSL_APPROX_LOCATION:DATA_USAGE_COLLECTION_PURPOSE,PSL_ANALYTICS,true
//
// Several of Google's types may be one of ours: purposes add up, it is shared when one is shared,
// and optional when all are. What is answered about data and has no home here is refused, by
// question; answers about accounts, badges and addresses are of Google's store and are left out.
#pragma once
#include "base/result.h"
#include "contract/safety.h"

namespace vitrine::service::play {

inline constexpr std::size_t safety_csv_bytes_max = 1 << 20;

// RFC 4180: quoted fields, CRLF or LF. Refuses (malformed) an open quote and what is no UTF-8.
base::Result<std::vector<std::vector<std::string>>> read_csv(std::string_view text);

// Refuses (invalid, malformed), naming question and answer.
base::Result<contract::DataSafety> safety_form_in(std::string_view csv);

}  // namespace vitrine::service::play
