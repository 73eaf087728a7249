#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace vitrine::base {

void check_failed(const char* what, const char* file, int line) {
#ifdef VT_NO_STDIO
    (void)what, (void)file, (void)line;
    __builtin_trap();
#else
    std::fprintf(stderr, "CHECK failed: %s (%s:%d)\n", what, file, line);
    std::abort();
#endif
}

}  // namespace vitrine::base
