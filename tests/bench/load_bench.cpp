// A store of a process of its own beside a crowd of slow visitors: how much memory it takes at
// most, what becomes of the slow ones, and how long a usual visitor waits meanwhile.
//
//   bench_load_bench [--seconds 300] [--connections 500] [--bound-mib 160] [--store PROGRAM]
//
// Fails when the store took more than the bound beyond what it had before the crowd came, when a
// usual visitor was refused, or when one who sends too slowly was not let go.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "base/text.h"
#include "contract/api.h"
#include "service/machine/secrets.h"
#include "service/sqlite/sqlite_store.h"
#include "tests/http/crowd.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;
using tests::Crowd;
using tests::Slow;

constexpr const char *email = "ines@fjord.example", *password = "correct horse";
constexpr int reviews_count = 20'000, sessions = 40, uploads = 8;

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "bench_load_bench: %s\n", what);
    std::exit(1);
}
void must(bool good, const char* what) {
    if (!good) fail(what);
}

void plant(const std::string& folder) {
    must(machine::start_crypto(), "no randomness");
    const auto store = sqlite::open_store(folder);
    must(store.has_value(), "the store does not open");
    machine::Argon2Hasher hasher;
    ports::Account account{{{"usr_ines"}, "Ines", email}, *hasher.hash(password),
                           contract::StoreRole::none, base::Instant{1'780'000'000'000}};
    must((*store)->accounts().put_team({{"team_fjord"}, "Fjord"}).has_value(), "no team");
    must((*store)->accounts().create(account).has_value(), "no account");
    must((*store)->accounts().put_member({{"team_fjord"}, account.user.id, contract::Role::owner,
                                          {}, account.created_at}).has_value(), "no member");
    ports::StoredApp app{{"team_fjord"}, {}};
    app.app.id = {"app_notes"};
    app.app.package_name = app.app.name = "org.example.notes";
    app.app.default_locale = "en";
    must((*store)->apps().create(app).has_value(), "no app");
    std::vector<ports::IncomingReview> some;
    for (int i = 0; i < reviews_count; ++i) {
        ports::IncomingReview one{"bench", base::decimal(i), {}};
        one.review.app = {"app_notes"};
        one.review.rating = i % 5 + 1;
        one.review.text = "Review " + base::decimal(i) + ": ";
        while (one.review.text.size() < 600) one.review.text += "starts slowly, then works; ";
        one.review.created_at = {1'780'000'000'000 - i * base::minute_ms};
        some.push_back(std::move(one));
        if (some.size() < 2000) continue;
        must((*store)->reviews().upsert(some).has_value(), "no reviews");
        some.clear();
    }
}

