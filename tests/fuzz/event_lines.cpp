// Arbitrary bytes as lines of events: the first byte says how long the pieces are in which the rest
// comes. Pieces must not matter, and the reading by hand must agree with the codec's.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/text.h"
#include "service/event_lines.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

struct Collector final : TakesLines {
    struct One {
        std::int32_t number = 0;
        base::Result<contract::Event> event;
    };
    std::vector<One> all;
    void take(std::int32_t number, const EventLine& event) override {
        all.push_back({number, event_of(event)});
    }
    void refuse(std::int32_t number, const base::Problem& problem) override {
        all.push_back({number, base::refused(problem)});
    }
};

Collector read(std::string_view text, std::size_t piece) {
    Collector out;
    EventLines lines(out);
    for (std::size_t at = 0; at < text.size(); at += piece) lines.give(text.substr(at, piece));
    lines.finish();
    return out;
}

void must(bool good) {
    if (!good) std::abort();
}

void both_agree(std::string_view line) {
    const auto by_hand = read_event(line), by_codec = read_event_by_codec(line);
    must(by_hand.has_value() == by_codec.has_value());
    if (by_hand) must(*by_hand == *by_codec);
    else must(by_hand.error() == by_codec.error());
    if (!by_hand) return;
    const auto again = read_event(base::dump_json(contract::encode(*by_hand)));
    must(again && *again == *by_hand);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const Collector whole = read(text, text.size() + 1), pieces = read(text, bytes[0] % 32 + 1u);
    must(whole.all.size() == pieces.all.size());
    for (std::size_t i = 0; i < whole.all.size(); ++i) {
        const auto &a = whole.all[i], &b = pieces.all[i];
        must(a.number == b.number && a.event.has_value() == b.event.has_value());
        must(a.event ? *a.event == *b.event : a.event.error() == b.event.error());
    }
    for (const auto line : base::split(text, '\n')) both_agree(line);
    return 0;
}
