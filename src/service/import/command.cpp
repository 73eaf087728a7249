#include "service/import/command.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "service/import/catalogue.h"
#include "service/import/events.h"
#include "service/import/reviews.h"

namespace vitrine::service::import {
namespace {

struct Ask {
    std::string kind, team, app, map, preset;
    std::int32_t rating_scale = 5;
    Hidden hidden = Hidden::minus_one;
    std::vector<std::string> files;
};

base::Problem wrong_usage(std::string title) {
    return base::Problem::of(base::ProblemKind::invalid, "wrong_usage", title, usage());
}

base::Result<void> take_option(Ask& ask, const std::string& name, const std::string& value) {
    if (name == "--team") ask.team = value;
    else if (name == "--app") ask.app = value;
    else if (name == "--map") ask.map = value;
    else if (name == "--preset") ask.preset = value;
    else if (name == "--rating-scale") {
        const auto scale = base::parse_decimal(value);
        if (!scale || *scale < 2 || *scale > 100)
            return base::refused(wrong_usage("--rating-scale takes a number from 2 to 100."));
        ask.rating_scale = static_cast<std::int32_t>(*scale);
    } else if (name == "--hidden" && (value == "-1" || value == "none")) {
        ask.hidden = value == "none" ? Hidden::none : Hidden::minus_one;
    } else {
        return base::refused(wrong_usage("There is no option " + name + " " + value + "."));
    }
    return {};
}

base::Result<Ask> parse(std::span<const std::string> args) {
    Ask ask;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (!args[i].starts_with("--")) {
            if (ask.kind.empty()) ask.kind = args[i];
            else ask.files.push_back(args[i]);
            continue;
        }
        const std::size_t sign = args[i].find('=');
        const bool own_value = sign != std::string::npos;
        if (!own_value && i + 1 == args.size())
            return base::refused(wrong_usage(args[i] + " wants a value."));
        const std::string name = args[i].substr(0, sign);
        const std::string value = own_value ? args[i].substr(sign + 1) : args[++i];
        if (auto done = take_option(ask, name, value); !done) return base::refused(done.error());
    }
    if (ask.kind != "reviews" && ask.kind != "catalogue" && ask.kind != "events")
        return base::refused(wrong_usage("Say what to import: reviews, catalogue or events."));
    if (ask.files.empty()) return base::refused(wrong_usage("Name at least one file."));
    if (!ask.app.empty() && !contract::is_package_name(ask.app))
        return base::refused(wrong_usage("\"" + ask.app + "\" is no package name."));
    return ask;
}

base::Result<void> import_one(ports::Store& store, base::Clock& clock, Target& target,
                              const Ask& ask, const std::string& file, Report& report) {
    if (ask.kind == "catalogue") return import_catalogue(store, target, file, report);
    if (ask.kind == "events") {
        const EventOptions options{file, ask.map, ask.preset, ask.app, ask.hidden};
        return import_events(store, clock, target, options, report);
    }
    auto map = parse_map(ask.map, review_fields());
    if (!map) return base::refused(map.error());
    const ReviewOptions options{file, *map, ask.app, ask.rating_scale};
    return import_reviews(store, target, options, report);
}

void say(std::FILE* out, const base::Problem& problem) {
    if (out == nullptr) return;
    std::fprintf(out, "%s\n", problem.title.c_str());
    if (!problem.detail.empty()) std::fprintf(out, "%s\n", problem.detail.c_str());
}

// 1 stands for "the worst": nothing, or not all, was read.
int worse(int a, int b) {
    if (a == 1 || b == 1) return 1;
    return std::max(a, b);
}

}  // namespace

std::string usage() {
    return "usage: vitrine-store import reviews FILE... [--team NAME|ID] [--app PACKAGE]\n"
           "           [--map column=field,...] [--rating-scale N]\n"
           "       vitrine-store import catalogue FILE... [--team NAME|ID]\n"
           "       vitrine-store import events FILE... [--team NAME|ID] [--app PACKAGE]\n"
           "           [--map column=target,...] [--preset NAME] [--hidden -1|none]\n"
           "Files are CSV or JSON Lines, plain or gzip. Bad lines are named and skipped; the same\n"
           "file can be imported again without doubling anything.";
}

int run_import(ports::Store& store, base::Clock& clock, std::span<const std::string> args,
               std::FILE* out) {
    const auto ask = parse(args);
    if (!ask) {
        say(out, ask.error());
        return 2;
    }
    const bool terminal = out != nullptr && isatty(fileno(out)) == 1;
    int code = 0;
    for (const std::string& file : ask->files) {
        Report report(out, terminal ? Terminal::yes : Terminal::no, file);
        Target target(store, report);
        const base::Instant begun = clock.now();
        auto done = target.choose_team(ask->team);
        if (!done) {
            say(out, done.error());
            return 2;
        }
        done = import_one(store, clock, target, *ask, file, report);
        report.failed = !done;
        report.finish(static_cast<double>(clock.now().ms - begun.ms) / 1000);
        if (!done) say(out, done.error());
        code = worse(code, report.exit_code());
    }
    return code;
}

}  // namespace vitrine::service::import
