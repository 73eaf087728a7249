#include "cli/commands.h"

#include <array>

namespace vitrine::cli {
namespace {

constexpr std::string_view tracks = "internal,closed,open,production";

constexpr Option app_option{"app", "NAME", Kind::text, "",
                            "the app's package name or id (default: the folder's)"};
constexpr Option dir_option{"dir", "DIR", Kind::folder, "",
                            "the app's folder (default: the current one)"};
constexpr Option output_option{"output", "FILE", Kind::file, "",
                               "write there instead of standard output"};
constexpr Option format_option{"format", "F", Kind::choice, "csv,ndjson",
                               "csv (default) or ndjson"};
constexpr Option timeout_option{"timeout", "SECONDS", Kind::number, "",
                                "give up waiting after so long (default: never)"};

constexpr std::array global = {
    Option{"store", "URL", Kind::text, "", "the store (default: VITRINE_STORE, the folder's, the "
                                           "last log-in's)"},
    Option{"team", "ID", Kind::text, "", "the team, where the key reaches more than one"},
    Option{"json", "", Kind::none, "", "one JSON value on standard output, problems as JSON on "
                                       "standard error"},
    Option{"quiet", "", Kind::none, "", "say nothing on the way"},
    Option{"verbose", "", Kind::none, "", "say what is done also without a terminal"},
    Option{"no-color", "", Kind::none, "", "no colours (also NO_COLOR)"},
    Option{"patience", "SECONDS", Kind::number, "", "how long to try while the store does not "
                                                    "answer (30)"},
    Option{"allow-http", "", Kind::none, "", "send the key unencrypted to another machine"},
    Option{"help", "", Kind::none, "", "what this command does"},
};

constexpr std::array login_options = {
    Option{"key-file", "FILE", Kind::file, "", "read the key from a file"},
    Option{"device", "", Kind::none, "", "get a key by a code that is approved in a browser"},
    Option{"scopes", "S,S", Kind::text, "", "with --device: what the key may (all but "
                                            "ingest:write, team:read, audit:read)"},
};
constexpr std::array logout_options = {
    Option{"all", "", Kind::none, "", "forget the keys of every store"},
};
constexpr std::array check_options = {
    app_option, dir_option,
    Option{"against-live", "", Kind::none, "", "compare with what is live in the store"},
    Option{"target-sdk", "N", Kind::number, "", "the store's lowest target SDK (33)"},
    Option{"track", "T", Kind::choice, tracks, "the track to compare with (production)"},
    Option{"sarif", "", Kind::none, "", "write SARIF 2.1.0 instead of text"},
    output_option,
};
constexpr std::array init_options = {app_option};
constexpr std::array pull_options = {
    app_option, dir_option,
    Option{"force", "", Kind::none, "", "take the store's side in conflicts"},
};
constexpr std::array plan_options = {app_option, dir_option};
constexpr std::array apply_options = {
    app_option, dir_option,
    Option{"force", "", Kind::none, "", "take the folder's side in conflicts"},
};
constexpr std::array upload_options = {
    app_option, dir_option,
    Option{"parallel", "N", Kind::number, "", "parts on their way at once (4)"},
    Option{"no-check", "", Kind::none, "", "do not read the package before it goes up"},
};
constexpr std::array submit_options = {
    app_option, dir_option,
    Option{"track", "T", Kind::choice, tracks, "internal, closed, open or production (default)"},
    Option{"notes", "DIR", Kind::folder, "", "release notes, a file LOCALE.txt for each language"},
    Option{"rollout", "F", Kind::number, "", "begin with this share of devices: 0.05"},
    Option{"publish-at", "TIME", Kind::text, "", "not before, as 2026-05-14T08:00:00Z"},
    Option{"listing", "", Kind::none, "", "send the listing's draft along"},
    Option{"draft", "", Kind::none, "", "leave it a draft"},
    Option{"dry-run", "", Kind::none, "", "only say what the checks would find"},
    Option{"wait", "", Kind::none, "", "until it is decided"},
    Option{"wait-for", "WHAT", Kind::choice, "checks,decision,live",
           "until the checks are done, it is decided, or it is live"},
    timeout_option,
};
constexpr std::array status_options = {
    app_option, dir_option,
    Option{"watch", "", Kind::none, "", "go on until it is decided"},
    timeout_option,
};
constexpr std::array rollout_options = {
    app_option, dir_option,
    Option{"track", "T", Kind::choice, tracks, "the track (production)"},
    Option{"reason", "TEXT", Kind::text, "", "for the timeline and the audit log"},
    Option{"dry-run", "", Kind::none, "", "only say what would happen"},
};
constexpr std::array start_options = {
    app_option, dir_option,
    Option{"track", "T", Kind::choice, tracks, "the track (production)"},
    Option{"rollout", "F", Kind::number, "", "the share of devices (the submission's wish, 0.01)"},
    Option{"reason", "TEXT", Kind::text, "", "for the timeline and the audit log"},
    Option{"dry-run", "", Kind::none, "", "only say what would happen"},
};
constexpr std::array review_options = {
    app_option, dir_option,
    Option{"rating", "N,N", Kind::text, "", "only these stars"},
    Option{"language", "L,L", Kind::text, "", "only these languages"},
    Option{"country", "C,C", Kind::text, "", "only these countries"},
    Option{"version", "V,V", Kind::text, "", "only these versions"},
    Option{"tag", "T,T", Kind::text, "", "only with one of these tags"},
    Option{"search", "WORDS", Kind::text, "", "only with these words"},
    Option{"since", "DAY", Kind::text, "", "only from this day or time on"},
    Option{"unanswered", "", Kind::none, "", "only without an answer"},
    Option{"sort", "S", Kind::choice, "newest,oldest,lowest,highest,helpful", "newest first"},
    Option{"limit", "N", Kind::number, "", "at most so many (20; 0: all)"},
};
constexpr std::array export_review_options = {
    app_option, dir_option,
    Option{"rating", "N,N", Kind::text, "", "only these stars"},
    Option{"language", "L,L", Kind::text, "", "only these languages"},
    Option{"country", "C,C", Kind::text, "", "only these countries"},
    Option{"version", "V,V", Kind::text, "", "only these versions"},
    Option{"tag", "T,T", Kind::text, "", "only with one of these tags"},
    Option{"search", "WORDS", Kind::text, "", "only with these words"},
    Option{"since", "DAY", Kind::text, "", "only from this day or time on"},
    Option{"unanswered", "", Kind::none, "", "only without an answer"},
    Option{"sort", "S", Kind::choice, "newest,oldest,lowest,highest,helpful", "newest first"},
    format_option, output_option,
};
constexpr std::array reply_options = {
    Option{"file", "FILE", Kind::file, "", "the text, - for standard input"},
};
constexpr std::array metric_options = {
    app_option, dir_option,
    Option{"metric", "M,M", Kind::text, "", "installs, crashes, ... (default: installs)"},
    Option{"from", "DAY", Kind::text, "", "the first day"},
    Option{"to", "DAY", Kind::text, "", "the day after the last"},
    Option{"grain", "G", Kind::choice, "hour,day,week,month", "day when not said"},
    Option{"by", "WHAT", Kind::choice, "country,version,device,channel",
           "split the whole span by this instead"},
    format_option, output_option,
};

constexpr std::string_view rollout_more =
    "RELEASE is a release's id; without it, the one that rolls out, is halted, or was approved "
    "last on the app's track.";

constexpr std::array all = {
    Command{"login", "", "keep an API key for a store",
            "The key comes from VITRINE_KEY, --key-file, or is asked for; make one in the console "
            "under Team, API keys. With --device, and with Enter where a key is asked for, the "
            "store makes one for you: open the address that is shown, on any machine, sign in and "
            "enter the code. Such a key is yours: it may at most what you may, holds for 90 days, "
            "and logging out ends it. A key is tried, then kept in credentials.json of "
            "$XDG_CONFIG_HOME/vitrine, readable for its owner only.",
            login_options, 0, 0, Kind::none, log_in},
    Command{"logout", "", "forget the key of a store",
            "A key that login --device got is void then; any other stays good until it is revoked "
            "in the console.", logout_options, 0, 0, Kind::none, log_out},
    Command{"whoami", "", "who the store takes me for", "", {}, 0, 0, Kind::none, who_am_i},
    Command{"check", "PACKAGE...|DIR", "what the store would object to, without sending anything",
            "Reads packages as the store does, and asks the same table of checks. PACKAGES are "
            "taken as one submission. DIR is an app's folder (its listing is checked too) or a "
            "folder of packages. Exits with 1 when the store would refuse it.",
            check_options, 1, 100, Kind::file, check},
    Command{"init", "[DIR]", "begin a folder for an app", "Writes vitrine.json; pull fills it.",
            init_options, 0, 1, Kind::folder, init_folder},
    Command{"pull", "", "bring listings, graphics, tracks and declarations into the folder",
            "What was edited in the folder stays; what changed on both sides is named and left "
            "as it is, unless --force says otherwise.",
            pull_options, 0, 0, Kind::none, pull},
    Command{"plan", "", "show what apply would change, and what would be refused",
            "Every change as a difference; what changed in the store since the last pull; where "
            "both did, a conflict. Nothing is written. Exits with 1 when something would be "
            "refused, with 5 when there are conflicts.",
            plan_options, 0, 0, Kind::none, plan},
    Command{"apply", "", "carry out the plan",
            "Every write names the revision it was planned against, so that nobody's edit is "
            "lost. Stopped at any point, it can be run again.",
            apply_options, 0, 0, Kind::none, apply},
    Command{"upload", "FILE", "send a package",
            "In parts, several at once. Cut off, stopped or killed on either side, the same "
            "command goes on where it was.",
            upload_options, 1, 1, Kind::file, upload},
    Command{"submit", "[PACKAGE...]", "send packages and notes to review",
            "PACKAGE is a package's id or a file, which is uploaded first; without any, the app's "
            "newest package, or with --listing none. The same submission again is found, not "
            "doubled.",
            submit_options, 0, 20, Kind::file, submit},
    Command{"status", "[SUBMISSION]", "stage, place in the queue, decision, findings",
            "SUBMISSION is its id or number; without it, all that are open.", status_options, 0, 1,
            Kind::text, status},
    Command{"rollout show", "[RELEASE]", "what is out, and how far", rollout_more, rollout_options,
            0, 1, Kind::text, show_rollout},
    Command{"rollout start", "[RELEASE]", "begin an approved release", rollout_more, start_options,
            0, 1, Kind::text, start_rollout},
    Command{"rollout set", "FRACTION [RELEASE]", "more devices: 0.2; 1 completes it", rollout_more,
            rollout_options, 1, 2, Kind::number, set_rollout},
    Command{"rollout halt", "[RELEASE]", "stop it where it is", rollout_more, rollout_options, 0,
            1, Kind::text, halt_rollout},
    Command{"rollout resume", "[RELEASE]", "go on", rollout_more, rollout_options, 0, 1,
            Kind::text, resume_rollout},
    Command{"rollout complete", "[RELEASE]", "all devices", rollout_more, rollout_options, 0, 1,
            Kind::text, complete_rollout},
    Command{"rollout roll-back", "[RELEASE]", "take it back; what was live before stands again",
            rollout_more, rollout_options, 0, 1, Kind::text, roll_back},
    Command{"reviews list", "", "what users say", "", review_options, 0, 0, Kind::none,
            list_reviews},
    Command{"reviews reply", "REVIEW [TEXT]", "answer a review", "An answer that stands already "
            "is not written again.", reply_options, 1, 2, Kind::text, reply_to_review},
    Command{"reviews export", "", "reviews as a file", "", export_review_options, 0, 0, Kind::none,
            export_reviews},
    Command{"metrics export", "", "figures as a file",
            "A line for each app, metric and point that there is: a gap has no line. With --by, a "
            "line for each of the 200 largest parts and one for the others. With --json and no "
            "--output, one JSON value as the store answers it.", metric_options, 0, 0, Kind::none,
            export_metrics},
    Command{"completion", "bash|zsh|fish", "a completion script for a shell",
            "For bash: vitrine completion bash > ~/.local/share/bash-completion/completions/"
            "vitrine", {}, 1, 1, Kind::text, completion},
    Command{"help", "[COMMAND...]", "all commands, or one", "", {}, 0, 2, Kind::text, help},
};

}  // namespace

std::span<const Command> commands() { return all; }
std::span<const Option> global_options() { return global; }

}  // namespace vitrine::cli
