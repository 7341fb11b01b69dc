#include "report/pairs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/find.hpp"
#include "report/standings.hpp"

namespace coalmine::report {
namespace {

constexpr std::string_view met_prefix = "chains.met.";
constexpr std::string_view broken_prefix = "chains.broken.";

struct Parts {
  std::string_view producer;
  std::string_view consumer;
  std::string_view versions;
};

// Of "PRODUCER.CONSUMER.VERSIONS": no name of a function has a dot.
Parts parts_of(std::string_view names) {
  const std::size_t first = names.find('.');
  const std::size_t second = names.find('.', first + 1);
  return {names.substr(0, first), names.substr(first + 1, second - first - 1),
          names.substr(second + 1)};
}

std::string metric_of(std::string_view prefix, const FunctionPair& pair, std::size_t versions) {
  return fmt::format("{}{}.{}.{}", prefix, pair.producer, pair.consumer, version_pairs[versions]);
}

}  // namespace

std::vector<FunctionPair> function_pairs(const harness::RunResult& result) {
  std::vector<FunctionPair> pairs;
  for (const harness::Figure& figure : result.policies.front().figures) {
    if (!figure.name.starts_with(met_prefix)) continue;
    const Parts parts = parts_of(std::string_view(figure.name).substr(met_prefix.size()));
    const bool known = std::any_of(pairs.begin(), pairs.end(), [&](const FunctionPair& pair) {
      return pair.producer == parts.producer && pair.consumer == parts.consumer;
    });
    if (known) continue;
    FunctionPair pair{std::string(parts.producer), std::string(parts.consumer), {}};
    for (std::size_t i = 0; i < version_pairs.size(); ++i) {
      pair.breaks[i] =
          find_figure(result.policies.front(), metric_of(broken_prefix, pair, i)) != nullptr;
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

std::optional<double> met(const harness::PolicyResult& policy, const FunctionPair& pair,
                          std::size_t versions) {
  return mean_of(policy, metric_of(met_prefix, pair, versions));
}

std::string pair_text(std::string_view metric) {
  const Parts parts = parts_of(metric.substr(broken_prefix.size()));
  const std::size_t second = parts.versions.find('_') + 1;
  return fmt::format("{} {} with {} {}", parts.producer, parts.versions.substr(0, second - 1),
                     parts.consumer, parts.versions.substr(second));
}

}  // namespace coalmine::report
