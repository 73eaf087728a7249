// Exports: to --output or to standard output. What breaks off is an error and leaves no file.
#pragma once
#include <vector>

#include "cli/session.h"

namespace vitrine::cli {

// What the store answers at `path`, as it comes.
Exit export_answer(Session& at, const std::string& path);
// What was made here.
Exit export_text(Session& at, std::string_view text);

// "a, b" of an option; empty words are left out.
std::vector<std::string> list_in(const Words& words, std::string_view option);

}  // namespace vitrine::cli
