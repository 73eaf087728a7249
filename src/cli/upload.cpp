// upload: a package goes up.
#include <filesystem>

#include "cli/commands.h"
#include "cli/files.h"
#include "cli/interrupt.h"
#include "cli/uploading.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;

// The file's digest and, where it was read, the name in it. Refuses with the store's own reason
// what the store would refuse, before a byte is sent.
struct Seen {
    std::string sha256, package_name;
};
Result<Seen> look_at(Session& at, const std::string& path) {
    if (!at.words.has("no-check")) {
        auto read = read_package_at(at.out, path);
        if (!read) return refused(read.error());
        if (read->refusal) return refused(*read->refusal);
        return Seen{read->sha256, read->facts->package_name};
    }
    const auto file = OpenFile::open(path);
    if (!file) return refused(file.error());
    auto sha256 = sha256_of(at.out, path, file->file(), file->size());
    if (!sha256) return refused(sha256.error());
    return Seen{std::move(*sha256), ""};
}

}  // namespace

Exit upload(Session& at) {
    const std::string& path = at.words.arguments.front();
    const auto seen = look_at(at, path);
    if (!seen) return at.fail(seen.error());
    const auto app = at.app(seen->package_name);
    if (!app) return at.fail(app.error());
    const std::int64_t began = steady_ms();
    const auto done = upload_file(at, *app, path, seen->sha256);
    if (!done) return at.fail(done.error());
    const contract::Package& package = done->package.package;
    std::string line = plain(package.id.text) + "  " + plain(app->package_name) + " " +
                       plain(package.version_name) + " (" +
                       plain(package.version_code.value_or("")) + ")  sha256 " + package.sha256;
    if (done->was_there) line += "  (was there already)";
    at.out.line(line);
    if (done->sent > 0) {
        const std::int64_t ms = std::max<std::int64_t>(steady_ms() - began, 1);
        at.out.note(bytes_text(done->sent) + " at " + bytes_text(done->sent * 1000 / ms) + "/s");
    }
    at.out.value({{"package", contract::encode(package)},
                  {"facts", contract::encode(done->package.facts)},
                  {"sent_bytes", done->sent},
                  {"was_there", done->was_there}});
    return Exit::ok;
}

}  // namespace vitrine::cli
