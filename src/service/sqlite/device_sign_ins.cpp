#include "service/sqlite/tables.h"
#include "service/store_rules.h"

namespace vitrine::service::sqlite {
namespace {

using ports::DeviceAnswer;

constexpr std::string_view columns =
    "SELECT device_hash, code_hash, program, scopes, address, created_at, expires_at, answer, "
    "team, person, key FROM device_sign_ins ";

std::string sql(std::string_view rest) {
    return std::string(columns) + std::string(rest);
}

StoredDeviceSignIn waiting_at(const Query& row) {
    StoredDeviceSignIn stored{row.text(0), row.text(1), {}};
    stored.asked.program = row.text(2);
    // Words that this version does not know are left out: a scope must never turn into another.
    for (const auto& name : from_json_text<std::vector<std::string>>(row.view(3)))
        if (const auto scope = contract::value_of<contract::Scope>(name))
            stored.asked.scopes.push_back(*scope);
    stored.asked.address = row.text(4);
    stored.asked.created_at = row.instant(5);
    stored.asked.expires_at = row.instant(6);
    // An answer that this version does not know lets nobody in.
    stored.answer = contract::value_of<DeviceAnswer>(row.view(7)).value_or(DeviceAnswer::denied);
    if (row.null(10)) return stored;
    stored.key = StoredKey{"", {row.text(8)}, from_json_text<contract::ApiKey>(row.view(10)), {}};
    if (!row.null(9)) stored.key->person = {row.text(9)};
    return stored;
}

struct KeyColumns {
    std::optional<std::string> team, person, key;
    explicit KeyColumns(const std::optional<StoredKey>& stored) {
        if (!stored) return;
        team = stored->team.text;
        if (stored->person) person = stored->person->text;
        key = json_text(stored->key);
    }
};

class SqliteDeviceSignIns final : public DeviceSignIns {
public:
    explicit SqliteDeviceSignIns(Database& store) : store_(store) {}

    base::Result<void> create(const StoredDeviceSignIn& next) override {
        return change(store_, [&](Connection& writer) -> base::Result<void> {
            if (Query(writer,
                      "SELECT 1 FROM device_sign_ins WHERE device_hash = ?1 OR code_hash = ?2",
                      next.device_hash, next.code_hash)
                    .step())
                return base::refused(taken("id_taken"));
            const KeyColumns key(next.key);
            return run(writer,
                       "INSERT INTO device_sign_ins VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                       "?10, ?11)",
                       next.device_hash, next.code_hash, next.asked.program,
                       json_text(next.asked.scopes), next.asked.address, next.asked.created_at,
                       next.asked.expires_at, word(next.answer), key.team, key.person, key.key);
        });
    }
    base::Result<std::optional<StoredDeviceSignIn>> find_by_code(
        std::string_view code_hash) override {
        return first(store_, sql("WHERE code_hash = ?1"), waiting_at, code_hash);
    }
    base::Result<std::optional<StoredDeviceSignIn>> find_by_device(
        std::string_view device_hash) override {
        return first(store_, sql("WHERE device_hash = ?1"), waiting_at, device_hash);
    }
    base::Result<void> settle(std::string_view code_hash, DeviceAnswer answer,
                              const std::optional<StoredKey>& key) override {
        const KeyColumns columns_of(key);
        return one_row("UPDATE device_sign_ins SET answer = ?2, team = ?3, person = ?4, key = ?5 "
                       "WHERE code_hash = ?1 AND answer = 'none'",
                       code_hash, word(answer), columns_of.team, columns_of.person,
                       columns_of.key);
    }
    base::Result<void> take(std::string_view device_hash) override {
        return one_row("DELETE FROM device_sign_ins WHERE device_hash = ?1", device_hash);
    }
    base::Result<std::int64_t> remove_expired(base::Instant now) override {
        return change(store_, [&](Connection& writer) -> base::Result<std::int64_t> {
            const auto done =
                run(writer, "DELETE FROM device_sign_ins WHERE expires_at <= ?1", now);
            if (!done) return base::refused(done.error());
            return writer.changed_rows();
        });
    }

private:
    template <class... Values>
    base::Result<void> one_row(std::string_view text, const Values&... values) {
        return change(store_, [&](Connection& writer) {
            return run_on(writer, "device sign-in", text, values...);
        });
    }

    Database& store_;
};

}  // namespace

std::unique_ptr<DeviceSignIns> make_device_sign_ins(Files files) {
    return std::make_unique<SqliteDeviceSignIns>(files.store);
}

}  // namespace vitrine::service::sqlite
