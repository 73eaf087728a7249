#include <algorithm>
#include <map>
#include <mutex>

#include "service/memory/memory_store.h"
#include "service/store_rules.h"

namespace vitrine::service::memory {
namespace {

using base::Problem;

// One upload's or blob's bytes, behind the lock of the shelf that holds them all.
struct Shelf {
    std::mutex mutex;
    std::int64_t capacity_bytes = 0, used_bytes = 0;
};
struct Bytes {
    explicit Bytes(std::shared_ptr<Shelf> on) : shelf(std::move(on)) {}
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;
    ~Bytes() {
        const std::lock_guard lock(shelf->mutex);
        shelf->used_bytes -= static_cast<std::int64_t>(text.size());
    }
    std::shared_ptr<Shelf> shelf;
    std::string text;  // under shelf->mutex
};

class MemoryUploadBytes final : public UploadBytes {
public:
    explicit MemoryUploadBytes(std::shared_ptr<Bytes> bytes) : bytes_(std::move(bytes)) {}

    base::Result<void> write_at(std::int64_t offset, std::string_view bytes) override {
        Shelf& shelf = *bytes_->shelf;
        const std::lock_guard lock(shelf.mutex);
        const auto old = static_cast<std::int64_t>(bytes_->text.size());
        const auto end = std::max(old, offset + static_cast<std::int64_t>(bytes.size()));
        if (shelf.used_bytes + end - old > shelf.capacity_bytes)
            return base::refused(disk_full());
        shelf.used_bytes += end - old;
        bytes_->text.resize(static_cast<std::size_t>(end));
        bytes_->text.replace(static_cast<std::size_t>(offset), bytes.size(), bytes);
        return {};
    }
    base::Result<void> sync() override { return {}; }

private:
    std::shared_ptr<Bytes> bytes_;
};

class MemoryBlobSource final : public package::ByteSource {
public:
    explicit MemoryBlobSource(std::shared_ptr<Bytes> bytes) : bytes_(std::move(bytes)) {
        const std::lock_guard lock(bytes_->shelf->mutex);
        size_ = bytes_->text.size();
    }
    std::uint64_t size() const override { return size_; }
    bool read_at(std::uint64_t offset, std::span<char> into) const override {
        const std::lock_guard lock(bytes_->shelf->mutex);
        if (offset > size_ || into.size() > size_ - offset) return false;
        bytes_->text.copy(into.data(), into.size(), static_cast<std::size_t>(offset));
        return true;
    }

private:
    std::shared_ptr<Bytes> bytes_;
    std::uint64_t size_ = 0;
};

class MemoryBlobs final : public Blobs {
public:
    explicit MemoryBlobs(std::int64_t capacity_bytes) {
        shelf_->capacity_bytes = capacity_bytes;
    }

    base::Result<std::unique_ptr<UploadBytes>> open(const contract::UploadId& upload) override {
        if (!is_plain_name(upload.text)) return base::refused(Problem::not_found("upload"));
        const std::lock_guard lock(mutex_);
        auto& bytes = uploads_[upload.text];
        if (!bytes) bytes = std::make_shared<Bytes>(shelf_);
        return std::make_unique<MemoryUploadBytes>(bytes);
    }

    base::Result<std::unique_ptr<package::ByteSource>> read_upload(
        const contract::UploadId& upload) override {
        const std::lock_guard lock(mutex_);
        return source_in(uploads_, upload.text);
    }

    base::Result<void> keep(const contract::UploadId& upload, std::string_view sha256) override {
        const std::lock_guard lock(mutex_);
        const auto at = uploads_.find(upload.text);
        if (at == uploads_.end() || !is_plain_name(sha256))
            return base::refused(Problem::not_found("upload"));
        blobs_.insert_or_assign(std::string(sha256), at->second);
        uploads_.erase(at);
        return {};
    }

    base::Result<void> drop(const contract::UploadId& upload) override {
        const std::lock_guard lock(mutex_);
        uploads_.erase(upload.text);
        return {};
    }

    base::Result<std::vector<contract::UploadId>> uploads() override {
        const std::lock_guard lock(mutex_);
        std::vector<contract::UploadId> out;
        for (const auto& [id, bytes] : uploads_) out.push_back({id});
        return out;
    }

    base::Result<std::vector<std::string>> blobs() override {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> out;
        for (const auto& [sha256, bytes] : blobs_) out.push_back(sha256);
        return out;
    }
    base::Result<void> remove(std::string_view sha256) override {
        const std::lock_guard lock(mutex_);
        blobs_.erase(std::string(sha256));
        return {};
    }

    base::Result<std::unique_ptr<package::ByteSource>> read(std::string_view sha256) override {
        const std::lock_guard lock(mutex_);
        return source_in(blobs_, std::string(sha256));
    }

private:
    using Named = std::map<std::string, std::shared_ptr<Bytes>>;
    static std::unique_ptr<package::ByteSource> source_in(const Named& named,
                                                          const std::string& name) {
        const auto at = named.find(name);
        if (at == named.end()) return nullptr;
        return std::make_unique<MemoryBlobSource>(at->second);
    }

    std::shared_ptr<Shelf> shelf_ = std::make_shared<Shelf>();
    std::mutex mutex_;
    Named uploads_, blobs_;
};

}  // namespace

std::unique_ptr<ports::Blobs> make_blobs(std::int64_t capacity_bytes) {
    return std::make_unique<MemoryBlobs>(capacity_bytes);
}

}  // namespace vitrine::service::memory
