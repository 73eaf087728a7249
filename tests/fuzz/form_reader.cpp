// Arbitrary bytes as a form. However the bytes come, what is read of them is the same, and no part
// holds its own delimiter. The first byte is the length of the pieces, the rest up to a line end
// the Content-Type.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "service/agc/form_reader.h"

namespace {

using namespace vitrine;

struct Notes final : service::agc::FormTaker {
    std::string said, value;
    base::Result<void> begin_part(std::string_view name,
                                  const std::optional<std::string>& file_name) override {
        said += std::string(name) + "(" + file_name.value_or("") + ")";
        value.clear();
        return {};
    }
    base::Result<void> take(std::string_view bytes) override {
        value += bytes;
        return {};
    }
    base::Result<void> end_part() override {
        said += value;
        return {};
    }
};

std::string read(std::string_view boundary, std::string_view body, std::size_t step) {
    Notes notes;
    service::agc::FormReader reader(boundary, notes);
    const std::string delimiter = "\r\n--" + std::string(boundary);
    for (std::size_t at = 0; at < body.size(); at += step) {
        if (!reader.add(body.substr(at, step))) return "refused";
        if (notes.value.find(delimiter) != std::string::npos) std::abort();
    }
    return reader.finish() ? notes.said : "refused";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view all(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const std::size_t step = bytes[0] % 64 + 1, line = all.find('\n');
    if (line == all.npos) return 0;
    const auto boundary = service::agc::boundary_in(all.substr(0, line));
    const std::string_view body = all.substr(line + 1);
    const std::string name = boundary.value_or("cut");
    if (read(name, body, step) != read(name, body, body.size() + 1)) std::abort();
    return 0;
}
