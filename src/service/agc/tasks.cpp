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
constexpr std::string_view kinds[] = {"read", "publish", "fetch", "submit"};  // as Task::Kind
constexpr std::size_t tasks_max = 1000;
constexpr std::int64_t failed_kept_ms = base::day_ms, waits_most_ms = 180 * base::day_ms;

Gallery::Task::Kind kind_in(const std::string& name) {
    const auto at = std::ranges::find(kinds, name);
    return at == std::end(kinds) ? Gallery::Task::Kind::read
                                 : static_cast<Gallery::Task::Kind>(at - std::begin(kinds));
}

}  // namespace

Result<std::vector<Gallery::Task>> Gallery::tasks() {
    const auto kept = world_.store.settings().find(tasks_key);
    if (!kept) return refused(kept.error());
    std::vector<Task> out;
    if (!*kept) return out;
    const auto json = base::parse_json(**kept);
    if (!json || !json->is_array()) return out;
    for (const Json& one : *json)
        out.push_back({kind_in(one.value("kind", "")),
                       one.value("thing", ""),
                       {one.value("app", "")},
                       {one.value("key", "")},
                       {one.value("since", std::int64_t{0})},
                       contract::value_of<Track>(one.value("track", ""))
                           .value_or(Track::production),
                       one.value("why", ""),
                       one.value("wish", Json())});
    return out;
}

Result<void> Gallery::keep_tasks(const std::vector<Task>& all) {
    Json json = Json::array();
    for (const Task& one : all)
        json.push_back({{"kind", kinds[static_cast<std::size_t>(one.kind)]},
                        {"thing", one.thing},
                        {"app", one.app.text},
                        {"key", one.key.text},
                        {"since", one.since.ms},
                        {"track", contract::name_of(one.track)},
                        {"why", one.why},
                        {"wish", one.wish}});
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

Result<void> Gallery::change_task(const Task& task, const std::function<void(Task&)>& change) {
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    auto all = tasks();
    if (!all) return refused(all.error());
    for (Task& one : *all)
        if (one.thing == task.thing && one.since == task.since) change(one);
    auto done = keep_tasks(*all);
    if (done) done = (*batch)->commit();
    return done;
}

// Trouble of the machine passes: it is tried again. What the rules refuse does not.
Result<void> Gallery::settle(const Task& task, const Problem& why) {
    const bool passes = why.kind == base::ProblemKind::unavailable || why.retry_after_s > 0;
    if (passes) return {};
    return end_task(task, why.title + (why.detail.empty() ? "" : " " + why.detail));
}

void Gallery::tick() {
    const std::unique_lock lock(working_, std::try_to_lock);
    if (!lock) return;
    const auto all = tasks();
    if (!all) return;
    bool read = false;  // one package at a time: between two the service does its other work
    for (const Task& one : *all) {
        const bool reads = one.kind == Task::Kind::read;
        const bool others = one.kind == Task::Kind::fetch;  // the fetcher's
        if (!one.why.empty() || others || waits(one) || (reads && std::exchange(read, true)))
            continue;
        do_task(one);
    }
}

void Gallery::do_task(const Task& task) {
    auto who = desks_.keys.caller_with(task.key);
    Result<void> done;
    if (!who) done = refused(who.error());
    else if (task.kind == Task::Kind::read) done = read_package(*who, task);
    else if (task.kind == Task::Kind::submit) done = submit_fetched(*who, task);
    else done = publish(*who, task);
    if (!done) {
        (void)settle(task, done.error());
        return;
    }
    const bool sends = task.kind == Task::Kind::read && task.wish.is_object();
    if (sends) (void)change_task(task, [](Task& one) { one.kind = Task::Kind::submit; });
    else (void)end_task(task, "");
}

Result<void> Gallery::read_package(const desks::Caller& who, const Task& task) {
    const auto package = desks_.uploads.seal(who, {task.thing});
    if (!package) return refused(package.error());
    const contract::PackageId id = package->package.id;
    const auto attached = change_draft(
        who, task.app, task.track,
        [&](contract::EditBasket::Request& draft) { draft.packages = {id}; });
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
