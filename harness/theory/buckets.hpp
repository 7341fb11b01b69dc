// Who is on the canary together under sticky routing: those whose buckets lie between the same
// weights.
#pragma once

#include <optional>
#include <vector>

namespace coalmine::harness {

// A share of all buckets. By weight: the probability to be on the canary there, 0 or 1.
struct BucketClass {
  double share;
  std::vector<double> canary;
};

// One bucket is compared with all weights.
std::vector<BucketClass> under_one_salt(const std::vector<double>& weights);

// Each weight has a bucket of its own, independent of the others: any set of them may be on the
// canary together. Nothing if those are too many.
std::optional<std::vector<BucketClass>> under_own_salts(const std::vector<double>& weights);

}  // namespace coalmine::harness
