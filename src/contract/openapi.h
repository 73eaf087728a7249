// The OpenAPI 3.1 document of the whole contract, made by one walk over endpoints and fields.
//
// Nothing is written twice: names, bounds, optional or required, where a parameter travels and an
// endpoint's problem codes all come from the types that the codec uses. tests/golden/openapi.txt
// holds the text, so that a change of the contract is seen in review.
#pragma once
#include "contract/codec.h"

namespace vitrine::contract {

Json openapi();

}  // namespace vitrine::contract
