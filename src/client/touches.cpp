#include "client/touches.h"

#include "contract/api.h"

namespace vitrine::client {
namespace {

using namespace contract;

constexpr std::string_view of_submissions[] = {ListSubmissions::call.path, GetSubmission::call.path,
                                               ListApps::call.path, GetApp::call.path};
constexpr std::string_view of_reviews[] = {ListReviews::call.path, CountReviews::call.path,
                                           GetReview::call.path, ListApps::call.path,
                                           GetApp::call.path};
constexpr std::string_view of_releases[] = {ListRollouts::call.path, ListSubmissions::call.path,
                                            GetSubmission::call.path, ListAnnotations::call.path};
constexpr std::string_view of_metrics[] = {ReadMetrics::call.path, ReadBreakdown::call.path,
                                           ListRollouts::call.path};
constexpr std::string_view of_incidents[] = {ListIncidents::call.path};
constexpr std::string_view of_apps[] = {ListApps::call.path, GetApp::call.path};

}  // namespace

std::span<const std::string_view> touched_by(Topic topic) {
    switch (topic) {
        case Topic::submission: return of_submissions;
        case Topic::review: return of_reviews;
        case Topic::release: return of_releases;
        case Topic::metrics: return of_metrics;
        case Topic::incident: return of_incidents;
        case Topic::listing:
        case Topic::kit: break;  // no page shows them yet
    }
    return {};
}

std::span<const std::string_view> touched_by_write(std::string_view path) {
    if (path.starts_with("/v1/submissions")) return of_submissions;
    if (path.starts_with("/v1/reviews")) return of_reviews;
    if (path.starts_with("/v1/releases")) return of_releases;
    if (path.starts_with("/v1/apps")) return of_apps;
    return {};
}

}  // namespace vitrine::client
