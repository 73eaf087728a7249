#include <algorithm>

#include "base/text.h"
#include "service/cursor.h"
#include "service/memory/state.h"

namespace vitrine::service::memory {
namespace {

constexpr std::string_view cursor_name = "reports";

class MemoryReports final : public Reports {
public:
    explicit MemoryReports(State& state) : state_(state) {}

    base::Result<std::optional<StoredReport>> find(const contract::ReviewId& review) override {
        const Lock lock(state_.mutex);
        const auto at = state_.reports.find(review.text);
        if (at == state_.reports.end()) return std::nullopt;
        return at->second;
    }

    base::Result<contract::ReviewReport> put(const StoredReport& report) override {
        const Lock lock(state_.mutex);
        const std::string& id = report.report.review.text;
        if (!state_.review_rows.contains(id))
            return base::refused(base::Problem::not_found("review"));
        StoredReport kept = report;
        const auto at = state_.reports.find(id);
        kept.report.revision = at == state_.reports.end() ? 1 : at->second.report.revision + 1;
        state_.set(state_.reports, id, kept);
        return kept.report;
    }

    base::Result<StoredReports> list(const ReportQuery& query) override {
        std::pair<std::int64_t, std::string> after{INT64_MIN, ""};
        if (query.cursor) {
            const auto key = read_cursor(cursor_name, 2, *query.cursor);
            if (!key) return base::refused(key.error());
            const auto time = base::parse_decimal((*key)[0]);
            if (!time) return base::refused(bad_cursor());
            after = {*time, (*key)[1]};
        }
        const Lock lock(state_.mutex);
        std::vector<StoredReport> all;
        for (const auto& [id, report] : state_.reports)
            if (report.report.state == query.state) all.push_back(report);
        const auto place = [](const StoredReport& one) {
            return std::pair(one.report.reported_at.ms, one.report.review.text);
        };
        std::ranges::sort(all, {}, place);
        StoredReports out;
        out.total = static_cast<std::int64_t>(all.size());
        for (StoredReport& one : all) {
            if (query.cursor && place(one) <= after) continue;
            if (out.items.size() == static_cast<std::size_t>(query.limit)) {
                const auto [time, id] = place(out.items.back());
                out.next = write_cursor(cursor_name, {base::decimal(time), id});
                break;
            }
            out.items.push_back(std::move(one));
        }
        return out;
    }

private:
    State& state_;
};

}  // namespace

std::unique_ptr<Reports> make_reports(State& state) {
    return std::make_unique<MemoryReports>(state);
}

}  // namespace vitrine::service::memory
