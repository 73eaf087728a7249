// Arbitrary bytes as lines of reviews, and as a text with variables. Pieces must not matter, what
// is accepted is read the same when written again, and no line becomes a review that no list takes.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/text.h"
#include "contract/bulk_reply.h"
#include "contract/review_tags.h"
#include "service/byte_lines.h"
#include "service/review_lines.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

constexpr base::Instant now{1'780'000'000'000};
constexpr std::size_t line_max = 200;

struct Collector final : TakesByteLines {
    std::vector<std::pair<std::int32_t, std::string>> all;
    void take_line(std::int32_t number, const std::string_view* line) override {
        all.emplace_back(number, line ? std::string(*line) : "(too long)");
    }
};

Collector read(std::string_view text, std::size_t piece) {
    Collector out;
    ByteLines lines(out, line_max);
    for (std::size_t at = 0; at < text.size(); at += piece) lines.give(text.substr(at, piece));
    lines.finish();
    return out;
}

void must(bool good) {
    if (!good) std::abort();
}

void one_line(std::string_view line) {
    const auto read = read_review_line(line, now);
    if (!read) return must(!read.error().code.empty());
    const auto again = read_review_line(base::dump_json(contract::encode(*read)), now);
    must(again && *again == *read);
    const ports::IncomingReview made = incoming_of(*read, std::nullopt);
    must(made.review.app == read->app && made.source_id == read->id && !made.source_id.empty());
    must(base::is_utf8(made.review.text) && base::is_utf8(made.review.author));
    ports::StoredReview known{{"team"}, made.review};
    must(incoming_of(*read, known).review == made.review);  // the same again is no edit
}

void one_text(std::string_view text) {
    contract::Review review;
    review.author = text;
    const auto parsed = contract::ReplyTemplate::parse(text);
    if (parsed) (void)parsed->filled(review);
    const auto name_only = contract::ReplyTemplate::parse("{name|}");
    must(name_only && name_only->filled(review).has_value());
    const std::string tag = contract::normalised_tag(text);
    must(contract::normalised_tag(tag) == tag && tag.find(',') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    must(read(text, text.size() + 1).all == read(text, bytes[0] % 32 + 1u).all);
    for (const auto line : base::split(text, '\n')) {
        one_line(line);
        if (base::is_utf8(line)) one_text(line);
    }
    return 0;
}
