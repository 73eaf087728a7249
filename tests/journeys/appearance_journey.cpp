// How each page looks, pixel by pixel: hashes of pictures, in tests/golden/journey_pictures.txt.
// Letters of people are FakeText's and the console's own come from its fonts, so the pictures are
// the same on every machine. The first file of this program, before any journey changes the store.
#include <cstdlib>
#include <iomanip>
#include <sstream>

#include "tests/journeys/session.h"

using namespace vitrine;
using namespace vitrine::journeys;
using console::ThemeWish;

namespace {

struct Look {
    const char* name;
    int width, height;
    ThemeWish theme;
};
constexpr Look looks[] = {{"wide dark", 1440, 900, ThemeWish::dark},
                          {"wide light", 1440, 900, ThemeWish::light},
                          {"wide high contrast", 1440, 900, ThemeWish::high_contrast},
                          {"medium dark", 1000, 700, ThemeWish::dark},
                          {"narrow light", 390, 844, ThemeWish::light}};
constexpr const char* places[] = {"/", "/submissions", "/submissions/example_20481",
                                  "/reviews?rating=1", "/analytics"};

std::string line_of(const Look& look, const char* place) {
    Session session({.width = look.width, .height = look.height, .place = place,
                     .theme = look.theme});
    session.until([&] { return !session.console().probe().loading; });
    session.wait(1000);
    std::ostringstream line;
    line << place << " " << look.name << ": " << std::hex << std::setw(16) << std::setfill('0')
         << session.picture() << "\n";
    if (const char* folder = std::getenv("VITRINE_PICTURES")) {
        std::string name = std::string(place) + "-" + look.name + ".png";
        for (char& c : name)
            if (c == '/' || c == ' ' || c == '?') c = '_';
        session.photograph(std::string(folder) + "/" + name);
    }
    return line.str();
}

}  // namespace

TEST_CASE("each page looks as it did, to the pixel") {
    std::string all;
    for (const char* place : places)
        for (const Look& look : looks) all += line_of(look, place);
    check_golden(all, "journey_pictures.txt");
}
