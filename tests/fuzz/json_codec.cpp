// Arbitrary bytes into the JSON border: the first byte chooses the type, the rest is the document.
// What decodes must encode to something that decodes to the same value.
#include <cstdint>
#include <cstdlib>

#include "contract/api.h"
#include "contract/problem.h"

namespace {

using namespace vitrine;
using namespace vitrine::contract;

template <class T>
void there_and_back(const Json& json) {
    for (const Unknown unknown : {Unknown::refuse, Unknown::ignore}) {
        const auto value = decode<T>(json, unknown);
        if (!value) {
            if (value.error().fields.empty()) std::abort();
            (void)base::dump_json(problem_to_json(value.error(), 422));
            continue;
        }
        const auto text = base::dump_json(encode(*value));
        const auto again = decode<T>(*base::parse_json(text), Unknown::refuse);
        if (!again || !(*again == *value)) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    (void)problem_from_json(base::ProblemKind::invalid, text);
    const auto json = base::parse_json(text);
    if (!json) return 0;
    int choice = bytes[0];
    StoreApi::each([&]<class Endpoint>() {
        if (choice-- == 0) there_and_back<typename Endpoint::Request>(*json);
        if (choice-- == 0) there_and_back<typename Endpoint::Reply>(*json);
    });
    return 0;
}
