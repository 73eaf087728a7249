// What is kept of devices, some forty to a row: a batch touches many devices, and one row for each
// would cost more than everything else about an event.
//
//     device_pages(place, lives)
//         place   app << 40 | p: here lie the devices of the app whose first 40 bits are p or more,
//                 up to the next page's; devices are in order as if they were unsigned, after
//                 their highest bit was turned over
//         lives   devices in order, each:
//             device      eight bytes, the lowest first
//             steps       one byte, bit s: the first time of FunnelStep s is known
//             times       of these, in ms: the first as it is, each other as difference to that
//             last day    as difference to the day of the first time that is there, or of 1970
//             days        the bits of DeviceLife::days
//
// Numbers are written as packing.h says; times and differences are signed. A page that grows beyond
// `page_bytes_max` is parted, so that it is found and written at once.
//
// Rows of the table `devices`, where earlier versions kept one for each, are moved here when their
// device is met again.
#pragma once
#include <string>
#include <vector>

#include "service/event_rollup.h"
#include "service/sqlite/connection.h"

namespace vitrine::service::sqlite {

struct KeptDevice {
    std::int64_t device = 0;
    DeviceLife life;
    bool operator==(const KeptDevice&) const = default;
};

// False: damaged. Appends to `to`.
bool unpack_lives(std::string_view lives, std::vector<KeptDevice>& to);
void append_life(std::string& lives, const KeptDevice& one);

// One look at devices, each met once, inside the writer's transaction: app by app, those of one in
// order.
class DevicePages {
public:
    static constexpr std::size_t page_bytes_max = 1000;
    static constexpr std::int64_t app_max = (std::int64_t{1} << 23) - 1;  // a row of event_apps

    explicit DevicePages(Connection& writer);

    // A default one when the device is new. May be changed until the next call; then say so by
    // changed(). `app`: at most app_max. Refuses (unavailable) "database_corrupt".
    base::Result<DeviceLife*> life_of(std::int64_t app, std::int64_t device);
    void changed() { changed_ = true; }
    base::Result<void> finish();

private:
    base::Result<void> open_page(std::int64_t place, std::int64_t app);
    base::Result<void> write_page();
    base::Result<void> put(std::int64_t place, const std::string& lives);
    base::Result<void> take_old(std::int64_t app, KeptDevice& one);

    Connection& writer_;
    Query find_, next_, put_, find_old_, drop_old_;
    bool old_ones_ = false;  // the table `devices` has rows
    std::int64_t place_ = 0, end_ = 0;  // of the page: the places that belong to it
    std::vector<KeptDevice> page_;
    std::size_t at_ = 0;  // in page_: devices before it were met
    bool changed_ = false;
};

}  // namespace vitrine::service::sqlite
