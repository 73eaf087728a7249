#include "contract/rights.h"

namespace vitrine::contract {
namespace {

template <class... E>
constexpr ScopeSet set_of(E... all) { return static_cast<ScopeSet>((0u | ... | bit(all))); }
constexpr RoleSet roles(auto... all) { return static_cast<RoleSet>(set_of(all...)); }

using enum Role;
using enum Scope;
constexpr auto reviewer = StoreRole::reviewer, store_admin = StoreRole::store_admin;

constexpr RoleSet anybody = 0x7f, nobody = 0;
constexpr RoleSet leads = roles(owner, admin), managers = roles(owner, admin, release_manager);
constexpr RoleSet makers = managers | roles(developer);
constexpr RoleSet all_but_support = makers | roles(analyst), members = 0x7e;
constexpr RoleSet whole_store = roles(reviewer, store_admin);
constexpr ScopeSet any_scope = 0x7ff, no_scope = 0;

constexpr RightRow table[] = {
    /* own_account   */ {anybody, 0x7, no_scope},
    /* be_known      */ {anybody, 0x7, any_scope},
    /* read_apps     */ {members, whole_store, set_of(apps_read)},
    /* edit_app      */ {makers, nobody, set_of(apps_write)},
    /* read_releases */ {all_but_support, whole_store, set_of(releases_read)},
    /* submit        */ {makers, nobody, set_of(releases_write)},
    /* publish       */ {managers, nobody, set_of(releases_publish)},
    /* message       */ {makers, whole_store, set_of(releases_write)},
    /* read_reviews  */ {members, whole_store, set_of(reviews_read)},
    /* reply         */ {makers | roles(support), nobody, set_of(reviews_reply)},
    /* read_metrics  */ {all_but_support, whole_store, set_of(metrics_read)},
    /* ingest        */ {makers, nobody, set_of(ingest_write)},
    /* see_team      */ {all_but_support, nobody, set_of(team_read)},
    /* manage_team   */ {leads, nobody, no_scope},
    /* manage_owners */ {roles(owner), nobody, no_scope},
    /* read_audit    */ {leads, roles(store_admin), set_of(audit_read)},
    /* review        */ {nobody, whole_store, no_scope},
    /* run_store     */ {nobody, roles(store_admin), no_scope},
};
static_assert(std::size(table) == names(static_cast<const Right*>(nullptr)).size());

}  // namespace

const RightRow& row_of(Right right) {
    return table[static_cast<std::size_t>(right)];
}

bool may(Role role, StoreRole store_role, Right right) {
    const RightRow& row = row_of(right);
    return (row.roles & bit(role)) != 0 || (row.store_roles & bit(store_role)) != 0;
}

bool may(ScopeSet scopes, Right right) {
    return (row_of(right).scopes & scopes) != 0;
}

ScopeSet kiosk_scopes(bool reads_reviews) {
    constexpr ScopeSet usual = set_of(apps_read, releases_read, metrics_read);
    return reads_reviews ? static_cast<ScopeSet>(usual | bit(reviews_read)) : usual;
}

}  // namespace vitrine::contract
