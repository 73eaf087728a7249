#include "service/sqlite/database.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/text.h"
#include "service/sqlite/review_search.h"
#include "service/sqlite/sealing.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::int64_t application_id = 0x56495452;  // "VITR"
constexpr std::size_t pool_size_max = 8;

base::Result<std::int64_t> pragma(Connection& connection, const std::string& name) {
    Query query(connection, "PRAGMA " + name);
    const std::int64_t value = query.step() ? query.integer(0) : 0;
    if (auto trouble = query.trouble()) return base::refused(std::move(*trouble));
    return value;
}

base::Problem foreign_file(const std::string& path) {
    return base::Problem::unavailable("database_corrupt", "This is not a database of the store.",
                                      path + " belongs to another program. Name another folder.");
}

base::Problem undone() {
    return base::Problem::unavailable("database_failed", "The change was undone by the database.",
                                      "Try again.");
}

base::Problem newer_file(const std::string& path) {
    return base::Problem::unavailable(
        "database_too_new", "The database was written by a newer version.",
        path + " needs a newer program. Update, or restore a backup made before the update.");
}

base::Problem gone_file(const std::string& path) {
    return base::Problem::unavailable(
        "database_gone", "The database file was moved, removed or replaced.",
        path + " is not the file that the store opened. Put it back, or restore a backup, then "
               "start the store again.");
}

base::Problem damaged_file(const std::string& path) {
    return base::Problem::unavailable(
        "database_corrupt", "The database file is damaged or is not a database.",
        path + " does not begin like a database. Restore it from a backup, then start the store "
               "again.");
}

base::Problem damaged_inside(const std::string& path, std::string where) {
    std::ranges::replace(where, '\n', ' ');
    return base::Problem::unavailable(
        "database_corrupt", "The database file is damaged.",
        path + ": " + where.substr(0, 200) + ". Restore it from a backup, or move it away to begin "
               "with an empty store.");
}

std::optional<FileMark> mark_of(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return FileMark{static_cast<std::uint64_t>(found.st_dev),
                    static_cast<std::uint64_t>(found.st_ino)};
}

std::string savepoint(std::int32_t depth) {
    return "level" + base::decimal(depth);
}

}  // namespace

Reading::~Reading() {
    if (!reader_) return;
    database_->heed(*reader_);
    if (reader_->in_transaction()) (void)run(*reader_, "COMMIT");
    const std::lock_guard lock(database_->pool_mutex_);
    if (database_->pool_.size() < pool_size_max) database_->pool_.push_back(std::move(reader_));
}

Connection& Writing::operator*() {
    return *database_->writer_;
}

base::Result<void> Writing::commit() {
    Connection& writer = *database_->writer_;
    // A full disk or a damaged page makes SQLite undo the whole transaction by itself.
    if (!writer.in_transaction()) return base::refused(undone());
    auto done = writer.execute(depth_ == 0 ? "COMMIT" : "RELEASE " + savepoint(depth_));
    if (!done) return done;
    database_->release();
    database_ = nullptr;
    return {};
}

base::Result<void> Writing::commit_note() {
    Database& database = *database_;
    const auto before = depth_ == 0 ? database.log_head() : std::nullopt;
    auto done = commit();
    if (done && before) database.keep_stamp(*before);
    return done;
}

Writing::~Writing() {
    if (!database_) return;
    Connection& writer = *database_->writer_;
    database_->heed(writer);
    if (writer.in_transaction()) {
        const std::string name = savepoint(depth_), inner = "ROLLBACK TO " + name + "; RELEASE ";
        (void)writer.execute(depth_ == 0 ? "ROLLBACK" : inner + name);
    }
    database_->release();
}

base::Result<std::unique_ptr<Database>> Database::open(const Plan& plan) {
    std::unique_ptr<Database> database(new Database(plan));
    auto writer = database->connect();
    if (!writer) return base::refused(writer.error());
    database->writer_ = std::move(*writer);
    if (auto done = database->prepare_file(); !done) return base::refused(done.error());
    database->mark_ = mark_of(plan.path);
    if (!database->mark_) return base::refused(gone_file(plan.path));
    database->find_log_head();
    return database;
}

