// The manual page, from the table of commands: roff with the man macros (man(7)).
#include "cli/commands.h"

namespace vitrine::cli {
namespace {

// Dashes and backslashes as they are typed; a dot or quote at the start of a line is no macro.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '-') out += "\\-";
        else if (c == '\\') out += "\\e";
        else out += c;
    }
    return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string options_text(std::span<const Option> options) {
    std::string out;
    for (const Option& one : options) {
        out += ".TP\n\\fB" + roff("--" + std::string(one.name)) + "\\fR";
        if (!one.value.empty()) out += " \\fI" + roff(one.value) + "\\fR";
        out += "\n" + roff(one.help) + ".\n";
    }
    return out;
}

constexpr std::string_view before = R"(.TH VITRINE 1 "" "vitrine VERSION" "User Commands"
.SH NAME
vitrine \- publish apps from a terminal or from CI
.SH SYNOPSIS
\fBvitrine\fR \fICOMMAND\fR [\fIOPTION\fR...] [\fIARGUMENT\fR...]
.SH DESCRIPTION
The command line of an app store that runs Vitrine: it checks packages as the store does, keeps an
app's listing as a folder of files, uploads, submits, and steers rollouts.
.SH COMMANDS
)";

constexpr std::string_view after = R"(.SH EXIT STATUS
.TP
\fB0\fR
All is well.
.TP
\fB1\fR
Refused by a check, by a rule of the store, or a file that cannot be read.
.TP
\fB2\fR
The command line or a setting is wrong.
.TP
\fB3\fR
The store cannot be reached, or asks to come later.
.TP
\fB4\fR
No key, a void one, or one that may not; also what is not found: a store does not tell these apart.
.TP
\fB5\fR
Somebody else changed it meanwhile.
.TP
\fB130\fR
Interrupted; the same command goes on where it was.
.SH ENVIRONMENT
.TP
\fBVITRINE_KEY\fR
The API key, instead of the one that login kept.
.TP
\fBVITRINE_STORE\fR
The store, where \-\-store does not name it.
.TP
\fBVITRINE_TEAM\fR
The team, where \-\-team does not name it.
.TP
\fBNO_COLOR\fR
No colours when it is set to anything.
.TP
\fBXDG_CONFIG_HOME\fR, \fBXDG_STATE_HOME\fR
Where credentials and the notes of unfinished uploads are kept.
.SH FILES
.TP
\fI~/.config/vitrine/credentials.json\fR
Keys by store, readable for their owner only.
.TP
\fIvitrine.json\fR, \fIvitrine.lock.json\fR
In an app's folder: which app it is, and what the store said at the last pull. Both belong in git.
.SH NOTES
With \-\-json every command writes one JSON value to standard output, and a problem as one JSON
object (RFC 9457) with the exit code to standard error. Requests are repeated only where that cannot
do anything twice.
)";

}  // namespace

std::string manual_page() {
    std::string out(before);
    out.replace(out.find("VERSION"), 7, version_text);
    for (const Command& one : commands()) {
        out += ".SS \"" + roff(one.name) + (one.arguments.empty() ? "" : " ") +
               roff(one.arguments) + "\"\n" + roff(one.summary) + ".\n";
        if (!one.more.empty()) out += ".PP\n" + roff(one.more) + "\n";
        out += options_text(one.options);
    }
    out += ".SH OPTIONS\nOf every command:\n" + options_text(global_options());
    return out + std::string(after);
}

}  // namespace vitrine::cli
