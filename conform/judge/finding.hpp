// What came out of testing one promise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conform/judge/promise.hpp"

namespace coalmine::conform {

enum class Outcome : std::uint8_t { holds, fails, not_tested };

constexpr std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
      return "holds";
    case Outcome::fails:
      return "fails";
    case Outcome::not_tested:
      return "not tested";
  }
  return "";
}

// One comparison of a count with what was promised.
struct Check {
  std::string what;     // "request 2, weight 10 %"
  std::string found;    // "4,012 of 40,000 users on the canary"
  std::string allowed;  // "3,752 to 4,251"
  double p_value = 1;
  bool passed = true;
};

// One request of the user of a counter-example.
struct Sighting {
  std::size_t request = 1;  // the user's first is 1
  std::string when;         // as to_text(Visit)
  Version version = Version::stable;
};

// The shortest evidence that the promise is broken.
struct CounterExample {
  std::string user;                // the shortest id that shows it; empty: it takes several users
  std::vector<Sighting> requests;  // two, or one that is wrong by itself
  std::string says;                // in one sentence
};

// "user "a": request 1, weight 10 %: canary; request 2, weight 10 %: stable", or what it says.
std::string to_text(const CounterExample& example);

struct Finding {
  Promise promise = Promise::share;
  Outcome outcome = Outcome::not_tested;
  std::string why_not{};         // not tested
  std::string test{};            // what was done, with its significance where chance plays a part
  std::string finds{};           // how small a fault it surely finds
  std::uint64_t users = 0;       // the sample
  std::uint64_t requests = 0;    // made in all
  std::uint64_t broken_for = 0;  // users, where each of them shows it
  std::vector<Check> checks{};
  std::optional<CounterExample> counter_example{};
};

// A number with commas between thousands, as sentences have it.
std::string grouped(std::uint64_t number);

inline Finding not_tested(Promise promise, std::string why) {
  return {.promise = promise, .outcome = Outcome::not_tested, .why_not = std::move(why)};
}

}  // namespace coalmine::conform