base::Result<std::unique_ptr<Connection>> Database::connect() {
    // SQLite would make an empty file where ours is missing.
    if (auto there = still_there(); !there) return base::refused(there.error());
    auto connection = Connection::open(plan_.path);
    if (!connection) return connection;
    // cell_size_check: a damaged page is found out instead of read past its end. secure_delete:
    // what was a secret before it was sealed, or was taken out, is not left on a free page.
    const auto done = (*connection)
                          ->execute("PRAGMA busy_timeout = " +
                                    base::decimal(plan_.busy_timeout_ms) +
                                    "; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                                    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;"
                                    "PRAGMA journal_size_limit = 67108864;"
                                    "PRAGMA wal_autocheckpoint = 4000;"
                                    "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
    if (!done) return base::refused(done.error());
    if (auto known = register_search_terms(**connection); !known)
        return base::refused(known.error());
    return connection;
}

base::Result<void> Database::prepare_file() {
    Connection& writer = *writer_;
    if (sqlite3_db_readonly(writer.handle(), "main") == 1)
        return base::refused(writer.problem(SQLITE_READONLY));
    const auto version = pragma(writer, "user_version");
    if (!version) return base::refused(version.error());
    const auto id = pragma(writer, "application_id");
    const auto tables = pragma(writer, "schema_version");
    if (!id || !tables) return base::refused(!id ? id.error() : tables.error());
    if (*tables != 0 && *id != application_id) return base::refused(foreign_file(plan_.path));
    if (*version > static_cast<std::int64_t>(plan_.steps.size()))
        return base::refused(newer_file(plan_.path));
    if (auto done = writer.execute("PRAGMA journal_mode = WAL"); !done) return done;
    if (plan_.max_bytes > 0) {
        const auto pages = base::decimal(plan_.max_bytes / 4096);
        if (auto done = writer.execute("PRAGMA max_page_count = " + pages); !done) return done;
    }
    if (plan_.check) {
        Query check(writer, "PRAGMA quick_check(1)");
        const bool sound = check.step() && check.view(0) == "ok";
        if (auto trouble = check.trouble()) return base::refused(std::move(*trouble));
        if (!sound) return base::refused(damaged_inside(plan_.path, std::string(check.view(0))));
    }
    if (plan_.vault)
        if (auto done = register_sealing(writer, *plan_.vault); !done) return done;
    return migrate(*version);
}

base::Result<void> Database::migrate(std::int64_t version) {
    for (auto at = static_cast<std::size_t>(version); at < plan_.steps.size(); ++at) {
        const std::string next = base::decimal(static_cast<std::int64_t>(at) + 1);
        const auto done = writer_->execute(
            "BEGIN IMMEDIATE; PRAGMA application_id = " + base::decimal(application_id) + ";" +
            plan_.steps[at] + "; PRAGMA user_version = " + next + "; COMMIT");
        if (done) continue;
        if (writer_->in_transaction()) (void)writer_->execute("ROLLBACK");
        return done;
    }
    return {};
}

base::Result<Reading> Database::read() {
    auto reading = look();
    if (!reading || writing_here()) return reading;
    if (auto begun = run(**reading, "BEGIN"); !begun) return base::refused(begun.error());
    return reading;
}

base::Result<Reading> Database::look() {
    if (writing_here()) return Reading(*this, nullptr, *writer_);
    std::unique_ptr<Connection> reader;
    {
        const std::lock_guard lock(pool_mutex_);
        if (!pool_.empty()) {
            reader = std::move(pool_.back());
            pool_.pop_back();
        }
    }
    if (!reader) {
        auto opened = connect();
        if (!opened) return base::refused(opened.error());
        reader = std::move(*opened);
    }
    Connection& used = *reader;
    return Reading(*this, std::move(reader), used);
}

void Database::join(std::optional<Writing>& into) {
    joined_ = &into;
    joining_ = std::this_thread::get_id();
}

void Database::leave() {
    joining_ = std::thread::id{};
    joined_ = nullptr;
}

void Database::undo_joined() {
    if (joining_.load() == std::this_thread::get_id()) joined_->reset();
}

base::Result<Writing> Database::write() {
    if (!writing_here() && joining_.load() == std::this_thread::get_id()) {
        auto outer = begin();
        if (!outer) return outer;
        joined_->emplace(std::move(*outer));
    }
    return begin();
}

base::Result<Writing> Database::begin() {
    const bool nested = writing_here();
    if (!nested) {
        writer_mutex_.lock();
        owner_ = std::this_thread::get_id();
    } else if (!writer_->in_transaction()) {
        return base::refused(undone());
    }
    const std::int32_t depth = depth_++;
    auto begun = depth == 0 ? whole(*writer_) : base::Result<void>();
    if (begun)
        begun = writer_->execute(depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT " + savepoint(depth));
    if (!begun) {
        release();
        return base::refused(begun.error());
    }
    return Writing(*this, depth);
}

base::Result<void> Database::sound() {
    auto reading = read();
    if (!reading) return base::refused(reading.error());
    if (auto done = whole(**reading); !done) return done;
    const std::lock_guard lock(pool_mutex_);
    if (damage_) return base::refused(*damage_);
    return {};
}

base::Result<void> Database::still_there() const {
    if (mark_ && mark_of(plan_.path) != mark_) return base::refused(gone_file(plan_.path));
    return {};
}

// A file that was overwritten in place stays unnoticed as long as its pages are cached. Opening it
// here to look would drop SQLite's locks on it when it is closed, so SQLite's own handle reads.
base::Result<void> Database::whole(Connection& connection) const {
    if (auto there = still_there(); !there) return there;
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    static constexpr std::string_view head("SQLite format 3\0", 16);
    char bytes[head.size()] = {};
    const bool read = file && file->pMethods &&
                      file->pMethods->xRead(file, bytes, head.size(), 0) == SQLITE_OK;
    if (!read || std::string_view(bytes, head.size()) != head)
        return base::refused(damaged_file(plan_.path));
    return {};
}

// The index of the write-ahead log begins with two copies of a head that every commit of every
// program changes, one after the other, before it is answered (sqlite.org/walformat.html, 2.1).
// SQLite itself asks it whether something happened. It lies in memory that all programs on this
// file share and that stays where it is while a connection is open, so looking costs no call.
void Database::find_log_head() {
    constexpr int region_bytes = 32768;
    if (!pragma(*writer_, "user_version")) return;  // a read: from now on the index is there
    sqlite3_file* file = nullptr;
    sqlite3_file_control(writer_->handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (!file || !file->pMethods || file->pMethods->iVersion < 2) return;
    volatile void* region = nullptr;
    if (file->pMethods->xShmMap(file, 0, region_bytes, 0, &region) != SQLITE_OK) return;
    log_head_ = static_cast<const std::uint32_t*>(const_cast<const void*>(region));
}

std::optional<ports::Stamp> Database::stamp() const {
    const auto head = writing_here() ? std::nullopt : log_head();
    if (!head) return std::nullopt;
    const std::lock_guard lock(stamp_mutex_);
    return *head == noted_head_ ? noted_stamp_ : *head;
}

// After a commit under the head `before`. Commits are counted there, so that another one right
// after it is not taken for it.
void Database::keep_stamp(const ports::Stamp& before) {
    constexpr std::size_t commits = 2;
    const auto after = log_head();
    if (!after || after->words[commits] != before.words[commits] + 1) return;
    const std::lock_guard lock(stamp_mutex_);
    if (before != noted_head_) noted_stamp_ = before;
    noted_head_ = *after;
}

std::optional<ports::Stamp> Database::log_head() const {
    if (!log_head_) return std::nullopt;
    ports::Stamp first, second;
    constexpr std::size_t words = std::tuple_size_v<decltype(first.words)>;
    const auto word = [this](std::size_t i) {
        return __atomic_load_n(log_head_ + i, __ATOMIC_ACQUIRE);  // others write them
    };
    for (std::size_t i = 0; i < words; ++i) first.words[i] = word(i);
    for (std::size_t i = 0; i < words; ++i) second.words[i] = word(words + i);
    constexpr std::size_t is_there = 3;  // isInit, a byte of this word
    if (first != second || first.words[is_there] == 0) return std::nullopt;
    return first;
}

std::int64_t Database::bytes() const {
    std::int64_t sum = 0;
    for (const char* part : {"", "-wal"}) {
        struct stat found {};
        if (::stat((plan_.path + part).c_str(), &found) == 0) sum += found.st_size;
    }
    return sum;
}

void Database::heed(Connection& connection) {
    const int code = sqlite3_extended_errcode(connection.handle()), kind = code & 0xff;
    const bool damaged = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB;
    if (!damaged && !connection.met_damage()) return;
    const std::lock_guard lock(pool_mutex_);
    if (!damage_) damage_ = connection.problem(damaged ? code : SQLITE_CORRUPT);
}

void Database::release() {
    if (--depth_ > 0) return;
    owner_ = std::thread::id{};
    writer_mutex_.unlock();
}

}  // namespace vitrine::service::sqlite
