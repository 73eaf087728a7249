#include "base/text.h"
#include "service/agc/gallery.h"

namespace vitrine::service::agc {
namespace {

using contract::Right;
using enum Family;
using enum Door;
using G = Gallery;

constexpr Takes none = Takes::nothing, json = Takes::json;

constexpr Route all[] = {
    {"POST", "/api/oauth2/v1/token", account, anyone, json, Right::be_known, false, &G::token,
     false},
    {"GET", "/api/publish/v2/appid-list", query, token, none, Right::read_apps, false,
     &G::app_ids, false},
    {"GET", "/api/publish/v2/app-info", query, token, none, Right::read_releases, false,
     &G::app_info, false},
    {"PUT", "/api/publish/v2/app-info", update, token, json, Right::edit_app, false,
     &G::put_app_info, false},
    {"PUT", "/api/publish/v2/app-language-info", update, token, json, Right::edit_app, false,
     &G::put_language, false},
    {"DELETE", "/api/publish/v2/app-language-info", update, token, none, Right::edit_app, false,
     &G::remove_language, false},
    {"GET", "/api/publish/v2/upload-url", upload, token, none, Right::publish, false,
     &G::upload_url, false},
    {"GET", "/api/publish/v2/upload-url/for-obs", upload, token, none, Right::publish, false,
     &G::upload_url_for_put, false},
    {"POST", "/api/publish/v2/upload/multipart/init", upload, token, none, Right::publish, false,
     &G::begin_parts, false},
    {"POST", "/api/publish/v2/upload/multipart/parts", upload, token, json, Right::publish, false,
     &G::part_urls, false},
    {"POST", "/api/publish/v2/upload/multipart/compose", upload, token, json, Right::publish,
     false, &G::join_parts, false},
    {"POST", "/api/publish/v2/files", upload, pass, Takes::form, Right::publish, true, nullptr,
     true},
    {"PUT", "/api/publish/v2/files/{object}", upload, pass, Takes::bytes, Right::publish, true,
     nullptr, true},
    {"PUT", "/api/publish/v2/app-file-info", update, token, json, Right::edit_app, true,
     &G::put_files, false},
    {"PUT", "/api/publish/v3/app-package-info", update, token, json, Right::submit, true,
     &G::put_package, false},
    {"GET", "/api/publish/v2/package/compile/status", query, token, none, Right::read_releases,
     false, &G::package_states, false},
    {"GET", "/api/publish/v2/aab/complile/status", query, token, none, Right::read_releases, false,
     &G::package_states, false},
    {"POST", "/api/publish/v2/app-submit", Family::submit, token, json, Right::submit, false,
     &G::submit, false},
    {"POST", "/api/publish/v2/app-submit-with-file", Family::submit, token, json, Right::submit,
     false, &G::submit_with_file, false},
    {"PUT", "/api/publish/v2/phased-release/state", update, token, json, Right::publish, false,
     &G::put_phased_state, false},
    {"PUT", "/api/publish/v2/phased-release", update, token, json, Right::publish, false,
     &G::put_phased, false},
    {"PUT", "/api/publish/v2/on-shelf-time", update, token, json, Right::publish, false,
     &G::put_shelf_time, false},
    {"PUT", "/api/publish/v2/properties/gms", update, token, json, Right::edit_app, false,
     &G::put_gms, false},
    {"GET", "/api/report/distribution-operation-quality/v1/appDownloadExport/{appId}", query,
     token, none, Right::read_metrics, false, &G::export_downloads, false},
    {"GET", "/api/report/distribution-operation-quality/v1/appDownloadFailExport/{appId}", query,
     token, none, Right::read_metrics, false, &G::export_failures, false},
    {"GET", "/api/report/files/{name}", query, pass, none, Right::read_metrics, false,
     &G::report_file, true},
    {"GET", "/api/reviews/v1/manage/dev/reviews", review, token, none, Right::read_reviews, false,
     &G::reviews, false},
    {"GET", "/api/reviews/v1/manage/dev/reviews/{reviewId}", review, token, none,
     Right::read_reviews, false, &G::review, false},
    {"GET", "/api/reviews/v1/manage/dev/ratings", review, token, none, Right::read_reviews, false,
     &G::ratings, false},
    {"POST", "/api/reviews/v1/manage/dev/reviews", review, token, json, Right::reply, false,
     &G::reply, false},
};

// The values of the braces, when the path is of the pattern.
std::optional<base::Query> values_in(std::string_view pattern, std::string_view path) {
    const auto wanted = base::split(pattern, '/'), given = base::split(path, '/');
    if (wanted.size() != given.size()) return std::nullopt;
    base::Query out;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i].starts_with('{')) {
            if (wanted[i] != given[i]) return std::nullopt;
            continue;
        }
        auto value = base::percent_decode(given[i]);
        if (!value || value->empty() || !base::is_utf8(*value)) return std::nullopt;
        out.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), std::move(*value));
    }
    return out;
}

}  // namespace

std::span<const Route> routes() {
    return all;
}

std::optional<Found> find_route(std::string_view method, std::string_view path) {
    Found found;
    for (const Route& route : all) {
        auto values = values_in(route.path, path);
        if (!values) continue;
        found.methods += (found.methods.empty() ? "" : ", ") + std::string(route.method);
        if (route.method != method) continue;
        found.route = &route;
        found.values = std::move(*values);
    }
    if (found.methods.empty()) return std::nullopt;
    return found;
}

}  // namespace vitrine::service::agc
