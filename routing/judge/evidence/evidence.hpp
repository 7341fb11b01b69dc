// Is the canary worse? A test that says so only on evidence, and when it has looked enough.
//
// Everything since the rollout began counts: no window forgets, because evidence adds up. What that
// costs: if both versions fail more at a time when the canary has more traffic, the canary looks
// worse than it is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/alarm.hpp"
#include "routing/judge/evidence/clusters.hpp"
#include "routing/judge/evidence/difference.hpp"
#include "routing/judge/evidence/latencies.hpp"
#include "routing/judge/evidence/spec.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::evidence {

enum class State : std::uint8_t {
  gathering,  // too little to say anything
  watching,
  worse,
  not_shown_worse,  // it has looked its last; which does not show that the canary is as good
  undecided,        // the same, and there was never enough to look at
};
enum class Signal : std::uint8_t { too_little, no_evidence, evidence, last_look };

inline constexpr std::array states{State::gathering, State::watching, State::worse,
                                   State::not_shown_worse, State::undecided};
inline constexpr std::array signals{Signal::too_little, Signal::no_evidence, Signal::evidence,
                                    Signal::last_look};

std::string_view name_of(State state);
std::string_view name_of(Signal signal);

inline constexpr std::array transitions{
    Row<State, Signal>{State::gathering, Signal::too_little, State::gathering},
    Row<State, Signal>{State::gathering, Signal::no_evidence, State::watching},
    Row<State, Signal>{State::gathering, Signal::evidence, State::worse},
    Row<State, Signal>{State::gathering, Signal::last_look, State::undecided},
    Row<State, Signal>{State::watching, Signal::no_evidence, State::watching},
    Row<State, Signal>{State::watching, Signal::evidence, State::worse},
    Row<State, Signal>{State::watching, Signal::last_look, State::not_shown_worse},
};

std::vector<NamedRow> transitions_by_name();

// What is known of one version since the rollout began. Only what the measure needs is looked at.
struct Seen {
  Counts counts{};        // of shares; `errors` are those that count as bad
  Clusters clusters{};    // instead, where clustered
  Latencies latencies{};  // of quantiles and whole latencies
};

class Evidence {
 public:
  // Precondition: check(spec) holds. `resolution` of the latencies that it will be shown, as a
  // share of each.
  Evidence(const Spec& spec, Instant began, double resolution);
  Evidence again(Instant began) const;  // the same test, of another rollout; costs nothing

  // In: what is known at *next_look(), which is as old as the configured delay.
  // Precondition: next_look() has come.
  void handle_look(const Seen& stable, const Seen& canary, Instant now);

  State state() const { return state_; }
  std::optional<Instant> next_look() const { return next_look_; }  // nothing once it has ended

  // The smallest so far, of sequential tests; valid whenever one stops. Nothing before the first.
  std::optional<double> p_value() const { return p_value_; }

 private:
  bool enough(const Seen& seen) const;
  std::optional<Difference> difference(const Seen& stable, const Seen& canary) const;
  Signal judge(const Seen& stable, const Seen& canary);
  bool is_evidence(const Difference& difference);
  void enter(Signal signal);
  Instant first_look() const;
  std::optional<Instant> look_after(Instant now) const;

  Spec spec_;
  Instant began_;
  double resolution_;
  double critical_z_;  // of tests at a fixed horizon
  double rho_;         // of growthbook
  State state_ = State::gathering;
  std::optional<Instant> next_look_;
  std::optional<double> p_value_{};
};

}  // namespace coalmine::routing::evidence
