// Signing a program in by a code that a person approves elsewhere (RFC 8628): what the person's
// side asks. The program's side is http/app_device.cpp.
//
//     POST /oauth2/device                    the program asks and shows the code that it is told
//     GET  /v1/device-sign-ins/{code}        the person looks at who asks, and for what
//     POST /v1/device-sign-ins/{code}/approve   ... says yes, for one of their teams
//     POST /v1/device-sign-ins/{code}/deny      ... or no
//     POST /oauth2/token                     the program gets an API key, once
//
// A code is eight consonants (34 bits, written in two groups of four), holds for
// `device_sign_in_ms` and for one answer. The key is the person's: at every use it may at most what
// the person may then, and it is void once they have left the team.
#pragma once
#include "contract/team.h"

namespace vitrine::contract {

inline constexpr std::int64_t device_sign_in_ms = 15 * base::minute_ms;
inline constexpr std::int32_t device_poll_s = 5;
inline constexpr std::int32_t device_key_days = 90;
inline constexpr std::size_t device_keys_per_person_max = 10;  // in a team; the oldest goes

struct DeviceSignIn {
    std::string program;  // what it calls itself: nobody has looked into that
    std::string address;  // where it asked from
    std::vector<Scope> scopes;  // that it asks for; once approved, those that it gets
    base::Instant created_at, expires_at;
    bool operator==(const DeviceSignIn&) const = default;
};
constexpr auto fields(const DeviceSignIn*) {
    using R = DeviceSignIn;
    return field_list(field("program", &R::program), field("address", &R::address),
                      field("scopes", &R::scopes), field("created_at", &R::created_at),
                      field("expires_at", &R::expires_at));
}

// A code that is wrong, over or answered is "wrong_code", whichever it is; guesses are limited by
// address and account. Capitals, blanks and dashes do not matter.
struct OneDeviceSignIn {
    std::string code;
    bool operator==(const OneDeviceSignIn&) const = default;
};
constexpr auto fields(const OneDeviceSignIn*) {
    return field_list(field("code", &OneDeviceSignIn::code, length(1, 40)));
}
struct GetDeviceSignIn {
    static constexpr Call call{Verb::get, "/v1/device-sign-ins/{code}", Access::signed_in,
                               "The program that waits with this code, and what it asks for.",
                               "wrong_code,too_many_attempts"};
    using Request = OneDeviceSignIn;
    using Reply = DeviceSignIn;
};
struct ApproveDeviceSignIn {
    static constexpr Call call{Verb::post, "/v1/device-sign-ins/{code}/approve", Access::signed_in,
                               "Give the program that waits with this code an API key of mine.",
                               "wrong_code,too_many_attempts,nothing_to_give"};
    struct Request {
        std::string code;
        std::optional<std::vector<Scope>> scopes;  // fewer than it asks for; absent: all I have
        std::optional<std::vector<AppId>> apps;    // absent or empty: all that I reach
        std::optional<std::int32_t> valid_days;    // device_key_days when absent
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = DeviceSignIn;
};
constexpr auto fields(const ApproveDeviceSignIn::Request*) {
    using R = ApproveDeviceSignIn::Request;
    return field_list(field("code", &R::code, length(1, 40)),
                      field("scopes", &R::scopes, length(1, 11)),
                      field("apps", &R::apps, max_length(200)),
                      field("valid_days", &R::valid_days, range(1, 365)),
                      field("reason", &R::reason, max_length(500)));
}
struct DenyDeviceSignIn {
    static constexpr Call call{Verb::post, "/v1/device-sign-ins/{code}/deny", Access::signed_in,
                               "Send the program that waits with this code away.",
                               "wrong_code,too_many_attempts"};
    using Request = OneDeviceSignIn;
    using Reply = Nothing;
};

// The scopes whose every right the role has: what a key of a person in that role may at most.
ScopeSet scopes_of(Role role);

}  // namespace vitrine::contract
