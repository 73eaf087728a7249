// One SQLite connection and its statements, errors as values.
//
//     Query q(connection, "SELECT name FROM teams WHERE id = ?1", id.text);
//     while (q.step()) names.push_back(q.text(0));
//     if (auto trouble = q.trouble()) return base::refused(*trouble);
//
// A connection serves one thread at a time. SQL text is prepared once and kept.
#pragma once
#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace vitrine::service::sqlite {

class Connection {
public:
    // Opens without changing anything in the file. `path` is also what problems name.
    static base::Result<std::unique_ptr<Connection>> open(const std::string& path);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    base::Result<void> execute(const std::string& sql);  // any number of statements
    base::Problem problem(int code) const;               // an SQLite result code in our words
    // Whether it has met a damaged page, be it some questions ago.
    bool met_damage() const { return met_damage_; }
    bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
    std::int64_t last_row() const { return sqlite3_last_insert_rowid(handle_); }
    std::int64_t changed_rows() const { return sqlite3_changes64(handle_); }
    sqlite3* handle() { return handle_; }

private:
    friend class Query;
    explicit Connection(std::string path) : path_(std::move(path)) {}

    using Statements = std::vector<sqlite3_stmt*>;  // of one text, not in use
    struct TextHash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    sqlite3_stmt* take(std::string_view sql, Statements*& home, int& code);
    static void put_back(Statements* home, sqlite3_stmt* statement);

    std::string path_;
    sqlite3* handle_ = nullptr;
    std::unordered_map<std::string, Statements, TextHash, std::equal_to<>> idle_;
    mutable bool met_damage_ = false;
};

// A value that is no text; must live until the query is run.
struct Bytes {
    std::string_view all;
};

class Query {
public:
    template <class... Values>
    Query(Connection& connection, std::string_view sql, const Values&... values)
        : Query(connection, sql, Prepared::yes) {
        (bind(values), ...);
    }
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // To bind all parameters and run once more.
    void rewind();

    // Binds the next parameter.
    void bind(std::int64_t value);
    void bind(std::int32_t value) { bind(static_cast<std::int64_t>(value)); }
    void bind(bool value) { bind(static_cast<std::int64_t>(value)); }
    void bind(double value);
    void bind(std::string_view value);
    void bind(const std::string& value) { bind(std::string_view(value)); }
    void bind(const char* value) { bind(std::string_view(value)); }
    void bind(base::Instant value) { bind(value.ms); }
    void bind(Bytes value);
    void bind(std::nullopt_t);
    template <class T>
    void bind(const std::optional<T>& value) {
        if (value) bind(*value);
        else bind(std::nullopt);
    }

    // True: a row is there. False: no more rows, or trouble.
    bool step();
    std::optional<base::Problem> trouble() const;
    base::Result<void> finish();  // runs to the end

    std::int64_t integer(int column) const;
    std::int32_t small(int column) const { return static_cast<std::int32_t>(integer(column)); }
    double real(int column) const;
    std::string text(int column) const { return std::string(view(column)); }
    std::string_view view(int column) const;  // until the next step()
    std::string_view bytes(int column) const;
    bool null(int column) const;
    base::Instant instant(int column) const { return {integer(column)}; }

private:
    enum class Prepared { yes };
    Query(Connection& connection, std::string_view sql, Prepared);

    Connection& connection_;
    Connection::Statements* home_ = nullptr;  // none: not kept
    sqlite3_stmt* statement_ = nullptr;
    int code_ = SQLITE_OK;
    int bound_ = 0;
};

template <class... Values>
base::Result<void> run(Connection& connection, std::string_view sql, const Values&... values) {
    return Query(connection, sql, values...).finish();
}

}  // namespace vitrine::service::sqlite
