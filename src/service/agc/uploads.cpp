// Files on their way in: a form, one PUT to an address of ours, or parts that are joined. All of
// them are uploads of the desk; what they become is said later (files.cpp).
#include <algorithm>

#include "base/text.h"
#include "package/signing/crypto.h"
#include "service/agc/fields.h"
#include "service/agc/form_reader.h"
#include "service/agc/gallery.h"
#include "service/http/security.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;
using contract::Json;
using desks::IncomingPart;

constexpr std::size_t app_digits_max = 20, name_length_max = 200, parts_max = 1000;
constexpr std::string_view form_purpose = "form", put_purpose = "put";
constexpr std::int64_t pass_lives_ms = base::hour_ms;
constexpr std::int64_t part_bytes_least = 5 << 20;  // what a client is told to cut its file into
constexpr std::int64_t form_overhead_max = 64 * 1024;
constexpr std::size_t form_value_bytes_max = 1024;
constexpr std::string_view files_path = "/api/publish/v2/files";

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::optional<std::string> digest_in(Fields& from) {
    auto sha256 = from.text("sha256", 64);
    if (!sha256) return std::nullopt;
    *sha256 = base::lower_ascii(*sha256);
    if (!is_sha256(*sha256)) from.add("sha256", "not_allowed", "64 hexadecimal digits");
    return sha256;
}

// One PUT of a file or of a part of it; its ETag is the digest of what came.
class PutIntake final : public http::Intake {
public:
    PutIntake(std::unique_ptr<IncomingPart> part, std::string sha256)
        : part_(std::move(part)), sha256_(std::move(sha256)) {}

    Result<void> write(std::string_view bytes) override {
        digester_.add(bytes);
        return part_->write(bytes);
    }
    std::int64_t bytes_left() const override { return part_->bytes_left(); }
    Result<Json> finish() override {
        digest_ = package::hex(digester_.finish());
        if (auto done = part_->finish(); !done) return refused(done.error());
        if (!sha256_.empty() && sha256_ != digest_)
            return refused(Problem::conflict("sha256_mismatch",
                                             "The bytes are not those that were announced."));
        return with_ret(Json::object(), Ret{});
    }
    std::string etag() const override { return "\"" + digest_ + "\""; }

private:
    std::unique_ptr<IncomingPart> part_;
    std::string sha256_, digest_;
    package::Digester digester_{package::Hash::sha256};
};

// The old form: authCode, then the file.
class FormIntake final : public http::Intake, FormTaker {
public:
    FormIntake(Gallery& gallery, std::string_view boundary, std::int64_t bytes)
        : gallery_(gallery), reader_(boundary, *this), total_(bytes), left_(bytes) {}
    ~FormIntake() override {
        part_.reset();
        if (!whole_ && !upload_.text.empty()) gallery_.forget_file(who_, upload_);
    }

    Result<void> write(std::string_view bytes) override {
        left_ -= static_cast<std::int64_t>(bytes.size());
        return reader_.add(bytes);
    }
    std::int64_t bytes_left() const override { return left_; }
    Result<Json> finish() override {
        if (auto done = reader_.finish(); !done) return refused(done.error());
        if (upload_.text.empty())
            return refused(contract::invalid_fields({{"file", "missing", "the form has no file"}}));
        whole_ = true;
        const Json file = {{"fileDestUlr", upload_.text}, {"size", size_},
                           {"imageResolution", ""}, {"imageResolutionSingature", ""}};
        const Json told = {{"ifSuccess", 1}, {"fileInfoList", Json::array({file})}};
        return with_ret({{"result", {{"resultCode", "0"}, {"UploadFileRsp", told}}}}, Ret{});
    }

private:
    Result<void> begin_part(std::string_view name,
                            const std::optional<std::string>& file_name) override {
        name_ = name;
        value_.clear();
        if (!file_name) return {};
        if (!upload_.text.empty())
            return refused(contract::invalid_fields(
                {{"file", "not_allowed", "one file a form, as fileCount 1 says"}}));
        auto coming = gallery_.begin_file(auth_code_, *file_name, total_);
        if (!coming) return refused(coming.error());
        upload_ = std::move(coming->upload);
        who_ = std::move(coming->who);
        part_ = std::move(coming->part);
        return {};
    }
    Result<void> take(std::string_view bytes) override {
        if (part_) {
            size_ += static_cast<std::int64_t>(bytes.size());
            if (static_cast<std::int64_t>(bytes.size()) > part_->bytes_left())
                return refused(Problem::of(ProblemKind::too_large, "upload_too_large",
                                           "The file is too large."));
            return part_->write(bytes);
        }
        value_ += bytes;
        if (value_.size() <= form_value_bytes_max) return {};
        return refused(contract::invalid_fields({{name_, "too_long", "no such long value"}}));
    }
    Result<void> end_part() override {
        if (part_) {
            const auto done = part_->finish();
            part_.reset();
            if (!done) return refused(done.error());
            return {};
        }
        if (name_ == "authCode") auth_code_ = value_;
        if (name_ == "fileCount" && base::trimmed(value_) != "1")
            return refused(contract::invalid_fields(
                {{"fileCount", "not_allowed", "1 was expected"}}));
        return {};
    }

