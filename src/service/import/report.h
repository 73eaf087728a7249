// What an import did, told while it runs and at its end.
//
// Progress goes to a terminal only, on one line that is rewritten. A bad line is named by its
// number and reason; after `named_max` of them only their count goes on. The closing summary is
// always written. The exit code: 0 all went in, 1 nothing could be read, 3 something was skipped
// or the file ended too early.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::service::import {

inline constexpr int named_max = 20;

enum class Terminal : std::uint8_t { no, yes };

class Report {
public:
    // `out` may be null: nothing is written, the counts are kept. Not owned.
    Report(std::FILE* out, Terminal terminal, std::string file);

    void bad_line(std::int64_t line, std::string_view why);
    void repaired_line(std::int64_t line);  // wrong UTF-8 was replaced by U+FFFD; the row is kept
    void note(std::string_view sentence);   // something worth saying once, at the end
    void trouble(std::string_view sentence);  // the file ended before its time
    void progress(double share);            // 0..1; writes at most about ten times a second
    void finish(double seconds);            // the summary

    // `seen` rows hold all others; rows that were there already and equal are `unchanged`.
    std::int64_t seen = 0, added = 0, changed = 0, unchanged = 0, skipped = 0, repaired = 0;
    std::int64_t gaps = 0, apps_added = 0;
    bool failed = false;  // nothing could be read at all

    int exit_code() const;
    const std::vector<std::string>& said() const { return said_; }  // for tests: what was written

private:
    void say(std::string line);
    void clear_progress();

    std::FILE* out_;
    Terminal terminal_;
    std::string file_;
    std::vector<std::string> said_, notes_;
    bool ended_early_ = false, progress_shown_ = false;
    int last_permille_ = -1;
};

}  // namespace vitrine::service::import
