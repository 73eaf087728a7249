// What changed, for the server-sent events; answers already given; small settings.
#pragma once
#include "base/result.h"
#include "contract/ids.h"
#include "contract/stream.h"

namespace vitrine::service::ports {

// The other ports append for themselves, in the transaction of the change. Ids grow by arrival and
// are never used twice, also not after trimming.
struct ChangeRow {
    std::int64_t id = 0;
    std::optional<contract::TeamId> team;  // none: everybody may know (an incident)
    contract::Change change;
    bool operator==(const ChangeRow&) const = default;
};

struct Changes {
    virtual ~Changes() = default;

    virtual base::Result<std::int64_t> append(const std::optional<contract::TeamId>& team,
                                              const contract::Change& change) = 0;
    // Rows with id > `after`, oldest first, of `team` and of everybody; no team: all rows.
    virtual base::Result<std::vector<ChangeRow>> read(
        std::int64_t after, const std::optional<contract::TeamId>& team, std::int32_t limit) = 0;
    // Id of the newest row ever, 0 before the first. Cheap enough to ask several times a second.
    virtual base::Result<std::int64_t> newest() = 0;
    // Id of the oldest row still kept; newest() + 1 when none is. A reader that wants rows before
    // it has missed some and must read everything anew.
    virtual base::Result<std::int64_t> oldest() = 0;
    virtual base::Result<void> trim(std::int64_t keep_rows) = 0;
};

// An answer to a write with an Idempotency-Key.
struct GivenAnswer {
    std::string key;
    contract::UserId user;
    std::string request_hash;
    std::int32_t status = 0;  // opaque here; only service/http knows what it means
    std::string body;
    base::Instant at;
    bool operator==(const GivenAnswer&) const = default;
};

struct Answers {
    virtual ~Answers() = default;

    virtual base::Result<std::optional<GivenAnswer>> find(std::string_view key,
                                                          const contract::UserId& user) = 0;
    // Keeps the first answer under (key, user) and returns what is kept.
    virtual base::Result<GivenAnswer> keep(const GivenAnswer& answer) = 0;
    virtual base::Result<std::int64_t> forget_before(base::Instant when) = 0;
};

struct Settings {
    virtual ~Settings() = default;

    virtual base::Result<std::optional<std::string>> find(std::string_view key) = 0;
    virtual base::Result<void> put(std::string_view key, std::string_view value) = 0;
    virtual base::Result<void> remove(std::string_view key) = 0;
};

}  // namespace vitrine::service::ports
