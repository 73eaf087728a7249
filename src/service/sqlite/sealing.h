// The sealed values of store.db (machine/vault.h), each bound to its row:
//
//     second_factors.secret   "second_factors/" + user
//     webhooks.secret         "webhooks/" + id
//     app_kits.credentials    "app_kits/" + app + "/" + kit
//     settings.value          "settings/" + key, of the one key that names a secret
#pragma once
#include <string>
#include <vector>

#include "service/machine/vault.h"
#include "service/sqlite/connection.h"

namespace vitrine::service::sqlite {

// The vault of a data folder. A missing key is made, unless the database holds values that only
// the missing one opens: refuses (unavailable) "secrets_key_missing", and what files/key_file.h
// refuses.
base::Result<machine::Vault> vault_for(const std::string& folder);

// For the steps of schema.cpp: vt_seal(place, value) and vt_open(place, sealed). `vault` must live
// as long as the connection.
base::Result<void> register_sealing(Connection& connection, const machine::Vault& vault);

// Refuse (unavailable) "secrets_key_missing" and "secret_unreadable".
base::Result<std::string> sealed(const machine::Vault& vault, const std::string& place,
                                 std::string_view value);
base::Result<std::string> unsealed(const machine::Vault& vault, const std::string& place,
                                   std::string_view kept);

// Settings whose value is a secret.
bool is_sealed_setting(std::string_view key);
std::string place_of_setting(std::string_view key);

struct SealedCheck {
    std::int64_t opened = 0;
    std::vector<std::string> closed;  // places of values that do not open, or lie there clear
};
// Looks at every sealed value of a store, which may be served meanwhile.
base::Result<SealedCheck> check_sealed(const std::string& folder);

// Makes a new key and seals everything anew; how many values. Nobody may serve the store meanwhile:
// a running one would not know the new key. A store that is killed in between opens as before.
base::Result<std::int64_t> rotate_sealed(const std::string& folder);

}  // namespace vitrine::service::sqlite
