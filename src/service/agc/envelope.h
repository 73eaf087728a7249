// AppGallery Connect's envelope: every answer is HTTP 200 with `ret`, whose code is 0 or says what
// was refused. A Problem of a desk gets its number here and nowhere else.
//
//     {"ret":{"code":0,"msg":"success"}, ...}
//     {"ret":{"code":204144727,"msg":"package is being compiled, please try again ..."}}
//
// The numbers with a meaning that clients know are a table (envelope.cpp); any other refusal gets
// its call's number, and trouble inside one number for all, with the request's id in the text.
#pragma once
#include <string>

#include "base/result.h"
#include "contract/codec.h"

namespace vitrine::service::agc {

// What a call is about; it decides the number of what has none of its own.
enum class Family : std::uint8_t { account, query, update, upload, submit, review };

inline constexpr std::int64_t code_success = 0, code_trouble = 204144662,
                              code_token_refused = 205524993;

struct Ret {
    std::int64_t code = code_success;
    std::string msg = "success";
};
Ret ret_of(const base::Problem& problem, Family family);
contract::Json with_ret(contract::Json body, const Ret& ret);

// What only this API knows.
base::Problem still_reading();   // a package: 204144727
base::Problem still_checking();  // a submission: 204144660
base::Problem under_review();    // 204144647
base::Problem no_phased_release();

}  // namespace vitrine::service::agc
