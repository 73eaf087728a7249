#include "clerk.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"

namespace vitrine::tests {
namespace {

constexpr std::size_t part_bytes = 3000;
const std::string messages_of = "/v1/submissions/sub_ours";

bool good(const Told& told) { return told.status == 200; }

std::string text_of(const char* field, const std::string& value) {
    return Json{{field, value}}.dump();
}

}  // namespace

Clerk::Clerk(std::uint64_t seed, std::string package)
    : random_(seed), package_(std::move(package)) {}

std::int64_t Clerk::below(std::int64_t end) {
    return static_cast<std::int64_t>(random_.next() % static_cast<std::uint64_t>(end));
}

std::string Clerk::head(const std::string& method, const std::string& target,
                        const std::string& type, std::size_t bytes,
                        const std::string& more) const {
    std::string out = method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + more;
    if (more.find("Authorization") == std::string::npos && !cookie_.empty()) {
        out += "Cookie: " + cookie_ + "\r\n";
        if (method != "GET") out += "X-CSRF-Token: " + token_ + "\r\n";
    }
    if (bytes > 0) out += "Content-Type: " + type + "\r\n";
    return out + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
}

std::string Clerk::bytes_of(const Note& note) const {
    const std::string key = note.key.empty() ? "" : "Idempotency-Key: " + note.key + "\r\n";
    return head(note.method, note.target, "application/json", note.body.size(), key) + note.body;
}

Told Clerk::ask(std::uint16_t port, const std::string& bytes) {
    Wire wire(port);
    return told_in(wire.ask(bytes));
}

Json Clerk::get(std::uint16_t port, const std::string& target) {
    const Told told = ask(port, head("GET", target, "", 0, ""));
    CAPTURE(target);
    REQUIRE(told.status == 200);
    return told.body;
}

void Clerk::sign_in(std::uint16_t port) {
    const Uploader in(port, ines);
    cookie_ = in.cookie;
    token_ = in.token;
    const auto made = [&](const std::string& target, const Json& body) {
        const Told told = ask(port, bytes_of({"POST", target, "", body.dump(), "", false}));
        CAPTURE(told.body.dump());
        REQUIRE(good(told));
        return told.body;
    };
    key_ = made("/v1/api-keys", {{"name", "devices"}, {"scopes", {"ingest:write"}}})["secret"];
    if (!package_.empty())
        tiny_ = made("/v1/apps", {{"package_name", "android.appsecurity.cts.tinyapp"},
                                  {"name", "Tiny"}, {"default_locale", "en"}})["id"];
}

// ---- writes --------------------------------------------------------------------------------

Clerk::Sent Clerk::send(std::vector<Note>& notes, Note note) {
    notes.push_back(std::move(note));
    const std::size_t at = notes.size() - 1;
    return {bytes_of(notes[at]), [&notes, at](const Told& told) {
                CAPTURE(told.body.dump());
                // Two messages at once: one is told that the other was faster, and is asked again.
                CHECK((good(told) || told.status == 412));
                notes[at].done = good(told);
            }};
}

Clerk::Sent Clerk::write_message() {
    const std::string name = "m" + base::decimal(++number_);
    return send(messages_, {"POST", messages_of + "/messages", "k" + name,
                            text_of("text", name), name});
}

Clerk::Sent Clerk::write_draft() {
    const std::string name = "v" + base::decimal(++number_);
    const Json body = {{"app", "app_notes"}, {"version_name", name}, {"track", "production"},
                       {"version_code", base::decimal(1000 + number_)}};
    return send(drafts_, {"POST", "/v1/submissions", "k" + name, body.dump(), name});
}

Clerk::Sent Clerk::write_reply() {
    const std::string name = "r" + base::decimal(++number_);
    reply_ = Note{"PUT", "/v1/reviews/rev_app_notes/reply", "", text_of("text", name), name};
    replies_.push_back(name);
    return {bytes_of(*reply_), [this, name](const Told& told) {
                CHECK(good(told));
                replies_ = {name};
                reply_.reset();
            }};
}

// Twenty at most: one is taken away where there are many.
Clerk::Sent Clerk::write_hook() {
    if (hook_ids_.size() < 12) {
        const std::string name = "h" + base::decimal(++number_);
        const Json body = {{"url", "http://127.0.0.1:9/" + name}, {"kinds", {"review.reply"}}};
        Sent sent = send(hooks_, {"POST", "/v1/webhooks", "k" + name, body.dump(), name});
        sent.heard = [this, name, at = hooks_.size() - 1](const Told& told) {
            CAPTURE(told.body.dump());
            REQUIRE(good(told));
            hooks_[at].done = true;
            hook_ids_[name] = told.body["hook"]["id"];
        };
        return sent;
    }
    const auto first = hook_ids_.begin();
    const std::string name = first->first;
    Sent sent = send(gone_, {"DELETE", "/v1/webhooks/" + first->second, "", "", name});
    hook_ids_.erase(first);
    return sent;
}

Clerk::Sent Clerk::write_events() {
    const std::string name = "b" + base::decimal(++number_);
    const std::int64_t lines = 1 + below(400);
    const std::string now = base::rfc3339({service::machine::SystemClock().now()});
    std::string body;
    for (std::int64_t i = 0; i < lines; ++i)
        body += Json{{"kind", "listing_view"}, {"app", "app_notes"}, {"at", now},
                     {"device", base::decimal(below(500))}}.dump() + "\n";
    batches_.push_back({"POST", "/v1/ingest/events?batch=" + name, "", body, name});
    events_ += lines;
    const std::size_t at = batches_.size() - 1;
    const std::string bytes = head("POST", batches_[at].target, "application/x-ndjson",
                                   body.size(), "Authorization: Bearer " + key_ + "\r\n") + body;
    return {bytes, [this, at](const Told& told) {
                CAPTURE(told.body.dump());
                CHECK(good(told));
                batches_[at].done = true;
            }};
}

std::vector<std::pair<std::size_t, std::size_t>> Clerk::parts_of(const Upload& upload) const {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t at = 0; at < upload.bytes.size(); at += part_bytes)
        out.emplace_back(at, std::min(at + part_bytes, upload.bytes.size()));
    return out;
}

