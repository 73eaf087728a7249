// A whole store's people and apps: how long 1,300,000 developers and 55,000 apps with listings take
// to go in, how large they lie on the disk, how long the store then takes to open, and how long
// lists and searches take beside a small store. The listings are those of ../shared/data/catalogue,
// in all their languages, used again and again. Run with `--developers N` for other sizes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>

#include "base/json.h"
#include "base/text.h"
#include "contract/codec.h"
#include "contract/listings.h"
#include "service/import/bytes.h"
#include "service/import/lines.h"
#include "service/sqlite/sqlite_store.h"

namespace {

using namespace vitrine;
using namespace vitrine::service;

constexpr std::int64_t developers_per_app = 24;  // 1,300,000 to 55,000
constexpr std::int64_t large_team_apps = 1200;   // as many as the largest publishers have

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

std::string numbered(const char* word, std::int64_t number) {
    return word + base::decimal(number);
}

// "large" owns the first apps, every other team one.
void add_developer(Store& store, std::int64_t number) {
    const contract::TeamId team{numbered("team", number)};
    must(store.accounts().put_team({team, numbered("Developer ", number)}).has_value());
    Account account;
    account.user = {{numbered("user", number)}, numbered("Person ", number),
                    numbered("person", number) + "@example.org"};
    account.password_hash = std::string(96, 'x');
    must(store.accounts().create(account).has_value());
    must(store.accounts().put_member({team, account.user.id, contract::Role::owner}).has_value());
}

void add_app(Store& store, SeededRandom& random, std::int64_t number) {
    static constexpr const char* words[] = {"Notes", "Radar", "Boats", "Music", "Weather", "Photo",
                                            "Chess", "Budget", "Garden", "Maps", "Übung", "日記"};
    StoredApp stored;
    stored.team = {number < large_team_apps ? "large" : numbered("team", number)};
    stored.app.id = {numbered("app", number)};
    stored.app.package_name = numbered("org.example.app", number);
    stored.app.name = std::string(words[random.next() % 12]) + " " + words[random.next() % 12] +
                      " " + base::decimal(number);
    stored.app.default_locale = "en-US";
    stored.app.icon = "icons/" + base::decimal(number);
    stored.app.live_version = "1.2.3";
    stored.app.stage = contract::Stage::live;
    stored.app.active_devices = static_cast<std::int64_t>(random.next() % 1'000'000);
    must(store.apps().create(stored).has_value());
}

using Parts = std::vector<ports::ListingPart>;

std::string text_in(const base::Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

ports::ListingPart text_part(const std::string& locale, const base::Json& said,
                             const std::string& title) {
    const contract::ListingText text{title, text_in(said, "summary"), text_in(said, "description")};
    return {"text." + locale, base::dump_json(contract::encode(text)), 0};
}

// The parts of each listing of the catalogue: the default text and its translations.
std::vector<Parts> real_listings() {
    auto bytes = import::Bytes::open(VT_SHARED_DIR "/data/catalogue/fdroid-apps.jsonl.gz");
    must(bytes.has_value());
    import::LineReader lines([&] { return bytes->next(); });
    std::vector<Parts> out;
    for (import::Line line; lines.next(line);) {
        const auto json = base::parse_json(line.text);
        must(json.has_value());
        const std::string title = text_in(*json, "name");
        Parts& parts = out.emplace_back(Parts{text_part("en-US", *json, title)});
        const auto translated = json->find("localized");
        if (translated == json->end()) continue;
        for (const auto& [locale, text] : translated->items())
            if (locale != "en-US") parts.push_back(text_part(locale, text, title));
    }
    return out;
}

void add_listing(Store& store, const Parts& parts, std::int64_t number) {
    const contract::AppId app{numbered("app", number)};
    const auto revision = store.listings().write(app, parts);
    must(revision.has_value() && store.listings().go_live(app, *revision).has_value());
}

template <class Work>
void in_batches(Store& store, std::int64_t count, Work work) {
    for (std::int64_t done = 0; done < count;) {
        auto batch = store.begin_batch();
        must(batch.has_value());
        for (std::int64_t i = 0; i < 10'000 && done < count; ++i) work(done++);
        must((*batch)->commit().has_value());
    }
}

struct Question {
    const char* name;
    std::function<void(Store&, std::int64_t)> ask;  // `turn` differs from call to call
};

FindQuery by_name(const char* team, const char* q) {
    FindQuery query;
    if (*team) query.team = contract::TeamId{team};
    query.q = q;
    return query;
}

std::vector<Question> questions(std::int64_t developers) {
    const auto apps_of = [](const char* team, const char* q) {
        return [team, q](Store& store, std::int64_t) {
            AppQuery query;
            query.team = {team};
            query.q = q;
            must(store.apps().list(query).has_value());
        };
    };
    const auto find = [](const char* team, const char* q) {
        return [team, q](Store& store, std::int64_t) {
            must(store.finder().apps(by_name(team, q)).has_value());
        };
    };
    return {
        {"a team's apps, 1200 of them", apps_of("large", "")},
        {"a team's apps by a part of a name", apps_of("large", "weath")},
        {"palette, one letter, a team", find("large", "w")},
        {"palette, a word, a team", find("large", "weather")},
        {"palette, one letter, the whole store", find("", "w")},
        {"palette, two words, the whole store", find("", "chess budg")},
        {"an app by its package name", [developers](Store& store, std::int64_t turn) {
             const auto number = turn * 7919 % (developers / developers_per_app);
             must(store.apps().find_by_package(numbered("org.example.app", number)).has_value());
         }},
        {"a person by e-mail", [developers](Store& store, std::int64_t turn) {
             const auto mail = numbered("person", turn * 7919 % developers) + "@example.org";
             must(store.accounts().find_by_email(mail)->has_value());
         }},
        {"a live listing in all its languages", [developers](Store& store, std::int64_t turn) {
             const contract::AppId app{
                 numbered("app", turn * 7919 % (developers / developers_per_app))};
             const auto head = store.listings().head(app);
             must(head && !store.listings().parts(app, "text.", head->live)->empty());
         }},
        {"one language of a listing", [developers](Store& store, std::int64_t turn) {
             const contract::AppId app{
                 numbered("app", turn * 7919 % (developers / developers_per_app))};
             const auto head = store.listings().head(app);
             must(head && store.listings().part(app, "text.en-US", head->live).has_value());
         }},
        {"a team's submissions", [](Store& store, std::int64_t) {
             SubmissionQuery query;
             query.team = contract::TeamId{"large"};
             must(store.submissions().list(query).has_value());
         }},
        {"a team's reviews, none", [](Store& store, std::int64_t) {
             ReviewQuery query;
             query.team = {"large"};
             must(store.reviews().list(query).has_value());
         }},
    };
}

struct Took {
    std::string name;
    double median = 0;
};

std::vector<Took> measure(std::int64_t developers, const std::vector<Parts>& listings) {
    std::string folder = (std::filesystem::temp_directory_path() / "vitrine_bench_XXXXXX").string();
    must(mkdtemp(folder.data()) != nullptr);
    std::vector<Took> out;
    {
        auto store = sqlite::open_store(folder);
        must(store.has_value());
        SeededRandom random(3);
        out.push_back({"developers in, ms", ms_of([&] {
            must((*store)->accounts().put_team({{"large"}, "Large"}).has_value());
            in_batches(**store, developers, [&](std::int64_t i) { add_developer(**store, i); });
        })});
        out.push_back({"apps in, ms", ms_of([&] {
            in_batches(**store, developers / developers_per_app,
                       [&](std::int64_t i) { add_app(**store, random, i); });
        })});
        out.push_back({"their listings in, ms", ms_of([&] {
            in_batches(**store, developers / developers_per_app, [&](std::int64_t i) {
                add_listing(**store, listings[static_cast<std::size_t>(i) % listings.size()], i);
            });
        })});
        store = base::refused(base::Problem{});
        out.push_back({"on the disk, MiB",
                       static_cast<double>(std::filesystem::file_size(folder + "/store.db")) /
                           (1 << 20)});
        const auto open = [&] {
            store = sqlite::open_store(folder);
            must(store.has_value());
        };
        out.push_back({"the first open, ms", ms_of(open)});
        for (const Question& question : questions(developers)) {
            std::vector<double> times;
            for (std::int64_t turn = 0; turn < 51; ++turn)
                times.push_back(ms_of([&] { question.ask(**store, turn); }));
            std::ranges::sort(times);
            out.push_back({std::string(question.name) + ", ms", times[times.size() / 2]});
        }
    }
    std::filesystem::remove_all(folder);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    std::int64_t developers = 1'300'000 + 20'000;  // gives 55,000 apps
    if (argc == 3 && std::strcmp(argv[1], "--developers") == 0)
        developers = base::parse_decimal(argv[2]).value_or(developers);
    const std::int64_t few = std::max(developers / 100, large_team_apps * developers_per_app);
    const std::vector<Parts> listings = real_listings();
    const auto small = measure(few, listings), large = measure(developers, listings);
    std::printf("%-46s %12lld %12lld %8s\n", "medians of 51; developers:",
                static_cast<long long>(few), static_cast<long long>(developers), "ratio");
    for (std::size_t i = 0; i < small.size(); ++i)
        std::printf("%-46s %12.2f %12.2f %8.1f\n", small[i].name.c_str(), small[i].median,
                    large[i].median, large[i].median / small[i].median);
}
