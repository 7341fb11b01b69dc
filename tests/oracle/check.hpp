// The figures of a run against the metrics of a case.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string>

#include "case.hpp"

namespace coalmine::oracle {

inline std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.id; }

// What was simulated, for how many replications, against the case; no metric may go unlooked at.
class Check {
 public:
  explicit Check(const Case& one) : case_(one) {
    for (const auto& [name, unused] : one.metrics.items()) left_.insert(name);
  }
  ~Check() { EXPECT_THAT(left_, testing::IsEmpty()) << "metrics without a simulated figure"; }

  void that(const std::string& metric, double simulated, double replications) {
    left_.erase(metric);
    const auto expected = case_.expected(metric);
    if (!expected) return;
    EXPECT_NEAR(simulated, expected->mean, expected->tolerance(replications))
        << case_.id << " " << metric << " over " << replications;
  }

 private:
  const Case& case_;
  std::set<std::string> left_;
};

}  // namespace coalmine::oracle
