// The blobs of a data folder, as files:
//
//     blobs/incoming/<upload id>     bytes on their way in
//     blobs/3f/3fa4...               a blob, named by its SHA-256 in hexadecimal
//
// A blob appears by fsync, rename and fsync of its folder: whole or not at all, also after kill -9
// and loss of power.
#pragma once
#include <memory>
#include <string>

#include "service/ports/blobs.h"

namespace vitrine::service::files {

// Makes `folder`/blobs when it is missing, for its owner alone. Refuses (unavailable)
// "data_folder_unusable".
base::Result<std::unique_ptr<ports::Blobs>> open_blobs(const std::string& folder);

}  // namespace vitrine::service::files
