#include "service/import/reviews.h"

#include "base/text.h"
#include "service/import/bytes.h"
#include "service/import/csv.h"
#include "service/language_of.h"
#include "service/topics_of.h"

namespace vitrine::service::import {
namespace {

using contract::Review;

constexpr std::size_t batch_rows = 2000;
constexpr std::size_t batch_bytes = 4 * 1024 * 1024;
constexpr std::size_t text_length_max = 16000;
constexpr std::size_t short_length_max = 200;

enum Column : std::size_t {
    review_id, app_id, app_name, app_version, user, rating, lang, country, title, text, helpful,
    created_at, reply, replied_at, device, system, translation,
};

// "reviews/app-reviews-ar.csv.gz" -> "app-reviews-ar"
std::string_view stem_of(std::string_view path) {
    path = path.substr(path.rfind('/') + 1);
    for (const std::string_view end : {".gz", ".csv"})
        if (path.ends_with(end)) path.remove_suffix(end.size());
    return path;
}

class ReviewImport {
public:
    ReviewImport(ports::Store& store, Target& target, const ReviewOptions& options, Report& report)
        : store_(store), target_(target), options_(options), report_(report) {}

    base::Result<void> run();

private:
    std::string_view at(const CsvRecord& row, Column column) const {
        const int index = columns_[column];
        return index < 0 ? std::string_view() : row.at(static_cast<std::size_t>(index));
    }
    base::Result<void> take(CsvRecord& row);
    base::Result<void> make_app(const CsvRecord& row, ports::IncomingReview& out);
    std::string bad_value(const CsvRecord& row, Review& review) const;
    void add_dates(const CsvRecord& row, ports::IncomingReview& out);
    base::Result<void> flush();

