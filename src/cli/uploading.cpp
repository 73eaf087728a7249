#include "cli/uploading.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "cli/files.h"
#include "cli/interrupt.h"

namespace vitrine::cli {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::ByteRange;
using contract::Upload;
using contract::UploadState;

constexpr std::int64_t commit_answer_ms = 15 * base::minute_ms;  // a large package is read
constexpr std::int64_t pause_ms = 500;

struct Note {
    std::string upload;
    bool operator==(const Note&) const = default;
};
constexpr auto fields(const Note*) {
    return contract::field_list(contract::field("upload", &Note::upload));
}

// What is missing of [0, size), in parts of at most `most` bytes.
std::vector<ByteRange> missing_parts(const Upload& upload, std::int64_t most) {
    std::vector<ByteRange> out;
    std::int64_t at = 0;
    const auto add = [&](std::int64_t to) {
        for (; at < to; at = out.back().to) out.push_back({at, std::min(at + most, to)});
    };
    for (const ByteRange& one : upload.received) {
        add(std::min(one.from, upload.size));
        at = std::max(at, one.to);
    }
    add(upload.size);
    return out;
}

class Sending {
public:
    Sending(Session& at, const contract::App& app, const OpenFile& file, std::string name,
            std::string sha256)
        : at_(at), store_(**at.store()), app_(app), file_(file), name_(std::move(name)),
          sha256_(std::move(sha256)) {}

    Result<Uploaded> run();

private:
    Result<std::optional<contract::PackageDetail>> known();
    Result<Upload> open_upload();
    Result<Upload> reserve();
    Result<void> send_missing(Upload& upload);
    void send_parts(const Upload& upload, const std::vector<ByteRange>& parts,
                    Progress& progress);
    void send_some(const Upload& upload, const std::vector<ByteRange>& parts,
                   std::atomic<std::size_t>& next);
    Result<contract::PackageDetail> commit(const Upload& upload);
    std::string note_path() const;
    Problem stopped(const Upload& upload) const;
    std::size_t at_once() const;

