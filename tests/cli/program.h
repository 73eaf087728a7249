// `vitrine` as its users start it: a process with words, an environment and an input of its own.
#pragma once
#include <sys/types.h>

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace vitrine::tests {

using base::Json;

struct Ran {
    int exit = -1;  // -1: a signal ended it
    std::string out, err;
    Json json() const;     // of stdout; null when it is no single JSON value
    Json problem() const;  // of stderr
};

struct Start {
    std::vector<std::string> words;
    std::map<std::string, std::string> environment;
    std::string input;
    std::string folder;  // to start in
    int kill_after_us = 0;  // SIGKILL so long after its start; 0: never
    std::atomic<pid_t>* process = nullptr;  // told while it runs, 0 afterwards
};

// Any program, by its path. Waits for its end, and for at most two minutes.
Ran run_program(const std::string& path, const Start& start);

}  // namespace vitrine::tests
