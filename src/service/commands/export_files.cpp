#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "service/commands/open_store.h"
#include "service/commands/operator.h"
#include "service/desks/export_desk.h"

namespace vitrine::service::commands {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

constexpr std::int32_t teams_at_once = 200;

constexpr const char* help =
    R"(vitrine-store export reviews     [--team T] [--format F] [--out FILE] [--data DIR]
vitrine-store export submissions [--team T] [--format F] [--out FILE] [--data DIR]
vitrine-store export metrics     --metrics A,B --from DAY --to DAY [--grain G] [--team T]
                                 [--format F] [--out FILE] [--data DIR]

  --team T    of this team (default: of the whole store, team after team)
  --format F  csv (default) or ndjson, as GET /v1/exports/... gives them
  --out FILE  for its owner alone; one that is there is replaced once the new one is whole
              (default: standard output)
  --metrics   installs uninstalls active_devices crashes crash_free_sessions anrs revenue
              listing_views conversions rating
  --from, --to  days, as 2026-05-28; the last one is left out
  --grain G   hour, day (default), week or month

  A store that is running may be exported. Rows are read some at a time: those that change
  meanwhile are there once, as they are then. Text that a spreadsheet would take for a formula gets
  an apostrophe in front in CSV.
)";

// Where the rows go: standard output, a file that takes its name when it is whole, or something
// that is there and no plain file (a pipe, a device), which is only written into.
class Sink {
public:
    explicit Sink(std::string path) : path_(std::move(path)) {}
    ~Sink() {
        if (file_ > STDOUT_FILENO) ::close(file_);
        if (!unfinished_.empty()) ::unlink(unfinished_.c_str());
    }
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    Result<void> open() {
        if (path_.empty()) return {};
        struct stat there {};
        const bool special = ::stat(path_.c_str(), &there) == 0 && !S_ISREG(there.st_mode);
        const std::string name = special ? path_ : path_ + ".part";
        const int flags = special ? O_WRONLY : O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
        file_ = ::open(name.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (file_ < 0) return refused(unwritable(errno));
        if (!special) unfinished_ = name;
        return {};
    }
    Result<void> write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::write(file_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return refused(unwritable(errno));
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return {};
    }
    Result<void> keep() {
        if (unfinished_.empty()) return {};
        if (::fsync(file_) != 0 || ::rename(unfinished_.c_str(), path_.c_str()) != 0)
            return refused(unwritable(errno));
        unfinished_.clear();
        return {};
    }

private:
    Problem unwritable(int error) const {
        return Problem::unavailable(
            "export_unwritable",
            (path_.empty() ? "Standard output" : path_) + " cannot be written: " +
                std::strerror(error) + ".",
            "Nothing of it is kept: choose another place with --out.");
    }

    std::string path_, unfinished_;  // unfinished_: the name until it is whole
    int file_ = STDOUT_FILENO;
};

// The team that was named, or all teams of the store by id.
class Teams {
public:
    Teams(ports::Store& store, std::optional<contract::Team> only)
        : store_(store), only_(only.has_value()) {
        if (only) some_.push_back(std::move(*only));
    }

