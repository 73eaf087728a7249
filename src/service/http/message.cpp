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

const std::string* Response::find(std::string_view name) const {
    const std::string wanted = base::lower_ascii(name);
    for (const Header& header : headers)
        if (base::lower_ascii(header.name) == wanted) return &header.value;
    return nullptr;
}

void Response::set(std::string_view name, std::string_view value) {
    const std::string wanted = base::lower_ascii(name);
    for (Header& header : headers) {
        if (base::lower_ascii(header.name) != wanted) continue;
        header.value = value;
        return;
    }
    headers.push_back({std::string(name), std::string(value)});
}

}  // namespace vitrine::service::http
