// Values and problems as answers. The table of status codes itself is contract/http_status.h.
#pragma once
#include "base/result.h"
#include "contract/codec.h"
#include "service/http/message.h"

namespace vitrine::service::http {

// application/problem+json with Retry-After where the problem says when; never cached.
Response to_http(const base::Problem& problem);
// For the codes that only HTTP knows, which no kind stands for (414, 431).
Response to_http(const base::Problem& problem, int status);
// The same with further members: `current`, the state that a stale write did not know.
Response to_http(const base::Problem& problem, const contract::Json& beside);
Response json_reply(const contract::Json& value);

}  // namespace vitrine::service::http
