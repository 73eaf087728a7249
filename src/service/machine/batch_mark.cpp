#include "service/machine/batch_mark.h"

#include <sodium.h>

namespace vitrine::service::machine {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct BatchMark::Inside {
    crypto_onetimeauth_state state;
};

BatchMark::BatchMark(std::string_view secret) : inside_(std::make_unique<Inside>()) {
    constexpr std::string_view use = "vitrine batch mark v1";
    unsigned char key[crypto_onetimeauth_KEYBYTES];
    crypto_generichash(key, sizeof key, bytes_of(use), use.size(), bytes_of(secret),
                       secret.size());
    crypto_onetimeauth_init(&inside_->state, key);
    sodium_memzero(key, sizeof key);
}
BatchMark::~BatchMark() = default;

void BatchMark::add(std::string_view bytes) {
    crypto_onetimeauth_update(&inside_->state, bytes_of(bytes), bytes.size());
}

std::string BatchMark::hex() {
    unsigned char mark[crypto_onetimeauth_BYTES];
    crypto_onetimeauth_final(&inside_->state, mark);
    char hex[2 * sizeof mark + 1];
    sodium_bin2hex(hex, sizeof hex, mark, sizeof mark);
    return hex;
}

}  // namespace vitrine::service::machine
