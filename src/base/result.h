// What a function that may be refused gives back, and the refusal itself.
//
// `Result<T>` is std::expected<T, Problem>. A Problem is RFC 9457's "problem details" without
// its HTTP clothes: the kind is ours, only service/http knows which status code it wears.
// A bug is not a Problem: it is a CHECK (check.h) that stops the program loudly.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::base {

// One field of a request that was wrong. `path` is dotted: "findings.0.policy".
struct FieldProblem {
    std::string path;
    std::string
        code;  // missing, wrong_type, unknown, too_long, too_short, out_of_range, not_allowed
    std::string detail;  // one sentence for a person
    bool operator==(const FieldProblem&) const = default;
};

enum class ProblemKind : std::uint8_t {
    malformed,           // the bytes are not what the protocol asks for
    unauthenticated,     // nobody is signed in, or the session is over
    forbidden,           // signed in, but this role may not
    not_found,           // unknown, or not yours to see
    method_not_allowed,  // the place exists, the verb does not
    timeout,             // the client was too slow
    conflict,            // a rule of the store says no; `code` is the rule's reason
    stale,               // If-Match did not match: somebody else was faster
    too_large,
    unsupported_media,
    invalid,      // well-formed, but a field's value is not acceptable
    too_many,     // rate limit; `retry_after_s` says when
    unavailable,  // trouble on our side that may pass; `retry_after_s` says when
    offline,      // client side only: no answer came at all
    internal,     // a bug, reported without its insides
};

struct Problem {
    ProblemKind kind = ProblemKind::internal;
    std::string code;    // closed list per endpoint, snake_case; also the key of its words
    std::string title;   // what happened, one short sentence
    std::string detail;  // what to do about it, may be empty
    std::vector<FieldProblem> fields;
    std::string request_id;
    std::int32_t retry_after_s = 0;  // 0: not said
    bool operator==(const Problem&) const = default;

    static Problem of(ProblemKind kind, std::string_view code, std::string_view title,
                      std::string_view detail = {});
    static Problem forbidden();
    static Problem not_found(std::string_view what);
    static Problem conflict(std::string_view code, std::string_view title);
    static Problem unavailable(std::string_view code, std::string_view title,
                               std::string_view detail);
};

template <class T> using Result = std::expected<T, Problem>;

inline std::unexpected<Problem> refused(Problem problem) {
    return std::unexpected<Problem>(std::move(problem));
}

}  // namespace vitrine::base
