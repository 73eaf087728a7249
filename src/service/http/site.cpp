#include "service/http/site.h"

#include <sodium.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "service/http/negotiate.h"

namespace vitrine::service::http {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t file_bytes_max = 64u << 20;

struct Kind {
    std::string_view extension, type;
};
constexpr Kind kinds[] = {
    {"html", "text/html; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"wasm", "application/wasm"},
    {"json", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"webp", "image/webp"},
    {"ico", "image/x-icon"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain; charset=utf-8"},
};

std::string digest_of(std::string_view bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    char text[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    return text;
}

std::optional<std::string> bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

bool is_base32(std::string_view text) {
    for (const char c : text)
        if (!((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7'))) return false;
    return text.size() == 8;
}

bool is_hex(std::string_view text) {
    for (const char c : text)
        if (!((c >= 'a' && c <= 'f') || (c >= '0' && c <= '9'))) return false;
    return text.size() >= 8 && text.size() <= 64;
}

base::Problem unreadable(const std::string& folder) {
    return base::Problem::unavailable(
        "web_dir_unreadable", "The folder with the console's files cannot be read: " + folder,
        "Build the console first (./dev build) or pass its folder with --web DIR.");
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    const auto extension = dot == std::string_view::npos ? "" : path.substr(dot + 1);
    for (const Kind& kind : kinds)
        if (kind.extension == extension) return kind.type;
    return "application/octet-stream";
}

// esbuild writes eight capitals of base 32; other tools write hexadecimal digits.
bool has_content_hash(std::string_view path) {
    std::string_view name = path.substr(path.rfind('/') + 1);
    name = name.substr(0, name.rfind('.'));
    const std::size_t mark = name.find_last_of("-.");
    if (mark == std::string_view::npos) return false;
    return is_base32(name.substr(mark + 1)) || is_hex(name.substr(mark + 1));
}

base::Result<Site> Site::load(const std::string& folder) {
    std::error_code error;
    const fs::path root(folder);
    if (!fs::is_directory(root, error)) return base::refused(unreadable(folder));
    Site site;
    fs::recursive_directory_iterator walk(root, error), end;
    for (; !error && walk != end; walk.increment(error)) {
        std::error_code broken;
        if (walk->is_symlink(broken) || !walk->is_regular_file(broken)) continue;
        if (walk->file_size(broken) > file_bytes_max || broken) continue;
        auto bytes = bytes_of(walk->path());
        if (!bytes) return base::refused(unreadable(walk->path().string()));
        site.add("/" + walk->path().lexically_relative(root).generic_string(), std::move(*bytes));
    }
    if (error || site.empty()) return base::refused(unreadable(folder));
    std::erase_if(site.files_, [](const auto& entry) { return !entry.second.plain.bytes; });
    return site;
}

void Site::add(const std::string& path, std::string bytes) {
    const bool brotli = path.ends_with(".br"), gzip = path.ends_with(".gz");
    const std::string name = brotli || gzip ? path.substr(0, path.size() - 3) : path;
    if (name.ends_with(".html") && name == path) allow_styles(bytes);
    File& file = files_[name];
    file.type = content_type_of(name);
    file.forever = has_content_hash(name);
    Copy& copy = brotli ? file.brotli : gzip ? file.gzip : file.plain;
    copy.etag = "\"" + digest_of(bytes).substr(0, 22) + "\"";
    copy.bytes = std::make_shared<const std::string>(std::move(bytes));
}

void Site::allow_styles(std::string_view html) {
    for (std::size_t at = html.find("<style"); at != std::string_view::npos;
         at = html.find("<style", at + 1)) {
        const std::size_t begin = html.find('>', at), end = html.find("</style", at);
        if (begin == std::string_view::npos || end == std::string_view::npos || begin > end) return;
        style_hashes_ += " 'sha256-" + digest_of(html.substr(begin + 1, end - begin - 1)) + "'";
    }
}

const Site::Copy& Site::chosen(const File& file, const Request& request, std::string_view& coding) {
    const std::string* accept = request.find("accept-encoding");
    if (!accept) return file.plain;
    const int brotli = file.brotli.bytes ? quality_of(*accept, "br") : 0;
    const int gzip = file.gzip.bytes ? quality_of(*accept, "gzip") : 0;
    if (brotli > 0 && brotli >= gzip) {
        coding = "br";
        return file.brotli;
    }
    if (gzip > 0) {
        coding = "gzip";
        return file.gzip;
    }
    return file.plain;
}

std::optional<Response> Site::find(std::string_view path, const Request& request) const {
    const auto at = files_.find(std::string(path));
    if (at == files_.end()) return std::nullopt;
    std::string_view coding;
    const Copy& copy = chosen(at->second, request, coding);
    Response out;
    out.route = "file";
    out.set("Vary", "Accept-Encoding");
    out.set("ETag", copy.etag);
    out.set("Cache-Control",
            at->second.forever ? "public, max-age=31536000, immutable" : "no-cache");
    if (const std::string* seen = request.find("if-none-match");
        seen && matches_etag(*seen, copy.etag)) {
        out.status = 304;
        return out;
    }
    out.set("Content-Type", at->second.type);
    if (!coding.empty()) out.set("Content-Encoding", coding);
    out.shared = copy.bytes;
    return out;
}

}  // namespace vitrine::service::http
