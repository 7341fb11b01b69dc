// One burn-rate alert: inactive, pending or firing, as Prometheus evaluates a rule.
//
// The rule: bad / all > rate * budget, over the long and over the short window. A window without
// invocations has no ratio, and what has no ratio does not burn (0 / 0 is NaN, which is above
// nothing). It follows that silence ends an alert.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "routing/alarm.hpp"
#include "routing/judge/machine.hpp"

namespace coalmine::routing::burn_rate {

enum class State : std::uint8_t { inactive, pending, firing };
enum class Signal : std::uint8_t {
  burns,
  burns_no_more,
  held,  // it has burnt for as long as it has to
};

inline constexpr std::array states{State::inactive, State::pending, State::firing};
inline constexpr std::array signals{Signal::burns, Signal::burns_no_more, Signal::held};

std::string_view name_of(State state);
std::string_view name_of(Signal signal);

inline constexpr std::array transitions{
    Row<State, Signal>{State::inactive, Signal::burns, State::pending},
    Row<State, Signal>{State::inactive, Signal::burns_no_more, State::inactive},
    Row<State, Signal>{State::pending, Signal::burns, State::pending},
    Row<State, Signal>{State::pending, Signal::held, State::firing},
    Row<State, Signal>{State::pending, Signal::burns_no_more, State::inactive},
    Row<State, Signal>{State::firing, Signal::burns, State::firing},
    Row<State, Signal>{State::firing, Signal::burns_no_more, State::inactive},
};

std::vector<NamedRow> transitions_by_name();

// Invocations of the two windows; `errors` are the bad ones.
struct Windows {
  Counts long_window;
  Counts short_window;
};

class BurnAlert {
 public:
  // Fires once more than `threshold` of the invocations have been bad for `hold`.
  BurnAlert(double threshold, Duration hold) : threshold_(threshold), hold_(hold) {}

  // In: an evaluation. With no hold it fires at the first that burns.
  void handle_evaluation(const Windows& windows, Instant now);
  State state() const { return state_; }  // out

 private:
  bool burns(const Counts& counts) const;
  void enter(Signal signal);

  double threshold_;
  Duration hold_;
  State state_ = State::inactive;
  Instant burns_since_{};  // where pending or firing
};

}  // namespace coalmine::routing::burn_rate
