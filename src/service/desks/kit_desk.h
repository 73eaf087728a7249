// Kits of apps: switching them on and off, and what is used of them (contract/kits.h).
#pragma once
#include "contract/kits.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class KitDesk {
public:
    explicit KitDesk(World world) : world_(world) {}

    base::Result<contract::KitCatalogue> offers() const;
    base::Result<contract::AppKitPage> list(const Caller& who, const contract::AppId& app);
    // For a stale write: the kit as it is now.
    base::Result<contract::AppKit> find(const Caller& who, const contract::AppId& app,
                                        contract::Kit kit);
    base::Result<contract::AppKit> put(const Caller& who, const contract::PutAppKit::Request& ask);
    base::Result<contract::AppKit> remove(const Caller& who,
                                          const contract::RemoveAppKit::Request& ask);
    base::Result<contract::KitUsage> usage(const Caller& who,
                                           const contract::ReadKitUsage::Request& ask);
    base::Result<contract::KitReportsKept> ingest(const Caller& who,
                                                  const contract::IngestKitUsage::Request& ask);
    base::Result<std::int64_t> sweep();  // forgets names of batches that cannot come again

private:
    base::Result<void> refuse_app(const Caller& who, const contract::AppId& app,
                                  contract::Right right);
    base::Result<void> refuse_reports(const Caller& who,
                                      const contract::IngestKitUsage::Request& ask);
    // With what the month says of it.
    base::Result<contract::AppKit> shown(ports::StoredKit stored);
    base::Result<void> add(const std::vector<contract::KitReport>& reports);
    // Tells of a threshold that the month has newly reached.
    base::Result<void> warn(const ports::StoredKit& stored);

    World world_;
};

}  // namespace vitrine::service::desks
