// The part of App that takes the bytes of uploads.
#include "base/text.h"
#include "contract/uploads.h"
#include "service/http/routed.h"
#include "service/http/routes.h"
#include "service/http/status.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;

constexpr int status_length_required = 411;
constexpr std::string_view uploads_path = "/v1/uploads/", exports_path = "/v1/exports/";

std::optional<Problem> refuse_bytes(const Request& request) {
    const std::string* type = request.find("content-type");
    const std::string_view whole = type ? std::string_view(*type) : std::string_view();
    const std::string name = base::lower_ascii(base::trimmed(whole.substr(0, whole.find(';'))));
    if (name != "application/octet-stream" || request.find("content-encoding"))
        return Problem::of(ProblemKind::unsupported_media, "not_bytes",
                           "The body must be application/octet-stream, not encoded.");
    return std::nullopt;
}

}  // namespace

App::Work App::work_of(const Request& head) const {
    const std::string_view path = std::string_view(head.target).substr(0, head.target.find('?'));
    if (path.starts_with(exports_path)) return Work::slow;
    if ((head.method != "PUT" && head.method != "POST") || !path.starts_with(uploads_path))
        return Work::quick;
    const auto found = find_routes(path);
    if (!found) return Work::quick;
    for (const Route* route : found->at) {
        if (contract::name_of(route->call->verb) != head.method) continue;
        if (route->special == Special::part) return Work::part;
        if (route->special == Special::slow) return Work::slow;
    }
    return Work::quick;
}

// With the whole body at hand the answer; piecewise `at.writer`, or the answer that refuses it.
Response App::serve_part(Routed& at, const base::Query& values) {
    if (auto problem = refuse_bytes(at.request)) return refusal(at, std::move(*problem));
    if (at.piecewise && !at.part_bytes) {
        auto problem = Problem::of(ProblemKind::malformed, "length_required",
                                   "A part needs a Content-Length.");
        problem.request_id = at.request_id;
        return to_http(problem, status_length_required);
    }
    const auto ask = contract::from_incoming<contract::PutPart>({values, at.query, "", ""});
    if (!ask) return refusal(at, ask.error());
    const std::string_view body = at.request.body;
    auto writer = desks_.uploads.begin_part(
        *at.who, *ask, at.part_bytes.value_or(static_cast<std::int64_t>(body.size())));
    if (!writer) return refusal(at, writer.error());
    if (at.piecewise) {
        at.writer = std::move(*writer);
        return {};
    }
    if (auto done = (*writer)->write(body); !done) return refusal(at, done.error());
    const auto upload = (*writer)->finish();
    if (!upload) return refusal(at, upload.error());
    return json_reply(contract::encode(*upload));
}

std::shared_ptr<App::Part> App::begin_part(Request head, std::optional<std::int64_t> bytes) {
    auto part = std::make_shared<Part>(std::move(head));
    Routed& at = part->at;
    begin(at);
    at.piecewise = true;
    at.part_bytes = bytes;
    Response answer = route(at);
    if (!at.writer) end_part(*part, std::move(answer));
    return part;
}

void App::take_piece(Part& part, std::string_view bytes) {
    desks::IncomingPart& writer = *part.at.writer;
    if (auto done = writer.write(bytes); !done)
        return end_part(part, refusal(part.at, done.error()));
    if (writer.bytes_left() > 0) return;
    const auto upload = writer.finish();
    end_part(part, upload ? json_reply(contract::encode(*upload))
                          : refusal(part.at, upload.error()));
}

void App::cut_part(Part& part, Cut why) {
    part.at.writer.reset();
    if (why == Cut::slow)
        end_part(part, refusal(part.at, Problem::of(ProblemKind::timeout, "too_slow",
                                                    "The request came too slowly.")));
}

void App::end_part(Part& part, Response answer) {
    part.at.writer.reset();
    finish(part.at, answer);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - part.started;
    account_for(part.at, answer, took.count());
    part.answer = std::move(answer);
}

}  // namespace vitrine::service::http
