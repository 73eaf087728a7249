#include "service/seed/review_writer.h"

#include <algorithm>
#include <array>

#include "service/seed/phrases.h"
#include "service/seed/shape.h"

namespace vitrine::service::seed {
namespace {

using contract::Review;

// In the order of languages(): en de es fr ja zh pt it ko ru hi ar th tr.
constexpr std::array<double, 14> language_weights = {.25, .19, .11, .09, .085, .06, .06,
                                                     .045, .035, .025, .02, .02, .015, .015};
constexpr std::array<std::string_view, 14> country_choices = {
    "US US GB CA AU IE", "DE DE DE AT CH", "ES MX AR CO", "FR FR BE CA", "JP", "CN CN SG",
    "BR BR PT", "IT", "KR", "KZ RU AM", "IN", "EG MA SA AE", "TH", "TR"};
constexpr std::array<std::string_view, 12> devices = {
    "Pixel 7", "Galaxy S24", "Galaxy A54", "Pixel 8a", "Redmi Note 12", "Galaxy S23",
    "OnePlus 12", "Xperia 5", "Moto G84", "Honor 90", "Galaxy Tab S9", "Fairphone 5"};
constexpr std::array<std::string_view, 4> systems = {"Android 13", "Android 14", "Android 12",
                                                     "Android 15"};
constexpr std::array<std::string_view, 8> glad_signs = {"😊", "❤️", "👍", "✨", "🎉", "🙏", "😍", "🌟"};
constexpr std::array<std::string_view, 6> bitter_signs = {"😢", "😡", "👎", "🙁", "😤", "💔"};

template <class List>
auto pick(const List& list, Dice& dice) {
    return list[dice.below(list.size())];
}

struct Pick {
    std::string_view section;
    std::size_t line;
};

// Chooses sentences by section and line, so that they can be said in any language.
class Composer {
public:
    Composer(const AppCast& app, const Language& language, Dice& dice)
        : app_(app), language_(language), dice_(dice) {}

    void add(std::string_view section) {
        const std::size_t line = dice_.below(language_.lines(section).size());
        const bool twice = std::any_of(picks_.begin(), picks_.end(), [&](const Pick& one) {
            return one.section == section && one.line == line;
        });
        if (!twice) picks_.push_back({section, line});
    }
    void add_line(std::string_view section, std::size_t line) { picks_.push_back({section, line}); }
    void maybe(double share, std::string_view section) {
        if (dice_.chance(share)) add(section);
    }
    void praise() { add(dice_.chance(.72) ? good() : "u"); }
    void complain() { add(dice_.chance(.5) ? bad() : "v"); }
    std::string_view good() const { return section_of('+'); }
    std::string_view bad() const { return section_of('-'); }
    const std::vector<Pick>& picks() const { return picks_; }

private:
    std::string_view section_of(char sign) const {
        for (const Section& one : language_.sections)
            if (one.name.size() == 2 && one.name[0] == app_.letter[0] && one.name[1] == sign)
                return one.name;
        return "u";
    }

