// The stores under test and what the tests put into them. Every promise of service/ports.h is a
// TEST_CASE_TEMPLATE over EACH_STORE in the suite "a store keeps its promises"; a new adapter adds
// one type here.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "service/memory/memory_store.h"
#include "service/ports.h"
#include "service/sqlite/sqlite_store.h"

namespace vitrine::service::conformance {

using base::Instant;

// A folder that is gone when the test is over.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string path() const { return path_.string(); }
    std::filesystem::path operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

struct InMemory {
    std::unique_ptr<Store> store = memory::make_store();
    Store* operator->() { return store.get(); }
};

struct OnDisk {
    Folder folder;
    std::unique_ptr<Store> store = open();
    Store* operator->() { return store.get(); }
    std::unique_ptr<Store> open(const sqlite::Options& options = {});
};

#define EACH_STORE InMemory, OnDisk

inline constexpr std::int64_t noon = 1'778'760'000'000;  // 2026-05-14T12:00:00Z
inline Instant at(std::int64_t minutes) { return {noon + minutes * base::minute_ms}; }

// Two teams with one app each, "notes" of team "lark" and "radar" of team "other".
void two_teams(Store& store);
StoredApp an_app(const std::string& team, const std::string& id);
IncomingReview a_review(const std::string& source_id, const std::string& text);
contract::SubmissionDetail a_submission(const std::string& id, contract::Stage stage);
AuditEntry an_audit(const std::string& thing);

// A Result that must be good.
template <class T>
T good(base::Result<T> result) {
    if (!result) FAIL(result.error().code << ": " << result.error().detail);
    return std::move(*result);
}
inline void good(base::Result<void> result) {
    if (!result) FAIL(result.error().code << ": " << result.error().detail);
}
// The code of a Result that must be refused.
template <class T>
std::string code_of(const base::Result<T>& result) {
    return result ? "(good)" : result.error().code;
}

std::vector<std::string> ids(const std::vector<contract::Review>& reviews);
std::vector<std::string> found(Store& store, const std::string& q);  // source ids as ids, sorted

}  // namespace vitrine::service::conformance
