#include "models/user_picker.hpp"

#include <array>
#include <cassert>
#include <numeric>
#include <optional>

#include "base/math.hpp"
#include "base/random.hpp"
#include "models/distribution.hpp"
#include "models/zipf.hpp"

namespace coalmine::models {
namespace {

// The distribution, of mean 1, that relative rates are drawn from; nothing where they are not
// drawn.
std::optional<Distribution> drawn_rate(const RateSpread& spread) {
  if (const auto* gamma = std::get_if<GammaRates>(&spread)) return Gamma{gamma->shape, 1.0};
  if (const auto* lognormal = std::get_if<LognormalRates>(&spread)) {
    return Lognormal{math::exp(-0.5 * lognormal->sigma * lognormal->sigma), lognormal->sigma};
  }
  return std::nullopt;
}

}  // namespace

RelativeRates::RelativeRates(const RateSpread& spread) : spread_(spread) {
  if (const auto distribution = drawn_rate(spread)) drawn_.emplace(*distribution);
}

UserPicker::UserPicker(const RelativeRates& relative_rates, std::uint64_t users, std::uint64_t seed,
                       std::uint32_t replication)
    : spread_(relative_rates.spread_), users_(users), seed_(seed), replication_(replication) {
  if (!relative_rates.drawn_) return;
  const RandomStream stream(seed, replication, Purpose::user_rate);
  std::vector<double> rates(users);
  for (std::uint64_t user = 0; user < users; ++user)
    rates[user] = relative_rates.drawn_->at(stream.at(user).first);
  mean_relative_rate_ =
      std::accumulate(rates.begin(), rates.end(), 0.0) / static_cast<double>(users);
  drawn_rates_.emplace_back(rates);
}

void UserPicker::pick(std::uint64_t first_index, std::span<std::uint32_t> user) const {
  if (const auto* zipf = std::get_if<ZipfRates>(&spread_)) {
    ZipfSampler(users_, zipf->exponent).fill(seed_, replication_, first_index, user);
    return;
  }
  constexpr std::size_t chunk = 1024;
  assert(user.size() <= chunk);
  std::array<std::uint64_t, chunk> bits;
  std::array<std::uint64_t, chunk> unused;
  RandomStream(seed_, replication_, Purpose::arrival_user)
      .fill(first_index, std::span(bits).first(user.size()), std::span(unused).first(user.size()));
  if (!drawn_rates_.empty()) {
    for (std::size_t i = 0; i < user.size(); ++i) user[i] = drawn_rates_.front().at(bits[i]);
  } else {
    for (std::size_t i = 0; i < user.size(); ++i) {
      user[i] = static_cast<std::uint32_t>(below(users_, bits[i]));
    }
  }
}

}  // namespace coalmine::models
