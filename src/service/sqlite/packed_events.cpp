#include "service/sqlite/packed_events.h"

#include "service/sqlite/packing.h"

namespace vitrine::service::sqlite {
namespace {

using contract::EventKind;

constexpr char version = 1;
constexpr std::size_t event_bytes_max = 1 + 5 + 8 + 10 + 4 * 5 + 10;
constexpr auto kinds = contract::names(static_cast<EventKind*>(nullptr)).size();

void append_number(std::string& out, std::uint64_t value) {
    char bytes[packed_number_bytes_max];
    out.append(bytes, put_number(bytes, value));
}

}  // namespace

std::string packed(const PlainEvents& events, std::span<const std::int64_t> apps) {
    std::string out(1, version);
    append_number(out, apps.size());
    for (const std::int64_t row : apps) append_number(out, static_cast<std::uint64_t>(row));
    append_number(out, events.words.size() - 1);
    for (std::uint32_t word = 1; word < events.words.size(); ++word) {
        append_number(out, events.words[word].size());
        out += events.words[word];
    }
    append_number(out, events.all.size());
    const std::size_t head = out.size();
    out.resize(head + events.all.size() * event_bytes_max);
    char* at = out.data() + head;
    std::int64_t before = 0;
    for (const PlainEvent& event : events.all) {
        *at++ = static_cast<char>(event.kind);
        at = put_number(at, event.app);
        at = put_eight(at, static_cast<std::uint64_t>(event.device));
        at = put_number(at, folded(apart(event.at.ms, before)));
        before = event.at.ms;
        for (const std::uint32_t word : event.words) at = put_number(at, word);
        if (event.kind == EventKind::revenue) at = put_number(at, folded(event.amount));
    }
    out.resize(static_cast<std::size_t>(at - out.data()));
    return out;
}

bool unpack(std::string_view packed, PlainEvents& to, Unpacking& apps) {
    PackedReader in(packed);
    if (in.byte_below(version + 1) != version) return false;
    std::vector<std::uint32_t> app_numbers, words(1);
    for (std::uint64_t left = in.count(); in.good() && left > 0; --left)
        app_numbers.push_back(apps.app_number(static_cast<std::int64_t>(in.number())));
    for (std::uint64_t left = in.count(); in.good() && left > 0; --left)
        words.push_back(to.words.number_of(in.text()));
    std::int64_t before = 0;
    for (std::uint64_t left = in.count(); in.good() && left > 0; --left) {
        PlainEvent& event = to.all.emplace_back();
        event.kind = static_cast<EventKind>(in.byte_below(kinds));
        const auto app = static_cast<std::size_t>(in.number_below(app_numbers.size()));
        if (!in.good()) return false;
        event.app = app_numbers[app];
        event.device = static_cast<std::int64_t>(in.eight());
        before = together(before, in.signed_number());
        event.at = {before};
        for (std::uint32_t& word : event.words)
            word = words[static_cast<std::size_t>(in.number_below(words.size()))];
        if (event.kind == EventKind::revenue) event.amount = in.signed_number();
    }
    return in.ended();
}

}  // namespace vitrine::service::sqlite