// The next step of the upload under way: reserve, a part, commit.
Clerk::Sent Clerk::write_part() {
    if (!upload_) {
        // A comment at the archive's end makes it another file, and leaves its signature good.
        const std::string comment = "c" + base::decimal(++number_);
        upload_ = Upload{};
        upload_->bytes = package_;
        upload_->bytes[package_.size() - 2] = static_cast<char>(comment.size());
        upload_->bytes += comment;
        const Json body = {{"app", tiny_}, {"name", "tiny.apk"},
                           {"size", upload_->bytes.size()}, {"sha256", sha256_of(upload_->bytes)}};
        upload_->reserve = {"POST", "/v1/uploads", "k" + comment, body.dump(), comment};
        return {bytes_of(upload_->reserve), [this](const Told& told) {
                    CAPTURE(told.body.dump());
                    REQUIRE(good(told));
                    upload_->id = told.body["id"];
                }};
    }
    for (const auto& part : parts_of(*upload_)) {
        if (std::ranges::find(upload_->done, part) != upload_->done.end()) continue;
        const std::size_t size = part.second - part.first;
        return {head("PUT", "/v1/uploads/" + upload_->id + "/parts/" + std::to_string(part.first),
                     "application/octet-stream", size, "") +
                    upload_->bytes.substr(part.first, size),
                [this, part](const Told& told) {
                    CHECK(good(told));
                    upload_->done.push_back(part);
                }};
    }
    return {bytes_of({"POST", "/v1/uploads/" + upload_->id + "/commit", "", "", ""}),
            [this](const Told& told) {
                CAPTURE(told.body.dump());
                REQUIRE(good(told));
                packages_.push_back(sha256_of(upload_->bytes));
                upload_.reset();
            }};
}

Clerk::Sent Clerk::any_write() {
    // What has an order of its own is on its way at most once (see write).
    switch (below(4)) {
        case 0: return write_message();
        case 1: return write_draft();
        default: return write_events();
    }
}

void Clerk::write(std::uint16_t port, const std::function<void()>& end) {
    const std::int64_t waves = 1 + below(12);
    for (std::int64_t wave = 1; wave <= waves; ++wave) {
        std::vector<Sent> sent;
        if (below(2) == 0) sent.push_back(write_reply());
        if (below(2) == 0) sent.push_back(write_hook());
        if (below(3) != 0 && !package_.empty()) sent.push_back(write_part());
        for (std::int64_t more = 1 + below(2); more > 0; --more) sent.push_back(any_write());
        std::vector<std::unique_ptr<Wire>> wires;
        for (const Sent& one : sent) {
            wires.push_back(std::make_unique<Wire>(port));
            wires.back()->send(one.bytes);
            ++asked;
        }
        if (wave == waves) end();
        for (std::size_t i = 0; i < sent.size(); ++i) {
            const Told told = told_in(wires[i]->read_answer());
            // No answer, or half of one: nothing was said.
            if (told.status == 0 || told.body.is_discarded() || told.body.is_null()) continue;
            sent[i].heard(told);
            ++answered;
        }
    }
}

// ---- and what must be there ----------------------------------------------------------------

void Clerk::settle_notes(std::uint16_t port, std::vector<Note>& notes) {
    for (Note& note : notes) {
        if (note.done) continue;
        ++asked_again;
        const Told told = ask(port, bytes_of(note));
        CAPTURE(note.name);
        CAPTURE(told.body.dump());
        CHECK(good(told));
        note.done = true;
    }
}

void Clerk::settle_reply(std::uint16_t port) {
    const Json reply = get(port, "/v1/reviews/rev_app_notes")["reply"];
    const std::string now = reply.is_object() ? reply["text"].get<std::string>() : "";
    CAPTURE(now);
    CHECK(std::ranges::find(replies_, now) != replies_.end());
    replies_ = {now};
    reply_.reset();
}

