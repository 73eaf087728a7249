// vitrine-console: the console in a window.
#include "shell/desktop/run.h"

int main(int count, char** words) {
    vitrine::shell::Options defaults;
    defaults.window.title = "Vitrine";
    vitrine::shell::Habit habit;
    return vitrine::shell::run_program(count, words, "vitrine-console", defaults, habit);
}
