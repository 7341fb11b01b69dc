// Users by popularity: user k of {0, ..., n - 1} with probability proportional to (k +
// 1)^-exponent.
//
// By rejection-inversion (Hoermann and Derflinger, "Rejection-inversion to generate variates from
// monotone discrete distributions", 1996): no table, so ten million users cost what a thousand do.
#pragma once

#include <cstdint>
#include <span>

#include "base/random.hpp"

namespace coalmine::models {

class ZipfSampler {
 public:
  // Precondition: 1 <= users <= 2^31 - 1, exponent >= 0.
  ZipfSampler(std::uint64_t users, double exponent);

  // The users of draws first_index, first_index + 1, ... A draw that is rejected is repeated with
  // attempts 1, 2, ... of its own index, so it moves no other.
  void fill(std::uint64_t seed, std::uint32_t replication, std::uint64_t first_index,
            std::span<std::uint32_t> user) const;

 private:
  // The hat: x^-exponent on [1/2, users + 1/2], x real; user k has the piece around k + 1.
  double area(double x) const;         // under the hat from 1 to x
  double position(double area) const;  // the inverse
  double height(double rank) const;    // rank^-exponent

  double area_at(std::uint64_t bits) const {
    return area_end_ + unit(bits) * (area_begin_ - area_end_);
  }
  double rank_at(double position) const;
  bool accepts_at_once(double rank, double position) const { return rank - position <= margin_; }
  bool accepts(double rank, double area_drawn) const;

  void fill_chunk(const RandomStream& stream, std::uint64_t first_index,
                  std::span<std::uint32_t> user) const;
  std::uint32_t retry(const RandomStream& stream, std::uint64_t index) const;

  double users_;
  double exponent_;
  double flatness_;    // 1 - exponent
  double area_begin_;  // where draws of user 0 begin, so that it is never rejected
  double area_end_;
  double margin_;  // a position at most this far below its rank is accepted whatever the rank
};

}  // namespace coalmine::models
