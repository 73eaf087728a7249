// Submissions: the basket sent to review, its findings, its conversation and its life so far.
#pragma once
#include "contract/apps.h"

namespace vitrine::contract {

enum class Severity : std::uint8_t { blocking, advice };
constexpr auto names(const Severity*) {
    return std::array<std::string_view, 2>{"blocking", "advice"};
}
enum class EvidenceKind : std::uint8_t { code, facts, screenshot, note };
constexpr auto names(const EvidenceKind*) {
    return std::array<std::string_view, 4>{"code", "facts", "screenshot", "note"};
}

// One line of a code excerpt, one answer of a form, one fact. `marked`: this is the one.
struct EvidenceLine {
    std::string label, value;  // code: line number and text; facts: name and value
    bool marked = false;
    bool operator==(const EvidenceLine&) const = default;
};
constexpr auto fields(const EvidenceLine*) {
    using R = EvidenceLine;
    return field_list(field("label", &R::label), field("value", &R::value),
                      field("marked", &R::marked));
}
struct Evidence {
    EvidenceKind kind = EvidenceKind::note;
    std::string title, note;  // "AndroidManifest.xml", "changed in 2.9.1"
    std::vector<EvidenceLine> lines;
    bool operator==(const Evidence&) const = default;
};
constexpr auto fields(const Evidence*) {
    using R = Evidence;
    return field_list(field("kind", &R::kind), field("title", &R::title), field("note", &R::note),
                      field("lines", &R::lines));
}

struct Finding {
    FindingId id;
    std::string policy;           // "VP-4.3.2"
    Severity severity = Severity::advice;
    std::string title, detail;    // what is wrong; what to do
    std::string where;            // "AndroidManifest.xml:42", "de-DE Phone screenshot 3"
    bool fixed = false;
    std::vector<Evidence> evidence;
    bool operator==(const Finding&) const = default;
};
constexpr auto fields(const Finding*) {
    using R = Finding;
    return field_list(field("id", &R::id), field("policy", &R::policy, max_length(40)),
                      field("severity", &R::severity), field("title", &R::title, max_length(200)),
                      field("detail", &R::detail, max_length(2000)),
                      field("where", &R::where, max_length(200)), field("fixed", &R::fixed),
                      field("evidence", &R::evidence));
}

struct Message {
    std::string author;
    bool from_store = false;
    base::Instant at;
    std::string text;
    bool operator==(const Message&) const = default;
};
constexpr auto fields(const Message*) {
    using R = Message;
    return field_list(field("author", &R::author), field("from_store", &R::from_store),
                      field("at", &R::at), field("text", &R::text));
}

struct TimelineEntry {
    Stage stage = Stage::draft;
    base::Instant at;
    std::string actor, reason;
    bool operator==(const TimelineEntry&) const = default;
};
constexpr auto fields(const TimelineEntry*) {
    using R = TimelineEntry;
    return field_list(field("stage", &R::stage), field("at", &R::at), field("actor", &R::actor),
                      field("reason", &R::reason));
}

// Where it stands in the queue and when a decision is likely: median and 95 % of real history.
struct QueueOutlook {
    std::int32_t place = 0;  // 1 is next; if not queued, the place it would get
    base::Instant likely_at, early_at, late_at;
    std::int32_t decisions_seen = 0;  // history behind the range
    bool operator==(const QueueOutlook&) const = default;
};
constexpr auto fields(const QueueOutlook*) {
    using R = QueueOutlook;
    return field_list(field("place", &R::place), field("likely_at", &R::likely_at),
                      field("early_at", &R::early_at), field("late_at", &R::late_at),
                      field("decisions_seen", &R::decisions_seen));
}

enum class AttentionKind : std::uint8_t { fix_findings, decide_rollout, answer, add_notes, appeal };
constexpr auto names(const AttentionKind*) {
    return std::array<std::string_view, 5>{"fix_findings", "decide_rollout", "answer", "add_notes",
                                           "appeal"};
}
// Why it needs somebody, in one line, what to know, and by when.
struct Attention {
    AttentionKind kind = AttentionKind::fix_findings;
    std::string title, detail;
    std::optional<base::Instant> due_at;
    bool operator==(const Attention&) const = default;
};
constexpr auto fields(const Attention*) {
    using R = Attention;
    return field_list(field("kind", &R::kind), field("title", &R::title),
                      field("detail", &R::detail), field("due_at", &R::due_at));
}

struct Submission {
    SubmissionId id;
    std::int64_t number = 0;  // what people say: "submission 20481"
    AppId app;
    std::string app_name, icon, version_name, version_code;
    Track track = Track::production;
    Stage stage = Stage::draft;
    double fraction = 0;      // of its rollout, 0 when none
    std::string sent_by;
    std::int64_t package_bytes = 0;
    std::int32_t locale_count = 0;
    base::Instant created_at, updated_at;
    std::int32_t blocking = 0, advice = 0;  // open findings
    std::int32_t checks_passed = 0;
    std::optional<Attention> attention;
    std::optional<QueueOutlook> outlook;
    std::int64_t revision = 0;  // its ETag
    bool operator==(const Submission&) const = default;
};
constexpr auto fields(const Submission*) {
    using R = Submission;
    return field_list(
        field("id", &R::id), field("number", &R::number), field("app", &R::app),
        field("app_name", &R::app_name), field("icon", &R::icon),
        field("version_name", &R::version_name), field("version_code", &R::version_code),
        field("track", &R::track), field("stage", &R::stage), field("fraction", &R::fraction),
        field("sent_by", &R::sent_by), field("package_bytes", &R::package_bytes),
        field("locale_count", &R::locale_count), field("created_at", &R::created_at),
        field("updated_at", &R::updated_at), field("blocking", &R::blocking),
        field("advice", &R::advice), field("checks_passed", &R::checks_passed),
        field("attention", &R::attention), field("outlook", &R::outlook),
        field("revision", &R::revision));
}

struct SubmissionPage {
    std::vector<Submission> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> total;
    bool operator==(const SubmissionPage&) const = default;
};
constexpr auto fields(const SubmissionPage*) {
    using R = SubmissionPage;
    return field_list(field("items", &R::items), field("next", &R::next),
                      field("total", &R::total));
}

struct SubmissionDetail {
    Submission submission;
    std::vector<TimelineEntry> timeline;  // oldest first
    std::vector<Finding> findings;        // blocking first
    std::vector<Message> messages;        // oldest first
    bool operator==(const SubmissionDetail&) const = default;
};
constexpr auto fields(const SubmissionDetail*) {
    using R = SubmissionDetail;
    return field_list(field("submission", &R::submission), field("timeline", &R::timeline),
                      field("findings", &R::findings), field("messages", &R::messages));
}

enum class SubmissionScope : std::uint8_t { all, open, attention, queue };
constexpr auto names(const SubmissionScope*) {
    return std::array<std::string_view, 4>{"all", "open", "attention", "queue"};
}

struct ListSubmissions {
    static constexpr Call call{
        Verb::get, "/v1/submissions", Access::signed_in,
        "Submissions of all my apps, newest change first; for the store's people, of all teams.",
        "bad_cursor", Right::read_releases};
    struct Request {
        std::optional<SubmissionScope> scope;
        std::vector<Stage> stages;
        std::optional<AppId> app;
        std::optional<std::string> q;
        std::optional<std::int32_t> limit;
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionPage;
};
constexpr auto fields(const ListSubmissions::Request*) {
    using R = ListSubmissions::Request;
    return field_list(field("scope", &R::scope), field("stages", &R::stages, max_length(20)),
                      field("app", &R::app), field("q", &R::q, max_length(200)),
                      field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(400)));
}

struct OneSubmission {
    SubmissionId submission;
    bool operator==(const OneSubmission&) const = default;
};
constexpr auto fields(const OneSubmission*) {
    return field_list(field("submission", &OneSubmission::submission));
}
struct GetSubmission {
    static constexpr Call call{Verb::get, "/v1/submissions/{submission}", Access::signed_in,
                               "One submission with timeline, findings and conversation.",
                               "", Right::read_releases};
    using Request = OneSubmission;
    using Reply = SubmissionDetail;
};

// A draft for one version of one app without a package; baskets.h has those with packages.
struct CreateSubmission {
    static constexpr Call call{Verb::post, "/v1/submissions", Access::member,
                               "Start a draft submission.", "version_not_growing", Right::submit};
    struct Request {
        AppId app;
        std::string version_name;
        std::string version_code;  // decimal, 64 bits
        Track track = Track::production;
        std::optional<std::string> notes;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionDetail;
};
constexpr auto fields(const CreateSubmission::Request*) {
    using R = CreateSubmission::Request;
    return field_list(field("app", &R::app), field("version_name", &R::version_name, length(1, 50)),
                      field("version_code", &R::version_code, length(1, 19)),
                      field("track", &R::track), field("notes", &R::notes, max_length(500)));
}

// The developer's moves of the stage machine. `publish_at` goes with schedule alone: the time to
// publish at instead of the basket's, which it then is.
struct MoveSubmission {
    static constexpr Call call{Verb::post, "/v1/submissions/{submission}/moves", Access::member,
                               "Make one move of the stage machine as a developer.",
                               "wrong_stage,wrong_side,already_there,final_stage,findings_open,"
                               "publish_time_missing,rollout_in_progress,version_not_growing,"
                               "nothing_to_roll_back_to",
                               Right::submit};
    struct Request {
        SubmissionId submission;
        Move move = Move::submit;
        std::optional<std::string> reason;
        std::optional<std::string> if_match;
        std::optional<bool> dry_run;
        std::optional<base::Instant> publish_at;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionDetail;
};
constexpr auto fields(const MoveSubmission::Request*) {
    using R = MoveSubmission::Request;
    return field_list(field("submission", &R::submission), field("move", &R::move),
                      field("reason", &R::reason, max_length(2000)),
                      field("if_match", &R::if_match), field("dry_run", &R::dry_run),
                      field("publish_at", &R::publish_at));
}

struct PostMessage {
    static constexpr Call call{Verb::post, "/v1/submissions/{submission}/messages",
                               Access::signed_in, "Write into the conversation with the reviewer.",
                               "", Right::message};
    struct Request {
        SubmissionId submission;
        std::string text;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionDetail;
};
constexpr auto fields(const PostMessage::Request*) {
    using R = PostMessage::Request;
    return field_list(field("submission", &R::submission),
                      field("text", &R::text, length(1, 4000)));
}

// What a reviewer found out about one part of a basket.
enum class ItemVerdict : std::uint8_t { accepted, refused };
constexpr auto names(const ItemVerdict*) {
    return std::array<std::string_view, 2>{"accepted", "refused"};
}
struct ItemResult {
    std::string item;  // a package's id, or "notes.de-DE"
    ItemVerdict verdict = ItemVerdict::accepted;
    std::string note;
    bool operator==(const ItemResult&) const = default;
};
constexpr auto fields(const ItemResult*) {
    using R = ItemResult;
    return field_list(field("item", &R::item, length(1, 200)), field("verdict", &R::verdict),
                      field("note", &R::note, max_length(500)));
}

// Store side. claim: it is mine to decide until release_hold gives it back. Else the decision, with
// findings when it is not an approval. Where a rule of the store asks for a second reviewer, the
// first approval leaves it in review for somebody else. remove_by_store takes a version off its
// track, for whatever stage of going out it is at; with `bring_back` the version that was live
// before it is live again, without it the track stays empty.
struct DecideSubmission {
    static constexpr Call call{Verb::post, "/v1/submissions/{submission}/decision",
                               Access::reviewer, "Claim or decide a submission as a reviewer.",
                               "wrong_stage,wrong_side,already_there,final_stage,"
                               "findings_missing,claimed_by_other,second_reviewer_needed,"
                               "unknown_item,item_refused,nothing_to_bring_back",
                               Right::review};
    struct Request {
        SubmissionId submission;
        Move move = Move::claim;
        std::optional<std::string> reason;
        std::optional<std::vector<Finding>> findings;
        std::optional<std::vector<ItemResult>> items;
        std::optional<std::string> if_match;
        std::optional<bool> bring_back;
        bool operator==(const Request&) const = default;
    };
    using Reply = SubmissionDetail;
};
constexpr auto fields(const DecideSubmission::Request*) {
    using R = DecideSubmission::Request;
    return field_list(field("submission", &R::submission), field("move", &R::move),
                      field("reason", &R::reason, max_length(2000)),
                      field("findings", &R::findings, max_length(100)),
                      field("items", &R::items, max_length(200)),
                      field("if_match", &R::if_match), field("bring_back", &R::bring_back));
}

}  // namespace vitrine::contract
