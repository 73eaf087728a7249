#include "service/sqlite/sealing.h"

#include <filesystem>

#include "service/files/key_file.h"

namespace vitrine::service::sqlite {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using machine::Vault;

struct SealedColumn {
    const char* table;
    const char* places;  // its values and where they lie
    const char* reseal;
};

constexpr SealedColumn columns[] = {
    {"second_factors", "SELECT 'second_factors/' || user, secret FROM second_factors",
     "UPDATE second_factors SET secret = vt_seal('second_factors/' || user, "
     "vt_open('second_factors/' || user, secret))"},
    {"webhooks", "SELECT 'webhooks/' || id, secret FROM webhooks",
     "UPDATE webhooks SET secret = vt_seal('webhooks/' || id, "
     "vt_open('webhooks/' || id, secret))"},
    {"app_kits",
     "SELECT 'app_kits/' || a.id || '/' || k.kit, k.credentials FROM app_kits k "
     "JOIN apps a ON a.row = k.app",
     "UPDATE app_kits SET credentials = (SELECT vt_seal('app_kits/' || a.id || '/' || kit, "
     "vt_open('app_kits/' || a.id || '/' || kit, credentials)) FROM apps a "
     "WHERE a.row = app_kits.app)"},
    {"settings",
     "SELECT 'settings/' || key, value FROM settings WHERE key = 'events.device_secret'",
     "UPDATE settings SET value = vt_seal('settings/' || key, vt_open('settings/' || key, value)) "
     "WHERE key = 'events.device_secret'"},
};

Problem key_missing(const std::string& path) {
    return Problem::unavailable(
        "secrets_key_missing", "The key of the secrets is missing.",
        "The database holds secrets that only " + path +
            " opens. Put it back from a backup; a new one would make second factors, webhooks and "
            "credentials of kits void, and every device a new one.");
}

Problem unreadable(const std::string& place) {
    return Problem::unavailable("secret_unreadable", "A sealed secret does not open.",
                                place + " was changed, or sealed under another key. "
                                        "vitrine-store doctor lists what does not open.");
}

std::string view_of(sqlite3_value* value) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text ? std::string(text, static_cast<std::size_t>(sqlite3_value_bytes(value))) : "";
}

void give(sqlite3_context* context, const std::optional<std::string>& text, const char* trouble) {
    if (!text) return sqlite3_result_error(context, trouble, -1);
    sqlite3_result_text(context, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
}

void seal_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
    const auto& vault = *static_cast<const Vault*>(sqlite3_user_data(context));
    give(context, vault.seal(view_of(values[0]), view_of(values[1])), "there is no key");
}

void open_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
    const auto& vault = *static_cast<const Vault*>(sqlite3_user_data(context));
    give(context, vault.open(view_of(values[0]), view_of(values[1])), "a secret does not open");
}

std::string database_in(const std::string& folder) {
    return folder + "/store.db";
}

Result<bool> has_table(Connection& connection, const char* table) {
    Query known(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1",
                table);
    const bool there = known.step();
    if (auto trouble = known.trouble()) return refused(std::move(*trouble));
    return there;
}

// Calls `take(place, value)` for every value that is, or should be, sealed.
template <class Take>
Result<void> each_value(Connection& connection, Take take) {
    for (const SealedColumn& column : columns) {
        const auto known = has_table(connection, column.table);
        if (!known) return refused(known.error());
        if (!*known) continue;
        Query all(connection, column.places);
        while (all.step()) take(all.text(0), all.text(1));
        if (auto trouble = all.trouble()) return refused(std::move(*trouble));
    }
    return {};
}

Result<std::unique_ptr<Connection>> looking(const std::string& folder) {
    auto connection = Connection::open(database_in(folder));
    if (!connection) return connection;
    if (auto done = (*connection)->execute("PRAGMA busy_timeout = 5000"); !done)
        return refused(done.error());
    return connection;
}

// `strange`: somebody else's database, beside which nothing is made.
enum class Holds : std::uint8_t { nothing, sealed_values, strange };

