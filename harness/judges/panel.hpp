// The judges of one policy: who looks when, at what, and what each has said so far.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "harness/judges/judge.hpp"
#include "harness/judges/telemetry.hpp"
#include "harness/release.hpp"
#include "harness/setup.hpp"
#include "routing/version.hpp"

namespace coalmine::harness {

// What a judge, over all the functions it watches, has said: nothing where it has not.
struct Opinion {
  std::optional<Instant> rolls_back_at;  // the first time that it wanted the canary gone
  std::optional<Instant> holds_at;       // the first time that it asked for a person
  friend bool operator==(const Opinion&, const Opinion&) = default;
};

class Panel {
 public:
  // Of the judges that decide in `policy`, and of those that only watch it.
  Panel(const Setup& setup, const spec::Policy& policy);

  bool empty() const { return seats_.empty(); }
  // How many judges have to say when the rollout of `function` starts.
  std::uint32_t starters(models::FunctionIndex function) const;

  // A new replication, of a release whose rollouts are planned.
  void begin(std::uint32_t replication, const Release& release);

  // An invocation that began at `began`, once its outcome is known.
  void record(models::FunctionIndex function, routing::Version version, Instant began,
              Duration latency, bool failed, std::uint32_t user) {
    if (auto& telemetry = telemetry_[function]) {
      telemetry->record(version, began, latency, failed, user);
    }
  }

  Instant next() const { return next_; }  // `never` when nobody wants to look any more
  // Whoever is due looks, in the order of the judges. What those that decide want done.
  std::span<const Wish> look(Instant now, const Release& release);

  // By place in Scenario::judges; empty opinions of those that are not here.
  std::span<const Opinion> opinions() const { return opinions_; }

 private:
  struct Place {  // of one judge at one function
    std::size_t judge;
    models::FunctionIndex function;
    bool decides;
    std::unique_ptr<Judge> at_work;
  };

  void seat(std::size_t judge, bool decides);
  TelemetryNeeds needs_at(models::FunctionIndex function) const;
  Duration slice(const spec::Policy& policy) const;
  void find_next();

  const Setup& setup_;
  std::vector<Place> seats_;
  std::vector<std::optional<Telemetry>> telemetry_;  // by function
  std::vector<Opinion> opinions_;
  std::vector<Wish> wishes_;
  Duration slice_{};
  Instant next_ = never;
};

}  // namespace coalmine::harness
