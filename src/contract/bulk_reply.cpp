#include "contract/bulk_reply.h"

#include "base/text.h"

namespace vitrine::contract {
namespace {

base::Problem wrong_text(std::string_view code, std::string detail) {
    return invalid_fields({{"text", std::string(code), std::move(detail)}});
}

std::string all_variables() {
    std::string out;
    for (const auto name : names(static_cast<const ReplyVariable*>(nullptr)))
        out += (out.empty() ? "" : ", ") + std::string(name);
    return out;
}

std::string plain(std::string_view value) {
    std::string out(base::trimmed(value));
    for (char& c : out)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
    return out;
}

std::string value_in(const Review& review, ReplyVariable variable) {
    switch (variable) {
        case ReplyVariable::name: return plain(review.author);
        case ReplyVariable::app: return plain(review.app_name);
        case ReplyVariable::version: return plain(review.version);
        case ReplyVariable::rating: return review.rating ? base::decimal(*review.rating) : "";
        case ReplyVariable::language: return plain(review.language);
        case ReplyVariable::country: return plain(review.country);
        case ReplyVariable::device: return plain(review.device);
        case ReplyVariable::system: return plain(review.system);
    }
    return "";
}

template <class T>
std::vector<T> list_in(const std::optional<std::vector<T>>& list) {
    return list ? *list : std::vector<T>();
}

}  // namespace

base::Result<ReplyTemplate> ReplyTemplate::parse(std::string_view text) {
    ReplyTemplate out;
    std::string literal;
    const auto end_literal = [&] {
        if (!literal.empty()) out.pieces_.push_back({std::nullopt, std::move(literal)});
        literal.clear();
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool doubled = at + 1 < text.size() && text[at + 1] == c;
        if (c != '{' && c != '}') {
            literal += c;
        } else if (doubled) {
            literal += c;
            ++at;
        } else if (c == '}') {
            return base::refused(wrong_text("not_allowed", "a } without its {; }} is a brace"));
        } else {
            const std::size_t end = text.find_first_of("{}", at + 1);
            if (end == std::string_view::npos || text[end] != '}')
                return base::refused(wrong_text("not_allowed", "a { without its }; {{ is a brace"));
            const std::string_view inside = text.substr(at + 1, end - at - 1);
            const std::size_t bar = inside.find('|');
            const auto variable = value_of<ReplyVariable>(inside.substr(0, bar));
            if (!variable)
                return base::refused(wrong_text("unknown_variable",
                                                "the variables are " + all_variables()));
            end_literal();
            Piece piece{variable, std::nullopt};
            if (bar != std::string_view::npos) piece.text = inside.substr(bar + 1);
            out.pieces_.push_back(std::move(piece));
            at = end;
        }
    }
    end_literal();
    return out;
}

std::optional<std::string> ReplyTemplate::filled(const Review& review) const {
    std::string out;
    for (const Piece& piece : pieces_) {
        const std::string value = piece.variable ? value_in(review, *piece.variable) : "";
        if (value.empty() && !piece.text) return std::nullopt;
        out += value.empty() ? *piece.text : value;
    }
    return out;
}

ReviewFilter filter_of(const ReviewChoice& choice) {
    return {choice.q.value_or(""),    list_in(choice.ratings),   list_in(choice.apps),
            list_in(choice.languages), list_in(choice.countries), list_in(choice.versions),
            list_in(choice.topics),    choice.replied,            choice.since,
            list_in(choice.tags)};
}

}  // namespace vitrine::contract
