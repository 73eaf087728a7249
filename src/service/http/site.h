// The console's own files, read once from a folder into memory and served from there.
//
// A file `name.br` or `name.gz` beside `name` is not a page of its own but `name` compressed; the
// client's Accept-Encoding chooses. Names with a content hash ("app-3Q4XKJ2A.js") may be kept for
// ever, all others are asked again with their ETag. Inside HTML the bodies of <style> elements are
// allowed by their hash in the Content-Security-Policy, so that no 'unsafe-inline' is needed.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "service/http/message.h"

namespace vitrine::service::http {

class Site {
public:
    // An empty site: the store alone, without a console.
    Site() = default;
    // Refuses (unavailable) a folder that cannot be read; links out of it are not followed.
    static base::Result<Site> load(const std::string& folder);

    // The file at `path` ("/app.js"), or nullopt. Answers 304 to a matching If-None-Match.
    std::optional<Response> find(std::string_view path, const Request& request) const;
    bool has(std::string_view path) const { return files_.contains(std::string(path)); }
    bool empty() const { return files_.empty(); }
    // " 'sha256-…'" for every inline style of every page; "" when there is none.
    const std::string& style_hashes() const { return style_hashes_; }

private:
    struct Copy {
        std::shared_ptr<const std::string> bytes;
        std::string etag;
    };
    struct File {
        std::string type;
        bool forever = false;
        Copy plain, gzip, brotli;  // the compressed ones may be absent
    };
    void add(const std::string& path, std::string bytes);
    void allow_styles(std::string_view html);
    static const Copy& chosen(const File& file, const Request& request, std::string_view& coding);

    std::map<std::string, File> files_;
    std::string style_hashes_;
};

std::string_view content_type_of(std::string_view path);  // by its extension
bool has_content_hash(std::string_view path);

}  // namespace vitrine::service::http
