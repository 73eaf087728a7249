#include "service/sqlite/connection.h"

#include <cerrno>

#include "base/text.h"

namespace vitrine::service::sqlite {
namespace {

constexpr std::size_t idle_statements_max = 300;

struct Trouble {
    const char *code, *title, *advice;
};

Trouble trouble_of(int code, int system_error) {
    switch (code & 0xff) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {"database_corrupt", "The database file is damaged or is not a database.",
                    "Restore it from a backup, or move it away to begin with an empty store."};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {"database_readonly", "The database cannot be opened for writing.",
                    "Check that the folder exists and that file and folder may be written."};
        case SQLITE_FULL:
            return {"disk_full", "The disk is full.", "Free some space, then try again."};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"database_locked_by_other", "Another program holds the database.",
                    "Close it, or wait until it is done, then try again."};
        case SQLITE_IOERR:
            if (system_error == ENOSPC || system_error == EDQUOT)
                return {"disk_full", "The disk is full.", "Free some space, then try again."};
            if (system_error == EROFS)
                return {"database_readonly", "The disk has become read-only.",
                        "Look at the disk and at the system's log, then make it writable again."};
            [[fallthrough]];
        default:
            return {"database_failed", "The database did not do what it was asked.",
                    "Look at the disk and at the log, then try again."};
    }
}

}  // namespace

base::Result<std::unique_ptr<Connection>> Connection::open(const std::string& path) {
    std::unique_ptr<Connection> connection(new Connection(path));
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &connection->handle_, flags, nullptr);
    if (code != SQLITE_OK) return base::refused(connection->problem(code));
    return connection;
}

Connection::~Connection() {
    for (auto& [sql, statements] : idle_)
        for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
    sqlite3_close_v2(handle_);
}

base::Problem Connection::problem(int code) const {
    // SQLite does not keep the errno of a commit; what calls it has cleared ours before.
    const int kept = handle_ ? sqlite3_system_errno(handle_) : 0;
    const int system_error = errno ? errno : kept, kind = code & 0xff;
    if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB) met_damage_ = true;
    const Trouble trouble = trouble_of(code, system_error);
    std::string detail = path_ + ": " + (handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
    detail += " (" + base::decimal(code) + "). ";
    return base::Problem::unavailable(trouble.code, trouble.title, detail + trouble.advice);
}

base::Result<void> Connection::execute(const std::string& sql) {
    errno = 0;
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return base::refused(problem(code));
    return {};
}

sqlite3_stmt* Connection::take(std::string_view sql, Statements*& home, int& code) {
    auto kept = idle_.find(sql);
    if (kept == idle_.end() && idle_.size() < idle_statements_max)
        kept = idle_.try_emplace(std::string(sql)).first;
    home = kept == idle_.end() ? nullptr : &kept->second;  // an entry stays where it is
    if (home && !home->empty()) {
        sqlite3_stmt* statement = home->back();
        home->pop_back();
        return statement;
    }
    sqlite3_stmt* statement = nullptr;
    code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                              SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return statement;
}

void Connection::put_back(Statements* home, sqlite3_stmt* statement) {
    if (!home) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    home->push_back(statement);
}

Query::Query(Connection& connection, std::string_view sql, Prepared)
    : connection_(connection) {
    statement_ = connection_.take(sql, home_, code_);
}

Query::~Query() {
    if (statement_) Connection::put_back(home_, statement_);
}

// After trouble it stays in trouble.
void Query::rewind() {
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW && code_ != SQLITE_DONE) return;
    sqlite3_reset(statement_);
    code_ = SQLITE_OK;
    bound_ = 0;
}

void Query::bind(std::int64_t value) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, ++bound_, value);
}
void Query::bind(double value) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_double(statement_, ++bound_, value);
}
void Query::bind(std::string_view value) {
    if (code_ == SQLITE_OK)
        code_ = sqlite3_bind_text64(statement_, ++bound_, value.data() ? value.data() : "",
                                    value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Query::bind(Bytes value) {
    if (code_ == SQLITE_OK)
        code_ = sqlite3_bind_blob64(statement_, ++bound_, value.all.data() ? value.all.data() : "",
                                    value.all.size(), SQLITE_STATIC);
}
void Query::bind(std::nullopt_t) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_null(statement_, ++bound_);
}

bool Query::step() {
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    errno = 0;
    code_ = sqlite3_step(statement_);
    return code_ == SQLITE_ROW;
}

std::optional<base::Problem> Query::trouble() const {
    if (code_ == SQLITE_OK || code_ == SQLITE_ROW || code_ == SQLITE_DONE) return std::nullopt;
    return connection_.problem(code_);
}

base::Result<void> Query::finish() {
    while (step()) {}
    if (auto problem = trouble()) return base::refused(std::move(*problem));
    return {};
}

std::int64_t Query::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
double Query::real(int column) const {
    return sqlite3_column_double(statement_, column);
}
std::string_view Query::view(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (!bytes) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
std::string_view Query::bytes(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    if (!bytes) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
bool Query::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

}  // namespace vitrine::service::sqlite
