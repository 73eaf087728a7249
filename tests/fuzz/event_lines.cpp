// Arbitrary bytes as lines of events: the first byte says how long the pieces are in which the rest
// comes. Pieces must not matter, and the reading by hand must agree with the codec's.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "tests/conformance/heard_lines.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

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
    const tests::HeardLines whole(text, text.size() + 1), pieces(text, bytes[0] % 32 + 1u);
    must(whole.all.size() == pieces.all.size());
    for (std::size_t i = 0; i < whole.all.size(); ++i) {
        const auto &a = whole.all[i], &b = pieces.all[i];
        must(a.number == b.number && a.event.has_value() == b.event.has_value());
        must(a.event ? *a.event == *b.event : a.event.error() == b.event.error());
    }
    for (const auto line : base::split(text, '\n')) both_agree(line);
    return 0;
}
