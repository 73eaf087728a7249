// Every SQL text that a test program's stores run, and which of them walk through a whole table.
//
// SQLite itself tells of each statement as it starts (sqlite3_trace_v2, set on every connection by
// sqlite3_auto_extension), so that none can be missed: triggers, foreign keys and what FTS5 asks
// for are among them. The walks are read from what SQLite makes of the text (EXPLAIN and EXPLAIN
// QUERY PLAN): a loop from the first entry of a table or index to its last. The store keeps no
// statistics (it never runs ANALYZE), so a plan follows from the schema alone and is the same for
// ten rows and for ten million.
//
// Header only, because two test programs use it.
#pragma once
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "service/sqlite/connection.h"
#include "service/sqlite/review_search.h"
#include "service/sqlite/schema.h"

namespace vitrine::service::asked_sql {

struct Asked {
    std::string file, text;  // "store.db"; the text as it was prepared
    auto operator<=>(const Asked&) const = default;
};

inline std::mutex asked_mutex;
inline std::set<Asked> asked;
inline pid_t recorded_process = 0;

inline std::string file_of(sqlite3* connection) {
    const char* path = sqlite3_db_filename(connection, "main");
    const std::string_view whole = path ? path : "";
    return std::string(whole.substr(whole.rfind('/') + 1));
}

// A connection of the store has foreign keys on; those that a test opens for itself have not.
inline bool of_the_store(sqlite3* connection) {
    int on = 0;
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &on);
    return on != 0;
}

inline int on_statement(unsigned, void*, void* statement, void*) {
    auto* one = static_cast<sqlite3_stmt*>(statement);
    sqlite3* connection = sqlite3_db_handle(one);
    // A forked child may have been born while another thread held the lock.
    if (recorded_process != getpid() || !of_the_store(connection)) return 0;
    const char* text = sqlite3_sql(one);
    const std::lock_guard lock(asked_mutex);
    asked.insert({file_of(connection), text ? text : ""});
    return 0;
}

inline int on_connection(sqlite3* connection, const char**, const void*) {
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, on_statement, nullptr);
}

// From now on, in every connection of this program.
inline void start_recording() {
    recorded_process = getpid();
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(on_connection));
}

