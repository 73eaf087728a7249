#include "base/result.h"

namespace vitrine::base {

Problem Problem::of(ProblemKind kind, std::string_view code, std::string_view title,
                    std::string_view detail) {
    Problem problem;
    problem.kind = kind;
    problem.code = code;
    problem.title = title;
    problem.detail = detail;
    return problem;
}

Problem Problem::forbidden() {
    return of(ProblemKind::forbidden, "forbidden", "Your role may not do this.",
              "Ask an owner or admin of the team.");
}

Problem Problem::not_found(std::string_view what) {
    return of(ProblemKind::not_found, "not_found",
              std::string("There is no such ") + std::string(what) + ", or it is not yours.");
}

Problem Problem::conflict(std::string_view code, std::string_view title) {
    return of(ProblemKind::conflict, code, title);
}

Problem Problem::unavailable(std::string_view code, std::string_view title,
                             std::string_view detail) {
    Problem problem = of(ProblemKind::unavailable, code, title, detail);
    problem.retry_after_s = 5;
    return problem;
}

}  // namespace vitrine::base
