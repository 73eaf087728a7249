// Play's error bodies: {"error":{code, message, errors[{message, domain, reason}], status,
// details}}. Tools branch on the reason, some on words of the message.
#pragma once
#include "base/result.h"
#include "contract/codec.h"
#include "service/http/message.h"

namespace vitrine::service::play {

http::Response error_reply(const base::Problem& problem);
http::Response json_reply(const contract::Json& value);
http::Response empty_reply();  // of what was deleted

// Refusals in Play's words, by the reason that tools know.
base::Problem application_not_found();
base::Problem edit_not_found();
base::Problem edit_over();       // editAlreadyCommitted
base::Problem edit_expired();
base::Problem not_served(std::string_view what);
base::Problem bad_request(std::string_view field, std::string_view detail);
base::Problem no_such(std::string_view reason, std::string_view title);

}  // namespace vitrine::service::play