    Gallery& gallery_;
    FormReader reader_;
    std::int64_t total_, left_, size_ = 0;  // the form, what is to come of it, the file
    bool whole_ = false;
    desks::Caller who_;
    std::string name_, value_, auth_code_;
    contract::UploadId upload_;
    std::unique_ptr<IncomingPart> part_;
};

std::string header_of(const http::Request& request, std::string_view name) {
    const std::string* value = request.find(name);
    return value ? *value : "";
}

}  // namespace

Answer Gallery::upload_url(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    (void)query.required("suffix", 20);
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    if (!ask.who.may(contract::Right::publish, app->id)) return refused(Problem::forbidden());
    const auto code = grant(ask.key, std::string(form_purpose) + " " + app->id.text, pass_lives_ms);
    if (!code) return refused(code.error());
    const std::string url = ask.origin + std::string(files_path);
    return Reply{{{"uploadUrl", url}, {"chunkUploadUrl", url}, {"authCode", *code}}};
}

Result<Gallery::Coming> Gallery::begin_file(const std::string& auth_code, const std::string& name,
                                            std::int64_t bytes_max) {
    const auto pass = granted(auth_code, form_purpose);
    if (!pass) return refused(pass.error());
    if (pass->words.size() != 2) return refused(Problem::forbidden());
    const desks::Caller& who = pass->known.who;
    const std::string plain = name.empty() ? "file" : name.substr(0, name_length_max);
    auto upload = desks_.uploads.reserve_unsized(who, {pass->words[1]}, base::to_valid_utf8(plain));
    if (!upload) return refused(upload.error());
    auto part = desks_.uploads.begin_part(who, {upload->id, 0}, std::min(bytes_max, upload->size));
    if (!part) return refused(part.error());
    return Coming{who, std::move(upload->id), std::move(*part)};
}

void Gallery::forget_file(const desks::Caller& who, const contract::UploadId& upload) {
    (void)desks_.uploads.cancel(who, upload);  // what stays behind is swept
}

// A pass for the bytes of one upload. It travels in a header and not in the address, where logs
// would have it.
Result<std::string> Gallery::signature_for(const Ask& ask, const contract::UploadId& upload) {
    return grant(ask.key, std::string(put_purpose) + " " + upload.text, pass_lives_ms);
}

// What a client has to repeat with its PUT.
Json Gallery::put_address(const Ask& ask, const contract::UploadId& upload,
                          const std::string& signature, const Slice& slice) {
    base::Query query = {{"offset", base::decimal(slice.offset)},
                         {"length", base::decimal(slice.bytes)}};
    if (slice.sha256) query.emplace_back("sha256", *slice.sha256);
    const Json headers = {{"Authorization", "Bearer " + signature},
                          {"Content-Type", "application/octet-stream"},
                          {"Host", ask.origin.substr(ask.origin.find("://") + 3)},
                          {"user-agent", header_of(ask.request, "user-agent")},
                          {"x-amz-date", base::rfc3339(world_.clock.now())},
                          {"x-amz-content-sha256", slice.sha256.value_or("UNSIGNED-PAYLOAD")}};
    return {{"url", ask.origin + std::string(files_path) + "/" + upload.text + "?" +
                        base::write_query(query)},
            {"method", "PUT"},
            {"headers", headers}};
}

Answer Gallery::upload_url_for_put(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    const std::string name = query.required("fileName", name_length_max);
    const auto bytes = query.required_number("contentLength", 1, contract::upload_bytes_max);
    const auto sha256 = digest_in(query);
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    const auto upload = sha256 ? desks_.uploads.reserve(ask.who, {app->id, name, bytes, *sha256})
                               : desks_.uploads.reserve_unsized(ask.who, app->id, name);
    if (!upload) return refused(upload.error());
    const auto signature = signature_for(ask, upload->id);
    if (!signature) return refused(signature.error());
    Json url = put_address(ask, upload->id, *signature, {0, bytes, sha256});
    url["objectId"] = upload->id.text;
    return Reply{{{"urlInfo", std::move(url)}}};
}

Answer Gallery::begin_parts(const Ask& ask) {
    Fields query(ask.query);
    const std::string number = query.required("appId", app_digits_max);
    const std::string name = query.required("fileName", name_length_max);
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number);
    if (!app) return refused(app.error());
    const auto upload = desks_.uploads.reserve_unsized(ask.who, app->id, name);
    if (!upload) return refused(upload.error());
    return Reply{{{"objectId", upload->id.text},
                  {"nspUploadId", upload->id.text},
                  {"nspPartMinSize", part_bytes_least}}};
}

