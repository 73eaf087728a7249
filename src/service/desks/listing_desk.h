// Listings of apps and their data safety forms: read, drafted, compared with what is live.
//
// Who may see the app sees its listing, and so do the store's people; who may edit the app writes
// the draft. What is drafted becomes live with a submission (submission_desk.h) and no other way.
#pragma once
#include "service/desks/listing_shelf.h"

namespace vitrine::service::desks {

class ListingDesk {
public:
    explicit ListingDesk(World world) : world_(world) {}

    base::Result<contract::ListingPage> list(const Caller& who,
                                             const contract::ListListings::Request& ask);
    base::Result<contract::Listing> find(const Caller& who, const contract::AppId& app,
                                         const std::string& locale);
    base::Result<contract::Listing> put(const Caller& who,
                                        const contract::PutListing::Request& ask);
    base::Result<contract::Listing> edit(const Caller& who,
                                         const contract::EditListing::Request& ask);
    base::Result<contract::Listing> remove(const Caller& who,
                                           const contract::RemoveListing::Request& ask);
    base::Result<contract::ListingPage> restore(const Caller& who,
                                                const contract::RestoreListings::Request& ask);

    // What somebody whose write was stale needs to go on.
    base::Result<contract::ListingClash> clash(const Caller& who,
                                               const contract::PutListing::Request& ask);
    base::Result<contract::ListingClash> clash(const Caller& who,
                                               const contract::EditListing::Request& ask);
    base::Result<contract::ListingClash> clash(const Caller& who,
                                               const contract::RemoveListing::Request& ask);

    base::Result<contract::DataSafetyForm> safety(const Caller& who,
                                                  const contract::GetDataSafety::Request& ask);
    base::Result<contract::DataSafetyForm> put_safety(const Caller& who,
                                                      const contract::PutDataSafety::Request& ask);

private:
    using Text = std::optional<contract::ListingText>;
    // What a write makes of a text.
    using Change = std::function<base::Result<Text>(const Text& before)>;
    struct Write {
        const contract::AppId& app;
        const std::string& locale;
        const std::string& if_match;
        bool dry_run = false;
    };

    base::Result<contract::Listing> write_text(const Caller& who, const Write& write,
                                               const Change& change);
    base::Result<contract::Listing> listing_of(const contract::AppId& app,
                                               const ports::ListingPart& draft);
    base::Result<void> refuse_more_locales(const contract::AppId& app);
    base::Result<contract::ListingClash> clash_of(const Caller& who, const Write& write,
                                                  const Change& change);
    base::Result<contract::ListingPage> page(const contract::AppId& app, std::int64_t revision);
    base::Result<std::vector<ports::ListingPart>> to_restore(const contract::AppId& app,
                                                             std::int64_t revision);
    base::Result<contract::DataSafetyForm> form_of(const contract::AppId& app,
                                                   const ports::ListingPart& draft);

    World world_;
};

}  // namespace vitrine::service::desks
