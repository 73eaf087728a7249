// A base::Problem as application/problem+json (RFC 9457) and back.
#pragma once
#include "contract/codec.h"

namespace vitrine::contract {

// `status` is the HTTP status the problem travels with; `type` is "urn:vitrine:problem:<code>".
Json problem_to_json(const base::Problem& problem, std::int32_t status);
// The kind comes from the status line, which this side of the house does not know: the caller
// passes it. A body that is no problem document gives a Problem with code "bad_answer".
base::Problem problem_from_json(base::ProblemKind kind, std::string_view body);

}  // namespace vitrine::contract
