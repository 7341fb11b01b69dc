#include "models/platform/autoscaler.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace coalmine::models {

Autoscaler::Autoscaler(const Autoscaling& scaling, std::uint32_t replicas) : scaling_(scaling) {
  clear(replicas);
}

void Autoscaler::clear(std::uint32_t replicas) {
  assert(scaling_.every > Duration{});
  assert(scaling_.replicas_min <= replicas && replicas <= scaling_.replicas_max);
  replicas_ = serving_ = replicas;
  starting_.clear();
  // Where it began counts as a wish, so that it does not shrink before it has seen calm once.
  wishes_.assign(1, {Instant{}, replicas});
  evaluation_at_ = Instant{} + scaling_.every;
  evaluated_at_ = reported_at_ = Instant{};
  busy_ns_ = 0;
}

Instant Autoscaler::next() const {
  return starting_.empty() ? evaluation_at_ : std::min(evaluation_at_, starting_.front().serves_at);
}

void Autoscaler::evaluate(Instant now, double utilisation) {
  assert(utilisation >= 0);
  assert(now >= reported_at_);
  busy_ns_ += utilisation * static_cast<double>((now - reported_at_).count());
  reported_at_ = now;
  if (now < evaluation_at_) return;
  serving(now);
  const double average = busy_ns_ / static_cast<double>((now - evaluated_at_).count());
  const std::uint32_t target = calmed(wanted(average), now);
  scale_to(target, now);
  evaluated_at_ = now;
  busy_ns_ = 0;
  evaluation_at_ += scaling_.every * ((now - evaluation_at_) / scaling_.every + 1);
}

std::uint32_t Autoscaler::serving(Instant now) {
  while (!starting_.empty() && starting_.front().serves_at <= now) {
    serving_ += starting_.front().count;
    starting_.pop_front();
  }
  return serving_;
}

// Replicas that bring the utilisation to its target. Those that are starting up count as idle where
// more are needed, so that a wave is not answered twice.
std::uint32_t Autoscaler::wanted(double utilisation) const {
  constexpr double rounding = 1e-9;  // 10 * (0.84 / 0.7) is above 12 in doubles, and means 12
  const double ratio = utilisation / scaling_.target;
  const double needed = ratio * serving_;
  const bool enough = ratio > 1 ? needed <= (1 + scaling_.tolerance + rounding) * replicas_
                                : ratio >= 1 - scaling_.tolerance - rounding;
  if (enough) return replicas_;
  return static_cast<std::uint32_t>(std::clamp(std::ceil(needed - rounding),
                                               static_cast<double>(scaling_.replicas_min),
                                               static_cast<double>(scaling_.replicas_max)));
}

// The highest wish of the last `calm`, this one among them.
std::uint32_t Autoscaler::calmed(std::uint32_t wanted, Instant now) {
  while (!wishes_.empty() && wishes_.back().replicas <= wanted) wishes_.pop_back();
  wishes_.push_back({now, wanted});
  while (now - wishes_.front().at > scaling_.calm) wishes_.pop_front();
  return wishes_.front().replicas;
}

void Autoscaler::scale_to(std::uint32_t replicas, Instant now) {
  if (replicas > replicas_) {
    starting_.push_back({now + scaling_.start_up, replicas - replicas_});
  } else if (replicas < replicas_) {
    // Who wants fewer wants fewer than serve, so those that are starting up all leave.
    assert(replicas <= serving_);
    starting_.clear();
    serving_ = replicas;
  }
  replicas_ = replicas;
}

}  // namespace coalmine::models
