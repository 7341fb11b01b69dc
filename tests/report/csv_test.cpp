// Results as comma-separated values.
#include "report/csv.hpp"

#include <gtest/gtest.h>

#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

harness::RunResult small() {
  harness::Figure found = figure("blast_radius.exposed", "share", 0.1, 0.02, 0.1 + 0.2);
  found.values = {0.5, std::nullopt, 1e-7};
  harness::RunResult result =
      result_of({policy("a", {found, no_data_figure("alarm.time_to_detect", "s")})});
  return result;
}

TEST(Csv, HasALineForEachFigureWithEveryDigit) {
  const auto result = small();
  EXPECT_EQ(to_csv({&result, 1}),
            "scenario,digest,seed,policy,metric,unit,n,mean,sd,ci95_low,ci95_high,closed_form\n"
            "coffee,c0ffee,7,a,blast_radius.exposed,share,100,0.1,0.1,0.08,0.12000000000000001,"
            "0.30000000000000004\n"
            "coffee,c0ffee,7,a,alarm.time_to_detect,s,0,,,,,\n");
}

TEST(Csv, HasALineForEachReplicationIfAsked) {
  const auto result = small();
  EXPECT_EQ(values_to_csv({&result, 1}),
            "scenario,digest,seed,policy,metric,unit,replication,value\n"
            "coffee,c0ffee,7,a,blast_radius.exposed,share,0,0.5\n"
            "coffee,c0ffee,7,a,blast_radius.exposed,share,1,\n"
            "coffee,c0ffee,7,a,blast_radius.exposed,share,2,1e-07\n");
}

TEST(Csv, QuotesNamesThatNeedIt) {
  auto result = result_of({policy("a, \"b\"\nc", {no_data_figure("m", "s")})});
  EXPECT_EQ(to_csv({&result, 1}).substr(81), "coffee,c0ffee,7,\"a, \"\"b\"\"\nc\",m,s,0,,,,,\n");
}

TEST(Csv, QuotesACarriageReturn) {
  auto result = result_of({policy("a\rb", {no_data_figure("m", "s")})});
  EXPECT_EQ(to_csv({&result, 1}).substr(81), "coffee,c0ffee,7,\"a\rb\",m,s,0,,,,,\n");
}

TEST(Csv, PutsResultsOneBelowTheOther) {
  const std::vector<harness::RunResult> results{small(), small()};
  const std::string one = to_csv({results.data(), 1});
  EXPECT_EQ(to_csv(results), one + one.substr(one.find('\n') + 1));
}

}  // namespace
}  // namespace coalmine::report
