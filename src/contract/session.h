// Signing in, and who is signed in.
#pragma once
#include "contract/endpoint.h"
#include "contract/ids.h"

namespace vitrine::contract {

struct User {
    UserId id;
    std::string name, email;
    bool operator==(const User&) const = default;
};
constexpr auto fields(const User*) {
    return field_list(field("id", &User::id), field("name", &User::name),
                      field("email", &User::email));
}

struct Team {
    TeamId id;
    std::string name;
    bool operator==(const Team&) const = default;
};
constexpr auto fields(const Team*) {
    return field_list(field("id", &Team::id), field("name", &Team::name));
}

struct TeamRole {
    TeamId id;
    std::string name;
    Role role = Role::none;  // none: only on single apps
    bool operator==(const TeamRole&) const = default;
};
constexpr auto fields(const TeamRole*) {
    return field_list(field("id", &TeamRole::id), field("name", &TeamRole::name),
                      field("role", &TeamRole::role));
}

// Who asks. For an API key `user` is the key (its id and name) and `role` is none.
struct Me {
    User user;
    std::optional<Team> team;  // the one this request is about; none for the store's own people
    Role role = Role::none;    // in it
    StoreRole store_role = StoreRole::none;
    std::string csrf_token;    // sent back as header X-CSRF-Token with every write by cookie
    std::vector<TeamRole> teams;  // all of mine, the one I joined first in front
    bool operator==(const Me&) const = default;
};
constexpr auto fields(const Me*) {
    return field_list(field("user", &Me::user), field("team", &Me::team), field("role", &Me::role),
                      field("store_role", &Me::store_role), field("csrf_token", &Me::csrf_token),
                      field("teams", &Me::teams));
}

// Answers with Me and sets the session cookie. Limited per address and per account. Who has a
// second factor gets "code_needed" and the cookie of a step instead, and goes on with
// SignInWithCode.
struct SignIn {
    static constexpr Call call{Verb::post, "/v1/session", Access::anyone,
                               "Sign in with e-mail and password.",
                               "wrong_credentials,code_needed,too_many_attempts"};
    struct Request {
        std::string email, password;
        bool operator==(const Request&) const = default;
    };
    using Reply = Me;
};
constexpr auto fields(const SignIn::Request*) {
    using R = SignIn::Request;
    return field_list(field("email", &R::email, length(3, 254)),
                      field("password", &R::password, length(1, 1024)));
}

struct SignOut {
    static constexpr Call call{Verb::remove, "/v1/session", Access::signed_in,
                               "End this session."};
    using Request = Nothing;
    using Reply = Nothing;
};

struct SessionRow {
    SessionId id;
    base::Instant created_at, last_seen_at, expires_at;
    std::string address, agent;
    bool current = false;
    bool operator==(const SessionRow&) const = default;
};
constexpr auto fields(const SessionRow*) {
    using R = SessionRow;
    return field_list(field("id", &R::id), field("created_at", &R::created_at),
                      field("last_seen_at", &R::last_seen_at), field("expires_at", &R::expires_at),
                      field("address", &R::address), field("agent", &R::agent),
                      field("current", &R::current));
}
struct SessionPage {
    std::vector<SessionRow> items;
    bool operator==(const SessionPage&) const = default;
};
constexpr auto fields(const SessionPage*) {
    return field_list(field("items", &SessionPage::items));
}
struct ListSessions {
    static constexpr Call call{Verb::get, "/v1/session", Access::signed_in,
                               "My sessions, newest first."};
    using Request = Nothing;
    using Reply = SessionPage;
};

struct GetMe {
    static constexpr Call call{Verb::get, "/v1/me", Access::signed_in, "Who is signed in.", "",
                               Right::be_known};
    using Request = Nothing;
    using Reply = Me;
};

}  // namespace vitrine::contract
