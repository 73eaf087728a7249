#include <thread>

#include "base/text.h"
#include "stores.h"

namespace vitrine::service::conformance {
namespace {

using contract::ByteRange;
using contract::UploadState;
using Ranges = std::vector<ByteRange>;

TEST_SUITE_BEGIN("a store keeps its promises");

StoredUpload an_upload(const std::string& id, const std::string& app = "notes") {
    StoredUpload stored{{app == "notes" ? "lark" : "other"}, "Ana", false, {}};
    stored.upload.id = {id};
    stored.upload.app = {app};
    stored.upload.name = "../../etc/passwd 语.apk";
    stored.upload.size = 100;
    stored.upload.sha256 = std::string(64, 'a');
    stored.upload.created_at = at(0);
    stored.upload.expires_at = at(60);
    return stored;
}

StoredPackage a_package(const std::string& id, const std::string& sha256, std::int64_t minute,
                        const std::string& app = "notes") {
    StoredPackage stored{{app == "notes" ? "lark" : "other"}, {}};
    contract::Package& package = stored.detail.package;
    package.id = {id};
    package.app = {app};
    package.name = "app.apk";
    package.size = 3'999'999'999;
    package.sha256 = sha256;
    package.kind = contract::PackageKind::aab;
    package.version_code = "9223372036854775807";
    package.version_name = "1.0 β";
    package.uploaded_by = "Ana";
    package.uploaded_at = at(minute);
    stored.detail.facts.package_name = "org.example.notes";
    stored.detail.facts.permissions.push_back({"android.permission.INTERNET", 30, {}, false});
    stored.detail.facts.sizes.file = 3'999'999'999;
    stored.detail.facts.signature.faults.push_back(
        {contract::PackageRefusal::block_malformed, contract::SignatureScheme::v3_1, "x"});
    return stored;
}

TEST_CASE_TEMPLATE("an upload is kept as it was reserved, and forgotten", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    Uploads& uploads = store->uploads();
    CHECK_FALSE(good(uploads.find({"u1"})));
    good(uploads.insert(an_upload("u1"), 5));
    CHECK(good(uploads.find({"u1"})) == an_upload("u1"));
    CHECK(code_of(uploads.insert(an_upload("u1"), 5)) == "id_taken");
    CHECK(code_of(uploads.insert(an_upload("u2", "nobody"), 5)) == "not_found");
    good(uploads.remove({"u1"}));
    good(uploads.remove({"u1"}));
    CHECK_FALSE(good(uploads.find({"u1"})));
}

TEST_CASE_TEMPLATE("a team has a bounded number of uploads that are not committed", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    Uploads& uploads = store->uploads();
    good(uploads.insert(an_upload("u1"), 2));
    StoredUpload looked_at = an_upload("u2");
    looked_at.upload.state = UploadState::refused;
    good(uploads.insert(looked_at, 2));
    CHECK(code_of(uploads.insert(an_upload("u3"), 2)) == "too_many_uploads");
    good(uploads.insert(an_upload("u4", "radar"), 2));
    StoredUpload done = an_upload("u1");
    done.upload.state = UploadState::committed;
    done.upload.package = contract::PackageId{"p1"};
    good(uploads.save(done));
    good(uploads.insert(an_upload("u3"), 2));
    CHECK(code_of(uploads.insert(an_upload("u5"), 2)) == "too_many_uploads");
}

TEST_CASE_TEMPLATE("ranges that arrive in any order grow together", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    Uploads& uploads = store->uploads();
    good(uploads.insert(an_upload("u1"), 5));
    const auto add = [&](std::int64_t from, std::int64_t to) {
        return good(uploads.add_range({"u1"}, {from, to}, 3, at(90))).upload.received;
    };
    CHECK(add(40, 50) == Ranges{{40, 50}});
    CHECK(add(0, 10) == Ranges{{0, 10}, {40, 50}});
    CHECK(add(10, 12) == Ranges{{0, 12}, {40, 50}});
    CHECK(add(45, 60) == Ranges{{0, 12}, {40, 60}});
    CHECK(add(5, 6) == Ranges{{0, 12}, {40, 60}});
    CHECK(add(70, 80) == Ranges{{0, 12}, {40, 60}, {70, 80}});
    CHECK(code_of(uploads.add_range({"u1"}, {90, 91}, 3, at(91))) == "too_many_ranges");
    CHECK(add(11, 75) == Ranges{{0, 80}});
    CHECK(add(7, 7) == Ranges{{0, 80}});
    const auto kept = *good(uploads.find({"u1"}));
    CHECK(kept.upload.received == Ranges{{0, 80}});
    CHECK(kept.upload.expires_at == at(90));
    CHECK(code_of(uploads.add_range({"u9"}, {0, 1}, 3, at(90))) == "not_found");
}

TEST_CASE_TEMPLATE("a closed upload takes no more bytes, and says what became of it", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    Uploads& uploads = store->uploads();
    good(uploads.insert(an_upload("u1"), 5));
    StoredUpload next = an_upload("u1");
    next.verified = true;
    next.upload.state = UploadState::refused;
    next.upload.refusal = {"jar_entry_changed", "An entry was changed.", "res/é.xml"};
    next.upload.expires_at = at(600);
    next.upload.size = 77;
    next.upload.sha256 = std::string(64, '9');
    good(uploads.save(next));
    CHECK(good(uploads.find({"u1"})) == next);
    CHECK(good(uploads.expects(next.upload.sha256)));
    CHECK(code_of(uploads.add_range({"u1"}, {0, 1}, 3, at(900))) == "upload_closed");
    next.upload.id = {"u9"};
    CHECK(code_of(uploads.save(next)) == "not_found");
}

TEST_CASE_TEMPLATE("saving what became of an upload loses no range that came meanwhile", S,
                   EACH_STORE) {
    S store;
    two_teams(*store.store);
    good(store->uploads().insert(an_upload("u1"), 5));
    good(store->uploads().add_range({"u1"}, {0, 8}, 3, at(90)));
    good(store->uploads().save(an_upload("u1")));
    CHECK(good(store->uploads().find({"u1"}))->upload.received == Ranges{{0, 8}});
}

TEST_CASE_TEMPLATE("ranges added by several threads are all there", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    StoredUpload wide = an_upload("u1");
    wide.upload.size = 400;
    good(store->uploads().insert(wide, 5));
    std::vector<std::thread> threads;
    for (std::int64_t turn = 0; turn < 4; ++turn)
        threads.emplace_back([&, turn] {
            for (std::int64_t i = turn; i < 40; i += 4)
                (void)store->uploads().add_range({"u1"}, {i * 10, i * 10 + 10}, 50, at(90));
        });
    for (auto& thread : threads) thread.join();
    CHECK(good(store->uploads().find({"u1"}))->upload.received == Ranges{{0, 400}});
}

TEST_CASE_TEMPLATE("uploads that are over are told, the oldest first", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    StoredUpload late = an_upload("b");
    late.upload.expires_at = at(30);
    good(store->uploads().insert(an_upload("a"), 5));
    good(store->uploads().insert(late, 5));
    CHECK(good(store->uploads().expired(at(29), 9)).empty());
    CHECK(good(store->uploads().expired(at(30), 9)) == std::vector<contract::UploadId>{{"b"}});
    CHECK(good(store->uploads().expired(at(60), 9)) ==
          std::vector<contract::UploadId>{{"b"}, {"a"}});
    CHECK(good(store->uploads().expired(at(60), 1)).size() == 1);
}

TEST_CASE_TEMPLATE("a package is kept whole, once per app and content", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    Packages& packages = store->packages();
    const auto first = a_package("p1", std::string(64, 'a'), 0);
    CHECK(good(packages.keep(first)) == first);
    CHECK(good(packages.find({"p1"})) == first);
    CHECK(good(packages.keep(a_package("p2", std::string(64, 'a'), 5))) == first);
    CHECK_FALSE(good(packages.find({"p2"})));
    CHECK(code_of(packages.keep(a_package("p1", std::string(64, 'b'), 5))) == "id_taken");
    const auto theirs = a_package("p3", std::string(64, 'a'), 5, "radar");
    CHECK(good(packages.keep(theirs)) == theirs);
    CHECK(code_of(packages.keep(a_package("p4", "c", 5, "nobody"))) == "not_found");
}

TEST_CASE_TEMPLATE("an app's packages are listed newest first, page by page", S, EACH_STORE) {
    S store;
    two_teams(*store.store);
    for (int i = 0; i < 7; ++i)
        good(store->packages().keep(
            a_package("p" + base::decimal(i), "s" + base::decimal(i), i / 2)));
    good(store->packages().keep(a_package("px", "s0", 99, "radar")));
    PackageQuery query{{"notes"}, 3, {}};
    std::vector<std::string> seen;
    do {
        const auto page = good(store->packages().list(query));
        for (const auto& one : page.items) seen.push_back(one.id.text);
        if (!query.cursor) {  // what arrives meanwhile moves nothing
            CHECK(page.total == 7);
            good(store->packages().keep(a_package("p9", "s9", 50)));
        }
        query.cursor = page.next;
    } while (query.cursor);
    CHECK(seen == std::vector<std::string>{"p6", "p5", "p4", "p3", "p2", "p1", "p0"});
    query.cursor = "nonsense";
    CHECK(code_of(store->packages().list(query)) == "bad_cursor");
}

TEST_SUITE_END();

}  // namespace
}  // namespace vitrine::service::conformance
