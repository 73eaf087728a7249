// The stage machine, walked whole: every stage, every move, every side.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "contract/apps.h"

namespace vitrine::tests {

using namespace contract;

template <class E>
std::vector<E> all_of() {
    std::vector<E> out;
    for (std::size_t i = 0; i < names(static_cast<const E*>(nullptr)).size(); ++i)
        out.push_back(static_cast<E>(i));
    return out;
}

TEST_CASE("the table decides every pair of stage and move the same way for everybody") {
    for (const Stage stage : all_of<Stage>())
        for (const Move move : all_of<Move>()) {
            CAPTURE(name_of(stage));
            CAPTURE(name_of(move));
            const auto rows = stage_moves();
            const auto row = std::find_if(rows.begin(), rows.end(), [&](const StageMove& one) {
                return one.from == stage && one.move == move;
            });
            const bool exists = row != rows.end();
            CHECK(stage_after(stage, move) == (exists ? std::optional(row->to) : std::nullopt));
            for (const Side side : all_of<Side>()) {
                const auto why = refuse_move(stage, move, side);
                const bool allowed = exists && (row->side == side || side == Side::service);
                CHECK(why.has_value() == !allowed);
                if (exists && !allowed) CHECK(why == Refusal::wrong_side);
                if (!exists) CHECK(why != Refusal::wrong_side);
            }
        }
}

TEST_CASE("no stage and move lead to two places") {
    std::set<std::pair<Stage, Move>> seen;
    for (const StageMove& row : stage_moves()) CHECK(seen.emplace(row.from, row.move).second);
}

TEST_CASE("every stage can be reached from a draft, and an end from every stage") {
    std::set<Stage> reached{Stage::draft};
    for (std::size_t before = 0; before != reached.size();) {
        before = reached.size();
        for (const StageMove& row : stage_moves())
            if (reached.contains(row.from)) reached.insert(row.to);
    }
    CHECK(reached.size() == all_of<Stage>().size());
    std::set<Stage> ends;
    for (const Stage stage : all_of<Stage>())
        if (is_final(stage)) ends.insert(stage);
    CHECK(ends == std::set<Stage>{Stage::superseded, Stage::rolled_back, Stage::withdrawn,
                                  Stage::removed_by_developer});
    for (std::size_t before = 0; before != ends.size();) {
        before = ends.size();
        for (const StageMove& row : stage_moves())
            if (ends.contains(row.to)) ends.insert(row.from);
    }
    CHECK(ends.size() == all_of<Stage>().size());
}

TEST_CASE("a developer withdraws at any time before the approval, and never after") {
    for (const Stage stage : all_of<Stage>()) {
        const bool before = stage <= Stage::appealed && stage != Stage::rejected;
        CAPTURE(name_of(stage));
        CHECK(refuse_move(stage, Move::withdraw, Side::developer).has_value() == !before);
    }
}

TEST_CASE("a refused move says the reason that helps") {
    CHECK(refuse_move(Stage::queued, Move::enqueue, Side::service) == Refusal::already_there);
    CHECK(refuse_move(Stage::withdrawn, Move::submit, Side::developer) == Refusal::final_stage);
    CHECK(refuse_move(Stage::draft, Move::publish, Side::developer) == Refusal::wrong_stage);
    CHECK(refuse_move(Stage::in_review, Move::approve, Side::developer) == Refusal::wrong_side);
}

TEST_CASE("a rollout is set only while it runs, and halted only once") {
    Release release;
    CHECK(!refuse_rollout(release, RolloutAction::set));
    CHECK(!refuse_rollout(release, RolloutAction::halt));
    CHECK(refuse_rollout(release, RolloutAction::resume) == Refusal::already_there);
    release.stage = Stage::halted;
    CHECK(refuse_rollout(release, RolloutAction::set) == Refusal::wrong_stage);
    CHECK(refuse_rollout(release, RolloutAction::halt) == Refusal::already_there);
    CHECK(!refuse_rollout(release, RolloutAction::roll_back));
    release.stage = Stage::rolled_back;
    CHECK(refuse_rollout(release, RolloutAction::complete) == Refusal::final_stage);
}

TEST_CASE("a release starts once it is approved, and only the service brings an older one back") {
    Release release;
    for (const Stage stage : {Stage::approved, Stage::scheduled}) {
        release.stage = stage;
        CHECK(!refuse_rollout(release, RolloutAction::start));
        CHECK(refuse_rollout(release, RolloutAction::roll_back) == Refusal::wrong_stage);
    }
    release.stage = Stage::rolling_out;
    CHECK(refuse_rollout(release, RolloutAction::start) == Refusal::already_there);
    CHECK(stage_after(Stage::superseded, Move::publish) == Stage::live);
    CHECK(refuse_move(Stage::superseded, Move::publish, Side::developer) == Refusal::wrong_side);
    CHECK(!refuse_move(Stage::superseded, Move::publish, Side::service));
    CHECK(is_final(Stage::superseded));  // for people
}

TEST_CASE("a package name is two or more dotted segments") {
    for (const char* good : {"a.b", "org.example.notes", "Org.Ex_1.x9"})
        CHECK(is_package_name(good));
    for (const char* bad : {"", "a", "a.", ".a", "a..b", "1a.b", "a.1b", "a.b-c", "a.ü", "a b.c",
                            "_a.b", "a.b\n"})
        CHECK(!is_package_name(bad));
    CHECK(is_package_name("a." + std::string(148, 'b')));
    CHECK(!is_package_name("a." + std::string(149, 'b')));
}

}  // namespace vitrine::tests
