// A team's members, what they may do there, and invitations.
//
// A member has a role in the whole team, or `none` and roles on single apps only; a role on an app
// adds to the one in the team. A team never loses its last owner. Only owners make, change or
// remove owners.
#pragma once
#include "contract/session.h"

namespace vitrine::contract {

struct AppRole {
    AppId app;
    Role role = Role::none;
    bool operator==(const AppRole&) const = default;
};
constexpr auto fields(const AppRole*) {
    return field_list(field("app", &AppRole::app), field("role", &AppRole::role));
}

struct Member {
    User user;
    Role role = Role::none;
    std::vector<AppRole> apps;
    base::Instant joined_at;
    bool second_factor = false;
    std::int64_t revision = 1;
    bool operator==(const Member&) const = default;
};
constexpr auto fields(const Member*) {
    using R = Member;
    return field_list(field("user", &R::user), field("role", &R::role), field("apps", &R::apps),
                      field("joined_at", &R::joined_at), field("second_factor", &R::second_factor),
                      field("revision", &R::revision));
}
struct MemberPage {
    std::vector<Member> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
    bool operator==(const MemberPage&) const = default;
};
constexpr auto fields(const MemberPage*) {
    using R = MemberPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}

// One page of a short list.
struct OnePage {
    std::optional<std::int32_t> limit;  // 50 when absent
    std::optional<std::string> cursor;
    bool operator==(const OnePage&) const = default;
};
constexpr auto fields(const OnePage*) {
    return field_list(field("limit", &OnePage::limit, range(1, 200)),
                      field("cursor", &OnePage::cursor, max_length(500)));
}

struct ListMembers {
    static constexpr Call call{Verb::get, "/v1/members", Access::member,
                               "The members of my team, the first to join first.", "bad_cursor",
                               Right::see_team};
    using Request = OnePage;
    using Reply = MemberPage;
};

struct ChangeMember {
    static constexpr Call call{Verb::put, "/v1/members/{user}", Access::member,
                               "Set a member's role in the team and on single apps.",
                               "last_owner,owners_only", Right::manage_team};
    struct Request {
        UserId user;
        Role role = Role::none;
        std::vector<AppRole> apps;
        std::optional<std::string> reason;  // for the audit log
        std::optional<std::string> if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = Member;
};
constexpr auto fields(const ChangeMember::Request*) {
    using R = ChangeMember::Request;
    return field_list(field("user", &R::user), field("role", &R::role),
                      field("apps", &R::apps, max_length(200)),
                      field("reason", &R::reason, max_length(500)),
                      field("if_match", &R::if_match));
}

// Oneself too: that is leaving, and every member may.
struct RemoveMember {
    static constexpr Call call{Verb::remove, "/v1/members/{user}", Access::member,
                               "Take a member out of the team, or leave it.",
                               "last_owner,owners_only", Right::own_account};
    struct Request {
        UserId user;
        std::optional<std::string> reason;
        std::optional<std::string> if_match;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const RemoveMember::Request*) {
    using R = RemoveMember::Request;
    return field_list(field("user", &R::user), field("reason", &R::reason, max_length(500)),
                      field("if_match", &R::if_match));
}

struct Invitation {
    InvitationId id;
    std::string email;
    Role role = Role::none;
    std::vector<AppRole> apps;
    std::string invited_by;  // a name
    base::Instant created_at, expires_at;
    bool operator==(const Invitation&) const = default;
};
constexpr auto fields(const Invitation*) {
    using R = Invitation;
    return field_list(field("id", &R::id), field("email", &R::email), field("role", &R::role),
                      field("apps", &R::apps), field("invited_by", &R::invited_by),
                      field("created_at", &R::created_at), field("expires_at", &R::expires_at));
}
struct InvitationPage {
    std::vector<Invitation> items;
    std::int64_t total = 0;
    std::optional<std::string> next;
    bool operator==(const InvitationPage&) const = default;
};
constexpr auto fields(const InvitationPage*) {
    using R = InvitationPage;
    return field_list(field("items", &R::items), field("total", &R::total),
                      field("next", &R::next));
}
struct ListInvitations {
    static constexpr Call call{Verb::get, "/v1/invitations", Access::member,
                               "Invitations that wait for an answer, newest first.", "bad_cursor",
                               Right::manage_team};
    using Request = OnePage;
    using Reply = InvitationPage;
};

// The token is shown once, to be handed to the person invited; the store keeps its hash. A repeated
// request under the same Idempotency-Key answers without it.
struct InvitationMade {
    Invitation invitation;
    std::string token;
    bool operator==(const InvitationMade&) const = default;
};
constexpr auto fields(const InvitationMade*) {
    using R = InvitationMade;
    return field_list(field("invitation", &R::invitation), field("token", &R::token));
}
inline InvitationMade without_secret(InvitationMade made) {
    made.token.clear();
    return made;
}

// Inviting the same address again makes the earlier token void.
struct Invite {
    static constexpr Call call{Verb::post, "/v1/invitations", Access::member,
                               "Invite a person by e-mail address; the token holds for 7 days.",
                               "member_already,owners_only,too_many_invitations",
                               Right::manage_team};
    struct Request {
        std::string email;
        Role role = Role::none;
        std::vector<AppRole> apps;
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = InvitationMade;
};
constexpr auto fields(const Invite::Request*) {
    using R = Invite::Request;
    return field_list(field("email", &R::email, length(3, 254)), field("role", &R::role),
                      field("apps", &R::apps, max_length(200)),
                      field("reason", &R::reason, max_length(500)));
}

struct RevokeInvitation {
    static constexpr Call call{Verb::remove, "/v1/invitations/{invitation}", Access::member,
                               "Take an invitation back.", "", Right::manage_team};
    struct Request {
        InvitationId invitation;
        std::optional<std::string> reason;
        bool operator==(const Request&) const = default;
    };
    using Reply = Nothing;
};
constexpr auto fields(const RevokeInvitation::Request*) {
    using R = RevokeInvitation::Request;
    return field_list(field("invitation", &R::invitation),
                      field("reason", &R::reason, max_length(500)));
}

struct Joined {
    Team team;
    User user;
    Role role = Role::none;
    bool operator==(const Joined&) const = default;
};
constexpr auto fields(const Joined*) {
    return field_list(field("team", &Joined::team), field("user", &Joined::user),
                      field("role", &Joined::role));
}
// Whose address already has an account must be signed in to it ("sign_in_first"). Others say name
// and password and get an account; they sign in afterwards.
struct AcceptInvitation {
    static constexpr Call call{
        Verb::post, "/v1/invitations:accept", Access::anyone,
        "Join a team with the token of an invitation, with an account or a new one.",
        "invitation_void,sign_in_first,other_account,too_many_attempts"};
    struct Request {
        std::string token;
        std::optional<std::string> name, password;
        bool operator==(const Request&) const = default;
    };
    using Reply = Joined;
};
constexpr auto fields(const AcceptInvitation::Request*) {
    using R = AcceptInvitation::Request;
    return field_list(field("token", &R::token, length(1, 200)),
                      field("name", &R::name, length(1, 100)),
                      field("password", &R::password, length(10, 1024)));
}

}  // namespace vitrine::contract
