// The part of App that takes bodies piece by piece: parts of uploads, batches of events, images.
#include <algorithm>

#include "base/text.h"
#include "contract/review_ingest.h"
#include "contract/uploads.h"
#include "service/agc/gallery.h"
#include "service/http/routed.h"
#include "service/http/routes.h"
#include "service/http/status.h"

namespace vitrine::service::http {
namespace {

using base::Problem;
using base::ProblemKind;
using base::Result;

constexpr int status_length_required = 411;
constexpr std::string_view folders[] = {"/v1/uploads/", "/v1/ingest/", "/v1/apps/"};
constexpr std::string_view exports_path = "/v1/exports/";

std::string media_type(const Request& request) {
    const std::string* type = request.find("content-type");
    const std::string_view whole = type ? std::string_view(*type) : std::string_view();
    return base::lower_ascii(base::trimmed(whole.substr(0, whole.find(';'))));
}

std::optional<Problem> refuse_bytes(const Request& request) {
    if (media_type(request) == "application/octet-stream" && !request.find("content-encoding"))
        return std::nullopt;
    return Problem::of(ProblemKind::unsupported_media, "not_bytes",
                       "The body must be application/octet-stream, not encoded.");
}

std::optional<Problem> refuse_image_type(const Request& request) {
    const std::string type = media_type(request);
    const bool known = type == "image/png" || type == "image/jpeg" ||
                       type == "application/octet-stream";
    if (known && !request.find("content-encoding")) return std::nullopt;
    return Problem::of(ProblemKind::unsupported_media, "not_bytes",
                       "The body must be image/png or image/jpeg, not encoded.");
}

Result<Packing> packing_of(const Request& request) {
    const std::string* coding = request.find("content-encoding");
    if (media_type(request) == "application/x-ndjson") {
        if (!coding) return Packing::none;
        if (base::lower_ascii(base::trimmed(*coding)) == "gzip") return Packing::gzip;
    }
    return base::refused(Problem::of(ProblemKind::unsupported_media, "not_ndjson",
                                     "The body must be application/x-ndjson, as it is or gzip."));
}

Result<std::unique_ptr<Intake>> begin_upload(desks::Desks& desks, const desks::Caller& who,
                                             const contract::Incoming& raw, std::int64_t bytes) {
    const auto ask = contract::from_incoming<contract::PutPart>(raw);
    if (!ask) return base::refused(ask.error());
    auto part = desks.uploads.begin_part(who, *ask, bytes);
    if (!part) return base::refused(part.error());
    return intake_of(std::move(*part));
}

template <class Endpoint, class Desk>
Result<std::unique_ptr<Intake>> begin_batch(Desk& desk, const desks::Caller& who,
                                            const contract::Incoming& raw, Packing packing,
                                            std::int64_t bytes) {
    const auto ask = contract::from_incoming<Endpoint>(raw);
    if (!ask) return base::refused(ask.error());
    if (bytes > contract::batch_bytes_max)
        return base::refused(desks::batch_too_large("Send fewer lines at once."));
    auto batch = desk.begin(who, *ask);
    if (!batch) return base::refused(batch.error());
    return intake_of(std::move(*batch), packing, bytes);
}

Result<std::unique_ptr<Intake>> begin_image(desks::Desks& desks, const desks::Caller& who,
                                            const contract::Incoming& raw, std::int64_t bytes) {
    const auto ask = contract::from_incoming<contract::AddGraphic>(raw);
    if (!ask) return base::refused(ask.error());
    auto image = desks.graphics.begin(who, *ask, bytes);
    if (!image) return base::refused(image.error());
    return intake_of(std::move(*image));
}

bool takes_pieces(Special special) {
    return special == Special::part || special == Special::lines || special == Special::image;
}

}  // namespace

App::Work App::work_of(const Request& head) const {
    const std::string_view path = std::string_view(head.target).substr(0, head.target.find('?'));
    if (path.starts_with(exports_path)) return Work::slow;
    if (agc::is_ours(path)) return gallery_work(head.method, path);
    if (play::Front::takes(path)) {
        const play::Work work = play::Front::work_of(head);
        if (work == play::Work::stream) return Work::stream;
        return work == play::Work::slow ? Work::slow : Work::quick;
    }
    if ((head.method != "PUT" && head.method != "POST") ||
        std::ranges::none_of(folders, [&](auto folder) { return path.starts_with(folder); }))
        return Work::quick;
    const auto found = find_routes(path);
    if (!found) return Work::quick;
    for (const Route* route : found->at) {
        if (contract::name_of(route->call->verb) != head.method) continue;
        if (takes_pieces(route->special)) return Work::part;
        if (route->special == Special::slow) return Work::slow;
    }
    return Work::quick;
}

// With the whole body at hand the answer; piecewise `at.intake`, or the answer that refuses it.
Response App::serve_part(Routed& at, const Route& route, const base::Query& values) {
    const bool lines = route.special == Special::lines, image = route.special == Special::image;
    Packing packing = Packing::none;
    if (lines) {
        const auto known = packing_of(at.request);
        if (!known) return refusal(at, known.error());
        packing = *known;
    } else if (auto problem = image ? refuse_image_type(at.request) : refuse_bytes(at.request)) {
        return refusal(at, std::move(*problem));
    }
    if (at.piecewise && !at.part_bytes) {
        auto problem = Problem::of(ProblemKind::malformed, "length_required",
                                   "The body needs a Content-Length.");
        problem.request_id = at.request_id;
        return to_http(problem, status_length_required);
    }
    const std::string_view body = at.request.body;
    const auto bytes = at.part_bytes.value_or(static_cast<std::int64_t>(body.size()));
    const contract::Incoming raw{values, at.query, "", ""};
    using contract::IngestEvents, contract::IngestReviews;
    auto intake =
        route.call == &IngestReviews::call
            ? begin_batch<IngestReviews>(desks_.review_intake, *at.who, raw, packing, bytes)
        : lines ? begin_batch<IngestEvents>(desks_.events, *at.who, raw, packing, bytes)
        : image ? begin_image(desks_, *at.who, raw, bytes)
                : begin_upload(desks_, *at.who, raw, bytes);
    if (!intake) return refusal(at, intake.error());
    if (at.piecewise && bytes > 0) {
        at.intake = std::move(*intake);
        return {};
    }
    if (auto done = (*intake)->write(body); !done) return refusal(at, done.error());
    return finish_intake(at, **intake);
}

Response App::finish_intake(const Routed& at, Intake& intake) {
    const auto answer = intake.finish();
    if (!answer) return refusal(at, answer.error());
    Response out = json_reply(*answer);
    if (const std::string etag = intake.etag(); !etag.empty()) out.set("ETag", etag);
    return out;
}

std::shared_ptr<App::Part> App::begin_part(Request head, std::optional<std::int64_t> bytes) {
    auto part = std::make_shared<Part>(std::move(head));
    Routed& at = part->at;
    begin(at);
    at.piecewise = true;
    at.part_bytes = bytes;
    Response answer = route(at);
    if (!at.intake && !at.stream) end_part(*part, std::move(answer));
    return part;
}

void App::take_piece(Part& part, std::string_view bytes) {
    if (part.at.stream) {
        if (auto early = part.at.stream->write(bytes)) end_part(part, std::move(*early));
        return;
    }
    Intake& intake = *part.at.intake;
    if (auto done = intake.write(bytes); !done)
        return end_part(part, refusal(part.at, done.error()));
    if (intake.bytes_left() > 0) return;
    end_part(part, finish_intake(part.at, intake));
}

void App::end_pieces(Part& part) {
    end_part(part, part.at.stream->finish());
}

void App::cut_part(Part& part, Cut why) {
    part.at.intake.reset();
    part.at.stream.reset();
    if (why == Cut::slow)
        end_part(part, refusal(part.at, Problem::of(ProblemKind::timeout, "too_slow",
                                                    "The request came too slowly.")));
}

void App::end_part(Part& part, Response answer) {
    part.at.intake.reset();
    part.at.stream.reset();
    finish(part.at, answer);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - part.started;
    account_for(part.at, answer, took.count());
    part.answer = std::move(answer);
}

}  // namespace vitrine::service::http
