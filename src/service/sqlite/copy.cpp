#include "service/sqlite/copy.h"

#include "service/sqlite/connection.h"

namespace vitrine::service::sqlite {
namespace {

constexpr int pages_a_step = 4096;

base::Result<void> copy_pages(Connection& from, Connection& to, const CopyProgress& progress) {
    sqlite3_backup* copy = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    if (!copy) return base::refused(to.problem(sqlite3_errcode(to.handle())));
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(copy, pages_a_step);
        const std::int64_t pages = sqlite3_backup_pagecount(copy);
        progress(pages - sqlite3_backup_remaining(copy), pages);
    }
    sqlite3_backup_finish(copy);
    if (code != SQLITE_DONE) return base::refused(to.problem(code));
    return {};
}

}  // namespace

base::Result<void> copy_database(const std::string& from, const std::string& to,
                                 const CopyProgress& progress) {
    auto source = Connection::open(from);
    if (!source) return base::refused(source.error());
    // An open read transaction holds the moment: later writes do not start the copy again.
    if (auto done = (*source)->execute("PRAGMA busy_timeout = 5000; BEGIN"); !done) return done;
    Query moment(**source, "SELECT count(*) FROM sqlite_schema");
    if (!moment.step())
        return base::refused(moment.trouble().value_or((*source)->problem(SQLITE_CORRUPT)));
    auto target = Connection::open(to);
    if (!target) return base::refused(target.error());
    if (auto done = copy_pages(**source, **target, progress); !done) return done;
    Query check(**target, "PRAGMA quick_check(1)");
    const bool sound = check.step() && check.view(0) == "ok";
    if (auto trouble = check.trouble()) return base::refused(std::move(*trouble));
    if (!sound) return base::refused((*target)->problem(SQLITE_CORRUPT));
    return {};
}

}  // namespace vitrine::service::sqlite
