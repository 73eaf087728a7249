// My own account: sessions, password, and the second factor (a code of RFC 6238).
//
// All of it is for people: no API key reaches it. What asks for a password or a code is limited per
// account and per address, and answers "wrong_password" or "wrong_code" with kind invalid, so that
// a client does not take it for the end of its session.
#pragma once
#include "contract/session.h"

namespace vitrine::contract {

// The second step of signing in, after "code_needed". The code is the six digits of the moment or a
// recovery code. Five wrong ones end the step: the password is asked for again.
struct SignInWithCode {
    static constexpr Call call{Verb::post, "/v1/session/code", Access::anyone,
                               "Sign in, second step: the code of the second factor.",
                               "wrong_code,step_over,too_many_attempts"};
    struct Request {
        std::string code;
        bool operator==(const Request&) const = default;
    };
    using Reply = Me;
};
constexpr auto fields(const SignInWithCode::Request*) {
    return field_list(field("code", &SignInWithCode::Request::code, length(1, 40)));
}

struct EndedSessions {
    std::int64_t ended = 0;
    bool operator==(const EndedSessions&) const = default;
};
constexpr auto fields(const EndedSessions*) {
    return field_list(field("ended", &EndedSessions::ended));
}
struct EndOtherSessions {
    static constexpr Call call{Verb::remove, "/v1/sessions", Access::signed_in,
                               "End all my sessions but this one."};
    using Request = Nothing;
    using Reply = EndedSessions;
};
struct EndSession {
    static constexpr Call call{Verb::remove, "/v1/sessions/{session}", Access::signed_in,
                               "End one of my sessions."};
    struct Request {
        SessionId session;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const EndSession::Request*) {
    return field_list(field("session", &EndSession::Request::session));
}

inline constexpr std::int32_t password_length_min = 10;

struct ChangePassword {
    static constexpr Call call{Verb::put, "/v1/me/password", Access::signed_in,
                               "Change my password; all my other sessions end.",
                               "wrong_password,too_many_attempts"};
    struct Request {
        std::string password, next;
        bool operator==(const Request&) const = default;
    };
    using Reply = EndedSessions;
};
constexpr auto fields(const ChangePassword::Request*) {
    using R = ChangePassword::Request;
    return field_list(field("password", &R::password, length(1, 1024)),
                      field("next", &R::next, length(password_length_min, 1024)));
}

struct SecondFactor {
    bool enabled = false;                 // signing in asks for a code
    std::optional<base::Instant> since;   // when it was confirmed
    std::int32_t recovery_codes_left = 0;
    bool operator==(const SecondFactor&) const = default;
};
constexpr auto fields(const SecondFactor*) {
    using R = SecondFactor;
    return field_list(field("enabled", &R::enabled), field("since", &R::since),
                      field("recovery_codes_left", &R::recovery_codes_left));
}
struct GetSecondFactor {
    static constexpr Call call{Verb::get, "/v1/me/second-factor", Access::signed_in,
                               "Whether signing in as me asks for a code."};
    using Request = Nothing;
    using Reply = SecondFactor;
};

// Every request that opens or weakens the second factor asks for the password again.
struct WithPassword {
    std::string password;
    bool operator==(const WithPassword&) const = default;
};
constexpr auto fields(const WithPassword*) {
    return field_list(field("password", &WithPassword::password, length(1, 1024)));
}

// Shown once. `uri` is what authenticator programs read from a QR code.
struct Enrolment {
    std::string secret;  // base 32 (RFC 4648), no padding
    std::string uri;     // otpauth://totp/...
    bool operator==(const Enrolment&) const = default;
};
constexpr auto fields(const Enrolment*) {
    return field_list(field("secret", &Enrolment::secret), field("uri", &Enrolment::uri));
}
inline Enrolment without_secret(const Enrolment&) { return {}; }

struct EnrolSecondFactor {
    static constexpr Call call{Verb::post, "/v1/me/second-factor", Access::signed_in,
                               "Begin with a second factor; it counts once a code confirms it.",
                               "wrong_password,factor_enabled,too_many_attempts"};
    using Request = WithPassword;
    using Reply = Enrolment;
};

struct RecoveryCodes {
    std::vector<std::string> codes;  // shown once; each signs in once instead of a code
    bool operator==(const RecoveryCodes&) const = default;
};
constexpr auto fields(const RecoveryCodes*) {
    return field_list(field("codes", &RecoveryCodes::codes));
}
inline RecoveryCodes without_secret(const RecoveryCodes&) { return {}; }

struct ConfirmSecondFactor {
    static constexpr Call call{Verb::post, "/v1/me/second-factor/confirm", Access::signed_in,
                               "Confirm the second factor with its first code.",
                               "wrong_code,factor_enabled,factor_not_begun,too_many_attempts"};
    struct Request {
        std::string code;
        bool operator==(const Request&) const = default;
    };
    using Reply = RecoveryCodes;
};
constexpr auto fields(const ConfirmSecondFactor::Request*) {
    return field_list(field("code", &ConfirmSecondFactor::Request::code, length(6, 6)));
}

struct RenewRecoveryCodes {
    static constexpr Call call{Verb::post, "/v1/me/second-factor/recovery-codes",
                               Access::signed_in, "New recovery codes; the old ones are void.",
                               "wrong_password,factor_not_enabled,too_many_attempts"};
    using Request = WithPassword;
    using Reply = RecoveryCodes;
};
// A POST, because a password does not belong into an address.
struct DisableSecondFactor {
    static constexpr Call call{Verb::post, "/v1/me/second-factor/disable", Access::signed_in,
                               "Sign in without a code from now on.",
                               "wrong_password,factor_not_enabled,too_many_attempts"};
    using Request = WithPassword;
    using Reply = SecondFactor;
};

}  // namespace vitrine::contract
