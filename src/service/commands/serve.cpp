#include <cstdio>
#include <iostream>
#include <thread>

#include "base/text.h"
#include "service/agc/fetcher.h"
#include "service/commands/open_store.h"
#include "service/files/blobs.h"
#include "service/files/folder_lock.h"
#include "service/hooks/sender.h"
#include "service/http/server.h"
#include "service/machine/secrets.h"
#include "service/machine/steady_clock.h"
#include "service/memory/memory_store.h"
#include "service/seed/seed.h"
#include "service/translate/translators.h"

namespace vitrine::service::commands {
namespace {

using base::Problem;
using base::ProblemKind;
using base::refused;
using base::Result;

Problem wrong_value(const Words& words, const std::string& flag, const std::string& wanted) {
    const auto place = words.places.find(flag);
    const std::string where = place == words.places.end() ? "--" + flag
                                                          : place->second + ": " + flag;
    return Problem::of(ProblemKind::malformed, "wrong_words", where + " takes " + wanted + ".");
}

Result<http::ServerOptions> server_options(const Words& words) {
    http::ServerOptions out;
    out.host = words.text("host", out.host);
    const auto port = base::parse_decimal(words.text("port", "8600"));
    if (!port || *port < 0 || *port > 65535)
        return refused(wrong_value(words, "port", "0 to 65535"));
    out.port = static_cast<std::uint16_t>(*port);
    return out;
}

Result<http::AppOptions> app_options(const Words& words, bool demo) {
    http::AppOptions out;
    out.behind_tls = words.has("behind-tls");
    if (!words.has("quiet")) out.log = &std::cerr;
    const std::string reviewer = words.text("reviewer", demo ? "simulated" : "nobody");
    if (reviewer != "simulated" && reviewer != "nobody")
        return refused(wrong_value(words, "reviewer", "simulated or nobody"));
    if (reviewer == "simulated") out.reviewer = http::Reviewer::simulated;
    const std::string reach = words.text("webhook-reach", "public");
    if (reach != "public" && reach != "loopback" && reach != "private")
        return refused(wrong_value(words, "webhook-reach", "public, loopback or private"));
    if (reach == "loopback") out.hook_reach = hooks::Reach::loopback;
    if (reach == "private") out.hook_reach = hooks::Reach::any;
    const auto rate = base::parse_number(words.text("rate", "200"));
    if (!rate || *rate < 1)
        return refused(wrong_value(words, "rate", "a number of requests a second"));
    out.per_address = {3 * *rate, *rate};
    return out;
}

Result<std::unique_ptr<ports::Store>> store_for(const Words& words) {
    if (words.has("memory")) return memory::make_store();
    return open_store(words.text("data", usual_data_folder), Look::quickly);
}

Result<std::unique_ptr<ports::Blobs>> blobs_for(const Words& words) {
    if (words.has("memory")) return memory::make_blobs();
    return files::open_blobs(words.text("data", usual_data_folder));
}

std::unique_ptr<ports::Translator> translator_for(const Words& words) {
    const std::string url = words.text("translate-url", "");
    if (url.empty()) return std::make_unique<translate::NoTranslator>();
    return std::make_unique<translate::LibreTranslate>(url);
}

void say_how_to_sign_in(ports::Store& store, bool demo) {
    if (demo) {
        std::printf("Sign in with the password %s as\n", std::string(seed::demo_password).c_str());
        for (const seed::SignInHint& hint : seed::sign_in_hints())
            std::printf("  %-34s %s, %s\n", std::string(hint.email).c_str(),
                        std::string(hint.name).c_str(), std::string(hint.role).c_str());
    } else if (store.accounts().count().value_or(1) == 0) {
        std::puts("Nobody can sign in yet: vitrine-store user add --help says how to change that.");
    }
}

Result<void> plant_seed(ports::Store& store, ports::PasswordHasher& hasher, base::Clock& clock) {
    if (store.accounts().count().value_or(0) == 0) {
        std::puts("Planting the demo seed, which takes a few seconds ...");
        std::fflush(stdout);
    }
    auto done = seed::plant(store, hasher, clock.now());
    if (!done) return refused(done.error());
    return {};
}

Result<void> serve_until_stopped(const Words& words) {
    const bool demo = words.text("seed", "empty") == "demo";
    if (!demo && words.text("seed", "empty") != "empty")
        return refused(wrong_value(words, "seed", "demo or empty"));
    const auto listening = server_options(words);
    if (!listening) return refused(listening.error());
    auto options = app_options(words, demo);
    if (!options) return refused(options.error());
    auto site = words.has("web") ? http::Site::load(words.text("web", "")) : http::Site();
    if (!site) return refused(site.error());
    auto store = store_for(words);
    if (!store) return refused(store.error());
    std::optional<files::FolderLock> lock;
    if (!words.has("memory")) {
        auto taken = files::FolderLock::take(words.text("data", usual_data_folder));
        if (!taken) return refused(taken.error());
        lock.emplace(std::move(*taken));
    }
    const auto blobs = blobs_for(words);
    if (!blobs) return refused(blobs.error());
    machine::SystemClock clock;
    machine::SystemRandom random;
    machine::Argon2Hasher hasher;
    const auto translator = translator_for(words);
    if (demo && !seed::sign_in_hints().empty())
        options->demo_hint = std::string(seed::sign_in_hints().front().email) + "  " +
                             std::string(seed::demo_password);
    if (demo)
        options->every_minute = [&](base::Instant now) { (void)seed::tick(**store, now); };
    options->steady_ms = machine::steady_ms;
    const desks::World world{**store, clock, random, hasher, *translator, **blobs};
    http::App app(world, std::move(*site), *options);
    auto server = http::Server::listen(app, *listening);
    if (!server) return refused(server.error());
    if (demo)  // now that nothing is in the way any more; early visitors wait for it
        if (auto done = plant_seed(**store, hasher, clock); !done) return done;
    // Noted before anybody is let in: what is sent in a new store's first second is checked too.
    if (const auto since = desks::first_served_at(world); !since) return refused(since.error());
    const hooks::Sender sender(app.hooks());
    const agc::Fetcher fetcher(app.gallery());
    // The first question about reviews reads all of them: not while somebody waits.
    const std::jthread reading([&] { (void)(*store)->reviews().facets({}, {}); });
    (*server)->stop_on_signals();
    say_how_to_sign_in(**store, demo);
    std::printf("Vitrine listens on http://%s:%d/\n", listening->host.c_str(), (*server)->port());
    std::fflush(stdout);
    (*server)->run();
    return {};
}

}  // namespace

int serve(const std::vector<std::string>& words) {
    const auto parsed = parse(words,
                              {"data", "config", "seed", "host", "port", "web", "reviewer",
                               "translate-url", "rate", "webhook-reach"},
                              {"memory", "behind-tls", "quiet"});
    if (!parsed) return complain(parsed.error());
    if (!parsed->rest.empty())
        return complain(Problem::of(ProblemKind::malformed, "wrong_words",
                                    "serve takes only options, not " + parsed->rest.front() + "."));
    const auto done = serve_until_stopped(*parsed);
    return done ? 0 : complain(done.error());
}

}  // namespace vitrine::service::commands
