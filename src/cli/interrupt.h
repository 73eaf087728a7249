// Ctrl-C and time: a first Ctrl-C asks the program to stop at the next safe place, a second one
// ends it at once. Waiting hears it.
#pragma once
#include <cstdint>

namespace vitrine::cli {

void catch_interrupts();  // SIGINT, SIGTERM, SIGHUP; SIGPIPE is ignored
bool interrupted();
// False: interrupted meanwhile.
bool wait_ms(std::int64_t ms);
std::int64_t steady_ms();  // since some moment; only differences mean something

}  // namespace vitrine::cli
