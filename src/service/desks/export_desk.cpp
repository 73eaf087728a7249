#include "service/desks/export_desk.h"

#include "service/desks/app_desk.h"
#include "service/desks/table_text.h"

namespace vitrine::service::desks {
namespace {

using base::refused;
using base::Result;
using contract::ExportFormat;

constexpr std::int32_t rows_at_once = 200;

// A table whose rows are Ts: the line of names once, then pages of rows.
template <class T>
class Table : public Export {
public:
    using Export::Export;

protected:
    std::string lines_of(const std::vector<T>& rows) {
        std::string out;
        const bool csv = format() == ExportFormat::csv;
        if (csv && !begun_) out = csv_header<T>();
        begun_ = true;
        for (const T& row : rows) out += csv ? csv_line(row) : json_line(row);
        return out;
    }

private:
    bool begun_ = false;
};

class ReviewTable final : public Table<contract::Review> {
public:
    ReviewTable(ReviewDesk& desk, const contract::ExportReviews::Request& ask, std::string name)
        : Table(std::move(name), ask.format.value_or(ExportFormat::csv)), desk_(desk) {
        static_cast<contract::ReviewNarrowing&>(ask_) = ask;
        ask_.sort = ask.sort;
        ask_.limit = rows_at_once;
    }

private:
    Result<ExportPage> read(const Caller& who) override {
        const auto page = desk_.list(who, ask_);
        if (!page) return refused(page.error());
        ask_.cursor = page->next;
        return ExportPage{lines_of(page->items), !page->next};
    }

    ReviewDesk& desk_;
    contract::ListReviews::Request ask_;
};

class SubmissionTable final : public Table<contract::Submission> {
public:
    SubmissionTable(SubmissionDesk& desk, const contract::ExportSubmissions::Request& ask,
                    std::string name)
        : Table(std::move(name), ask.format.value_or(ExportFormat::csv)), desk_(desk) {
        ask_ = {ask.scope, ask.stages, ask.app, ask.q, rows_at_once, std::nullopt};
    }

private:
    Result<ExportPage> read(const Caller& who) override {
        const auto page = desk_.list(who, ask_);
        if (!page) return refused(page.error());
        ask_.cursor = page->next;
        return ExportPage{lines_of(page->items), !page->next};
    }

    SubmissionDesk& desk_;
    contract::ListSubmissions::Request ask_;
};

// One app is one page: what all apps have together is never held.
class MetricTable final : public Table<contract::MetricPoint> {
public:
    MetricTable(World world, MetricDesk& desk, const contract::ExportMetrics::Request& ask,
                std::string name)
        : Table(std::move(name), ask.format.value_or(ExportFormat::csv)), world_(world),
          desk_(desk), ask_{ask.metrics, ask.apps, ask.from, ask.to, ask.grain, std::nullopt} {}

private:
    Result<ExportPage> read(const Caller& who) override {
        if (at_ == apps_.size()) {
            auto apps = apps_asked_for(world_, who, contract::Right::read_metrics, ask_.apps);
            if (!apps) return refused(apps.error());
            apps_ = std::move(*apps);
            at_ = 0;
        }
        if (apps_.empty()) {  // there is still something to refuse: a span without a day
            const auto nothing = desk_.read(who, ask_);
            if (!nothing) return refused(nothing.error());
            return ExportPage{lines_of({}), true};
        }
        const auto points = desk_.points(who, apps_[at_], ask_);
        if (!points) return refused(points.error());
        ++at_;
        return ExportPage{lines_of(*points), at_ == apps_.size()};
    }

    World world_;
    MetricDesk& desk_;
    contract::ReadMetrics::Request ask_;
    std::vector<contract::AppId> apps_;  // of the caller whose rows are on their way
    std::size_t at_ = 0;
};

Result<std::unique_ptr<Export>> prepared(std::unique_ptr<Export> file, const Caller& who) {
    if (auto done = file->prepare(who); !done) return refused(done.error());
    return file;
}

}  // namespace

std::string Export::name() const {
    return name_ + "." + std::string(contract::name_of(format_));
}

std::string_view Export::type() const {
    return format_ == ExportFormat::csv ? "text/csv; charset=utf-8; header=present"
                                        : "application/x-ndjson";
}

Result<void> Export::prepare(const Caller& who) {
    auto page = read(who);
    if (!page) return refused(page.error());
    prepared_ = std::move(*page);
    return {};
}

Result<ExportPage> Export::next(const Caller& who) {
    if (!prepared_) return read(who);
    ExportPage page = std::move(*prepared_);
    prepared_.reset();
    return page;
}

std::string ExportDesk::named(std::string_view what) {
    return std::string(what) + "-" + base::iso_date(base::day_of(world_.clock.now()));
}

Result<std::unique_ptr<Export>> ExportDesk::begin(const Caller& who,
                                                  const contract::ExportReviews::Request& ask) {
    return prepared(std::make_unique<ReviewTable>(reviews_, ask, named("reviews")), who);
}

Result<std::unique_ptr<Export>> ExportDesk::begin(const Caller& who,
                                                  const contract::ExportMetrics::Request& ask) {
    return prepared(std::make_unique<MetricTable>(world_, metrics_, ask, named("metrics")), who);
}

Result<std::unique_ptr<Export>> ExportDesk::begin(
    const Caller& who, const contract::ExportSubmissions::Request& ask) {
    return prepared(std::make_unique<SubmissionTable>(submissions_, ask, named("submissions")),
                    who);
}

}  // namespace vitrine::service::desks
