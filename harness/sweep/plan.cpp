#include "harness/sweep/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <numeric>

#include "base/random.hpp"

namespace coalmine::harness {
namespace {

tl::unexpected<Diagnostics> refuse(const Dimension& dimension, std::string message,
                                   std::string hint) {
  return tl::unexpected(
      Diagnostics{{"--vary " + dimension.written(), {1, 1}, std::move(message), std::move(hint)}});
}

using Points = std::vector<std::vector<std::string>>;

Result<Points> grid(const std::vector<Dimension>& dimensions) {
  Points points{{}};
  for (const Dimension& dimension : dimensions) {
    const std::vector<std::string> values = dimension.grid();
    if (points.size() * values.size() > points_max) {
      return refuse(dimension, fmt::format("the grid would have more than {} points", points_max),
                    "take fewer steps, or --samples N points of it");
    }
    Points longer;
    longer.reserve(points.size() * values.size());
    for (const auto& point : points) {
      for (const std::string& value : values) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    }
    points = std::move(longer);
  }
  return points;
}

// The strata in random order: a draw for each, sorted.
std::vector<std::uint32_t> shuffled_strata(const RandomStream& stream, std::uint32_t strata,
                                           std::uint32_t dimension) {
  std::vector<std::uint32_t> order(strata);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<std::uint64_t> draws;
  for (const std::uint32_t stratum : order) draws.push_back(stream.at(stratum, dimension).first);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return draws[a] < draws[b]; });
  return order;
}

Points hypercube(const std::vector<Dimension>& dimensions, const Sampling& sampling) {
  const RandomStream stream(sampling.seed, 0, Purpose::sweep_sample);
  Points points(sampling.samples);
  for (std::uint32_t d = 0; d < dimensions.size(); ++d) {
    const std::vector<std::uint32_t> strata = shuffled_strata(stream, sampling.samples, d);
    for (std::uint32_t i = 0; i < sampling.samples; ++i) {
      const double where = unit(stream.at(strata[i], d).second);
      points[i].push_back(dimensions[d].in_stratum(strata[i], sampling.samples, where));
    }
  }
  return points;
}

}  // namespace

Result<SweepPlan> plan_sweep(const std::vector<std::string>& vary,
                             const std::optional<Sampling>& sampling) {
  SweepPlan plan{.sampling = sampling};
  Diagnostics wrong;
  for (const std::string& written : vary) {
    auto dimension = Dimension::from(written);
    if (!dimension) {
      wrong.insert(wrong.end(), dimension.error().begin(), dimension.error().end());
      continue;
    }
    for (const Dimension& other : plan.dimensions) {
      if (other.path() == dimension->path()) return refuse(*dimension, "varied twice", "");
    }
    if (sampling && dimension->has_steps()) {
      return refuse(*dimension, "steps are for a grid, and --samples takes the whole range",
                    "leave out one of them");
    }
    plan.dimensions.push_back(std::move(*dimension));
  }
  if (!wrong.empty()) return tl::unexpected(wrong);
  assert(!plan.dimensions.empty());

  auto points = sampling ? hypercube(plan.dimensions, *sampling) : grid(plan.dimensions);
  if (!points) return tl::unexpected(points.error());
  plan.points = std::move(*points);
  return plan;
}

std::vector<std::string> notes_on(const SweepPlan& plan) {
  std::vector<std::string> notes;
  if (plan.sampling) return notes;
  for (const Dimension& dimension : plan.dimensions) {
    const std::size_t values = dimension.grid().size();
    if (values >= dimension.steps()) continue;
    notes.push_back(
        fmt::format("{} takes {} values and not {}: there are no more between its ends "
                    "(whole numbers stay whole; 0.0..1 has others)",
                    dimension.path(), values, dimension.steps()));
  }
  return notes;
}

spec::Overrides overrides_at(const SweepPlan& plan, std::uint32_t point, spec::Overrides common) {
  for (std::size_t d = 0; d < plan.dimensions.size(); ++d) {
    common.set.push_back(fmt::format("{}={}", plan.dimensions[d].path(), plan.points[point][d]));
  }
  return common;
}

}  // namespace coalmine::harness
