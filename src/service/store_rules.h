// What both stores, memory and SQLite, must do alike: the refusals they give and the few facts
// they derive from what they keep.
#pragma once
#include "service/ports/packages.h"
#include "service/ports/releases.h"
#include "service/ports/reviews.h"
#include "service/ports/submissions.h"

namespace vitrine::service {

base::Problem stale_revision();
base::Problem taken(std::string_view code);  // "id_taken", "email_taken"...

// Whether a list narrowed to `only` (none: not narrowed) holds this app.
bool among(const std::optional<std::vector<contract::AppId>>& only, const contract::AppId& app);
base::Problem disk_full();
base::Problem too_many_uploads();

// ports::Uploads::add_range on the value. Refuses as it says.
base::Result<void> receive(contract::Upload& upload, contract::ByteRange range,
                           std::int32_t ranges_max, base::Instant expires_at);
// Letters of ASCII, digits and '_', 1 to 100 of them: may be the name of a file.
bool is_plain_name(std::string_view name);

// Counts the open findings into `submission.blocking` and `.advice`.
void count_findings(contract::SubmissionDetail& detail);
// The store stands for it: approved, and not taken back since. What comes next is compared with it.
bool is_accepted(contract::Stage stage);
std::vector<contract::Stage> accepted_stages();
std::vector<contract::Stage> queue_stages();  // those that wait for a reviewer
inline constexpr std::int64_t basket_versions_kept = 50;  // of one submission
inline constexpr std::size_t listing_versions_kept = 30;  // of one part
// Of a part's versions (rising), those that nobody needs: none of the newest, and no revision in
// `shown` lies between it and the next one. Each with the revision of the next one.
struct Forgettable {
    std::int64_t revision = 0, next = 0;
    bool operator==(const Forgettable&) const = default;
};
std::vector<Forgettable> forgettable(const std::vector<std::int64_t>& versions,
                                     const std::vector<std::int64_t>& shown);

// When the service's own next step of a submission is due: at once for what is to be checked or
// put into the queue, at its time for what is scheduled. None: it is somebody's turn.
std::optional<base::Instant> due_at(const contract::Submission& submission,
                                    const std::optional<contract::Basket>& basket);

// What a submission says of its release: app, version, track, stage, fraction, revision, when and
// why it was halted. The figures and the previous version stay.
void put_state(contract::Release& release, const contract::SubmissionDetail& detail);
// The last time it came to roll out: started or resumed.
std::optional<base::Instant> rolls_since(const std::vector<contract::TimelineEntry>& timeline);
// The plan of a rollout, and what a release has besides its figures.
contract::Release blank_release(const contract::SubmissionDetail& detail);
// The figures in `from`, and nothing else of it.
void put_figures(contract::Release& release, const contract::Release& from);
// The stage at which `previous` (ports::StoredRelease) is looked for; none: it has none.
std::optional<contract::Stage> stage_of_previous(contract::Stage stage);
bool is_in_progress(contract::Stage stage);  // rolling out or halted
// Whether a save changes what a release says: it is one now, and its stage or fraction differ.
bool changes_release(const contract::Submission& before, const contract::Submission& now);

bool in_scope(contract::SubmissionScope scope, const contract::Submission& submission);

// One decision of a reviewer: when, and how long the submission had been waiting for it.
struct Decision {
    std::int64_t at_ms = 0, took_ms = 0;
    bool operator==(const Decision&) const = default;
};
// Waiting begins with queued or appealed and ends with approved, changes_requested or rejected;
// a withdrawal ends it without a decision.
std::vector<Decision> decisions_in(const std::vector<contract::TimelineEntry>& timeline);

// Why a review is gone (ports/reviews.h); both may be so.
struct Gone {
    bool withdrawn = false, removed = false;
    explicit operator bool() const { return withdrawn || removed; }
    bool operator==(const Gone&) const = default;
};

// What an upsert makes of a known review: `stored` with the incoming content; the id, the revision,
// tags and a reply given here stay. `had_reply`: it has or once had one.
contract::Review merged(const contract::Review& stored, const contract::Review& incoming,
                        bool had_reply);
// What is left of a review that its source has withdrawn: where it belongs, and its revision.
contract::Review without_words(const contract::Review& review);
base::Problem batch_reused();

}  // namespace vitrine::service
