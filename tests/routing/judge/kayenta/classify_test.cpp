#include "routing/judge/kayenta/classify.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace coalmine::routing::kayenta {
namespace {

using Values = std::vector<double>;

const Values high{20, 22, 21, 25, 30};  // Kayenta's ClassifierSuite: mean ratio 12.04
const Values low{1, 2.2, 1.1, 2.5, 3};
const Values ten_ones(10, 1.0);

Label label(const Values& experiment, const Values& control, const Metric& metric = {}) {
  return classify(control, experiment, metric).label;
}

Values hundreds(int count) {
  Values experiment = ten_ones;
  std::fill_n(experiment.begin(), count, 100.0);
  return experiment;
}

TEST(Classify, PassesSevenBadPointsOfTenAndNotEight) {  // IN-13, spinnaker#6278
  EXPECT_EQ(label(hundreds(6), ten_ones), Label::pass);
  EXPECT_EQ(label(hundreds(7), ten_ones), Label::pass);
  EXPECT_EQ(label(hundreds(8), ten_ones), Label::high);
  EXPECT_EQ(label(hundreds(9), ten_ones), Label::high);
}

TEST(Classify, DoesNotMindVariability) {  // IN-13, kayenta#780 case 1
  EXPECT_EQ(label({10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 17.0, 17.1, 17.2, 17.3, 17.4, 17.5,
                   17.6, 17.7},
                  {1, 100, 4, 101, 5, 102, 6, 103, 7, 104, 8, 105, 9, 106, 17}),
            Label::pass);
}

TEST(Classify, DoesNotSeeErrorsThatAreRare) {  // kayenta#426
  EXPECT_EQ(label({0, 1, 2, 1, 0, 0}, {0, 0, 0, 0, 0, 0}), Label::pass);
}

TEST(Classify, LooksTheWayItIsTold) {
  struct Case {
    Direction direction;
    Label when_high;
    Label when_low;
  };
  for (const auto& [direction, when_high, when_low] :
       {Case{Direction::increase, Label::high, Label::pass},
        Case{Direction::decrease, Label::pass, Label::low},
        Case{Direction::either, Label::high, Label::low}}) {
    EXPECT_EQ(label(high, low, {.direction = direction}), when_high);
    EXPECT_EQ(label(low, high, {.direction = direction}), when_low);
  }
}

TEST(Classify, NeedsABoundBeyondAQuarterOfTheEstimate) {
  // The least difference is 1, which four points each take for the bound; the middle ones are near
  // `estimate`.
  const auto shifted = [](double estimate) {
    const double most = 100 + estimate;
    return label({101, most, most + 0.001, most + 0.002}, {100, 99.999, 99.998, 99.997});
  };
  EXPECT_EQ(shifted(3.9), Label::high);
  EXPECT_EQ(shifted(4.1), Label::pass);
  EXPECT_EQ(label({100, 99.999, 99.998, 99.997}, {101, 103.9, 103.901, 103.902}), Label::low);
  EXPECT_EQ(label({100, 99.999, 99.998, 99.997}, {101, 104.1, 104.101, 104.102}), Label::pass);
}

TEST(Classify, NeedsAShiftAtAll) {  // bound and estimate are 0
  EXPECT_EQ(label({1, 1, 1, 1, 1}, {0, 1, 1, 1, 1}), Label::pass);
  EXPECT_EQ(label({0, 1, 1, 1, 1}, {1, 1, 1, 1, 1}), Label::pass);
}

TEST(Classify, AllowsASmallEffect) {
  EXPECT_EQ(label(high, low, {.allowed_increase = 12.0}), Label::high);
  EXPECT_EQ(label(high, low, {.allowed_increase = 12.1}), Label::pass);
  EXPECT_EQ(label(low, high, {.allowed_decrease = 0.0831}), Label::low);
  EXPECT_EQ(label(low, high, {.allowed_decrease = 0.0830}), Label::pass);
}

TEST(Classify, MeasuresTheEffectByPairsIfTold) {
  const Values control{10, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.7};
  Values experiment = control;
  for (double& value : experiment) value += 5;
  experiment.front() = 10.55;  // wins 6 of 8 pairs, the others all: 62 of 64
  Metric metric{.effect_size = EffectSize::cles, .allowed_increase = 62.0 / 64};
  EXPECT_EQ(label(experiment, control, metric), Label::high);
  metric.allowed_increase.reset();  // half of the pairs
  EXPECT_EQ(label(experiment, control, metric), Label::high);
  metric.allowed_increase = 62.5 / 64;
  EXPECT_EQ(label(experiment, control, metric), Label::pass);
  metric.allowed_decrease = 2.0 / 64;
  EXPECT_EQ(label(control, experiment, metric), Label::low);
  metric.allowed_decrease = 1.5 / 64;
  EXPECT_EQ(label(control, experiment, metric), Label::pass);
}

TEST(Classify, IgnoresAnEffectThatCannotBeComputed) {
  const Values some{54.9, 54.5, 55.1, 55.6, 57.4};
  const Values none(5, 0.0);
  EXPECT_TRUE(std::isnan(mean_ratio(none, some)));
  EXPECT_TRUE(std::isnan(mean_ratio(some, none)));
  const Metric metric{.critical = true,
                      .allowed_increase = 1e6,
                      .allowed_decrease = 0.0,
                      .critical_increase = 1e6,
                      .critical_decrease = 0.0};
  EXPECT_EQ(classify(none, some, metric), (Classification{Label::high, true}));
  EXPECT_EQ(classify(some, none, metric), (Classification{Label::low, true}));
}

TEST(Classify, IsCriticalFromTheCriticalEffectOn) {
  const auto critical = [](double increase) {
    return classify(low, high, {.critical = true, .critical_increase = increase});
  };
  EXPECT_EQ(critical(12), (Classification{Label::high, true}));
  EXPECT_EQ(critical(13), (Classification{Label::high, false}));
  EXPECT_EQ(classify(high, low, {.critical = true, .critical_decrease = 0.09}),
            (Classification{Label::low, true}));
  EXPECT_EQ(classify(high, low, {.critical = true, .critical_decrease = 0.08}),
            (Classification{Label::low, false}));
  EXPECT_EQ(classify(low, high, {.critical = true}), (Classification{Label::high, true}));
  EXPECT_EQ(classify(low, high, {}), (Classification{Label::high, false}));
}

TEST(Classify, SaysWhatIsWithoutData) {
  for (const auto& [control, experiment] :
       {std::pair{low, Values{}}, std::pair{Values{}, low}, std::pair{Values{}, Values{}}}) {
    EXPECT_EQ(classify(control, experiment, {}), (Classification{Label::nodata, false}));
    EXPECT_EQ(classify(control, experiment, {.critical = true}),
              (Classification{Label::nodata, true}));
    EXPECT_EQ(classify(control, experiment, {.must_have_data = true}),
              (Classification{Label::nodata_fail_metric, false}));
    EXPECT_EQ(classify(control, experiment, {.critical = true, .must_have_data = true}),
              (Classification{Label::nodata, true}));
    EXPECT_EQ(
        classify(control, experiment, {.nan_strategy = NanStrategy::replace, .critical = true}),
        (Classification{Label::pass, false}));
  }
}

TEST(Classify, PassesTheSameValuesInAnyOrder) {
  EXPECT_EQ(label({1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}), Label::pass);
  EXPECT_EQ(label({1, 1, 1}, {1, 1}), Label::pass);
  EXPECT_EQ(label({0, 0, 0}, {0, 0, 0}), Label::pass);
  EXPECT_EQ(label({0, 0, 0}, {0, 0}), Label::pass);
}

TEST(Classify, TellsTwoConstantsApart) {
  EXPECT_EQ(label({10, 10, 10, 10, 10}, {1, 1, 1, 1, 1}), Label::high);
  EXPECT_EQ(label({1, 1, 1, 1, 1}, {10, 10, 10, 10, 10}), Label::low);
  EXPECT_EQ(label({10, 10, 10, 10, 10}, {0, 0, 0, 0, 0}), Label::high);
  EXPECT_EQ(label({1.001, 1.001}, {1, 1}), Label::high);
}

TEST(Classify, NoiseHasTheSpreadOfTheProductsAndNoBias) {
  Values values(1'000, 50.0);
  add_noise(values);
  double mean = 0;
  double variance = 0;
  for (const double value : values) mean += value / 1'000;
  for (const double value : values) variance += (value - mean) * (value - mean) / 1'000;
  EXPECT_NEAR(mean, 50, 1e-9);
  EXPECT_NEAR(std::sqrt(variance), 50e-5, 1e-9);
  Values zeros(3, 0.0);
  add_noise(zeros);
  EXPECT_EQ(zeros, Values(3, 0.0));
}

TEST(Classify, IsInErrorOnASinglePointEach) {
  EXPECT_EQ(label({100}, {1}), Label::error);
  EXPECT_EQ(classify(Values{1}, Values{100}, {.critical = true}),
            (Classification{Label::error, false}));
  EXPECT_EQ(label({5}, {0, 0, 0}), Label::error);  // zeros get no noise
  EXPECT_EQ(label({5}, {1, 1, 1}), Label::high);
}

// Of two points each, one chance in six that the canary's are both above, and as much that they are
// both below, whatever the distribution: what is called 98 % here is two thirds. The bound has to
// be beyond a quarter of the estimate as well, which these are.
TEST(Classify, OfTwoPointsEachFailsAThirdOfTheOrders) {
  Values values{1, 2, 4, 5};  // 4 - 2 = 2, a quarter of the estimate is 0.75
  int failed = 0;
  int orders = 0;
  do {
    failed += label({values[0], values[1]}, {values[2], values[3]}) != Label::pass ? 1 : 0;
    ++orders;
  } while (std::next_permutation(values.begin(), values.end()));
  EXPECT_EQ(orders, 24);
  EXPECT_EQ(failed, 8);
}

TEST(MeanRatio, IsOfTheMeans) {
  EXPECT_EQ(mean_ratio(Values{1, 1, 1}, Values{10, 10}), 10);
  EXPECT_EQ(mean_ratio(Values{100}, Values{5, 15}), 0.1);
}

}  // namespace
}  // namespace coalmine::routing::kayenta
