// A value of any type of the contract with every field set to something telling, so that a field
// that is lost, swapped or cut on its way is noticed.
#pragma once
#include "contract/api.h"

namespace vitrine::tests {

using contract::Bound;

class Sampler {
public:
    template <class T>
    T make() {
        T out{};
        fill(out, {});
        return out;
    }

private:
    void fill(std::string& out, Bound bound) {
        static constexpr std::string_view letters[] = {"ü", "&", "=", "語", "+", "%", "/", "🎉"};
        const int size = bound.max != 0 ? std::min(bound.max, std::max(bound.min, 6)) : 6;
        out = base::decimal(++count_ % 10);
        for (int i = 1; i < size; ++i) out += letters[static_cast<std::size_t>(i + count_) % 8];
    }
    void fill(bool& out, Bound) { out = true; }
    void fill(std::int32_t& out, Bound bound) { out = bound.max != 0 ? bound.max : ++count_; }
    void fill(std::int64_t& out, Bound bound) { out = bound.max != 0 ? bound.max : 1ll << 52; }
    void fill(double& out, Bound) { out = 0.5 + ++count_; }
    void fill(base::Instant& out, Bound) { out.ms = 1'700'000'000'123 + ++count_; }
    void fill(base::Day& out, Bound) { out.number = 20000 + ++count_; }
    template <class Tag>
    void fill(base::Id<Tag>& out, Bound) { fill(out.text, {1, 12}); }
    template <class T>
    void fill(std::optional<T>& out, Bound bound) { fill(out.emplace(), bound); }
    template <class T>
    void fill(std::vector<T>& out, Bound) {
        for (int i = 0; i < 2; ++i) {
            T one{};
            fill(one, {});
            out.push_back(std::move(one));
        }
    }
    template <contract::HasNames E>
    void fill(E& out, Bound) {
        constexpr auto all = names(static_cast<const E*>(nullptr));
        out = static_cast<E>(static_cast<std::size_t>(++count_) % all.size());
    }
    template <contract::HasFields T>
    void fill(T& out, Bound) {
        contract::each_field<T>([&](const auto& one) { fill(out.*one.member, one.bound); });
    }

    int count_ = 0;
};

}  // namespace vitrine::tests
