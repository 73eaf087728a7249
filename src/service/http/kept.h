// Answers of reads that are given again as long as they hold, so that asking for the same thing
// twice costs the store no reading, no rights to find out and no JSON; and who is behind a token.
//
// An answer is kept under who asked (the token itself), what for (the whole address) and whether it
// may be packed: nobody can meet another's. It holds while the store's stamp is the one from before
// it was made, so every write voids it at once, whoever makes it and whatever it is about: a role,
// a session, a key or the thing itself. By the clock it holds until the token would be over or its
// use be noted. Only answers that follow from the store and the caller alone are kept (routes.cpp).
#pragma once
#include <array>
#include <mutex>
#include <unordered_map>

#include "service/desks/world.h"
#include "service/http/message.h"

namespace vitrine::service::http {

// 256 bits under a secret of this process: nobody can make two alike, or time a guess.
using KeptKey = std::array<std::uint64_t, 4>;

class KeptKeys {
public:
    explicit KeptKeys(ports::Random& random) { random.fill(secret_); }
    // `by_key`: the token came as a key does, which is another thing than in a cookie.
    KeptKey of_answer(bool by_key, std::string_view token, bool packed,
                      std::string_view target) const;
    KeptKey of_caller(bool by_key, std::string_view token, std::string_view team) const;

private:
    std::array<std::uint8_t, 32> secret_{};
};

// Thread-safe, bounded in bytes: what does not fit any more lets all others go.
template <class Value>
class Kept {
public:
    explicit Kept(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    std::shared_ptr<const Value> find(const KeptKey& key, const ports::Stamp& stamp,
                                      base::Instant now) {
        const std::lock_guard lock(guard_);
        if (stamp_ != stamp) return nullptr;
        const auto found = all_.find(key);
        if (found == all_.end() || found->second.until <= now) return nullptr;
        return found->second.value;
    }

    // `bytes`: of the value, about.
    void keep(const KeptKey& key, const ports::Stamp& stamp, base::Instant until, Value value,
              std::size_t bytes) {
        bytes += sizeof(Entry) + sizeof(Value) + overhead_bytes;
        if (bytes > bytes_max_ / share_max) return;
        auto kept = std::make_shared<const Value>(std::move(value));
        Entries gone;  // let go without the lock
        const std::lock_guard lock(guard_);
        if (stamp_ != stamp || bytes_ + bytes > bytes_max_) {
            gone.swap(all_);
            bytes_ = 0;
            stamp_ = stamp;
        }
        Entry& place = all_[key];
        bytes_ += bytes - place.bytes;
        place.bytes = bytes;
        place.until = until;
        place.value.swap(kept);
    }

private:
    static constexpr std::size_t share_max = 16;  // one may take this part of the whole
    static constexpr std::size_t overhead_bytes = 128;
    struct Entry {
        std::shared_ptr<const Value> value;
        base::Instant until;
        std::size_t bytes = 0;
    };
    struct Hash {
        std::size_t operator()(const KeptKey& key) const { return key[0]; }
    };
    using Entries = std::unordered_map<KeptKey, Entry, Hash>;

    std::size_t bytes_max_;
    std::mutex guard_;  // for the members below
    ports::Stamp stamp_;
    Entries all_;
    std::size_t bytes_ = 0;
};

struct KeptAnswer {
    std::string account;  // whom the limits count
    std::string route;    // a pattern, for metrics and log
    Response answer;      // whole, but for its X-Request-Id

    std::size_t bytes() const;
};

}  // namespace vitrine::service::http
