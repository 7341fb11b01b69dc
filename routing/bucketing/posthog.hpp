// PostHog: flag rollouts, their variants, and holdouts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "routing/bucketing/cut.hpp"
#include "routing/bucketing/hash/digest.hpp"
#include "routing/bucketing/info.hpp"

namespace coalmine::routing {

class PostHog {
 public:
  static const ProductInfo info;
  static Checked<PostHog> make(const Parameters& parameters);

  explicit PostHog(std::string_view flag);
  // Holdouts are the same for every flag.
  static PostHog holdout();

  // 60 bits. Which variant is another hash than whether at all.
  std::uint64_t hash(std::string_view id) const noexcept;
  std::uint64_t variant_hash(std::string_view id) const noexcept;

  static double bucket_of(std::uint64_t hash) { return fraction_of_60_bits(hash); }  // [0, 1]

  // 0 % lets bucket 0 in.
  static bool in_rollout(double bucket, double percentage) { return bucket <= percentage / 100; }
  static bool held_out(double bucket, double percentage) {
    return percentage == 100 || in_rollout(bucket, percentage);
  }
  // Nothing where the percentages end: the flag is then plainly true.
  static std::optional<std::size_t> variant(double bucket, std::span<const double> percentages);

  // As every product: product.hpp.
  std::optional<std::uint64_t> position(std::string_view id) const noexcept { return hash(id); }
  std::string bucket(std::uint64_t position) const;
  Cut cut(double share) const;

 private:
  struct Prefix {
    std::string_view text;
  };
  explicit PostHog(Prefix prefix) { prefix_.add(prefix.text); }

  Sha1 prefix_;
};

}  // namespace coalmine::routing
