#include "contract/prices.h"

#include "base/text.h"

namespace vitrine::contract {

std::string price_text(const Price& price) {
    if (price.amount == 0) return "free";
    const std::string cents = base::decimal(price.amount % 100);
    std::string out = base::decimal(price.amount / 100);
    out += cents.size() == 1 ? ".0" : ".";
    out += cents;
    out += ' ';
    return out += price.currency;
}

}  // namespace vitrine::contract
