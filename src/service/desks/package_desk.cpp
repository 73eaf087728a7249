#include "service/desks/package_desk.h"

namespace vitrine::service::desks {

using base::Problem;
using base::refused;
using base::Result;

Result<contract::PackageDetail> PackageDesk::find(const Caller& who,
                                                  const contract::PackageId& package) {
    auto stored = world_.store.packages().find(package);
    if (!stored) return refused(stored.error());
    if (!*stored) return refused(Problem::not_found("package"));
    const bool ours = who.owns((*stored)->team) && who.reaches((*stored)->detail.package.app);
    if (!ours && !who.of_store()) return refused(Problem::not_found("package"));
    return std::move((*stored)->detail);
}

Result<contract::PackagePage> PackageDesk::list(const Caller& who,
                                                const contract::ListPackages::Request& ask) {
    const auto app = world_.store.apps().find(ask.app);
    if (!app) return refused(app.error());
    if (!*app || !(who.of_store() || (who.owns((*app)->team) && who.reaches(ask.app))))
        return refused(Problem::not_found("app"));
    return world_.store.packages().list({ask.app, ask.limit.value_or(50), ask.cursor});
}

}  // namespace vitrine::service::desks
