#include "service/agc/form_reader.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::service::agc {
namespace {

using base::refused;
using base::Result;

constexpr std::size_t head_bytes_max = 8192, boundary_bytes_max = 70, padding_max = 100;
constexpr int parts_max = 100;

base::Problem malformed(std::string_view detail) {
    return base::Problem::of(base::ProblemKind::malformed, "form_malformed",
                             "The body is no well-formed form.", detail);
}

// The value of a header's parameter that begins at `at`, which moves behind it.
std::string value_at(std::string_view header, std::size_t& at) {
    std::string value;
    if (at < header.size() && header[at] == '"') {
        for (++at; at < header.size() && header[at] != '"'; ++at) {
            if (header[at] == '\\' && at + 1 < header.size()) ++at;
            value += header[at];
        }
        at = std::min(header.find(';', at), header.size());
        return value;
    }
    const std::size_t end = std::min(header.find(';', at), header.size());
    value = base::trimmed(header.substr(at, end - at));
    at = end;
    return value;
}

// `name="value"` or `name=value` among the parameters of a header.
std::optional<std::string> parameter_in(std::string_view header, std::string_view wanted) {
    for (std::size_t at = header.find(';'); at < header.size();) {
        const std::size_t sign = header.find_first_of("=;", at + 1);
        if (sign == header.npos) return std::nullopt;
        const auto name = base::trimmed(header.substr(at + 1, sign - at - 1));
        if (header[sign] == ';') {
            at = sign;
            continue;
        }
        at = sign + 1;
        auto value = value_at(header, at);
        if (base::lower_ascii(name) == wanted) return value;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> boundary_in(std::string_view content_type) {
    if (!base::starts_with_ignoring_case(base::trimmed(content_type), "multipart/form-data"))
        return std::nullopt;
    auto boundary = parameter_in(content_type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_bytes_max)
        return std::nullopt;
    for (const char c : *boundary)
        if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > '~')
            return std::nullopt;
    return boundary;
}

Result<void> FormReader::add(std::string_view bytes) {
    held_ += bytes;
    for (;;) {
        const auto more = step();
        if (!more) return refused(more.error());
        if (!*more) return {};
    }
}

Result<void> FormReader::finish() {
    if (at_ == At::epilogue) return {};
    return refused(malformed("It ends before its last delimiter."));
}

Result<bool> FormReader::step() {
    switch (at_) {
        case At::preamble: return pass_body(false);
        case At::delimiter: return read_delimiter_end();
        case At::head: return read_head();
        case At::part: return pass_body(true);
        case At::epilogue: break;
    }
    held_.clear();
    return false;
}

// Up to the next delimiter, or all that cannot be the beginning of one.
Result<bool> FormReader::pass_body(bool taken) {
    const std::size_t found = held_.find(delimiter_);
    const bool whole = found != held_.npos;
    const std::size_t kept = delimiter_.size() - 1;
    const std::size_t count = whole ? found : held_.size() > kept ? held_.size() - kept : 0;
    if (taken && count > 0)
        if (auto done = taker_.take(std::string_view(held_).substr(0, count)); !done)
            return refused(done.error());
    held_.erase(0, whole ? found + delimiter_.size() : count);
    if (!whole) return false;
    if (taken)
        if (auto done = taker_.end_part(); !done) return refused(done.error());
    at_ = At::delimiter;
    return true;
}

// "--" after a delimiter ends the form; blanks before a line end are padding.
Result<bool> FormReader::read_delimiter_end() {
    const std::size_t blanks = held_.find_first_not_of(" \t");
    const std::size_t padding = std::min(blanks, held_.size());
    const std::string_view rest = std::string_view(held_).substr(padding);
    if (padding > padding_max) return refused(malformed("A delimiter has no end."));
    if (rest.size() < 2) return false;
    if (blanks == 0 && rest.starts_with("--")) {
        at_ = At::epilogue;
        return true;
    }
    if (!rest.starts_with("\r\n")) return refused(malformed("A delimiter has no end."));
    if (++parts_ > parts_max) return refused(malformed("It has too many parts."));
    held_.erase(0, blanks);  // the line end stays: a head may be empty
    at_ = At::head;
    return true;
}

Result<bool> FormReader::read_head() {
    const std::size_t end = held_.find("\r\n\r\n");
    if (end == held_.npos || end > head_bytes_max) {
        if (held_.size() > head_bytes_max) return refused(malformed("The head of a part is long."));
        return false;
    }
    std::optional<std::string> name, file;
    for (std::size_t at = 0; at < end;) {
        const std::size_t next = std::min(held_.find("\r\n", at + 2), end);
        const std::string_view line = std::string_view(held_).substr(at + 2, next - at - 2);
        at = next;
        if (!base::starts_with_ignoring_case(line, "content-disposition:")) continue;
        if (!base::starts_with_ignoring_case(base::trimmed(line.substr(20)), "form-data"))
            continue;
        name = parameter_in(line, "name");
        file = parameter_in(line, "filename");
    }
    held_.erase(0, end + 4);
    if (!name || !base::is_utf8(*name)) return refused(malformed("A part has no name."));
    if (file) *file = base::to_valid_utf8(*file);
    if (auto done = taker_.begin_part(*name, file); !done) return refused(done.error());
    at_ = At::part;
    return true;
}

}  // namespace vitrine::service::agc
