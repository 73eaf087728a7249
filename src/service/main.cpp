// vitrine-store: the store service. What it can do is in commands/.
#include "service/commands/command.h"

int main(int count, char** words) {
    return vitrine::service::commands::run({words + 1, words + count});
}
