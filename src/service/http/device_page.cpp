#include "service/http/device_page.h"

#include <map>

#include "base/text.h"
#include "base/url.h"

namespace vitrine::service::http {
namespace {

constexpr std::string_view pieces_text =
#include "assets/pages/device.txt"
    ;
constexpr std::string_view style =
#include "assets/pages/device.css.txt"
    ;

using Pieces = std::map<std::string_view, std::string_view>;

Pieces pieces_of(std::string_view text) {
    Pieces out;
    std::size_t at = text.find("\n@");
    while (at != std::string_view::npos) {
        const std::size_t line = text.find('\n', at + 1);
        if (line == std::string_view::npos) break;
        const std::size_t next = text.find("\n@", line);
        out.emplace(text.substr(at + 2, line - at - 2),
                    base::trimmed(text.substr(line, next == text.npos ? next : next - line)));
        at = next;
    }
    return out;
}

std::string_view piece(std::string_view name) {
    static const Pieces all = pieces_of(pieces_text);
    const auto at = all.find(name);
    return at == all.end() ? std::string_view() : at->second;
}

std::string in_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else out += c;
    }
    return out;
}

// The piece with its values, which may hold anything.
std::string filled(std::string_view name, const base::Query& values = {}) {
    const std::string_view text = piece(name);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = text[at] == '{' ? text.find('}', at) : text.npos;
        const std::string* value =
            end == text.npos ? nullptr
                             : base::find_value(values, text.substr(at + 1, end - at - 1));
        if (value) out += in_html(*value);
        else out += text[at];
        if (value) at = end;
    }
    return out + "\n";
}

std::string trouble_text(std::string_view trouble) {
    if (trouble.empty()) return {};
    std::string_view says = piece("says " + std::string(trouble));
    if (says.empty()) says = piece("says failed");
    return filled("trouble", {{"says", std::string(says)}});
}

std::string teams_text(const desks::Caller& who) {
    if (who.teams.size() < 2)
        return filled("one_team", {{"name", who.teams.empty() ? "" : who.teams.front().name}});
    std::string out = filled("teams");
    for (const contract::TeamRole& one : who.teams)
        out += filled("team", {{"id", one.id.text}, {"name", one.name}});
    return out + filled("teams_end");
}

}  // namespace

std::string_view device_style() {
    return style;
}

std::string enter_code_page(std::string_view trouble) {
    return filled("top") + trouble_text(trouble) + filled("enter") + filled("bottom");
}

std::string answer_page(const desks::Caller& who, std::string_view code,
                        const contract::DeviceSignIn& asked, std::string_view trouble) {
    const base::Instant until{asked.created_at.ms +
                              std::int64_t{contract::device_key_days} * base::day_ms};
    const std::string at = base::rfc3339(asked.created_at);  // its day, hour and minute are enough
    std::string out = filled("top") + trouble_text(trouble);
    out += filled("ask", {{"name", who.user.name},
                          {"code", std::string(code)},
                          {"program", asked.program},
                          {"address", asked.address},
                          {"at", at.substr(0, 10) + " " + at.substr(11, 5) + " UTC"},
                          {"until", base::rfc3339(until).substr(0, 10)}});
    for (const contract::Scope one : asked.scopes) {
        const std::string name(contract::name_of(one));
        out += filled("scope", {{"says", std::string(piece("scope " + name))}, {"scope", name}});
    }
    out += filled("answer", {{"csrf", who.csrf_token}, {"code", std::string(code)}});
    return out + teams_text(who) + filled("buttons") + filled("bottom");
}

std::string answered_page(std::string_view answer) {
    return filled("top") + filled(answer == "approved" ? "approved" : "denied") + filled("bottom");
}

}  // namespace vitrine::service::http
