#include "console/intents.h"

namespace vitrine::console {

bool is_harmless(const Intent& intent) {
    return std::holds_alternative<GoTo>(intent) || std::holds_alternative<TryAgain>(intent) ||
           std::holds_alternative<OpenLayer>(intent) ||
           std::holds_alternative<DismissToast>(intent);
}

}  // namespace vitrine::console
