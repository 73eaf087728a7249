// A crowd of slow visitors at a store's door: one thread, any number of connections. They listen to
// events, read exports and lists a few bytes at a time, and send parts, bodies and headers the same
// way. Who is let go comes back. For tests/bench/load_bench.cpp and for a short test.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::tests {

enum class Slow : std::uint8_t { listens, exports, lists, uploads, posts, says_header };
inline constexpr std::array<std::string_view, 6> slow_names{"listens", "exports", "lists",
                                                            "uploads", "posts",   "says header"};

struct Door {
    std::uint16_t port = 0;
    // Header lines that say who asks, one text a session; all of one team.
    std::vector<std::string> who{};
    std::vector<std::string> uploads{};  // reserved, each of at least upload_bytes
};
inline constexpr std::int64_t crowd_upload_bytes = 8 << 20;

class Crowd {
public:
    // `how_many[kind]` of each kind; each moves `bytes_a_second` at most in either direction.
    Crowd(Door door, const std::array<int, 6>& how_many, int bytes_a_second);
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    // Everybody does a little; to be called again and again. Waits for a tenth of a second at most.
    void move();

    struct Told {
        std::map<int, std::int64_t> by_status{};  // 0: let go without an answer
        std::int64_t longest_ms = 0;              // that one of them was held
    };
    const Told& told(Slow kind) const { return told_[static_cast<std::size_t>(kind)]; }
    std::int64_t let_go(Slow kind) const;
    int inside() const;  // connections that are open now

private:
    using Clock = std::chrono::steady_clock;
    struct Visitor {
        Slow kind = Slow::listens;
        std::size_t number = 0;
        int socket = -1;
        std::string to_say{}, heard{};
        std::size_t said = 0, at_once = 0;  // at_once: what is sent without waiting
        Clock::time_point came{};
        int rest = 0;  // moves until it comes back
    };
    void come(Visitor& visitor);
    void speak(Visitor& visitor);
    void hear(Visitor& visitor);
    void leave(Visitor& visitor);
    std::string words_of(const Visitor& visitor, std::size_t& at_once) const;

    Door door_;
    std::size_t pace_;  // bytes a move
    std::vector<Visitor> visitors_;
    std::array<Told, 6> told_{};
};

}  // namespace vitrine::tests
