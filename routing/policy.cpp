#include "routing/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "routing/bucketing/product.hpp"

namespace coalmine::routing {
namespace {

using Problem = std::optional<std::string>;

struct RouteProblem {
  Problem operator()(const RoundRobin& route) const {
    if (route.proxies == 0) return "round robin needs at least one proxy";
    return std::nullopt;
  }
  Problem operator()(const Replicas& route) const {
    if (route.count == 0) return "a service has at least one replica";
    return std::nullopt;
  }
  Problem operator()(const Bucketed& route) const {
    const auto made = ProductBucketing::make(route.product, route.parameters);
    if (!made) return made.error().message;
    return std::nullopt;
  }
  Problem operator()(const Partitioned& route) const {
    if (route.workers == 0) return "a consumer group has at least one worker";
    if (route.workers > route.partitions) {
      return fmt::format("{} workers share {} partitions: some would read none", route.workers,
                         route.partitions);
    }
    return std::nullopt;
  }
  Problem operator()(const WrongRendezvous& route) const {
    if (route.processes == 0) return "a rendezvous needs at least one process";
    return std::nullopt;
  }
  template <class Any>
  Problem operator()(const Any&) const {
    return std::nullopt;
  }
};

Problem problem_of(const Memory& memory, const Route& route) {
  for (const auto& time_to_live : memory.time_to_live) {
    if (time_to_live && *time_to_live <= Duration{0}) return "a time to live is above 0";
  }
  const bool draws_again = std::holds_alternative<Weighted>(route);
  if (memory.redraws && !draws_again) return "only a weighted draw can be redrawn";
  if (std::holds_alternative<RoundRobin>(route)) return "round robin has no memory of users";
  return std::nullopt;
}

}  // namespace

Checked<Policy> check(Policy policy) {
  Problem problem = std::visit(RouteProblem{}, policy.route);
  if (!problem && policy.memory) problem = problem_of(*policy.memory, policy.route);
  constexpr std::uint32_t groups_max = 64;
  for (const Rule& rule : policy.rules) {
    const auto* of = std::get_if<OfGroup>(&rule.when);
    if (!problem && of != nullptr && of->group >= groups_max) problem = "more than 64 groups";
  }
  if (problem) return tl::unexpected(Error{*std::move(problem)});
  return policy;
}

}  // namespace coalmine::routing
