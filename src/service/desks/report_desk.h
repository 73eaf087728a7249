// Reports of abuse: the team tells, the store decides (contract/review_reports.h).
#pragma once
#include "contract/review_reports.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class ReportDesk {
public:
    explicit ReportDesk(World world) : world_(world) {}

    // The team's side; with a line in the audit log.
    base::Result<contract::ReviewReport> report(const Caller& who,
                                                const contract::ReportReview::Request& ask);
    base::Result<contract::ReviewReport> withdraw(const Caller& who,
                                                  const contract::ReviewId& review);
    base::Result<contract::ReviewReport> find(const Caller& who,
                                              const contract::ReviewId& review);

    // The store's side. A decision, what becomes of the review, and the line in the audit log are
    // one write.
    base::Result<contract::ReportPage> list(const Caller& who,
                                            const contract::ListReports::Request& ask);
    base::Result<contract::ReviewReport> resolve(const Caller& who,
                                                 const contract::ResolveReport::Request& ask);

private:
    // In the caller's reach, be it removed or not; "not found" otherwise.
    base::Result<ports::StoredReview> owned(const Caller& who, const contract::ReviewId& review);
    base::Result<contract::ReviewReport> keep(const Caller& who, ports::Batch& batch,
                                              const ports::StoredReport& report,
                                              std::string_view action, const std::string& reason);

    World world_;
};

}  // namespace vitrine::service::desks