    Result<std::optional<contract::Team>> next() {
        if (at_ == some_.size() && !only_) {
            auto more = store_.accounts().teams_after(last_, teams_at_once);
            if (!more) return refused(more.error());
            some_ = std::move(*more);
            at_ = 0;
            if (!some_.empty()) last_ = some_.back().id;
        }
        if (at_ == some_.size()) return std::nullopt;
        return some_[at_++];
    }

private:
    ports::Store& store_;
    bool only_;
    std::vector<contract::Team> some_;
    std::size_t at_ = 0;
    contract::TeamId last_;
};

Result<std::optional<contract::ExportFormat>> format_in(const Words& words) {
    if (!words.has("format")) return std::nullopt;
    const auto format = contract::value_of<contract::ExportFormat>(words.text("format", ""));
    if (!format) return refused(wrong_user_words("--format takes csv or ndjson."));
    return format;
}

Result<contract::ExportMetrics::Request> metrics_asked_for(const Words& words) {
    contract::ExportMetrics::Request ask;
    for (const auto name : base::split(words.text("metrics", ""), ',')) {
        const auto metric = contract::value_of<contract::Metric>(base::trimmed(name));
        if (!metric)
            return refused(wrong_user_words("There is no metric " + std::string(name) + "."));
        ask.metrics.push_back(*metric);
    }
    const auto from = base::parse_iso_date(words.text("from", ""));
    const auto to = base::parse_iso_date(words.text("to", ""));
    if (ask.metrics.empty() || !from || !to)
        return refused(wrong_user_words(
            "Say which: --metrics, and --from and --to as days (2026-05-28)."));
    ask.from = *from;
    ask.to = *to;
    if (!words.has("grain")) return ask;
    ask.grain = contract::value_of<contract::Grain>(words.text("grain", ""));
    if (!ask.grain) return refused(wrong_user_words("--grain takes hour, day, week or month."));
    return ask;
}

Result<std::unique_ptr<desks::Export>> begin(desks::ExportDesk& desk, const std::string& kind,
                                             const desks::Caller& who, const Words& words) {
    const auto format = format_in(words);
    if (!format) return refused(format.error());
    if (kind == "reviews") {
        contract::ExportReviews::Request ask;
        ask.format = *format;
        return desk.begin(who, ask);
    }
    if (kind == "submissions") {
        contract::ExportSubmissions::Request ask;
        ask.format = *format;
        return desk.begin(who, ask);
    }
    auto ask = metrics_asked_for(words);
    if (!ask) return refused(ask.error());
    ask->format = *format;
    return desk.begin(who, *ask);
}

Result<void> write_rows(desks::Export& file, const desks::Caller& who, Sink& sink) {
    while (true) {
        const auto page = file.next(who);
        if (!page) return refused(page.error());
        if (auto done = sink.write(page->rows); !done) return done;
        if (page->last) return {};
    }
}

Result<void> send(AtTheMachine& at, const std::string& kind, const Words& words) {
    std::optional<contract::Team> only;
    if (words.has("team")) {
        auto named = team_named(at.store, words.text("team", ""));
        if (!named) return refused(named.error());
        only = std::move(*named);
    }
    Teams teams(at.store, std::move(only));
    auto team = teams.next();
    if (!team) return refused(team.error());
    desks::ReviewDesk reviews(at.world);
    desks::MetricDesk metrics(at.world);
    desks::SubmissionDesk submissions(at.world);
    desks::ExportDesk desk(at.world, reviews, metrics, submissions);
    // A store without teams has a file without rows.
    auto who = desks::operator_of(team->value_or(contract::Team()));
    const auto file = begin(desk, kind, who, words);
    if (!file) return refused(file.error());
    Sink sink(words.text("out", ""));
    if (auto done = sink.open(); !done) return done;
    do {
        who = desks::operator_of(team->value_or(contract::Team()));
        if (auto done = write_rows(**file, who, sink); !done) return done;
        team = teams.next();
        if (!team) return refused(team.error());
    } while (*team);
    return sink.keep();
}

}  // namespace

int export_files(const std::vector<std::string>& words) {
    if (std::ranges::find(words, "--help") != words.end()) {
        std::fputs(help, stdout);
        return 0;
    }
    const auto parsed = parse(words,
                              {"data", "config", "team", "format", "out", "metrics", "from", "to",
                               "grain"},
                              {});
    if (!parsed) return complain(parsed.error());
    const std::string kind = parsed->rest.size() == 1 ? parsed->rest.front() : "";
    if (kind != "reviews" && kind != "submissions" && kind != "metrics") {
        std::fputs(help, stderr);
        return 2;
    }
    const std::string folder = parsed->text("data", usual_data_folder);
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return complain(Problem::unavailable("data_folder_unusable",
                                             "There is no data folder " + folder + ".",
                                             "Say where it is with --data DIR."));
    auto store = open_store(folder, Look::quickly);
    if (!store) return complain(store.error());
    AtTheMachine at(**store);
    const auto done = send(at, kind, *parsed);
    return done ? 0 : complain(done.error());
}

}  // namespace vitrine::service::commands
