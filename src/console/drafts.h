// What a person is typing, by form: survives leaving the page, a reload and a crash, because each
// change is written to the shell's storage at once.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/shell.h"

namespace vitrine::console {

class Drafts {
public:
    explicit Drafts(shell::Shell& shell) : shell_(shell) {}
    // The draft under `key` ("reply/<review id>"), "" when there is none.
    std::string text(std::string_view key);
    void write(std::string_view key, std::string_view text);

private:
    shell::Shell& shell_;
    std::vector<std::pair<std::string, std::string>> known_;
};

}  // namespace vitrine::console
