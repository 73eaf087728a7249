// A JSON value in 1/10 of nlohmann/json's code: what the browser downloads has a budget, and there
// the console only reads the store's answers and writes small requests.
//
// It has the names of nlohmann/json for what contract/ uses, and means the same by them, so that
// base::Json (json.h) is either. tests/contract holds the two against each other. Differences: a
// whole number beyond 64 bits signed is a real; reals are written with at most six decimals; of a
// name that comes twice, the last one counts in both.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace vitrine::base {

// A template, so that it may name SmallJson before that is complete.
template <class Value>
struct NamedValue {
    std::string name;
    Value value;
};

class SmallJson {
public:
    using Member = NamedValue<SmallJson>;

    SmallJson() = default;
    SmallJson(std::nullptr_t) {}
    SmallJson(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
    SmallJson(std::string_view text) : SmallJson(std::string(text)) {}
    SmallJson(const char* text) : SmallJson(std::string(text)) {}
    template <class T>
    requires std::is_same_v<T, bool> SmallJson(T value) : kind_(Kind::boolean), whole_(value) {}
    SmallJson(std::int32_t value) : SmallJson(std::int64_t{value}) {}
    SmallJson(std::int64_t value) : kind_(Kind::whole), whole_(value) {}
    SmallJson(double value) : kind_(Kind::real), real_(value) {}
    static SmallJson object() { return SmallJson(Kind::object); }
    static SmallJson array() { return SmallJson(Kind::array); }

    // Nothing for text that is not JSON (RFC 8259), not UTF-8, or nested deeper than depth_max.
    static std::optional<SmallJson> parse(std::string_view text, int depth_max);
    std::string dump() const;  // without white space; wrong UTF-8 becomes U+FFFD

    bool is_null() const { return kind_ == Kind::null; }
    bool is_boolean() const { return kind_ == Kind::boolean; }
    bool is_string() const { return kind_ == Kind::text; }
    bool is_array() const { return kind_ == Kind::array; }
    bool is_object() const { return kind_ == Kind::object; }
    bool is_number() const { return is_number_integer() || kind_ == Kind::real; }
    bool is_number_integer() const { return kind_ == Kind::whole; }
    bool is_number_unsigned() const { return kind_ == Kind::whole && whole_ >= 0; }

    // The value as T; only after the question above that fits, else 0 or "".
    template <class T> T get() const {
        if constexpr (std::is_same_v<T, std::string>)
            return text_;
        else
            return kind_ == Kind::real ? static_cast<T>(real_) : static_cast<T>(whole_);
    }
    template <class T> const std::string& get_ref() const { return text_; }
    bool operator==(const char* text) const { return kind_ == Kind::text && text_ == text; }

    // Arrays: elements in order. find() answers end() where an object has no such member.
    std::size_t size() const { return elements_.size(); }
    const SmallJson& operator[](std::size_t at) const { return elements_[at]; }
    void push_back(SmallJson value) { elements_.push_back(std::move(value)); }
    const SmallJson* begin() const { return elements_.data(); }
    const SmallJson* end() const { return elements_.data() + elements_.size(); }

    // Objects: members in the order of their names, as nlohmann/json keeps them.
    SmallJson& operator[](std::string_view name);  // made when it is missing
    const SmallJson* find(std::string_view name) const;
    const std::vector<Member>& items() const { return members_; }

private:
    enum class Kind : std::uint8_t { null, boolean, whole, real, text, array, object };
    friend class SmallJsonReader;

    explicit SmallJson(Kind kind) : kind_(kind) {}
    void append_to(std::string& out) const;

    Kind kind_ = Kind::null;
    union {
        std::int64_t whole_ = 0;  // also 0 or 1 for a boolean
        double real_;
    };
    std::string text_;
    std::vector<SmallJson> elements_;
    std::vector<Member> members_;
};

}  // namespace vitrine::base
