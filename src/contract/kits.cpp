#include "contract/kits.h"

#include <algorithm>
#include <iterator>

namespace vitrine::contract {
namespace {

using base::FieldProblem;

enum class Kind : std::uint8_t { setting, credential };
enum class Must : std::uint8_t { be_there, not_be_there };

struct Need {
    const char* key;
    Kind kind;
    Must must;
};
struct Offered {
    Kit kit;
    const char* provider;
    const Need* needs;
    std::size_t count;
};

constexpr auto setting = Kind::setting;
constexpr auto credential = Kind::credential;
constexpr auto required = Must::be_there;
constexpr auto optional = Must::not_be_there;

constexpr Need store_account[] = {{"redirect_url", setting, required}};
constexpr Need open_id[] = {{"issuer_url", setting, required},
                            {"client_id", setting, required},
                            {"redirect_url", setting, optional},
                            {"client_secret", credential, required}};
constexpr Need fcm[] = {{"project_id", setting, required},
                        {"service_account", credential, required}};
constexpr Need hms[] = {{"app_id", setting, required}, {"client_secret", credential, required}};
constexpr Need gateway[] = {{"gateway_url", setting, required},
                            {"token", credential, optional}};
constexpr Need tiles[] = {{"style_url", setting, required}, {"token", credential, optional}};
constexpr Need own_server[] = {{"server_url", setting, required},
                               {"token", credential, required}};
constexpr Need merchant[] = {{"merchant_id", setting, required},
                             {"payout_account", credential, required}};
constexpr Need processor[] = {{"merchant_id", setting, required},
                              {"api_key", credential, required},
                              {"webhook_secret", credential, optional}};
constexpr Need ad_network[] = {{"publisher_id", setting, required},
                               {"api_key", credential, optional}};
constexpr Need pass_issuer[] = {{"issuer_id", setting, required},
                                {"signing_key", credential, required}};
constexpr Need bucket[] = {{"server_url", setting, required},
                           {"bucket", setting, required},
                           {"access_key", credential, required},
                           {"secret_key", credential, required}};

template <std::size_t Count>
constexpr Offered offer(Kit kit, const char* provider, const Need (&needs)[Count]) {
    return {kit, provider, needs, Count};
}
constexpr Offered offer(Kit kit, const char* provider) { return {kit, provider, nullptr, 0}; }

constexpr Offered offers[] = {
    offer(Kit::account, "store", store_account), offer(Kit::account, "openid", open_id),
    offer(Kit::push, "store"), offer(Kit::push, "fcm", fcm), offer(Kit::push, "hms", hms),
    offer(Kit::push, "unified_push", gateway),
    offer(Kit::map, "store"), offer(Kit::map, "tiles", tiles),
    offer(Kit::location, "store"), offer(Kit::location, "own_server", own_server),
    offer(Kit::payments, "store", merchant), offer(Kit::payments, "processor", processor),
    offer(Kit::ads, "store"), offer(Kit::ads, "network", ad_network),
    offer(Kit::analytics, "store"), offer(Kit::analytics, "own_server", own_server),
    offer(Kit::wallet, "issuer", pass_issuer),
    offer(Kit::drive, "store"), offer(Kit::drive, "bucket", bucket),
};
// By kit: what a report counts.
constexpr const char* units[] = {"sign-ins", "messages",    "map views", "position fixes",
                                 "payments", "impressions", "events",    "passes",
                                 "MiB days"};
static_assert(std::size(units) == names(static_cast<const Kit*>(nullptr)).size());

std::vector<KitNeed> needs_in(const Offered& offered) {
    std::vector<KitNeed> out;
    for (std::size_t i = 0; i < offered.count; ++i) {
        const Need& need = offered.needs[i];
        out.push_back({need.key, need.kind == credential, need.must == required});
    }
    return out;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
    });
}

std::string item(const char* list, std::size_t at, const char* member) {
    return std::string(list) + "." + base::decimal(static_cast<std::int64_t>(at)) + "." + member;
}

const KitNeed* find_need(const std::vector<KitNeed>& needs, std::string_view key, bool secret) {
    for (const KitNeed& need : needs)
        if (need.key == key && need.secret == secret) return &need;
    return nullptr;
}

// The keys of a list: known, of this kind, each once.
template <class T>
void refuse_keys(const std::vector<T>& given, const std::vector<KitNeed>& needs, bool secret,
                 const char* list, std::vector<FieldProblem>& wrong) {
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (!find_need(needs, given[i].key, secret))
            wrong.push_back({item(list, i, "key"), "not_allowed", "the provider takes no such"});
        for (std::size_t before = 0; before < i; ++before)
            if (given[before].key == given[i].key)
                wrong.push_back({item(list, i, "key"), "not_allowed", "it is named twice"});
    }
}

void refuse_setting(const KitSetting& one, std::size_t at, std::vector<FieldProblem>& wrong) {
    const bool address = one.key.size() > 4 && one.key.substr(one.key.size() - 4) == "_url";
    if (has_control(one.value))
        wrong.push_back({item("settings", at, "value"), "not_allowed", "control characters"});
    else if (address && (!base::starts_with_ignoring_case(one.value, "https://") ||
                         one.value.size() == 8 || one.value.find(' ') != std::string::npos))
        wrong.push_back({item("settings", at, "value"), "not_allowed", "an https address"});
}

}  // namespace

KitLevel kit_level(std::int64_t used, const std::optional<std::int64_t>& quota) {
    if (!quota || used <= 0) return KitLevel::within;
    if (used >= *quota) return KitLevel::over;
    return used * 100 >= *quota * kit_near_percent ? KitLevel::near : KitLevel::within;
}

std::vector<KitOffer> kit_offers() {
    std::vector<KitOffer> out;
    for (const Offered& one : offers) {
        if (out.empty() || out.back().kit != one.kit)
            out.push_back({one.kit, units[static_cast<std::size_t>(one.kit)], {}});
        out.back().providers.push_back({one.provider, needs_in(one)});
    }
    return out;
}

std::optional<std::vector<KitNeed>> needs_of(Kit kit, std::string_view provider) {
    for (const Offered& one : offers)
        if (one.kit == kit && one.provider == provider) return needs_in(one);
    return std::nullopt;
}

std::vector<FieldProblem> refuse_kit(const PutAppKit::Request& ask) {
    std::vector<FieldProblem> wrong;
    if (ask.quota && (*ask.quota < 1 || *ask.quota > kit_quota_max))
        wrong.push_back({"quota", "out_of_range", "1 to 10^14, or none"});
    const auto needs = needs_of(ask.kit, ask.provider);
    if (!needs) {
        wrong.push_back({"provider", "not_allowed", "the kit has no such provider"});
        return wrong;
    }
    const auto settings = ask.settings.value_or(std::vector<KitSetting>());
    const auto credentials = ask.credentials.value_or(std::vector<NewCredential>());
    refuse_keys(settings, *needs, false, "settings", wrong);
    refuse_keys(credentials, *needs, true, "credentials", wrong);
    for (std::size_t i = 0; i < settings.size(); ++i) refuse_setting(settings[i], i, wrong);
    for (const KitNeed& need : *needs) {
        const auto same = [&](const KitSetting& one) { return one.key == need.key; };
        if (need.required && !need.secret &&
            std::none_of(settings.begin(), settings.end(), same))
            wrong.push_back({"settings", "missing", "the provider needs " + need.key});
    }
    return wrong;
}

}  // namespace vitrine::contract
