// Events: how much longer than a bare SQLite insert of the same rows it takes to send them over
// HTTP and keep them with all their figures, and how long retention and a funnel take as events
// grow tenfold. Run with `--rows N` to change the larger size, `--rows 0` to leave that part out.
//
// Times of a processor, not of a clock: what else the machine does then hardly counts. Those of the
// endpoint include the client that sends.
#include <arpa/inet.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <thread>

#include "base/text.h"
#include "service/event_lines.h"
#include "service/http/server.h"
#include "service/machine/secrets.h"
#include "service/memory/memory_store.h"
#include "service/sqlite/sqlite_store.h"
#include "service/translate/translators.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

constexpr std::int64_t now_ms = 1'780'000'000'000;
constexpr std::int64_t batch_lines = 10'000;

double ms_of(const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// Of all threads of this program.
double cpu_ms_of(const std::function<void()>& work) {
    const auto used = [] {
        rusage now{};
        getrusage(RUSAGE_SELF, &now);
        const auto ms = [](timeval t) {
            return static_cast<double>(t.tv_sec) * 1000 + static_cast<double>(t.tv_usec) / 1000;
        };
        return ms(now.ru_utime) + ms(now.ru_stime);
    };
    const double before = used();
    work();
    return used() - before;
}

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

void must(bool good, const char* what = "a store call was refused") {
    if (good) return;
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "vitrine_bench_XXXXXX").string();
    Folder() { must(mkdtemp(path.data()) != nullptr); }
    ~Folder() { std::filesystem::remove_all(path); }
};

// Events of a few apps out of the last `span_ms`: each device comes about eight times.
std::string a_line(SeededRandom& random, std::int64_t devices, std::int64_t span_ms) {
    static constexpr const char* kinds[] = {"open", "open", "open", "open", "open",
                                            "listing_view", "install", "crash"};
    static constexpr const char* countries[] = {"DE", "JP", "BR", "IN", "US", "FR", "KE", "ID"};
    static constexpr const char* channels[] = {"search", "browse", "link"};
    const auto below = [&](std::int64_t end) {
        return static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(end));
    };
    const std::int64_t device = below(devices), at = now_ms - below(span_ms);
    return "{\"kind\":\"" + std::string(kinds[below(8)]) + "\",\"app\":\"app" +
           base::decimal(device % 3) + "\",\"device\":\"" + base::decimal(device) + "\",\"at\":\"" +
           base::rfc3339({at}) + "\",\"country\":\"" + countries[device % 8] +
           "\",\"version\":\"2." + base::decimal(below(6)) +
           "\",\"device_class\":\"phone\",\"channel\":\"" + channels[below(3)] + "\"}\n";
}

std::string a_batch(SeededRandom& random, std::int64_t devices, std::int64_t span_ms) {
    std::string body;
    for (std::int64_t i = 0; i < batch_lines; ++i) body += a_line(random, devices, span_ms);
    return body;
}

std::vector<std::string> some_batches(std::int64_t rows, std::int64_t span_ms) {
    SeededRandom random(5);
    std::vector<std::string> out;
    for (std::int64_t done = 0; done < rows; done += batch_lines)
        out.push_back(a_batch(random, rows / 8, span_ms));
    return out;
}

struct Rows final : TakesLines {
    std::vector<contract::Event> all;
    void take(std::int32_t, const EventLine& event) override { all.push_back(event_of(event)); }
    void refuse(std::int32_t, const base::Problem&) override { must(false, "a line was refused"); }
};

Rows rows_of(const std::string& body) {
    Rows rows;
    EventLines lines(rows);
    lines.give(body);
    lines.finish();
    return rows;
}

