// JSON Schema (2020-12, as OpenAPI 3.1 wants it) of the contract's types, from their fields.
#pragma once
#include "contract/codec.h"

namespace vitrine::contract {

// "Review" of vitrine::contract::Review: the compiler knows every type's name.
template <class T>
constexpr std::string_view type_name() {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    text = text.substr(0, text.find_first_of(";]"));
    constexpr std::string_view home = "vitrine::contract::";
    return text.starts_with(home) ? text.substr(home.size()) : text;
}

// Collects named schemas under "components/schemas" while they are referred to.
class Schemas {
public:
    template <class T>
    Json of(Bound bound) {
        if constexpr (is_optional<T>) return nullable(of<typename T::value_type>(bound));
        else if constexpr (is_list<T>) return list(of<typename T::value_type>({}), bound);
        else if constexpr (HasNames<T>) return named<T>([this] { return of_names<T>(); });
        else if constexpr (HasFields<T>) return named<T>([this] { return of_fields<T>(); });
        else return scalar(static_cast<const T*>(nullptr), bound);
    }
    // An object of those fields for which `keep(name)` is true.
    template <class T, class Keep>
    Json object_of(Keep keep) {
        Json out = {{"type", "object"}, {"additionalProperties", false}};
        Json required = Json::array();
        Json& properties = out["properties"] = Json::object();
        each_field<T>([&](const auto& one) {
            using Type = typename std::decay_t<decltype(one)>::Type;
            if (!keep(std::string_view(one.name))) return;
            properties[one.name] = of<Type>(one.bound);
            if (!is_optional<Type>) required.push_back(one.name);
        });
        if (!required.empty()) out["required"] = required;
        return out;
    }
    const Json& components() const { return components_; }

private:
    template <class T, class Make>
    Json named(Make make) {
        const std::string name(type_name<T>());
        if (!components_.contains(name)) {
            components_[name] = nullptr;  // stops a type that holds itself
            Json made = make();
            components_[name] = std::move(made);
        }
        return {{"$ref", "#/components/schemas/" + name}};
    }
    template <class T>
    Json of_names() {
        Json all = Json::array();
        for (const auto name : names(static_cast<const T*>(nullptr))) all.push_back(name);
        return {{"type", "string"}, {"enum", all}};
    }
    template <class T>
    Json of_fields() {
        return object_of<T>([](std::string_view) { return true; });
    }
    template <class Tag>
    static Json scalar(const base::Id<Tag>*, Bound) {
        return {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}};
    }
    static Json scalar(const std::string*, Bound bound);
    static Json scalar(const bool*, Bound bound);
    static Json scalar(const std::int32_t*, Bound bound);
    static Json scalar(const std::int64_t*, Bound bound);
    static Json scalar(const double*, Bound bound);
    static Json scalar(const base::Instant*, Bound bound);
    static Json scalar(const base::Day*, Bound bound);
    static Json nullable(Json schema);
    static Json list(Json items, Bound bound);

    Json components_ = Json::object();
};

}  // namespace vitrine::contract
