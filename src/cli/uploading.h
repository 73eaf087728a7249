// A package's way up: reserved, sent in parts, several at once, committed. Which upload a file has
// at a store is kept in $XDG_STATE_HOME/vitrine/uploads until it is committed, so that the same
// command goes on after a cut, a killed store or a killed client; where that note is lost, the file
// goes up anew and nothing else is different.
#pragma once
#include "cli/preflight.h"

namespace vitrine::cli {

struct Uploaded {
    contract::PackageDetail package;
    std::int64_t sent = 0;    // bytes of this run
    bool was_there = false;   // the app had a package of these bytes
};

base::Result<Uploaded> upload_file(Session& at, const contract::App& app, const std::string& path,
                                   const std::string& sha256);

}  // namespace vitrine::cli