// `nothing` also where there is no database to look into: opening it says why.
Result<Holds> look_into(const std::string& folder) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(database_in(folder), error)) return Holds::nothing;
    const auto connection = looking(folder);
    if (!connection) return refused(connection.error());
    Query tables(**connection, "SELECT count(*), coalesce(sum(name = 'settings'), 0) "
                               "FROM sqlite_schema WHERE type = 'table'");
    const bool strange = tables.step() && tables.integer(0) > 0 && tables.integer(1) == 0;
    if (auto trouble = tables.trouble()) return refused(std::move(*trouble));
    if (strange) return Holds::strange;
    bool found = false;
    const auto done = each_value(**connection, [&](const auto&, const std::string& value) {
        found = found || Vault::is_sealed(value);
    });
    if (!done) return refused(done.error());
    return found ? Holds::sealed_values : Holds::nothing;
}

Result<std::int64_t> reseal_all(Connection& writer) {
    std::int64_t count = 0;
    for (const SealedColumn& column : columns) {
        const auto known = has_table(writer, column.table);
        if (!known) return refused(known.error());
        if (!*known) continue;
        if (auto done = run(writer, column.reseal); !done) return refused(done.error());
        count += writer.changed_rows();
    }
    return count;
}

}  // namespace

Result<Vault> vault_for(const std::string& folder) {
    auto vault = files::read_key_file(folder);
    if (!vault || !vault->empty()) return vault;
    const auto holds = look_into(folder);
    if (!holds) return refused(holds.error());
    if (*holds == Holds::strange) return vault;
    if (*holds == Holds::sealed_values)
        return refused(key_missing(files::key_file_in(folder)));
    return files::make_key_file(folder);
}

Result<void> register_sealing(Connection& connection, const Vault& vault) {
    void* const data = const_cast<Vault*>(&vault);
    int code = sqlite3_create_function_v2(connection.handle(), "vt_seal", 2, SQLITE_UTF8, data,
                                          seal_in_sql, nullptr, nullptr, nullptr);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(connection.handle(), "vt_open", 2, SQLITE_UTF8, data,
                                          open_in_sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return refused(connection.problem(code));
    return {};
}

Result<std::string> sealed(const Vault& vault, const std::string& place, std::string_view value) {
    auto text = vault.seal(place, value);
    if (!text) return refused(key_missing("secrets/store.key"));
    return std::move(*text);
}

Result<std::string> unsealed(const Vault& vault, const std::string& place,
                             std::string_view kept) {
    auto value = vault.open(place, kept);
    if (!value) return refused(unreadable(place));
    return std::move(*value);
}

bool is_sealed_setting(std::string_view key) { return key == "events.device_secret"; }

std::string place_of_setting(std::string_view key) { return "settings/" + std::string(key); }

Result<SealedCheck> check_sealed(const std::string& folder) {
    const auto vault = files::read_key_file(folder);
    if (!vault) return refused(vault.error());
    const auto connection = looking(folder);
    if (!connection) return refused(connection.error());
    SealedCheck check;
    const auto done = each_value(**connection, [&](const std::string& place,
                                                   const std::string& value) {
        if (vault->open(place, value)) ++check.opened;
        else check.closed.push_back(place);
    });
    if (!done) return refused(done.error());
    return check;
}

Result<std::int64_t> rotate_sealed(const std::string& folder) {
    auto vault = vault_for(folder);
    if (!vault) return refused(vault.error());
    if (!vault->add_key())
        return refused(Problem::unavailable("too_many_keys", "The ring of keys is full.",
                                            "255 rotations are the most."));
    const auto connection = looking(folder);
    if (!connection) return refused(connection.error());
    Connection& writer = **connection;
    if (auto done = register_sealing(writer, *vault); !done) return refused(done.error());
    // The new key is on the disk before anything is sealed under it.
    if (auto done = files::write_key_file(folder, *vault); !done) return refused(done.error());
    if (auto done = writer.execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
                                   "BEGIN IMMEDIATE");
        !done)
        return refused(done.error());
    auto count = reseal_all(writer);
    Result<void> done;
    if (count) done = writer.execute("COMMIT");
    if (count && done) return count;
    if (writer.in_transaction()) (void)writer.execute("ROLLBACK");
    return refused(count ? done.error() : count.error());
}

}  // namespace vitrine::service::sqlite
