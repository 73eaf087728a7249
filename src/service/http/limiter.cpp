#include "service/http/limiter.h"

#include <algorithm>
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
    if (buckets_.size() >= keys_max) forget_full(now);
    auto& bucket = buckets_.try_emplace(key, Bucket{allowance_.burst, now}).first->second;
    const double seconds =
        std::max(0.0, static_cast<double>(now.ms - bucket.filled_at.ms) / base::second_ms);
    bucket.tokens = std::min(allowance_.burst, bucket.tokens + seconds * allowance_.per_second);
    bucket.filled_at = now;
    return bucket;
}

void Limiter::forget_full(base::Instant now) {
    const double refill_s = allowance_.burst / allowance_.per_second;
    const auto full = [&](const auto& entry) {
        return static_cast<double>(now.ms - entry.second.filled_at.ms) / base::second_ms > refill_s;
    };
    std::erase_if(buckets_, full);
    if (buckets_.size() >= keys_max) buckets_.clear();  // a flood of addresses: start afresh
}

}  // namespace vitrine::service::http
