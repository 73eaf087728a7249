// How many small reads a second of processor time gives: the store's answers, given again while
// nothing is written and read anew from its database each time, against a server of static files
// that has the same bytes in a file. All are processes of their own, asked over eight connections
// that stay open; only what the servers themselves use is counted, so that what else the machine
// does hardly matters.
//     bench_reads_bench NGINX_PROGRAM
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <vector>

#include "base/text.h"
#include "tests/bench/served.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;
using namespace vitrine::bench;

constexpr int connections = 8, requests = 4000, turns = 5;

struct Process {
    pid_t id = 0;
    explicit Process(const std::function<void()>& work) : id(::fork()) {
        if (id != 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also where this program ends early
        work();
        ::_exit(127);
    }
    explicit Process(std::vector<std::string> words)
        : Process([&] {
              std::vector<char*> given;
              for (std::string& word : words) given.push_back(word.data());
              given.push_back(nullptr);
              ::execv(given[0], given.data());
          }) {}
    ~Process() {
        ::kill(id, SIGTERM);
        ::waitpid(id, nullptr, 0);
    }
    // User and system time of all its threads, ms.
    double cpu_ms() const {
        std::ifstream file("/proc/" + std::to_string(id) + "/stat");
        std::string all((std::istreambuf_iterator<char>(file)), {});
        const auto fields = base::split(std::string_view(all).substr(all.rfind(')') + 2), ' ');
        const auto ticks = base::parse_decimal(fields[11]).value_or(0) +
                           base::parse_decimal(fields[12]).value_or(0);
        return static_cast<double>(ticks) * 1000 / static_cast<double>(sysconf(_SC_CLK_TCK));
    }
};

void wait_for(int port) {
    for (int i = 0; i < 600; ++i) {
        const int wire = connected_to(port);
        if (wire >= 0) {
            ::close(wire);
            return;
        }
        ::usleep(100'000);
    }
    must(false, "a server did not start");
}

// Milliseconds of the server's processor for a thousand requests; the median of some turns.
double cost(const Process& server, int port, const std::string& request) {
    std::vector<int> wires;
    for (int i = 0; i < connections; ++i) wires.push_back(connected_to(port));
    std::vector<double> all;
    for (int turn = 0; turn <= turns; ++turn) {
        const double before = server.cpu_ms();
        for (int i = 0; i < requests / connections; ++i) {
            for (const int wire : wires)
                must(::send(wire, request.data(), request.size(), MSG_NOSIGNAL) > 0, "not sent");
            for (const int wire : wires)
                must(read_answer(wire).starts_with("HTTP/1.1 200"), "a read was refused");
        }
        if (turn > 0) all.push_back((server.cpu_ms() - before) * 1000 / requests);
    }
    for (const int wire : wires) ::close(wire);
    std::ranges::sort(all);
    return all[all.size() / 2];
}

void plant(const std::string& folder) {
    auto store = sqlite::open_store(folder);
    must(store.has_value(), "no store");
    plant_owner(**store);
    for (int i = 0; i < 60; ++i) {
        StoredApp app{{"t"}, {}};
        app.app.id = {"app" + base::decimal(i)};
        app.app.package_name = "org.example." + app.app.id.text;
        app.app.name = "App " + base::decimal(i);
        app.app.default_locale = "en-US";
        must((*store)->apps().create(app).has_value(), "no app");
        IncomingReview review{"bench", base::decimal(i), {}};
        review.review.id = {"rev" + base::decimal(i)};
        review.review.app = app.app.id;
        review.review.rating = 4;
        review.review.text = "Good, but it could start faster " + base::decimal(i);
        must((*store)->reviews().upsert(std::span(&review, 1)).has_value(), "no review");
    }
}

std::string get(const std::string& target, const std::string& more) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

constexpr const char* targets[] = {"/v1/apps/app7", "/v1/reviews/rev7", "/v1/reviews?limit=20",
                                   "/v1/apps?limit=50"};

struct Seen {
    std::vector<double> kept, anew, file;  // costs, by target
    std::vector<std::size_t> bytes;
};

// The bodies are left in files/, as the other server will give them.
void measure_store(Seen& seen, const std::string& folder, bool anew) {
    const int port = anew ? 18602 : 18600;
    const Process store([&] { serve(folder, port, anew); });
    wait_for(port);
    const int first = connected_to(port);
    const std::string cookie = signed_in(first);
    ::close(first);
    for (std::size_t i = 0; i < std::size(targets); ++i) {
        (anew ? seen.anew : seen.kept).push_back(cost(store, port, get(targets[i], cookie)));
        if (anew) continue;
        const int wire = connected_to(port);
        const std::string whole = ask(wire, get(targets[i], cookie));
        ::close(wire);
        const std::string body = whole.substr(whole.find("\r\n\r\n") + 4);
        seen.bytes.push_back(body.size());
        std::ofstream(folder + "/files/" + base::decimal(static_cast<std::int64_t>(i)) + ".json")
            << body;
    }
}

void measure_files(Seen& seen, const std::string& folder, const char* program) {
    const int port = 18601;
    const std::string conf = folder + "/nginx.conf";
    std::ofstream(conf) << "daemon off; master_process off; pid " << folder << "/pid; error_log "
                        << folder << "/error; events {} http { access_log off; sendfile on; "
                        << "keepalive_requests 100000000; client_body_temp_path " << folder
                        << "; proxy_temp_path " << folder << "; fastcgi_temp_path " << folder
                        << "; uwsgi_temp_path " << folder << "; scgi_temp_path " << folder
                        << "; default_type application/json; server { listen 127.0.0.1:" << port
                        << "; root " << folder << "/files; } }";
    const Process files({program, "-c", conf, "-p", folder});
    wait_for(port);
    for (std::size_t i = 0; i < std::size(targets); ++i) {
        const std::string name = "/" + base::decimal(static_cast<std::int64_t>(i)) + ".json";
        seen.file.push_back(cost(files, port, get(name, "")));
    }
}

}  // namespace

int main(int argc, char** argv) {
    must(argc == 2, "bench_reads_bench NGINX_PROGRAM");
    must(machine::start_crypto(), "no randomness");
    std::string folder = (std::filesystem::temp_directory_path() / "vitrine_bench_XXXXXX").string();
    must(mkdtemp(folder.data()) != nullptr, "no folder");
    plant(folder);
    std::filesystem::create_directory(folder + "/files");
    Seen seen;
    measure_store(seen, folder, false);
    measure_store(seen, folder, true);
    measure_files(seen, folder, argv[1]);
    std::printf("reads a second of the server's processor time\n%-22s %7s %9s %9s %9s %12s %12s\n",
                "read", "bytes", "again", "anew", "file", "again/file", "anew/file");
    for (std::size_t i = 0; i < std::size(targets); ++i)
        std::printf("%-22s %7zu %9.0f %9.0f %9.0f %12.2f %12.2f\n", targets[i], seen.bytes[i],
                    1e6 / seen.kept[i], 1e6 / seen.anew[i], 1e6 / seen.file[i],
                    seen.file[i] / seen.kept[i], seen.file[i] / seen.anew[i]);
    std::filesystem::remove_all(folder);
}
