// Burn-rate alerts of a service level objective, as configured.
//
// An objective of 99.9 % leaves a budget of 0.1 % of all invocations that may be bad. A burn rate
// of 1 uses it up exactly by the end of the objective's period, one of 14.4 in a fourteenth of
// that.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "routing/alarm.hpp"

namespace coalmine::routing::burn_rate {

enum class Bad : std::uint8_t { failed, slow };  // what uses the budget up

// A page calls somebody, who rolls back; a ticket waits until tomorrow.
enum class Severity : std::uint8_t { page, ticket };

// What a window holds of the time before anybody observed: as much as since, and as good as stable
// has been since (a service that has run for long), or nothing (a new one).
enum class History : std::uint8_t { steady, none };

struct AlertSpec {
  double rate = 0;          // burns if both windows burn faster than this
  Duration long_window{};   // says that it matters
  Duration short_window{};  // says that it still goes on
  Duration hold{};          // "for": it has to burn so long before it fires
  Severity severity = Severity::page;
  friend bool operator==(const AlertSpec&, const AlertSpec&) = default;
};

// Table 5-8 of the SRE workbook: 2 % of a 30-day budget in an hour, 5 % in six, 10 % in three days.
std::vector<AlertSpec> workbook_alerts();

struct Spec {
  double objective = 0.999;  // share of invocations that are good
  Bad bad = Bad::failed;
  Duration limit{};                    // slow is above it
  Dimension scope = Dimension::alias;  // whose invocations; not `difference`
  std::vector<AlertSpec> alerts = workbook_alerts();
  History history = History::steady;         // not of the canary alone, which is new
  Duration every = std::chrono::minutes{1};  // between evaluations
  Duration delay{};                          // what is evaluated is so old at least
  friend bool operator==(const Spec&, const Spec&) = default;
};

// The share of bad invocations above which a window burns faster than `rate`.
double threshold(const Spec& spec, double rate);

// Error: begins with the name of what is wrong, as in "objective: ...". An objective outside (0,
// 1), no alerts, a rate not above 0 or one that no share of errors exceeds, a short window longer
// than the long one, a time that is not in full seconds, slow without a limit, a difference as
// scope.
Checked<Spec> check(Spec spec);

}  // namespace coalmine::routing::burn_rate
