#include "service/http/kept.h"

#include "service/machine/secrets.h"

namespace vitrine::service::http {
namespace {

std::string_view kind_of(bool by_key) {
    return by_key ? "key " : "cookie ";
}

}  // namespace

// No part but the last can hold a line end: they come out of a header.
KeptKey KeptKeys::of_answer(bool by_key, std::string_view token, bool packed,
                            std::string_view target) const {
    const std::string_view parts[] = {packed ? "packed " : "plain ", kind_of(by_key), token, "\n",
                                      target};
    return machine::secret_name(secret_, parts);
}

KeptKey KeptKeys::of_caller(bool by_key, std::string_view token, std::string_view team) const {
    const std::string_view parts[] = {"caller ", kind_of(by_key), token, "\n", team};
    return machine::secret_name(secret_, parts);
}

std::size_t KeptAnswer::bytes() const {
    std::size_t sum = account.size() + route.size() + answer.body.size();
    for (const Header& header : answer.headers)
        sum += sizeof header + header.name.size() + header.value.size();
    return sum;
}

}  // namespace vitrine::service::http
