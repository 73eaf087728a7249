#include "service/play/uploads.h"

#include <algorithm>

#include "base/text.h"
#include "service/play/build_files.h"
#include "service/play/calls.h"
#include "service/play/content_range.h"
#include "service/play/edit.h"
#include "service/play/multipart.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::UploadId;

constexpr int resume_incomplete = 308, first_refusal = 400;
constexpr std::string_view prefixes[] = {"/upload/androidpublisher/v3/",
                                         "/resumable/upload/androidpublisher/v3/"};

std::string header_of(const http::Request& request, std::string_view name) {
    const std::string* value = request.find(name);
    return value ? std::string(base::trimmed(*value)) : std::string();
}

bool commands(const http::Request& request, std::string_view command) {
    const std::string all = base::lower_ascii(header_of(request, "x-goog-upload-command"));
    for (const auto one : base::split(all, ','))
        if (base::trimmed(one) == command) return true;
    return false;
}

bool is_googles(const http::Request& request) {
    return request.find("x-goog-upload-command") != nullptr;
}

std::string query_of(const http::Request& request, std::string_view name) {
    const std::size_t mark = request.target.find('?');
    if (mark == std::string::npos) return "";
    const auto query = base::parse_query(std::string_view(request.target).substr(mark + 1));
    const std::string* value = query ? base::find_value(*query, name) : nullptr;
    return value ? *value : std::string();
}

bool begins_session(const http::Request& request) {
    return commands(request, "start") ||
           (query_of(request, "uploadType") == "resumable" && request.method == "POST" &&
            query_of(request, "upload_id").empty() && !is_googles(request));
}

// Only how far it is: a Content-Range without bytes.
bool asks_only(const http::Request& request) {
    if (is_googles(request)) return commands(request, "query");
    const auto range = content_range_in(header_of(request, "content-range"));
    return range && range->from == range->to;
}

// How many bytes are there, from the first on without a gap.
std::int64_t come_so_far(const contract::Upload& upload) {
    const auto& ranges = upload.received;
    return ranges.empty() || ranges.front().from != 0 ? 0 : ranges.front().to;
}

http::Response progress(const Ask& ask, std::int64_t bytes) {
    http::Response out = empty_reply();
    if (is_googles(ask.request)) {
        out = json_reply(Json::object());
        out.set("X-Goog-Upload-Status", "active");
        out.set("X-Goog-Upload-Size-Received", base::decimal(bytes));
        return out;
    }
    out.status = resume_incomplete;
    if (bytes > 0) out.set("Range", "bytes=0-" + base::decimal(bytes - 1));
    return out;
}

bool is_of_edit(Upload kind) {
    return kind == Upload::apk || kind == Upload::bundle || kind == Upload::image ||
           is_build_file(kind);
}

// Whether the place that the bytes are for is there, before they come.
Result<contract::App> place_of(Bench& bench, const Method& method, const Visit& visit) {
    if (method.upload == Upload::image)
        if (const auto type = image_type_of(visit); !type) return refused(type.error());
    if (is_build_file(method.upload)) return place_of_file(bench, method, visit);
    if (!is_of_edit(method.upload)) return app_of(bench, visit);
    auto edit = edit_of(bench, visit);
    if (!edit) return refused(edit.error());
    return std::move(edit->app);
}

Result<contract::Upload> session_of(Bench& bench, const Visit& visit, const contract::App& app) {
    auto upload = bench.desks.uploads.find(visit.who, {visit.asked("upload_id")});
    if (!upload) return upload;
    if (upload->app != app.id) return refused(Problem::not_found("upload"));
    return upload;
}

Answer package_of(Bench& bench, const Method& method, const Visit& visit, const UploadId& id) {
    const auto package = bench.desks.uploads.seal(visit.who, id);
    if (!package) return refused(package.error());
    const bool bundle = package->package.kind == contract::PackageKind::aab;
    const bool wanted =
        method.upload == Upload::bundle || method.upload == Upload::sharing_bundle;
    if (bundle != wanted)
        return refused(bad_request("body", wanted ? "an app bundle was expected"
                                                  : "an APK was expected"));
    if (is_of_edit(method.upload)) return add_package(bench, visit, *package);
    const auto& signers = package->facts.signature.signers;
    return Json{{"downloadUrl", visit.store + "/v1/packages/" + package->package.id.text},
                {"certificateFingerprint", signers.empty() ? "" : signers.front().sha256},
                {"sha256", package->package.sha256}};
}