    Session& at_;
    Store& store_;
    const contract::App& app_;
    const OpenFile& file_;
    std::string name_, sha256_;
    std::atomic<std::int64_t> moving_{0}, sent_{0};
    std::mutex guard_;
    std::optional<Problem> trouble_;  // of a part, the first
};

std::string Sending::note_path() const {
    const auto folder = state_folder();
    if (!folder) return {};
    return *folder + "/uploads/" +
           key_of({store_.origin(), store_.team(), app_.id.text, sha256_}) + ".json";
}

std::size_t Sending::at_once() const {
    const double wish = base::parse_number(at_.words.text("parallel", "4")).value_or(4);
    return static_cast<std::size_t>(std::clamp(wish, 1.0, 16.0));
}

Result<std::optional<contract::PackageDetail>> Sending::known() {
    contract::ListPackages::Request ask;
    ask.app = app_.id;
    ask.limit = 200;
    const auto page = store_.ask<contract::ListPackages>(ask);
    if (!page) return refused(page.error());
    for (const auto& one : page->items)
        if (one.sha256 == sha256_) {
            auto detail = store_.ask<contract::GetPackage>({one.id});
            if (!detail) return refused(detail.error());
            return std::optional(std::move(*detail));
        }
    return std::optional<contract::PackageDetail>();
}

Result<Upload> Sending::reserve() {
    contract::ReserveUpload::Request ask{app_.id, name_, file_.size(), sha256_};
    auto upload = store_.ask<contract::ReserveUpload>(ask);
    if (!upload) return upload;
    if (const std::string path = note_path(); !path.empty())
        if (auto kept = write_file(path, contract::encode(Note{upload->id.text}).dump()); !kept)
            at_.out.note("The upload cannot be noted, so it will not be resumed: " +
                         kept.error().title);
    return upload;
}

// The one that was begun before, when it still stands and is not refused.
Result<Upload> Sending::open_upload() {
    const std::string path = note_path();
    if (path.empty() || !is_file(path)) return reserve();
    const auto json = read_json(path);
    const auto note = json ? contract::decode<Note>(*json, contract::Unknown::ignore)
                           : Result<Note>(refused(json.error()));
    if (!note || note->upload.empty()) return reserve();
    auto upload = store_.ask<contract::GetUpload>({{note->upload}});
    if (!upload && upload.error().kind == ProblemKind::not_found) return reserve();
    if (!upload) return upload;
    const bool same = upload->sha256 == sha256_ && upload->size == file_.size() &&
                      upload->app == app_.id && upload->state != UploadState::refused;
    return same ? std::move(upload) : reserve();
}

// One thread's work: part after part, until none is left or something is in the way.
void Sending::send_some(const Upload& upload, const std::vector<ByteRange>& parts,
                        std::atomic<std::size_t>& next) {
    HttpOptions options = store_.http().options();
    Http http(options);
    while (!interrupted()) {
        const std::size_t mine = next.fetch_add(1);
        if (mine >= parts.size()) return;
        const ByteRange& part = parts[mine];
        HttpAsk ask;
        ask.method = "PUT";
        ask.path = store_.path_of<contract::PutPart>({upload.id, part.from});
        ask.content_type = "application/octet-stream";
        ask.file = Bytes{file_.file(), part.from, part.to - part.from};
        ask.repeatable = true;
        std::int64_t up = 0;
        ask.sent = [&](std::int64_t bytes) {
            moving_ += bytes - up;
            up = bytes;
        };
        const auto done = http.ask(ask);
        moving_ += (done ? part.to - part.from : 0) - up;
        if (done) {
            sent_ += part.to - part.from;
            continue;
        }
        const std::lock_guard lock(guard_);
        if (!trouble_) trouble_ = done.error();
        return;
    }
}

void Sending::send_parts(const Upload& upload, const std::vector<ByteRange>& parts,
                         Progress& progress) {
    const std::int64_t before = contract::bytes_in(upload.received);
    moving_ = 0;
    trouble_.reset();
    std::atomic<std::size_t> next{0}, running{0};
    std::vector<std::thread> threads;
    const std::size_t count = std::min(at_once(), parts.size());
    running = count;
    for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back([&] {
            send_some(upload, parts, next);
            --running;
        });
    while (running > 0) {
        progress.show(std::clamp<std::int64_t>(before + moving_, 0, upload.size));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    for (std::thread& one : threads) one.join();
}

Problem Sending::stopped(const Upload& upload) const {
    const std::int64_t there = contract::bytes_in(upload.received) + moving_;
    return interrupted_problem(bytes_text(std::clamp<std::int64_t>(there, 0, upload.size)) +
                               " of " + bytes_text(upload.size) +
                               " are in the store. Run the same command to go on.");
}

// Until nothing is missing. As long as something arrives in each turn, trouble is no reason to give
// up.
Result<void> Sending::send_missing(Upload& upload) {
    Progress progress(at_.out, name_, upload.size);
    std::int64_t seen = contract::bytes_in(upload.received);
    while (upload.state == UploadState::open) {
        const std::int64_t usual = std::max<std::int64_t>(upload.part_bytes, 1 << 16);
        const auto parts = missing_parts(upload, usual);
        if (parts.empty()) return {};
        send_parts(upload, parts, progress);
        if (interrupted()) {
            progress.clear();
            return refused(stopped(upload));
        }
        auto now = store_.ask<contract::GetUpload>({upload.id});
        if (!now) return refused(now.error());
        upload = std::move(*now);
        moving_ = 0;
        const std::int64_t there = contract::bytes_in(upload.received);
        if (trouble_) {
            const Exit why = exit_of(*trouble_);
            const bool passes = why == Exit::unreachable || trouble_->code == "upload_busy";
            if (!passes || there <= seen) return refused(*trouble_);
            if (!wait_ms(pause_ms)) return refused(stopped(upload));
        }
        seen = there;
    }
    return {};
}

Result<contract::PackageDetail> Sending::commit(const Upload& upload) {
    HttpAsk ask;
    ask.method = "POST";
    ask.path = store_.path_of<contract::CommitUpload>({upload.id});
    ask.repeatable = true;  // its state makes it so
    ask.answer_ms = commit_answer_ms;
    const auto body = store_.http().ask(ask);
    if (!body) return refused(body.error());
    const auto json = base::parse_json(*body);
    if (!json) return refused(json.error());
    return contract::decode<contract::PackageDetail>(*json, contract::Unknown::ignore);
}

Result<Uploaded> Sending::run() {
    auto there = known();
    if (!there) return refused(there.error());
    if (*there) return Uploaded{std::move(**there), 0, true};
    auto upload = open_upload();
    if (!upload) return refused(upload.error());
    if (auto sent = send_missing(*upload); !sent) return refused(sent.error());
    at_.out.note(name_ + " is in the store, which reads it now.");
    auto package = commit(*upload);
    const bool over = package || exit_of(package.error()) == Exit::refused;
    if (const std::string path = note_path(); over && !path.empty()) (void)remove_file(path);
    if (!package) return refused(package.error());
    return Uploaded{std::move(*package), sent_, false};
}

}  // namespace

Result<Uploaded> upload_file(Session& at, const contract::App& app, const std::string& path,
                             const std::string& sha256) {
    const auto store = at.store();
    if (!store) return refused(store.error());
    const auto file = OpenFile::open(path);
    if (!file) return refused(file.error());
    if (file->size() == 0) return refused(file_problem(path + " is empty."));
    const std::string name = std::filesystem::path(path).filename().string();
    return Sending(at, app, *file, name, sha256).run();
}

}  // namespace vitrine::cli
