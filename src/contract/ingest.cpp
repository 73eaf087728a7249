#include "contract/ingest.h"

namespace vitrine::contract {
namespace {

using base::FieldProblem;

bool is_country(std::string_view text) {
    for (const char c : text)
        if (c < 'A' || c > 'Z') return false;
    return text.size() == 2;
}

bool has_control(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) return true;
    return false;
}

}  // namespace

std::optional<FieldProblem> refuse_event(const Event& event) {
    constexpr std::int64_t amount_max = 1'000'000'000'000;
    if (has_control(event.device))
        return FieldProblem{"device", "not_allowed", "control characters"};
    if (event.country && !is_country(*event.country))
        return FieldProblem{"country", "not_allowed", "two capital letters (ISO 3166-1)"};
    if (event.version && has_control(*event.version))
        return FieldProblem{"version", "not_allowed", "control characters"};
    if (event.device_class && has_control(*event.device_class))
        return FieldProblem{"device_class", "not_allowed", "control characters"};
    if (event.channel && has_control(*event.channel))
        return FieldProblem{"channel", "not_allowed", "control characters"};
    if (event.kind != EventKind::revenue) {
        if (event.amount) return FieldProblem{"amount", "not_allowed", "only with revenue"};
        if (event.currency) return FieldProblem{"currency", "not_allowed", "only with revenue"};
        return std::nullopt;
    }
    if (!event.amount) return FieldProblem{"amount", "missing", "revenue has an amount"};
    if (*event.amount > amount_max || *event.amount < -amount_max)
        return FieldProblem{"amount", "out_of_range", "at most 10^12 minor units"};
    if (!event.currency) return FieldProblem{"currency", "missing", "revenue has a currency"};
    if (*event.currency != store_currency)
        return FieldProblem{"currency", "not_allowed",
                            "the store counts in " + std::string(store_currency)};
    return std::nullopt;
}

}  // namespace vitrine::contract
