#include "service/review_lines.h"

#include "contract/codec.h"
#include "service/language_of.h"
#include "service/topics_of.h"

namespace vitrine::service {
namespace {

// Words are kept as they are, but for control characters, which no screen can show.
std::string words_of(const std::optional<std::string>& text) {
    std::string out = text.value_or("");
    for (char& c : out)
        if ((static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t') || c == 0x7f) c = ' ';
    return std::string(base::trimmed(out));
}

}  // namespace

base::Result<contract::ReviewLine> read_review_line(std::string_view line, base::Instant now) {
    const auto json = base::parse_json(line);
    if (!json) return base::refused(json.error());
    auto read = contract::decode<contract::ReviewLine>(*json, contract::Unknown::refuse);
    if (!read) return read;
    if (auto problem = contract::refuse_review_line(*read, now))
        return base::refused(contract::invalid_fields({std::move(*problem)}));
    return read;
}

ports::ReviewName name_of_line(const contract::ReviewLine& line) {
    return {"ingest:" + line.app.text, line.id};
}

ports::IncomingReview incoming_of(const contract::ReviewLine& line,
                                  const std::optional<ports::StoredReview>& known) {
    const ports::ReviewName name = name_of_line(line);
    ports::IncomingReview out{name.source, name.source_id, {}, false};
    contract::Review& review = out.review;
    review.app = line.app;
    review.rating = line.rating;
    review.text = words_of(line.text);
    review.author = words_of(line.author);
    review.language = line.language ? *line.language : language_of(review.text);
    review.country = line.country.value_or("");
    review.device = words_of(line.device);
    review.system = words_of(line.system);
    review.version = words_of(line.version);
    review.created_at = line.at.value_or(contract::undated);
    review.helpful = line.helpful.value_or(0);
    find_topics(out);
    if (!known) return out;
    const contract::Review& old = known->review;
    const bool same_text = old.text == review.text, same_stars = old.rating == review.rating;
    review.edits = old.edits + (same_text && same_stars ? 0 : 1);
    review.previous_rating = same_stars ? old.previous_rating : old.rating;
    if (same_text) review.translation = old.translation;
    return out;
}

}  // namespace vitrine::service
