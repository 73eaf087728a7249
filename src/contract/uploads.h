// Packages on their way in, and the packages that came of them.
//
// An upload is reserved with its size and SHA-256, filled by parts, and committed:
//
//     POST /v1/uploads                              {app, name, size, sha256} -> Upload
//     PUT  /v1/uploads/{upload}/parts/{offset}      the bytes from `offset` on -> Upload
//     GET  /v1/uploads/{upload}                     what is there: `received`, ranges [from, to)
//     POST /v1/uploads/{upload}/commit              -> PackageDetail
//
// A part is addressed by the byte it begins at, not by a number, and may have any length: parts go
// in parallel and in any order, and whoever lost a connection, or met a store that was killed, asks
// what is there and goes on at the first byte that is missing. Its body is application/octet-stream
// with a Content-Length, at most to the end of the file. What had arrived before a connection broke
// is kept; what was answered is on disk, and so is every full `checkpoint_bytes` of a longer part.
// Bytes that were there already are replaced: the SHA-256 decides at the end.
//
// A committed or refused upload takes no more parts. A refused one stays to look at, with its
// reason; every one is gone at `expires_at`, which each part that arrives puts off.
#pragma once
#include "contract/apps.h"
#include "contract/packages.h"

namespace vitrine::contract {

inline constexpr std::int64_t upload_bytes_max = 4'000'000'000;  // package/limits.h: file_bytes
inline constexpr std::int64_t upload_part_bytes = 8 << 20;       // a good length for a part
inline constexpr std::int64_t checkpoint_bytes = 8 << 20;
inline constexpr std::int32_t uploads_open_max = 20;    // of a team, refused ones among them
inline constexpr std::int32_t upload_ranges_max = 1000;  // more gaps than this are refused
inline constexpr std::int64_t upload_kept_ms = base::day_ms;

enum class UploadState : std::uint8_t { open, committed, refused };
constexpr auto names(const UploadState*) {
    return std::array<std::string_view, 3>{"open", "committed", "refused"};
}

// Bytes from `from` up to before `to`.
struct ByteRange {
    std::int64_t from = 0, to = 0;
    bool operator==(const ByteRange&) const = default;
};
constexpr auto fields(const ByteRange*) {
    return field_list(field("from", &ByteRange::from), field("to", &ByteRange::to));
}
// `ranges` with `added`, in order, none touching another.
std::vector<ByteRange> merged(std::vector<ByteRange> ranges, ByteRange added);
std::int64_t bytes_in(const std::vector<ByteRange>& ranges);

// Why a package is not taken: a PackageRefusal, or "wrong_package_name".
struct UploadRefusal {
    std::string code, title, detail;
    bool operator==(const UploadRefusal&) const = default;
};
constexpr auto fields(const UploadRefusal*) {
    using R = UploadRefusal;
    return field_list(field("code", &R::code), field("title", &R::title),
                      field("detail", &R::detail));
}

struct Upload {
    UploadId id;
    AppId app;
    std::string name;    // of the file, for people; never a path
    std::int64_t size = 0;
    std::string sha256;  // lower case hexadecimal
    UploadState state = UploadState::open;
    std::int64_t part_bytes = upload_part_bytes;
    std::vector<ByteRange> received;  // in order, none touching another
    std::optional<UploadRefusal> refusal;
    std::optional<PackageId> package;
    base::Instant created_at, expires_at;
    bool operator==(const Upload&) const = default;
};
constexpr auto fields(const Upload*) {
    using R = Upload;
    return field_list(field("id", &R::id), field("app", &R::app), field("name", &R::name),
                      field("size", &R::size), field("sha256", &R::sha256),
                      field("state", &R::state), field("part_bytes", &R::part_bytes),
                      field("received", &R::received), field("refusal", &R::refusal),
                      field("package", &R::package), field("created_at", &R::created_at),
                      field("expires_at", &R::expires_at));
}

struct Package {
    PackageId id;
    AppId app;
    std::string name;  // of the file that was uploaded
    std::int64_t size = 0;
    std::string sha256;
    PackageKind kind = PackageKind::apk;
    std::optional<std::string> version_code;
    std::string version_name, uploaded_by;
    base::Instant uploaded_at;
    bool operator==(const Package&) const = default;
};
constexpr auto fields(const Package*) {
    using R = Package;
    return field_list(field("id", &R::id), field("app", &R::app), field("name", &R::name),
                      field("size", &R::size), field("sha256", &R::sha256),
                      field("kind", &R::kind), field("version_code", &R::version_code),
                      field("version_name", &R::version_name),
                      field("uploaded_by", &R::uploaded_by),
                      field("uploaded_at", &R::uploaded_at));
}

struct PackageDetail {
    Package package;
    PackageFacts facts;
    bool operator==(const PackageDetail&) const = default;
};
constexpr auto fields(const PackageDetail*) {
    return field_list(field("package", &PackageDetail::package),
                      field("facts", &PackageDetail::facts));
}

struct PackagePage {
    std::vector<Package> items;
    std::optional<std::string> next;
    std::optional<std::int64_t> total;
    bool operator==(const PackagePage&) const = default;
};
constexpr auto fields(const PackagePage*) {
    return field_list(field("items", &PackagePage::items), field("next", &PackagePage::next),
                      field("total", &PackagePage::total));
}

struct OneUpload {
    UploadId upload;
    bool operator==(const OneUpload&) const = default;
};
constexpr auto fields(const OneUpload*) {
    return field_list(field("upload", &OneUpload::upload));
}

struct ReserveUpload {
    static constexpr Call call{Verb::post, "/v1/uploads", Access::member,
                               "Reserve an upload of a package for an app.",
                               "upload_too_large,too_many_uploads", Right::publish};
    struct Request {
        AppId app;
        std::string name;
        std::int64_t size = 0;
        std::string sha256;
        bool operator==(const Request&) const = default;
    };
    using Reply = Upload;
};
constexpr auto fields(const ReserveUpload::Request*) {
    using R = ReserveUpload::Request;
    return field_list(field("app", &R::app), field("name", &R::name, length(1, 200)),
                      field("size", &R::size), field("sha256", &R::sha256, length(64, 64)));
}

struct GetUpload {
    static constexpr Call call{Verb::get, "/v1/uploads/{upload}", Access::member,
                               "One upload: which bytes are there, and what came of it.", "",
                               Right::read_releases};
    using Request = OneUpload;
    using Reply = Upload;
};

// Its body is bytes, not JSON: an Outgoing does not carry it.
struct PutPart {
    static constexpr Call call{Verb::put, "/v1/uploads/{upload}/parts/{offset}", Access::member,
                               "Send the bytes of an upload from an offset on.",
                               "length_required,not_bytes,part_empty,part_beyond_size,"
                               "too_many_parts,too_many_ranges,upload_busy,upload_closed,"
                               "disk_full", Right::publish};
    static constexpr bool takes_bytes = true;
    struct Request {
        UploadId upload;
        std::int64_t offset = 0;
        bool operator==(const Request&) const = default;
    };
    using Reply = Upload;
};
constexpr auto fields(const PutPart::Request*) {
    using R = PutPart::Request;
    return field_list(field("upload", &R::upload), field("offset", &R::offset));
}

// Once more with the same upload, or with another one of the same bytes: the same package.
struct CommitUpload {
    static constexpr Call call{Verb::post, "/v1/uploads/{upload}/commit", Access::member,
                               "Check the bytes, read the package and keep it. Refused with a "
                               "PackageRefusal when it cannot be read or published.",
                               "upload_incomplete,sha256_mismatch,upload_busy,wrong_package_name,"
                               "disk_full", Right::publish};
    using Request = OneUpload;
    using Reply = PackageDetail;
};

struct CancelUpload {
    static constexpr Call call{Verb::remove, "/v1/uploads/{upload}", Access::member,
                               "Forget an upload and its bytes; a package that came of it stays.",
                               "upload_busy", Right::publish};
    using Request = OneUpload;
    using Reply = Nothing;
};

struct GetPackage {
    static constexpr Call call{Verb::get, "/v1/packages/{package}", Access::member,
                               "One package and what was read from it.", "", Right::read_releases};
    struct Request {
        PackageId package;
        bool operator==(const Request&) const = default;
    };
    using Reply = PackageDetail;
};
constexpr auto fields(const GetPackage::Request*) {
    return field_list(field("package", &GetPackage::Request::package));
}

struct ListPackages {
    static constexpr Call call{Verb::get, "/v1/apps/{app}/packages", Access::member,
                               "An app's packages, newest first.", "bad_cursor",
                               Right::read_releases};
    struct Request {
        AppId app;
        std::optional<std::int32_t> limit;
        std::optional<std::string> cursor;
        bool operator==(const Request&) const = default;
    };
    using Reply = PackagePage;
};
constexpr auto fields(const ListPackages::Request*) {
    using R = ListPackages::Request;
    return field_list(field("app", &R::app), field("limit", &R::limit, range(1, 200)),
                      field("cursor", &R::cursor, max_length(400)));
}

}  // namespace vitrine::contract
