#include "models/platform/lambda_pool.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <utility>
#include <variant>

namespace coalmine::models {

namespace {

// To the nanosecond, and no longer than any other draw can be.
Duration duration_of(double seconds) {
  const double ns = std::min(seconds * 1e9, static_cast<double>(QuantileTable::longest.count()));
  return Duration{static_cast<Duration::rep>(ns + 0.5)};
}

// One second's worth of requests, but at least one, and its time with it: half a request a second
// is one in two seconds.
TokenBucket bucket_of_rate(double per_second) {
  if (!(per_second > 0)) return TokenBucket(0, std::chrono::seconds{1});
  const double capacity = std::ceil(std::min(per_second, static_cast<double>(UINT32_MAX)));
  const Duration refill = duration_of(capacity / per_second);
  return TokenBucket(static_cast<std::uint32_t>(capacity), std::max(refill, Duration{1}));
}

}  // namespace

LambdaAccount::LambdaAccount(const Account& account, std::uint32_t reserved)
    : unreserved_(account.concurrency - std::min(reserved, account.concurrency)),
      requests_(bucket_of_rate(account.requests_per_concurrency * account.concurrency)) {}

void LambdaAccount::clear() {
  busy_ = 0;
  requests_.clear();
}

bool LambdaAccount::has_room(bool reserved, Instant now) {
  return (reserved || busy_ < unreserved_) && requests_.has_token(now);
}

void LambdaAccount::begin(bool reserved) {
  requests_.take();
  if (!reserved) ++busy_;
}

void LambdaAccount::end(bool reserved) {
  if (reserved) return;
  assert(busy_ > 0);
  --busy_;
}

LambdaPool::Times::Times(const Distribution& distribution) {
  if (const auto* constant = std::get_if<Constant>(&distribution)) {
    constant_ = duration_of(constant->value);
  } else {
    table_.emplace(distribution);
  }
}

LambdaPool::LambdaPool(const LambdaHost& host, const Account& limits, LambdaAccount& account)
    : host_(host),
      account_(account),
      cold_start_(host.cold_start),
      idle_life_(host.idle_reclaim),
      scale_up_(limits.scale_up, limits.scale_up_every) {}

void LambdaPool::clear() {
  environments_ = {};
  idle_ = {};
  provisioned_busy_ = {};
  counts_ = {};
  busy_ = 0;
  scale_up_.clear();
  weighted_ = false;
  serving_ = 0;
  provisioned_from_ = Instant::min();
}

LambdaPool::Admission LambdaPool::admit(std::size_t version, Instant now, std::uint64_t cold_bits,
                                        std::uint64_t idle_bits) {
  Counts& counts = counts_[version];
  const bool capped = host_.reserved && busy_ >= *host_.reserved;
  if (capped || !account_.has_room(host_.reserved.has_value(), now)) {
    ++counts.refused;
    return {Start::refused};
  }
  Admission admission{Start::warm};
  const std::uint32_t ready = provisioned(version, now);
  if (provisioned_busy_[version] < ready) {
    ++provisioned_busy_[version];
    admission.environment =
        environments_.create({.version = static_cast<std::uint8_t>(version), .provisioned = true});
  } else {
    admission = admit_on_demand(version, now, cold_bits, idle_bits);
    if (admission.start == Start::refused) {
      ++counts.refused;
      return admission;
    }
    if (ready > 0) ++counts.spilled;
  }
  ++(admission.start == Start::cold ? counts.cold : counts.warm);
  ++busy_;
  account_.begin(host_.reserved.has_value());
  return admission;
}

// Without the accounts: whether an environment is there, or can be made.
LambdaPool::Admission LambdaPool::admit_on_demand(std::size_t version, Instant now,
                                                  std::uint64_t cold_bits,
                                                  std::uint64_t idle_bits) {
  const Duration idle_life = idle_life_.at(idle_bits);
  const std::uint32_t idle = take_idle(version, now);
  if (idle != none) {
    environments_.at(idle).idle_life = idle_life;
    return {Start::warm, idle};
  }
  if (!scale_up_.has_token(now)) return {Start::refused};
  scale_up_.take();
  const std::uint32_t made = environments_.create(
      {.made_at = now, .idle_life = idle_life, .version = static_cast<std::uint8_t>(version)});
  return {Start::cold, made, cold_start_.at(cold_bits)};
}

void LambdaPool::release(std::uint32_t environment, Instant now, bool lost) {
  assert(busy_ > 0);
  --busy_;
  account_.end(host_.reserved.has_value());
  Environment& released = environments_.at(environment);
  if (released.provisioned) {
    // Another is kept in its place, so which one it was does not matter.
    --provisioned_busy_[released.version];
    environments_.destroy(environment);
  } else if (lost) {
    environments_.destroy(environment);
  } else {
    released.idle_since = now;
    put_idle(environment);
  }
}

void LambdaPool::set_alias(bool weighted, std::size_t serving, Instant now) {
  if (weighted_ || serving != serving_) provisioned_from_ = now + host_.prepare;
  weighted_ = weighted;
  serving_ = serving;
}

std::uint32_t LambdaPool::provisioned(std::size_t version, Instant now) const {
  if (host_.provisioned_on_alias) {
    const bool ready = !weighted_ && version == serving_ && now >= provisioned_from_;
    if (!ready) return 0;
  }
  return host_.provisioned[version];
}

// The idle environment to be used next, or none; those that are gone are dropped on the way.
std::uint32_t LambdaPool::take_idle(std::size_t version, Instant now) {
  IdleList& idle = idle_[version];
  while (idle.first != none) {
    const std::uint32_t first = idle.first;
    idle.first = std::exchange(environments_.at(first).next, none);
    if (!gone(environments_.at(first), now)) return first;
    environments_.destroy(first);
  }
  return none;
}

// Half-open: at the very instant at which its time is over it is gone.
bool LambdaPool::gone(const Environment& environment, Instant now) const {
  return now - environment.idle_since >= environment.idle_life ||
         now - environment.made_at >= host_.max_lifetime;
}

void LambdaPool::put_idle(std::uint32_t environment) {
  Environment& released = environments_.at(environment);
  IdleList& idle = idle_[released.version];
  if (idle.first == none) {
    idle.first = idle.last = environment;
  } else if (host_.reuse == Reuse::most_recent) {
    released.next = std::exchange(idle.first, environment);
  } else {
    environments_.at(idle.last).next = environment;
    idle.last = environment;
  }
}

}  // namespace coalmine::models
