// The cache of what the store said, keyed by (endpoint, request): the console's only knowledge.
//
// get() is called by views every frame and only marks its key as wanted. send_wanted() sends what
// is wanted and unknown or forgotten, at most `in_flight_max` at once, and drops keys that nobody
// wanted for a while. A key keeps its last good value while it is asked again or when asking
// fails; `answered_at` says since when. A failed key is asked again after a pause that doubles
// from 2 s to 60 s. A write forgets the keys it touches, by endpoint (touches.h).
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "client/transport.h"
#include "contract/codec.h"

namespace vitrine::client {

struct RemoteState {
    bool asking = false;
    std::optional<base::Problem> problem;  // why the newest answer is not here
    base::Instant answered_at;             // when the last good value came
    base::Instant wanted_since;            // a skeleton shows 300 ms after this
};

template <class T> struct Remote : RemoteState {
    std::optional<T> value;  // last good answer
};

struct Outcome {
    std::uint64_t id = 0;
    std::string_view call_path;            // the endpoint's, with its braces
    std::optional<base::Problem> problem;  // none: it worked
    std::string body;                      // the reply as JSON
};

class Queries {
public:
    static constexpr std::size_t in_flight_max = 6;
    static constexpr std::size_t slots_max = 400;

    explicit Queries(base::Clock& clock) : clock_(clock) {}

    template <class Endpoint>
    const Remote<typename Endpoint::Reply>& get(const typename Endpoint::Request& request) {
        using Reply = typename Endpoint::Reply;
        std::string key = contract::to_outgoing<Endpoint>(request).path;
        Slot* slot = find(key);
        if (!slot) slot = add(std::make_unique<TypedSlot<Reply>>(), std::move(key), Endpoint::call);
        want(*slot);
        return static_cast<TypedSlot<Reply>*>(slot)->remote;
    }
    // What is known already, or nullptr; wants nothing.
    template <class Endpoint>
    const typename Endpoint::Reply* peek(const typename Endpoint::Request& request) {
        using Reply = typename Endpoint::Reply;
        Slot* slot = find(contract::to_outgoing<Endpoint>(request).path);
        if (!slot) return nullptr;
        const auto& value = static_cast<TypedSlot<Reply>*>(slot)->remote.value;
        return value ? &*value : nullptr;
    }

    // Queues a write; take_outcomes() reports it once under the returned id.
    template <class Endpoint> std::uint64_t write(const typename Endpoint::Request& request) {
        return queue_write(Endpoint::call, contract::to_outgoing<Endpoint>(request));
    }
    std::vector<Outcome> take_outcomes() { return std::exchange(outcomes_, {}); }
    std::size_t writes_in_flight() const { return writes_.size(); }

    void forget(std::string_view call_path);
    template <class Endpoint> void forget() { forget(Endpoint::call.path); }
    void retry_failed();  // "Try again": every failed key at once
    // An answer that came by another way, e.g. fetched while the program was still loading. It is
    // taken when its key is first wanted.
    void plant(std::string path_and_query, Answer answer);

    // Takes answers and events. True: something that was wanted in the last frame changed.
    bool absorb(Transport& net);
    void send_wanted(Transport& net);

    bool loading() const;  // a wanted key has no value and no problem yet
    bool offline() const { return offline_since_.has_value(); }
    base::Instant offline_since() const { return offline_since_.value_or(base::Instant{}); }
    bool signed_out() const { return signed_out_; }
    base::Instant next_retry_at() const;  // ms INT64_MAX: none is due
    std::size_t size() const { return slots_.size(); }

private:
    struct Slot {
        virtual ~Slot() = default;
        virtual RemoteState& state() = 0;
        // Replaces the value; false when the JSON does not fit the type.
        virtual bool take(const contract::Json& json) = 0;
        virtual bool known() const = 0;

        std::string key;
        std::string_view call_path;
        std::uint64_t hash = 0, ask_id = 0;
        std::int64_t wanted_frame = -1;
        bool forgotten = true;  // must be asked when wanted
        std::int32_t failures = 0;
        base::Instant retry_at, last_wanted;
    };
    template <class T> struct TypedSlot final : Slot {
        RemoteState& state() override { return remote; }
        bool known() const override { return remote.value.has_value(); }
        bool take(const contract::Json& json) override {
            auto value = contract::decode<T>(json, contract::Unknown::ignore);
            if (value) remote.value = std::move(*value);
            return value.has_value();
        }
        Remote<T> remote;
    };
    struct Write {
        Ask ask;
        std::string_view call_path;
        bool sent = false;
    };

    Slot* find(std::string_view key);
    Slot* add(std::unique_ptr<Slot> slot, std::string key, const contract::Call& call);
    void want(Slot& slot);
    std::uint64_t queue_write(const contract::Call& call, contract::Outgoing out);
    bool absorb_answer(Answer& answer);
    void absorb_read(Slot& slot, const Answer& answer);
    void fail(Slot& slot, base::Problem problem);
    void absorb_write(std::size_t at, Answer& answer);
    bool absorb_event(const StreamEvent& event);
    void note_network(std::int32_t status);
    bool forget_was_visible(std::string_view call_path);
    void drop_unwanted();

    base::Clock& clock_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::vector<Write> writes_;
    std::vector<Outcome> outcomes_;
    std::vector<std::pair<std::string, Answer>> planted_;
    std::uint64_t last_id_ = 0;
    std::int64_t frame_ = 0;
    bool drawn_ = true;  // a frame was drawn since the last absorb()
    std::optional<base::Instant> offline_since_;
    bool signed_out_ = false;
};

}  // namespace vitrine::client
