// The cookies of one store: what came in Set-Cookie goes back out in Cookie. No expiry, no paths:
// the store sets one session cookie for all of itself and clears it by an empty value.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::shell {

class Cookies {
public:
    // "name=value; name=value", as header() writes it. What is malformed is dropped.
    static Cookies parse(std::string_view text);

    // Takes the value of one Set-Cookie header. True: something is different now.
    bool absorb(std::string_view set_cookie);
    std::string header() const;  // "" when there is none
    bool empty() const { return all_.empty(); }

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

}  // namespace vitrine::shell
