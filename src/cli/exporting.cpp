#include "cli/exporting.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"

namespace vitrine::cli {
namespace {

// A file that is whole or not there: written beside, named at the end.
class FileBehind {
public:
    explicit FileBehind(std::string path) : path_(std::move(path)), beside_(path_ + ".part") {}
    ~FileBehind() {
        if (file_ < 0) return;
        ::close(file_);
        if (!named_) ::unlink(beside_.c_str());
    }
    FileBehind(const FileBehind&) = delete;
    FileBehind& operator=(const FileBehind&) = delete;
    bool open() {
        file_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        return file_ >= 0;
    }
    bool take(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto put = ::write(file_, bytes.data(), bytes.size());
            if (put <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(put));
        }
        return true;
    }
    bool finish() {
        named_ = ::fsync(file_) == 0 && ::rename(beside_.c_str(), path_.c_str()) == 0;
        return named_;
    }

private:
    std::string path_, beside_;
    int file_ = -1;
    bool named_ = false;
};

// Where an export goes, whichever it is.
class Target {
public:
    explicit Target(Session& at) : at_(at), output_(at.words.text("output")), file_(output_) {}

    base::Result<void> open() {
        if (at_.out.json() && output_.empty())
            return base::refused(usage_problem("With --json an export needs --output FILE."));
        if (!output_.empty() && !file_.open()) return base::refused(not_written());
        return {};
    }
    bool take(std::string_view piece) {
        bytes_ += static_cast<std::int64_t>(piece.size());
        if (output_.empty()) at_.out.bytes(piece);
        else written_ = written_ && file_.take(piece);
        return written_;
    }
    bool written() const { return written_; }
    base::Problem not_written() const { return file_problem(output_ + " cannot be written."); }
    Exit finish() {
        if (!written_ || (!output_.empty() && !file_.finish())) return at_.fail(not_written());
        at_.out.value({{"file", output_}, {"bytes", bytes_}});
        if (!output_.empty()) at_.out.line(output_ + "  " + bytes_text(bytes_));
        return Exit::ok;
    }

private:
    Session& at_;
    std::string output_;
    FileBehind file_;
    std::int64_t bytes_ = 0;
    bool written_ = true;
};

}  // namespace

Exit export_answer(Session& at, const std::string& path) {
    Target target(at);
    if (auto open = target.open(); !open) return at.fail(open.error());
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    HttpAsk ask;
    ask.path = path;
    ask.take = [&](std::string_view piece) { return target.take(piece); };
    const auto done = (*store)->http().ask(ask);
    if (!done && target.written()) return at.fail(done.error());
    return target.finish();
}

Exit export_text(Session& at, std::string_view text) {
    Target target(at);
    if (auto open = target.open(); !open) return at.fail(open.error());
    (void)target.take(text);
    return target.finish();
}

std::vector<std::string> list_in(const Words& words, std::string_view option) {
    std::vector<std::string> out;
    const std::string text = words.text(option);
    for (const auto one : base::split(text, ',')) {
        const auto word = base::trimmed(one);
        if (!word.empty()) out.emplace_back(word);
    }
    return out;
}

}  // namespace vitrine::cli