void Clerk::settle_hooks(std::uint16_t port) {
    for (Note& note : hooks_) {
        if (note.done) continue;
        ++asked_again;
        const Told told = ask(port, bytes_of(note));
        CAPTURE(told.body.dump());
        REQUIRE(good(told));
        hook_ids_[note.name] = told.body["hook"]["id"];
    }
    for (const Note& note : gone_) {
        if (note.done) continue;
        const Told told = ask(port, bytes_of(note));
        CHECK((good(told) || told.status == 404));
    }
    hooks_.clear();
    gone_.clear();
    std::vector<std::string> wanted, there;
    for (const auto& [name, id] : hook_ids_) wanted.push_back("http://127.0.0.1:9/" + name);
    const Json page = get(port, "/v1/webhooks?limit=200");
    for (const Json& hook : page["items"]) there.push_back(hook["url"]);
    std::ranges::sort(wanted);
    std::ranges::sort(there);
    CHECK(there == wanted);
}

void Clerk::settle_events(std::uint16_t port) {
    for (const Note& note : batches_) {
        if (note.done) continue;
        ++asked_again;
        const Told told = ask(port, head("POST", note.target, "application/x-ndjson",
                                         note.body.size(),
                                         "Authorization: Bearer " + key_ + "\r\n") + note.body);
        CAPTURE(told.body.dump());
        CHECK(good(told));
    }
    batches_.clear();
    const base::Day today = base::day_of(service::machine::SystemClock().now());
    const Json series = get(port, "/v1/metrics?metrics=listing_views&from=" +
                                      base::iso_date({today.number - 2}) + "&to=" +
                                      base::iso_date({today.number + 1}))["series"][0]["values"];
    double sum = 0;
    for (const Json& one : series)
        if (one.is_number()) sum += one.get<double>();
    CHECK(sum == static_cast<double>(events_));
}

void Clerk::settle_upload(std::uint16_t port) {
    if (!upload_) return;
    Upload& upload = *upload_;
    if (upload.id.empty()) {
        ++asked_again;
        const Told told = ask(port, bytes_of(upload.reserve));
        CAPTURE(told.body.dump());
        REQUIRE(good(told));
        upload.id = told.body["id"];
    }
    const Json there = get(port, "/v1/uploads/" + upload.id);
    if (there["state"] == "committed") {  // what was asked, and not answered
        packages_.push_back(sha256_of(upload.bytes));
        upload_.reset();
        return;
    }
    for (const auto& [from, to] : upload.done)
        CHECK(std::ranges::any_of(there["received"], [&](const Json& range) {
            return range["from"].get<std::size_t>() <= from && to <= range["to"].get<std::size_t>();
        }));
}

// How often each version is there; of the newest submissions or of all.
std::map<std::string, int> Clerk::versions_in(std::uint16_t port, bool all) {
    std::map<std::string, int> out;
    std::string cursor;
    do {
        const Json page = get(port, "/v1/submissions?limit=200" + cursor);
        for (const Json& one : page["items"]) ++out[one["version_name"]];
        cursor = page["next"].is_string() ? "&cursor=" + page["next"].get<std::string>() : "";
    } while (all && !cursor.empty());
    return out;
}

void Clerk::settle(std::uint16_t port) {
    settle_notes(port, messages_);
    settle_notes(port, drafts_);
    settle_reply(port);
    settle_hooks(port);
    settle_events(port);
    settle_upload(port);
    std::map<std::string, int> versions = versions_in(port, drafts_settled_ == 0);
    for (; drafts_settled_ < drafts_.size(); ++drafts_settled_) {
        CAPTURE(drafts_[drafts_settled_].name);
        CHECK(versions[drafts_[drafts_settled_].name] == 1);
    }
    std::map<std::string, int> there;
    const Json submission = get(port, messages_of);
    for (const Json& one : submission["messages"]) ++there[one["text"]];
    for (; messages_settled_ < messages_.size(); ++messages_settled_) {
        CAPTURE(messages_[messages_settled_].name);
        CHECK(there[messages_[messages_settled_].name] == 1);
    }
}

void Clerk::look_at_everything(std::uint16_t port) {
    messages_settled_ = drafts_settled_ = 0;
    settle(port);
    CHECK(get(port, "/v1/submissions")["total"] ==
          static_cast<std::int64_t>(drafts_.size()) + 2);  // the shop's two
    CHECK(get(port, messages_of)["messages"].size() == messages_.size());
    if (package_.empty()) return;
    std::vector<std::string> there;
    std::string cursor;
    do {
        const Json page = get(port, "/v1/apps/" + tiny_ + "/packages?limit=200" + cursor);
        for (const Json& one : page["items"]) there.push_back(one["sha256"]);
        cursor = page["next"].is_string() ? "&cursor=" + page["next"].get<std::string>() : "";
    } while (!cursor.empty());
    std::ranges::sort(there);
    std::ranges::sort(packages_);
    CHECK(there == packages_);
}

}  // namespace vitrine::tests
