// Phrases whose rows are kept in memory find what the text index and a look at every text find.
#include <algorithm>
#include <atomic>
#include <thread>

#include "base/text.h"
#include "service/phrase_book.h"
#include "service/sqlite/event_figures.h"
#include "service/sqlite/review_index.h"
#include "service/sqlite/schema.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

constexpr const char* words[] = {
    "app",  "apple",   "appt",  "don't", "work",    "crash",   "crashes", "2.9.1", "wi-fi",
    "größer", "GROSSER", "微信支付", "支付", "微", "好用", "アプリ",  "ｱﾌﾟﾘ",    "배달앱", "좋아요",
    "ใช้ดีมาก", "رائع", "مُعَلَّم", "हिन्दी", "ёлка", "👍🏽",   "🇩🇪",   "a", "1"};

std::string some_text(SeededRandom& random, std::uint64_t words_max) {
    std::string text;
    for (std::uint64_t i = 1 + random.next() % words_max; i-- > 0;) {
        text += words[random.next() % std::size(words)];
        if (random.next() % 6 != 0) text += random.next() % 4 == 0 ? ", " : " ";
    }
    return text;
}

// A few words, sometimes broken off as while typing.
std::string some_question(SeededRandom& random) {
    std::string q = some_text(random, 3);
    if (random.next() % 3 != 0) return q;
    std::size_t at = 0;
    const std::size_t count = base::count_code_points(q);
    for (std::size_t left = 1 + random.next() % count; left-- > 0;) base::next_code_point(q, at);
    return q.substr(0, at);
}

ReadTexts read(const std::vector<std::string>& texts) {
    ReadTexts out;
    for (const std::string& text : texts) out.push_back(search_terms(text, Reading::document));
    return out;
}

TEST_CASE("a phrase of the book is in a text exactly when a search for it finds the text") {
    SeededRandom random(20261124);
    std::vector<ReadTexts> all;
    PhraseCount count;
    for (int i = 0; i < 300; ++i) {
        all.push_back(read({some_text(random, 9), some_text(random, 2)}));
        count.add(all.back());
    }
    std::vector<Phrase> phrases = count.at_least(2);
    REQUIRE(phrases.size() > 100);
    phrases.push_back({{"wi", "fi", "a"}, true});  // also what no count would bring
    phrases.push_back({{"crash", "app"}, false});
    const PhraseBook book(phrases);
    CHECK(book.size() == phrases.size());
    for (const ReadTexts& texts : all) {
        const auto in = book.in(texts);
        CHECK(std::ranges::is_sorted(in));
        for (const Phrase& phrase : phrases) {
            const auto number = book.find(phrase);
            REQUIRE(number);
            const bool there = matches({false, {phrase}}, texts);
            CHECK(std::ranges::binary_search(in, *number) == there);
        }
    }
    CHECK_FALSE(book.find({{"nothing"}, false}));
    CHECK_FALSE(book.find({{"crash", "nothing"}, true}));
    CHECK_FALSE(book.find({{}, true}));
}

TEST_CASE("what is asked for often is in the book, in every script") {
    PhraseCount count;
    for (int i = 0; i < 5; ++i) count.add(read({"Don't crash. 微信支付 👍 wi-fi 2.9.1"}));
    const PhraseBook book(count.at_least(5));
    for (const char* q : {"c", "crash", "crash don't", "don't", "don't crash", "微", "支付",
                          "微信支", "👍", "wi-f", "2.9.1", "付"})
        for (const Phrase& phrase : read_text_query(q).phrases) {
            CAPTURE(q);
            CHECK(book.find(phrase));
        }
}

// The reviews of a store's folder, read as another process would, with phrases in memory.
struct Eager {
    explicit Eager(const std::string& folder, bool at_once)
        : database(*sqlite::Database::open({.path = folder + "/store.db",
                                            .steps = sqlite::store_steps()})),
          kept{.from_reviews = 1, .rows_min = 2, .at_once = at_once},
          reviews(sqlite::make_reviews({*database, *database, vault, figures}, kept)) {}

    std::unique_ptr<sqlite::Database> database;
    machine::Vault vault;
    sqlite::EventFigures figures{*database};
    sqlite::KeptPhrases kept;
    std::unique_ptr<Reviews> reviews;
};

ReviewQuery asked(const std::string& q) {
    ReviewQuery query;
    query.team = {"lark"};
    query.filter.q = q;
    query.limit = 200;
    return query;
}

void compare(Reviews& reviews, Reviews& plain, const ReviewQuery& query) {
    CAPTURE(query.filter.q);
    const auto page = good(reviews.list(query)), expected = good(plain.list(query));
    REQUIRE(ids(page.items) == ids(expected.items));
    CHECK(page.total == expected.total);
    CHECK(page.next == expected.next);
    CHECK(good(reviews.facets(query.team, query.filter)) ==
          good(plain.facets(query.team, query.filter)));
}

