// Field semantics 4.9.7; spinnaker, kayenta-judge: WeightedSumScorer, ScoringHelper.
#include "routing/judge/kayenta/score.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string_view>
#include <vector>

#include "routing/judge/kayenta/clean.hpp"

namespace coalmine::routing::kayenta {
namespace {

constexpr double whole_score = 100;
constexpr std::size_t enough_points = 50;  // of the control, whatever the experiment has

struct Group {
  std::string_view name;
  int passed = 0;
  int counted = 0;
};

bool is_counted(Label label) { return label != Label::nodata && label != Label::error; }

// In the order in which metrics name them.
std::vector<Group> groups_of(const Spec& spec, std::span<const Classification> of_metrics) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < spec.metrics.size(); ++i) {
    if (spec.metrics[i].muted) continue;
    for (const std::string& name : spec.metrics[i].groups) {
      auto group = std::find_if(groups.begin(), groups.end(),
                                [&](const Group& each) { return each.name == name; });
      if (group == groups.end()) group = groups.insert(group, {name});
      group->passed += of_metrics[i].label == Label::pass ? 1 : 0;
      group->counted += is_counted(of_metrics[i].label) ? 1 : 0;
    }
  }
  return groups;
}

// Nothing if the group has none of its own.
const GroupWeight* weight_of(const Spec& spec, const Group& group) {
  const auto found =
      std::find_if(spec.group_weights.begin(), spec.group_weights.end(),
                   [&](const GroupWeight& each) { return each.group == group.name; });
  return found == spec.group_weights.end() ? nullptr : &*found;
}

// Compared with the tie itself, because x * 100 rounds: 1.005 is meant to become 1.01.
double two_decimals(double x) {
  const double hundredths = std::floor(x * 100);
  return (x >= (2 * hundredths + 1) / 200 ? hundredths + 1 : hundredths) / 100;
}

double weighted_sum(const Spec& spec, const std::vector<Group>& groups) {
  double left_over = whole_score;
  for (const GroupWeight& each : spec.group_weights) left_over -= each.weight;
  const auto sharing =
      static_cast<double>(std::count_if(groups.begin(), groups.end(), [&](const Group& group) {
        return weight_of(spec, group) == nullptr;
      }));
  double sum = 0;
  for (const Group& group : groups) {
    const GroupWeight* own = weight_of(spec, group);
    const double weight = own != nullptr ? own->weight : left_over / sharing;
    const double passed =
        group.counted == 0 ? 1.0
                           : static_cast<double>(group.passed) / static_cast<double>(group.counted);
    sum += passed * whole_score * (weight / 100);
  }
  return two_decimals(sum);
}

}  // namespace

double score(const Spec& spec, std::span<const Classification> of_metrics) {
  assert(of_metrics.size() == spec.metrics.size());
  std::size_t counted = 0;
  std::size_t nodata = 0;
  for (std::size_t i = 0; i < of_metrics.size(); ++i) {
    if (spec.metrics[i].muted) continue;
    if (of_metrics[i].critical) return 0;
    ++counted;
    nodata += of_metrics[i].label == Label::nodata ? 1 : 0;
  }
  if (2 * nodata >= counted) return 0;
  return weighted_sum(spec, groups_of(spec, of_metrics));
}

Judgement judge(const Spec& spec, std::span<const Points> metrics) {
  assert(metrics.size() == spec.metrics.size());
  Judgement judgement;
  std::vector<Classification> of_metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const std::vector<double> control = clean(metrics[i].control, spec.metrics[i]);
    const std::vector<double> experiment = clean(metrics[i].experiment, spec.metrics[i]);
    of_metrics.push_back(classify(control, experiment, spec.metrics[i]));
    judgement.few_points = judgement.few_points || control.size() < enough_points;
  }
  judgement.score = score(spec, of_metrics);
  return judgement;
}

}  // namespace coalmine::routing::kayenta
