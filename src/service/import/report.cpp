#include "service/import/report.h"

#include <cmath>
#include <utility>

#include "base/text.h"

namespace vitrine::service::import {
namespace {

using base::decimal;

// "188,556": figures this long are read by people.
std::string grouped(std::int64_t value) {
    std::string digits = decimal(value);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

void add_count(std::string& out, std::int64_t count, std::string_view what) {
    if (count == 0) return;
    out += ", " + grouped(count) + " ";
    out += what;
}

}  // namespace

Report::Report(std::FILE* out, Terminal terminal, std::string file)
    : out_(out), terminal_(terminal), file_(std::move(file)) {}

void Report::say(std::string line) {
    if (out_ != nullptr) {
        clear_progress();
        std::fprintf(out_, "%s\n", line.c_str());
    }
    said_.push_back(std::move(line));
}

void Report::clear_progress() {
    if (std::exchange(progress_shown_, false)) std::fputs("\r\033[K", out_);
}

void Report::bad_line(std::int64_t line, std::string_view why) {
    ++skipped;
    if (skipped > named_max) return;
    say(file_ + ":" + decimal(line) + ": skipped: " + std::string(why));
    if (skipped == named_max) say(file_ + ": further bad lines are only counted");
}

void Report::repaired_line(std::int64_t line) {
    ++repaired;
    if (repaired > named_max) return;
    say(file_ + ":" + decimal(line) + ": kept, wrong UTF-8 was replaced");
}

void Report::note(std::string_view sentence) {
    notes_.emplace_back(sentence);
}

void Report::trouble(std::string_view sentence) {
    ended_early_ = true;
    say(file_ + ": " + std::string(sentence) + "; what came before was kept");
}

void Report::progress(double share) {
    if (terminal_ == Terminal::no || out_ == nullptr) return;
    const int permille = static_cast<int>(std::lround(share * 1000));
    if (permille == last_permille_) return;
    last_permille_ = permille;
    progress_shown_ = true;
    std::fprintf(out_, "\r%s: %3d %%  %s rows", file_.c_str(), permille / 10,
                 grouped(seen).c_str());
    std::fflush(out_);
}

void Report::finish(double seconds) {
    for (const std::string& sentence : notes_) say(file_ + ": " + sentence);
    std::string line = file_ + ": " + grouped(seen) + " rows, " + grouped(added) + " new";
    add_count(line, changed, "changed");
    add_count(line, unchanged, "already there");
    add_count(line, gaps, "gaps");
    add_count(line, skipped, "skipped");
    add_count(line, repaired, "repaired");
    add_count(line, apps_added, apps_added == 1 ? "app added" : "apps added");
    say(line + ", " + base::fixed(seconds, 1) + " s");
}

int Report::exit_code() const {
    if (failed) return 1;
    return skipped > 0 || ended_early_ ? 3 : 0;
}

}  // namespace vitrine::service::import
