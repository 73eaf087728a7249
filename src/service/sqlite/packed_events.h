// The raw events of a batch as one value of a row: about 20 bytes each.
//
//     1                          the version of this format, one byte
//     count, app rows            of event_apps, as the events number them from 0
//     count, words               each its length and bytes; numbered from 1, 0 is what was not said
//     count, events              each:
//         kind                   one byte
//         app                    which of the app rows
//         device                 eight bytes, the lowest first
//         at                     the difference to the event before (0 before the first), in ms
//         country, version, device class, channel     words
//         amount                 with revenue only
//
// Numbers are written as packing.h says; differences and amounts are signed.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/event_rollup.h"

namespace vitrine::service::sqlite {

// `apps`: the rows of the apps that the events number.
std::string packed(const PlainEvents& events, std::span<const std::int64_t> apps);

// Appends the events to `to`, whose apps `app_number(row)` numbers. False: damaged; what was
// appended then means nothing.
class Unpacking {
public:
    virtual ~Unpacking() = default;
    virtual std::uint32_t app_number(std::int64_t row) = 0;
};
bool unpack(std::string_view packed, PlainEvents& to, Unpacking& apps);

}  // namespace vitrine::service::sqlite