Answer complete(Bench& bench, const Method& method, const Visit& visit, const UploadId& id) {
    if (is_build_file(method.upload)) return add_file(bench, method, visit, id);
    if (method.upload != Upload::image) return package_of(bench, method, visit, id);
    const auto bytes = bench.desks.uploads.take(visit.who, id, contract::graphic_bytes_max);
    if (!bytes) return refused(bytes.error());
    return add_image(bench, visit, *bytes);
}

http::Response completed(Bench& bench, const Method& method, const Visit& visit, const Ask& ask,
                         const UploadId& id) {
    const auto answer = complete(bench, method, visit, id);
    http::Response out = answer ? json_reply(*answer) : error_reply(answer.error());
    const bool passes = !answer && answer.error().kind == ProblemKind::unavailable;
    if (is_googles(ask.request) && !passes) out.set("X-Goog-Upload-Status", "final");
    return out;
}

http::Response start(Bench& bench, const Method& method, const Visit& visit, const Ask& ask) {
    const auto app = place_of(bench, method, visit);
    if (!app) return error_reply(app.error());
    const auto upload = bench.desks.uploads.reserve_unsized(
        visit.who, app->id, std::string(method.id.substr(method.id.find('.') + 1)));
    if (!upload) return error_reply(upload.error());
    const std::string address =
        ask.store + ask.path + "?uploadType=resumable&upload_id=" + upload->id.text;
    http::Response out = json_reply(Json::object());
    if (is_googles(ask.request)) {
        out.set("X-Goog-Upload-Status", "active");
        out.set("X-Goog-Upload-URL", address);
        out.set("X-Goog-Upload-Chunk-Granularity", "1");
    } else {
        out.set("Location", address);
    }
    out.set("X-GUploader-UploadID", upload->id.text);
    return out;
}

// One body that brings bytes of a session, or a whole file at once.
class Coming final : public Incoming {
public:
    struct Plan {
        UploadId upload;
        std::int64_t offset = 0;
        std::optional<std::int64_t> expected{};  // bytes of this body
        bool ends = false;                       // the file is whole after it
        bool once = false;                       // no session: cut off, it is forgotten
        std::optional<std::string> boundary{};
    };

    Coming(Bench bench, const Method& method, Visit visit, const Ask& ask, Plan plan)
        : bench_(bench), method_(method), visit_(std::move(visit)), ask_(ask),
          plan_(std::move(plan)) {
        if (plan_.boundary) reader_.emplace(*plan_.boundary);
    }
    ~Coming() override {
        part_.reset();
        if (plan_.once && !done_) (void)bench_.desks.uploads.cancel(visit_.who, plan_.upload);
    }

    Result<void> open() {
        auto part = bench_.desks.uploads.begin_part(visit_.who, {plan_.upload, plan_.offset},
                                                    contract::upload_bytes_max - plan_.offset);
        if (!part) return refused(part.error());
        part_ = std::move(*part);
        return {};
    }
    std::optional<http::Response> write(std::string_view bytes) override {
        const auto keep = [this](std::string_view some) { return kept(some); };
        const auto done = reader_ ? reader_->give(bytes, keep) : keep(bytes);
        if (done) return std::nullopt;
        return error_reply(done.error());
    }
    http::Response finish() override {
        if (reader_)
            if (const auto whole = reader_->finish(); !whole) return error_reply(whole.error());
        if (plan_.expected && count_ != *plan_.expected)
            return error_reply(bad_request("Content-Range", "the body has another length"));
        const auto upload = part_->finish();
        part_.reset();
        if (!upload) return error_reply(upload.error());
        if (!plan_.ends) return progress(ask_, come_so_far(*upload));
        http::Response out = completed(bench_, method_, visit_, ask_, plan_.upload);
        done_ = out.status < first_refusal;
        return out;
    }

private:
    Result<void> kept(std::string_view bytes) {
        count_ += static_cast<std::int64_t>(bytes.size());
        if (static_cast<std::int64_t>(bytes.size()) > part_->bytes_left() ||
            (plan_.expected && count_ > *plan_.expected))
            return refused(Problem::of(ProblemKind::too_large, "upload_too_large",
                                       "The file is longer than it may be, or than it said."));
        return part_->write(bytes);
    }

    Bench bench_;
    const Method& method_;
    Visit visit_;
    Ask ask_;
    Plan plan_;
    std::optional<RelatedReader> reader_;
    std::unique_ptr<desks::IncomingPart> part_;
    std::int64_t count_ = 0;
    bool done_ = false;
};

Problem wrong_protocol(std::string_view why) {
    return Problem::of(ProblemKind::malformed, "upload_malformed", why);
}

