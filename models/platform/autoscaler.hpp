// Replicas by utilisation, as Kubernetes' horizontal pod autoscaler counts them.
//
// Every `every`: as many replicas as bring the utilisation to its target. More are started at once
// and serve after `start_up`; fewer only when none of the last `calm` wanted more. Rules and
// sources: docs/MODELS-PLATFORM.md, "Servers".
#pragma once

#include <cstdint>
#include <deque>

#include "models/platform/capacity.hpp"

namespace coalmine::models {

class Autoscaler {
 public:
  // Precondition: replicas within the limits.
  Autoscaler(const Autoscaling& scaling, std::uint32_t replicas);

  // As new at Instant{}, with `replicas` that serve; the first evaluation is `every` later.
  void clear(std::uint32_t replicas);
  // When evaluate() or serving() wants to be asked next.
  Instant next() const;
  // `utilisation`: busy workers / all, on average since the last call; 0 or more. Calls may come
  // more often than every `every`: an evaluation uses the average since the one before.
  void evaluate(Instant now, double utilisation);
  // Replicas that serve at `now`: without those that are starting up.
  std::uint32_t serving(Instant now);
  // Those that serve, and those that are starting up.
  std::uint32_t replicas() const { return replicas_; }

 private:
  struct Starting {
    Instant serves_at;
    std::uint32_t count;
  };
  struct Wish {
    Instant at;
    std::uint32_t replicas;
  };

  std::uint32_t wanted(double utilisation) const;
  std::uint32_t calmed(std::uint32_t wanted, Instant now);
  void scale_to(std::uint32_t replicas, Instant now);

  Autoscaling scaling_;
  std::uint32_t replicas_ = 0;
  std::uint32_t serving_ = 0;
  std::deque<Starting> starting_;  // in the order in which they will serve
  // Of the last `calm`, without those that a later one equals or exceeds: the first is the highest.
  std::deque<Wish> wishes_;
  Instant evaluation_at_{};
  Instant evaluated_at_{};
  Instant reported_at_{};
  double busy_ns_ = 0;  // utilisation times time, since the last evaluation
};

}  // namespace coalmine::models
