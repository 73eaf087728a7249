// Files as an operator may have got them from anywhere, imported into a store in memory. The first
// byte chooses what they are taken for. Twice the same file must add nothing the second time.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/import/catalogue.h"
#include "service/import/csv.h"
#include "service/import/events.h"
#include "service/import/lines.h"
#include "service/import/reviews.h"
#include "service/memory/memory_store.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;
using namespace vitrine::service::import;

void must(bool good) {
    if (!good) std::abort();
}

// A file that has no name but this one.
class File {
public:
    explicit File(std::string_view bytes) : handle_(::memfd_create("fuzz", 0)) {
        must(handle_ >= 0);
        while (!bytes.empty()) {
            const auto count = ::write(handle_, bytes.data(), bytes.size());
            must(count > 0);
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    ~File() { ::close(handle_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }

private:
    int handle_;
};

struct Pieces {
    std::string_view rest;
    std::size_t size;
    std::string_view operator()() {
        const std::string_view piece = rest.substr(0, size);
        rest.remove_prefix(piece.size());
        return piece;
    }
};

// However a file comes in pieces, its records are the same.
void read_records(std::string_view text, std::size_t piece) {
    CsvReader whole(Pieces{text, text.size() + 1}), pieces(Pieces{text, piece});
    CsvRecord a, b;
    while (true) {
        const bool more = whole.next(a);
        must(more == pieces.next(b));
        if (!more) break;
        must(a.fields == b.fields && a.line == b.line && a.trouble == b.trouble);
        must(a.fields.size() <= fields_max);
    }
    LineReader lines(Pieces{text, text.size() + 1}), parts(Pieces{text, piece});
    Line c, d;
    while (true) {
        const bool more = lines.next(c);
        must(more == parts.next(d));
        if (!more) return;
        must(c.text == d.text && c.number == d.number && c.too_long == d.too_long);
    }
}

void import_as(int kind, ports::Store& store, const File& file, Report& report) {
    base::FixedClock clock{base::Instant{1'780'000'000'000}};
    Target target(store, report);
    must(target.choose_team("").has_value());
    if (kind == 0) (void)import_reviews(store, target, {file.path(), {}, "", 5}, report);
    if (kind == 1)
        (void)import_reviews(
            store, target,
            {file.path(), {{"#1", "text"}, {"#2", "rating"}}, "org.a.b", 10}, report);
    if (kind == 2)
        (void)import_events(store, clock, target,
                            {file.path(), "day=day,n=installs,#3=by_country", "", "org.a.b",
                             Hidden::minus_one}, report);
    if (kind == 3) (void)import_events(store, clock, target, {file.path(), "", "", "", {}}, report);
    if (kind == 4) (void)import_catalogue(store, target, file.path(), report);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const int kind = bytes[0] % 6;
    if (kind == 5) {
        read_records(text, bytes[0] / 6 % 16 + 1u);
        return 0;
    }
    const auto store = memory::make_store();
    const File file(text);
    for (const bool again : {false, true}) {
        Report report(nullptr, Terminal::no, "fuzz");
        import_as(kind, *store, file, report);
        must(report.seen >= report.added + report.changed + report.unchanged || kind != 0);
        if (again && kind == 0) must(report.added == 0);
    }
    return 0;
}
