#include "contract/review_ingest.h"

#include "base/text.h"

namespace vitrine::contract {
namespace {

using base::FieldProblem;

bool has_control(const std::optional<std::string>& text) {
    if (!text) return false;
    for (const char c : *text)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) return true;
    return false;
}

bool is_language(std::string_view text) {
    if (text.size() < 2 || text[0] == '-' || text.back() == '-') return false;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return true;
}

std::optional<FieldProblem> refuse_removal(const ReviewLine& line) {
    const bool more = line.at || line.rating || line.text || line.author || line.language ||
                      line.country || line.device || line.system || line.version || line.helpful;
    if (!more) return std::nullopt;
    return FieldProblem{"kind", "not_allowed", "a removal has an app and an id only"};
}

}  // namespace

std::optional<FieldProblem> refuse_review_line(const ReviewLine& line, base::Instant now) {
    if (has_control(line.id)) return FieldProblem{"id", "not_allowed", "control characters"};
    if (line.kind == ReviewLineKind::remove) return refuse_removal(line);
    if (!line.at) return FieldProblem{"at", "missing", "a review has a time"};
    if (line.at->ms < 0) return FieldProblem{"at", "out_of_range", "before 1970"};
    if (line.at->ms > now.ms + event_early_ms)
        return FieldProblem{"at", "out_of_range", "in the future"};
    if (!line.rating && base::trimmed(line.text.value_or("")).empty())
        return FieldProblem{"text", "missing", "a review has a text or a rating"};
    if (line.language && !is_language(*line.language))
        return FieldProblem{"language", "not_allowed", "BCP 47: \"de\", \"pt-BR\""};
    if (line.country)
        for (const char c : *line.country)
            if (c < 'A' || c > 'Z')
                return FieldProblem{"country", "not_allowed", "two capital letters (ISO 3166-1)"};
    const auto strange = [](const char* path) {
        return FieldProblem{path, "not_allowed", "control characters"};
    };
    if (has_control(line.author)) return strange("author");
    if (has_control(line.device)) return strange("device");
    if (has_control(line.system)) return strange("system");
    if (has_control(line.version)) return strange("version");
    return std::nullopt;
}

}  // namespace vitrine::contract
