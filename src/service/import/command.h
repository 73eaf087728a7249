// `vitrine-store import ...`: the command line of the importers.
#pragma once
#include <cstdio>
#include <span>
#include <string>

#include "base/clock.h"
#include "service/ports.h"

namespace vitrine::service::import {

// `args` is what follows "import". Several files are imported one after the other. `out` (stderr)
// gets progress when it is a terminal, bad lines and the summaries; may be null. The worst exit
// code of all files: 0 all went in, 1 a file could not be read or the store failed, 2 wrong usage,
// 3 something was skipped.
int run_import(ports::Store& store, base::Clock& clock, std::span<const std::string> args,
               std::FILE* out);

std::string usage();

}  // namespace vitrine::service::import
