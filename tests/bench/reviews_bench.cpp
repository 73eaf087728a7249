// How long lists, searches and counts of reviews take at 10,000 and at 1,000,000: as a console asks
// them over HTTP (a store that is a process of its own, every answer decoded), and in process.
//     bench_reviews_bench [--rows N] [--data FOLDER]
// FOLDER keeps the stores, so that the next run need not import them. The two sizes are asked in
// turns, so that what else the machine does meets both alike; *cpu* is what the store's processor
// time was, and little disturbed by others.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <functional>

#include "base/text.h"
#include "base/url.h"
#include "tests/bench/served.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;
using namespace vitrine::bench;

constexpr int turns = 101;

double ms_of(const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// Processor time of all threads of a process so far.
double cpu_ms(pid_t process) {
    clockid_t clock;
    must(::clock_getcpuclockid(process, &clock) == 0, "no processor time");
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Until a process does nothing by itself any more: it reads phrases after its first answer.
// `between` keeps connections from being closed for their silence.
void wait_for_rest(pid_t process, const std::function<void()>& between) {
    for (double spent = 1e9; spent > 5;) {
        between();
        const double before = cpu_ms(process);
        ::usleep(500'000);
        spent = cpu_ms(process) - before;
    }
}

struct Times {
    std::vector<double> wall, cpu;  // ms
    static double at(std::vector<double> all, std::size_t from_end) {
        std::ranges::sort(all);
        return all[all.size() - 1 - from_end];
    }
    double median() const { return at(wall, wall.size() / 2); }
    double most() const { return at(wall, wall.size() / 100); }  // but for the slowest hundredth
    double cpu_median() const { return at(cpu, cpu.size() / 2); }
};

void measure(Times& times, pid_t process, const std::function<void()>& work) {
    const double before = cpu_ms(process);
    times.wall.push_back(ms_of(work));
    times.cpu.push_back(cpu_ms(process) - before);
}

void print_head(const char* what) {
    std::printf("\n%-34s %9s %9s %6s %9s %9s %9s %9s %6s\n", what, "small p50", "large p50",
                "ratio", "small p99", "large p99", "small cpu", "large cpu", "ratio");
}

void print_row(const char* name, const Times& small, const Times& large) {
    std::printf("%-34s %9.3f %9.3f %6.2f %9.2f %9.2f %9.3f %9.3f %6.2f\n", name, small.median(),
                large.median(), large.median() / small.median(), small.most(), large.most(),
                small.cpu_median(), large.cpu_median(),
                large.cpu_median() / small.cpu_median());
}

IncomingReview a_review(SeededRandom& random, std::int64_t number) {
    static constexpr const char* words[] = {"app",  "crashes", "after", "the",  "update", "great",
                                            "slow", "微信支付", "很好用", "login", "battery", "größer",
                                            "アプリ", "가격이", "รวดเร็ว", "رائع"};
    IncomingReview incoming{"bench", base::decimal(number), {}};
    contract::Review& review = incoming.review;
    review.app = {"app" + base::decimal(static_cast<std::int64_t>(random.next() % 6))};
    for (std::uint64_t i = 0; i < 5 + random.next() % 20; ++i)
        review.text += std::string(words[random.next() % 16]) + " ";
    if (random.next() % 2000 == 0) review.text += "zyzzyva";
    review.rating = static_cast<std::int32_t>(1 + random.next() % 5);
    static constexpr const char* languages[] = {"de", "en", "fr", "zh-Hans",
                                                "ja", "ko", "th", "ar"};
    review.language = languages[random.next() % 8];
    review.country = languages[random.next() % 8];
    review.version = "2." + base::decimal(static_cast<std::int64_t>(random.next() % 40));
    review.created_at = {static_cast<std::int64_t>(random.next() % 70'000'000'000ull)};
    review.helpful = random.next() % 4 == 0 ? static_cast<std::int32_t>(random.next() % 90) : 0;
    return incoming;
}

// Makes the store in `folder`, unless it is there from an earlier run; how long that took, ms.
double plant(const std::string& folder, std::int64_t rows) {
    if (std::filesystem::exists(folder + "/planted")) return 0;
    std::filesystem::create_directories(folder);
    auto store = sqlite::open_store(folder);
    must(store.has_value());
    plant_owner(**store);
    for (int i = 0; i < 6; ++i) {
        StoredApp app{{"t"}, {}};
        app.app.id = {"app" + base::decimal(i)};
        app.app.package_name = "org.example." + app.app.id.text;
        must((*store)->apps().create(app).has_value());
    }
    SeededRandom random(1);
    const double took = ms_of([&] {
        for (std::int64_t done = 0; done < rows; done += 2000) {
            std::vector<IncomingReview> batch;
            for (std::int64_t i = 0; i < 2000 && done + i < rows; ++i)
                batch.push_back(a_review(random, done + i));
            must((*store)->reviews().upsert(batch).has_value());
        }
    });
    std::filesystem::create_directory(folder + "/planted");
    return took;
}

// What is asked, as the query of /v1/reviews, or of its facets. `fresh`: another question every
// turn, so that no answer is a kept one; it asks for all reviews since a moment before the first.
struct Question {
    const char* name;
    std::string query;
    bool fresh = true, facets = false;
    std::int64_t offset = 0, step = 0;  // step: what is added to the offset each turn
    std::int32_t limit = 50;
};

std::vector<Question> questions(std::int64_t rows) {
    const std::int64_t middle = rows / 2;
    const std::string filter = "&ratings=1,2&languages=de&replied=false";
    return {
        {"list, newest", ""},
        {"list, newest, asked again", "", false},
        {"list, jump to the middle", "", true, false, middle, 20},
        {"list, oldest", "&sort=oldest"},
        {"list, lowest, in the middle", "&sort=lowest", true, false, middle, 20},
        {"list, by helpfulness, in the middle", "&sort=helpful", true, false, middle, 20},
        {"list, filtered, by helpfulness", filter + "&sort=helpful"},
        {"search, a rare word, 5 rows", "&q=zyzzyva", true, false, 0, 0, 5},  // all of 10,000's
        {"search, a common word", "&q=crashes"},
        {"search, two words", "&q=great%20crashes"},
        {"search, \xe6\x94\xaf\xe4\xbb\x98", "&q=%E6%94%AF%E4%BB%98"},
        {"search, one letter", "&q=a"},
        {"the same search, another window", "&q=crashes", false, false, 0, 20},
        {"facets", "", true, true},
        {"facets, filtered", filter, true, true},
        {"facets, a common word", "&q=crashes", true, true},
    };
}

std::string since(int turn) {
    return base::rfc3339(base::Instant{turn});
}

// ---- over HTTP ---------------------------------------------------------------------------

// A store as a process of its own, and somebody signed in who asks it over one connection.
class Served {
public:
    Served(const std::string& folder, int port) : id_(::fork()) {
        if (id_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // also where this program ends early
            serve(folder, port);
            ::_exit(127);
        }
        for (int i = 0; i < 600 && wire_ < 0; ++i, ::usleep(100'000)) wire_ = connected_to(port);
        must(wire_ >= 0, "the store did not start");
        session_ = signed_in(wire_);
        session_ += "X-CSRF-Token: " + get<contract::Me>("/v1/me").csrf_token + "\r\n";
    }
    ~Served() {
        ::kill(id_, SIGTERM);
        ::waitpid(id_, nullptr, 0);
    }
    pid_t id() const { return id_; }

    std::string request(const std::string& verb, const std::string& target,
                        const std::string& body = "") {
        std::string more = session_;
        if (!body.empty())
            more += "Content-Type: application/json\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n";
        const std::string answer =
            ask(wire_, verb + " " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n" + body);
        must(answer.starts_with("HTTP/1.1 2"), answer.c_str());
        return answer;
    }
    template <class Reply>
    Reply get(const std::string& target) {
        const std::string answer = request("GET", target);
        const auto json = base::parse_json(std::string_view(answer).substr(
            answer.find("\r\n\r\n") + 4));
        must(json.has_value(), "not JSON");
        auto reply = contract::decode<Reply>(*json, contract::Unknown::ignore);
        must(reply.has_value(), "not an answer");
        return std::move(*reply);
    }
    void list(const std::string& query, std::int32_t limit = 50) {
        const auto page = get<contract::ReviewPage>("/v1/reviews?limit=" + base::decimal(limit) +
                                                    query);
        must(!page.items.empty(), "an empty list");
    }
    void ask_one(const Question& question, int turn) {
        std::string query = question.query;
        if (question.fresh) query += "&since=" + since(turn + 1);
        if (question.facets) {
            must(get<contract::ReviewFacets>("/v1/reviews/facets?" + query.substr(1)).total > 0,
                 "no count");
            return;
        }
        list(query + "&offset=" + base::decimal(question.offset + turn * question.step),
             question.limit);
    }
    void reply_and_list(int turn) {
        request("PUT", "/v1/reviews/r" + base::decimal(turn + 1) + "/reply",
                R"({"text":"Thank you"})");
        list("");
    }

private:
    pid_t id_;
    int wire_ = -1;
    std::string session_;  // headers
};

void measure_served(const std::string& small_folder, const std::string& large_folder,
                    std::int64_t rows) {
    const int port = 24'000 + static_cast<int>(::getpid() % 8000);
    Served small(small_folder, port), large(large_folder, port + 8000);
    print_head("over HTTP");
    Times first_small, first_large;
    measure(first_small, small.id(), [&] { small.list(""); });
    measure(first_large, large.id(), [&] { large.list(""); });
    print_row("first list after a start", first_small, first_large);
    std::fflush(stdout);
    const double read_ms = ms_of([&] {
        wait_for_rest(large.id(), [&] {
            for (Served* store : {&small, &large}) store->request("GET", "/v1/apps?limit=1");
        });
    });
    const auto few = questions(10'000), many = questions(rows);
    for (std::size_t i = 0; i < few.size(); ++i) {
        Times one, other;
        for (int turn = 0; turn < turns; ++turn) {
            measure(one, small.id(), [&] { small.ask_one(few[i], turn); });
            measure(other, large.id(), [&] { large.ask_one(many[i], turn); });
        }
        print_row(few[i].name, one, other);
        std::fflush(stdout);
    }
    Times one, other;
    for (int turn = 0; turn < turns; ++turn) {
        measure(one, small.id(), [&] { small.reply_and_list(turn); });
        measure(other, large.id(), [&] { large.reply_and_list(turn); });
    }
    print_row("reply, then list", one, other);
    std::printf("phrases read beside, seconds: %.1f\n", read_ms / 1e3);
}

// ---- in process --------------------------------------------------------------------------

class Opened {
public:
    explicit Opened(const std::string& folder) : store_(sqlite::open_store(folder)) {
        must(store_.has_value());
    }

    void ask(const ReviewQuery& query, bool facets) {
        if (facets) must((*store_)->reviews().facets({"t"}, query.filter).has_value());
        else must((*store_)->reviews().list(query).has_value());
    }

    static ReviewQuery query_of(const Question& question, int turn) {
        const auto request = contract::decode<contract::ListReviews::Request>(
            json_of(question.query), contract::Unknown::refuse, contract::Scalars::text);
        must(request.has_value(), "not a question");
        ReviewQuery query;
        query.team = {"t"};
        query.filter = contract::filter_of(*request);
        if (question.fresh) query.filter.since = base::Instant{turn + 1};
        query.sort = request->sort.value_or(contract::ReviewSort::newest);
        query.offset = question.offset + turn * question.step;
        query.limit = question.limit;
        return query;
    }

private:
    static base::Json json_of(const std::string& query) {
        base::Json out = base::Json::object();
        for (const std::string_view part : base::split(query, '&')) {
            const std::size_t at = part.find('=');
            if (at == std::string_view::npos) continue;
            out[std::string(part.substr(0, at))] =
                *base::percent_decode(part.substr(at + 1));
        }
        return out;
    }

    base::Result<std::unique_ptr<Store>> store_;
};

void measure_in_process(const std::string& small_folder, const std::string& large_folder,
                        std::int64_t rows) {
    Opened small(small_folder), large(large_folder);
    const pid_t self = ::getpid();
    print_head("in process");
    const auto few = questions(10'000), many = questions(rows);
    small.ask(Opened::query_of(few[0], 0), false);
    large.ask(Opened::query_of(many[0], 0), false);
    wait_for_rest(self, [] {});
    for (std::size_t i = 0; i < few.size(); ++i) {
        Times one, other;
        for (int turn = 0; turn < turns; ++turn) {
            const ReviewQuery near = Opened::query_of(few[i], turn);
            const ReviewQuery far = Opened::query_of(many[i], turn);
            measure(one, self, [&] { small.ask(near, few[i].facets); });
            measure(other, self, [&] { large.ask(far, few[i].facets); });
        }
        print_row(few[i].name, one, other);
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t rows = 1'000'000;
    std::string data;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--rows") == 0)
            rows = base::parse_decimal(argv[i + 1]).value_or(rows);
        if (std::strcmp(argv[i], "--data") == 0) data = argv[i + 1];
    }
    must(machine::start_crypto(), "no randomness");
    const bool keep = !data.empty();
    if (!keep) {
        data = (std::filesystem::temp_directory_path() / "vitrine_bench_XXXXXX").string();
        must(mkdtemp(data.data()) != nullptr, "no folder");
    }
    const std::string small = data + "/10000", large = data + "/" + base::decimal(rows);
    std::printf("%d turns, ms; small: 10000 reviews, large: %s\n", turns,
                base::decimal(rows).c_str());
    std::printf("import: %.0f and %.0f\n", plant(small, 10'000), plant(large, rows));
    std::fflush(stdout);
    measure_served(small, large, rows);
    measure_in_process(small, large, rows);
    if (!keep) std::filesystem::remove_all(data);
}
