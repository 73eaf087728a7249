// What lists and counts of reviews should be, found by looking at every review each time.
#pragma once
#include <set>

#include "service/ports.h"

namespace vitrine::service::conformance {

enum class Known { some, none };

class Model {
public:
    // Makes reviews of apps notes, maps (team lark) and radar (team other) and takes them in; some
    // of them may be new versions of known ones.
    std::vector<service::IncomingReview> random_batch(service::SeededRandom& random, int count,
                                                      Known known = Known::some);
    service::ReviewQuery random_query(service::SeededRandom& random) const;
    contract::ReviewId random_id(service::SeededRandom& random) const;
    void set(const contract::Review& review);
    void remove(const contract::ReviewId& id, bool removed);  // the store's verdict
    void withdraw(const contract::ReviewId& id);              // its source's
    bool is_gone(const contract::ReviewId& id) const;

    contract::ReviewPage list(const service::ReviewQuery& query) const;  // not by cursor
    contract::ReviewFacets facets(const contract::TeamId& team,
                                  const contract::ReviewFilter& filter) const;

private:
    std::vector<contract::Review> reviews_;  // by arrival
    std::set<std::string> removed_, withdrawn_;  // ids
};

}  // namespace vitrine::service::conformance
