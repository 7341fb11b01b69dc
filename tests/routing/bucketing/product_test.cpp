#include "routing/bucketing/product.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "routing/bucketing/hash/haproxy.hpp"
#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

using testing::HasSubstr;

ProductBucketing bucketing(std::string_view product, const Parameters& parameters) {
  auto made = ProductBucketing::make(product, parameters);
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

std::string refusal(std::string_view product, const Parameters& parameters) {
  const auto made = ProductBucketing::make(product, parameters);
  return made ? "" : made.error().message;
}

// One set-up of each product, and of each rule of those that have several.
struct Setup {
  std::string product;
  Parameters parameters;
  double share_error_max = 0.01;  // a ring and a table have a share of their own
  bool nested = true;             // whether a higher share keeps everybody that a lower one has
};
void PrintTo(const Setup& setup, std::ostream* out) { *out << setup.product; }

std::vector<Setup> setups() {
  return {
      {"launchdarkly", {{"flagKey", "f"}, {"salt", "s"}}},
      {"launchdarkly", {{"seed", "61"}}},
      {"unleash", {{"groupId", "f"}}},
      {"unleash-ruby", {{"groupId", "f"}}},
      {"growthbook", {{"seed", "f"}}},
      {"growthbook", {{"seed", "f"}, {"hashVersion", "1"}}},
      {"flagd", {{"flagKey", "f"}}},
      {"flagd", {{"flagKey", "f"}, {"version", "v1"}, {"by", "cat"}}},
      {"statsig", {{"salt", "s"}, {"ruleID", "r"}}},
      {"posthog", {{"key", "f"}}},
      {"optimizely", {{"experimentId", "f"}}},
      {"split", {{"seed", "-17"}}},
      {"flagsmith", {{"segment", "1"}, {"environmentKey", "e"}}},
      {"configcat", {{"key", "f"}}},
      {"flipper", {{"feature", "f"}}},
      {"nginx", {{"key", "{salt}:{id}x"}, {"salt", "s"}}},
      {"haproxy", {{"hash-type", "map-based wt6 avalanche"}}, 0.01, false},
      {"haproxy", {{"hash-type", "consistent"}}, 0.03},
      {"haproxy", {{"converter", "xxh32"}}},
      {"grpc-ring-hash", {}, 0.02, false},
      {"envoy", {{"total_weight", "1000"}}},
  };
}

class EveryProductTest : public testing::TestWithParam<Setup> {
 protected:
  const ProductBucketing product_ = bucketing(GetParam().product, GetParam().parameters);

  bool in(const Cut& cut, std::string_view id) const {
    const auto position = product_.position(id);
    return position && cut.covers(*position);
  }
};

constexpr int users = 20'000;
std::string user(int number) { return fmt::format("user-{}@example.com", number); }

TEST_P(EveryProductTest, GivesTheCanaryItsShare) {
  for (const double share : {0.05, 0.1, 0.5, 0.9}) {
    const Cut cut = product_.cut(share);
    int canary = 0;
    for (int i = 0; i < users; ++i) canary += in(cut, user(i));
    // Four standard deviations of 20,000 users are 1.4 points at most.
    EXPECT_NEAR(static_cast<double>(canary) / users, share,
                0.0142 + GetParam().share_error_max - 0.01);
  }
}

std::vector<Setup> nested_setups() {
  std::vector<Setup> nested = setups();
  std::erase_if(nested, [](const Setup& setup) { return !setup.nested; });
  return nested;
}

// HAProxy's table and the ring are laid out anew for each share, and promise no such thing.
class NestedProductTest : public EveryProductTest {};

TEST_P(NestedProductTest, TakesNobodyBackWhileTheShareGrows) {
  Cut before = product_.cut(0);
  for (int percent = 1; percent <= 100; percent += 3) {
    const Cut now = product_.cut(percent / 100.0);
    for (int i = 0; i < 2'000; ++i) {
      EXPECT_TRUE(!in(before, user(i)) || in(now, user(i))) << user(i) << " at " << percent;
    }
    before = now;
  }
}

TEST_P(EveryProductTest, ServesStableAtNothingAndTheCanaryAtAll) {
  const Cut none = product_.cut(0);
  const Cut all = product_.cut(1);
  int canary_at_nothing = 0;
  for (int i = 0; i < users; ++i) {
    canary_at_nothing += in(none, user(i));
    EXPECT_TRUE(in(all, user(i))) << user(i);
  }
  // Where the comparison is <=, the lowest bucket is in at 0 %: one of 9,998 with Flagsmith.
  EXPECT_LE(canary_at_nothing, 10);
}

TEST_P(EveryProductTest, TakesAnyBytes) {
  const Cut cut = product_.cut(0.5);
  std::uint32_t random = 1;
  for (std::size_t size = 0; size < 600; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) {
      random = haproxy_avalanche(random + 1);
      bytes += static_cast<char>(random);
    }
    const auto position = product_.position(bytes);
    EXPECT_EQ(product_.position(bytes), position);
    if (!position) continue;
    cut.covers(*position);
    EXPECT_FALSE(product_.bucket(*position).empty());
  }
}

