// How the program ends. The codes are promised to scripts and stand in the manual.
#pragma once
#include "base/result.h"

namespace vitrine::cli {

enum class Exit : int {
    ok = 0,
    refused = 1,      // by a check, by a rule of the store, by a file that cannot be read
    usage = 2,        // the command line or a setting is wrong
    unreachable = 3,  // no answer, or one that says "later"
    not_allowed = 4,  // no key, a void one, or one that may not; also what is not found
    conflict = 5,     // somebody else changed it meanwhile
    interrupted = 130,
};

Exit exit_of(const base::Problem& problem);

// Problems of our own: a wrong command line, a file that cannot be read or written, Ctrl-C.
base::Problem usage_problem(std::string_view title, std::string_view detail = {});
base::Problem file_problem(std::string_view title, std::string_view detail = {});
base::Problem interrupted_problem(std::string_view detail);

}  // namespace vitrine::cli
