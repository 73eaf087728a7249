#include "service/http/limiter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::service::http {

int Limiter::wait_s(const std::string& key, base::Instant now) {
    return wait_s(filled(key, now));
}

int Limiter::wait_s(const Bucket& bucket) const {
    if (bucket.tokens >= 1) return 0;
    return std::max(1, static_cast<int>(std::ceil((1 - bucket.tokens) / allowance_.per_second)));
}

int Limiter::take(const std::string& key, base::Instant now) {
    Bucket& bucket = filled(key, now);
    const int wait = wait_s(bucket);
    if (wait == 0) bucket.tokens -= 1;
    return wait;
}

void Limiter::give_back(const std::string& key, base::Instant now) {
    Bucket& bucket = filled(key, now);
    bucket.tokens = std::min(allowance_.burst, bucket.tokens + 1);
}

Limiter::Bucket& Limiter::filled(const std::string& key, base::Instant now) {
    if (buckets_.size() >= keys_max) forget_some(now);
    auto& bucket = buckets_.try_emplace(key, Bucket{allowance_.burst, now}).first->second;
    const double seconds =
        std::max(0.0, static_cast<double>(now.ms - bucket.filled_at.ms) / base::second_ms);
    bucket.tokens = std::min(allowance_.burst, bucket.tokens + seconds * allowance_.per_second);
    bucket.filled_at = now;
    return bucket;
}

void Limiter::forget_some(base::Instant now) {
    const auto tokens = [&](const Bucket& bucket) {
        const auto ms = std::max<std::int64_t>(0, now.ms - bucket.filled_at.ms);
        return bucket.tokens + static_cast<double>(ms) / base::second_ms * allowance_.per_second;
    };
    for (const double enough : {allowance_.burst, 1.0, 0.0}) {  // the last: a flood of guessers
        std::erase_if(buckets_, [&](const auto& one) { return tokens(one.second) >= enough; });
        if (buckets_.size() < keys_max) return;
    }
}

std::string network_of(const std::string& address) {
    in6_addr six{};
    if (::inet_pton(AF_INET6, address.c_str(), &six) != 1) return address;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        ::inet_ntop(AF_INET, &six.s6_addr[12], text.data(), text.size());
        return text.data();
    }
    std::fill(six.s6_addr + 8, six.s6_addr + 16, std::uint8_t{0});
    ::inet_ntop(AF_INET6, &six, text.data(), text.size());
    return std::string(text.data()) + "/64";
}

}  // namespace vitrine::service::http
