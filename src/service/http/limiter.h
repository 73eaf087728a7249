// Token buckets by key (an address, an account): who asks too often waits.
#pragma once
#include <string>
#include <unordered_map>

#include "base/instant.h"

namespace vitrine::service::http {

struct Allowance {
    double burst = 10;       // what a quiet key may spend at once
    double per_second = 0.1; // what comes back
};

// Bounded: past `keys_max` keys the full buckets are forgotten, which loses nothing; should that
// not do, those that still have a token, so that whoever must wait goes on waiting. Not
// thread-safe.
class Limiter {
public:
    explicit Limiter(Allowance allowance) : allowance_(allowance) {}

    // Takes one token; 0 when there was one, else the seconds until there is (at least 1).
    int take(const std::string& key, base::Instant now);
    // The same without taking.
    int wait_s(const std::string& key, base::Instant now);
    // Puts one token back: what was taken turned out to be rightful.
    void give_back(const std::string& key, base::Instant now);

private:
    struct Bucket {
        double tokens = 0;
        base::Instant filled_at;
    };
    Bucket& filled(const std::string& key, base::Instant now);
    int wait_s(const Bucket& bucket) const;
    void forget_some(base::Instant now);

    static constexpr std::size_t keys_max = 20000;
    Allowance allowance_;
    std::unordered_map<std::string, Bucket> buckets_;
};

// Whom an address stands for: an IPv6 one for its network of 64 bits, since whoever has one has all
// of that ("2001:db8:1:2::/64"); an IPv4 one, however it is written, for itself.
std::string network_of(const std::string& address);

}  // namespace vitrine::service::http
