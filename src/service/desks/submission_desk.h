// Submissions: both sides' moves, the conversation, and when a decision is likely.
//
// Developers see and move their team's submissions; the store's reviewers see every team's, claim
// and decide. What a caller may not see is not found. Every change is a compare-and-set, one line
// in the audit log and one row of the change feed, all in one transaction. A display reads how
// things stand and not what people wrote to each other: the texts of messages, findings and
// reasons are left out for it.
#pragma once
#include <mutex>

#include "contract/baskets.h"
#include "service/desks/submission_life.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class SubmissionDesk {
public:
    explicit SubmissionDesk(World world) : world_(world) {}

    base::Result<contract::SubmissionPage> list(const Caller& who,
                                                const contract::ListSubmissions::Request& ask);
    base::Result<contract::SubmissionDetail> find(const Caller& who,
                                                  const contract::SubmissionId& submission);
    base::Result<contract::SubmissionDetail> create(const Caller& who,
                                                    const contract::CreateSubmission::Request& ask);
    base::Result<contract::SubmissionBasket> create_basket(
        const Caller& who, const contract::CreateBasket::Request& ask);
    base::Result<contract::SubmissionBasket> basket(const Caller& who,
                                                    const contract::SubmissionId& submission);
    base::Result<contract::SubmissionBasket> edit(const Caller& who,
                                                  const contract::EditBasket::Request& ask);
    // What somebody whose edit was stale needs to go on.
    base::Result<contract::EditClash> clash(const Caller& who,
                                            const contract::EditBasket::Request& ask);
    base::Result<contract::SubmissionDetail> post(const Caller& who,
                                                  const contract::PostMessage::Request& ask);
    // With dry_run: what would come out, and nothing happens.
    base::Result<contract::SubmissionDetail> move(const Caller& who,
                                                  const contract::MoveSubmission::Request& ask);
    // The same for a release's rollout: its submission moves, or only its fraction grows.
    base::Result<contract::SubmissionDetail> steer(const Caller& who,
                                                   const contract::SubmissionId& submission,
                                                   const contract::ChangeRollout::Request& ask);
    // The rollout rule's halt of what stood at this revision. Refuses (stale) what moved since.
    base::Result<void> halt_by_rule(const contract::SubmissionId& submission,
                                    std::int64_t revision, const std::string& reason);
    base::Result<contract::SubmissionDetail> decide(const Caller& who,
                                                    const contract::DecideSubmission::Request& ask);

    // Who reviews it and by when; names of reviewers only for the store's people.
    base::Result<contract::ReviewState> review(const Caller& who,
                                               const contract::SubmissionId& submission);

    // The service's own moves on what is due and changed since `since`: checks, puts what is ready
    // into the queue, publishes what is scheduled for now. How many. `until`: looks also at what
    // says that it is due only then; a clock that was wrong may have written it.
    base::Result<int> advance(base::Instant since, std::optional<base::Instant> until = {});

private:
    using Stored = ports::StoredSubmission;
    struct Waiting {
        contract::SubmissionId id;
        base::Instant since;
    };
    // The queue in its true order and the history, as of one change number.
    struct QueueBook {
        std::int64_t as_of = -1;
        std::vector<Waiting> waiting;
        std::vector<std::int64_t> decisions_ms;
    };

    base::Result<Stored> visible(const Caller& who, const contract::SubmissionId& id);
    // One step of a developer on what is loaded and theirs. `fraction`: wished for its start.
    base::Result<contract::SubmissionDetail> make(const Caller& who, Stored stored,
                                                  const contract::MoveSubmission::Request& ask,
                                                  const std::optional<double>& fraction);
    base::Result<contract::SubmissionDetail> grow(const Caller& who, Stored stored,
                                                  const contract::ChangeRollout::Request& ask);
    // What a move writes besides the submission itself.
    struct Beside {
        const contract::ReviewState* review = nullptr;
        const contract::Basket* basket = nullptr;
        bool bring_back = false;  // of a removal: the version before
    };
    base::Result<contract::SubmissionDetail> save(const Stored& stored, const StageChange& change,
                                                  const Beside& beside);
    base::Result<contract::SubmissionDetail> restore(Stored stored, const StageChange& change,
                                                     const contract::ReviewState& review);
    base::Result<void> heed_wishes(Stored& stored, contract::Move move,
                                   const std::optional<double>& fraction);
    base::Result<std::optional<contract::Basket>> timed_anew(
        const contract::Submission& before, const contract::MoveSubmission::Request& ask);
    base::Result<std::optional<contract::Move>> next_move(Stored& stored, base::Instant now);
    base::Result<bool> advance_one(const contract::SubmissionId& id, base::Instant now);
    base::Result<void> refuse_reviewer(const Caller& who, const Stored& stored,
                                       const contract::ReviewState& state, contract::Move move);
    base::Result<bool> wants_second(const Stored& stored);
    base::Result<std::optional<contract::SubmissionId>> plan_on_track(
        const contract::Submission& submission, contract::Move move, bool bring_back = false);
    base::Result<std::optional<contract::SubmissionId>> plan_back(
        const contract::Submission& submission, contract::Move move);
    base::Result<void> follow_up(const Stored& stored, const StageChange& change,
                                 const std::optional<contract::SubmissionId>& back);
    base::Result<void> take_over(const contract::Submission& submission, base::Instant now);
    base::Result<void> bring_back(const contract::SubmissionId& id,
                                  const contract::Submission& instead_of, base::Instant now);
    base::Result<void> went_live(const contract::Submission& submission);
    base::Result<void> went_off(const contract::Submission& submission);
    base::Result<void> annotate(const contract::Submission& submission, contract::Move move,
                                const std::string& reason, base::Instant now);
    base::Result<void> note_waiting(Stored stored, const base::Problem& why, base::Instant now);
    base::Result<void> supersede(const contract::SubmissionId& older, base::Instant now);
    base::Result<void> settle_listing(const Stored& stored, const StageChange& change);
    base::Result<void> supersede_listing(const Stored& stored, base::Instant now);
    base::Result<void> accept_listing(const Stored& stored, base::Instant now);
    base::Result<void> publish_listing(const contract::AppId& app, std::int64_t revision,
                                       base::Instant now);
    base::Result<void> refuse_without_version(const Stored& stored, contract::Move move);
    base::Result<std::optional<contract::Basket>> basket_of(const contract::SubmissionId& id);
    base::Result<Stored> editable(const Caller& who, const contract::SubmissionId& id);
    base::Result<contract::SubmissionBasket> shown(const Stored& stored,
                                                   const contract::Basket& basket);
    base::Result<contract::SubmissionBasket> keep_edit(const Caller& who, Stored stored,
                                                       const contract::Basket& before,
                                                       const contract::Basket& after, bool dry_run);
    base::Result<void> keep_basket(const contract::SubmissionDetail& saved,
                                   const contract::Basket& basket, ports::Batch& batch);
    base::Result<void> run_checks(Stored& stored, const contract::Basket& basket);
    base::Result<void> check_again(Stored& stored, const contract::MoveSubmission::Request& ask);
    base::Result<void> refuse_version(const contract::CreateSubmission::Request& ask);
    base::Result<QueueBook> queue_book();
    void add_outlook(contract::Submission& submission, const QueueBook& book);
    contract::SubmissionDetail with_outlook(contract::SubmissionDetail detail);

    World world_;
    std::mutex guard_;
    QueueBook book_;  // under guard_
};

}  // namespace vitrine::service::desks
