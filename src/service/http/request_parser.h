// Boost.Beast's strict parser, writing straight into a Request: the head is read once, and a body
// follows into the same value.
#pragma once
#include <boost/beast/http/basic_parser.hpp>

#include "service/http/message.h"

namespace vitrine::service::http {

class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
    Request request;  // without its address
    int version = 11;

    // Beast lets pass what a proxy in front may read differently: lists of lengths, codings that
    // nobody here knows, and more or less than one host. False: so is this one.
    bool is_unambiguous() const;

private:
    using Error = boost::beast::error_code;
    using Text = boost::beast::string_view;
    void on_request_impl(boost::beast::http::verb, Text method, Text target, int said,
                         Error&) override;
    void on_response_impl(int, Text, int, Error&) override {}
    void on_field_impl(boost::beast::http::field, Text name, Text value, Error&) override;
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(Text bytes, Error&) override;
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error&) override;
    void on_finish_impl(Error&) override {}
};

}  // namespace vitrine::service::http
