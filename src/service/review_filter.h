// A query over the columns, made ready to be asked of every chunk.
#pragma once
#include "service/review_columns.h"

namespace vitrine::service {

class RowFilter {
public:
    RowFilter(const ReviewColumns& columns, const RowQuery& query);

    // The slots of a chunk (by place in the order) under everything that no facet shows: the
    // team's apps, age, versions, text.
    SlotBits base(std::size_t place) const;
    // The slots that fit the filter's part about the column; none: all of them do.
    std::optional<SlotBits> fitting(std::size_t place, Column column) const;
    SlotBits shown(std::size_t place) const;  // under the whole filter

private:
    // The values that are asked for, by number.
    struct Wanted {
        bool narrows = false;
        std::vector<std::uint32_t> numbers;
        std::vector<std::uint8_t> has;  // by number
        void add(std::uint32_t number);
    };
    std::optional<SlotBits> fitting(const ReviewChunk& chunk, Column column,
                                    const Wanted& wanted) const;
    Wanted named(Column column, const std::vector<std::string>& names) const;
    void want_apps(const RowQuery& query);
    void place_found(const Found& rows);

    const ReviewColumns& columns_;
    const RowQuery& query_;
    Wanted team_;
    std::array<Wanted, columns_count> wanted_;
    std::vector<SlotBits> found_;  // by place in the order
};

}  // namespace vitrine::service
