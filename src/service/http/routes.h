// The table of all endpoints, made from contract::StoreApi: one thin function each.
#pragma once
#include <expected>
#include <span>
#include <vector>

#include "contract/endpoint.h"
#include "service/desks/desks.h"
#include "service/http/message.h"

namespace vitrine::service::http {

// A refusal; for a stale write with the state that is `current` now, and what else helps.
struct Refused {
    base::Problem problem;
    contract::Json beside;  // an object
};
using Served = std::expected<Response, Refused>;

// Moving cookies; a body of bytes, of lines or an image; reading whole files; giving one.
enum class Special : std::uint8_t {
    none, sign_in, sign_in_with_code, sign_out, part, lines, image, slow, file,
};

struct Route {
    const contract::Call* call;
    Special special;
    bool has_if_match;  // the endpoint looks at the header
    // It takes a password, code or token: wrong ones are counted, and no trace of the request is
    // kept for its Idempotency-Key.
    bool guarded;
    Served (*serve)(desks::Desks& desks, const desks::Caller& who, const contract::Incoming& raw);
};

std::span<const Route> routes();

// What a path leads to: the routes at the most literal pattern that fits (one per verb), and the
// values of its braces. Empty `at`: nothing is there. nullopt: the path is not well-formed.
struct Found {
    std::vector<const Route*> at;
    base::Query values;
};
std::optional<Found> find_routes(std::string_view path);

}  // namespace vitrine::service::http
