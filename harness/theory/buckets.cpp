#include "harness/theory/buckets.hpp"

#include <algorithm>
#include <utility>

namespace coalmine::harness {

std::vector<BucketClass> under_one_salt(const std::vector<double>& weights) {
  std::vector<double> cuts = weights;
  cuts.push_back(1);
  std::sort(cuts.begin(), cuts.end());
  std::vector<BucketClass> classes;
  double from = 0;
  for (const double to : cuts) {
    if (to == from) continue;
    BucketClass between{to - from, {}};
    for (const double weight : weights) between.canary.push_back(weight >= to ? 1 : 0);
    classes.push_back(std::move(between));
    from = to;
  }
  return classes;
}

std::optional<std::vector<BucketClass>> under_own_salts(const std::vector<double>& weights) {
  constexpr std::size_t classes_max = 1 << 12;
  std::vector<BucketClass> classes{{1, {}}};
  for (const double weight : weights) {
    std::vector<BucketClass> longer;
    for (const BucketClass& of : classes) {
      for (const double canary : {0.0, 1.0}) {
        const double share = of.share * (canary == 1 ? weight : 1 - weight);
        if (share == 0) continue;
        longer.push_back({share, of.canary});
        longer.back().canary.push_back(canary);
      }
    }
    if (longer.size() > classes_max) return std::nullopt;
    classes = std::move(longer);
  }
  return classes;
}

}  // namespace coalmine::harness
