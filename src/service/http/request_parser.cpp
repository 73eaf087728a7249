#include "service/http/request_parser.h"

#include <algorithm>

#include "base/text.h"

namespace vitrine::service::http {

bool RequestParser::is_unambiguous() const {
    const auto& headers = request.headers;
    for (const Header& header : headers)  // "2, 2" is not the same to everybody
        if (header.name == "content-length" &&
            header.value.find_first_not_of("0123456789") != std::string::npos)
            return false;
    const auto codings = std::ranges::count(headers, "transfer-encoding", &Header::name);
    if (codings > 1) return false;
    if (codings == 1 &&
        (version < 11 || base::lower_ascii(*request.find("transfer-encoding")) != "chunked"))
        return false;
    return version < 11 || std::ranges::count(headers, "host", &Header::name) == 1;
}

void RequestParser::on_request_impl(boost::beast::http::verb, Text method, Text target, int said,
                                    Error&) {
    constexpr std::size_t usual_headers = 16;
    request.method.assign(method.data(), method.size());
    request.target.assign(target.data(), target.size());
    request.headers.reserve(usual_headers);
    version = said;
}

void RequestParser::on_field_impl(boost::beast::http::field, Text name, Text value, Error&) {
    request.headers.push_back({base::lower_ascii({name.data(), name.size()}),
                               std::string(value.data(), value.size())});
}

std::size_t RequestParser::on_body_impl(Text bytes, Error&) {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text bytes, Error&) {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

}  // namespace vitrine::service::http
