#include "service/sqlite/device_pages.h"

#include <algorithm>

#include "service/sqlite/packing.h"

namespace vitrine::service::sqlite {
namespace {

constexpr int prefix_bits = 40;
static_assert(DevicePages::app_max >> (63 - prefix_bits) == 0);
constexpr std::size_t life_bytes_max = 8 + 1 + 6 * packed_number_bytes_max;

std::uint64_t turned(std::int64_t device) {
    return static_cast<std::uint64_t>(device) ^ (std::uint64_t{1} << 63);
}
std::int64_t place_of(std::int64_t app, std::int64_t device) {
    return app << prefix_bits | static_cast<std::int64_t>(turned(device) >> (64 - prefix_bits));
}
std::int64_t app_at(std::int64_t place) { return place >> prefix_bits; }
std::int64_t first_place(std::int64_t app) { return app << prefix_bits; }

std::int64_t day_of(std::int64_t ms) { return base::day_of({ms}).number; }

std::int64_t first_in(const Query& row, int column) {
    return row.null(column) ? DeviceLife::never : row.integer(column);
}

}  // namespace

void append_life(std::string& lives, const KeptDevice& one) {
    char bytes[life_bytes_max];
    char* at = put_eight(bytes, static_cast<std::uint64_t>(one.device));
    char& steps = *at++;
    steps = 0;
    std::optional<std::int64_t> base;
    for (std::size_t step = 0; step < one.life.first.size(); ++step) {
        const std::int64_t time = one.life.first[step];
        if (time == DeviceLife::never) continue;
        steps = static_cast<char>(steps | 1 << step);
        at = put_number(at, folded(apart(time, base.value_or(0))));
        if (!base) base = time;
    }
    at = put_number(at, folded(one.life.last_day - day_of(base.value_or(0))));
    at = put_number(at, one.life.days);
    lives.append(bytes, at);
}

bool unpack_lives(std::string_view lives, std::vector<KeptDevice>& to) {
    PackedReader in(lives);
    while (in.more()) {
        KeptDevice& one = to.emplace_back();
        one.device = static_cast<std::int64_t>(in.eight());
        const std::uint64_t steps = in.byte_below(1u << one.life.first.size());
        std::optional<std::int64_t> base;
        for (std::size_t step = 0; step < one.life.first.size(); ++step) {
            if ((steps >> step & 1) == 0) continue;
            const std::int64_t time = together(base.value_or(0), in.signed_number());
            one.life.first[step] = time;
            if (!base) base = time;
        }
        one.life.last_day = static_cast<std::int32_t>(
            together(day_of(base.value_or(0)), in.signed_number()));
        one.life.days = in.number();
        const bool in_order = to.size() < 2 || to[to.size() - 2].device < one.device;
        if (!in.good() || !in_order) return false;
    }
    return in.ended();
}

DevicePages::DevicePages(Connection& writer)
    : writer_(writer),
      find_(writer, "SELECT place, lives FROM device_pages WHERE place >= ?1 AND place <= ?2 "
                    "ORDER BY place DESC LIMIT 1"),
      next_(writer, "SELECT place FROM device_pages WHERE place > ?1 ORDER BY place LIMIT 1"),
      put_(writer, "INSERT INTO device_pages VALUES(?1, ?2) "
                   "ON CONFLICT(place) DO UPDATE SET lives = excluded.lives"),
      find_old_(writer, "SELECT viewed, installed, opened, paid, last_day, days FROM devices "
                        "WHERE app = ?1 AND device = ?2"),
      drop_old_(writer, "DELETE FROM devices WHERE app = ?1 AND device = ?2") {
    old_ones_ = Query(writer, "SELECT 1 FROM devices LIMIT 1").step();
}

base::Result<DeviceLife*> DevicePages::life_of(std::int64_t app, std::int64_t device) {
    const std::int64_t place = place_of(app, device);
    if (place >= end_ || place < place_)
        if (auto done = open_page(place, app); !done) return base::refused(done.error());
    while (at_ < page_.size() && page_[at_].device < device) ++at_;
    if (at_ == page_.size() || page_[at_].device != device) {
        const auto made = page_.insert(page_.begin() + static_cast<std::ptrdiff_t>(at_),
                                       KeptDevice{device, {}});
        if (old_ones_)
            if (auto done = take_old(app, *made); !done) return base::refused(done.error());
    }
    return &page_[at_].life;
}

base::Result<void> DevicePages::finish() {
    if (auto done = write_page(); !done) return done;
    place_ = end_ = 0;
    page_.clear();
    return {};
}

base::Result<void> DevicePages::open_page(std::int64_t place, std::int64_t app) {
    if (auto done = write_page(); !done) return done;
    if (app < 0 || app > app_max) return base::refused(writer_.problem(SQLITE_CORRUPT));
    page_.clear();
    at_ = 0;
    place_ = first_place(app);
    end_ = first_place(app + 1);
    find_.rewind();
    find_.bind(place_);
    find_.bind(place);
    if (find_.step()) {
        place_ = find_.integer(0);
        if (!unpack_lives(find_.bytes(1), page_))
            return base::refused(writer_.problem(SQLITE_CORRUPT));
    }
    if (auto trouble = find_.trouble()) return base::refused(std::move(*trouble));
    find_.rewind();
    next_.rewind();
    next_.bind(place);
    if (next_.step()) end_ = std::min(end_, next_.integer(0));
    if (auto trouble = next_.trouble()) return base::refused(std::move(*trouble));
    next_.rewind();
    return {};
}

// Devices whose first bits are the same stay together.
base::Result<void> DevicePages::write_page() {
    if (!changed_) return {};
    changed_ = false;
    const std::int64_t app = app_at(place_);
    std::string lives;
    std::vector<std::pair<std::size_t, std::int64_t>> begins;  // of devices: byte, place
    for (const KeptDevice& one : page_) {
        if (one.life == DeviceLife()) continue;  // nothing of it is to be kept
        begins.emplace_back(lives.size(), place_of(app, one.device));
        append_life(lives, one);
    }
    const std::size_t parts = lives.size() <= page_bytes_max
                                  ? 1
                                  : lives.size() / (page_bytes_max * 3 / 4) + 1;
    const std::size_t wanted = lives.size() / parts;
    std::size_t from = 0;
    std::int64_t place = place_;
    for (std::size_t i = 1; i < begins.size(); ++i) {
        const auto& [byte, own] = begins[i];
        if (byte - from < wanted || own == begins[i - 1].second || parts == 1) continue;
        if (auto done = put(place, lives.substr(from, byte - from)); !done) return done;
        from = byte;
        place = own;
    }
    return from < lives.size() ? put(place, lives.substr(from)) : base::Result<void>();
}

base::Result<void> DevicePages::put(std::int64_t place, const std::string& lives) {
    put_.rewind();
    put_.bind(place);
    put_.bind(Bytes{lives});
    return put_.finish();
}

base::Result<void> DevicePages::take_old(std::int64_t app, KeptDevice& one) {
    find_old_.rewind();
    find_old_.bind(app);
    find_old_.bind(one.device);
    const bool known = find_old_.step();
    if (known) {
        for (int step = 0; step < 4; ++step)
            one.life.first[static_cast<std::size_t>(step)] = first_in(find_old_, step);
        one.life.last_day = find_old_.small(4);
        one.life.days = static_cast<std::uint64_t>(find_old_.integer(5));
    }
    if (auto trouble = find_old_.trouble()) return base::refused(std::move(*trouble));
    find_old_.rewind();
    if (!known) return {};
    changed_ = true;
    drop_old_.rewind();
    drop_old_.bind(app);
    drop_old_.bind(one.device);
    return drop_old_.finish();
}

}  // namespace vitrine::service::sqlite
