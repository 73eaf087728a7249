// What stands around the bytes of an upload, as anybody may write it: never a crash, and the file
// that comes out of a multipart body is the same however the body was cut.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/play/content_range.h"
#include "service/play/multipart.h"
#include "service/play/safety_form.h"
#include "service/play/tokens.h"

namespace {

struct Outcome {
    bool good = false;
    std::string file;
    bool operator==(const Outcome&) const = default;
};

Outcome read(const std::string& body, std::size_t piece) {
    vitrine::service::play::RelatedReader reader("b");
    Outcome out;
    const auto sink = [&](std::string_view some) -> vitrine::base::Result<void> {
        out.file += some;
        return {};
    };
    out.good = true;
    for (std::size_t at = 0; out.good && at < body.size(); at += piece)
        out.good = reader.give(std::string_view(body).substr(at, piece), sink).has_value();
    out.good = out.good && reader.finish().has_value();
    return out;
}

// A form that holds is one of this store: each type once, each with a purpose.
void look_at_form(const std::string& csv) {
    const auto form = vitrine::service::play::safety_form_in(csv);
    if (!form) return;
    const auto again = vitrine::contract::tidied(*form);
    if (form->uses.size() > 17 || !again || !(*again == *form)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace play = vitrine::service::play;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const Outcome whole = read(text, size + 1), cut = read(text, 3);
    if (whole.good != cut.good) std::abort();
    if (whole.good && whole.file != cut.file) std::abort();
    if (const auto range = play::content_range_in(text))
        if (range->from < 0 || range->to < range->from ||
            (range->total && range->to > *range->total))
            std::abort();
    if (const auto boundary = play::boundary_in(text))
        if (boundary->empty() || boundary->find('\n') != std::string::npos) std::abort();
    (void)play::read_assertion(text);
    look_at_form(text);
    const std::string head = "Question ID (machine readable),Response ID (machine readable),";
    look_at_form(head + "Response value\r\n" + text);
    return 0;
}
