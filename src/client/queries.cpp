#include "client/queries.h"

#include <algorithm>

#include "client/touches.h"
#include "contract/http_status.h"
#include "contract/problem.h"

namespace vitrine::client {
namespace {

constexpr std::int64_t retry_first_ms = 2000, retry_most_ms = 60000;
constexpr std::int64_t unwanted_ms = 120000;
constexpr std::int64_t never_ms = INT64_MAX;

std::int64_t retry_pause_ms(std::int32_t failures) {
    return std::min(retry_most_ms, retry_first_ms << std::min(failures, 5));
}

base::Problem problem_of(const Answer& answer, base::ProblemKind kind) {
    if (kind == base::ProblemKind::offline)
        return base::Problem::of(kind, "offline", "The store did not answer.",
                                 "Check your connection; what you see is the last known state.");
    return contract::problem_from_json(kind, answer.body);
}

}  // namespace

Queries::Slot* Queries::find(std::string_view key) {
    const std::uint64_t hash = base::fnv1a(key);
    for (const auto& slot : slots_)
        if (slot->hash == hash && slot->key == key) return slot.get();
    return nullptr;
}

Queries::Slot* Queries::add(std::unique_ptr<Slot> slot, std::string key,
                            const contract::Call& call) {
    slot->hash = base::fnv1a(key);
    slot->key = std::move(key);
    slot->call_path = call.path;
    slot->state().wanted_since = clock_.now();
    for (std::size_t i = 0; i < planted_.size(); ++i) {
        if (planted_[i].first != slot->key) continue;
        absorb_read(*slot, planted_[i].second);
        planted_.erase(planted_.begin() + static_cast<std::ptrdiff_t>(i));
        break;
    }
    slots_.push_back(std::move(slot));
    return slots_.back().get();
}

void Queries::want(Slot& slot) {
    slot.wanted_frame = frame_;
    slot.last_wanted = clock_.now();
}

std::uint64_t Queries::queue_write(const contract::Call& call, contract::Outgoing out) {
    writes_.push_back({{++last_id_, std::move(out)}, call.path, false});
    return last_id_;
}

void Queries::forget(std::string_view call_path) { forget_was_visible(call_path); }

bool Queries::forget_was_visible(std::string_view call_path) {
    bool visible = false;
    for (const auto& slot : slots_) {
        if (slot->call_path != call_path) continue;
        slot->forgotten = true;
        slot->retry_at = {};
        visible = visible || slot->wanted_frame >= frame_ - 1;
    }
    return visible;
}

void Queries::retry_failed() {
    for (const auto& slot : slots_) {
        // Offline, what is on screen is asked too: it may have no failed key of its own.
        const bool shown = offline() && slot->wanted_frame >= frame_ - 1;
        if (!slot->state().problem && !shown) continue;
        slot->forgotten = true;
        slot->retry_at = {};
    }
}

void Queries::plant(std::string path_and_query, Answer answer) {
    planted_.emplace_back(std::move(path_and_query), std::move(answer));
}

void Queries::note_network(std::int32_t status) {
    if (status != 0)
        offline_since_.reset();
    else if (!offline_since_)
        offline_since_ = clock_.now();
}

void Queries::fail(Slot& slot, base::Problem problem) {
    signed_out_ = signed_out_ || problem.kind == base::ProblemKind::unauthenticated;
    slot.state().problem = std::move(problem);
    slot.forgotten = true;
    slot.retry_at = {clock_.now().ms + retry_pause_ms(slot.failures++)};
}

void Queries::absorb_read(Slot& slot, const Answer& answer) {
    RemoteState& state = slot.state();
    state.asking = false;
    slot.ask_id = 0;
    if (const auto kind = contract::problem_kind_of(answer.status))
        return fail(slot, problem_of(answer, *kind));
    const auto json = base::parse_json(answer.body);
    if (!json || !slot.take(*json))
        return fail(slot, base::Problem::of(base::ProblemKind::internal, "bad_answer",
                                            "The store gave an answer nobody understands."));
    state.problem.reset();
    state.answered_at = clock_.now();
    slot.forgotten = false;
    slot.failures = 0;
}

void Queries::absorb_write(std::size_t at, Answer& answer) {
    Outcome outcome{answer.id, writes_[at].call_path, std::nullopt, {}};
    const auto kind = contract::problem_kind_of(answer.status);
    if (kind)
        outcome.problem = problem_of(answer, *kind);
    else
        outcome.body = std::move(answer.body);
    for (const auto path : touched_by_write(outcome.call_path)) forget(path);
    writes_.erase(writes_.begin() + static_cast<std::ptrdiff_t>(at));
    outcomes_.push_back(std::move(outcome));
}

bool Queries::absorb_answer(Answer& answer) {
    note_network(answer.status);
    for (const auto& slot : slots_) {
        if (slot->ask_id != answer.id) continue;
        // Something changed while the answer was on its way: take it, but ask once more.
        const bool asked_again = slot->forgotten;
        absorb_read(*slot, answer);
        slot->forgotten = slot->forgotten || asked_again;
        return slot->wanted_frame >= frame_ - 1;
    }
    for (std::size_t i = 0; i < writes_.size(); ++i) {
        if (writes_[i].ask.id != answer.id) continue;
        absorb_write(i, answer);
        return true;
    }
    return false;
}

bool Queries::absorb_event(const StreamEvent& event) {
    const auto topic = contract::value_of<contract::Topic>(event.name);
    if (!topic) return false;
    bool visible = false;
    for (const auto path : touched_by(*topic)) visible = forget_was_visible(path) || visible;
    return visible;
}

bool Queries::absorb(Transport& net) {
    // Answers may come more than once between two frames; what the last frame wanted still counts.
    if (std::exchange(drawn_, false)) ++frame_;
    bool changed = false;
    for (Answer& answer : net.take_answers()) changed = absorb_answer(answer) || changed;
    for (const StreamEvent& event : net.take_events()) changed = absorb_event(event) || changed;
    return changed;
}

void Queries::send_wanted(Transport& net) {
    drawn_ = true;
    std::size_t flying = 0;
    for (const auto& slot : slots_) flying += slot->ask_id != 0;
    for (Write& write : writes_) {
        if (write.sent) continue;
        write.sent = true;
        net.send(write.ask);
    }
    const base::Instant now = clock_.now();
    for (const auto& slot : slots_) {
        if (flying >= in_flight_max) break;
        if (!slot->forgotten || slot->ask_id != 0 || slot->wanted_frame != frame_) continue;
        if (slot->retry_at > now) continue;
        slot->forgotten = false;
        slot->ask_id = ++last_id_;
        slot->state().asking = true;
        net.send({slot->ask_id, {contract::Verb::get, slot->key, {}, {}}});
        ++flying;
    }
    drop_unwanted();
}

void Queries::drop_unwanted() {
    const base::Instant oldest{clock_.now().ms - unwanted_ms};
    const auto old = [&](const std::unique_ptr<Slot>& slot) {
        return slot->ask_id == 0 && slot->wanted_frame != frame_ &&
               (slot->last_wanted < oldest || slots_.size() > slots_max);
    };
    slots_.erase(std::remove_if(slots_.begin(), slots_.end(), old), slots_.end());
}

bool Queries::loading() const {
    for (const auto& slot : slots_)
        if (slot->wanted_frame == frame_ && !slot->known() && !slot->state().problem) return true;
    return false;
}

base::Instant Queries::next_retry_at() const {
    base::Instant soonest{never_ms};
    for (const auto& slot : slots_)
        if (slot->forgotten && slot->ask_id == 0 && slot->wanted_frame == frame_)
            soonest = std::min(soonest, slot->retry_at);
    return soonest;
}

}  // namespace vitrine::client
