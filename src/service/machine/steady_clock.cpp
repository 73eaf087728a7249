#include "service/machine/steady_clock.h"

#include <ctime>

namespace vitrine::service::machine {

std::int64_t steady_ms() {
    timespec since_start{};
    ::clock_gettime(CLOCK_BOOTTIME, &since_start);
    return since_start.tv_sec * std::int64_t{1000} + since_start.tv_nsec / 1'000'000;
}

}  // namespace vitrine::service::machine
