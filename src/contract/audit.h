// The audit log: every write that matters, who made it, on what, when and why. Lines are added and
// never changed.
#pragma once
#include "contract/session.h"

namespace vitrine::contract {

struct AuditLine {
    std::string id;
    base::Instant at;
    std::string actor;       // a user's or key's id, "service", "rollout rule" or "operator"
    std::string actor_name;  // as it is now; "" when it is gone
    std::string action;      // "member.change"
    std::string subject;     // id of what was acted on
    std::string reason;
    std::vector<std::string> policies;
    std::optional<AppId> app;
    bool operator==(const AuditLine&) const = default;
};
constexpr auto fields(const AuditLine*) {
    using R = AuditLine;
    return field_list(field("id", &R::id), field("at", &R::at), field("actor", &R::actor),
                      field("actor_name", &R::actor_name), field("action", &R::action),
                      field("subject", &R::subject), field("reason", &R::reason),
                      field("policies", &R::policies), field("app", &R::app));
}
struct AuditPage {
    std::vector<AuditLine> items;
    std::optional<std::int64_t> total;  // not counted
    std::optional<std::string> next;
    bool operator==(const AuditPage&) const = default;
};
constexpr auto fields(const AuditPage*) {
    using R = AuditPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}

struct ListAudit {
    static constexpr Call call{
        Verb::get, "/v1/audit", Access::signed_in,
        "My team's audit log, newest first; for the store's people, everybody's.", "bad_cursor",
        Right::read_audit};
    struct Request {
        std::optional<std::string> actor, subject;
        std::optional<std::string> action;  // whole ("member.change") or its area ("member")
        std::optional<std::int32_t> limit;  // 50 when absent
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = AuditPage;
};
constexpr auto fields(const ListAudit::Request*) {
    using R = ListAudit::Request;
    return field_list(field("actor", &R::actor, max_length(200)),
                      field("subject", &R::subject, max_length(200)),
                      field("action", &R::action, max_length(100)),
                      field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(500)));
}

}  // namespace vitrine::contract
