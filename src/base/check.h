// CHECK stops the program when one of our own promises is broken: a bug, never bad input.
#pragma once

namespace vitrine::base {
[[noreturn]] void check_failed(const char* what, const char* file, int line);
}

#define VT_CHECK(condition) \
    ((condition) ? (void)0 : ::vitrine::base::check_failed(#condition, __FILE__, __LINE__))
