#include "service/agc/envelope.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::ProblemKind;

constexpr std::int32_t poll_again_s = 2;

struct Row {
    std::string_view problem;  // its code
    std::int64_t code;
};
constexpr Row rows[] = {
    {"package_unknown", 204144641},   {"agc_under_review", 204144647},
    {"no_phased_release", 204144647}, {"agc_still_checking", 204144660},
    {"agc_still_reading", 204144727}, {"app_not_released", 50010028},
    {"too_many_requests", 204144661}, {"too_many_attempts", 204144661},
};

std::int64_t code_of(Family family) {
    switch (family) {
        case Family::account: return code_token_refused;
        case Family::query: return 204144642;
        case Family::update: return 204144643;
        case Family::upload: return 204144646;
        case Family::submit: return 204144660;
        case Family::review: return 50010000;
    }
    return code_trouble;
}

std::string text_of(const Problem& problem) {
    std::string out = problem.title;
    if (!problem.detail.empty()) out += " " + problem.detail;
    for (const auto& field : problem.fields)
        out += " [" + field.path + ": " + field.detail + "]";
    return out;
}

Problem conflict_to_wait_for(std::string_view code, std::string_view title) {
    auto problem = Problem::conflict(code, title);
    problem.retry_after_s = poll_again_s;
    return problem;
}

}  // namespace

Ret ret_of(const Problem& problem, Family family) {
    if (problem.kind == ProblemKind::internal || problem.kind == ProblemKind::unavailable)
        return {code_trouble, "The store has trouble (" + problem.code + "); its name for this " +
                                  "request is " + problem.request_id + "."};
    if (problem.kind == ProblemKind::unauthenticated)
        return {code_token_refused, "client token auth failed"};
    for (const Row& row : rows)
        if (row.problem == problem.code) return {row.code, text_of(problem)};
    return {code_of(family), text_of(problem)};
}

contract::Json with_ret(contract::Json body, const Ret& ret) {
    if (!body.is_object()) body = contract::Json::object();
    body["ret"] = {{"code", ret.code}, {"msg", ret.msg}};
    return body;
}

// Clients look for these words.
Problem still_reading() {
    return conflict_to_wait_for("agc_still_reading",
                                "package is being compiled, please try again in 3-5 minutes");
}
Problem still_checking() {
    return conflict_to_wait_for(
        "agc_still_checking",
        "[cds]submit failed, additional msg is [The file is being processed. It may take 2-5 "
        "minutes, depending on the size of the software package.]");
}
Problem under_review() {
    return Problem::conflict("agc_under_review",
                             "[cds]update service failed, additional msg is [The new service has "
                             "can't be edited service]");
}
Problem no_phased_release() {
    return Problem::conflict("no_phased_release",
                             "[cds]update service failed, additional msg is [OnShelf service not "
                             "exist, update phased service failed]");
}

}  // namespace vitrine::service::agc
