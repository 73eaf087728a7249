// What waits for the service itself: packages to be read, and what was approved and is to go out.
// AGC does both by itself, and our desks want somebody to say so; the key that asked is who says
// it, and where it was revoked meanwhile nobody does.
#include <algorithm>

#include "service/agc/gallery.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Json;
using contract::Stage;

constexpr std::string_view tasks_key = "agc.tasks";
constexpr std::size_t tasks_max = 1000;
constexpr std::int64_t failed_kept_ms = base::day_ms, waits_most_ms = 180 * base::day_ms;

}  // namespace

Result<std::vector<Gallery::Task>> Gallery::tasks() {
    const auto kept = world_.store.settings().find(tasks_key);
    if (!kept) return refused(kept.error());
    std::vector<Task> out;
    if (!*kept) return out;
    const auto json = base::parse_json(**kept);
    if (!json || !json->is_array()) return out;
    for (const Json& one : *json)
        out.push_back({one.value("kind", "") == "publish" ? Task::Kind::publish : Task::Kind::read,
                       one.value("thing", ""),
                       {one.value("app", "")},
                       {one.value("key", "")},
                       {one.value("since", std::int64_t{0})},
                       one.value("why", "")});
    return out;
}

Result<void> Gallery::keep_tasks(const std::vector<Task>& all) {
    Json json = Json::array();
    for (const Task& one : all)
        json.push_back({{"kind", one.kind == Task::Kind::publish ? "publish" : "read"},
                        {"thing", one.thing},
                        {"app", one.app.text},
                        {"key", one.key.text},
                        {"since", one.since.ms},
                        {"why", one.why}});
    return world_.store.settings().put(tasks_key, base::dump_json(json));
}

// One that is there already begins anew.
Result<void> Gallery::add_task(Task task) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = tasks();
    if (!all) return refused(all.error());
    const base::Instant old{world_.clock.now().ms - failed_kept_ms};
    std::erase_if(*all, [&](const Task& one) {
        return one.thing == task.thing || (!one.why.empty() && one.since < old);
    });
    if (all->size() >= tasks_max)
        return refused(Problem::unavailable("too_many_tasks", "Too much waits to be done.",
                                            "Try again in a minute."));
    all->push_back(std::move(task));
    auto done = keep_tasks(*all);
    if (done) done = (*batch)->commit();
    return done;
}

// Gone, or kept for a while with the reason why it failed.
Result<void> Gallery::end_task(const Task& task, const std::string& why) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = tasks();
    if (!all) return refused(all.error());
    const auto same = [&](const Task& one) {
        return one.thing == task.thing && one.since == task.since;
    };
    if (why.empty()) std::erase_if(*all, same);
    else
        for (Task& one : *all)
            if (same(one)) one.why = why;
    auto done = keep_tasks(*all);
    if (done) done = (*batch)->commit();
    return done;
}

void Gallery::tick() {
    const std::unique_lock lock(working_, std::try_to_lock);
    if (!lock) return;
    const auto all = tasks();
    if (!all) return;
    bool read = false;  // one package at a time: between two the service does its other work
    for (const Task& one : *all) {
        const bool reads = one.kind == Task::Kind::read;
        if (!one.why.empty() || waits(one) || (reads && std::exchange(read, true))) continue;
        do_task(one);
    }
}

// Trouble of the machine passes: it is tried again. What the rules refuse does not.
void Gallery::do_task(const Task& task) {
    auto who = desks_.keys.caller_with(task.key);
    Result<void> done;
    if (!who) done = refused(who.error());
    else done = task.kind == Task::Kind::read ? read_package(*who, task) : publish(*who, task);
    using base::ProblemKind;
    if (done) {
        (void)end_task(task, "");
        return;
    }
    const Problem& why = done.error();
    const bool passes = why.kind == ProblemKind::unavailable || why.retry_after_s > 0;
    if (!passes) (void)end_task(task, why.title + (why.detail.empty() ? "" : " " + why.detail));
}

Result<void> Gallery::read_package(const desks::Caller& who, const Task& task) {
    const auto package = desks_.uploads.seal(who, {task.thing});
    if (!package) return refused(package.error());
    const contract::PackageId id = package->package.id;
    const auto attached = change_draft(who, task.app, [&](contract::EditBasket::Request& draft) {
        draft.packages = {id};
    });
    if (!attached) return refused(attached.error());
    return {};
}

// It waits until the store has approved it, also when it comes back in between. Looked at without
// the key, which is not used by waiting.
bool Gallery::waits(const Task& task) {
    if (task.kind != Task::Kind::publish) return false;
    const auto stored = world_.store.submissions().find({task.thing});
    const bool young = world_.clock.now().ms - task.since.ms < waits_most_ms;
    return !stored || (*stored && (*stored)->detail.submission.stage < Stage::approved && young);
}

Result<void> Gallery::publish(const desks::Caller& who, const Task& task) {
    const auto detail = desks_.submissions.find(who, {task.thing});
    if (!detail) return refused(detail.error());
    const Stage stage = detail->submission.stage;
    if (stage != Stage::approved) return {};
    const auto moved = desks_.submissions.move(
        who, {{task.thing}, contract::Move::schedule, {}, {}, {}, {}});
    if (!moved) return refused(moved.error());
    return {};
}

}  // namespace vitrine::service::agc
