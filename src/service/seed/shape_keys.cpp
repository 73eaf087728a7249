// How a day's figure splits by country, version, device and channel.
#include <algorithm>
#include <array>
#include <cmath>

#include "service/seed/dice.h"
#include "service/seed/shape.h"

namespace vitrine::service::seed {
namespace {

using contract::Dimension;

constexpr std::array<KeyShare, 24> countries = {{
    {"DE", .300}, {"US", .203}, {"JP", .145}, {"FR", .100}, {"ES", .082}, {"IN", .070},
    {"MX", .052}, {"BR", .046}, {"GB", .046}, {"CA", .043}, {"SE", .021}, {"CH", .018},
    {"IT", .029}, {"PL", .024}, {"KR", .032}, {"NL", .025}, {"NO", .013}, {"CN", .014},
    {"EG", .010}, {"MA", .008}, {"TH", .013}, {"TR", .012}, {"AT", .020}, {"UA", .014},
}};
constexpr std::array<KeyShare, 14> devices = {{
    {"Pixel 7", .118},      {"Galaxy S24", .114},   {"Galaxy A54", .103},  {"Pixel 8a", .096},
    {"Redmi Note 12", .091}, {"Galaxy S23", .082},  {"OnePlus 12", .064},  {"Xperia 5", .052},
    {"Moto G84", .049},     {"Honor 90", .044},     {"Galaxy Tab S9", .041}, {"Fairphone 5", .031},
    {"Nokia G42", .027},    {"Pixel Tablet", .022},
}};
constexpr std::array<KeyShare, 6> channels = {{{"Search", .46}, {"Browse", .21}, {"Web links", .14},
                                               {"Campaigns", .09}, {"Other apps", .06},
                                               {"QR codes", .04}}};

// How much more or less one app has of one country than the others.
double taste(const AppCast& app, std::string_view key) {
    const double own = .75 + .5 * Dice(key, {&app - apps().data()}).unit();
    if (app.key == "kanji" && key == "JP") return 2.2;
    if (app.key == "ledgerly" && (key == "DE" || key == "IN")) return 1.5;
    if (app.key == "trailmark") return 1;
    return own;
}

// Slow drifts, so that the change column has something to say.
double drift(const AppCast& app, std::string_view key, int day) {
    const double slope = Dice(key, {7}).spread() * .0018;
    double out = 1 + slope * day;
    if (app.key != "trailmark") return out;
    if (key == "DE" && day >= featured_day) out *= 1 + .9 * std::exp((featured_day - day) / 9.0);
    if (key == "JP") out *= 1 + .0022 * day;
    if (key == "ES") out *= 1 - .0022 * (day + 28);
    return out;
}

template <std::size_t N>
std::vector<KeyShare> split(const std::array<KeyShare, N>& table, const AppCast& app, int day) {
    std::vector<KeyShare> out(table.begin(), table.end());
    double whole = 0;
    for (KeyShare& one : out) {
        const double jitter = 1 + .06 * Dice(one.key, {&app - apps().data(), day}).spread();
        one.share *= std::max(.05, taste(app, one.key) * drift(app, one.key, day)) * jitter;
        whole += one.share;
    }
    for (KeyShare& one : out) one.share /= whole;
    return out;
}

}  // namespace

std::vector<KeyShare> key_shares(const AppCast& app, Dimension by, int day) {
    switch (by) {
        case Dimension::country: return split(countries, app, day);
        case Dimension::device: return split(devices, app, day);
        case Dimension::channel: return split(channels, app, day);
        case Dimension::version: break;
    }
    std::vector<KeyShare> out;
    const auto shares = version_shares(app, day);
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (shares[i] > .0005) out.push_back({app.versions[i].name, shares[i]});
    return out;
}

}  // namespace vitrine::service::seed
