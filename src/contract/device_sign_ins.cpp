#include "contract/device_sign_ins.h"

namespace vitrine::contract {

ScopeSet scopes_of(Role role) {
    constexpr auto rights = names(static_cast<const Right*>(nullptr)).size();
    ScopeSet within = row_of(Right::be_known).scopes;  // every scope there is
    for (std::size_t i = 0; i < rights; ++i) {
        const auto right = static_cast<Right>(i);
        if (!may(role, StoreRole::none, right))
            within = static_cast<ScopeSet>(within & ~row_of(right).scopes);
    }
    return within;
}

}  // namespace vitrine::contract