// A whole file in one body.
Result<Coming::Plan> plan_once(Bench& bench, const Method& method, const Visit& visit,
                               const Ask& ask, const contract::App& app) {
    Coming::Plan plan;
    plan.ends = plan.once = true;
    const std::string type = header_of(ask.request, "content-type");
    if (base::starts_with_ignoring_case(type, "multipart/")) {
        plan.boundary = boundary_in(type);
        if (!plan.boundary) return refused(wrong_protocol("multipart/related with a boundary."));
    }
    auto upload = bench.desks.uploads.reserve_unsized(
        visit.who, app.id, std::string(method.id.substr(method.id.find('.') + 1)));
    if (!upload) return refused(upload.error());
    plan.upload = upload->id;
    return plan;
}

// The next bytes of a session.
Result<Coming::Plan> plan_next(const Ask& ask, const contract::Upload& upload) {
    Coming::Plan plan;
    plan.upload = upload.id;
    if (is_googles(ask.request)) {
        const std::string offset = header_of(ask.request, "x-goog-upload-offset");
        const auto at = offset.empty() ? 0 : base::parse_decimal(offset);
        if (!at || *at < 0) return refused(wrong_protocol("X-Goog-Upload-Offset is no number."));
        plan.offset = *at;
        plan.ends = commands(ask.request, "finalize");
        return plan;
    }
    const std::string text = header_of(ask.request, "content-range");
    plan.ends = text.empty();
    if (text.empty()) return plan;
    const auto range = content_range_in(text);
    if (!range) return refused(wrong_protocol("Content-Range is not well-formed."));
    plan.offset = range->from;
    plan.expected = range->to - range->from;
    plan.ends = range->total && *range->total == range->to;
    return plan;
}

}  // namespace

std::string_view upload_call_in(std::string_view path) {
    for (const std::string_view prefix : prefixes)
        if (path.starts_with(prefix)) return path.substr(prefix.size());
    return {};
}

Work upload_work(const http::Request& head) {
    if (head.method != "POST" && head.method != "PUT") return Work::quick;
    if (begins_session(head) || commands(head, "cancel")) return Work::quick;
    if (asks_only(head)) return Work::slow;  // what is whole is finished by the way
    if (is_googles(head) && !commands(head, "upload")) return Work::slow;
    return Work::stream;
}

http::Response upload_answer(Bench& bench, const Method& method, const Visit& visit,
                             const Ask& ask) {
    if (begins_session(ask.request)) return start(bench, method, visit, ask);
    const auto app = place_of(bench, method, visit);
    if (!app) return error_reply(app.error());
    const auto upload = session_of(bench, visit, *app);
    if (!upload) return error_reply(upload.error());
    if (commands(ask.request, "cancel") || ask.request.method == "DELETE") {
        const auto gone = bench.desks.uploads.cancel(visit.who, upload->id);
        http::Response out = gone ? json_reply(Json::object()) : error_reply(gone.error());
        out.set("X-Goog-Upload-Status", "final");
        return out;
    }
    if (commands(ask.request, "finalize") || upload->package)
        return completed(bench, method, visit, ask, upload->id);
    const std::int64_t bytes = come_so_far(*upload);
    const auto range = content_range_in(header_of(ask.request, "content-range"));
    if (range && range->total && *range->total > 0 && *range->total == bytes)
        return completed(bench, method, visit, ask, upload->id);
    return progress(ask, bytes);
}

Begun upload_begin(const Bench& given, const Method& method, Visit visit, const Ask& ask) {
    Bench bench = given;
    const auto app = place_of(bench, method, visit);
    if (!app) return {error_reply(app.error()), nullptr};
    if (ask.request.find("content-encoding"))
        return {error_reply(wrong_protocol("The bytes must not be encoded.")), nullptr};
    Result<Coming::Plan> plan;
    if (visit.asked("upload_id").empty()) {
        plan = plan_once(bench, method, visit, ask, *app);
    } else {
        const auto upload = session_of(bench, visit, *app);
        if (!upload) return {error_reply(upload.error()), nullptr};
        if (upload->package) return {completed(bench, method, visit, ask, upload->id), nullptr};
        plan = plan_next(ask, *upload);
        if (plan && plan->offset > come_so_far(*upload))
            return {progress(ask, come_so_far(*upload)), nullptr};
    }
    if (!plan) return {error_reply(plan.error()), nullptr};
    auto coming = std::make_unique<Coming>(bench, method, std::move(visit), ask, *plan);
    if (auto open = coming->open(); !open) return {error_reply(open.error()), nullptr};
    return {std::nullopt, std::move(coming)};
}

}  // namespace vitrine::service::play
