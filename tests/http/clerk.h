// Somebody who writes at random into a store that is killed at random, and remembers what was
// asked, what was answered, and so what must be there afterwards.
#pragma once
#include <functional>
#include <map>
#include <optional>

#include "uploader.h"

namespace vitrine::tests {

class Clerk {
public:
    Clerk(std::uint64_t seed, std::string package);  // `package`: an APK's bytes, "" for none

    void sign_in(std::uint16_t port);  // once; also makes the key that sends events
    // Some writes, up to four on their way at once; `end` is called while the last are.
    void write(std::uint16_t port, const std::function<void()>& end);
    // What was asked but not answered is asked again under its name, and everything of the last
    // writes must then be there, once.
    void settle(std::uint16_t port);
    void look_at_everything(std::uint16_t port);  // of all rounds

    std::int64_t below(std::int64_t end);
    std::int64_t asked = 0, answered = 0, asked_again = 0;

private:
    struct Note {  // one write with a name of its own
        std::string method, target, key, body, name;
        bool done = false;
    };
    struct Upload {
        std::string bytes, id;
        Note reserve;
        std::vector<std::pair<std::size_t, std::size_t>> done;  // parts that were answered
        bool committed = false;
    };
    struct Sent {
        std::string bytes;
        std::function<void(const Told&)> heard;
    };

    std::string head(const std::string& method, const std::string& target,
                     const std::string& type, std::size_t bytes, const std::string& more) const;
    std::string bytes_of(const Note& note) const;
    Told ask(std::uint16_t port, const std::string& bytes);
    Json get(std::uint16_t port, const std::string& target);
    Sent any_write();
    Sent send(std::vector<Note>& notes, Note note);
    Sent write_message();
    Sent write_draft();
    Sent write_reply();
    Sent write_hook();
    Sent write_events();
    Sent write_part();
    std::map<std::string, int> versions_in(std::uint16_t port, bool all);
    void settle_notes(std::uint16_t port, std::vector<Note>& notes);
    void settle_reply(std::uint16_t port);
    void settle_hooks(std::uint16_t port);
    void settle_events(std::uint16_t port);
    void settle_upload(std::uint16_t port);
    std::vector<std::pair<std::size_t, std::size_t>> parts_of(const Upload& upload) const;

    service::ports::SeededRandom random_;
    std::string package_, cookie_, token_, key_, tiny_;  // tiny_: the app of the packages
    std::int64_t number_ = 0, events_ = 0;
    std::size_t messages_settled_ = 0, drafts_settled_ = 0;
    std::vector<Note> messages_, drafts_;
    std::optional<Note> reply_;                // the one on its way
    std::vector<std::string> replies_{""};     // what may stand now
    std::vector<Note> hooks_, gone_;           // made; removals on their way
    std::vector<Note> batches_;                // on their way
    std::map<std::string, std::string> hook_ids_;  // by name
    std::optional<Upload> upload_;
    std::vector<std::string> packages_;        // SHA-256 of what was committed
};

}  // namespace vitrine::tests
