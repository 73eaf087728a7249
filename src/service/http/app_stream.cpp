// The part of App that tells what changed: server-sent events (WHATWG HTML, section 9.2).
#include "base/text.h"
#include "contract/stream.h"
#include "service/http/routed.h"

namespace vitrine::service::http {
namespace {

using base::Problem;

constexpr std::int32_t events_at_once = 200;

std::string event_text(std::int64_t id, const contract::Change& change) {
    return "id: " + base::decimal(id) + "\nevent: " + std::string(name_of(change.topic)) +
           "\ndata: " + base::dump_json(contract::encode(change)) + "\n\n";
}

// To a reader who missed rows that are no longer kept: everything may have changed.
std::string everything_changed(std::int64_t id) {
    std::string out;
    for (std::size_t i = 0; i < names(static_cast<const contract::Topic*>(nullptr)).size(); ++i)
        out += event_text(id, {static_cast<contract::Topic>(i), "", ""});
    return out;
}

contract::Right right_to_know(contract::Topic topic) {
    switch (topic) {
        case contract::Topic::submission:
        case contract::Topic::release: return contract::Right::read_releases;
        case contract::Topic::review: return contract::Right::read_reviews;
        case contract::Topic::metrics: return contract::Right::read_metrics;
        case contract::Topic::listing:
        case contract::Topic::kit: return contract::Right::read_apps;
        case contract::Topic::incident: break;
    }
    return contract::Right::be_known;
}

bool may_know(const desks::Caller& who, const contract::Change& change) {
    const contract::Right right = right_to_know(change.topic);
    return change.app.empty() ? who.may_somewhere(right) : who.may(right, {change.app});
}

}  // namespace

Response App::open_stream(Routed& at) {
    at.route = contract::stream_path;
    if (at.request.method != "GET") return refusal(at, wrong_method("GET", at.allow));
    const std::string* team = base::find_value(at.query, contract::team_parameter);
    const std::string named = team ? *team : "";
    auto who = find_caller(at);
    if (!who) return refusal(at, who.error());
    if (!who->team && !who->of_store()) return refusal(at, Problem::forbidden());
    const auto newest = world_.store.changes().newest();
    if (!newest) return refusal(at, newest.error());
    StreamTicket ticket{at.token, *newest, named};
    if (const std::string* last = at.request.find("last-event-id"))
        ticket.after = base::parse_decimal(*last).value_or(-1);
    {
        const std::lock_guard lock(guard_);
        int& of_session = streams_by_session_[at.token];
        if (of_session >= options_.streams_per_session_max ||
            traffic_.open_streams() >= options_.streams_max) {
            if (of_session == 0) streams_by_session_.erase(at.token);
            return refusal(at, too_many(30));
        }
        ++of_session;
        traffic_.stream_opened();
    }
    Response out;
    out.set("Content-Type", "text/event-stream");
    out.set("Cache-Control", "no-store");
    out.set("X-Accel-Buffering", "no");
    out.body = "retry: 3000\n\n";
    out.stream = ticket;
    return out;
}

std::optional<std::string> App::next_events(StreamTicket& ticket) {
    const auto who = caller_of(ticket.session, ticket.team);
    if (!who) {
        const auto kind = who.error().kind;  // over, or no longer in that team
        const bool gone = kind == base::ProblemKind::unauthenticated ||
                          kind == base::ProblemKind::not_found;
        return gone ? std::nullopt : std::optional<std::string>("");
    }
    auto& changes = world_.store.changes();
    const auto newest = changes.newest();
    const auto oldest = changes.oldest();
    if (!newest || !oldest) return "";  // trouble that may pass; the heartbeat goes on
    const bool missed = ticket.after + 1 < *oldest;
    if (missed || ticket.after > *newest) {
        ticket.after = *newest;
        return everything_changed(*newest);
    }
    if (!who->team && !who->of_store()) return std::nullopt;
    std::optional<contract::TeamId> team;
    if (!who->of_store()) team = who->team->id;
    const auto rows = changes.read(ticket.after, team, events_at_once);
    if (!rows) return "";
    std::string out;
    for (const auto& row : *rows) {
        if (may_know(*who, row.change)) out += event_text(row.id, row.change);
        ticket.after = row.id;
    }
    return out;
}

void App::close_stream(const StreamTicket& ticket) {
    const std::lock_guard lock(guard_);
    traffic_.stream_closed();
    const auto at = streams_by_session_.find(ticket.session);
    if (at != streams_by_session_.end() && --at->second <= 0) streams_by_session_.erase(at);
}

std::int64_t App::newest_change() {
    return world_.store.changes().newest().value_or(0);
}

}  // namespace vitrine::service::http
