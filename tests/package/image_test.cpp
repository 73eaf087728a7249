// The heads of images: what they say, and everything that is wrong with them.
#include <doctest/doctest.h>

#include "package/image/image.h"
#include "tests/package/picture_maker.h"

namespace vitrine::tests {
namespace {

using contract::ImageKind;
using package::read_image;

std::string refusal(const std::string& bytes) {
    const auto image = read_image(bytes);
    return image ? "(good)" : image.error().code;
}

}  // namespace

TEST_CASE("a PNG says its size, and whether parts of it may be transparent") {
    const auto plain = read_image(a_png(1024, 500));
    REQUIRE(plain);
    CHECK(plain->kind == ImageKind::png);
    CHECK(plain->width == 1024);
    CHECK(plain->height == 500);
    CHECK_FALSE(plain->alpha);
    CHECK(plain->bytes == static_cast<std::int64_t>(a_png(1024, 500).size()));
    CHECK(read_image(a_png(512, 512, 6))->alpha);
    CHECK(read_image(a_png(512, 512, 4))->alpha);
    CHECK(read_image(png_sign + png_head(3, 4, 3) + png_chunk("PLTE", "abc") +
                     png_chunk("tRNS", "x") + png_chunk("IDAT", "y") + png_chunk("IEND", ""))
              ->alpha);
}

TEST_CASE("a JPEG says its size, whatever stands in front of its frame") {
    for (const int marker : {0xc0, 0xc1, 0xc2}) {
        const auto image = read_image(jpeg_begin + jpeg_segment(0xe1, std::string(60000, '\xff')) +
                                      "\xff\xff" + jpeg_segment(0xfe, "a comment") +
                                      jpeg_frame(1080, 1920, marker) + jpeg_scan +
                                      jpeg_segment(0xc4, "tables") + jpeg_scan + jpeg_end);
        REQUIRE(image);
        CHECK(image->kind == ImageKind::jpeg);
        CHECK(image->width == 1080);
        CHECK(image->height == 1920);
        CHECK_FALSE(image->alpha);
    }
    CHECK(read_image(jpeg_begin + jpeg_frame(1, 1, 0xc0, 1) + jpeg_scan + jpeg_end));
}

TEST_CASE("an image that is cut short anywhere, or goes on behind its end, is refused") {
    for (const std::string& whole : {a_png(640, 480), a_jpeg(640, 480)}) {
        REQUIRE(read_image(whole));
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const std::string code = refusal(whole.substr(0, size));
            CHECK((code == "image_damaged" || (size < 8 && code == "not_an_image")));
        }
        CHECK(refusal(whole + "x") == "image_damaged");
        CHECK(refusal(whole + whole) == "image_damaged");
        CHECK(refusal(whole + "PK\x03\x04") == "image_damaged");
    }
}

TEST_CASE("no byte of a PNG's chunks can change unnoticed") {
    const std::string whole = a_png(640, 480);
    for (std::size_t at = 8; at < whole.size(); ++at) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
        CHECK(refusal(bytes) == "image_damaged");
    }
}

TEST_CASE("a hostile PNG is refused for what it is") {
    const auto with_head = [](const std::string& head) {
        return refusal(png_sign + head + png_chunk("IDAT", "x") + png_chunk("IEND", ""));
    };
    CHECK(with_head(png_head(0, 1)) == "image_damaged");
    CHECK(with_head(png_head(1, 0)) == "image_damaged");
    CHECK(with_head(png_head(0x80000000, 1)) == "image_damaged");
    CHECK(with_head(png_head(65536, 1)) == "image_damaged");
    CHECK(with_head(png_head(1, 1, 5)) == "image_damaged");       // no such colours
    CHECK(with_head(png_head(1, 1, 2, 4)) == "image_damaged");    // nor such a depth for them
    CHECK(with_head(png_head(1, 1, 2, 200)) == "image_damaged");
    CHECK(with_head(png_chunk("IHDR", "short")) == "image_damaged");
    CHECK(with_head("") == "image_damaged");
    CHECK(with_head(png_head(9, 9) + png_head(9, 9)) == "image_damaged");
    CHECK(with_head(png_head(9, 9) + png_chunk("acTL", "12345678")) == "image_animated");
    CHECK(refusal(png_sign + png_head(9, 9) + png_chunk("IEND", "")) == "image_damaged");
    CHECK(refusal(png_sign + png_head(9, 9) + std::string("\xff\xff\xff\xff", 4) + "IDAT") ==
          "image_damaged");
}

TEST_CASE("a hostile JPEG is refused for what it is") {
    const std::string frame = jpeg_frame(9, 9);
    const auto around = [](const std::string& inside) {
        return refusal(jpeg_begin + inside + jpeg_end);
    };
    CHECK(around(frame + jpeg_scan) == "(good)");
    CHECK(around(frame) == "image_damaged");               // no scan
    CHECK(around(jpeg_scan) == "image_damaged");           // no frame
    CHECK(around(frame + frame + jpeg_scan) == "image_damaged");
    CHECK(around(jpeg_frame(0, 9) + jpeg_scan) == "image_damaged");
    CHECK(around(jpeg_frame(9, 0) + jpeg_scan) == "image_damaged");
    CHECK(around(jpeg_frame(9, 9, 0xc0, 4) + jpeg_scan) == "wrong_image_kind");
    CHECK(around(jpeg_frame(9, 9, 0xc3) + jpeg_scan) == "wrong_image_kind");  // lossless
    CHECK(around(jpeg_segment(0xc0, "short") + jpeg_scan) == "image_damaged");
    CHECK(around(jpeg_segment(0xc0, "") + jpeg_scan) == "image_damaged");
    CHECK(around("\xff\xd0" + frame + jpeg_scan) == "image_damaged");
    CHECK(around("\xff\xd8" + frame + jpeg_scan) == "image_damaged");
    CHECK(around(std::string("\xff\xe0\x00\x01", 4) + frame + jpeg_scan) == "image_damaged");
    CHECK(around("\xff\xe0\xff\xff" + frame + jpeg_scan) == "image_damaged");
    CHECK(around("garbage" + frame + jpeg_scan) == "not_an_image");
}

TEST_CASE("what is neither PNG nor JPEG is refused") {
    for (const std::string bytes : {"", "GIF89a", "RIFF....WEBPVP8 ", "<svg/>", "\xff\xd8",
                                    "\x89PNG\n", "<html><script>alert(1)</script>"})
        CHECK(refusal(bytes) == "not_an_image");
}

}  // namespace vitrine::tests
