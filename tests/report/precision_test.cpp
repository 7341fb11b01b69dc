#include "report/precision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/terminal.hpp"
#include "tests/report/sample.hpp"

namespace coalmine::report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Style plain{.columns = 100, .colour = false};

harness::RunResult coffee_with(std::vector<harness::Reached> items) {
  auto result = coffee();
  result.precision = std::move(items);
  return result;
}

TEST(Precision, SaysWhatWasReachedInTheUnitOfTheFigure) {
  EXPECT_THAT(
      to_terminal(coffee_with({{"weighted", "blast_radius.exposed", 0.005, 0.00312, 2000}}), plain),
      HasSubstr("\nPrecision: reached after 100 replications\n"
                "  reached      weighted  blast_radius.exposed  "
                "± 0.312 %, asked ± 0.5 % in at most 2000 replications\n"));
}

TEST(Precision, SaysWhatTheLimitCameBefore) {
  EXPECT_THAT(to_terminal(coffee_with({{"weighted", "users.active", 5, 2.0, 100},
                                       {"sticky", "users.active", 5, 7.5, 100},
                                       {"sticky", "chains.mixed", 5, std::nullopt, 100}}),
                          plain),
              HasSubstr("\nPrecision: 1 of 3 reached after 100 replications\n"
                        "  reached      weighted  users.active  "
                        "± 2, asked ± 5 in at most 100 replications\n"
                        "  NOT REACHED  sticky    users.active  "
                        "± 7.5, asked ± 5 in at most 100 replications\n"
                        "  NO DATA      sticky    chains.mixed  "
                        "no interval, asked ± 5 in at most 100 replications\n"));
}

TEST(Precision, IsNotMentionedWhereNobodyAsked) {
  EXPECT_THAT(to_terminal(coffee(), plain), Not(HasSubstr("Precision")));
}

}  // namespace
}  // namespace coalmine::report
