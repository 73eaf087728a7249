#include "service/machine/rsa.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

namespace vitrine::service::machine {
namespace {

constexpr unsigned key_bits = 2048;

template <auto free_it>
struct Drop {
    template <class T>
    void operator()(T* one) const { free_it(one); }
};
using Key = std::unique_ptr<EVP_PKEY, Drop<EVP_PKEY_free>>;
using Memory = std::unique_ptr<BIO, Drop<BIO_free_all>>;
using Context = std::unique_ptr<EVP_MD_CTX, Drop<EVP_MD_CTX_free>>;

std::string text_in(BIO* memory) {
    char* bytes = nullptr;
    const long count = BIO_get_mem_data(memory, &bytes);
    return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

Memory reading(std::string_view text) {
    return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::optional<RsaPair> make_rsa_pair() {
    const Key key(EVP_RSA_gen(key_bits));
    const Memory secret(BIO_new(BIO_s_mem())), open(BIO_new(BIO_s_mem()));
    if (!key || !secret || !open) return std::nullopt;
    if (PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) != 1 ||
        PEM_write_bio_PUBKEY(open.get(), key.get()) != 1)
        return std::nullopt;
    return RsaPair{text_in(secret.get()), text_in(open.get())};
}

bool verifies_rs256(std::string_view public_key, std::string_view bytes,
                    std::string_view signature) {
    const Memory memory = reading(public_key);
    if (!memory) return false;
    const Key key(PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr));
    const Context context(EVP_MD_CTX_new());
    if (!key || !context || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return false;
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes),
                            bytes.size()) == 1;
}

std::string sign_rs256(std::string_view private_key, std::string_view bytes) {
    const Memory memory = reading(private_key);
    if (!memory) return "";
    const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    const Context context(EVP_MD_CTX_new());
    std::size_t size = 0;
    if (!key || !context ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, raw(bytes), bytes.size()) != 1)
        return "";
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       raw(bytes), bytes.size()) != 1)
        return "";
    signature.resize(size);
    return signature;
}

}  // namespace vitrine::service::machine
