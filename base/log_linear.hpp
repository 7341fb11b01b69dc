// Buckets for non-negative integers of any size: each octave [2^k, 2^(k+1)) cut into 256 equal
// ones.
//
// Buckets hold a single value up to 511; from there their width is at most 1/256 of their values. A
// bucket is found by the position of the highest bit, without a logarithm.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace coalmine::log_linear {

inline constexpr std::size_t sub_bucket_bits = 8;
inline constexpr std::size_t sub_buckets = std::size_t{1} << sub_bucket_bits;

// How many of its lowest bits the bucket of `value` does not see.
constexpr std::size_t cut_bits(std::uint64_t value) {
  return static_cast<std::size_t>(std::bit_width(value | sub_buckets)) - (sub_bucket_bits + 1);
}

// The nine highest bits of the value, behind the number of bits cut off. Octaves follow one another
// without a gap, because the highest of the nine is set in all but the smallest values.
constexpr std::size_t bucket_of(std::uint64_t value) {
  return (cut_bits(value) << sub_bucket_bits) + (value >> cut_bits(value));
}

struct Bucket {
  std::uint64_t low;    // its smallest value
  std::uint64_t width;  // how many values it holds
};

constexpr Bucket range_of(std::size_t bucket) {
  if (bucket < 2 * sub_buckets) return {bucket, 1};
  const std::size_t cut = (bucket >> sub_bucket_bits) - 1;
  return {((bucket & (sub_buckets - 1)) | sub_buckets) << cut, std::uint64_t{1} << cut};
}

}  // namespace coalmine::log_linear
