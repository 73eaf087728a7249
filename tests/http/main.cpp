// doctest, with an ear on every statement that the stores run. Suites in the order of their names:
// what was asked (plans_test.cpp) is looked at when everything has been.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "tests/conformance/asked_sql.h"

int main(int count, char** words) {
    vitrine::service::asked_sql::start_recording();
    doctest::Context context;
    context.setOption("order-by", "suite");
    context.applyCommandLine(count, words);
    return context.run();
}
