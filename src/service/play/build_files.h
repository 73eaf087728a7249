// Symbols and expansion files of versions: they come with an edit, belong to the version once it is
// committed, and are given back as they came.
//
//   kind   proguard | nativeCode   symbols    POST, and with GET ...?alt=media their bytes
//          main | patch            expansion  GET, PUT, PATCH, POST; GET ...?alt=media
#pragma once
#include "service/play/bench.h"
#include "service/play/methods.h"

namespace vitrine::service::play {

inline constexpr std::int64_t symbols_bytes_max = 1'677'721'600;    // as Google's document says
inline constexpr std::int64_t expansion_bytes_max = 2'147'483'648;  // 2 GiB

bool is_build_file(Upload upload);
// Refuses, before the bytes come: a kind that is none, a version that neither edit nor app has.
base::Result<contract::App> place_of_file(Bench& bench, const Method& method, const Visit& visit);
// Names the uploaded bytes in the edit, and lets go of the upload.
Answer add_file(Bench& bench, const Method& method, const Visit& visit,
                const contract::UploadId& upload);

Answer expansion_get(Bench& bench, const Visit& visit);
Answer expansion_put(Bench& bench, const Visit& visit);
Answer expansion_patch(Bench& bench, const Visit& visit);
http::Response send_file(Bench& bench, const Visit& visit);

}  // namespace vitrine::service::play
