#include "models/zipf.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

#include "base/math.hpp"

namespace coalmine::models {

ZipfSampler::ZipfSampler(std::uint64_t users, double exponent)
    : users_(static_cast<double>(users)), exponent_(exponent), flatness_(1 - exponent) {
  assert(users >= 1 && users < std::uint64_t{1} << 31);
  assert(exponent >= 0);
  area_begin_ = area(1.5) - 1;
  area_end_ = area(users_ + 0.5);
  margin_ = 2 - position(area(2.5) - height(2));
}

// (x^(1 - exponent) - 1) / (1 - exponent), and its limit where the exponent is 1.
double ZipfSampler::area(double x) const {
  const double log_x = math::log(x);
  return flatness_ == 0 ? log_x : math::expm1(flatness_ * log_x) / flatness_;
}

double ZipfSampler::position(double area) const {
  return math::exp(flatness_ == 0 ? area : math::log1p(flatness_ * area) / flatness_);
}

double ZipfSampler::height(double rank) const { return math::exp(-exponent_ * math::log(rank)); }

double ZipfSampler::rank_at(double position) const {
  const auto nearest = static_cast<std::int32_t>(std::min(position + 0.5, users_));
  return std::max(static_cast<double>(nearest), 1.0);
}

bool ZipfSampler::accepts(double rank, double area_drawn) const {
  return area_drawn >= area(rank + 0.5) - height(rank);
}

void ZipfSampler::fill(std::uint64_t seed, std::uint32_t replication, std::uint64_t first_index,
                       std::span<std::uint32_t> user) const {
  constexpr std::size_t chunk = 512;
  const RandomStream stream(seed, replication, Purpose::arrival_user);
  for (std::size_t done = 0; done < user.size(); done += chunk) {
    fill_chunk(stream, first_index + done, user.subspan(done, std::min(chunk, user.size() - done)));
  }
}

// First attempts together, for the vector unit; then the few that are not accepted at once, one by
// one.
void ZipfSampler::fill_chunk(const RandomStream& stream, std::uint64_t first_index,
                             std::span<std::uint32_t> user) const {
  constexpr std::size_t capacity = 512;
  const std::size_t n = user.size();
  assert(n <= capacity);
  std::array<std::uint64_t, capacity> bits;
  std::array<std::uint64_t, capacity> unused;
  stream.fill(first_index, std::span(bits).first(n), std::span(unused).first(n));

  std::array<double, capacity> area_drawn;
  std::array<double, capacity> position;
  const std::span<double> positions = std::span(position).first(n);
  for (std::size_t i = 0; i < n; ++i) area_drawn[i] = area_at(bits[i]);
  if (flatness_ == 0) {
    std::copy_n(area_drawn.begin(), n, position.begin());
  } else {
    for (std::size_t i = 0; i < n; ++i) position[i] = flatness_ * area_drawn[i];
    math::log1p_each(positions);
    for (std::size_t i = 0; i < n; ++i) position[i] /= flatness_;
  }
  math::exp_each(positions);

  std::array<std::uint32_t, capacity> doubtful;
  std::size_t doubtful_count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double rank = rank_at(position[i]);
    user[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>(rank)) - 1;
    doubtful[doubtful_count] = static_cast<std::uint32_t>(i);
    doubtful_count += !accepts_at_once(rank, position[i]);
  }
  for (const std::uint32_t i : std::span(doubtful).first(doubtful_count)) {
    if (!accepts(user[i] + 1.0, area_drawn[i])) user[i] = retry(stream, first_index + i);
  }
}

std::uint32_t ZipfSampler::retry(const RandomStream& stream, std::uint64_t index) const {
  for (std::uint32_t attempt = 1;; ++attempt) {
    const double area_drawn = area_at(stream.at(index, attempt).first);
    const double drawn_position = position(area_drawn);
    const double rank = rank_at(drawn_position);
    if (accepts_at_once(rank, drawn_position) || accepts(rank, area_drawn)) {
      return static_cast<std::uint32_t>(rank) - 1;
    }
  }
}

}  // namespace coalmine::models
