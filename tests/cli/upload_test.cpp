// Packages on a wire that breaks.
#include <signal.h>
#include <zlib.h>

#include "base/text.h"
#include "cli/files.h"
#include "cutting_proxy.h"
#include "desk.h"

namespace vitrine::tests {
namespace {

std::string little_endian(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
}
std::uint32_t number_at(const std::string& bytes, std::size_t at, int count) {
    std::uint32_t out = 0;
    for (int i = count; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

// A package signed by the JAR scheme alone, grown by a stored entry in META-INF, which that scheme
// does not sign: large, and as good as it was.
std::string grown(const std::string& apk, std::size_t by) {
    if (apk.empty()) return {};
    const std::size_t end = apk.rfind("PK\5\6");
    const std::uint32_t directory = number_at(apk, end + 16, 4);
    const std::string name =
        "META-INF/" + base::decimal(static_cast<std::int64_t>(by)) + ".txt";
    std::string padding(by, '\0');
    std::uint32_t dice = 7;
    for (char& c : padding) {
        dice = dice * 1664525 + 1013904223;
        c = static_cast<char>('a' + (dice >> 28));
    }
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(padding.data()),
                           static_cast<uInt>(padding.size()));
    const std::string common = little_endian(10, 2) + little_endian(0, 2) + little_endian(0, 2) +
                               little_endian(0, 4) + little_endian(sum, 4) +
                               little_endian(by, 4) + little_endian(by, 4) +
                               little_endian(name.size(), 2) + little_endian(0, 2);
    std::string out = apk.substr(0, directory);
    const std::size_t entry = out.size();
    out += "PK\3\4" + common + name + padding;
    const std::size_t moved = out.size();
    std::string records = apk.substr(directory, end - directory);
    records += "PK\1\2" + little_endian(10, 2) + common + little_endian(0, 2) +
               little_endian(0, 2) + little_endian(0, 2) + little_endian(0, 4) +
               little_endian(entry, 4) + name;
    const std::uint32_t count = number_at(apk, end + 10, 2) + 1;
    out += records + "PK\5\6" + little_endian(0, 4) + little_endian(count, 2) +
           little_endian(count, 2) + little_endian(records.size(), 4) + little_endian(moved, 4) +
           little_endian(0, 2);
    return out;
}

constexpr std::size_t large = 48 << 20;
constexpr std::int64_t part = 12 << 20;

struct Large : Desk {
    std::string bytes = grown(shared_package("apk/androguard/a2dp.Vol_137.apk"), large);
    bool here() {
        if (bytes.empty()) return false;
        work.write("large.apk", bytes);
        app("a2dp.Vol");
        return true;
    }
    Ran upload(const std::string& through, const std::string& patience = "20") const {
        return vitrine({"upload", "large.apk", "--json", "--store", through, "--patience",
                        patience});
    }
    void is_whole(const Ran& ran) const {
        INFO(ran.err);
        REQUIRE(ran.exit == 0);
        CHECK(ran.json()["package"]["sha256"] == cli::sha256_hex(bytes));
        CHECK(ran.json()["package"]["size"] == bytes.size());
    }
};

}  // namespace

TEST_CASE_FIXTURE(Large, "a large package that is cut twice arrives whole, in one command") {
    if (!here()) return;
    CuttingProxy proxy(store->port(), {part, part});
    const Ran ran = upload(proxy.origin());
    is_whole(ran);
    CHECK(proxy.cuts() == 2);
    // What had arrived before a cut was not sent again, but for parts under way.
    CHECK(proxy.passed() < static_cast<std::int64_t>(2 * bytes.size()));
}

TEST_CASE_FIXTURE(Large, "an upload goes on after the store was killed") {
    if (!here()) return;
    CuttingProxy proxy(store->port(), {part}, [&] { store->kill(); });
    const Ran cut = upload(proxy.origin(), "1");
    CHECK(cut.exit == 3);
    CHECK(cut.problem()["code"] == "not_reachable");
    open();
    const Ran again = upload(proxy.origin());
    is_whole(again);
    const Ran once_more = upload(proxy.origin());
    is_whole(once_more);
    CHECK(once_more.json()["was_there"] == true);
    CHECK(once_more.json()["sent_bytes"] == 0);
}

TEST_CASE_FIXTURE(Large, "an upload goes on after vitrine was killed or stopped with Ctrl-C") {
    if (!here()) return;
    for (const int signal : {SIGKILL, SIGINT}) {
        CAPTURE(signal);
        std::atomic<pid_t> process{0};
        CuttingProxy proxy(store->port(), {3 * part}, [&] {
            if (const pid_t one = process.load(); one > 0) ::kill(one, signal);
        });
        const Ran cut = vitrine(Start{{"upload", "large.apk", "--json", "--store", proxy.origin(),
                                       "--parallel", "2"},
                                      {}, "", "", 0, &process});
        CHECK(cut.exit == (signal == SIGKILL ? -1 : 130));
        if (signal == SIGINT) {
            CHECK(cut.problem()["code"] == "interrupted");
            CHECK(cut.err.find("Run the same command to go on") != std::string::npos);
        }
        const Ran again = upload(proxy.origin());
        is_whole(again);
        // What had arrived was not sent again.
        CHECK(again.json()["sent_bytes"] < bytes.size());
        bytes = grown(bytes, 1 << 20);  // another file for the next turn
        work.write("large.apk", bytes);
    }
}

TEST_CASE_FIXTURE(Desk, "what the store would refuse is not sent, and unread it is refused") {
    work.write("broken.apk", "this is no archive");
    app("org.example.notes");
    const Ran looked = vitrine({"upload", "broken.apk", "--app", "org.example.notes", "--json"});
    CHECK(looked.exit == 1);
    CHECK(looked.problem()["code"] == "not_an_archive");
    CHECK(looked.problem()["request_id"].is_null());
    const Ran sent = vitrine(
        {"upload", "broken.apk", "--app", "org.example.notes", "--no-check", "--json"});
    CHECK(sent.exit == 1);
    CHECK(sent.problem()["code"] == "not_an_archive");
    CHECK(sent.problem()["request_id"].is_string());
}

}  // namespace vitrine::tests
