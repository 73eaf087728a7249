// Keys by store, in one file for their owner alone: $XDG_CONFIG_HOME/vitrine/credentials.json,
// mode 0600. A file that others may read is not used.
#pragma once
#include "contract/codec.h"

namespace vitrine::cli {

struct StoredKey {
    std::string store;  // origin
    std::string key;
    std::optional<std::string> team;  // to ask about, where it is not the first
    std::optional<bool> mine;         // it came by the device flow: logging out ends it
    bool operator==(const StoredKey&) const = default;
};
constexpr auto fields(const StoredKey*) {
    using R = StoredKey;
    return contract::field_list(contract::field("store", &R::store),
                                contract::field("key", &R::key),
                                contract::field("team", &R::team),
                                contract::field("mine", &R::mine));
}

struct Credentials {
    std::vector<StoredKey> stores;  // the one used last in front: it is asked when none is named
    bool operator==(const Credentials&) const = default;
};
constexpr auto fields(const Credentials*) {
    return contract::field_list(contract::field("stores", &Credentials::stores));
}

base::Result<Credentials> read_credentials();  // none: an empty list
base::Result<void> write_credentials(const Credentials& credentials);
base::Result<std::string> credentials_path();

}  // namespace vitrine::cli
