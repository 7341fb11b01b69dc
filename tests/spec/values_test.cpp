#include "spec/values.hpp"

#include <gmock/gmock.h>

namespace coalmine::spec {
namespace {

using namespace std::chrono_literals;

std::string refused(const auto& value) { return value ? "accepted" : value.error().message; }

TEST(Durations, AreWrittenWithUnits) {
  EXPECT_EQ(duration_from("250us"), Duration{250us});
  EXPECT_EQ(duration_from("80ms"), Duration{80ms});
  EXPECT_EQ(duration_from("10m"), Duration{10min});
  EXPECT_EQ(duration_from("1h30m"), Duration{90min});
  EXPECT_EQ(duration_from("2d"), Duration{48h});
  EXPECT_EQ(duration_from("0"), Duration{0});
}

TEST(Durations, AreExactInNanoseconds) {
  EXPECT_EQ(duration_from("0.1s"), Duration{100ms});
  EXPECT_EQ(duration_from("0.000000001s"), Duration{1});
  EXPECT_EQ(duration_from("1.5m"), Duration{90s});
  EXPECT_EQ(refused(duration_from("0.5ns")), "\"0.5ns\" is finer than a nanosecond");
  EXPECT_EQ(refused(duration_from("0.0000000005m")), "accepted");  // 30 ns
  EXPECT_EQ(duration_from("0.00000000050m"), Duration{30});
}

TEST(Durations, NeedTheirUnit) {
  EXPECT_EQ(refused(duration_from("10")), "\"10\" has no unit");
  EXPECT_EQ(refused(duration_from("1h30")), "\"1h30\" has no unit");
}

TEST(Durations, SuggestTheUnitThatWasMeant) {
  EXPECT_EQ(duration_from("10min").error().hint, "did you mean \"10m\"?");
  EXPECT_EQ(duration_from("3sec").error().hint, "did you mean \"3s\"?");
  EXPECT_EQ(duration_from("3 s").error().hint, "did you mean \"3s\"?");
  EXPECT_EQ(duration_from("3x").error().hint,
            "write it as 250us, 80ms, 1.5s, 10m, 2h, 1d or 1h30m");
}

TEST(Durations, ThatAreNoneAreRefused) {
  EXPECT_EQ(refused(duration_from("")), "\"\" is not a duration");
  EXPECT_EQ(refused(duration_from("soon")), "\"soon\" is not a duration");
  EXPECT_EQ(refused(duration_from("1.2.3s")), "\"1.2.3s\" is not a duration");
  EXPECT_EQ(refused(duration_from("1.s")), "\"1.s\" is not a duration");
  EXPECT_EQ(refused(duration_from("30m1h")), "\"30m1h\" is not a duration");
  EXPECT_EQ(refused(duration_from("-3s")), "\"-3s\" is negative");
}

TEST(Durations, EndAtTenYears) {
  EXPECT_EQ(duration_from("3650d"), duration_max);
  EXPECT_EQ(refused(duration_from("3650d1ns")), "\"3650d1ns\" is too long");
  EXPECT_EQ(refused(duration_from("99999999999999999999999999d")),
            "\"99999999999999999999999999d\" is too long");
}

TEST(Durations, AreWrittenInTheLargestUnitThatDividesThem) {
  EXPECT_EQ(to_text(Duration{0}), "0s");
  EXPECT_EQ(to_text(2h), "2h");
  EXPECT_EQ(to_text(90s), "90s");
  EXPECT_EQ(to_text(1500us), "1500us");
  EXPECT_EQ(to_text(Duration{1}), "1ns");
}

TEST(Shares, AreNumbersPercentagesOrFractions) {
  EXPECT_EQ(share_from("0.1"), 0.1);
  EXPECT_EQ(share_from("10%"), 0.1);  // the double nearest to 0.1, not 10 * 0.01
  EXPECT_EQ(share_from("0.3%"), 0.003);
  EXPECT_EQ(share_from("4/41"), 4.0 / 41.0);
  EXPECT_EQ(share_from("100%"), 1.0);
  EXPECT_EQ(share_from("0"), 0.0);
}

TEST(Shares, StayBetween0And1) {
  EXPECT_EQ(refused(share_from("1.1")), "\"1.1\" is above 1");
  EXPECT_EQ(refused(share_from("100.1%")), "\"100.1%\" is above 1");
  EXPECT_EQ(refused(share_from("42/41")), "\"42/41\" is above 1");
  EXPECT_EQ(refused(share_from("-1%")), "\"-1%\" is negative");
  EXPECT_EQ(share_from("10").error().hint, "did you mean \"10%\"?");
}

TEST(Shares, ThatAreNoneAreRefused) {
  EXPECT_EQ(refused(share_from("ten")), "\"ten\" is not a share");
  EXPECT_EQ(refused(share_from("1/0")), "\"1/0\" is not a share");
  EXPECT_EQ(refused(share_from("nan")), "\"nan\" is not a share");
  EXPECT_EQ(refused(share_from("%")), "\"%\" is not a share");
  EXPECT_EQ(refused(share_from("10 %")), "\"10 %\" is not a share");
}

TEST(Rates, ArePerSecond) {
  EXPECT_EQ(rate_from("0.5/s"), 0.5);
  EXPECT_EQ(rate_from("600/min"), 10.0);
  EXPECT_EQ(rate_from("3/h"), 3.0 / 3600);
  EXPECT_EQ(rate_from("2/d"), 2.0 / 86400);
}

TEST(Rates, NeedAKnownUnitAndMoreThanNothing) {
  EXPECT_EQ(refused(rate_from("600")), "\"600\" has no unit");
  EXPECT_EQ(refused(rate_from("1/m")), "\"1/m\" has the unknown unit \"m\"");
  EXPECT_EQ(rate_from("1/m").error().hint, "did you mean \"1/min\"?");
  EXPECT_EQ(refused(rate_from("0/s")), "\"0/s\" is not above 0");
  EXPECT_EQ(refused(rate_from("-1/s")), "\"-1/s\" is not above 0");
  EXPECT_EQ(refused(rate_from("/s")), "\"/s\" is not a rate");
}

TEST(WholeNumbers, HaveNoSignFractionOrOverflow) {
  EXPECT_EQ(whole_from("18446744073709551615"), 18446744073709551615U);
  EXPECT_EQ(refused(whole_from("18446744073709551616")), "\"18446744073709551616\" is too large");
  EXPECT_EQ(refused(whole_from("-1")), "\"-1\" is not a whole number");
  EXPECT_EQ(refused(whole_from("1.5")), "\"1.5\" is not a whole number");
  EXPECT_EQ(refused(whole_from("")), "\"\" is not a whole number");
}

TEST(Numbers, AreFiniteDecimals) {
  EXPECT_EQ(number_from("-0.5"), -0.5);
  EXPECT_EQ(number_from("1e-3"), 0.001);
  EXPECT_EQ(refused(number_from("inf")), "\"inf\" is not a number");
  EXPECT_EQ(refused(number_from("1e999")), "\"1e999\" is not a number");
  EXPECT_EQ(refused(number_from("0x10")), "\"0x10\" is not a number");
}

}  // namespace
}  // namespace coalmine::spec