IncomingReview some_review(SeededRandom& random, std::uint64_t number) {
    auto review = a_review("n" + base::decimal(static_cast<std::int64_t>(number)),
                           some_text(random, 9));
    review.review.author = some_text(random, 2);
    review.review.rating = static_cast<std::int32_t>(1 + random.next() % 5);
    review.review.created_at = at(static_cast<std::int64_t>(random.next() % 900));
    if (random.next() % 4 == 0)
        review.review.translation = contract::Translation{"en", some_text(random, 5)};
    return review;
}

// The same write to two stores; many of them change what words a known review has.
void write_both(Store& a, Store& b, SeededRandom& random, std::uint64_t& newest) {
    std::vector<IncomingReview> batch;
    const std::uint64_t some = random.next() % newest;
    const std::string id = "n" + base::decimal(static_cast<std::int64_t>(some));
    const std::vector names{ReviewName{"test", id}};
    const bool removed = random.next() % 2 == 0;
    switch (random.next() % 5) {
        case 0: batch.push_back(some_review(random, newest++)); break;
        case 1: batch.push_back(some_review(random, some)); break;
        case 2:
            CHECK(good(a.reviews().withdraw(names)) == good(b.reviews().withdraw(names)));
            return;
        case 3:
            good(a.reviews().set_removed({id}, removed));
            good(b.reviews().set_removed({id}, removed));
            return;
        default: {
            const contract::ReviewReply reply{"Thanks", "Ana", at(1), 1};
            CHECK(a.reviews().set_reply({id}, {}, reply).has_value() ==
                  b.reviews().set_reply({id}, {}, reply).has_value());
            return;
        }
    }
    CHECK(good(a.reviews().upsert(batch)) == good(b.reviews().upsert(batch)));
}

struct TwoStores {
    OnDisk disk;
    InMemory memory;
    SeededRandom random{20261125};
    std::uint64_t newest = 0;

    explicit TwoStores(std::uint64_t reviews) {
        two_teams(*disk.store);
        two_teams(*memory.store);
        std::vector<IncomingReview> batch;
        while (newest < reviews) batch.push_back(some_review(random, newest++));
        good(disk->reviews().upsert(batch));
        good(memory->reviews().upsert(batch));
    }
};

TEST_CASE("searches with phrases in memory equal those of the memory store, whatever is written") {
    TwoStores stores(300);
    Eager eager(stores.disk.folder.path(), true);
    for (int round = 0; round < 150; ++round) {
        auto query = asked(some_question(stores.random));
        query.sort = static_cast<contract::ReviewSort>(stores.random.next() % 5);
        if (stores.random.next() % 3 == 0) query.filter.ratings = {1, 5};
        compare(*eager.reviews, stores.memory->reviews(), query);
        compare(stores.disk->reviews(), stores.memory->reviews(), query);  // by FTS5
        write_both(*stores.disk.store, *stores.memory.store, stores.random, stores.newest);
    }
}

TEST_CASE("a search of a kept phrase asks no text index, one of a rare phrase does") {
    TwoStores stores(300);
    good(stores.disk->reviews().upsert(std::vector{a_review("rare", "zyzzyva crash")}));
    const Eager eager(stores.disk.folder.path(), true);
    sqlite::ReviewIndex index(*eager.database, eager.kept);
    good(index.with_columns([&](sqlite::Connection& reader, const ReviewColumns& columns) {
        CHECK(columns.worded());
        const auto common = good(index.find_text(reader, "crash app", columns));
        CHECK(common.phrases.size() == 2);
        CHECK(common.found == nullptr);
        const auto rare = good(index.find_text(reader, "crash zyzzyva", columns));
        CHECK(rare.phrases.size() == 1);
        REQUIRE(rare.found);
        CHECK(rare.found->size() == 1);
        return base::Result<void>();
    }));
}

TEST_CASE("searches stay right while the phrases are learnt beside them and reviews come in") {
    TwoStores stores(400);
    Eager eager(stores.disk.folder.path(), false);
    std::atomic<bool> done = false;
    std::atomic<int> asked_so_far = 0;
    std::vector<std::thread> readers;
    for (std::uint64_t seed : {1u, 2u})
        readers.emplace_back([&, seed] {
            SeededRandom random(seed);
            do {
                const auto query = asked(some_question(random));
                const auto page = eager.reviews->list(query);
                asked_so_far += page.has_value();
                const auto text = read_text_query(query.filter.q);
                for (const auto& review : page->items) {
                    std::vector<std::string> texts{review.text, review.author};
                    if (review.translation) texts.push_back(review.translation->text);
                    if (!matches(text, read(texts))) asked_so_far = -1'000'000;
                }
            } while (!done);
        });
    for (int i = 0; i < 120; ++i)
        write_both(*stores.disk.store, *stores.memory.store, stores.random, stores.newest);
    done = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(asked_so_far > 0);
    for (int i = 0; i < 40; ++i)
        compare(*eager.reviews, stores.memory->reviews(), asked(some_question(stores.random)));
}

TEST_CASE("a store that is closed while it learns phrases ends at once") {
    TwoStores stores(400);
    for (int i = 0; i < 10; ++i) {
        const Eager eager(stores.disk.folder.path(), false);
        CHECK(good(eager.reviews->list(asked("crash"))).total > 0);
    }
}

}  // namespace
}  // namespace vitrine::service::conformance
