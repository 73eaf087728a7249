// vitrine: the developers' command line.
#include "cli/commands.h"
#include "cli/http.h"
#include "cli/interrupt.h"

int main(int count, char** words) {
    vitrine::cli::catch_interrupts();
    vitrine::cli::start_http();
    return static_cast<int>(vitrine::cli::run({words + 1, words + count}));
}
