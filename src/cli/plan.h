// Folder, store and the last pull compared: who changed what.
//
//                  | the store is as at the pull | the store has changed
//   folder as then |             -               | drift: pull brings it
//   folder changed | a change: apply brings it   | conflict, unless both are the same now
//
// An image set between its old and its new state (an apply was stopped) is no conflict.
#pragma once
#include "cli/app_state.h"
#include "cli/session.h"

namespace vitrine::cli {

enum class Mover : std::uint8_t { folder, store, both };
constexpr auto names(const Mover*) {
    return std::array<std::string_view, 3>{"change", "drift", "conflict"};
}

struct Difference {
    std::string name;
    std::optional<std::string> folder, store;
    Mover mover = Mover::folder;
};

struct Plan {
    std::string path;
    Values lock;
    FolderState folder;
    StoreState store;
    std::vector<Difference> differences;  // by name

    std::size_t count(Mover mover) const;
};
// `pulling`: what the folder has no file of and never had is the store's to bring.
enum class For : std::uint8_t { planning, pulling };
base::Result<Plan> make_plan(Session& at, For purpose);

// The lock once everything that differs is as `settled` says: names in it take the store's value or
// the folder's, what is alike on both sides takes that, the rest stays as it was.
Values lock_after(const Plan& plan, const std::set<std::string>& from_store,
                  const std::set<std::string>& from_folder);

// ---- what apply would send ----------------------------------------------------------------

// The values of one language, one set, one form or one track, written together.
struct Step {
    std::string part;                 // "text.de-DE", "data_safety", "tracks.production"
    std::set<std::string> names;      // that the folder changed
};
std::vector<Step> steps_of(const Plan& plan, bool force);

enum class Try : std::uint8_t { dry, real };
// Sends a step, or asks what would come of it. Every write names the revision of the plan.
base::Result<void> send_step(Store& store, const Plan& plan, const Step& step, Try how);

void say_plan(const Out& out, const Plan& plan);
Json document_of(const Plan& plan);

}  // namespace vitrine::cli
