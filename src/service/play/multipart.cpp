#include "service/play/multipart.h"

#include "base/text.h"

namespace vitrine::service::play {
namespace {

using base::Problem;
using base::refused;
using base::Result;

constexpr std::size_t boundary_length_max = 70;
constexpr int parts_max = 2;

std::unexpected<Problem> wrong(std::string_view why) {
    return refused(Problem::of(base::ProblemKind::malformed, "multipart_malformed", why));
}

bool is_boundary(std::string_view text) {
    if (text.empty() || text.size() > boundary_length_max || text.ends_with(' ')) return false;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') ||
                           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
        if (!plain) return false;
    }
    return true;
}

}  // namespace

std::optional<std::string> boundary_in(std::string_view content_type) {
    const auto parts = base::split(content_type, ';');
    if (parts.empty() || base::lower_ascii(base::trimmed(parts[0])) != "multipart/related")
        return std::nullopt;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        std::string_view one = base::trimmed(parts[i]);
        if (!base::starts_with_ignoring_case(one, "boundary=")) continue;
        one.remove_prefix(one.find('=') + 1);
        if (one.size() >= 2 && one.starts_with('"') && one.ends_with('"'))
            one = one.substr(1, one.size() - 2);
        return is_boundary(one) ? std::optional(std::string(one)) : std::nullopt;
    }
    return std::nullopt;
}

Result<void> RelatedReader::give(std::string_view bytes, const Sink& file) {
    if (at_ == At::end) return {};  // what follows the last boundary is nobody's
    held_ += bytes;
    for (;;) {
        const auto more = step(file);
        if (!more) return refused(more.error());
        if (!*more) return {};
    }
}

// True: there may be more to do with what is held.
Result<bool> RelatedReader::step(const Sink& file) {
    switch (at_) {
        case At::start:
            if (held_.size() < mark_.size()) return false;
            if (!held_.starts_with(mark_)) return wrong("The body begins with no boundary.");
            held_.erase(0, mark_.size());
            at_ = At::after_mark;
            return true;
        case At::after_mark:
            if (held_.size() < 2) return false;
            if (held_.starts_with("--")) {
                at_ = At::end;
                held_.clear();
                return false;
            }
            if (!held_.starts_with("\r\n")) return wrong("A boundary ends otherwise.");
            if (++part_ > parts_max) return wrong("There are more than two parts.");
            at_ = At::head;
            return true;
        case At::head: {
            const std::size_t end = held_.find("\r\n\r\n");
            const bool whole = end != std::string::npos;
            if ((whole ? end : held_.size()) > part_head_bytes_max)
                return wrong("The headers of a part are too long.");
            if (!whole) return false;
            held_.erase(0, end + 2);  // the empty line may belong to the boundary of no bytes
            held_.erase(0, 2);
            at_ = At::body;
            return true;
        }
        case At::body: return pass_body(file);
        case At::end: break;
    }
    return false;
}

Result<bool> RelatedReader::pass_body(const Sink& file) {
    const std::size_t end = held_.find(mark_);
    const bool whole = end != std::string::npos;
    const std::size_t keep = mark_.size() - 1;
    const std::size_t count = whole ? end : held_.size() > keep ? held_.size() - keep : 0;
    const std::string_view bytes = std::string_view(held_).substr(0, count);
    if (part_ == 1) described_ += count;
    if (described_ > description_bytes_max) return wrong("The description is too long.");
    if (part_ == 2 && count > 0)
        if (auto done = file(bytes); !done) return refused(done.error());
    held_.erase(0, whole ? end + mark_.size() : count);
    if (!whole) return false;
    at_ = At::after_mark;
    return true;
}

Result<void> RelatedReader::finish() const {
    if (at_ == At::end && part_ == parts_max) return {};
    return wrong("The body ends too early.");
}

}  // namespace vitrine::service::play
