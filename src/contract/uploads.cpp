#include "contract/uploads.h"

#include <algorithm>

namespace vitrine::contract {

std::vector<ByteRange> merged(std::vector<ByteRange> ranges, ByteRange added) {
    std::vector<ByteRange> out;
    for (const ByteRange& one : ranges) {
        const bool touches = one.from <= added.to && added.from <= one.to;
        if (touches) added = {std::min(one.from, added.from), std::max(one.to, added.to)};
        else out.push_back(one);
    }
    if (added.from < added.to)
        out.insert(std::ranges::lower_bound(out, added.from, {}, &ByteRange::from), added);
    return out;
}

std::int64_t bytes_in(const std::vector<ByteRange>& ranges) {
    std::int64_t sum = 0;
    for (const ByteRange& one : ranges) sum += one.to - one.from;
    return sum;
}

}  // namespace vitrine::contract
