// How long lists, searches and counts of reviews take at 10,000 and 1,000,000 rows: medians, 99 %
// and their ratios. Run with `--rows N` to change the larger size.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>

#include "base/text.h"
#include "service/sqlite/sqlite_store.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

double ms_of(const std::function<void()>& work) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    work();
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

void must(bool good) {
    if (good) return;
    std::fprintf(stderr, "a store call was refused\n");
    std::exit(1);
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

struct Question {
    const char* name;
    std::function<void(Store&, int)> ask;
};

ReviewQuery plain() {
    ReviewQuery query;
    query.team = {"t"};
    return query;
}

void list(Store& store, const ReviewQuery& query) {
    must(store.reviews().list(query).has_value());
}

// `turn` differs from call to call, so that no answer can be a kept one where that would flatter.
std::vector<Question> questions(std::int64_t rows) {
    const auto searched = [](const char* q) {
        return [q](Store& store, int turn) {
            auto query = plain();
            query.filter.q = q + std::string(static_cast<std::size_t>(turn), ' ');
            list(store, query);
        };
    };
    return {
        {"list newest", [](Store& store, int) { list(store, plain()); }},
        {"list deep jump", [rows](Store& store, int turn) {
             auto query = plain();
             query.offset = rows / 2 + turn;
             list(store, query);
         }},
        {"list filtered", [](Store& store, int) {
             auto query = plain();
             query.filter.ratings = {1, 2};
             query.filter.languages = {"de"};
             query.filter.replied = false;
             query.sort = contract::ReviewSort::helpful;
             list(store, query);
         }},
        {"search rare", searched("zyzzyva")},
        {"search common", searched("crashes")},
        {"search two words", searched("great crashes")},
        {"search 支付", searched("支付")},
        {"search one letter", searched("a")},
        {"search kept", [](Store& store, int turn) {
             auto query = plain();
             query.filter.q = "crashes";
             query.offset = turn * 50;
             list(store, query);
         }},
        {"facets", [](Store& store, int) {
             must(store.reviews().facets({"t"}, {}).has_value());
         }},
        {"facets filtered", [](Store& store, int turn) {
             contract::ReviewFilter filter;
             filter.ratings = {1 + turn % 5};
             filter.languages = {"de", "en"};
             must(store.reviews().facets({"t"}, filter).has_value());
         }},
        {"reply, then list", [](Store& store, int turn) {
             const contract::ReviewId id{"r" + base::decimal(turn + 1)};
             must(store.reviews().set_reply(id, {}, {"Hi", "Ana", {0}, 0}).has_value());
             list(store, plain());
         }},
    };
}

constexpr int turns = 101;

struct Took {
    double median = 0, most = 0;  // ms; `most`: of all but the slowest hundredth
};

Took took_of(std::vector<double> times) {
    std::ranges::sort(times);
    return {times[times.size() / 2], times[times.size() - 1 - times.size() / 100]};
}

std::vector<Took> measure(std::int64_t rows) {
    std::string folder = (std::filesystem::temp_directory_path() / "vitrine_bench_XXXXXX").string();
    must(mkdtemp(folder.data()) != nullptr);
    std::vector<Took> times;
    {
        auto store = sqlite::open_store(folder);
        must(store.has_value());
        must((*store)->accounts().put_team({{"t"}, "T"}).has_value());
        for (int i = 0; i < 6; ++i) {
            StoredApp app{{"t"}, {}};
            app.app.id = {"app" + base::decimal(i)};
            app.app.package_name = "org.example." + app.app.id.text;
            must((*store)->apps().create(app).has_value());
        }
        SeededRandom random(1);
        times.push_back(took_of({ms_of([&] {
            for (std::int64_t done = 0; done < rows; done += 2000) {
                std::vector<IncomingReview> batch;
                for (std::int64_t i = 0; i < 2000 && done + i < rows; ++i)
                    batch.push_back(a_review(random, done + i));
                must((*store)->reviews().upsert(batch).has_value());
            }
        })}));
        store = sqlite::open_store(folder);
        times.push_back(took_of({ms_of([&] { list(**store, plain()); })}));
        for (const Question& question : questions(rows)) {
            std::vector<double> all;
            for (int turn = 0; turn < turns; ++turn)
                all.push_back(ms_of([&] { question.ask(**store, turn); }));
            times.push_back(took_of(std::move(all)));
        }
    }
    std::filesystem::remove_all(folder);
    return times;
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t rows = 1'000'000;
    if (argc == 3 && std::strcmp(argv[1], "--rows") == 0)
        rows = base::parse_decimal(argv[2]).value_or(rows);
    const auto small = measure(10'000), large = measure(rows);
    std::vector<const char*> names = {"import", "first list (reads all columns)"};
    for (const Question& question : questions(rows)) names.push_back(question.name);
    std::printf("101 turns, ms; small: 10000 rows, large: %s\n", base::decimal(rows).c_str());
    std::printf("%-32s %11s %11s %7s %11s %11s %7s\n", "", "small p50", "large p50", "ratio",
                "small p99", "large p99", "ratio");
    for (std::size_t i = 0; i < names.size(); ++i)
        std::printf("%-32s %11.3f %11.3f %7.1f %11.3f %11.3f %7.1f\n", names[i], small[i].median,
                    large[i].median, large[i].median / small[i].median, small[i].most,
                    large[i].most, large[i].most / small[i].most);
}
