#include "stores.h"

#include <unistd.h>

#include <algorithm>

namespace vitrine::service::conformance {

namespace {

std::filesystem::path fresh_folder() {
    const auto place = std::filesystem::temp_directory_path() / "vitrine_store_XXXXXX";
    std::string pattern = place.string();
    return mkdtemp(pattern.data());
}

}  // namespace

Folder::Folder() : path_(fresh_folder()) {}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<Store> OnDisk::open(const sqlite::Options& options) {
    return good(sqlite::open_store(folder.path(), options));
}

StoredApp an_app(const std::string& team, const std::string& id) {
    StoredApp stored{{team}, {}};
    stored.app.id = {id};
    stored.app.package_name = "org.example." + id;
    stored.app.name = id;
    stored.app.default_locale = "en-US";
    return stored;
}

void two_teams(Store& store) {
    good(store.accounts().put_team({{"lark"}, "Lark & Loom"}));
    good(store.accounts().put_team({{"other"}, "Somebody else"}));
    good(store.apps().create(an_app("lark", "notes")));
    good(store.apps().create(an_app("other", "radar")));
}

IncomingReview a_review(const std::string& source_id, const std::string& text) {
    IncomingReview incoming{"test", source_id, {}};
    incoming.review.id = {source_id};
    incoming.review.app = {"notes"};
    incoming.review.text = text;
    incoming.review.rating = 4;
    incoming.review.created_at = at(0);
    return incoming;
}

contract::SubmissionDetail a_submission(const std::string& id, contract::Stage stage) {
    contract::SubmissionDetail detail;
    detail.submission.id = {id};
    detail.submission.app = {"notes"};
    detail.submission.version_name = "2.9.1";
    detail.submission.version_code = "291";
    detail.submission.stage = stage;
    detail.submission.sent_by = "Ana";
    detail.submission.created_at = detail.submission.updated_at = at(0);
    detail.timeline.push_back({stage, at(0), "Ana", ""});
    return detail;
}

AuditEntry an_audit(const std::string& thing) {
    return {at(0), "u1", "submission.submit", thing, "because", {"VP-1"}, {}, {}};
}

std::vector<std::string> ids(const std::vector<contract::Review>& reviews) {
    std::vector<std::string> out;
    for (const auto& review : reviews) out.push_back(review.id.text);
    return out;
}

std::vector<std::string> found(Store& store, const std::string& q) {
    ReviewQuery query;
    query.team = {"lark"};
    query.filter.q = q;
    query.limit = 200;
    auto out = ids(good(store.reviews().list(query)).items);
    std::ranges::sort(out);
    return out;
}

}  // namespace vitrine::service::conformance
