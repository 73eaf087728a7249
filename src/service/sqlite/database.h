// One database file: a writer connection under a lock, readers from a pool, its schema up to date.
//
// Lock order where both files are needed: store.db before metrics.db.
#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "service/machine/vault.h"
#include "service/ports.h"
#include "service/sqlite/connection.h"

namespace vitrine::service::sqlite {

struct Plan {
    std::string path;
    std::span<const char* const> steps;  // schema.h; step i leads to user_version i + 1
    std::int32_t busy_timeout_ms = 5000;
    std::int64_t max_bytes = 0;
    bool check = false;
    const machine::Vault* vault = nullptr;  // for steps that seal; outlives the Database
};

class Database;

// Which file a path means, whatever its bytes say.
struct FileMark {
    std::uint64_t device = 0, inode = 0;
    bool operator==(const FileMark&) const = default;
};

// A snapshot: every query through it sees the same state. Inside this thread's own batch it is the
// writer itself and sees what the batch wrote.
class Reading {
public:
    Reading(Database& database, std::unique_ptr<Connection> reader, Connection& used)
        : database_(&database), reader_(std::move(reader)), used_(&used) {}
    Reading(Reading&&) = default;
    ~Reading();
    Connection& operator*() { return *used_; }

private:
    Database* database_;
    std::unique_ptr<Connection> reader_;
    Connection* used_;
};

// A write transaction, or a savepoint inside this thread's batch. Undone unless committed.
class Writing {
public:
    Writing(Database& database, std::int32_t depth) : database_(&database), depth_(depth) {}
    Writing(Writing&& other) noexcept : database_(other.database_), depth_(other.depth_) {
        other.database_ = nullptr;
    }
    ~Writing();
    Connection& operator*();
    base::Result<void> commit();
    // The same where only was noted that somebody was here: the store's stamp stays, unless this is
    // a part of more.
    base::Result<void> commit_note();

private:
    Database* database_;
    std::int32_t depth_;  // 0: the outermost
};

class Database {
public:
    // Refuses as ports.h lists; also "database_too_new" and, for a database that is somebody
    // else's, "database_corrupt".
    static base::Result<std::unique_ptr<Database>> open(const Plan& plan);

    base::Result<Reading> read();
    // The same for one single query, which is a snapshot by itself.
    base::Result<Reading> look();
    // Refuses with "database_gone" when the path no longer means the file that was opened: what is
    // written into an unlinked file is lost.
    base::Result<Writing> write();
    // What write() would refuse, and damage that any reader or writer has met since the start.
    base::Result<void> sound();
    // Names the last commit, whoever made it; none during one and inside this thread's batch.
    std::optional<ports::Stamp> stamp() const;
    std::int64_t bytes() const;  // of the file and its log, as they lie on the disk
    bool writing_here() const { return owner_.load() == std::this_thread::get_id(); }

    // From now on this thread's first write begins a transaction that stays open in `into`, and all
    // its writes are part of that; until leave(). One thread at a time.
    void join(std::optional<Writing>& into);
    void leave();
    void undo_joined();  // what was written since, of a thread that joined

private:
    friend class Reading;
    friend class Writing;
    explicit Database(Plan plan) : plan_(std::move(plan)) {}

    base::Result<Writing> begin();
    base::Result<std::unique_ptr<Connection>> connect();
    base::Result<void> prepare_file();
    base::Result<void> migrate(std::int64_t version);
    base::Result<void> still_there() const;
    base::Result<void> whole(Connection& connection) const;
    void find_log_head();
    std::optional<ports::Stamp> log_head() const;
    void keep_stamp(const ports::Stamp& before);
    void heed(Connection& connection);  // keeps its last error, should it be damage
    void release();

    Plan plan_;
    std::unique_ptr<Connection> writer_;
    std::mutex writer_mutex_;
    std::atomic<std::thread::id> owner_{};
    std::int32_t depth_ = 0;  // nested Writings of the owner
    std::atomic<std::thread::id> joining_{};
    std::optional<Writing>* joined_ = nullptr;  // of the joining thread alone
    std::optional<FileMark> mark_;  // none until opened
    const std::uint32_t* log_head_ = nullptr;  // of the write-ahead log's index; lives as writer_
    mutable std::mutex stamp_mutex_;           // for the next two
    ports::Stamp noted_head_, noted_stamp_;    // under this head the stamp is still that one
    std::mutex pool_mutex_;         // for the members below
    std::vector<std::unique_ptr<Connection>> pool_;
    std::optional<base::Problem> damage_;
};

}  // namespace vitrine::service::sqlite
