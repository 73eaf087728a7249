// Submissions, their life so far, the audit log, and how long decisions took.
#pragma once
#include "base/result.h"
#include "contract/submissions.h"

namespace vitrine::service::ports {

// `detail.submission.app_name` and `.icon` are the app's own, whatever was stored; `.blocking` and
// `.advice` are counted from the open findings. Attention and outlook are kept as given.
struct StoredSubmission {
    contract::TeamId team;
    contract::SubmissionDetail detail;
    bool operator==(const StoredSubmission&) const = default;
};

struct SubmissionQuery {
    std::optional<contract::TeamId> team;  // none: the store's own people see every team's
    contract::SubmissionScope scope = contract::SubmissionScope::all;
    std::vector<contract::Stage> stages;   // empty does not narrow
    std::optional<contract::AppId> app;
    std::string q;  // part of app name, package name, version, number or sender; folded
    std::int32_t limit = 50;
    std::optional<std::string> cursor;
    std::optional<std::vector<contract::AppId>> only{};  // none: all
};

// One line of the audit log. Texts a developer may read; never secrets.
struct AuditEntry {
    base::Instant at;
    std::string actor;   // a user id, or "service"
    std::string action;  // "submission.withdraw"
    std::string thing;   // id of what was acted on
    std::string reason;
    std::vector<std::string> policies;
    std::optional<contract::TeamId> team;
    std::optional<contract::AppId> app;
    bool operator==(const AuditEntry&) const = default;
};

struct AuditRow {
    std::int64_t row = 0;  // grows by arrival
    AuditEntry entry;
    bool operator==(const AuditRow&) const = default;
};
struct AuditQuery {
    std::optional<contract::TeamId> team;  // none: of all, also what belongs to no team
    std::string actor, thing;              // "" does not narrow
    std::string action;                    // whole, or its area: "member" finds "member.change"
    std::int32_t limit = 50;
    std::optional<std::string> cursor;
};
struct AuditRows {
    std::vector<AuditRow> items;
    std::optional<std::string> next;
};

struct Submissions {
    virtual ~Submissions() = default;

    // Newest change first: (updated_at, id) falling. `total` counts the whole query.
    // scope open: not final and not live; attention: has one, or waits for the developer;
    // queue: in_queue(stage), oldest first instead. Refuses (invalid): "bad_cursor".
    virtual base::Result<contract::SubmissionPage> list(const SubmissionQuery& query) = 0;
    virtual base::Result<std::optional<StoredSubmission>> find(
        const contract::SubmissionId& id) = 0;
    // Everything waiting for a reviewer, of all teams, longest waiting (updated_at) first.
    virtual base::Result<std::vector<contract::Submission>> queue() = 0;

    // Whose next step is the service's own and due (store_rules.h, due_at), of those that changed
    // at `since` or later, the longest due first. Cheap: what is not due is not looked at.
    virtual base::Result<std::vector<contract::SubmissionId>> due(base::Instant since,
                                                                  base::Instant now) = 0;

    // One transaction with `audit` and the change feed. Starts at revision 1; number 0 is replaced
    // by the next free number. Refuses: unknown app (not_found), "id_taken", "number_taken".
    virtual base::Result<contract::SubmissionDetail> insert(
        const contract::SubmissionDetail& detail, const AuditEntry& audit) = 0;
    // Compare-and-set on (id, revision), in one transaction with `audit` and the change feed;
    // returns it with the next revision. A change of a release's stage or fraction is told as a
    // release's too. Refuses (stale) "stale_revision", (not_found).
    virtual base::Result<contract::SubmissionDetail> save(
        const contract::SubmissionDetail& detail, const AuditEntry& audit) = 0;

    // How long the newest `limit` decisions took (queued or appealed -> approved, changes
    // requested or rejected), newest decision first, in ms; read off the timelines.
    virtual base::Result<std::vector<std::int64_t>> decision_times_ms(std::int32_t limit) = 0;

    virtual base::Result<void> append_audit(const AuditEntry& entry) = 0;
    virtual base::Result<std::vector<AuditEntry>> audit_of(std::string_view thing,
                                                           std::int32_t limit) = 0;  // newest first
    // Newest first. Refuses (invalid): "bad_cursor".
    virtual base::Result<AuditRows> audit(const AuditQuery& query) = 0;
};

}  // namespace vitrine::service::ports
