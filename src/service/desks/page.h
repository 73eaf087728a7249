// Pages of a list that is short enough to be read whole: a team's members, invitations, keys.
#pragma once
#include <string>
#include <utility>

#include "base/text.h"
#include "contract/team.h"
#include "service/cursor.h"

namespace vitrine::service::desks {

inline constexpr std::int32_t page_rows_usual = 50;

using RowKey = std::pair<std::int64_t, std::string>;  // the time it is sorted by, and its id
enum class Order : std::uint8_t { rising, falling };

// Keeps of `all`, which is sorted by key_of, the page that `ask` is about; `next` gets its cursor.
template <class T, class KeyOf>
base::Result<void> cut_page(std::vector<T>& all, const contract::OnePage& ask,
                            std::string_view name, Order order, KeyOf key_of,
                            std::optional<std::string>& next) {
    if (ask.cursor) {
        const auto parts = read_cursor(name, 2, *ask.cursor);
        if (!parts) return base::refused(parts.error());
        const auto at = base::parse_decimal((*parts)[0]);
        if (!at) return base::refused(bad_cursor());
        const RowKey after(*at, (*parts)[1]);
        std::erase_if(all, [&](const T& one) {
            return order == Order::rising ? key_of(one) <= after : key_of(one) >= after;
        });
    }
    const auto limit = static_cast<std::size_t>(ask.limit.value_or(page_rows_usual));
    if (all.size() <= limit) return {};
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(limit), all.end());
    const RowKey last = key_of(all.back());
    next = write_cursor(name, {base::decimal(last.first), last.second});
    return {};
}

// Such a page of what is kept as `shown` of each row, the newest first.
template <class Page, class Stored, class T>
base::Result<Page> newest_page(std::vector<Stored> all, const contract::OnePage& ask,
                               std::string_view name, T Stored::*shown) {
    Page page;
    page.total = static_cast<std::int64_t>(all.size());
    const auto key_of = [shown](const Stored& one) {
        return RowKey((one.*shown).created_at.ms, (one.*shown).id.text);
    };
    if (auto cut = cut_page(all, ask, name, Order::falling, key_of, page.next); !cut)
        return base::refused(cut.error());
    for (Stored& one : all) page.items.push_back(std::move(one.*shown));
    return page;
}

}  // namespace vitrine::service::desks
