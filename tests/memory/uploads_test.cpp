// An upload passes through the store, it does not gather there.
#include <doctest/doctest.h>

#include "tests/http/folder.h"
#include "tests/http/uploader.h"

namespace vitrine::tests {

TEST_CASE("the store's memory does not grow with what is uploaded") {
    Folder folder;
    Child store(folder.path());
    Uploader ines_(store.port(), ines);
    const std::string small = noise(4 << 20), large = noise(64 << 20);
    CHECK(ines_.upload("app_notes", small).code() == "not_an_archive");
    const std::int64_t before = store.peak_kib();
    CHECK(ines_.upload("app_notes", large).code() == "not_an_archive");
    const std::int64_t after = store.peak_kib();
    REQUIRE(before > 0);
    MESSAGE("peak with 4 MiB: " << before << " KiB, with 64 MiB: " << after << " KiB");
    CHECK(after - before < (60 << 10) / 8);  // of the 60 MiB more, hardly any
}

}  // namespace vitrine::tests
