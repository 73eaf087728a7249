#include "shell/headless/headless_shell.h"

namespace vitrine::shell {

double HeadlessShell::seconds() {
    return 1 + static_cast<double>(clock_.now().ms - start_.ms) / 1000;
}

std::optional<std::string> HeadlessShell::remembered(Storage where, std::string_view key) {
    const auto at = kept_.find(std::pair{where, std::string(key)});
    if (at == kept_.end()) return std::nullopt;
    return at->second;
}

void HeadlessShell::remember(Storage where, std::string_view key, std::string_view value) {
    if (value.empty())
        kept_.erase({where, std::string(key)});
    else
        kept_[{where, std::string(key)}] = value;
}

void HeadlessShell::show_place(std::string_view path_and_query, std::string_view title,
                               History history) {
    const Shown shown{std::string(path_and_query), std::string(title)};
    if (history_.empty()) {
        history_.push_back(shown);
        return;
    }
    if (history == History::push) {
        history_.resize(at_ + 1);
        history_.push_back(shown);
        ++at_;
        return;
    }
    history_[at_] = shown;
}

std::optional<std::string> HeadlessShell::step_history(int by) {
    const auto to = static_cast<std::ptrdiff_t>(at_) + by;
    if (to < 0 || to >= static_cast<std::ptrdiff_t>(history_.size())) return std::nullopt;
    at_ = static_cast<std::size_t>(to);
    return history_[at_].path;
}

}  // namespace vitrine::shell
