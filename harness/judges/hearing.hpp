// One replication with every judge in its world: what each said, and whom the release harmed by
// then.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "harness/figures.hpp"
#include "harness/judges/stage.hpp"
#include "harness/play.hpp"
#include "harness/setup.hpp"
#include "harness/world.hpp"

namespace coalmine::harness {

// Of one judge under one policy.
struct Heard {
  std::optional<Instant> stops_at;  // when it first wanted the canary gone
  Duration since_first_shift{};     // then; 0 if nothing had shifted
  bool holds = false;               // it did not, but has asked for a person
  std::uint64_t harmed_users = 0;   // by requests before it stopped; else by the end
  friend bool operator==(const Heard&, const Heard&) = default;
};

struct HeardPolicy {
  std::vector<Heard> judges;       // in the order of Stage::judges
  std::uint64_t harmed_users = 0;  // by the end, where nobody judges
  std::vector<Value> masking;      // there, of the watched function
};

// What a hearing is for: all that it can find out; or, which is faster, only what the judges said.
enum class Hears : std::uint8_t { everything, opinions };

// Keeps its worlds, so that replications after the first allocate little. Not for two threads.
class Hearing {
 public:
  // `setup` is of the stage's scenario. `masking_of`: the policies as the scenario has them, with
  // the alarms that figures of masking are about.
  Hearing(const Setup& setup, const Stage& stage, const std::vector<spec::Policy>& masking_of,
          Hears hears);

  // In the order of the policies; a pure function of the scenario and the replication. Where only
  // opinions are heard, users harmed and masking are not to be used.
  std::vector<HeardPolicy> hear(std::uint32_t replication);

 private:
  World& world_at(std::size_t place);
  void play(std::uint32_t replication, const std::vector<std::size_t>& places);
  bool is_done(std::size_t place) const;
  // Places of judges under `policy` whose world is no longer the one they watch.
  std::vector<std::size_t> places_of_holders();
  bool asked_for_a_person(std::size_t policy, std::size_t judge) const;
  Heard heard(const World& world, std::size_t judge) const;
  HeardPolicy heard_policy(std::size_t policy);

  const Setup& setup_;
  const Stage& stage_;
  const std::vector<spec::Policy>& masking_of_;
  Hears hears_;
  Play play_;
  std::vector<std::unique_ptr<World>> worlds_;  // by place; made when first needed
  std::vector<std::size_t> from_the_start_;     // places of the worlds that always play
};

}  // namespace coalmine::harness
