// The series of metrics.db that both metrics and events write.
#pragma once
#include "service/sqlite/tables.h"

namespace vitrine::service::sqlite {

// The number of a series, made when it is new.
base::Result<std::int64_t> point_series(Connection& writer, const std::string& app,
                                        contract::Metric metric, PointGrain grain);
base::Result<std::int64_t> slice_series(Connection& writer, const std::string& app,
                                        contract::Metric metric, contract::Dimension by);
// As ports::Metrics::put_points says.
class PointWriter {
public:
    explicit PointWriter(Connection& writer);
    base::Result<void> put(std::int64_t series, const Point& point);

private:
    Query put_;
};
// The apps as a JSON array for json_each: one parameter, however many apps a team has.
std::string listed(std::span<const contract::AppId> apps);

}  // namespace vitrine::service::sqlite
