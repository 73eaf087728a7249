#include <doctest/doctest.h>

#include "console/widgets/panel.h"
#include "tests/console/screen.h"

using namespace vitrine;
using namespace vitrine::console;
using namespace vitrine::test;

namespace {

base::Problem problem_of(base::ProblemKind kind) {
    base::Problem problem = base::Problem::of(kind, "code_of_it", "Ask an owner of the team.");
    problem.request_id = "0123456789ab";
    return problem;
}

}  // namespace

TEST_CASE("a problem stays inside its panel, also in a low strip") {
    for (const float high : {62.0F, 100.0F, 150.0F, 400.0F}) {
        CAPTURE(high);
        Screen screen;
        const Rect panel{20, 30, 700, high};
        const auto draw = [&](Ui& ui) {
            problem_panel(ui, panel, "This could not be loaded",
                          problem_of(base::ProblemKind::unavailable));
        };
        screen.frames(2, draw);
        const SemNode* again = screen.find(SemRole::button, "Try again");
        REQUIRE(again);
        CHECK(again->rect.y >= panel.y);
        CHECK(again->rect.bottom() <= panel.bottom());
    }
}

TEST_CASE("what a role may not see is said without a button that cannot help") {
    Screen screen;
    const auto draw = [&](Ui& ui) {
        problem_panel(ui, {20, 30, 700, 300}, "This could not be loaded",
                      problem_of(base::ProblemKind::forbidden));
    };
    screen.frames(2, draw);
    CHECK(screen.find(SemRole::button, "Try again") == nullptr);
    CHECK(screen.find(SemRole::alert, "This could not be loaded") == nullptr);
    CHECK(screen.find(SemRole::group, "Your role does not show this") != nullptr);
}
