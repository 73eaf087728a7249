#include "package/kits/kits.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "package/bytes.h"

namespace vitrine::package {
namespace {

using contract::KitKind;

// A kit may have several rows; `prefix` ends where a name part ends.
struct Row {
    std::string_view prefix, id, name;
    KitKind kind;
};

constexpr auto rows = std::to_array<Row>({
    // Google: the services on the device, then what is built upon them.
    {"com.google.android.gms.", "google_play_services", "Google Play services", KitKind::platform},
    {"com.google.android.gms.ads.", "google_ads", "Google Mobile Ads", KitKind::ads},
    {"com.google.android.gms.maps.", "google_maps", "Google Maps SDK", KitKind::platform},
    {"com.google.android.gms.auth.api.signin.", "google_sign_in", "Google Sign-In",
     KitKind::sign_in},
    {"com.google.android.gms.wallet.", "google_pay", "Google Pay", KitKind::payment},
    {"com.google.android.gms.measurement.", "firebase_analytics", "Google Analytics for Firebase",
     KitKind::analytics},
    {"com.google.android.gms.analytics.", "google_analytics", "Google Analytics",
     KitKind::analytics},
    {"com.google.ads.", "google_ads", "Google Mobile Ads", KitKind::ads},
    {"com.google.android.play.core.", "play_core", "Google Play Core", KitKind::platform},
    {"com.google.android.vending.licensing.", "play_licensing", "Google Play Licensing",
     KitKind::platform},
    {"com.android.billingclient.", "play_billing", "Google Play Billing", KitKind::payment},
    {"com.android.vending.billing.", "play_billing", "Google Play Billing", KitKind::payment},
    {"com.google.firebase.", "firebase", "Firebase", KitKind::platform},
    {"com.google.firebase.messaging.", "firebase_messaging", "Firebase Cloud Messaging",
     KitKind::platform},
    {"com.google.firebase.crashlytics.", "firebase_crashlytics", "Firebase Crashlytics",
     KitKind::crashes},
    {"com.google.firebase.analytics.", "firebase_analytics", "Google Analytics for Firebase",
     KitKind::analytics},
    {"com.google.firebase.auth.", "firebase_auth", "Firebase Authentication", KitKind::sign_in},
    {"com.crashlytics.", "crashlytics", "Crashlytics", KitKind::crashes},
    {"io.fabric.sdk.", "fabric", "Fabric", KitKind::crashes},
    // Huawei Mobile Services.
    {"com.huawei.hms.", "hms_core", "HMS Core", KitKind::platform},
    {"com.huawei.agconnect.", "agconnect", "AppGallery Connect", KitKind::platform},
    {"com.huawei.hms.push.", "hms_push", "HMS Push Kit", KitKind::platform},
    {"com.huawei.hms.ads.", "hms_ads", "HMS Ads Kit", KitKind::ads},
    {"com.huawei.openalliance.ad.", "hms_ads", "HMS Ads Kit", KitKind::ads},
    {"com.huawei.hms.maps.", "hms_map", "HMS Map Kit", KitKind::platform},
    {"com.huawei.hms.analytics.", "hms_analytics", "HMS Analytics Kit", KitKind::analytics},
    {"com.huawei.hms.iap.", "hms_iap", "HMS In-App Purchases", KitKind::payment},
    {"com.huawei.hms.support.account.", "hms_account", "HMS Account Kit", KitKind::sign_in},
    {"com.huawei.agconnect.crash.", "agconnect_crash", "AppGallery Connect Crash",
     KitKind::crashes},
    // Advertising.
    {"com.facebook.ads.", "meta_audience", "Meta Audience Network", KitKind::ads},
    {"com.unity3d.ads.", "unity_ads", "Unity Ads", KitKind::ads},
    {"com.unity3d.services.ads.", "unity_ads", "Unity Ads", KitKind::ads},
    {"com.applovin.", "applovin", "AppLovin MAX", KitKind::ads},
    {"com.ironsource.", "ironsource", "ironSource", KitKind::ads},
    {"com.vungle.", "vungle", "Vungle", KitKind::ads},
    {"com.chartboost.sdk.", "chartboost", "Chartboost", KitKind::ads},
    {"com.inmobi.", "inmobi", "InMobi", KitKind::ads},
    {"com.mopub.", "mopub", "MoPub", KitKind::ads},
    {"com.startapp.", "startapp", "StartApp", KitKind::ads},
    {"com.bytedance.sdk.openadsdk.", "pangle", "Pangle", KitKind::ads},
    {"com.mbridge.msdk.", "mintegral", "Mintegral", KitKind::ads},
    {"com.yandex.mobile.ads.", "yandex_ads", "Yandex Ads", KitKind::ads},
    {"com.my.target.", "mytarget", "myTarget", KitKind::ads},
    {"com.amazon.device.ads.", "amazon_ads", "Amazon Ads", KitKind::ads},
    {"com.criteo.publisher.", "criteo", "Criteo", KitKind::ads},
    // Analytics and attribution.
    {"com.appsflyer.", "appsflyer", "AppsFlyer", KitKind::analytics},
    {"com.adjust.sdk.", "adjust", "Adjust", KitKind::analytics},
    {"io.branch.referral.", "branch", "Branch", KitKind::analytics},
    {"com.amplitude.", "amplitude", "Amplitude", KitKind::analytics},
    {"com.mixpanel.android.", "mixpanel", "Mixpanel", KitKind::analytics},
    {"com.flurry.", "flurry", "Flurry", KitKind::analytics},
    {"com.segment.analytics.", "segment", "Segment", KitKind::analytics},
    {"com.umeng.", "umeng", "Umeng", KitKind::analytics},
    {"com.yandex.metrica.", "yandex_metrica", "AppMetrica", KitKind::analytics},
    {"io.appmetrica.analytics.", "yandex_metrica", "AppMetrica", KitKind::analytics},
    {"com.kochava.", "kochava", "Kochava", KitKind::analytics},
    {"com.singular.sdk.", "singular", "Singular", KitKind::analytics},
    {"com.onesignal.", "onesignal", "OneSignal", KitKind::platform},
    {"org.matomo.sdk.", "matomo", "Matomo", KitKind::analytics},
    {"ly.count.android.sdk.", "countly", "Countly", KitKind::analytics},
    // Crash reports.
    {"io.sentry.", "sentry", "Sentry", KitKind::crashes},
    {"com.bugsnag.android.", "bugsnag", "Bugsnag", KitKind::crashes},
    {"org.acra.", "acra", "ACRA", KitKind::crashes},
    {"com.microsoft.appcenter.", "app_center", "Visual Studio App Center", KitKind::crashes},
    {"net.hockeyapp.android.", "hockeyapp", "HockeyApp", KitKind::crashes},
    {"com.instabug.", "instabug", "Instabug", KitKind::crashes},
    {"com.tencent.bugly.", "bugly", "Bugly", KitKind::crashes},
    {"com.newrelic.agent.android.", "new_relic", "New Relic", KitKind::crashes},
    {"com.datadog.android.", "datadog", "Datadog", KitKind::crashes},
    {"com.raygun.raygun4android.", "raygun", "Raygun", KitKind::crashes},
    // Sign-in and payment.
    {"com.facebook.login.", "facebook_login", "Facebook Login", KitKind::sign_in},
    {"com.facebook.", "facebook", "Facebook SDK", KitKind::platform},
    {"com.tencent.mm.opensdk.", "wechat", "WeChat SDK", KitKind::sign_in},
    {"com.auth0.android.", "auth0", "Auth0", KitKind::sign_in},
    {"com.stripe.android.", "stripe", "Stripe", KitKind::payment},
    {"com.paypal.android.", "paypal", "PayPal", KitKind::payment},
    {"com.braintreepayments.", "braintree", "Braintree", KitKind::payment},
    {"com.revenuecat.purchases.", "revenuecat", "RevenueCat", KitKind::payment},
    {"com.alipay.sdk.", "alipay", "Alipay", KitKind::payment},
    {"com.amazon.device.iap.", "amazon_iap", "Amazon In-App Purchasing", KitKind::payment},
    {"com.samsung.android.sdk.iap.", "samsung_iap", "Samsung In-App Purchase", KitKind::payment},
    // What the app is built with.
    {"io.flutter.", "flutter", "Flutter", KitKind::framework},
    {"com.facebook.react.", "react_native", "React Native", KitKind::framework},
    {"com.unity3d.player.", "unity", "Unity", KitKind::framework},
    {"org.apache.cordova.", "cordova", "Apache Cordova", KitKind::framework},
    {"com.getcapacitor.", "capacitor", "Capacitor", KitKind::framework},
    {"mono.android.", "dotnet", ".NET for Android", KitKind::framework},
    {"org.godotengine.godot.", "godot", "Godot", KitKind::framework},
    {"com.epicgames.ue4.", "unreal", "Unreal Engine", KitKind::framework},
    {"com.epicgames.unreal.", "unreal", "Unreal Engine", KitKind::framework},
    {"org.libsdl.app.", "sdl", "SDL", KitKind::framework},
    {"org.qtproject.qt.", "qt", "Qt", KitKind::framework},
    {"org.qtproject.qt5.", "qt", "Qt", KitKind::framework},
    {"androidx.compose.", "compose", "Jetpack Compose", KitKind::framework},
    {"com.google.androidbrowserhelper.", "trusted_web_activity", "Trusted Web Activity",
     KitKind::framework},
    {"kotlin.", "kotlin", "Kotlin", KitKind::framework},
});

// The header of a dex file: "dex\n", version; sizes and offsets of its tables from byte 0x38 on.
// Source: source.android.com, "Dalvik executable format".
constexpr std::size_t dex_header_bytes = 0x70, dex_sizes_at = 0x38;
constexpr std::size_t name_most = 500;

}  // namespace

KitFinder::KitFinder() : evidence_(rows.size()), order_(rows.size()) {
    std::iota(order_.begin(), order_.end(), 0u);
    std::sort(order_.begin(), order_.end(),
              [](auto a, auto b) { return rows[a].prefix < rows[b].prefix; });
}

// Every prefix of `name` that is a row ends with one of its dots: few look-ups, whatever the table.
void KitFinder::see_class(std::string_view name) {
    name = name.substr(0, name_most);
    for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
        const std::string_view prefix = name.substr(0, dot + 1);
        const auto row = std::lower_bound(
            order_.begin(), order_.end(), prefix,
            [](std::uint32_t a, std::string_view wanted) { return rows[a].prefix < wanted; });
        if (row == order_.end()) return;
        const std::string_view found = rows[*row].prefix;
        if (!found.starts_with(prefix)) return;  // No longer prefix can be a row either.
        if (found == prefix && evidence_[*row].empty())
            evidence_[*row] = base::to_valid_utf8(name);
    }
}

