#include "harness/judges/scaled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <variant>

#include "routing/bucketing/product.hpp"
#include "spec/limits.hpp"

namespace coalmine::harness {
namespace {

std::uint64_t times(std::uint64_t count, double factor) {
  return static_cast<std::uint64_t>(std::round(static_cast<double>(count) * factor));
}

Error too_much(std::string_view what, double found, double limit) {
  return Error{fmt::format("about {:.3g} {} are too many: at most {:.3g}", found, what, limit)};
}

class Scaling {
 public:
  Scaling(spec::Scenario& scenario, double factor) : scenario_(scenario), factor_(factor) {}

  Checked<void> apply() {
    models::TrafficSpec& traffic = scenario_.traffic;
    const double users = static_cast<double>(traffic.users) * factor_;
    constexpr auto users_max = static_cast<double>(spec::users_max);
    if (users > users_max) return tl::unexpected(too_much("users", users, users_max));
    users_before_ = traffic.users;
    traffic.users = std::max<std::uint64_t>(1, times(traffic.users, factor_));
    traffic.tenants = std::min(traffic.tenants, traffic.users);
    traffic.addresses = std::min(traffic.addresses, traffic.users);
    for (models::Poison& poison : scenario_.system.poison) {
      poison.user = static_cast<std::uint32_t>(poison.user % traffic.users);
    }
    const auto pattern = std::visit([this](auto& kind) { return scale(kind); }, traffic.pattern);
    return pattern ? check_ids() : pattern;
  }

 private:
  Checked<void> scale(models::PoissonTraffic& traffic) {
    traffic.rate_hz *= factor_;
    return check_expected(traffic.rate_hz);
  }

  Checked<void> scale(models::SessionTraffic& traffic) {
    traffic.sessions_hz *= factor_;
    return check_expected(traffic.sessions_hz * traffic.length.mean);
  }

  Checked<void> scale(models::TotalTraffic& traffic) {
    const double requests = static_cast<double>(traffic.total) * factor_;
    constexpr auto limit = static_cast<double>(spec::total_requests_max);
    if (requests > limit) return tl::unexpected(too_much("requests", requests, limit));
    traffic.total = std::max<std::uint64_t>(1, times(traffic.total, factor_));
    return {};
  }

  // The numbers again and again.
  Checked<void> scale(models::FixedTraffic& traffic) {
    double requests = 0;
    for (const std::uint32_t each : traffic.counts) requests += each;
    constexpr auto limit = static_cast<double>(spec::counted_requests_max);
    if (requests * factor_ > limit) {
      return tl::unexpected(too_much("requests", requests * factor_, limit));
    }
    traffic.counts.resize(scenario_.traffic.users);
    for (std::size_t i = users_before_; i < traffic.counts.size(); ++i) {
      traffic.counts[i] = traffic.counts[i - users_before_];
    }
    const bool any = std::ranges::any_of(traffic.counts, [](auto each) { return each > 0; });
    if (!any) return tl::unexpected(Error{"no requests are left"});
    return {};
  }

  Checked<void> scale(models::TraceTraffic&) {
    return tl::unexpected(Error{"the traffic is a trace, which cannot be scaled"});
  }

  Checked<void> check_expected(double requests_hz) {
    const double requests = requests_hz * in_seconds(scenario_.duration);
    if (requests <= spec::expected_requests_max) return {};
    return tl::unexpected(too_much("requests", requests, spec::expected_requests_max));
  }

  // The longest id is one of the last user.
  Checked<void> check_ids() {
    const std::string id = models::id_of(scenario_.traffic, scenario_.traffic.users - 1);
    for (const spec::Policy& policy : scenario_.policies) {
      const auto* bucketed = std::get_if<routing::Bucketed>(&policy.routing.route);
      if (bucketed == nullptr) continue;
      const auto bucketing =
          routing::ProductBucketing::make(bucketed->product, bucketed->parameters).value();
      if (bucketing.position(id)) continue;
      return tl::unexpected(
          Error{fmt::format("{} refuses ids such as \"{}\"", bucketed->product, id)});
    }
    return {};
  }

  spec::Scenario& scenario_;
  double factor_;
  std::uint64_t users_before_ = 0;
};

}  // namespace

Checked<spec::Scenario> scaled(spec::Scenario scenario, double factor) {
  if (!(factor > 0)) return tl::unexpected(Error{"a factor of traffic has to be above 0"});
  if (factor == 1) return scenario;
  if (const auto done = Scaling(scenario, factor).apply(); !done) {
    return tl::unexpected(done.error());
  }
  return scenario;
}

}  // namespace coalmine::harness