    ports::Store& store_;
    Target& target_;
    const ReviewOptions& options_;
    Report& report_;
    std::vector<int> columns_;
    std::vector<ports::IncomingReview> batch_;
    std::size_t bytes_ = 0;
    std::int64_t undated_ = 0;
};

// "" or why the row's values cannot be used.
std::string ReviewImport::bad_value(const CsvRecord& row, Review& review) const {
    const std::string_view stars = base::trimmed(at(row, rating));
    if (!stars.empty()) {
        review.rating = rating_of(stars, options_.rating_scale);
        if (!review.rating)
            return "rating \"" + cut_to(stars, 20) + "\" is not on the scale 1 to " +
                   base::decimal(options_.rating_scale) + " (see --rating-scale)";
    }
    const std::string_view when = base::trimmed(at(row, created_at));
    if (!when.empty() && !lenient_instant(when))
        return "\"" + cut_to(when, 40) + "\" is no date";
    if (review.text.empty() && !review.rating) return "it has neither text nor rating";
    return "";
}

void ReviewImport::add_dates(const CsvRecord& row, ports::IncomingReview& out) {
    if (const auto when = lenient_instant(at(row, created_at))) {
        out.review.created_at = *when;
    } else {
        out.review.created_at = contract::undated;
        ++undated_;
    }
    if (at(row, reply).empty()) return;
    contract::ReviewReply answer;
    answer.text = at(row, reply);
    answer.author = target_.team().name;
    answer.at = lenient_instant(at(row, replied_at)).value_or(out.review.created_at);
    out.review.reply = std::move(answer);
}

base::Result<void> ReviewImport::make_app(const CsvRecord& row, ports::IncomingReview& out) {
    std::string_view id = options_.app.empty() ? base::trimmed(at(row, app_id)) : options_.app;
    if (id.empty()) id = base::trimmed(at(row, app_name));
    if (id.empty()) id = stem_of(options_.path);
    const std::string package = package_name_for(id);
    const std::string_view name =
        base::trimmed(at(row, app_name)).empty() ? id : at(row, app_name);
    auto app = target_.app_for(package, name, at(row, lang));
    if (!app) return base::refused(app.error());
    out.review.app = *app;
    out.source = "import:" + package;
    return {};
}

base::Result<void> ReviewImport::take(CsvRecord& row) {
    bool repaired = false;
    for (std::string& field : row.fields) repaired = repair_utf8(field) || repaired;
    ports::IncomingReview in;
    Review& review = in.review;
    review.text = cut_to(base::trimmed(at(row, text)), text_length_max);
    if (const auto head = base::trimmed(at(row, title)); !head.empty())
        review.text = std::string(head) + "\n" + review.text;
    if (const std::string why = bad_value(row, review); !why.empty()) {
        report_.bad_line(row.line, why);
        return {};
    }
    if (auto done = make_app(row, in); !done) {
        if (done.error().code != "foreign_app") return done;
        report_.bad_line(row.line, done.error().title);
        return {};
    }
    if (repaired) report_.repaired_line(row.line);
    if (at(row, user) != "anonymous") review.author = cut_to(at(row, user), short_length_max);
    review.version = cut_to(at(row, app_version), short_length_max);
    review.language = cut_to(at(row, lang), 35);
    if (review.language.empty()) review.language = language_of(review.text);
    review.country = cut_to(at(row, country), 2);
    review.device = cut_to(at(row, device), short_length_max);
    review.system = cut_to(at(row, system), short_length_max);
    review.helpful = static_cast<std::int32_t>(
        std::min<std::int64_t>(count_in(at(row, helpful)).value_or(0), 1'000'000'000));
    if (!at(row, translation).empty())
        review.translation = contract::Translation{"en", std::string(at(row, translation))};
    in.source_id = base::trimmed(at(row, review_id));
    if (in.source_id.empty())
        in.source_id = "h" + base::decimal(static_cast<std::int64_t>(
            base::fnv1a(review.text, base::fnv1a(at(row, created_at),
                                                 base::fnv1a(review.author))) >> 1));
    add_dates(row, in);
    find_topics(in);
    bytes_ += review.text.size() + 500;
    batch_.push_back(std::move(in));
    return batch_.size() >= batch_rows || bytes_ >= batch_bytes ? flush() : base::Result<void>{};
}

base::Result<void> ReviewImport::flush() {
    if (batch_.empty()) return {};
    auto done = store_.reviews().upsert(batch_);
    if (!done) return base::refused(done.error());
    report_.added += done->added;
    report_.changed += done->changed;
    report_.unchanged += done->unchanged;
    batch_.clear();
    bytes_ = 0;
    return {};
}

base::Result<void> ReviewImport::run() {
    auto bytes = Bytes::open(options_.path);
    if (!bytes) return base::refused(bytes.error());
    CsvReader reader([&] { return bytes->next(); });
    CsvRecord row;
    if (!reader.next(row) || !row.trouble.empty())
        return base::refused(base::Problem::of(base::ProblemKind::invalid, "no_header",
                                               options_.path + ": there is no header line"));
    auto columns = columns_of(row.fields, options_.map, review_fields());
    if (!columns) return base::refused(columns.error());
    columns_ = std::move(*columns);
    if (columns_[text] < 0 && columns_[rating] < 0)
        return base::refused(base::Problem::of(
            base::ProblemKind::invalid, "bad_map",
            options_.path + ": no column is the text or the rating",
            "Name them with --map column=text,column=rating."));
    while (reader.next(row)) {
        ++report_.seen;
        if (!row.trouble.empty()) report_.bad_line(row.line, row.trouble);
        else if (auto done = take(row); !done) return done;
        if (report_.seen % 500 == 0) report_.progress(bytes->share_read());
    }
    if (auto done = flush(); !done) return done;
    if (!bytes->trouble().empty()) report_.trouble(bytes->trouble());
    if (undated_ > 0)
        report_.note(base::decimal(undated_) + " rows had no date");
    return {};
}

}  // namespace

const std::vector<std::string_view>& review_fields() {
    static const std::vector<std::string_view> names = {
        "review_id", "app_id", "app_name", "app_version", "user", "rating", "lang", "country",
        "title", "text", "helpful", "created_at", "reply", "replied_at", "device", "system",
        "translation"};
    return names;
}

base::Result<void> import_reviews(ports::Store& store, Target& target, const ReviewOptions& options,
                                  Report& report) {
    return ReviewImport(store, target, options, report).run();
}

}  // namespace vitrine::service::import
