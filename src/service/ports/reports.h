// Reports of abuse (contract/review_reports.h): one of each review, kept by the review's id.
#pragma once
#include "base/result.h"
#include "contract/review_reports.h"

namespace vitrine::service::ports {

struct StoredReport {
    contract::TeamId team;
    contract::ReviewReport report;
    bool operator==(const StoredReport&) const = default;
};

struct ReportQuery {
    contract::ReportState state = contract::ReportState::open;
    std::int32_t limit = 50;
    std::optional<std::string> cursor;
};

struct StoredReports {
    std::vector<StoredReport> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
};

struct Reports {
    virtual ~Reports() = default;

    virtual base::Result<std::optional<StoredReport>> find(const contract::ReviewId& review) = 0;
    // Replaces the report of its review, if there is one; callers that compare first do both in
    // one batch. Its revision is set here: 1, or one more. Refuses (not_found): unknown review.
    virtual base::Result<contract::ReviewReport> put(const StoredReport& report) = 0;
    // By (reported_at, review), oldest first. Refuses (invalid) "bad_cursor".
    virtual base::Result<StoredReports> list(const ReportQuery& query) = 0;
};

}  // namespace vitrine::service::ports