// Not questions: transactions, pragmas, and the steps that lead from one schema to the next.
inline bool is_question(const Asked& one) {
    std::string_view text = one.text;
    while (!text.empty() && (std::isspace(static_cast<unsigned char>(text[0])) || text[0] == ';'))
        text.remove_prefix(1);
    for (const char* word : {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE"})
        if (text.starts_with(word)) {
            for (const auto steps : {sqlite::store_steps(), sqlite::metrics_steps()})
                for (const char* step : steps)
                    if (std::string_view(step).find(text) != std::string_view::npos) return false;
            return true;
        }
    return false;
}

struct Step {
    std::int64_t at, p1, p2;
    std::string code, p4;
};

// A program and its triggers' programs, one after the other; each begins at address 0.
inline std::vector<std::vector<Step>> programs_of(sqlite::Connection& file,
                                                  const std::string& text) {
    std::vector<std::vector<Step>> out;
    sqlite::Query rows(file, "EXPLAIN " + text);
    while (rows.step()) {
        if (rows.integer(0) == 0) out.emplace_back();
        out.back().push_back({rows.integer(0), rows.integer(2), rows.integer(3), rows.text(1),
                              rows.text(5)});
    }
    INFO(text);
    CHECK_FALSE(rows.trouble());
    return out;
}

// The tables that one program goes through from one end in a loop, or counts.
inline void loops_of(const std::vector<Step>& program,
                     const std::map<std::int64_t, std::string>& tables,
                     std::set<std::string>& out) {
    std::map<std::int64_t, std::string> open;  // by cursor
    std::set<std::int64_t> begun;
    for (const Step& step : program) {
        const auto table = open.find(step.p1);
        if (step.code == "OpenRead" || step.code == "OpenWrite") {
            const auto root = tables.find(step.p2);
            open[step.p1] = root == tables.end() ? "?" : root->second;
        } else if (step.code.starts_with("Open")) {
            open.erase(step.p1);  // a sorter, a queue: made for this answer
        } else if (table == open.end()) {
            continue;
        } else if (step.code == "Rewind" || step.code == "Last") {
            begun.insert(step.p1);
        } else if ((step.code == "Next" || step.code == "Prev") && begun.contains(step.p1)) {
            out.insert(table->second);
        } else if (step.code == "Count") {
            out.insert(table->second);
        }
    }
}

// What SQLite says it scans: tables by the names that the text gives them. A search with an upper
// bound alone is a loop from the first entry too, and only here can they be told apart.
inline std::set<std::string> scans_of(sqlite::Connection& file, const std::string& text) {
    std::set<std::string> out;
    sqlite::Query rows(file, "EXPLAIN QUERY PLAN " + text);
    while (rows.step()) {
        const std::string_view detail = rows.view(3);
        if (!detail.starts_with("SCAN ")) continue;
        const std::string_view name = detail.substr(5, detail.find(' ', 5) - 5);
        // FTS5 given nothing to search by reads everything; other virtual tables are not ours.
        if (detail.find("VIRTUAL TABLE") == std::string_view::npos ||
            detail.ends_with("VIRTUAL TABLE INDEX 0:"))
            out.insert(std::string(name));
    }
    return out;
}

inline bool in_a_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// The names by which `text` has `table`: its own and its aliases. None: it is not in the text.
inline std::set<std::string> names_in(const std::string& text, const std::string& table) {
    std::set<std::string> out;
    for (std::size_t at = text.find(table); at != std::string::npos;
         at = text.find(table, at + 1)) {
        std::string_view after = std::string_view(text).substr(at + table.size());
        if ((at > 0 && in_a_word(text[at - 1])) || (!after.empty() && in_a_word(after[0])))
            continue;
        out.insert(table);
        while (!after.empty() && std::string_view("'\" \n").find(after[0]) != std::string::npos)
            after.remove_prefix(1);
        if (after.starts_with("AS ")) after.remove_prefix(3);
        std::size_t end = 0;
        while (end < after.size() && in_a_word(after[end])) ++end;
        out.insert(std::string(after.substr(0, end)));
    }
    return out;
}

class Plans {
public:
    explicit Plans(const std::string& folder) : folder_(folder) {}

    std::set<std::string> walks(const Asked& one) {
        File& file = opened(one.file);
        const std::set<std::string> scans = scans_of(*file.connection, one.text);
        const bool inserts = one.text.starts_with("INSERT") || one.text.starts_with("REPLACE");
        std::set<std::string> out;
        bool of_trigger = false;
        for (const auto& program : programs_of(*file.connection, one.text)) {
            std::set<std::string> loops;
            loops_of(program, file.tables, loops);
            for (const std::string& table : loops) {
                const std::set<std::string> names = names_in(one.text, table);
                // A foreign key that is looked after names its table nowhere in the text. Where a
                // row is added, that happens only while a deferred one is unkept: there are none.
                const bool of_key = names.empty() && !inserts;
                const bool of_text = std::ranges::any_of(
                    names, [&](const std::string& name) { return scans.contains(name); });
                if (of_trigger || of_key || of_text) out.insert(table);
            }
            of_trigger = true;
        }
        for (const std::string& name : scans)
            if (name.find("_search") != std::string::npos ||
                name.find("_names") != std::string::npos)
                out.insert(name);
        return out;
    }

private:
    struct File {
        std::unique_ptr<sqlite::Connection> connection;
        std::map<std::int64_t, std::string> tables;  // by root page, of tables and indexes
    };

    File& opened(const std::string& name) {
        File& file = files_[name];
        if (file.connection) return file;
        file.connection = std::move(*sqlite::Connection::open(folder_ + "/" + name));
        REQUIRE(file.connection->execute("PRAGMA foreign_keys = ON"));
        REQUIRE(sqlite::register_search_terms(*file.connection));
        sqlite::Query rows(*file.connection,
                           "SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0");
        while (rows.step()) file.tables[rows.integer(0)] = rows.text(1);
        return file;
    }

    std::string folder_;
    std::map<std::string, File> files_;
};

// A walk that is meant: in texts that contain `part`, through `table`, and why.
struct Meant {
    const char *part, *table, *why;
};

// Tables that do not grow with what people and apps do.
inline bool is_small(const std::string& table) {
    return table == "settings" || table == "review_generation" || table == "sqlite_sequence" ||
           table == "sqlite_schema" || table.ends_with("_config");  // FTS5's settings
}

inline constexpr Meant meant[] = {
    {"FROM reviews r CROSS JOIN apps a ON a.row = r.app WHERE ?1 < 0", "reviews",
     "once in a store's life in memory: all columns are read (review_columns.h)"},
    {"FROM changes ORDER BY id DESC LIMIT 1 OFFSET ?1", "changes",
     "counts off the rows that are kept, a fixed number"},
    {"FROM decisions ORDER BY at DESC, submission DESC LIMIT", "decisions",
     "the newest few, in the index's order; ends at its limit"},
    {"FROM hook_news ORDER BY row LIMIT", "hook_news",
     "the oldest few, in the key's order; ends at its limit"},
    {"SELECT (SELECT count(*) FROM hook_news), (SELECT count(*) FROM deliveries", "hook_news",
     "what waits to be told; asked by /metrics"},
    {"SELECT (SELECT count(*) FROM hook_news), (SELECT count(*) FROM deliveries", "deliveries",
     "what waits to be sent, in an index of just these; asked by /metrics"},
    {"SELECT images FROM edits WHERE images <> '[]' AND state = 'open'", "edits",
     "its index has only the rows that are wanted: open edits with images"},
    {"FROM incidents WHERE resolved = 0 OR since >=", "incidents",
     "the store's own incidents: written by people, some a year"},
    {"SELECT count(*) FROM accounts", "accounts", "asked when a store starts and by the doctor"},
    {"SELECT count(*) FROM raw_events", "raw_events", "asked by tests alone"},
    {"SELECT count(*) FROM raw_events", "raw_batches", "asked by tests alone"},
    {"SELECT 1 FROM devices LIMIT 1", "devices", "ends at its first row"},
    {"FROM waiting_batches", "waiting_batches",
     "what waits to be counted, all of it: 200 at most (event_figures.h)"},
    {"SELECT id, name FROM teams ORDER BY name", "teams", "a command at the machine lists them"},
    {"FROM submissions s JOIN apps a ON a.row = s.app WHERE ?1 IS NULL AND ?2 IS NULL",
     "submissions",
     "all teams' submissions, for the store's own people: a page ends at its limit and goes by the "
     "index of time, its total counts them all"},
    {"FROM 'main'.'apps' AS T", "apps", "FTS5 makes its index anew in a step of the schema"},
};

// The walks in what was asked of the stores so far that nobody has given a reason for.
inline std::vector<std::string> unexplained(const std::string& folder) {
    std::set<Asked> all;
    {
        const std::lock_guard lock(asked_mutex);
        all = asked;
    }
    Plans plans(folder);
    std::vector<std::string> out;
    for (const Asked& one : all) {
        if (!is_question(one)) continue;
        for (const std::string& table : plans.walks(one)) {
            const bool has_reason = std::ranges::any_of(meant, [&](const Meant& reason) {
                return table == reason.table && one.text.find(reason.part) != std::string::npos;
            });
            if (!is_small(table) && !has_reason)
                out.push_back(one.file + ", through " + table + ": " + one.text);
        }
    }
    return out;
}

}  // namespace vitrine::service::asked_sql
