#include "sim/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace coalmine::sim {
namespace {

using namespace std::chrono_literals;

Histogram of(const std::vector<Duration>& durations) {
  Histogram histogram;
  for (const Duration duration : durations) histogram.add(duration);
  return histogram;
}

TEST(HistogramTest, GivesTheNearestRankOfSmallValuesExactly) {
  Histogram histogram;
  for (int ns = 1; ns <= 100; ++ns) histogram.add(Duration{ns});
  EXPECT_EQ(histogram.count(), 100u);
  EXPECT_EQ(histogram.quantile(0), 1ns);
  EXPECT_EQ(histogram.quantile(0.005), 1ns);
  EXPECT_EQ(histogram.quantile(0.07), 7ns);  // 0.07 * 100 is above 7 in doubles
  EXPECT_EQ(histogram.quantile(0.5), 50ns);
  EXPECT_EQ(histogram.quantile(0.501), 51ns);
  EXPECT_EQ(histogram.quantile(0.99), 99ns);
  EXPECT_EQ(histogram.quantile(1), 100ns);
}

TEST(HistogramTest, TakesManyAtOnceAsItTakesThemOneByOne) {
  const std::vector<Duration> values{5ms, 3us, 40ms, 3us, 900us};
  Histogram at_once = of({7ms});
  at_once.add(values);
  at_once.add(std::vector<Duration>{});
  const Histogram one_by_one = of({7ms, 5ms, 3us, 40ms, 3us, 900us});
  EXPECT_EQ(at_once.count(), 6u);
  for (const double p : {0.0, 0.2, 0.5, 0.7, 0.9, 1.0}) {
    EXPECT_EQ(at_once.quantile(p), one_by_one.quantile(p)) << p;
  }
}

TEST(HistogramTest, AConstantComesOutExactly) {
  const Duration odd = 123'456'789ns;
  const Histogram histogram = of({odd, odd, odd});
  for (const double p : {0.0, 0.5, 0.99, 1.0}) EXPECT_EQ(histogram.quantile(p), odd) << p;
}

// 1024 and 1027 share the bucket [1024, 1028). The first of three values in it is taken at a sixth
// of its width, 1024 + floor(4 / 6) = 1024, the second at a half, 1026; the last is the maximum.
TEST(HistogramTest, SpreadsValuesEvenlyOverTheirBucket) {
  const Histogram histogram = of({1024ns, 1024ns, 1027ns});
  EXPECT_EQ(histogram.quantile(1.0 / 3), 1024ns);
  EXPECT_EQ(histogram.quantile(2.0 / 3), 1026ns);
  EXPECT_EQ(histogram.quantile(1), 1027ns);
}

TEST(HistogramTest, IsWithinOnePartIn256OfTheExactQuantile) {
  std::vector<Duration> values;
  const RandomStream stream(3, 0, Purpose::arrival_gap);
  for (std::uint64_t i = 0; i < 10'001; ++i) {  // 1 us to 1 h, every magnitude alike
    values.push_back(Duration{
        std::llround(std::exp(std::log(1e3) + unit(stream.at(i).first) * std::log(3.6e9)))});
  }
  const Histogram histogram = of(values);
  std::sort(values.begin(), values.end());
  for (const double p : {0.01, 0.25, 0.5, 0.9, 0.999}) {
    const double exact =
        static_cast<double>(values[static_cast<std::size_t>(std::ceil(p * 10'001)) - 1].count());
    EXPECT_NEAR(static_cast<double>(histogram.quantile(p).count()), exact, exact / 256) << p;
  }
}

TEST(HistogramTest, CountsWhatIsAtOrBelowALimit) {
  const Histogram histogram = of({10ns, 20ns, 20ns, 30ns});
  EXPECT_EQ(histogram.count_at_or_below(9ns), 0u);
  EXPECT_EQ(histogram.count_at_or_below(10ns), 1u);
  EXPECT_EQ(histogram.count_at_or_below(19ns), 1u);
  EXPECT_EQ(histogram.count_at_or_below(20ns), 3u);
  EXPECT_EQ(histogram.count_at_or_below(30ns), 4u);
  EXPECT_EQ(histogram.count_at_or_below(1h), 4u);
  EXPECT_EQ(histogram.count_at_or_below(-1ns), 0u);
}

// Four values in the bucket [1024, 1028): half of them count as being in its lower half.
TEST(HistogramTest, CountsPartOfABucketInProportion) {
  const Histogram histogram = of({1024ns, 1025ns, 1026ns, 1027ns, 5000ns});
  EXPECT_EQ(histogram.count_at_or_below(1025ns), 2u);
  EXPECT_EQ(histogram.count_at_or_below(2000ns), 4u);
}

TEST(HistogramTest, MergesIntoTheHistogramOfBoth) {
  for (const auto& [left, right] :
       {std::pair{std::vector<Duration>{1ms, 5ms}, std::vector<Duration>{3ms, 20min}},
        std::pair{std::vector<Duration>{20min}, std::vector<Duration>{0ns}},
        std::pair{std::vector<Duration>{}, std::vector<Duration>{7s}},
        std::pair{std::vector<Duration>{7s}, std::vector<Duration>{}}}) {
    std::vector<Duration> all = left;
    all.insert(all.end(), right.begin(), right.end());
    const Histogram whole = of(all);
    Histogram merged = of(left);
    merged.merge(of(right));
    EXPECT_EQ(merged.count(), all.size());
    for (double p = 0; p <= 1; p += 0.125) EXPECT_EQ(merged.quantile(p), whole.quantile(p));
  }
}

TEST(HistogramTest, HoldsTheSmallestAndTheLargestDuration) {
  const Histogram histogram = of({Duration::max(), 0ns});
  EXPECT_EQ(histogram.quantile(0), 0ns);
  EXPECT_EQ(histogram.quantile(1), Duration::max());
}

TEST(HistogramTest, IsAsNewAfterClear) {
  Histogram histogram = of({1ms, 1h});
  histogram.clear();
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.count_at_or_below(2h), 0u);
  histogram.add(3s);
  EXPECT_EQ(histogram.quantile(0), 3s);
  EXPECT_EQ(histogram.quantile(1), 3s);
}

TEST(HistogramDeathTest, HasNoQuantileWithoutValues) {
  EXPECT_DEATH(Histogram{}.quantile(0.5), "count_ > 0");
}

TEST(HistogramDeathTest, RefusesNegativeDurations) {
  EXPECT_DEATH(Histogram{}.add(-1ns), "duration.count\\(\\) >= 0");
}

}  // namespace
}  // namespace coalmine::sim
