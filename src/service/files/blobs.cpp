#include "service/files/blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "service/store_rules.h"

namespace vitrine::service::files {
namespace {

using base::Problem;

constexpr mode_t owner_only = 0600;

class File {
public:
    File(const std::string& path, int flags)
        : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, owner_only)) {}
    File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    File& operator=(File&&) = delete;
    ~File() {
        if (number_ >= 0) ::close(number_);
    }
    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

// What the machine said, in our words; `error` is an errno.
Problem trouble(int error) {
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) return disk_full();
    return Problem::unavailable("blobs_failed", "The file of a package cannot be used.",
                                std::string(std::strerror(error)) +
                                    ". Look at the disk and the rights of the data folder.");
}

base::Result<void> sync_folder(const std::string& path) {
    const File folder(path, O_RDONLY | O_DIRECTORY);
    if (!folder.is_open() || ::fsync(folder.number()) != 0) return base::refused(trouble(errno));
    return {};
}

class FileUploadBytes final : public ports::UploadBytes {
public:
    explicit FileUploadBytes(File file) : file_(std::move(file)) {}

    base::Result<void> write_at(std::int64_t offset, std::string_view bytes) override {
        while (!bytes.empty()) {
            const ssize_t count = ::pwrite(file_.number(), bytes.data(), bytes.size(), offset);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return base::refused(trouble(count < 0 ? errno : ENOSPC));
            bytes.remove_prefix(static_cast<std::size_t>(count));
            offset += count;
        }
        return {};
    }
    base::Result<void> sync() override {
        if (::fdatasync(file_.number()) != 0) return base::refused(trouble(errno));
        return {};
    }

private:
    File file_;
};

class FileBlobSource final : public package::ByteSource {
public:
    explicit FileBlobSource(File file) : file_(std::move(file)), source_(file_.number()) {}
    std::uint64_t size() const override { return source_.size(); }
    bool read_at(std::uint64_t offset, std::span<char> into) const override {
        return source_.read_at(offset, into);
    }

private:
    File file_;
    package::FileSource source_;
};

class FileBlobs final : public ports::Blobs {
public:
    explicit FileBlobs(const std::string& folder)
        : blobs_(folder + "/blobs"), incoming_(blobs_ + "/incoming") {}

    base::Result<std::unique_ptr<ports::UploadBytes>> open(
        const contract::UploadId& upload) override {
        if (!is_plain_name(upload.text)) return base::refused(Problem::not_found("upload"));
        const std::string path = incoming_path(upload);
        const bool there = ::access(path.c_str(), F_OK) == 0;
        File file(path, O_RDWR | O_CREAT);
        if (!file.is_open()) return base::refused(trouble(errno));
        if (!there)
            if (auto done = sync_folder(incoming_); !done) return base::refused(done.error());
        return std::make_unique<FileUploadBytes>(std::move(file));
    }

    base::Result<std::unique_ptr<package::ByteSource>> read_upload(
        const contract::UploadId& upload) override {
        if (!is_plain_name(upload.text)) return nullptr;
        return source_of(incoming_path(upload));
    }

    base::Result<void> keep(const contract::UploadId& upload, std::string_view sha256) override {
        if (!is_plain_name(upload.text) || !is_plain_name(sha256) || sha256.size() < 3)
            return base::refused(Problem::not_found("upload"));
        const std::string from = incoming_path(upload), to = blob_path(sha256);
        const std::string shelf = to.substr(0, to.rfind('/'));
        {
            const File file(from, O_RDONLY);
            if (!file.is_open() && errno == ENOENT)
                return base::refused(Problem::not_found("upload"));
            if (!file.is_open() || ::fsync(file.number()) != 0)
                return base::refused(trouble(errno));
        }
        const bool made = ::mkdir(shelf.c_str(), S_IRWXU) == 0;
        if (!made && errno != EEXIST) return base::refused(trouble(errno));
        if (made)
            if (auto done = sync_folder(blobs_); !done) return done;
        if (::rename(from.c_str(), to.c_str()) != 0) return base::refused(trouble(errno));
        if (auto done = sync_folder(shelf); !done) return done;
        return sync_folder(incoming_);
    }

    base::Result<void> drop(const contract::UploadId& upload) override {
        if (!is_plain_name(upload.text)) return {};
        if (::unlink(incoming_path(upload).c_str()) != 0 && errno != ENOENT)
            return base::refused(trouble(errno));
        return {};
    }

    base::Result<std::vector<contract::UploadId>> uploads() override {
        std::vector<contract::UploadId> out;
        std::error_code error;
        for (std::filesystem::directory_iterator at(incoming_, error), end; !error && at != end;
             at.increment(error)) {
            std::string name = at->path().filename().string();
            if (is_plain_name(name)) out.push_back({std::move(name)});
        }
        if (error) return base::refused(trouble(error.value()));
        return out;
    }

    base::Result<std::vector<std::string>> blobs() override {
        std::vector<std::string> out;
        std::error_code error;
        for (std::filesystem::recursive_directory_iterator at(blobs_, error), end;
             !error && at != end; at.increment(error)) {
            const std::string name = at->path().filename().string();
            if (at->is_regular_file(error) && is_plain_name(name) && name.size() >= 3 &&
                at->path() == blob_path(name))
                out.push_back(name);
        }
        if (error) return base::refused(trouble(error.value()));
        return out;
    }
    base::Result<void> remove(std::string_view sha256) override {
        if (!is_plain_name(sha256) || sha256.size() < 3) return {};
        if (::unlink(blob_path(sha256).c_str()) != 0 && errno != ENOENT)
            return base::refused(trouble(errno));
        return {};
    }

    base::Result<std::unique_ptr<package::ByteSource>> read(std::string_view sha256) override {
        if (!is_plain_name(sha256) || sha256.size() < 3) return nullptr;
        return source_of(blob_path(sha256));
    }

private:
    std::string incoming_path(const contract::UploadId& upload) const {
        return incoming_ + "/" + upload.text;
    }
    std::string blob_path(std::string_view sha256) const {
        return blobs_ + "/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256);
    }

    static base::Result<std::unique_ptr<package::ByteSource>> source_of(const std::string& path) {
        File file(path, O_RDONLY);
        if (!file.is_open() && errno == ENOENT) return nullptr;
        if (!file.is_open()) return base::refused(trouble(errno));
        return std::make_unique<FileBlobSource>(std::move(file));
    }

    std::string blobs_, incoming_;
};

}  // namespace

base::Result<std::unique_ptr<ports::Blobs>> open_blobs(const std::string& folder) {
    for (const char* below : {"/blobs", "/blobs/incoming"}) {
        const std::string path = folder + below;
        if (::mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST) continue;
        return base::refused(Problem::unavailable(
            "data_folder_unusable", "The folder " + path + " cannot be made.",
            std::string(std::strerror(errno)) + ". Choose another one with --data DIR."));
    }
    if (auto done = sync_folder(folder + "/blobs"); !done) return base::refused(done.error());
    return std::make_unique<FileBlobs>(folder);
}

}  // namespace vitrine::service::files
