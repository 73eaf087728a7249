#include "package/signing/crypto.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace vitrine::package {
namespace {

template <auto Free> struct Freed {
    template <class T> void operator()(T* one) const { Free(one); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

const EVP_MD* algorithm_of(Hash hash) {
    switch (hash) {
        case Hash::md5: return EVP_md5();
        case Hash::sha1: return EVP_sha1();
        case Hash::sha224: return EVP_sha224();
        case Hash::sha256: return EVP_sha256();
        case Hash::sha384: return EVP_sha384();
        case Hash::sha512: return EVP_sha512();
    }
    return nullptr;
}

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

int wanted_type(KeyKind kind) {
    switch (kind) {
        case KeyKind::rsa:
        case KeyKind::rsa_pss: return EVP_PKEY_RSA;
        case KeyKind::dsa: return EVP_PKEY_DSA;
        case KeyKind::ec: return EVP_PKEY_EC;
    }
    return EVP_PKEY_NONE;
}

bool verifies_with(EVP_PKEY* key, KeyKind kind, Hash hash, std::string_view data,
                   std::string_view signature) {
    const Context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;  // belongs to the context
    bool good = key && context && EVP_PKEY_get_base_id(key) == wanted_type(kind) &&
                EVP_DigestVerifyInit(context.get(), &options, algorithm_of(hash), nullptr,
                                     key) == 1;
    if (good && kind == KeyKind::rsa_pss)  // MGF1 with the same digest, salt as long as it.
        good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    good = good && EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(data),
                                    data.size()) == 1;
    ERR_clear_error();
    return good;
}

X509* as_x509(const std::shared_ptr<void>& one) { return static_cast<X509*>(one.get()); }

std::string name_text(const X509_NAME* name) {
    const std::unique_ptr<BIO, Freed<BIO_free_all>> out(BIO_new(BIO_s_mem()));
    constexpr unsigned long readable = ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
    constexpr unsigned long style = XN_FLAG_RFC2253 & readable;
    if (!out || X509_NAME_print_ex(out.get(), name, 0, style) < 0) return {};
    char* bytes = nullptr;
    const long count = BIO_get_mem_data(out.get(), &bytes);
    return base::to_valid_utf8(
        std::string_view(bytes, static_cast<std::size_t>(count > 0 ? count : 0)).substr(0, 1000));
}

std::string key_text(X509* x509) {
    EVP_PKEY* key = X509_get0_pubkey(x509);
    if (!key) return {};
    const std::string bits = base::decimal(EVP_PKEY_get_bits(key));
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA: return "RSA-" + bits;
        case EVP_PKEY_DSA: return "DSA-" + bits;
        case EVP_PKEY_EC: return "EC-" + bits;
        default: return {};
    }
}

}  // namespace

void Digester::Drop::operator()(void* context) const {
    EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context));
}

Digester::Digester(Hash hash) : context_(EVP_MD_CTX_new()), hash_(hash) {
    EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), algorithm_of(hash), nullptr);
}

void Digester::add(std::string_view bytes) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size());
}

std::string Digester::finish() {
    auto* context = static_cast<EVP_MD_CTX*>(context_.get());
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(context, out, &size);
    EVP_DigestInit_ex(context, algorithm_of(hash_), nullptr);
    return std::string(reinterpret_cast<const char*>(out), size);
}

std::string digest_of(Hash hash, std::string_view bytes) {
    Digester digester(hash);
    digester.add(bytes);
    return digester.finish();
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        out += digits[static_cast<unsigned char>(byte) >> 4];
        out += digits[static_cast<unsigned char>(byte) & 15];
    }
    return out;
}

std::optional<Certificate> Certificate::parse(std::string_view der) {
    const unsigned char* at = raw(der);
    X509* x509 = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
    ERR_clear_error();
    if (!x509) return std::nullopt;
    Certificate out;
    out.x509_ = std::shared_ptr<void>(x509, [](void* one) { X509_free(static_cast<X509*>(one)); });
    out.bytes_ = std::make_shared<const std::string>(der);
    return out;
}

bool Certificate::has_key(std::string_view public_key) const {
    const unsigned char* at = raw(public_key);
    const Key other(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key.size())));
    EVP_PKEY* mine = X509_get0_pubkey(as_x509(x509_));
    const bool same = mine && other && EVP_PKEY_eq(mine, other.get()) == 1;
    ERR_clear_error();
    return same;
}

contract::PackageSigner Certificate::facts() const {
    contract::PackageSigner out;
    out.sha256 = hex(digest_of(Hash::sha256, *bytes_));
    out.subject = name_text(X509_get_subject_name(as_x509(x509_)));
    out.key = key_text(as_x509(x509_));
    std::tm until = {};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(as_x509(x509_)), &until) == 1)
        out.not_after = base::Instant{static_cast<std::int64_t>(timegm(&until)) * 1000};
    return out;
}

bool Certificate::is_named(std::string_view issuer, std::string_view serial) const {
    const unsigned char* at = raw(issuer);
    const std::unique_ptr<X509_NAME, Freed<X509_NAME_free>> name(
        d2i_X509_NAME(nullptr, &at, static_cast<long>(issuer.size())));
    at = raw(serial);
    const std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>> number(
        d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(serial.size())));
    ERR_clear_error();
    return name && number &&
           X509_NAME_cmp(name.get(), X509_get_issuer_name(as_x509(x509_))) == 0 &&
           ASN1_INTEGER_cmp(number.get(), X509_get0_serialNumber(as_x509(x509_))) == 0;
}

bool Certificate::may_sign() const {
    X509* x509 = as_x509(x509_);
    for (int i = 0; i < X509_get_ext_count(x509); ++i) {
        X509_EXTENSION* one = X509_get_ext(x509, i);
        if (X509_EXTENSION_get_critical(one) && !X509_supported_extension(one)) return false;
    }
    const std::uint32_t usage = X509_get_key_usage(x509);  // all bits set when it is not said
    ERR_clear_error();
    return usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
}

bool Certificate::verifies(KeyKind kind, Hash hash, std::string_view data,
                           std::string_view signature) const {
    return verifies_with(X509_get0_pubkey(as_x509(x509_)), kind, hash, data, signature);
}

bool verifies_with_key(std::string_view public_key, KeyKind kind, Hash hash, std::string_view data,
                       std::string_view signature) {
    const unsigned char* at = raw(public_key);
    const Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key.size())));
    return verifies_with(key.get(), kind, hash, data, signature);
}

}  // namespace vitrine::package