// vitrine-store serve, and what /proc knows of it.
class Served {
public:
    Served(const std::string& program, const std::string& folder) {
        int ends[2];
        must(::pipe(ends) == 0, "no pipe");
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(ends[1], 1);
            ::close(ends[0]);
            ::execl(program.c_str(), program.c_str(), "serve", "--data", folder.c_str(), "--port",
                    "0", "--quiet", "--rate", "1000000", nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        static constexpr std::string_view words = "listens on http://127.0.0.1:";
        std::string said;
        for (char c; ::read(ends[0], &c, 1) == 1;) {
            said += c;
            const std::size_t at = said.find(words);
            if (c != '/' || at == std::string::npos || said.size() < at + words.size() + 2)
                continue;
            port = static_cast<std::uint16_t>(std::atoi(said.c_str() + at + words.size()));
            return;
        }
        fail("the store does not start");
    }
    ~Served() {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }
    std::int64_t kib(std::string_view name) const {  // "VmRSS:", "VmHWM:"
        std::ifstream status("/proc/" + std::to_string(process_) + "/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with(name)) return std::atoll(line.c_str() + name.size());
        fail("the store is gone");
    }
    std::uint16_t port = 0;

private:
    pid_t process_ = 0;
};

// A usual visitor: one connection, one request after the other.
class Visitor {
public:
    explicit Visitor(std::uint16_t port) : port_(port) {}
    ~Visitor() { hang_up(); }
    // The answer with its head, "" when there was none.
    std::string ask(const std::string& bytes) {
        if (socket_ < 0) dial();
        if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return hang_up(), "";
        std::string out;
        std::size_t wanted = std::string::npos;
        while (out.size() < wanted) {
            char buffer[16384];
            const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
            if (count <= 0) return hang_up(), out;
            out.append(buffer, static_cast<std::size_t>(count));
            const std::size_t end = out.find("\r\n\r\n"), at = out.find("Content-Length: ");
            if (end != std::string::npos && at < end)
                wanted = end + 4 + static_cast<std::size_t>(std::atoll(out.c_str() + at + 16));
        }
        return out;
    }

private:
    void dial() {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port_);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        (void)::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    void hang_up() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    std::uint16_t port_;
    int socket_ = -1;
};

std::string signed_in(std::uint16_t port) {
    Visitor visitor(port);
    const std::string body = contract::Json{{"email", email}, {"password", password}}.dump();
    const std::string answer =
        visitor.ask("POST /v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::size_t at = answer.find("vt_session="), end = answer.find("\r\n\r\n");
    must(at != std::string::npos && end != std::string::npos, "nobody can sign in");
    const auto json = contract::Json::parse(answer.substr(end + 4), nullptr, false);
    return "Cookie: " + answer.substr(at, answer.find(';', at) - at) + "\r\nX-CSRF-Token: " +
           json["csrf_token"].get<std::string>() + "\r\n";
}

std::string reserved(std::uint16_t port, const std::string& who) {
    const std::string body = contract::Json{{"app", "app_notes"}, {"name", "a.apk"},
                                            {"size", tests::crowd_upload_bytes},
                                            {"sha256", std::string(64, 'a')}}.dump();
    const std::string answer = Visitor(port).ask(
        "POST /v1/uploads HTTP/1.1\r\nHost: a\r\n" + who + "Content-Type: application/json\r\n"
        "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::size_t end = answer.find("\r\n\r\n");
    must(answer.starts_with("HTTP/1.1 200") && end != std::string::npos, "no upload is reserved");
    return contract::Json::parse(answer.substr(end + 4), nullptr, false)["id"];
}

struct Waits {
    std::vector<double> ms;
    int refused = 0;
    double at(double share) const {
        if (ms.empty()) return 0;
        std::vector<double> sorted = ms;
        std::ranges::sort(sorted);
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    }
};

void ask_usually(std::uint16_t port, const std::string& who, const std::atomic<bool>& over,
                 Waits& waits) {
    Visitor visitor(port);
    const std::string targets[] = {"/v1/apps", "/v1/reviews?limit=20", "/v1/reviews/facets",
                                   "/v1/me"};
    for (std::size_t i = 0; !over; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const std::string answer =
            visitor.ask("GET " + targets[i % 4] + " HTTP/1.1\r\nHost: a\r\n" + who + "\r\n");
        const std::chrono::duration<double, std::milli> took =
            std::chrono::steady_clock::now() - begin;
        waits.ms.push_back(took.count());
        waits.refused += !answer.starts_with("HTTP/1.1 200");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

struct Options {
    int seconds = 300, connections = 500;
    std::int64_t bound_mib = 160;
    std::string store = VT_BINARY_DIR "/vitrine-store";
};

Options options_of(int count, char** words) {
    Options out;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = words[i];
        if (name == "--seconds") out.seconds = std::atoi(words[i + 1]);
        else if (name == "--connections") out.connections = std::atoi(words[i + 1]);
        else if (name == "--bound-mib") out.bound_mib = std::atoll(words[i + 1]);
        else if (name == "--store") out.store = words[i + 1];
        else fail("no such option");
    }
    return out;
}

std::array<int, 6> mix_of(int all) {
    const int listen = all * 48 / 100, take = all * 8 / 100, list = all * 16 / 100,
              send = all * 4 / 100, post = all * 12 / 100;
    return {listen, take, list, send, post, all - listen - take - list - send - post};
}

void tell(const Crowd& crowd) {
    std::printf("\n| slow visitors | let go, by answer | held at most, s |\n|---|---|---|\n");
    for (std::size_t kind = 0; kind < tests::slow_names.size(); ++kind) {
        const auto& told = crowd.told(static_cast<Slow>(kind));
        std::string all;
        for (const auto& [status, times] : told.by_status)
            all += (all.empty() ? "" : ", ") +
                   (status == 0 ? std::string("none") : std::to_string(status)) + ": " +
                   std::to_string(times);
        std::printf("| %s | %s | %.1f |\n", tests::slow_names[kind].data(), all.c_str(),
                    static_cast<double>(told.longest_ms) / 1000);
    }
}

}  // namespace

int main(int count, char** words) {
    const Options options = options_of(count, words);
    std::string folder = (std::filesystem::temp_directory_path() / "vitrine_load_XXXXXX").string();
    must(::mkdtemp(folder.data()) != nullptr, "no folder");
    plant(folder);
    bool well = true;
    {
        const Served store(options.store, folder);
        tests::Door door{store.port, {}, {}};
        for (int i = 0; i < sessions; ++i) door.who.push_back(signed_in(store.port));
        for (int i = 0; i < uploads; ++i)
            door.uploads.push_back(reserved(store.port, door.who[0]));
        const std::string usual = signed_in(store.port);
        const auto wait_for = [&](Waits& waits, int seconds, const std::function<void()>& move) {
            std::atomic<bool> over = false;
            std::thread asks([&] { ask_usually(store.port, usual, over, waits); });
            const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
            while (std::chrono::steady_clock::now() < end) move();
            over = true;
            asks.join();
        };
        Waits alone, beside;
        wait_for(alone, 10, [] { std::this_thread::sleep_for(std::chrono::milliseconds(50)); });
        const std::int64_t before = store.kib("VmRSS:");
        Crowd crowd(door, mix_of(options.connections), 4000);
        int most_inside = 0;
        std::int64_t most_kib = 0;
        wait_for(beside, options.seconds, [&] {
            crowd.move();
            most_inside = std::max(most_inside, crowd.inside());
            most_kib = std::max(most_kib, store.kib("VmRSS:"));
        });
        const auto mib = [](std::int64_t kib) { return static_cast<double>(kib) / 1024; };
        std::printf("%d s, at most %d connections of the crowd at once\n", options.seconds,
                    most_inside);
        std::printf("memory: %.0f MiB before, at most %.0f MiB, so %.0f MiB more; bound %lld\n",
                    mib(before), mib(most_kib), mib(most_kib - before),
                    static_cast<long long>(options.bound_mib));
        std::printf("a usual visitor, alone: %zu answers, median %.1f ms, 99 %% %.1f ms\n",
                    alone.ms.size(), alone.at(0.5), alone.at(0.99));
        std::printf("beside the crowd: %zu answers, %d refused, median %.1f ms, 99 %% %.1f ms\n",
                    beside.ms.size(), beside.refused, beside.at(0.5), beside.at(0.99));
        tell(crowd);
        well = mib(most_kib - before) <= static_cast<double>(options.bound_mib) &&
               beside.refused == 0 && !beside.ms.empty();
        for (const Slow kind : {Slow::posts, Slow::says_header})
            well = well && (options.seconds < 40 || crowd.told(kind).by_status.contains(408));
    }
    std::filesystem::remove_all(folder);
    std::puts(well ? "\nwell" : "\nNOT WELL");
    return well ? 0 : 1;
}
