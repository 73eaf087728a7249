#include "service/http/message.h"

#include "base/text.h"

namespace vitrine::service::http {

const std::string* Request::find(std::string_view name) const {
    for (const Header& header : headers)
        if (header.name == name) return &header.value;
    return nullptr;
}

bool Request::is_json() const {
    const std::string* type = find("content-type");
    if (!type) return false;
    const auto name = base::trimmed(std::string_view(*type).substr(0, type->find(';')));
    return base::lower_ascii(name) == "application/json";
}

namespace {

bool same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && base::starts_with_ignoring_case(a, b);
}

}  // namespace

const std::string* Response::find(std::string_view name) const {
    for (const Header& header : headers)
        if (same_name(header.name, name)) return &header.value;
    return nullptr;
}

void Response::set(std::string_view name, std::string_view value) {
    for (Header& header : headers) {
        if (!same_name(header.name, name)) continue;
        header.value = value;
        return;
    }
    headers.push_back({std::string(name), std::string(value)});
}

void Response::erase(std::string_view name) {
    std::erase_if(headers, [&](const Header& header) { return same_name(header.name, name); });
}

}  // namespace vitrine::service::http