namespace {


// The parts are named with a number at their end; by it they follow one another.
Result<std::vector<std::pair<std::string, Json>>> in_order(const Json& body) {
    std::vector<std::pair<std::int64_t, std::pair<std::string, Json>>> found;
    if (!body.is_object() || body.empty() || body.size() > parts_max)
        return refused(contract::invalid_fields(
            {{"", "out_of_range", "1 to 1000 parts were expected"}}));
    for (const auto& [name, part] : body.items()) {
        const std::size_t digits = name.find_last_not_of("0123456789") + 1;
        const auto number = base::parse_decimal(name.substr(digits));
        if (!number || !part.is_object())
            return refused(contract::invalid_fields(
                {{name, "not_allowed", "a part has a name that ends in its number"}}));
        found.push_back({*number, {name, part}});
    }
    std::ranges::sort(found, {}, [](const auto& one) { return one.first; });
    std::vector<std::pair<std::string, Json>> out;
    for (auto& [number, part] : found) {
        if (number != static_cast<std::int64_t>(out.size()) + 1)
            return refused(contract::invalid_fields(
                {{part.first, "not_allowed", "parts are numbered from 1 on"}}));
        out.push_back(std::move(part));
    }
    return out;
}

}  // namespace

// All parts are named in one call, as the tools do: where one begins follows from those before it.
Answer Gallery::part_urls(const Ask& ask) {
    Fields query(ask.query);
    const contract::UploadId id{query.required("objectId", name_length_max)};
    (void)query.required("nspUploadId", name_length_max);
    if (auto done = query.done(); !done) return refused(done.error());
    const auto upload = desks_.uploads.find(ask.who, id);
    if (!upload) return refused(upload.error());
    const auto parts = in_order(ask.body);
    if (!parts) return refused(parts.error());
    const auto signature = signature_for(ask, id);
    if (!signature) return refused(signature.error());
    Json out = Json::object();
    std::int64_t offset = 0;
    for (const auto& [name, part] : *parts) {
        Fields fields(part);
        const auto bytes = fields.required_number("length", 1, contract::upload_bytes_max);
        const auto sha256 = digest_in(fields);
        if (auto done = fields.done(); !done) return refused(done.error());
        if (bytes > contract::upload_bytes_max - offset)
            return refused(Problem::of(ProblemKind::too_large, "upload_too_large",
                                       "The file is too large."));
        Json url = put_address(ask, id, *signature, {offset, bytes, sha256});
        url["partObjectId"] = id.text + "." + base::decimal(offset);
        out[name] = std::move(url);
        offset += bytes;
    }
    return Reply{{{"uploadInfoMap", std::move(out)}}};
}

Answer Gallery::join_parts(const Ask& ask) {
    Fields query(ask.query);
    const contract::UploadId id{query.required("objectId", name_length_max)};
    (void)query.required("nspUploadId", name_length_max);
    if (auto done = query.done(); !done) return refused(done.error());
    const auto upload = desks_.uploads.find(ask.who, id);
    if (!upload) return refused(upload.error());
    const auto parts = in_order(ask.body);
    if (!parts) return refused(parts.error());
    for (const auto& [name, part] : *parts) {
        Fields fields(part);
        const std::string object = fields.required("partObjectId", 2 * name_length_max);
        (void)fields.required("etag", 100);
        if (!object.empty() && !object.starts_with(id.text + "."))
            fields.add("partObjectId", "unknown", "no part of this object");
        if (auto done = fields.done(); !done) return refused(done.error());
    }
    const bool whole = upload->received.size() == 1 && upload->received.front().from == 0;
    if (upload->state != contract::UploadState::open || whole)
        return Reply{{{"objectId", id.text}}};
    return refused(Problem::conflict("upload_incomplete", "Bytes of the file are missing."));
}

Result<std::unique_ptr<http::Intake>> Gallery::begin(const Route& route, const Ask& ask,
                                                     std::int64_t bytes) {
    if (route.takes == Takes::form) {
        const auto boundary = boundary_in(header_of(ask.request, "content-type"));
        if (!boundary)
            return refused(Problem::of(ProblemKind::unsupported_media, "not_a_form",
                                       "The body must be multipart/form-data."));
        if (bytes > contract::upload_bytes_max + form_overhead_max)
            return refused(Problem::of(ProblemKind::too_large, "upload_too_large",
                                       "The file is too large."));
        return std::make_unique<FormIntake>(*this, *boundary, bytes);
    }
    const auto pass = granted(http::bearer_of(ask.request), put_purpose);
    if (!pass) return refused(pass.error());
    const std::string* object = base::find_value(ask.path, "object");
    if (pass->words.size() != 2 || !object || *object != pass->words[1])
        return refused(Problem::not_found("upload"));
    Fields query(ask.query);
    const auto offset = query.required_number("offset", 0, contract::upload_bytes_max);
    const auto length = query.required_number("length", 1, contract::upload_bytes_max);
    const auto sha256 = digest_in(query);
    if (length != bytes)
        query.add("length", "not_allowed", "the body is not as long as was announced");
    if (auto done = query.done(); !done) return refused(done.error());
    auto part = desks_.uploads.begin_part(pass->known.who, {{*object}, offset}, bytes);
    if (!part) return refused(part.error());
    return std::make_unique<PutIntake>(std::move(*part), sha256.value_or(""));
}

}  // namespace vitrine::service::agc
