// A really full file system: a small one that only a child process sees.
#pragma once
#include <string>

namespace vitrine::service::conformance {

// Puts an empty file system of `megabytes` over the folder, for this process alone. False: this
// machine does not allow that.
bool make_small_disk(const std::string& folder, int megabytes);
bool resize_small_disk(const std::string& folder, int megabytes);

inline constexpr int not_allowed_here = 77;

// Runs `work` in a child process on a folder of its own and checks that it gives 0; it gives
// not_allowed_here where a small disk cannot be made (the check is skipped, loudly), else the
// number of the promise that was broken.
void check_on_small_disk(int (*work)(const std::string& folder));

}  // namespace vitrine::service::conformance
