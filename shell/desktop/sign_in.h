// Signing in from a terminal. In this slice the native programs have no sign-in page of their own.
//
// The session's cookie is kept in `<state folder>/session`, readable for its owner only; the
// password is never kept and never on the command line.
#pragma once
#include <optional>
#include <string>

#include "base/result.h"
#include "shell/desktop/cookies.h"
#include "shell/desktop/origin.h"

namespace vitrine::shell {

// Blocks until the store answered, at most 30 s. Refuses: offline (nothing came back; the detail
// says why), or what the store answered.
base::Result<Cookies> sign_in(const Origin& store, const std::string& email,
                              const std::string& password);

// VITRINE_PASSWORD, or a line typed without echo. Nothing: there is no terminal to ask on.
std::optional<std::string> ask_password(const std::string& email);

std::optional<Cookies> kept_session(const std::string& folder);
bool keep_session(const std::string& folder, const Cookies& cookies);

}  // namespace vitrine::shell
