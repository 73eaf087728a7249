// The page at /device, where a person lets a program in by its code (RFC 8628, 3.3): plain HTML of
// the store's own, so that it works without the console's files and without scripts. Its words and
// its style are assets/pages/device*.
#pragma once
#include <string>
#include <string_view>

#include "contract/device_sign_ins.h"
#include "service/desks/world.h"

namespace vitrine::service::http {

std::string_view device_style();

// Asks for a code; `trouble`: the code of a problem, "" without.
std::string enter_code_page(std::string_view trouble);
// Asks whether this program may come in, for one of the person's teams.
std::string answer_page(const desks::Caller& who, std::string_view code,
                        const contract::DeviceSignIn& asked, std::string_view trouble);
// Says that it was `approved` or `denied`.
std::string answered_page(std::string_view answer);

}  // namespace vitrine::service::http
