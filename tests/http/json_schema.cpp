#include "json_schema.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::tests {
namespace {

using contract::Json;

class Checker {
public:
    explicit Checker(const Json& document) : document_(document) {}

    void check(const Json& value, const Json& schema, const std::string& path) {
        for (const auto& [keyword, wanted] : schema.items())
            check_keyword(value, keyword, wanted, schema, path);
    }

    std::vector<std::string> faults;

private:
    void fault(const std::string& path, const std::string& what) {
        faults.push_back((path.empty() ? "(the whole)" : path) + ": " + what);
    }

    static bool is_of(const Json& value, const std::string& type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "boolean") return value.is_boolean();
        if (type == "null") return value.is_null();
        if (type == "integer") return value.is_number_integer();
        return type == "number" && value.is_number();
    }

    static std::int64_t code_points(const std::string& text) {
        return std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
    }

    static bool of_format(const std::string& text, const std::string& format) {
        if (format == "date-time") return base::parse_rfc3339(text).has_value();
        if (format == "date") return base::parse_iso_date(text).has_value();
        return false;
    }

    void check_type(const Json& value, const Json& wanted, const std::string& path) {
        const Json types = wanted.is_array() ? wanted : Json::array({wanted});
        if (!std::ranges::any_of(types, [&](const Json& type) { return is_of(value, type); }))
            fault(path, "is no " + wanted.dump() + ": " + value.dump().substr(0, 80));
    }

    void check_object(const Json& value, const std::string& keyword, const Json& wanted,
                      const Json& schema, const std::string& path) {
        if (!value.is_object()) return;
        if (keyword == "required") {
            for (const Json& name : wanted)
                if (!value.contains(name)) fault(path, "lacks " + name.dump());
            return;
        }
        const Json known = schema.value("properties", Json::object());
        for (const auto& [name, one] : value.items()) {
            const std::string below = path.empty() ? name : path + "." + name;
            if (keyword == "properties" && wanted.contains(name)) check(one, wanted[name], below);
            if (keyword != "additionalProperties" || known.contains(name)) continue;
            if (wanted.is_object()) check(one, wanted, below);
            else if (wanted == false) fault(below, "is not in the schema");
        }
    }

    void check_bound(const Json& value, const std::string& keyword, const Json& wanted,
                     const std::string& path) {
        const double bound = wanted.get<double>();
        double size = 0;
        if (keyword == "minimum" || keyword == "maximum") {
            if (!value.is_number()) return;
            size = value.get<double>();
        } else if (keyword == "maxItems") {
            if (!value.is_array()) return;
            size = static_cast<double>(value.size());
        } else {
            if (!value.is_string()) return;
            size = static_cast<double>(code_points(value.get<std::string>()));
        }
        const bool least = keyword.starts_with("min");
        if (least ? size < bound : size > bound) fault(path, "beyond its " + keyword);
    }

    void check_any(const Json& value, const Json& wanted, const std::string& path) {
        for (const Json& one : wanted) {
            Checker inner(document_);
            inner.check(value, one, path);
            if (inner.faults.empty()) return;
        }
        fault(path, "is none of what it may be");
    }

    void check_keyword(const Json& value, const std::string& keyword, const Json& wanted,
                       const Json& schema, const std::string& path) {
        if (keyword == "description") return;
        if (keyword == "$ref") {
            check(value, document_.at(Json::json_pointer(wanted.get<std::string>().substr(1))),
                  path);
        } else if (keyword == "anyOf") {
            check_any(value, wanted, path);
        } else if (keyword == "type") {
            check_type(value, wanted, path);
        } else if (keyword == "enum") {
            if (std::ranges::find(wanted, value) == wanted.end()) fault(path, "unknown word");
        } else if (keyword == "properties" || keyword == "required" ||
                   keyword == "additionalProperties") {
            check_object(value, keyword, wanted, schema, path);
        } else if (keyword == "items") {
            if (!value.is_array()) return;
            for (std::size_t i = 0; i < value.size(); ++i)
                check(value[i], wanted,
                      (path.empty() ? "" : path + ".") +
                          base::decimal(static_cast<std::int64_t>(i)));
        } else if (keyword == "format") {
            if (value.is_string() && !of_format(value, wanted)) fault(path, "no " + wanted.dump());
        } else if (keyword == "minimum" || keyword == "maximum" || keyword == "maxItems" ||
                   keyword == "minLength" || keyword == "maxLength") {
            check_bound(value, keyword, wanted, path);
        } else {
            fault(path, "the checker does not know the keyword " + keyword);
        }
    }

    const Json& document_;
};

}  // namespace

std::vector<std::string> faults_of(const Json& value, const Json& schema, const Json& document) {
    Checker checker(document);
    checker.check(value, schema, "");
    return std::move(checker.faults);
}

}  // namespace vitrine::tests
