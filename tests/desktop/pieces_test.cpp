// The parts of the native doors that need no display.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "shell/desktop/cookies.h"
#include "shell/desktop/options.h"
#include "shell/desktop/origin.h"
#include "shell/native/event_reader.h"
#include "shell/native/kept_values.h"
#include "shell/native/pango_text.h"
#include "tests/desktop/children.h"

using namespace vitrine::shell;

TEST_CASE("events are read in whatever pieces they arrive") {
    const std::string wire =
        ": hello\r\nevent: review\nid: 17\ndata: {\"a\":\ndata: 1}\n\n"
        "data: plain\r\rid: 18\n\nevent: empty\n\n";
    for (std::size_t piece = 1; piece < 9; ++piece) {
        EventReader reader;
        for (std::size_t at = 0; at < wire.size(); at += piece)
            CHECK(reader.feed(wire.substr(at, piece)));
        const auto events = reader.take_events();
        REQUIRE(events.size() == 2);
        CHECK(events[0].name == "review");
        CHECK(events[0].data == "{\"a\":\n1}");
        CHECK(events[1].name == "message");
        CHECK(reader.last_id() == "18");
    }
}

TEST_CASE("an endless line makes the stream useless") {
    EventReader reader;
    CHECK_FALSE(reader.feed(std::string(EventReader::line_bytes_max + 1, 'x')));
}

TEST_CASE("a store's address is a scheme, a host and maybe a port") {
    CHECK(Origin::parse("http://localhost:8600/")->text() == "http://localhost:8600");
    CHECK(Origin::parse("https://STORE.example")->text() == "https://store.example");
    CHECK(Origin::parse("http://127.0.0.1:1")->loopback());
    CHECK(Origin::parse("http://[::1]:8600")->loopback());
    CHECK_FALSE(Origin::parse("https://store.example")->loopback());
    for (const char* wrong : {"", "localhost:8600", "ftp://x", "http://", "http://:80",
                              "http://a b", "http://x/path", "file:///etc/passwd", "http://u@x"})
        CHECK_FALSE(Origin::parse(wrong).has_value());
}

TEST_CASE("cookies go back as they came, and empty ones go away") {
    Cookies cookies;
    CHECK(cookies.absorb("vt_session=abc; HttpOnly; SameSite=Strict; Path=/"));
    CHECK_FALSE(cookies.absorb("vt_session=abc"));
    CHECK(cookies.absorb("other=1"));
    CHECK(cookies.header() == "vt_session=abc; other=1");
    CHECK(Cookies::parse(cookies.header()).header() == cookies.header());
    CHECK(cookies.absorb("vt_session=; Max-Age=0"));
    CHECK(cookies.header() == "other=1");
    CHECK_FALSE(cookies.absorb("no equals sign"));
}

TEST_CASE("wrong flags are named") {
    const auto read = [](std::vector<std::string> words) {
        words.insert(words.begin(), "program");
        std::vector<char*> argv;
        for (auto& word : words) argv.push_back(word.data());
        return read_options(static_cast<int>(argv.size()), argv.data(), Options{});
    };
    CHECK(read({"--scale", "1.25", "--theme", "light"})->window.scale == 1.25F);
    CHECK(read({"--size", "800x600"})->window.width == 800);
    for (const auto& wrong : std::vector<std::vector<std::string>>{{"--scale", "9"},
                                                                   {"--scale"},
                                                                   {"--nothing", "x"},
                                                                   {"--theme", "pink"},
                                                                   {"--size", "800"},
                                                                   {"--renderer", "magic"},
                                                                   {"--watch", "-1"}}) {
        const auto refused = read(wrong);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().title.starts_with(wrong[0]));
    }
}

TEST_CASE("kept values outlive the program, for their owner only") {
    const desktop_test::Folder folder;
    {
        KeptValues kept(folder / "state");
        CHECK(kept.write(Storage::drafts, "reply/1", "half a sentence\nand another"));
        CHECK_FALSE(kept.write(Storage::answers, "big", std::string(5u << 20, 'x')));
    }
    KeptValues kept(folder / "state");
    CHECK(kept.read(Storage::drafts, "reply/1") == "half a sentence\nand another");
    CHECK_FALSE(kept.read(Storage::settings, "reply/1").has_value());
    CHECK(kept.write(Storage::drafts, "reply/1", ""));
    CHECK_FALSE(kept.read(Storage::drafts, "reply/1").has_value());
    CHECK(write_private_file(folder / "secret", "x"));
    struct stat about {};
    REQUIRE(stat((folder / "secret").c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
}

TEST_CASE("Pango lays out every script: direction, ellipsis, lines, colour") {
    PangoText text;
    const auto lay = [&](std::string_view what, float width, int lines) {
        return text.layout({what, Face::regular, 14, width, lines, ""});
    };
    const auto short_one = lay("Hello world, this is a long line of text", 120, 1);
    REQUIRE(short_one.lines.size() == 1);
    CHECK(short_one.truncated);
    CHECK(short_one.lines[0].text.ends_with("…"));
    CHECK(short_one.lines[0].width <= 120);
    CHECK(lay("صوت المطر هادئ", 0, 1).lines[0].rtl);
    CHECK_FALSE(lay("地図がない道でも", 0, 1).lines[0].rtl);
    CHECK(lay("one\n\ntwo", 300, 0).lines.size() == 3);
    CHECK(lay("", 300, 1).lines.size() == 1);
    CHECK(lay("\xff\xfe broken", 300, 1).lines.size() == 1);
    const vitrine::shell::TextAsk ask{"🌙", Face::regular, 20, 0, 1, ""};
    CHECK(text.raster(text.layout(ask).lines[0], ask, 2).colored);
    const vitrine::shell::TextAsk plain{"हिसाब", Face::regular, 20, 0, 1, ""};
    const auto bitmap = text.raster(text.layout(plain).lines[0], plain, 2);
    CHECK_FALSE(bitmap.colored);
    CHECK(bitmap.rgba.size() ==
          static_cast<std::size_t>(bitmap.width) * static_cast<std::size_t>(bitmap.height));
}
