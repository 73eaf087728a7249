#include "service/http/status.h"

#include "contract/http_status.h"
#include "contract/problem.h"

namespace vitrine::service::http {
namespace {

Response problem_reply(const base::Problem& problem, int status, const contract::Json& json) {
    Response out;
    out.status = status;
    out.set("Content-Type", "application/problem+json");
    out.set("Cache-Control", "no-store");
    if (problem.retry_after_s > 0) out.set("Retry-After", base::decimal(problem.retry_after_s));
    out.body = base::dump_json(json);
    return out;
}

}  // namespace

Response to_http(const base::Problem& problem) {
    return to_http(problem, contract::status_of(problem.kind));
}

Response to_http(const base::Problem& problem, int status) {
    return problem_reply(problem, status, contract::problem_to_json(problem, status));
}

Response to_http(const base::Problem& problem, const contract::Json& beside) {
    const int status = contract::status_of(problem.kind);
    auto json = contract::problem_to_json(problem, status);
    for (const auto& [name, value] : beside.items()) json[name] = value;
    return problem_reply(problem, status, json);
}

Response json_reply(const contract::Json& value) {
    Response out;
    out.set("Content-Type", "application/json");
    out.set("Cache-Control", "no-store");
    out.body = base::dump_json(value);
    return out;
}

}  // namespace vitrine::service::http
