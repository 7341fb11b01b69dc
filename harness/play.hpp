// The requests of one replication, made once and played to any worlds.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "harness/outcomes.hpp"
#include "harness/requests.hpp"
#include "harness/setup.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {

// Keeps its buffers, so that replications after the first allocate little. Not for two threads.
class Play {
 public:
  explicit Play(const Setup& setup);

  // What the worlds have to be made with.
  Outcomes* outcomes() { return &outcomes_; }

  // From begin to finish; the worlds are of this setup and these outcomes. The same for each of
  // them whatever the others are. A world of which `is_done` says so, by its place, gets no further
  // requests: what it is asked for later has to be known by then. Where requests interact, those to
  // come matter to those under way, and nobody asks.
  void play(std::uint32_t replication, std::span<World* const> worlds,
            const std::function<bool(std::size_t)>& is_done = {});

  std::uint64_t events() const;  // of the latest replication in the twin, for benchmarks

 private:
  const Setup& setup_;
  Outcomes outcomes_;
  std::unique_ptr<World> twin_;  // nothing is released; only where requests interact
  std::unique_ptr<RequestBatch> batch_;
};

}  // namespace coalmine::harness
