// Where settings come from: flags, then the environment, then a file in TOML.
#include <doctest/doctest.h>

#include <cstdlib>

#include "folder.h"
#include "service/commands/command.h"
#include "service/commands/settings.h"

namespace vitrine::tests {

using service::commands::parse;
using service::commands::run;
using service::commands::setting_rows;
using service::commands::SettingKind;
using service::commands::settings_in;
using service::commands::Words;

const std::vector<std::string> valued = {"config", "port", "host", "data", "rate"};
const std::vector<std::string> plain = {"quiet", "behind-tls"};

Words words_of(const std::vector<std::string>& words) {
    const auto parsed = parse(words, valued, plain);
    REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().title));
    return *parsed;
}

// "path: code" of each wrong line.
std::vector<std::string> wrong_in(const std::string& text) {
    const auto settings = settings_in(text, "store.toml");
    std::vector<std::string> out;
    if (!settings)
        for (const auto& field : settings.error().fields) out.push_back(field.path + ": " +
                                                                        field.code);
    return out;
}
using Lines = std::vector<std::string>;

struct Variable {
    explicit Variable(const char* name, const char* value) : name_(name) {
        setenv(name, value, 1);
    }
    ~Variable() { unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

TEST_CASE("a flag goes before the environment, and the environment before the file") {
    Folder folder;
    folder.write("store.toml", "port = 1\nhost = \"of the file\"\nrate = 2.5\nquiet = true\n");
    const std::string file = folder.path() + "/store.toml";
    Words words = words_of({"--config", file});
    CHECK(words.text("port", "") == "1");
    CHECK(words.text("host", "") == "of the file");
    CHECK(words.text("rate", "") == "2.5");
    CHECK(words.has("quiet"));
    CHECK(!words.has("behind-tls"));
    CHECK(words.places["port"] == file + ":1");
    CHECK(words.places["rate"] == file + ":3");
    const Variable port("VITRINE_PORT", "2"), quiet("VITRINE_QUIET", "no"),
        tls("VITRINE_BEHIND_TLS", "yes");
    words = words_of({"--config", file});
    CHECK(words.text("port", "") == "2");
    CHECK(!words.has("quiet"));
    CHECK(words.has("behind-tls"));
    words = words_of({"--port=3", "--quiet", "--behind-tls=no", "--config", file});
    CHECK(words.text("port", "") == "3");
    CHECK(words.has("quiet"));
    CHECK(!words.has("behind-tls"));
    CHECK(!words.places.contains("port"));
    const Variable config("VITRINE_CONFIG", file.c_str());
    CHECK(words_of({}).text("host", "") == "of the file");
}

TEST_CASE("every setting of serve may stand in a file, with a value of its type") {
    std::string text;
    for (const auto& row : setting_rows()) {
        text += std::string(row.name) + " = ";
        text += row.kind == SettingKind::text        ? "\"x\"\n"
                : row.kind == SettingKind::number    ? "7\n"
                                                     : "false\n";
    }
    const auto settings = settings_in(text, "store.toml");
    REQUIRE(settings);
    CHECK(settings->size() == setting_rows().size());
}

TEST_CASE("unknown keys and wrong types are refused with file and line, all at once") {
    CHECK(wrong_in("port = 8600\nprot = 1\nhost = 7\nquiet = \"yes\"\nrate = \"9\"\n") ==
          Lines{"store.toml:3: wrong_type", "store.toml:2: unknown", "store.toml:4: wrong_type",
                "store.toml:5: wrong_type"});
    CHECK(wrong_in("[serve]\nport = 1\n") == Lines{"store.toml:1: unknown"});
    CHECK(wrong_in("port = [1, 2]\n") == Lines{"store.toml:1: wrong_type"});
    CHECK(wrong_in("port = 1979-05-27\n") == Lines{"store.toml:1: wrong_type"});
    CHECK(wrong_in("config = \"other.toml\"\n") == Lines{"store.toml:1: unknown"});
    CHECK(wrong_in("\"\" = 1\n") == Lines{"store.toml:1: unknown"});
}

TEST_CASE("what is no TOML is refused where it stops being some") {
    CHECK(wrong_in("host = \"a\"\nport = = 1\n") == Lines{"store.toml:2: not_toml"});
    CHECK(wrong_in("port = 1\nport = 2\n") == Lines{"store.toml:2: not_toml"});
    for (const std::string& text :
         {std::string("port"), std::string("host = \"open"),
          std::string("port = 99999999999999999999"), std::string("host = \"\xff\xfe\""),
          std::string("a\0b", 3), std::string("[!]"), std::string("port = 1\n[[=]]"),
          std::string("quiet = 1979-0\u00d227"), std::string("host = \ufefd"),
          "a = " + std::string(3000, '[')}) {
        CAPTURE(text.substr(0, 20));
        CHECK(wrong_in(text).size() == 1);
    }
    CHECK(settings_in("", "store.toml")->empty());
    CHECK(settings_in("# nothing\n", "store.toml")->empty());
}

TEST_CASE("a command line with a wrong file or a wrong answer is exit code 2") {
    Folder folder;
    const auto serve = [&](const std::string& text) {
        folder.write("store.toml", text);
        return run({"serve", "--memory", "--port", "0", "--config", folder.path() + "/store.toml"});
    };
    CHECK(run({"serve", "--config", "/nowhere/store.toml"}) == 2);
    CHECK(run({"serve", "--config", folder.path()}) == 2);
    CHECK(serve("colour = \"red\"\n") == 2);
    CHECK(serve("seed = \"potatoes\"\n") == 2);
    CHECK(serve("rate = 0\n") == 2);
    CHECK(run({"serve", "--memory=maybe"}) == 2);
    const Variable quiet("VITRINE_QUIET", "perhaps");
    CHECK(run({"serve", "--memory"}) == 2);
}

TEST_CASE("the data folder of other commands may stand in the file too") {
    Folder folder;
    folder.write("store.toml", "data = \"" + folder.path() + "/data\"\nport = 1\n");
    const std::string file = folder.path() + "/store.toml";
    CHECK(run({"user", "list", "--config", file}) == 0);
    CHECK(std::filesystem::exists(folder.path() + "/data/store.db"));
    CHECK(run({"doctor", "--config", file}) == 1);  // nobody can sign in
}

}  // namespace vitrine::tests
