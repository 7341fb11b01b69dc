// The products that hash with SHA-1, SHA-256, MD5, CRC-32 or FNV.
#include <fmt/format.h>

#include <cmath>

#include "conform/vectors_products.hpp"
#include "routing/bucketing/configcat.hpp"
#include "routing/bucketing/flagsmith.hpp"
#include "routing/bucketing/flipper.hpp"
#include "routing/bucketing/growthbook.hpp"
#include "routing/bucketing/launchdarkly.hpp"
#include "routing/bucketing/posthog.hpp"
#include "routing/bucketing/statsig.hpp"

namespace coalmine::conform {
namespace {

using routing::ConfigCat;
using routing::Flagsmith;
using routing::Flipper;
using routing::GrowthBook;
using routing::LaunchDarkly;
using routing::PostHog;
using routing::Statsig;

// LaunchDarkly ------------------------------------------------------------------------------------

// The bucket of an id, after `h` and `b` are compared.
double launchdarkly_bucket(VectorCase& one, std::string_view key_name,
                           const std::optional<std::string>& id) {
  const LaunchDarkly flag(one.text(key_name), one.text("salt"), one.whole_if_any("seed"));
  if (!id) {  // nothing that can be hashed: the lowest bucket
    one.expect("h", Json());
    one.expect("b", Json(0));
    return 0;
  }
  const std::uint64_t hash = flag.hash(*id);
  one.expect("h", Json(fmt::format("{:015x}", hash)));
  one.expect("b", Json(LaunchDarkly::bucket_of(hash)));
  return LaunchDarkly::bucket_of(hash);
}

void expect_first_of_two_variations(VectorCase& one, double bucket) {
  one.expect_at_number([bucket](double weight) {
    return LaunchDarkly::variation(bucket, std::array{weight, 100'000 - weight}) == std::size_t{0};
  });
}

void launchdarkly_rollout(VectorCase& one) {
  expect_first_of_two_variations(one, launchdarkly_bucket(one, "flag", one.text("id")));
}

void launchdarkly_variants(VectorCase& one) {
  const double bucket = launchdarkly_bucket(one, "flag", one.text("id"));
  one.expect("pick", LaunchDarkly::variation(bucket, one.numbers("w")));
}

void launchdarkly_experiment(VectorCase& one) {
  const double bucket = launchdarkly_bucket(one, "flag", one.text("id"));
  const auto served = LaunchDarkly::variation(bucket, one.numbers("w"));
  const std::vector<std::int64_t> untracked = one.wholes("u");
  if (!served || *served >= untracked.size()) return one.refuse("u", "has not one for each weight");
  one.expect("pick", served);
  one.expect("inExp", Json(untracked[*served] == 0 ? 1 : 0));
}

void launchdarkly_bucket_by(VectorCase& one) {
  const Json& value = one.json("val");
  const bool is_whole = value.is_number() && value == Json(std::trunc(value.get<double>()));
  const bool hashable = value.is_string() || is_whole;
  const auto id = hashable ? one.text_if_any("val") : std::nullopt;
  expect_first_of_two_variations(one, launchdarkly_bucket(one, "flag", id));
}

void launchdarkly_segment(VectorCase& one) {
  const double bucket = launchdarkly_bucket(one, "seg", one.text("id"));
  one.expect_at_number(
      [bucket](double weight) { return LaunchDarkly::in_segment(bucket, weight); });
}

constexpr std::array launchdarkly_modes{
    VectorMode{"rollout", launchdarkly_rollout},
    VectorMode{"variants", launchdarkly_variants},
    VectorMode{"experiment", launchdarkly_experiment},
    VectorMode{"bucketBy", launchdarkly_bucket_by},
    VectorMode{"segment", launchdarkly_segment},
};

// PostHog -----------------------------------------------------------------------------------------

void posthog_rollout(VectorCase& one) {
  const double bucket = PostHog::bucket_of(PostHog(one.text("flag")).hash(one.text("id")));
  one.expect("b", Json(bucket));
  one.expect_at_number([bucket](double percent) { return PostHog::in_rollout(bucket, percent); });
}

void posthog_variant(VectorCase& one) {
  const double bucket = PostHog::bucket_of(PostHog(one.text("flag")).variant_hash(one.text("id")));
  one.expect("b", Json(bucket));
  one.expect("pick", PostHog::variant(bucket, one.numbers("w")));
}

void posthog_holdout(VectorCase& one) {
  const double bucket = PostHog::bucket_of(PostHog::holdout().hash(one.text("id")));
  one.expect("b", Json(bucket));
  one.expect_at_number([bucket](double percent) { return PostHog::held_out(bucket, percent); });
}

constexpr std::array posthog_modes{
    VectorMode{"rollout", posthog_rollout},
    VectorMode{"variant", posthog_variant},
    VectorMode{"holdout", posthog_holdout},
};

// Statsig -----------------------------------------------------------------------------------------

void statsig_gate(VectorCase& one) {
  const auto rule_salt = one.text_if_any("ruleSalt");
  const Statsig gate = Statsig::gate(one.text("salt"), rule_salt ? *rule_salt : one.text("rule"));
  const std::uint64_t n = gate.hash(one.text("id"));
  one.expect("n", Json(n));
  one.expect_at_number([n](double percent) { return Statsig::passes(n, percent); });
}

void statsig_user_bucket(VectorCase& one) {
  const std::uint64_t n = Statsig::user_bucket(one.text("salt")).hash(one.text("id"));
  one.expect("n", Json(n));
  one.expect_at_number([n](double target) { return static_cast<double>(n) < target; });
}

constexpr std::array statsig_modes{
    VectorMode{"gate", statsig_gate},
    VectorMode{"user_bucket", statsig_user_bucket},
};

// ConfigCat ---------------------------------------------------------------------------------------

std::uint64_t configcat_bucket(VectorCase& one) {
  const std::uint64_t n = ConfigCat(one.text("key")).hash(one.text("id"));
  one.expect("n", Json(n));
  return n;
}

void configcat_percentage(VectorCase& one) {
  const std::uint64_t n = configcat_bucket(one);
  one.expect_at_number([n](double percent) {
    return ConfigCat::option(n, std::array{percent, 100 - percent}) == std::size_t{0};
  });
}

void configcat_options(VectorCase& one) {
  const std::uint64_t n = configcat_bucket(one);
  one.expect("pick", ConfigCat::option(n, one.numbers("w")));
}

constexpr std::array configcat_modes{
    VectorMode{"percentage", configcat_percentage},
    VectorMode{"options", configcat_options},
};

// Flagsmith ---------------------------------------------------------------------------------------

void flagsmith_split(VectorCase& one, const Flagsmith& segment, std::string_view id_name) {
  const double bucket = Flagsmith::bucket_of(segment.hash(one.text(id_name)));
  one.expect("b", Json(bucket));
  one.expect_at_number([bucket](double percent) { return Flagsmith::in_segment(bucket, percent); });
}

void flagsmith_segment(VectorCase& one) {
  flagsmith_split(one, Flagsmith::by_identity(one.text("seg"), one.text("env")), "id");
}

void flagsmith_segment_trait(VectorCase& one) {
  flagsmith_split(one, Flagsmith::by_value(one.text("seg")), "trait");
}

void flagsmith_segment_identifier(VectorCase& one) {
  flagsmith_split(one, Flagsmith::by_value(one.text("seg")), "id");
}

void flagsmith_multivariate(VectorCase& one) {
  const Flagsmith feature = Flagsmith::by_identity(one.text("fs"), one.text("env"));
  const double bucket = Flagsmith::bucket_of(feature.hash(one.text("id")));
  one.expect("b", Json(bucket));
  one.expect("pick", Flagsmith::variant(bucket, one.numbers("w")));
}

constexpr std::array flagsmith_modes{
    VectorMode{"segment", flagsmith_segment},
    VectorMode{"segment-trait", flagsmith_segment_trait},
    VectorMode{"segment-identifier", flagsmith_segment_identifier},
    VectorMode{"multivariate", flagsmith_multivariate},
};

// Flipper -----------------------------------------------------------------------------------------

void flipper_percentage_of_actors(VectorCase& one) {
  const std::uint64_t n = Flipper(one.text("feature")).hash(one.text("id"));
  one.expect("n", Json(n));
  one.expect_at_number([n](double percent) { return Flipper::in_percentage(n, percent); });
}

constexpr std::array flipper_modes{
    VectorMode{"percentage_of_actors", flipper_percentage_of_actors},
};

// GrowthBook --------------------------------------------------------------------------------------

// A bucket, and whether an id stands behind it: without one the SDK includes nobody.
struct GrowthBookBucket {
  double n;
  bool has_id;
};

GrowthBookBucket growthbook_bucket(VectorCase& one, GrowthBook::HashVersion version,
                                   const std::string& seed) {
  const GrowthBook rule(version, seed);
  const std::string id = one.text("id");
  const double n = rule.bucket_of(rule.hash(id));
  one.expect("n", Json(n));
  return {n, !id.empty()};
}

GrowthBookBucket growthbook_bucket(VectorCase& one) {
  const std::int64_t version = one.whole("v");
  if (version != 1 && version != 2) one.refuse("v", "is no hash version: 1 or 2");
  return growthbook_bucket(one,
                           version == 1 ? GrowthBook::HashVersion::v1 : GrowthBook::HashVersion::v2,
                           one.text("seed"));
}

// [LOW, HIGH] of the input `name`, from `list[first]` on.
bool growthbook_in_range(VectorCase& one, std::string_view name, const Json& list,
                         std::size_t first, double n) {
  if (!list.is_array() || list.size() != first + 2) {
    one.refuse(name, "has no range");
    return false;
  }
  return GrowthBook::in_range(n, one.number_of(list[first], name),
                              one.number_of(list[first + 1], name));
}

void growthbook_rollout(VectorCase& one) {
  const GrowthBookBucket bucket = growthbook_bucket(one);
  one.expect_at_number([bucket](double coverage) {
    return bucket.has_id && GrowthBook::in_coverage(bucket.n, coverage);
  });
}

void growthbook_range(VectorCase& one) {
  const GrowthBookBucket bucket = growthbook_bucket(one);
  one.expect_at([&](const Json& range) -> std::optional<bool> {
    return growthbook_in_range(one, "at", range, 0, bucket.n) && bucket.has_id;
  });
}

void growthbook_experiment(VectorCase& one) {
  const GrowthBookBucket bucket = growthbook_bucket(one);
  const std::int64_t variations = one.whole("k");
  if (variations < 0 || variations > 1'000'000)
    return one.refuse("k", "is no number of variations");
  const auto weights = one.has("w") ? one.numbers("w") : std::vector<double>{};
  const double coverage = one.has("cov") ? one.number("cov") : 1;
  const auto pick =
      GrowthBook::variation(bucket.n, static_cast<std::size_t>(variations), weights, coverage);
  one.expect("pick", bucket.has_id ? pick : std::nullopt);
}

void growthbook_namespace(VectorCase& one) {
  const Json& space = one.json("ns");
  if (!space.is_array() || space.empty() || !space[0].is_string()) {
    return one.refuse("ns", "is no [name, low, high]");
  }
  const GrowthBookBucket bucket =
      growthbook_bucket(one, GrowthBook::HashVersion::v1, "__" + space[0].get<std::string>());
  const bool in = growthbook_in_range(one, "ns", space, 1, bucket.n);
  one.expect("in", Json(in && bucket.has_id ? 1 : 0));
}

void growthbook_filter(VectorCase& one) {
  const GrowthBookBucket bucket =
      growthbook_bucket(one, GrowthBook::HashVersion::v2, one.text("seed"));
  bool in = false;
  for (const Json& range : one.json("ranges")) {
    in |= growthbook_in_range(one, "ranges", range, 0, bucket.n);
  }
  one.expect("in", Json(in && bucket.has_id ? 1 : 0));
}

constexpr std::array growthbook_modes{
    VectorMode{"rollout", growthbook_rollout},       VectorMode{"range", growthbook_range},
    VectorMode{"experiment", growthbook_experiment}, VectorMode{"namespace", growthbook_namespace},
    VectorMode{"filter", growthbook_filter},
};

}  // namespace

std::span<const VectorProduct> digest_products() {
  static const std::array products{
      VectorProduct{LaunchDarkly::info.title, launchdarkly_modes},
      VectorProduct{PostHog::info.title, posthog_modes},
      VectorProduct{Statsig::info.title, statsig_modes},
      VectorProduct{ConfigCat::info.title, configcat_modes},
      VectorProduct{Flagsmith::info.title, flagsmith_modes},
      VectorProduct{Flipper::info.title, flipper_modes},
      VectorProduct{GrowthBook::info.title, growthbook_modes},
  };
  return products;
}

}  // namespace coalmine::conform
