#include "shell/desktop/sign_in.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>

#include "contract/http_status.h"
#include "contract/problem.h"
#include "contract/session.h"
#include "shell/desktop/curl_handle.h"
#include "shell/native/kept_values.h"

namespace vitrine::shell {
namespace {

void say_to(int file, std::string_view text) {
    [[maybe_unused]] const ssize_t written = write(file, text.data(), text.size());
}

std::string read_line(int file) {
    std::string out;
    char c = 0;
    while (read(file, &c, 1) == 1 && c != '\n' && out.size() < 1024) out += c;
    return out;
}

}  // namespace

base::Result<Cookies> sign_in(const Origin& store, const std::string& email,
                              const std::string& password) {
    Exchange exchange(store, contract::to_outgoing<contract::SignIn>({email, password}), {}, "");
    const CURLcode code = curl_easy_perform(exchange.easy.get());
    if (code != CURLE_OK) {
        const char* why = exchange.error[0] != '\0' ? exchange.error : curl_easy_strerror(code);
        return base::refused(base::Problem::of(base::ProblemKind::offline, "offline",
                                               "The store at " + store.text() + " did not answer",
                                               why));
    }
    const auto status = static_cast<std::int32_t>(exchange.status());
    if (const auto kind = contract::problem_kind_of(status))
        return base::refused(contract::problem_from_json(*kind, exchange.body_in));
    Cookies cookies;
    for (const std::string& one : exchange.head.set_cookies) cookies.absorb(one);
    return cookies;
}

std::optional<std::string> ask_password(const std::string& email) {
    if (const char* given = std::getenv("VITRINE_PASSWORD")) return given;
    const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0) return std::nullopt;
    termios shown{};
    if (tcgetattr(terminal, &shown) != 0) {
        close(terminal);
        return std::nullopt;
    }
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    say_to(terminal, "Password of " + email + ": ");
    tcsetattr(terminal, TCSAFLUSH, &hidden);
    std::string typed = read_line(terminal);
    tcsetattr(terminal, TCSAFLUSH, &shown);
    say_to(terminal, "\n");
    close(terminal);
    return typed;
}

std::optional<Cookies> kept_session(const std::string& folder) {
    const auto text = read_file(folder + "/session");
    if (!text) return std::nullopt;
    Cookies cookies = Cookies::parse(*text);
    if (cookies.empty()) return std::nullopt;
    return cookies;
}

bool keep_session(const std::string& folder, const Cookies& cookies) {
    const std::string path = folder + "/session";
    if (cookies.empty()) return unlink(path.c_str()) == 0;
    return write_private_file(path, cookies.header());
}

}  // namespace vitrine::shell