void KitFinder::see_manifest_name(std::string_view name) { see_class(name); }

Read<void> KitFinder::see_dex(std::string_view dex) {
    const auto malformed = [] { return refuse(PackageRefusal::dex_malformed); };
    if (dex.size() < dex_header_bytes || !dex.starts_with("dex\n")) return malformed();
    const std::size_t string_count = u32(dex, dex_sizes_at), strings = u32(dex, dex_sizes_at + 4);
    const std::size_t type_count = u32(dex, dex_sizes_at + 8), types = u32(dex, dex_sizes_at + 12);
    if (strings > dex.size() || string_count > (dex.size() - strings) / 4 || types > dex.size() ||
        type_count > (dex.size() - types) / 4)
        return malformed();
    std::string name;
    for (std::size_t i = 0; i < type_count; ++i) {
        const std::size_t string = u32(dex, types + i * 4);
        if (string >= string_count) return malformed();
        std::size_t at = u32(dex, strings + string * 4);
        for (int bytes = 0; bytes < 5 && at < dex.size(); ++bytes)  // its length in UTF-16 units
            if (!(static_cast<unsigned char>(dex[at++]) & 0x80)) break;
        if (at >= dex.size()) return malformed();
        const std::string_view rest = dex.substr(at, name_most);
        const std::string_view descriptor = rest.substr(0, rest.find('\0'));
        if (!descriptor.starts_with('L')) continue;  // A primitive or an array of something.
        name.assign(descriptor.substr(1, descriptor.find(';') - 1));
        std::replace(name.begin(), name.end(), '/', '.');
        see_class(name);
    }
    return {};
}

std::vector<contract::PackageKit> KitFinder::finish() {
    std::vector<contract::PackageKit> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool again = std::any_of(out.begin(), out.end(),
                                       [&](const auto& one) { return one.id == rows[i].id; });
        if (!evidence_[i].empty() && !again)
            out.push_back({std::string(rows[i].id), std::string(rows[i].name), rows[i].kind,
                           std::move(evidence_[i])});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return out;
}

}  // namespace vitrine::package
