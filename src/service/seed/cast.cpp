#include "service/seed/cast.h"

#include <string>

#include "base/check.h"

namespace vitrine::service::seed {
namespace {

using contract::Role;
using contract::StoreRole;

constexpr Version trailmark[] = {
    {"3.9.0", 390, -760, .0042},    {"4.0.0", 400, -420, .0046},    {"4.0.2", 402, -330, .0036},
    {"4.1.0", 410, -190, .0037},    {"4.1.1", 411, -120, .0033},    {"4.1.2", 412, -63, .0031},
    {"4.1.3", 413, -16, .0031},     {"4.2.0", 420, -4, .0052, .20}};
constexpr Version ledgerly[] = {
    {"2.6.0", 260, -760, .0034}, {"2.7.0", 270, -460, .0031}, {"2.7.3", 273, -300, .0029},
    {"2.8.0", 280, -190, .0033}, {"2.8.1", 281, -140, .0028}, {"2.9.0", 290, -47, .0027}};
constexpr Version tidepool[] = {
    {"5.3.0", 530, -760, .0021}, {"5.4.0", 540, -400, .0019}, {"5.5.0", 550, -210, .0017},
    {"5.6.0", 560, -96, .0015},  {"5.6.1", 561, -60, .0014},  {"5.6.2", 562, -33, .0013},
    {"5.6.3", 563, -3, .0012, .50}};
constexpr Version choir[] = {
    {"2.5.0", 250, -760, .0040}, {"2.6.0", 260, -480, .0035}, {"2.7.0", 270, -260, .0030},
    {"2.8.0", 280, -150, .0027}, {"2.8.3", 283, -72, .0023},  {"2.8.4", 284, -30, .0049}};
constexpr Version kanji[] = {
    {"1.10.0", 1100, -760, .0024}, {"1.11.0", 1110, -350, .0020}, {"1.12.0", 1120, -210, .0018},
    {"1.13.0", 1130, -88, .0014},  {"1.13.1", 1131, -52, .0011},  {"1.13.2", 1132, -27, .0026}};
constexpr Version bricklane[] = {
    {"1.8.0", 180, -760, .0038}, {"1.9.0", 190, -340, .0034}, {"2.0.0", 200, -170, .0029},
    {"2.0.5", 205, -78, .0019},  {"2.0.7", 207, -31, .0024},  {"2.1.0", 210, -2, .0022, .05}};

// Devices and revenue add up to what the overview's mock-up shows.
constexpr AppCast all_apps[] = {
    {"trailmark", "studio.northlight.trailmark", "Trailmark", "en-US", "T", 620, 115400, 16500,
     .2450, 4.58, .030, .36, trailmark},
    {"ledgerly", "studio.northlight.ledgerly", "Ledgerly", "de-DE", "L", 181, 16900, 19500, .2210,
     4.61, .050, .13, ledgerly},
    {"tidepool", "studio.northlight.tidepool", "Tidepool", "en-US", "S", 242, 24112, 16300,
     .2630, 4.72, .040, .17, tidepool},
    {"choir", "studio.northlight.choir", "Pocket Choir", "en-GB", "P", 70, 6548, 2200, .1980, 4.55,
     .020, .06, choir},
    {"kanji", "studio.northlight.kanji", "Kanji Garden", "ja-JP", "K", 126, 11400, 9300, .2720,
     4.74, .055, .11, kanji},
    {"bricklane", "studio.northlight.bricklane", "Bricklane", "en-US", "B", 399, 38120, 5350,
     .2870, 4.55, .030, .17, bricklane},
};

constexpr Person all_people[] = {
    {"user_ines", "Ines Moreau", "ines@northlight.example", our_team, Role::owner, StoreRole::none},
    {"user_tomasz", "Tomasz Kowal", "tomasz@northlight.example", our_team, Role::developer,
     StoreRole::none},
    {"user_mei", "Mei Tanaka", "mei@northlight.example", our_team, Role::support, StoreRole::none},
    {"user_jonas", "Jonas Weber", "jonas@northlight.example", our_team, Role::analyst,
     StoreRole::none},
    {"user_nils", "Nils Berg", "nils@fjordline.example", "team_fjordline", Role::owner,
     StoreRole::none},
    {"user_amara", "Amara Okafor", "amara@store.example", "", Role::none, StoreRole::reviewer},
    {"user_lucas", "Lucas Almeida", "lucas@store.example", "", Role::none, StoreRole::store_admin},
};

constexpr TeamCast all_teams[] = {{our_team, "Northlight Studio"},
                                  {"team_fjordline", "Fjordline"},
                                  {"team_harbor", "Harbor Mutual"},
                                  {"team_swiftlane", "Swiftlane Mobility"}};

constexpr OtherApp all_others[] = {
    {"fjordvpn", "example.fjordline.vpn", "Fjord VPN", "team_fjordline"},
    {"fjordnotes", "example.fjordline.notes", "Fjord Notes", "team_fjordline"},
    {"harborbank", "example.harbor.bank", "Harbor Bank", "team_harbor"},
    {"harborpay", "example.harbor.pay", "Harbor Pay", "team_harbor"},
    {"harborkids", "example.harbor.kids", "Harbor Kids", "team_harbor"},
    {"swiftlane", "example.swiftlane.ride", "Swiftlane", "team_swiftlane"},
    {"swiftdriver", "example.swiftlane.driver", "Swiftlane Driver", "team_swiftlane"},
    {"parkwell", "example.swiftlane.parkwell", "Parkwell", "team_swiftlane"},
};

}  // namespace

contract::AppId AppCast::id() const {
    return {"app_" + std::string(key)};
}

const Version& AppCast::live() const {
    for (std::size_t i = versions.size(); i-- > 0;)
        if (versions[i].cap >= 1) return versions[i];
    VT_CHECK(!"an app without a live version");
    return versions[0];
}

std::span<const AppCast> apps() {
    return all_apps;
}

const AppCast& app_of(std::string_view key) {
    for (const AppCast& app : all_apps)
        if (app.key == key) return app;
    VT_CHECK(!"there is no such app in the demonstration");
    return all_apps[0];
}

std::span<const Person> people() {
    return all_people;
}

std::span<const TeamCast> teams() {
    return all_teams;
}

std::span<const OtherApp> other_apps() {
    return all_others;
}

}  // namespace vitrine::service::seed
