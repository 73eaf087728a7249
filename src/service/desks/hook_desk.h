// Webhooks: making and changing them, their log, and the work of delivering.
//
// Delivering is asked for by a sender (hooks/sender.h), which knows the network and nothing else:
// it calls spread() and due(), sends, and says in settle() what became of it.
#pragma once
#include <atomic>

#include "contract/webhooks.h"
#include "service/desks/world.h"
#include "service/hooks/reach.h"

namespace vitrine::service::desks {

// What a sender is to send, signed for this moment.
struct Posting {
    contract::HookId hook;
    contract::DeliveryId delivery;
    std::string url, body;
    std::vector<std::string> headers;  // "Name: value"
};

// What became of it. `status`: of the answer, if one came.
struct Sent {
    contract::TryOutcome outcome = contract::TryOutcome::unreachable;
    std::optional<std::int32_t> status;
    std::int32_t took_ms = 0;
};

class HookDesk {
public:
    HookDesk(World world, hooks::Reach reach) : world_(world), reach_(reach) {}

    base::Result<contract::HookPage> list(const Caller& who, const contract::OnePage& ask);
    base::Result<contract::Hook> find(const Caller& who, const contract::HookId& hook);
    base::Result<contract::MadeHook> create(const Caller& who,
                                            const contract::CreateHook::Request& ask);
    base::Result<contract::Hook> change(const Caller& who,
                                        const contract::ChangeHook::Request& ask);
    base::Result<contract::Nothing> remove(const Caller& who,
                                           const contract::RemoveHook::Request& ask);
    base::Result<contract::MadeHook> renew_secret(const Caller& who, const contract::HookId& hook);
    base::Result<contract::Delivery> ping(const Caller& who, const contract::HookId& hook);
    base::Result<contract::DeliveryPage> deliveries(const Caller& who,
                                                    const contract::ListDeliveries::Request& ask);
    base::Result<contract::DeliveryDetail> delivery(const Caller& who,
                                                    const contract::OneDelivery& ask);
    base::Result<contract::Delivery> replay(const Caller& who, const contract::OneDelivery& ask);

    hooks::Reach reach() const { return reach_; }
    // News becomes deliveries; how many. Cheap when nothing has changed in the store.
    base::Result<std::int64_t> spread();
    // At most one for each hook that is not in `busy`.
    base::Result<std::vector<Posting>> due(std::span<const contract::HookId> busy,
                                           std::int32_t limit);
    // Notes a try: it has arrived, waits for the next one, or is given up, and then its hook may be
    // disabled. A delivery that is gone or was given up meanwhile is left alone.
    base::Result<void> settle(const contract::DeliveryId& delivery, const Sent& sent);
    base::Result<void> sweep();  // what is too old to wait, and what is too old to show

private:
    base::Result<ports::StoredHook> owned(const Caller& who, const contract::HookId& hook);
    base::Result<ports::StoredDelivery> owned_delivery(const Caller& who,
                                                       const contract::OneDelivery& ask);
    base::Result<void> refuse_fields(const contract::TeamId& team, const std::string* url,
                                     const std::vector<contract::HookKind>* kinds,
                                     const std::vector<contract::AppId>* apps);
    // Gives the body the time, and an id unless it has one.
    ports::StoredDelivery new_delivery(const contract::HookId& hook, contract::HookBody body);
    base::Result<contract::Delivery> queue(const ports::StoredHook& hook,
                                           ports::StoredDelivery delivery);
    base::Result<std::int64_t> spread_some();
    base::Result<void> note_health(const contract::HookId& hook, const contract::Delivery& last);
    std::int64_t wait_ms(std::int32_t tries);

    World world_;
    hooks::Reach reach_;
    std::atomic<std::int64_t> spread_up_to_ = -1;  // the newest change when there was no news left
};

// The value of the header Vitrine-Signature.
std::string hook_signature(std::string_view secret, base::Instant now, std::string_view body);

}  // namespace vitrine::service::desks