// What somebody would write who wants the rows in a file and nothing else: one statement, one
// transaction a batch; WAL, a full sync and room in the log, as the store has them.
class Bare final : TakesLines {
public:
    Bare() {
        must(sqlite3_open((folder_.path + "/bare.db").c_str(), &file_) == SQLITE_OK);
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "PRAGMA wal_autocheckpoint = 4000;"
            "CREATE TABLE events(app, kind, device, at, country, version, device_class, channel)");
        must(sqlite3_prepare_v2(file_, "INSERT INTO events VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                -1, &insert_, nullptr) == SQLITE_OK);
    }
    ~Bare() override {
        sqlite3_finalize(insert_);
        sqlite3_close(file_);
    }
    void insert(const Rows& batch) {
        run("BEGIN");
        for (const contract::Event& event : batch.all)
            insert(event.app.text, event.kind, event.device, event.at, *event.country,
                   *event.version, *event.device_class, *event.channel);
        run("COMMIT");
    }
    void read_and_insert(const std::string& body) {
        run("BEGIN");
        EventLines lines(*this);
        lines.give(body);
        lines.finish();
        run("COMMIT");
    }

private:
    void take(std::int32_t, const EventLine& event) override {
        insert(event.app, event.kind, event.device, event.at, event.country, event.version,
               event.device_class, event.channel);
    }
    void refuse(std::int32_t, const base::Problem&) override { must(false, "a line was refused"); }
    void run(const char* text) {
        must(sqlite3_exec(file_, text, nullptr, nullptr, nullptr) == SQLITE_OK, text);
    }
    void bind(int at, std::string_view text) {
        sqlite3_bind_text(insert_, at, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    void insert(std::string_view app, contract::EventKind kind, std::string_view device,
                base::Instant at, std::string_view country, std::string_view version,
                std::string_view device_class, std::string_view channel) {
        bind(1, app);
        sqlite3_bind_int(insert_, 2, static_cast<int>(kind));
        bind(3, device);
        sqlite3_bind_int64(insert_, 4, at.ms);
        bind(5, country);
        bind(6, version);
        bind(7, device_class);
        bind(8, channel);
        must(sqlite3_step(insert_) == SQLITE_DONE);
        sqlite3_reset(insert_);
    }

    Folder folder_;
    sqlite3* file_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

double bare_ms(const std::vector<Rows>& batches) {
    Bare bare;
    return cpu_ms_of([&] {
        for (const Rows& batch : batches) bare.insert(batch);
    });
}

// The same from the lines themselves, which a bare insert would have to read too.
double read_and_insert_ms(const std::vector<std::string>& bodies) {
    Bare bare;
    return cpu_ms_of([&] {
        for (const std::string& body : bodies) bare.read_and_insert(body);
    });
}

// A store on disk with a key that may send events, and the sheet over it.
struct Place {
    Folder folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<Blobs> blobs = memory::make_blobs();
    base::FixedClock clock{{now_ms}};
    SeededRandom random{3};
    machine::Argon2Hasher hasher{machine::Cost::least};
    translate::NoTranslator translator;
    std::string secret;
    std::unique_ptr<http::App> app;

    Place() {
        auto opened = sqlite::open_store(folder.path);
        must(opened.has_value());
        store = std::move(*opened);
        must(store->accounts().put_team({{"t"}, "T"}).has_value());
        for (int i = 0; i < 3; ++i) {
            StoredApp made{{"t"}, {}};
            made.app.id = {"app" + base::decimal(i)};
            made.app.package_name = "org.example." + made.app.id.text;
            must(store->apps().create(made).has_value());
        }
        const desks::World world{*store, clock, random, hasher, translator, *blobs};
        desks::KeyDesk keys(world);
        contract::IssueKey::Request ask;
        ask.name = "bench";
        ask.scopes = {contract::Scope::ingest_write};
        auto key = keys.issue(desks::operator_of({{"t"}, "T"}), ask);
        must(key.has_value());
        secret = key->secret;
        http::AppOptions options;
        options.per_address = options.per_account = {1e9, 1e9};
        app = std::make_unique<http::App>(world, http::Site(), options);
    }

    // As the server hands over what it reads from a socket.
    void send(const std::string& name, const std::string& body) {
        constexpr std::size_t piece_bytes = 256 * 1024;
        http::Request head;
        head.method = "POST";
        head.target = "/v1/ingest/events?batch=" + name;
        head.headers = {{"content-type", "application/x-ndjson"},
                        {"authorization", "Bearer " + secret}};
        const auto part = app->begin_part(head, static_cast<std::int64_t>(body.size()));
        for (std::size_t at = 0; at < body.size(); at += piece_bytes)
            app->take_piece(*part, std::string_view(body).substr(at, piece_bytes));
    }

    // Whoever looks at figures has what waits counted first (sqlite/event_figures.h).
    void look() {
        const std::vector<contract::AppId> apps{{"app0"}, {"app1"}, {"app2"}};
        must(store->metrics()
                 .points(apps, contract::Metric::crashes, PointGrain::day, {0}, {now_ms})
                 .has_value());
    }

    // Over a socket, one batch after the other on one connection.
    void send_all(const std::vector<std::string>& bodies, bool look_after_each) {
        http::ServerOptions options;
        options.tick_ms = 0;
        const auto server = http::Server::listen(*app, options);
        must(server.has_value(), "no server");
        std::thread runs([&] { (*server)->run(); });
        const int wire = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons((*server)->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        must(::connect(wire, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        int number = 0;
        for (const std::string& body : bodies) {
            post(wire, "b" + base::decimal(number++), body);
            if (look_after_each) look();
        }
        ::close(wire);
        (*server)->stop();
        runs.join();
    }

    void post(int wire, const std::string& name, const std::string& body) {
        const std::string all = "POST /v1/ingest/events?batch=" + name +
                                " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
                                "Authorization: Bearer " + secret + "\r\nContent-Length: " +
                                base::decimal(static_cast<std::int64_t>(body.size())) +
                                "\r\n\r\n" + body;
        for (std::size_t at = 0; at < all.size();) {
            const auto sent = ::send(wire, all.data() + at, all.size() - at, MSG_NOSIGNAL);
            must(sent > 0, "nothing could be sent");
            at += static_cast<std::size_t>(sent);
        }
        std::string answer;
        char bytes[4096];
        while (answer.find("}") == std::string::npos) {
            const auto count = ::recv(wire, bytes, sizeof bytes, 0);
            must(count > 0, "no answer");
            answer.append(bytes, static_cast<std::size_t>(count));
        }
        must(answer.starts_with("HTTP/1.1 200"), "a batch was refused");
    }
};

double best_of_seven(const std::function<void()>& work) {
    double best = 1e9;
    for (int turn = 0; turn < 7; ++turn) best = std::min(best, ms_of(work));
    return best;
}

struct Nothing final : TakesLines {
    void take(std::int32_t, const EventLine&) override {}
    void refuse(std::int32_t, const base::Problem&) override { must(false, "a line was refused"); }
};

void read_only(const std::string& body) {
    Nothing nothing;
    EventLines lines(nothing);
    lines.give(body);
    lines.finish();
}

enum class Looks { at_the_end, after_each_batch };

// Until every figure is there for whoever looks.
double whole_ms(const std::vector<std::string>& bodies, Looks looks) {
    Place place;
    const double took = cpu_ms_of([&] {
        place.send_all(bodies, looks == Looks::after_each_batch);
        place.look();
    });
    must(place.store->events().count_raw().value_or(0) ==
             static_cast<std::int64_t>(bodies.size()) * batch_lines,
         "not every event was kept");
    return took;
}

void compare_with_bare(const std::vector<std::string>& bodies) {
    std::vector<Rows> batches;
    for (const std::string& body : bodies) batches.push_back(rows_of(body));
    std::vector<double> reading, bare, read_and_insert, whole, watched, ratio, watched_ratio;
    for (int turn = 0; turn < 5; ++turn) {
        reading.push_back(cpu_ms_of([&] {
            for (const std::string& body : bodies) read_only(body);
        }));
        bare.push_back(bare_ms(batches));
        read_and_insert.push_back(read_and_insert_ms(bodies));
        whole.push_back(whole_ms(bodies, Looks::at_the_end));
        watched.push_back(whole_ms(bodies, Looks::after_each_batch));
        ratio.push_back(bare.back() / whole.back());
        watched_ratio.push_back(bare.back() / watched.back());
    }
    const auto rows = static_cast<double>(bodies.size() * batch_lines);
    std::printf("%.0f events in batches of %lld, processor time, medians of 5\n", rows,
                static_cast<long long>(batch_lines));
    const auto line = [&](const char* name, const std::vector<double>& ms) {
        std::printf("%-52s %8.0f ms %8.2f us an event\n", name, median(ms),
                    median(ms) / rows * 1000);
    };
    line("reading the lines", reading);
    line("bare insert of the same rows", bare);
    line("reading the lines and inserting them", read_and_insert);
    line("over HTTP, with every figure", whole);
    line("the same, somebody looks after each batch", watched);
    std::printf("%-52s %8.2f\n", "bare insert / over HTTP", median(ratio));
    std::printf("%-52s %8.2f\n", "bare insert / over HTTP, looked at", median(watched_ratio));
}

// Batches are made one at a time: ten million lines would not fit.
void read_figures(std::int64_t rows) {
    Place place;
    SeededRandom random(5);
    for (std::int64_t done = 0; done < rows; done += batch_lines)
        place.send("b" + base::decimal(done), a_batch(random, rows / 8, 30 * base::day_ms));
    must(place.store->events().count_raw().value_or(0) == rows, "not every event was kept");
    const std::vector<contract::AppId> apps{{"app0"}, {"app1"}, {"app2"}};
    const base::Day today = base::day_of({now_ms});
    Events& events = place.store->events();
    const double retention = best_of_seven([&] {
        must(events.cohorts(apps, {today.number - 31}, {today.number + 1}, 30).has_value());
    });
    const double funnel = best_of_seven([&] {
        must(events.funnel(apps, {today.number - 31}, {today.number + 1}).has_value());
    });
    std::printf("%12lld %14.3f %14.3f\n", static_cast<long long>(rows), retention, funnel);
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t rows = 10'000'000;
    if (argc == 3 && std::strcmp(argv[1], "--rows") == 0)
        rows = base::parse_decimal(argv[2]).value_or(rows);
    must(machine::start_crypto());
    std::puts("Events of the last hour, as they come:");
    compare_with_bare(some_batches(200'000, base::hour_ms));
    std::puts("Events spread over 30 days, as when old ones are sent after:");
    compare_with_bare(some_batches(200'000, 30 * base::day_ms));
    std::fflush(stdout);
    if (rows == 0) return 0;
    std::printf("%12s %14s %14s   best of 7, ms\n", "events", "retention", "funnel");
    read_figures(rows / 10);
    read_figures(rows);
}
