// The table of commands. Help, manual page and completion scripts are made of it, and tests walk
// it.
#pragma once
#include <span>

#include "cli/exit.h"
#include "cli/words.h"

namespace vitrine::cli {

inline constexpr std::string_view version_text = "0.1.0";

std::span<const Command> commands();
std::span<const Option> global_options();  // of every command

// The whole program. `given`: the words behind its name.
Exit run(const std::vector<std::string>& given);

std::string help_text();                          // all commands
std::string help_text(const Command& command);    // one
std::string manual_page();                        // roff, section 1 (docs/vitrine.1)
// For bash, zsh or fish; "" for another shell.
std::string completion_script(std::string_view shell);

Exit log_in(Session&);
Exit log_out(Session&);
Exit who_am_i(Session&);
Exit check(Session&);
Exit init_folder(Session&);
Exit pull(Session&);
Exit plan(Session&);
Exit apply(Session&);
Exit upload(Session&);
Exit submit(Session&);
Exit status(Session&);
Exit show_rollout(Session&);
Exit start_rollout(Session&);
Exit set_rollout(Session&);
Exit halt_rollout(Session&);
Exit resume_rollout(Session&);
Exit complete_rollout(Session&);
Exit roll_back(Session&);
Exit list_reviews(Session&);
Exit reply_to_review(Session&);
Exit export_reviews(Session&);
Exit export_metrics(Session&);
Exit completion(Session&);
Exit help(Session&);

}  // namespace vitrine::cli