std::string name_of_setup(const testing::TestParamInfo<Setup>& setup) {
  std::string name = fmt::format("{}{}", setup.param.product, setup.index);
  std::erase(name, '-');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Products, EveryProductTest, testing::ValuesIn(setups()), name_of_setup);
INSTANTIATE_TEST_SUITE_P(Products, NestedProductTest, testing::ValuesIn(nested_setups()),
                         name_of_setup);

// Where a vector file decides between two: the parameters and the threshold's unit.
struct TwoWay {
  std::string product;
  std::string file;
  std::vector<std::string> modes;
  std::vector<std::string> inputs;  // of a case, that are parameters by their short names
  double whole;                     // the threshold that stands for a share of 1; 0: `total`
};
void PrintTo(const TwoWay& rule, std::ostream* out) { *out << rule.product; }

std::vector<TwoWay> two_way_rules() {
  return {
      {"launchdarkly", "launchdarkly", {"rollout"}, {"flag", "salt", "seed"}, 100'000},
      {"unleash", "unleash", {"flexibleRollout", "gradualRolloutUserId"}, {"group", "stick"}, 100},
      {"unleash-ruby", "unleash-ruby", {"flexibleRollout"}, {"group", "stick"}, 100},
      {"growthbook", "growthbook", {"rollout"}, {"v", "seed"}, 1},
      {"flagd", "flagd", {"v1", "v2"}, {"m", "flag", "by", "total"}, 0},
      {"statsig", "statsig", {"gate"}, {"salt", "rule", "ruleSalt", "unit"}, 100},
      {"posthog", "posthog", {"rollout"}, {"flag"}, 100},
      {"optimizely", "optimizely", {"experiment"}, {"exp"}, 10'000},
      {"split", "split", {"rollout"}, {"seed"}, 100},
      {"flagsmith", "flagsmith", {"segment"}, {"seg", "env"}, 100},
      {"configcat", "configcat", {"percentage"}, {"key", "attr"}, 100},
      {"flipper", "flipper", {"percentage_of_actors"}, {"feature"}, 100},
      {"nginx", "nginx", {"split"}, {"ver", "key", "salt"}, 10'000},
      {"haproxy", "haproxy", {"conv"}, {"alg"}, 100},
  };
}

class TwoWayTest : public testing::TestWithParam<TwoWay> {
 protected:
  static std::string text_of(const nlohmann::json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

  static bool is_two_way(const nlohmann::json& one) {
    const auto& modes = GetParam().modes;
    const bool of_mode = std::find(modes.begin(), modes.end(), one["m"]) != modes.end();
    return of_mode && one.contains("at");
  }
};

// position() and cut(), which know shares only, decide as the real product did at each threshold.
TEST_P(TwoWayTest, DecidesAsTheProductDid) {
  std::ifstream stream(
      fmt::format("{}/tests/vectors/{}.json", COALMINE_SOURCE_DIR, GetParam().file));
  const auto file = nlohmann::json::parse(stream);
  int decisions = 0;
  for (const auto& one : file["cases"]) {
    if (!is_two_way(one)) continue;
    Parameters parameters;
    for (const std::string& name : GetParam().inputs) {
      if (one.contains(name)) parameters[name] = text_of(one[name]);
    }
    const ProductBucketing product = bucketing(GetParam().product, parameters);
    const auto position = product.position(one["id"].get<std::string>());
    const double whole = GetParam().whole > 0 ? GetParam().whole : one["total"].get<double>();
    for (const auto& decision : one["at"]) {
      const double threshold = decision[0].get<double>();
      const double share = threshold / whole;
      // A share is in [0, 1], and a percentage has at most ten decimals.
      const bool expressible =
          share >= 0 && share <= 1 && (whole != 100 || percentage(share) == threshold);
      if (!expressible) continue;
      const bool in = position && product.cut(share).covers(*position);
      EXPECT_EQ(in, decision[1] == 1) << threshold << " of " << one.dump();
      ++decisions;
    }
  }
  EXPECT_GT(decisions, 500);
}

INSTANTIATE_TEST_SUITE_P(Products, TwoWayTest, testing::ValuesIn(two_way_rules()),
                         [](const auto& rule) {
                           std::string name = rule.param.product;
                           std::erase(name, '-');
                           return name;
                         });

TEST(ProductTest, SaysWhichProductsThereAre) {
  EXPECT_THAT(refusal("launchdorkly", {}), HasSubstr("unknown product \"launchdorkly\""));
  for (const ProductInfo* known : products()) {
    EXPECT_THAT(refusal("launchdorkly", {}), HasSubstr(std::string(known->name)));
  }
}

TEST(ProductTest, SaysWhatIsWrongWithAParameter) {
  EXPECT_EQ(refusal("split", {}),
            "split: seed is missing: seed of the flag, a signed 32-bit number");
  EXPECT_EQ(refusal("split", {{"seed", "1"}, {"sede", "2"}}),
            "split: unknown parameter \"sede\", known are: seed");
  EXPECT_THAT(refusal("split", {{"seed", "1.5"}}), HasSubstr("expected a whole number from"));
  EXPECT_THAT(refusal("split", {{"seed", "99999999999"}}), HasSubstr("to 4294967295"));
  EXPECT_THAT(refusal("growthbook", {{"seed", "s"}, {"hashVersion", "3"}}),
              HasSubstr("expected one of: 1, 2"));
  EXPECT_THAT(refusal("growthbook", {{"seed", "s"}, {"v", "1"}, {"hashVersion", "2"}}),
              HasSubstr("given twice"));
  EXPECT_THAT(refusal("launchdarkly", {{"salt", "s"}}), HasSubstr("there is no seed"));
  EXPECT_THAT(refusal("nginx", {{"key", "constant"}}), HasSubstr("expected one {id} or {raw}"));
  EXPECT_THAT(refusal("nginx", {{"key", "{id}{id}"}}), HasSubstr("expected one {id} or {raw}"));
  EXPECT_THAT(refusal("haproxy", {{"hash-type", "map-based md5"}}), HasSubstr("map-based md5"));
  EXPECT_THAT(refusal("haproxy", {{"converter", "crc32:7"}}), HasSubstr("crc32:7"));
}

TEST(ProductTest, IsDescribedInTheManualAsItDescribesItself) {
  std::ifstream file(COALMINE_SOURCE_DIR "/docs/BUCKETING.md");
  const std::string manual(std::istreambuf_iterator<char>(file), {});
  for (const ProductInfo* product : products()) {
    EXPECT_THAT(manual,
                HasSubstr(fmt::format("| `{}` | {} | {} | {} | {} |", product->name, product->hash,
                                      product->bucket, product->rule, product->granularity)));
  }
}

TEST(ProductTest, KnowsIdsThatAProductRefuses) {
  EXPECT_FALSE(bucketing("unleash", {{"groupId", "g"}}).position(""));
  EXPECT_FALSE(bucketing("flagd", {{"flagKey", "f"}}).position(""));
  EXPECT_TRUE(bucketing("flagd", {{"by", "value"}}).position(""));
  EXPECT_FALSE(bucketing("haproxy", {}).position(" , second"));
  const auto split = bucketing("split", {{"seed", "1"}});
  EXPECT_FALSE(split.position("\u3000\t\ufeff"));
  EXPECT_FALSE(split.position(std::string(251, 'k')));
  EXPECT_TRUE(split.position(std::string(250, 'k')));
  std::string two_units_each;
  for (int i = 0; i < 125; ++i) two_units_each += "\U0001f44d";  // 500 bytes
  EXPECT_TRUE(split.position(two_units_each));
  EXPECT_FALSE(split.position(two_units_each + "k"));
  EXPECT_EQ(split.position("\u00a0alice\n"), split.position("alice"));
}

TEST(HaproxyTest, HashesAHeaderUpToTheFirstCommaOutsideQuotes) {
  EXPECT_EQ(HaproxyBalance::key(" a b , c"), "a b");
  EXPECT_EQ(HaproxyBalance::key("\"a,b\" ,c"), "\"a,b\"");
  EXPECT_EQ(HaproxyBalance::key("\"a\\\",b\",c"), "\"a\\\",b\"");
  EXPECT_EQ(HaproxyBalance::key("\"open,\\"), "\"open,\\");
}

TEST(HaproxyTest, GivesAHashHalfwayToTheNodeBefore) {
  const std::vector<HaproxyBalance::Node> nodes{{100, 0}, {200, 1}};
  EXPECT_EQ(HaproxyBalance::nearest(nodes, 150), 0U);
  EXPECT_EQ(HaproxyBalance::nearest(nodes, 151), 1U);
  EXPECT_EQ(HaproxyBalance::nearest(nodes, 0), 0U);
  // Around the end of the ring it is as far to the first node as back to the last, at 2^31 + 150.
  EXPECT_EQ(HaproxyBalance::nearest(nodes, (1U << 31) + 150), 1U);
  EXPECT_EQ(HaproxyBalance::nearest(nodes, (1U << 31) + 151), 0U);
}

// Positions around every border, and where the ends meet.
TEST(HaproxyTest, CutsTheConsistentRingAsTheNearestNodeDoes) {
  const auto product = bucketing("haproxy", {{"hash-type", "consistent"}, {"total", "20"}});
  for (const double share : {0.05, 0.5, 0.95}) {
    const Cut cut = product.cut(share);
    const auto canary = static_cast<std::uint64_t>(share * 20 + 0.5);
    const auto nodes = HaproxyBalance::nodes(std::vector<std::uint64_t>{20 - canary, canary});
    std::vector<std::uint32_t> around{0, 1, std::numeric_limits<std::uint32_t>::max()};
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::uint32_t next = nodes[(i + 1) % nodes.size()].at;
      const std::uint32_t middle = nodes[i].at + (next - nodes[i].at) / 2;
      for (const std::uint32_t at : {nodes[i].at, middle}) {
        around.insert(around.end(), {at - 1, at, at + 1});
      }
    }
    for (const std::uint32_t hash : around) {
      EXPECT_EQ(cut.covers(hash), HaproxyBalance::nearest(nodes, hash) == 1) << hash;
    }
  }
}

TEST(GrpcRingHashTest, HasNoLargerRingThanTheClientAllows) {
  const std::vector<GrpcRing::Endpoint> endpoints{{"a:1", 1}, {"b:2", 1}};
  EXPECT_EQ(GrpcRing(endpoints, 100'000, 1'000'000).entries().size(), 4096U);
  EXPECT_EQ(GrpcRing(endpoints, 1024, 4096).entries().size(), 1024U);
}

TEST(GrpcRingHashTest, CutsTheRingAsTheNextEntryDoes) {
  const Parameters small{{"minRingSize", "64"}, {"stable", "a:1"}, {"canary", "b:2"}};
  const auto product = bucketing("grpc-ring-hash", small);
  const std::vector<GrpcRing::Endpoint> endpoints{{"a:1", 70}, {"b:2", 30}};
  const GrpcRing ring(endpoints, 64, 4096);
  const Cut cut = product.cut(0.3);
  std::vector<std::uint64_t> around{0, std::numeric_limits<std::uint64_t>::max()};
  for (const auto& entry : ring.entries()) {
    around.insert(around.end(), {entry.hash - 1, entry.hash, entry.hash + 1});
  }
  for (const std::uint64_t hash : around) {
    EXPECT_EQ(cut.covers(hash), ring.entries()[ring.owner(hash)].endpoint == 1) << hash;
  }
}

TEST(LaunchDarklyTest, GivesTheBucketsThatItsOwnTestsPublish) {
  EXPECT_NEAR(LaunchDarkly::bucket_of(LaunchDarkly("hashKey", "saltyA", {}).hash("userKeyA")),
              0.42157587, 5e-9);
  EXPECT_NEAR(LaunchDarkly::bucket_of(LaunchDarkly("hashKey", "saltyA", 0).hash("userKeyB")),
              0.6708485, 5e-8);
  EXPECT_NEAR(LaunchDarkly::bucket_of(LaunchDarkly("hashKey", "saltyA", 61).hash("userKeyA")),
              0.09801207, 5e-9);
}

}  // namespace
}  // namespace coalmine::routing
