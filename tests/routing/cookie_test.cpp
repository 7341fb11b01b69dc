#include "routing/cookie.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace coalmine::routing {
namespace {

std::string written(const Held& held) { return std::string(view_of(to_cookie(held))); }

const Held tenth{Version::canary, Instant{std::chrono::seconds{60}}, Weight::make(0.1).value(), 3};

TEST(Cookie, IsSpeltAsTheGrammarSays) {
  EXPECT_EQ(written(tenth), "1.canary.3333333333334.3.60000000000");
  EXPECT_EQ(written({}), "1.stable.0.0.never");
}

TEST(Cookie, IsNeverLongerThanItMayBe) {
  const Held longest{Version::canary, never - Duration{1}, Weight::all(),
                     std::numeric_limits<std::uint32_t>::max()};
  EXPECT_EQ(to_cookie(longest).size(), cookie_bytes_max);
  EXPECT_EQ(from_cookie(written(longest)), longest);
}

TEST(Cookie, ComesBackAsItWasWritten) {
  const RandomStream draws(1, 0, Purpose::invocation);
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const Draw draw = draws.at(i);
    const Held held{static_cast<Version>(draw.first & 1),
                    (draw.first & 2) != 0
                        ? never
                        : Instant{Duration{static_cast<std::int64_t>(draw.second >> 1)}},
                    Weight::of_tickets(below(whole + 1, draw.second)),
                    static_cast<std::uint32_t>(draw.first >> 32)};
    ASSERT_EQ(from_cookie(written(held)), held) << written(held);
  }
}

TEST(Cookie, ThatNobodyWroteIsNone) {
  for (const char* value :
       {"", "1", "canary", "1.canary", "2.canary.0.0.never", "1.canary.0.0.never.",
        "1.canary.0.0.never ", "1.Canary.0.0.never", "1.canary.20000000000001.0.never",
        "1.canary.-1.0.never", "1.canary.00.0.never", "1.canary.A.0.never",
        "1.canary.0.4294967296.never", "1.canary.0.0.-5", "1.canary.0.0.+5",
        "1.canary.0.0.9223372036854775808", "1.canary.0.0.9223372036854775807",
        "1.canary..0.never"}) {
    EXPECT_EQ(from_cookie(value), std::nullopt) << value;
  }
}

TEST(Cookie, AnyChangedCharacterIsAnotherMemoryOrNone) {
  const std::string value = written(tenth);
  for (std::size_t i = 0; i < value.size(); ++i) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = value;
      changed[i] = static_cast<char>(c);
      const auto held = from_cookie(changed);
      if (held) {
        ASSERT_EQ(written(*held), changed);
      }
    }
  }
}

TEST(Cookie, OfRandomBytesIsNone) {
  const RandomStream draws(2, 0, Purpose::invocation);
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    std::string value;
    for (std::uint32_t n = 0; n < i % 64; ++n) {
      value += static_cast<char>(draws.at(i, n).first);
    }
    ASSERT_EQ(from_cookie(value), std::nullopt);
  }
}

}  // namespace
}  // namespace coalmine::routing
