// The door without a window: a clock that stands still until it is moved, storage in memory, and
// everything the console asks of its platform written down for a test to read. Transport and text
// come from outside and are not owned.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shell/shell.h"

namespace vitrine::shell {

class HeadlessShell final : public Shell {
public:
    HeadlessShell(client::Transport& net, TextDoor& text, base::FixedClock& clock, Fields fields)
        : net_(net), text_(text), clock_(clock), fields_(fields), start_(clock.now()) {}

    client::Transport& net() override { return net_; }
    TextDoor& text() override { return text_; }
    base::Clock& clock() override { return clock_; }
    double seconds() override;  // follows the fixed clock, from 1 s
    std::optional<std::string> remembered(Storage where, std::string_view key) override;
    void remember(Storage where, std::string_view key, std::string_view value) override;
    void show_place(std::string_view path_and_query, std::string_view title,
                    History history) override;
    void open_link(std::string_view url) override { links_.emplace_back(url); }
    void copy_text(std::string_view text) override { copied_ = text; }
    void leave_to_sign_in() override { signed_out_ = true; }
    std::int32_t utc_offset_minutes() override { return 0; }
    Fields fields() const override { return fields_; }

    struct Shown {
        std::string path, title;
    };
    // Like a browser's: push adds behind the current entry and forgets what was ahead of it.
    const std::vector<Shown>& history() const { return history_; }
    std::size_t history_at() const { return at_; }
    std::optional<std::string> step_history(int by);  // back -1, forward +1: the path to open
    const std::vector<std::string>& links() const { return links_; }
    const std::string& copied() const { return copied_; }
    bool signed_out() const { return signed_out_; }

private:
    client::Transport& net_;
    TextDoor& text_;
    base::FixedClock& clock_;
    Fields fields_;
    base::Instant start_;
    std::map<std::pair<Storage, std::string>, std::string, std::less<>> kept_;
    std::vector<Shown> history_;
    std::size_t at_ = 0;
    std::vector<std::string> links_;
    std::string copied_;
    bool signed_out_ = false;
};

}  // namespace vitrine::shell
