// The palette's search: the few best things of each kind that the caller may see.
#pragma once
#include "contract/search.h"
#include "service/desks/world.h"

namespace vitrine::service::desks {

class SearchDesk {
public:
    explicit SearchDesk(World world) : world_(world) {}

    base::Result<contract::FoundThings> find(const Caller& who, const std::string& q);

private:
    using Group = base::Result<contract::FoundGroup>;
    Group apps(const Caller& who, const std::string& q);
    Group submissions(const Caller& who, const std::string& q);
    Group reviews(const Caller& who, const std::string& q);
    Group members(const Caller& who, const std::string& q);

    World world_;
};

}  // namespace vitrine::service::desks
