// A judge at work: one engine of routing/judge, on the rollout of one function.
//
// Here an engine meets the world: an adapter asks the telemetry what the engine's product would ask
// its metrics store, hands the engine the numbers, and says what the engine wants done. Adapters
// decide nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "harness/judges/telemetry.hpp"
#include "harness/judges/wish.hpp"
#include "harness/setup.hpp"
#include "routing/rollout.hpp"
#include "spec/judge.hpp"

namespace coalmine::harness {

// What a judge sees when it looks.
struct Look {
  Instant now;
  const Telemetry& telemetry;
  const routing::Rollout& rollout;
};

class Judge {
 public:
  virtual ~Judge() = default;

  virtual TelemetryNeeds needs() const = 0;
  // Does it say itself when the first step begins? Then the rollout does not start before `start`,
  // which it says once.
  virtual bool starts() const { return false; }
  // Does it move the weight itself? Then no step of the plan ends before it is advanced.
  virtual bool moves() const { return false; }

  // A new replication: the rollout is planned to begin at `at`, a multiple of the slice. `draws`
  // are for chance within the engine itself, such as a poll that fails; index: as `place` says.
  virtual void begin(Instant at, const RandomStream& draws, std::uint64_t place) = 0;

  // When it wants to look next, a multiple of the slice; nothing if never again. The same until it
  // has looked.
  virtual std::optional<Instant> next() const = 0;

  // Looks. Precondition: *next() <= look.now. Everything that began before look.now is recorded.
  // The rollout may have ended; then it wants nothing any more.
  virtual Command look(const Look& look) = 0;
};

// The judge that `spec` describes. One instance for each function that it watches.
std::unique_ptr<Judge> make_judge(const spec::Judge& spec, const Setup& setup);

}  // namespace coalmine::harness
