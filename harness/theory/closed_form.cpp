// Which figure has which theory.
#include "harness/theory/closed_form.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "harness/theory/chain.hpp"
#include "harness/theory/entry.hpp"
#include "harness/theory/exposure.hpp"
#include "harness/theory/flags.hpp"
#include "harness/theory/flips.hpp"
#include "harness/theory/latency.hpp"
#include "harness/theory/memory.hpp"
#include "harness/theory/renewal.hpp"
#include "harness/theory/rollback.hpp"
#include "harness/theory/user_share.hpp"
#include "harness/theory/users.hpp"
#include "spec/metrics.hpp"

namespace coalmine::harness {
namespace {

using spec::Policy;

struct Form {
  std::string_view metric;
  std::optional<double> (*of)(const Setup& setup, const Policy& policy);
};

std::optional<double> draws_of_active(const Setup& setup, const Policy& policy) {
  if (!policy.routing.memory || !setup.moves[0] || is_asked_first(policy)) return std::nullopt;
  if (const auto draws = remembered_draws(setup, policy)) return draws;
  const auto redrawn = redrawing(setup, policy, setup.ends);
  return redrawn ? std::optional(redrawn->draws) : std::nullopt;
}

constexpr std::array forms{
    Form{"users.active",
         [](const Setup& s, const Policy&) { return users_hit(s, every_request(s)); }},
    Form{"requests.total", [](const Setup& s, const Policy&) { return expected_requests(s); }},
    Form{"canary.traffic_share", entry_share},
    Form{"blast_radius.exposed",
         [](const Setup& s, const Policy& p) { return exposed_users(s, p, Of::active); }},
    Form{"blast_radius.harmed",
         [](const Setup& s, const Policy& p) { return harmed_users(s, p, Of::active); }},
    Form{"blast_radius.exposed_users",
         [](const Setup& s, const Policy& p) { return exposed_users(s, p, Of::all); }},
    Form{"blast_radius.harmed_users",
         [](const Setup& s, const Policy& p) { return harmed_users(s, p, Of::all); }},
    Form{"blast_radius.exposed_after_rollback", exposed_after_rollback},
    Form{"blast_radius.exposure_after_rollback", exposure_after_rollback},
    Form{"blast_radius.exposure_ends_after", exposure_ends_after},
    Form{"canary.user_share", last_user_share},
    Form{"users.mixed", mixed_users},
    Form{"users.flipped", flipped_users},
    Form{"users.flips", flips},
    Form{"decisions.drawn", draws_of_active},
    Form{"flags.stale_share", stale_share},
    Form{"chains.mixed", mixed_chains},
    Form{"chains.all_canary", all_canary_chains},
    Form{"chains.mismatched.forward",
         [](const Setup& s, const Policy& p) {
           return mismatched_chains(s, p, models::Mismatch::forward);
         }},
    Form{"chains.mismatched.backward",
         [](const Setup& s, const Policy& p) {
           return mismatched_chains(s, p, models::Mismatch::backward);
         }},
    Form{"chains.mismatches.forward",
         [](const Setup& s, const Policy& p) {
           return mismatches(s, p, models::Mismatch::forward);
         }},
    Form{"chains.mismatches.backward",
         [](const Setup& s, const Policy& p) {
           return mismatches(s, p, models::Mismatch::backward);
         }},
    Form{"masking.least_weight", least_weight},
};

struct Percentile {
  std::string_view name;
  double p;
};
constexpr std::array percentiles{Percentile{"p50", 0.50}, Percentile{"p95", 0.95},
                                 Percentile{"p99", 0.99}};

std::optional<double> of_percentile(const Setup& setup, const Policy& policy,
                                    std::string_view metric) {
  for (const auto& [name, p] : percentiles) {
    if (metric == fmt::format("latency.{}.stable", name))
      return latency_percentile_ms(setup, policy, Side::stable, p);
    if (metric == fmt::format("latency.{}.canary", name))
      return latency_percentile_ms(setup, policy, Side::canary, p);
    if (metric == fmt::format("latency.{}.alias", name))
      return latency_percentile_ms(setup, policy, Side::alias, p);
    if (metric == fmt::format("masking.{}", name)) return masking(setup, policy, p);
  }
  return std::nullopt;
}

// Metrics that are named after a function, a window, a step or a percentile.
std::optional<double> of_family(const Setup& setup, const Policy& policy, std::string_view metric) {
  for (const models::FunctionIndex function : setup.scenario.release.functions) {
    if (metric == "canary.invocation_share." + setup.scenario.system.functions[function].name) {
      return invocation_share(setup, policy, function);
    }
  }
  for (const Duration length : setup.scenario.windows) {
    if (metric == spec::window_metric(length)) {
      return exposed_user_windows(setup, policy, length);
    }
  }
  for (std::uint32_t step = 1; step <= policy.plans.front().steps.size(); ++step) {
    if (metric == fmt::format("canary.user_share.step_{}", step))
      return user_share(setup, policy, step);
  }
  return of_percentile(setup, policy, metric);
}

std::optional<double> exact(const Setup& setup, const Policy& policy, std::string_view metric) {
  for (const Form& form : forms) {
    if (form.metric == metric) return form.of(setup, policy);
  }
  return of_family(setup, policy, metric);
}

}  // namespace

std::optional<double> closed_form(const Setup& setup, const Policy& policy,
                                  std::string_view metric) {
  if (setup.window_begins >= setup.ends) return std::nullopt;
  if (setup.has_platform || setup.start_skew) return std::nullopt;
  const auto value = exact(setup, policy, metric);
  if (!value || !std::isfinite(*value)) return std::nullopt;  // a share of nobody is no number
  const std::string digits = fmt::format("{:.12g}", *value);
  double rounded = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
  return rounded;
}

}  // namespace coalmine::harness
