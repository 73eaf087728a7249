// What the program says, and where.
//
//   stdout   the answer: lines for people, or with --json exactly one JSON value
//   stderr   what is going on (only on a terminal, and not with --quiet), and problems: in lines,
//            or with --json as one problem document
//
// Text of others (titles, reviews, what a store answers) may hold anything: control characters and
// characters that turn the direction of text are shown as U+FFFD, so that they steer no terminal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "cli/exit.h"

namespace vitrine::cli {

using base::Json;

enum class Form : std::uint8_t { text, json };
enum class Ink : std::uint8_t { good, bad, warn, faint, strong };
enum class Lines : std::uint8_t { one, many };  // whether line ends may stay

std::string plain(std::string_view text, Lines lines = Lines::one);

struct OutWish {
    Form form = Form::text;
    bool quiet = false, verbose = false, no_colour = false;
};

class Out {
public:
    explicit Out(OutWish wish);

    bool json() const { return wish_.form == Form::json; }
    bool lively() const { return lively_; }  // somebody watches stderr
    bool verbose() const { return wish_.verbose; }

    void line(std::string_view text) const;      // to stdout, not with --json
    void note(std::string_view text) const;      // to stderr, where somebody watches
    void value(const Json& json) const;          // to stdout, only with --json; once
    void bytes(std::string_view raw) const;      // to stdout as they are: exports, scripts
    std::string ink(Ink ink, std::string_view text) const;  // coloured where stdout is a terminal

    // On stderr; gives back the exit code. `beside`: what else the store said (a clash's parts).
    Exit complain(const base::Problem& problem, const Json& beside = nullptr) const;
    // False: stdout is closed or full.
    bool flush() const;

private:
    OutWish wish_;
    bool lively_ = false, colours_ = false;
};

// A line on stderr that is drawn over and over: "notes.apk  [####----]  48 %  12.1 of 25 MB
// 3.2 MB/s". Nothing where nobody watches.
class Progress {
public:
    Progress(const Out& out, std::string label, std::int64_t total);
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void show(std::int64_t done);  // draws ten times a second at most
    void clear();

private:
    const Out& out_;
    std::string label_;
    std::int64_t total_, began_ms_, first_ = -1, drawn_ms_ = 0;
    bool drawn_ = false;
};

std::string bytes_text(std::int64_t bytes);  // "12.1 MB"

}  // namespace vitrine::cli
