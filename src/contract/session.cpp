#include "contract/session.h"

namespace vitrine::contract {
namespace {

bool team_may(Role role, Right right) {
    if (role == Role::none) return false;
    switch (right) {
        case Right::read: return true;
        case Right::reply: return role != Role::analyst;
        case Right::edit_app:
        case Right::submit: return role <= Role::developer;
        case Right::publish: return role <= Role::release_manager;
        case Right::review:
        case Right::run_store: return false;
    }
    return false;
}

}  // namespace

bool may(Role role, StoreRole store_role, Right right) {
    if (team_may(role, right)) return true;
    if (store_role == StoreRole::none) return false;
    return right == Right::read || right == Right::review ||
           (right == Right::run_store && store_role == StoreRole::store_admin);
}

}  // namespace vitrine::contract
