// Reports: a link that holds for five minutes, and the file behind it, made when it is fetched.
#include "base/text.h"
#include "service/agc/fields.h"
#include "service/agc/gallery.h"
#include "service/desks/table_text.h"

namespace vitrine::service::agc {
namespace {

using base::Day;
using base::Problem;
using base::refused;
using base::Result;
using contract::Metric;

constexpr std::size_t app_digits_max = 20;
constexpr std::int64_t link_lives_ms = 5 * base::minute_ms;
constexpr std::int32_t days_most = 180, rows_most = 200;
constexpr std::string_view report_purpose = "report", report_folder = "/api/report/files/";
constexpr std::string_view downloads = "downloads", failures = "failures";

// YYYYMMDD
std::optional<Day> day_in(Fields& query, const char* name) {
    const std::string text = query.required(name, 8);
    if (text.empty()) return std::nullopt;
    const auto day = text.size() == 8
                         ? base::parse_iso_date(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" +
                                                text.substr(6))
                         : std::nullopt;
    if (!day) query.add(name, "wrong_type", "a day as 20260528 was expected");
    return day;
}

std::string number_text(const std::optional<double>& value, int decimals) {
    return value ? base::fixed(*value, decimals) : std::string();
}

// A gap stays empty: nobody counted, which is not nought.
std::string by_date(const contract::SeriesSet& set) {
    desks::CsvLine line;
    for (const char* name : {"Date", "Listing views", "New downloads", "Uninstalls",
                             "Conversion rate", "Figures"})
        line.plain(name);
    std::string out = line.take();
    const auto& first = set.series.front();
    for (std::size_t i = 0; i < first.starts.size(); ++i) {
        line.plain(base::iso_date(base::day_of(first.starts[i])));
        for (const contract::Series& one : set.series)
            line.plain(number_text(one.values[i], one.unit == contract::Unit::ratio ? 4 : 0));
        const char state = first.states[i];
        line.plain(state == 'f'   ? "final"
                   : state == 'p' ? "provisional"
                   : state == 'c' ? "corrected"
                                  : "");
        out += line.take();
    }
    return out;
}

// Nobody tells the store of downloads that fail: their columns are gaps, as a day without figures
// is, and never a nought.
std::string failures_by_date(const contract::Series& installs) {
    desks::CsvLine line;
    for (const char* name : {"Date", "New downloads", "Failed downloads", "Failure rate"})
        line.plain(name);
    std::string out = line.take();
    for (std::size_t i = 0; i < installs.starts.size(); ++i) {
        line.plain(base::iso_date(base::day_of(installs.starts[i])));
        line.plain(number_text(installs.values[i], 0));
        line.empty();
        line.empty();
        out += line.take();
    }
    return out;
}

std::string failures_by_key(const contract::Breakdown& table, std::string_view head) {
    desks::CsvLine line;
    for (const std::string_view name : {head, std::string_view("New downloads"),
                                        std::string_view("Failed downloads"),
                                        std::string_view("Failure rate")})
        line.plain(name);
    std::string out = line.take();
    for (const contract::BreakdownRow& row : table.rows) {
        line.text(row.key.empty() ? std::string_view("others") : std::string_view(row.key));
        line.plain(base::fixed(row.value, 0));
        line.empty();
        line.empty();
        out += line.take();
    }
    return out;
}

std::string by_key(const contract::Breakdown& table, std::string_view head) {
    desks::CsvLine line;
    line.plain(head);
    line.plain("New downloads");
    line.plain("Share");
    std::string out = line.take();
    for (const contract::BreakdownRow& row : table.rows) {
        line.text(row.key.empty() ? std::string_view("others") : std::string_view(row.key));
        line.plain(base::fixed(row.value, 0));
        line.plain(base::fixed(row.share, 4));
        out += line.take();
    }
    return out;
}

}  // namespace

Answer Gallery::export_downloads(const Ask& ask) {
    return report_link(ask, downloads);
}

Answer Gallery::export_failures(const Ask& ask) {
    return report_link(ask, failures);
}

Answer Gallery::report_link(const Ask& ask, std::string_view report) {
    Fields query(ask.query);
    const std::string* number = base::find_value(ask.path, "appId");
    (void)query.text("language", 20);
    const auto from = day_in(query, "startTime"), to = day_in(query, "endTime");
    const std::string by = query.text("groupBy", 40).value_or("date");
    const std::string type = query.text("exportType", 20).value_or("CSV");
    if (by != "date" && by != "countryId" && by != "appVersion")
        query.add("groupBy", "not_allowed", "date, countryId or appVersion");
    if (type != "CSV") query.add("exportType", "not_allowed", "CSV was expected");
    if (query.text("filterCondition", 100))
        query.add("filterCondition", "not_allowed", "filters are not served");
    if (from && to && *to < *from) query.add("endTime", "out_of_range", "it is before startTime");
    if (from && to && to->number - from->number >= days_most)
        query.add("startTime", "out_of_range", "180 days at most");
    if (auto done = query.done(); !done) return refused(done.error());
    const auto app = app_with(ask, number ? number->substr(0, app_digits_max) : "");
    if (!app) return refused(app.error());
    if (!ask.who.may(contract::Right::read_metrics, app->id))
        return refused(Problem::forbidden());
    const auto link = grant(ask.key,
                            std::string(report_purpose) + " " + app->id.text + " " + by + " " +
                                base::iso_date(*from) + " " + base::iso_date(*to) + " " +
                                std::string(report),
                            link_lives_ms);
    if (!link) return refused(link.error());
    return Reply{{{"fileURL", ask.origin + std::string(report_folder) + std::string(report) + "-" +
                                  *number + ".csv?pass=" + *link}}};
}

Result<std::string> Gallery::report_of(const desks::Caller& who,
                                       const std::vector<std::string>& words) {
    const auto from = base::parse_iso_date(words[3]), last = base::parse_iso_date(words[4]);
    if (!from || !last) return refused(Problem::not_found("file"));
    const Day to{last->number + 1};
    const std::string& by = words[2];
    const bool failed = words[5] == failures;
    if (by == "date") {
        contract::ReadMetrics::Request ask;
        ask.metrics = {Metric::listing_views, Metric::installs, Metric::uninstalls,
                       Metric::conversions};
        ask.apps = {{words[1]}};
        ask.from = *from;
        ask.to = to;
        const auto set = desks_.metrics.read(who, ask);
        if (!set) return refused(set.error());
        return failed ? failures_by_date(set->series[1]) : by_date(*set);
    }
    const bool countries = by == "countryId";
    contract::ReadBreakdown::Request ask;
    ask.by = countries ? contract::Dimension::country : contract::Dimension::version;
    ask.apps = {{words[1]}};
    ask.from = *from;
    ask.to = to;
    ask.limit = rows_most;
    const auto table = desks_.metrics.breakdown(who, ask);
    if (!table) return refused(table.error());
    const std::string_view head = countries ? "Country" : "App version";
    return failed ? failures_by_key(*table, head) : by_key(*table, head);
}

Answer Gallery::report_file(const Ask& ask) {
    const std::string* token = base::find_value(ask.query, "pass");
    const auto pass = granted(token ? *token : "", report_purpose);
    if (!pass) return refused(pass.error());
    if (pass->words.size() != 6) return refused(Problem::not_found("file"));
    auto file = report_of(pass->known.who, pass->words);
    if (!file) return refused(file.error());
    Reply out;
    out.file = std::move(*file);
    out.file_name = pass->words[5] + ".csv";
    return out;
}

}  // namespace vitrine::service::agc
