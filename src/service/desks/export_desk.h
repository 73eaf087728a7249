// Exports: what the other desks list, page by page, as lines of a file.
#pragma once
#include <memory>

#include "contract/exports.h"
#include "service/desks/metric_desk.h"
#include "service/desks/review_desk.h"
#include "service/desks/submission_desk.h"

namespace vitrine::service::desks {

struct ExportPage {
    std::string rows;  // whole lines
    bool last = false;
};

// One file on its way. Holds nothing between two pages but where it is.
class Export {
public:
    Export(std::string name, contract::ExportFormat format)
        : name_(std::move(name)), format_(format) {}
    virtual ~Export() = default;

    std::string name() const;  // "reviews-2026-05-28.csv"
    std::string_view type() const;
    contract::ExportFormat format() const { return format_; }
    // The next page, as this caller may see it. Not again after a refusal. After the last one it
    // begins anew without the line of names: so a file can have one team's rows after another's.
    base::Result<ExportPage> next(const Caller& who);
    // Makes the first page now and keeps it for next(), so that a refusal comes early.
    base::Result<void> prepare(const Caller& who);

protected:
    virtual base::Result<ExportPage> read(const Caller& who) = 0;

private:
    std::string name_;
    contract::ExportFormat format_;
    std::optional<ExportPage> prepared_;
};

class ExportDesk {
public:
    ExportDesk(World world, ReviewDesk& reviews, MetricDesk& metrics, SubmissionDesk& submissions)
        : world_(world), reviews_(reviews), metrics_(metrics), submissions_(submissions) {}

    // The desk must outlive what it gives.
    base::Result<std::unique_ptr<Export>> begin(const Caller& who,
                                                const contract::ExportReviews::Request& ask);
    base::Result<std::unique_ptr<Export>> begin(const Caller& who,
                                                const contract::ExportMetrics::Request& ask);
    base::Result<std::unique_ptr<Export>> begin(const Caller& who,
                                                const contract::ExportSubmissions::Request& ask);

private:
    std::string named(std::string_view what);

    World world_;
    ReviewDesk& reviews_;
    MetricDesk& metrics_;
    SubmissionDesk& submissions_;
};

}  // namespace vitrine::service::desks
