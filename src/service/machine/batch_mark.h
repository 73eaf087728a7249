// What is kept of a batch's lines to know them again when they are sent once more.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace vitrine::service::machine {

// Poly1305 (128 bits) of bytes that come in pieces, under a key that is made of the store's secret.
//
// It is four times as fast as a hash that is safe without a key, and as good here: two bodies of
// up to 32 MiB have the same mark with a chance of at most 2^-82, whatever they are, as long as
// whoever made them does not know the key. No mark ever leaves the store. (That a key of Poly1305
// serves once only is a rule for tags that others see.)
class BatchMark {
public:
    explicit BatchMark(std::string_view secret);
    ~BatchMark();
    BatchMark(const BatchMark&) = delete;
    BatchMark& operator=(const BatchMark&) = delete;
    void add(std::string_view bytes);
    std::string hex();  // once; 32 digits

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace vitrine::service::machine
