// reviews: listed, answered, exported.
#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exporting.h"
#include "cli/files.h"
#include "cli/session.h"
#include "contract/bulk_reply.h"
#include "contract/exports.h"

namespace vitrine::cli {
namespace {

using base::refused;
using base::Result;

Result<base::Instant> moment_in(const std::string& text) {
    if (const auto day = base::parse_iso_date(text)) return base::start_of(*day);
    if (const auto when = base::parse_rfc3339(text)) return *when;
    return refused(usage_problem(text + " is no day and no time.", "Write it as 2026-05-14."));
}

// The filter of a list or an export.
template <class Request>
Result<void> fill_filter(Session& at, Request& ask) {
    const Words& words = at.words;
    if (words.has("search")) ask.q = words.text("search");
    for (const std::string& one : list_in(words, "rating")) {
        const auto stars = base::parse_decimal(one);
        if (!stars || *stars < 1 || *stars > 5)
            return refused(usage_problem("--rating takes stars from 1 to 5, not " + one + "."));
        ask.ratings.push_back(static_cast<std::int32_t>(*stars));
    }
    ask.languages = list_in(words, "language");
    ask.countries = list_in(words, "country");
    ask.versions = list_in(words, "version");
    ask.tags = list_in(words, "tag");
    if (words.has("unanswered")) ask.replied = false;
    if (words.has("since")) {
        const auto since = moment_in(words.text("since"));
        if (!since) return refused(since.error());
        ask.since = *since;
    }
    if (words.has("sort")) ask.sort = contract::value_of<contract::ReviewSort>(words.text("sort"));
    const auto app = at.app();
    if (app) ask.apps = {app->id};
    else if (app.error().code != "usage") return refused(app.error());
    return {};
}

void say(const Out& out, const contract::Review& one) {
    const std::string stars = one.rating ? base::decimal(*one.rating) + "/5" : " - ";
    out.line(plain(one.id.text) + "  " + stars + "  " + base::rfc3339(one.created_at) + "  " +
             plain(one.app_name) + "  " + plain(one.language) + "  " + plain(one.author));
    if (!one.text.empty()) out.line("    " + plain(one.text));
    if (one.reply) out.line("    " + out.ink(Ink::faint, "answer: " + plain(one.reply->text)));
}

}  // namespace

Exit list_reviews(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    contract::ListReviews::Request ask;
    if (auto filled = fill_filter(at, ask); !filled) return at.fail(filled.error());
    const double wish = base::parse_number(at.words.text("limit", "20")).value_or(20);
    std::int64_t left = wish <= 0 ? INT64_MAX : static_cast<std::int64_t>(std::min(wish, 1e9));
    Json all = Json::array();
    std::int64_t total = 0;
    do {
        ask.limit = static_cast<std::int32_t>(std::min<std::int64_t>(left, 200));
        const auto page = (*store)->ask<contract::ListReviews>(ask);
        if (!page) return at.fail(page.error());
        total = page->total;
        for (const contract::Review& one : page->items) {
            if (left-- <= 0) break;
            say(at.out, one);
            if (at.out.json()) all.push_back(contract::encode(one));
        }
        ask.cursor = page->next;
        ask.offset.reset();
    } while (ask.cursor && left > 0);
    at.out.note(base::decimal(total) + " in all");
    at.out.value({{"items", std::move(all)}, {"total", total}});
    return Exit::ok;
}

Exit reply_to_review(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    const contract::ReviewId id{at.words.arguments[0]};
    std::string text = at.words.arguments.size() > 1 ? at.words.arguments[1] : "";
    if (at.words.has("file")) {
        const auto read = read_file(at.words.text("file"), 64 << 10);
        if (!read) return at.fail(read.error());
        text = std::string(base::trimmed(*read));
    }
    if (text.empty()) return at.fail(usage_problem("The answer has no text."));
    const auto before = (*store)->ask<contract::GetReview>({id});
    if (!before) return at.fail(before.error());
    auto review = *before;
    if (!review.reply || review.reply->text != text) {
        const std::string revision = base::decimal(review.revision);
        auto done = (*store)->ask<contract::ReplyToReview>(
            {id, text, "\"" + revision + "\""}, key_of({"reply", id.text, revision, text}));
        if (!done) return at.fail(done.error());
        review = std::move(*done);
    }
    say(at.out, review);
    at.out.value(contract::encode(review));
    return Exit::ok;
}

Exit export_reviews(Session& at) {
    const auto store = at.store();
    if (!store) return at.fail(store.error());
    contract::ExportReviews::Request ask;
    if (auto filled = fill_filter(at, ask); !filled) return at.fail(filled.error());
    ask.format = contract::value_of<contract::ExportFormat>(at.words.text("format", "csv"));
    return export_answer(at, (*store)->path_of<contract::ExportReviews>(ask));
}

}  // namespace vitrine::cli
