// Groups of functions that move one after another, and when each begins under a policy's plans.
#include <fmt/format.h>

#include <algorithm>

#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

// Ends beyond any observation are all alike, and sums of thousands of holds stay in range.
Duration later(Duration from, Duration by) { return std::min(from + by, duration_max); }

Duration length_of(const routing::Plan& plan) {
  Duration length{};
  for (const routing::Step& step : plan.steps) length = later(length, step.hold);
  return length;
}

}  // namespace

MoveOrder resolve_order(const WrittenScenario& written, const Functions& functions,
                        const Release& release, Problems& problems) {
  MoveOrder order{.start = written.release.start.value, .gap = written.release.order_gap};
  if (!written.release.order) return order;
  bool sound = true;
  std::vector<bool> named(release.functions.size(), false);
  for (const std::vector<Name>& names : written.release.order->value) {
    auto& group = order.groups.emplace_back();
    for (const Name& name : names) {
      const auto index = functions.find(name, problems);
      sound &= index.has_value();
      if (!index) continue;
      const auto moving =
          std::lower_bound(release.functions.begin(), release.functions.end(), *index);
      if (moving == release.functions.end() || *moving != *index) {
        problems.add(name.place, fmt::format("\"{}\" is not part of the release", name.value),
                     "add it to release.functions");
        continue;
      }
      const auto at = static_cast<std::size_t>(moving - release.functions.begin());
      if (named[at]) {
        problems.add(name.place, fmt::format("\"{}\" is listed twice", name.value));
        continue;
      }
      named[at] = true;
      group.push_back(at);
    }
  }
  for (std::size_t i = 0; i < named.size() && sound; ++i) {
    if (named[i]) continue;
    problems.add(written.release.order->place,
                 fmt::format("order: \"{}\" moves too, and is not named",
                             functions.names()[release.functions[i]]),
                 "a group is a list: [[api, stock], receipts]");
  }
  return order;
}

std::vector<Duration> starts_in(const MoveOrder& order, const std::vector<routing::Plan>& plans) {
  std::vector<Duration> starts(plans.size(), order.start);
  Duration begin = order.start;
  for (const std::vector<std::size_t>& group : order.groups) {
    Duration longest{};
    for (const std::size_t function : group) {
      starts[function] = begin;
      longest = std::max(longest, length_of(plans[function]));
    }
    begin = later(later(begin, longest), order.gap);
  }
  return starts;
}

}  // namespace coalmine::spec
