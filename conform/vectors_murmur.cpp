// The products that hash with MurmurHash3.
#include <limits>

#include "conform/vectors_products.hpp"
#include "routing/bucketing/flagd.hpp"
#include "routing/bucketing/optimizely.hpp"
#include "routing/bucketing/split_io.hpp"
#include "routing/bucketing/unleash.hpp"
#include "routing/bucketing/unleash_ruby.hpp"

namespace coalmine::conform {
namespace {

using routing::Flagd;
using routing::Optimizely;
using routing::SplitIo;
using routing::UnleashNode;
using routing::UnleashRuby;

// Unleash -----------------------------------------------------------------------------------------

void unleash_strategy(VectorCase& one) {
  const std::string id = one.text("id");
  const std::uint32_t hash = UnleashNode(one.text("group"), UnleashNode::strategy_seed).hash(id);
  const std::uint64_t n = routing::unleash_normalised(hash, 100);
  one.expect("hash", Json(hash));
  one.expect("n", Json(n));
  one.expect_at_number(
      [&id, n](double percent) { return !id.empty() && UnleashNode::in_rollout(n, percent); });
}

void expect_unleash_variant(VectorCase& one, std::uint32_t hash) {
  std::vector<std::uint64_t> weights;
  std::uint64_t total = 0;
  for (const std::int64_t weight : one.wholes("w")) {
    weights.push_back(static_cast<std::uint64_t>(weight));
    total += weights.back();
  }
  one.expect("hash", Json(hash));
  one.expect("n", total == 0 ? Json() : Json(routing::unleash_normalised(hash, total)));
  one.expect("pick", routing::unleash_variant(hash, weights));
}

void unleash_variant(VectorCase& one) {
  const UnleashNode feature(one.text("group"), UnleashNode::variant_seed);
  expect_unleash_variant(one, feature.hash(one.text("id")));
}

void unleash_variant_v4(VectorCase& one) {
  const UnleashNode feature(one.text("group"), UnleashNode::strategy_seed);
  expect_unleash_variant(one, feature.hash(one.text("id")));
}

constexpr std::array unleash_modes{
    VectorMode{"flexibleRollout", unleash_strategy},
    VectorMode{"gradualRolloutUserId", unleash_strategy},
    VectorMode{"gradualRolloutSessionId", unleash_strategy},
    VectorMode{"variant", unleash_variant},
    VectorMode{"variant-v4", unleash_variant_v4},
};

void unleash_ruby_strategy(VectorCase& one, bool (*in_rollout)(std::uint64_t, std::int64_t)) {
  const std::string id = one.text("id");
  const std::uint32_t hash = UnleashRuby(one.text("group")).hash(id);
  const std::uint64_t n = routing::unleash_normalised(hash, 100);
  one.expect("hash", Json(hash));
  one.expect("n", Json(n));
  one.expect_at_whole([&](std::int64_t percent) { return !id.empty() && in_rollout(n, percent); });
}

void unleash_ruby_flexible_rollout(VectorCase& one) {
  unleash_ruby_strategy(one, UnleashRuby::in_flexible_rollout);
}

void unleash_ruby_gradual_rollout(VectorCase& one) {
  unleash_ruby_strategy(one, UnleashRuby::in_gradual_rollout);
}

void unleash_ruby_variant(VectorCase& one) {
  expect_unleash_variant(one, UnleashRuby(one.text("group")).hash(one.text("id")));
}

constexpr std::array unleash_ruby_modes{
    VectorMode{"flexibleRollout", unleash_ruby_flexible_rollout},
    VectorMode{"gradualRolloutUserId", unleash_ruby_gradual_rollout},
    VectorMode{"variant", unleash_ruby_variant},
};

// flagd -------------------------------------------------------------------------------------------

std::optional<std::uint32_t> flagd_hash(VectorCase& one, Flagd::Version version) {
  const auto written = one.text_if_any("by");
  const auto by = !written            ? Flagd::By::targeting_key
                  : *written == "cat" ? Flagd::By::flag_and_value
                                      : Flagd::By::value;
  if (written && *written != "cat" && *written != "email") one.refuse("by", "is not cat or email");
  const auto hash = Flagd(version, by, one.text("flag"), 1).hash(one.text("id"));
  one.expect("hash", hash);
  return hash;
}

// The weights: of an n-way split, or for each threshold of a two-way one.
template <class EntryOf>
void expect_flagd_entry(VectorCase& one, const EntryOf& entry_of) {
  if (one.has("w")) return one.expect("pick", entry_of(one.signed_wholes("w")));
  const std::int64_t total = one.whole("total");
  one.expect_at_whole([&](std::int64_t weight) {
    return entry_of(std::vector{weight, total - weight}) == std::size_t{0};
  });
}

void flagd_v2(VectorCase& one) {
  const auto hash = flagd_hash(one, Flagd::Version::v2);
  const auto total = one.has("w") ? Flagd::total_v2(one.signed_wholes("w"))
                                  : static_cast<std::uint64_t>(one.whole("total"));
  if (total > std::numeric_limits<std::uint32_t>::max()) {
    return one.refuse("w", "adds up to more than 32 bits");
  }
  one.expect("n", hash ? Json(Flagd::bucket_v2(*hash, total)) : Json());
  expect_flagd_entry(one, [hash](const std::vector<std::int64_t>& weights) {
    return hash ? Flagd::entry_v2(*hash, weights) : std::nullopt;
  });
}

void flagd_v1(VectorCase& one) {
  const auto hash = flagd_hash(one, Flagd::Version::v1);
  one.expect("b", hash ? Json(Flagd::bucket_v1(*hash)) : Json());
  expect_flagd_entry(one, [hash](const std::vector<std::int64_t>& weights) {
    return hash ? Flagd::entry_v1(Flagd::bucket_v1(*hash), weights) : std::nullopt;
  });
}

constexpr std::array flagd_modes{
    VectorMode{"v2", flagd_v2},
    VectorMode{"v1", flagd_v1},
};

// Optimizely --------------------------------------------------------------------------------------

std::uint64_t optimizely_bucket(VectorCase& one) {
  const auto bucketing_id = one.text_if_any("bid");
  const std::uint64_t n =
      Optimizely(one.text("exp")).hash(bucketing_id ? *bucketing_id : one.text("id"));
  one.expect("n", Json(n));
  return n;
}

void optimizely_experiment(VectorCase& one) {
  const std::uint64_t n = optimizely_bucket(one);
  one.expect_at_number(
      [n](double end) { return Optimizely::range(n, std::array{end}).has_value(); });
}

void optimizely_variations(VectorCase& one) {
  const std::uint64_t n = optimizely_bucket(one);
  std::vector<std::string> entities;
  std::vector<double> ends;
  for (const Json& range : one.json("ta")) {
    if (!range.is_array() || range.size() != 2 || !range[0].is_string()) {
      return one.refuse("ta", "is no list of [entity, end]");
    }
    entities.push_back(range[0].get<std::string>());
    ends.push_back(one.number_of(range[1], "ta"));
  }
  const auto taken = Optimizely::range(n, ends);
  const bool nobody = !taken || entities[*taken].empty();
  one.expect("pick", nobody ? Json() : Json(entities[*taken]));
}

void optimizely_group(VectorCase& one) {
  const std::uint64_t n = optimizely_bucket(one);
  const std::uint64_t group = Optimizely(one.text("group")).hash(one.text("id"));
  one.expect("g", Json(group));
  one.expect_at([&](const Json& ends) -> std::optional<bool> {
    if (!ends.is_array() || ends.size() != 2) {
      one.refuse("at", "has no [end in the group, end in the experiment]");
      return std::nullopt;
    }
    return Optimizely::range(group, std::array{one.number_of(ends[0], "at")}).has_value() &&
           Optimizely::range(n, std::array{one.number_of(ends[1], "at")}).has_value();
  });
}

constexpr std::array optimizely_modes{
    VectorMode{"experiment", optimizely_experiment},
    VectorMode{"bucketingId", optimizely_experiment},
    VectorMode{"variations", optimizely_variations},
    VectorMode{"group", optimizely_group},
};

// Split.io ----------------------------------------------------------------------------------------

// Nothing if the SDK refuses the user, whose own key must be usable too.
std::optional<std::uint64_t> split_bucket(VectorCase& one) {
  const std::string id = one.text("id");
  const std::string bucketing_key = one.text_if_any("bid").value_or(id);
  const std::string_view key = SplitIo::usable(bucketing_key);
  const bool refused = key.empty() || SplitIo::usable(id).empty();
  const std::uint32_t hash = SplitIo(one.whole("seed")).hash(key);
  one.expect("hash", refused ? Json() : Json(hash));
  one.expect("n", refused ? Json() : Json(SplitIo::bucket_of(hash)));
  if (refused) return std::nullopt;
  return SplitIo::bucket_of(hash);
}

void split_rollout(VectorCase& one) {
  const auto n = split_bucket(one);
  one.expect_at_number([n](double size) -> std::optional<bool> {
    if (!n) return std::nullopt;
    return SplitIo::partition(*n, std::array{size, 100 - size}) == std::size_t{0};
  });
}

void split_partitions(VectorCase& one) {
  const auto n = split_bucket(one);
  one.expect("pick", n ? SplitIo::partition(*n, one.numbers("w")) : std::nullopt);
}

void split_traffic(VectorCase& one) {
  const auto n = split_bucket(one);
  one.expect_at_number([n](double allocation) -> std::optional<bool> {
    if (!n) return std::nullopt;
    return SplitIo::allocated(*n, allocation);
  });
}

constexpr std::array split_modes{
    VectorMode{"rollout", split_rollout},
    VectorMode{"bucketingKey", split_rollout},
    VectorMode{"partitions", split_partitions},
    VectorMode{"traffic", split_traffic},
};

}  // namespace

std::span<const VectorProduct> murmur_products() {
  static const std::array products{
      VectorProduct{UnleashNode::info.title, unleash_modes},
      VectorProduct{UnleashRuby::info.title, unleash_ruby_modes},
      VectorProduct{Flagd::info.title, flagd_modes},
      VectorProduct{Optimizely::info.title, optimizely_modes},
      VectorProduct{SplitIo::info.title, split_modes},
  };
  return products;
}

}  // namespace coalmine::conform
