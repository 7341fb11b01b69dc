#include "report/page/run/titles.hpp"

#include <fmt/format.h>

#include "report/quantity.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

std::string share(double value) { return quantity(value, std::nullopt, "share"); }

std::string share_or_nobody(double value) { return value == 0 ? "nobody" : share(value); }

}  // namespace

std::string users_title(const harness::RunResult& result, std::string_view metric,
                        std::string_view verb) {
  const auto all = standings(result, metric);
  if (all.empty()) return fmt::format("No data on whom a policy {}", verb);
  const Standing& least = lowest(all);
  const Standing& most = highest(all);
  if (most.mean == 0) return fmt::format("No policy {} anybody", verb);
  if (all.size() == 1)
    return fmt::format("{} {} {} of the users", most.policy, verb, share(most.mean));
  if (least.mean == most.mean) {
    return fmt::format("Every policy {} {} of the users", verb, share(most.mean));
  }
  if (about_equal(least.mean, most.mean)) {
    return fmt::format("Every policy {} about as many users: {} to {}", verb, share(least.mean),
                       share(most.mean));
  }
  return fmt::format("{} {} {} of the users, {} {}", most.policy, verb, share(most.mean),
                     least.policy, share_or_nobody(least.mean));
}

std::string reach_and_harm_title(const harness::RunResult& result) {
  const auto harmed = standings(result, "blast_radius.harmed");
  const bool harmless = harmed.empty() || highest(harmed).mean == 0;
  return harmless ? users_title(result, "blast_radius.exposed", "reaches")
                  : users_title(result, "blast_radius.harmed", "harms");
}

}  // namespace coalmine::report
