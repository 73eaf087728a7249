// app-submit-with-file: the store fetches a package from an address that the client names, reads
// it, and sends it to review as app-submit does. Three tasks, one after the other (tasks.cpp):
//
//     fetch (fetcher.h) -> read, into the open draft -> submit
//
// Each turns into the next in one write, so that a killed store goes on where it was. What goes
// wrong on the way nobody is there to hear: app-info says it in its auditOpinion.
#include <algorithm>

#include "base/text.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"
#include "service/agc/release_types.h"

namespace vitrine::service::agc {
namespace {

using base::Problem;
using base::refused;
using base::Result;
using contract::Json;

constexpr std::size_t app_digits_max = 20, url_most = 2000, name_most = 64;

// What app-submit would be asked for then: as it came, and checked when it comes to that.
Json wish_in(const Ask& ask, Fields& query, Fields& body) {
    Json wish = {{"query", Json::object()}, {"body", Json::object()}};
    for (const char* name : {"releaseType", "releaseTime", "remark"}) {
        auto value = query.text(name, 400);
        if (auto said = body.text(name, 400); said && !value) value = std::move(said);
        if (value) wish["query"][name] = *value;
    }
    for (const char* name :
         {"phasedReleaseStartTime", "phasedReleaseEndTime", "phasedReleasePercent",
          "phasedReleaseDescription", "testStartTime", "testEndTime", "feedbackEmail"})
        if (body.json(name)) wish["body"][name] = ask.body.at(name);
    return wish;
}

}  // namespace

Result<Gallery::Task> Gallery::fetch_in(const Ask& ask) {
    Fields query(ask.query), body(ask.body);
    auto number = query.text("appId", app_digits_max);
    if (!number) number = query.text("appid", app_digits_max);  // so AGC's own example
    if (!number) query.add("appId", "missing", "it is required");
    const std::string url = body.required("downloadUrl", url_most);
    const std::string name = body.required("downloadFileName", name_most);
    const std::string request = body.required("requestId", name_most);
    Task task;
    task.wish = wish_in(ask, query, body);
    if (!url.empty())
        if (const auto why = hooks::refuse_url(url, desks_.hooks.reach()))
            body.add("downloadUrl", "not_allowed", *why);
    if (auto done = query.done(); !done) return refused(done.error());
    if (auto done = body.done(); !done) return refused(done.error());
    const base::Query wanted = query_of(task.wish, *number);
    Fields later(wanted), later_body(task.wish.at("body"));
    const auto type = release_type_in(later);
    if (auto done = refuse_submission(later, later_body, type); !done)
        return refused(done.error());
    const auto app = app_with(ask, *number);
    if (!app) return refused(app.error());
    if (!ask.who.may(contract::Right::publish, app->id)) return refused(Problem::forbidden());
    task.kind = Task::Kind::fetch;
    task.thing = "fetch " + app->id.text + " " + request;
    task.app = app->id;
    task.key = ask.key;
    task.since = world_.clock.now();
    task.track = track_of(type);
    task.wish["url"] = url;
    task.wish["name"] = name;
    task.wish["number"] = *number;
    task.wish["request"] = request;
    return task;
}

// One at a time for an app. The same request once more is the same; one that failed is forgotten.
Answer Gallery::submit_with_file(const Ask& ask) {
    auto task = fetch_in(ask);
    if (!task) return refused(task.error());
    auto batch = world_.store.begin_batch();
    if (!batch) return refused(batch.error());
    const auto all = tasks();
    if (!all) return refused(all.error());
    for (const Task& one : *all) {
        if (one.app != task->app || one.kind == Task::Kind::publish) continue;
        if (!one.why.empty()) {
            if (!one.wish.is_object()) continue;
            if (auto done = end_task(one, ""); !done) return refused(done.error());
            continue;
        }
        const bool same = one.wish.is_object() &&
                          one.wish.value("request", "") == task->wish.value("request", "");
        if (!same) return refused(still_reading());
        return Reply{};
    }
    // Now, while somebody hears it: the draft must be there to be written into.
    const auto draft =
        change_draft(ask.who, task->app, task->track, [](contract::EditBasket::Request&) {});
    if (!draft) return refused(draft.error());
    auto done = add_task(std::move(*task));
    if (done) done = (*batch)->commit();
    if (!done) return refused(done.error());
    return Reply{};
}

base::Query Gallery::query_of(const Json& wish, const std::string& number) {
    base::Query out = {{"appId", number}};
    for (const auto& [name, value] : wish.at("query").items())
        out.emplace_back(name, value.get<std::string>());
    return out;
}

// The oldest that waits. One whose key is void, or whose app takes no file, is over.
std::optional<Gallery::Fetch> Gallery::next_fetch() {
    const auto all = tasks();
    if (!all) return std::nullopt;
    for (const Task& task : *all) {
        if (task.kind != Task::Kind::fetch || !task.why.empty()) continue;
        Fetch out{task, task.wish.value("url", ""), {}, {}, nullptr};
        const auto who = desks_.keys.caller_with(task.key);
        Result<void> done;
        if (!who) done = refused(who.error());
        else done = open_fetch(*who, out);
        if (done) return out;
        out.part.reset();
        (void)fetched(std::move(out), done);
        return std::nullopt;
    }
    return std::nullopt;
}

Result<void> Gallery::open_fetch(const desks::Caller& who, Fetch& out) {
    auto upload =
        desks_.uploads.reserve_unsized(who, out.task.app, out.task.wish.value("name", "file"));
    if (!upload) return refused(upload.error());
    out.who = who;
    out.upload = upload->id;
    auto part = desks_.uploads.begin_part(who, {upload->id, 0}, upload->size);
    if (!part) return refused(part.error());
    out.part = std::move(*part);
    return {};
}

// The task goes on as one that reads; or it is over, or is tried again when the trouble is ours.
Result<void> Gallery::fetched(Fetch fetch, Result<void> done) {
    if (done && fetch.part) {
        const auto whole = fetch.part->finish();
        if (!whole) done = refused(whole.error());
    }
    fetch.part.reset();
    if (done)
        return change_task(fetch.task, [&](Task& task) {
            task.kind = Task::Kind::read;
            task.thing = fetch.upload.text;
        });
    if (!fetch.upload.text.empty()) (void)desks_.uploads.cancel(fetch.who, fetch.upload);
    return settle(fetch.task, done.error());
}

Result<void> Gallery::submit_fetched(const desks::Caller& who, const Task& task) {
    const http::Request request;
    const base::Query path, query = query_of(task.wish, task.wish.value("number", ""));
    const Ask ask{request, path, query, "", who, task.key, task.wish.at("body")};
    const auto sent = submit(ask);
    if (!sent) return refused(sent.error());
    return {};
}

// Why the newest file that was to be fetched for the app did not come into review; "" when it did.
Result<std::string> Gallery::fetch_trouble(const AppId& app) {
    const auto all = tasks();
    if (!all) return refused(all.error());
    std::string out;
    for (const Task& one : *all)
        if (one.app == app && one.wish.is_object())
            out = one.why.empty() ? std::string()
                                  : "Request " + one.wish.value("request", "") + ": " + one.why;
    return out;
}

}  // namespace vitrine::service::agc