    const AppCast& app_;
    const Language& language_;
    Dice& dice_;
    std::vector<Pick> picks_;
};

void compose(Composer& out, const ReviewWish& wish, const Review& review, Dice& dice) {
    if (wish.about == About::zoom) {
        out.maybe(.45, "b");
        // The third of the phrases names 4.2.0; who has an older version cannot say that.
        const std::size_t line = dice.below(5);
        out.add_line("z", line == 2 && review.version != "4.2.0" ? 0 : line);
        out.maybe(.2, out.bad());
        return out.maybe(.55, "d");
    }
    switch (wish.rating) {
        case 5:
            if (dice.chance(.14)) return out.add(dice.chance(.6) ? "g" : "c");
            out.maybe(.7, "g");
            out.praise();
            if (dice.chance(.35)) out.praise();
            return out.maybe(.5, "c");
        case 4:
            out.maybe(.5, "g");
            out.praise();
            out.maybe(.35, "w");
            return out.maybe(.2, "c");
        case 3:
            out.add("m");
            out.praise();
            out.complain();
            return out.maybe(.3, "w");
        default:
            out.maybe(.65, "b");
            out.complain();
            if (dice.chance(.3)) out.complain();
            return out.maybe(.6, "d");
    }
}

std::string say(const Language& language, std::span<const Pick> picks, std::string_view device) {
    std::string out;
    for (const Pick& one : picks) {
        if (!out.empty()) out += language.joint;
        std::string line(language.lines(one.section)[one.line]);
        if (const auto at = line.find("{d}"); at != std::string::npos) line.replace(at, 3, device);
        out += line;
    }
    return out;
}

// A handle; Latin ones often have digits behind them, and all are taken up again by others.
std::string handle(const Language& language, Dice& dice) {
    std::string out(pick(language.lines("names"), dice));
    const bool latin = static_cast<unsigned char>(out[0]) < 0x80;
    const bool full_name = out.find(' ') != std::string::npos;
    if (!full_name && dice.chance(latin ? .6 : .3)) {
        if (latin && dice.chance(.4)) out += '_';
        out += base::decimal(static_cast<std::int64_t>(dice.below(99) + 1));
    }
    return out;
}

void add_topics(Review& review, std::span<const Pick> picks) {
    for (const Pick& one : picks) {
        const std::string topic(topic_of(one.section, one.line));
        if (one.section == "g" || one.section == "b" || one.section == "m" || one.section == "c")
            continue;
        const bool known = std::find(review.topics.begin(), review.topics.end(), topic) !=
                           review.topics.end();
        if (!topic.empty() && !known) review.topics.push_back(topic);
    }
}

const Language& throw_language(const AppCast& app, Dice& dice) {
    auto weights = language_weights;
    if (app.key == "kanji") weights[4] = .01;  // it teaches Japanese
    if (app.key == "ledgerly") weights[1] *= 1.6;
    return languages()[dice.weighted(weights)];
}

}  // namespace

Review write_review(const ReviewWish& wish, Dice& dice) {
    const Language& language = throw_language(*wish.app, dice);
    const auto index = static_cast<std::size_t>(&language - languages().data());
    Review review;
    review.app = wish.app->id();
    review.rating = wish.rating;
    review.language = language.tag;
    const auto countries = base::split(country_choices[index], ' ');
    review.country = pick(countries, dice);
    review.author = handle(language, dice);
    review.device = pick(devices, dice);
    review.system = pick(systems, dice);
    review.version = wish.version.empty() ? throw_version(*wish.app, wish.day, dice) : wish.version;
    Composer composer(*wish.app, language, dice);
    compose(composer, wish, review, dice);
    const auto& picks = composer.picks();
    review.text = say(language, picks, review.device);
    if (index != 0)
        review.translation = contract::Translation{"en", say(languages()[0], picks, review.device)};
    if (dice.chance(.22)) {
        const std::string sign =
            " " + std::string(wish.rating >= 4 ? pick(glad_signs, dice) : pick(bitter_signs, dice));
        review.text += sign;
        if (review.translation) review.translation->text += sign;
    }
    add_topics(review, picks);
    if (dice.chance(.12)) review.helpful = static_cast<std::int32_t>(dice.below(40));
    if (dice.chance(.025)) {
        review.edits = 1;
        review.previous_rating = std::clamp(wish.rating + (dice.chance(.5) ? 2 : -1), 1, 5);
    }
    return review;
}

contract::ReviewReply write_reply(const Review& review, Dice& dice) {
    const auto& all = languages();
    const auto language = std::find_if(all.begin(), all.end(), [&](const Language& one) {
        return one.tag == review.language;
    });
    const auto lines = (language == all.end() ? all[0] : *language)
                           .lines(review.rating.value_or(5) >= 4 ? "r" : "s");
    contract::ReviewReply reply;
    reply.text = pick(lines, dice);
    return reply;
}

std::int32_t throw_rating(const AppCast& app, std::string_view version, Dice& dice) {
    constexpr std::array<double, 5> usual = {.090, .046, .064, .155, .645};
    constexpr std::array<double, 5> shaky = {.150, .080, .090, .180, .500};
    constexpr std::array<double, 5> broken = {.470, .210, .080, .080, .160};
    if (app.key == "trailmark" && version == "4.2.0")
        return static_cast<std::int32_t>(dice.weighted(broken)) + 1;
    double rate = 0;
    for (const Version& one : app.versions)
        if (one.name == version) rate = one.crash_rate;
    return static_cast<std::int32_t>(dice.weighted(rate > .0035 ? shaky : usual)) + 1;
}

std::string_view throw_version(const AppCast& app, int day, Dice& dice) {
    const auto shares = version_shares(app, day);
    return app.versions[dice.weighted(shares)].name;
}

const AppCast& throw_app(Dice& dice) {
    std::vector<double> weights;
    for (const AppCast& app : apps()) weights.push_back(app.review_share);
    return apps()[dice.weighted(weights)];
}

}  // namespace vitrine::service::seed
