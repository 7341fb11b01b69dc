// Draws in bulk: Philox one round at a time over a block of counters, for the vector unit.
//
// The arithmetic is Random123's own round function; only the order of the work is ours. Its whole
// ten rounds in a loop over counters stay scalar with GCC 12; one round over 64 counters, each word
// of the counters in an array of its own, is a loop that GCC and Clang both vectorise. Integers
// only, so the bits cannot depend on which of the two functions below runs.
#include "base/random.hpp"

#include <array>
#include <cassert>
#include <cstddef>

#include "base/cpu.hpp"

namespace coalmine {
namespace {

constexpr std::size_t block_size = 64;

using Words = std::array<std::uint32_t, block_size>;

// The draws of `block_size` consecutive indices; `counter` is that of the first.
[[gnu::always_inline]] inline void fill_block(philox4x32_ctr_t counter, philox4x32_key_t key,
                                              std::uint64_t* first, std::uint64_t* second) {
  Words w0, w1, w2, w3;
  const std::uint64_t index = counter.v[0] | std::uint64_t{counter.v[1]} << 32;
  for (std::size_t i = 0; i < block_size; ++i) {
    w0[i] = static_cast<std::uint32_t>(index + i);
    w1[i] = static_cast<std::uint32_t>((index + i) >> 32);
    w2[i] = counter.v[2];
    w3[i] = counter.v[3];
  }
  for (int round = 0; round < philox4x32_rounds; ++round) {
    for (std::size_t i = 0; i < block_size; ++i) {
      const philox4x32_ctr_t out = _philox4x32round({{w0[i], w1[i], w2[i], w3[i]}}, key);
      w0[i] = out.v[0];
      w1[i] = out.v[1];
      w2[i] = out.v[2];
      w3[i] = out.v[3];
    }
    key = _philox4x32bumpkey(key);
  }
  for (std::size_t i = 0; i < block_size; ++i) {
    first[i] = w0[i] | std::uint64_t{w1[i]} << 32;
    second[i] = w2[i] | std::uint64_t{w3[i]} << 32;
  }
}

void fill_block_baseline(philox4x32_ctr_t counter, philox4x32_key_t key, std::uint64_t* first,
                         std::uint64_t* second) {
  fill_block(counter, key, first, second);
}

#if defined(__x86_64__)
[[gnu::target("avx512f,avx512dq,avx512vl,avx512bw")]] void fill_block_avx512(
    philox4x32_ctr_t counter, philox4x32_key_t key, std::uint64_t* first, std::uint64_t* second) {
  fill_block(counter, key, first, second);
}
#else
constexpr auto fill_block_avx512 = fill_block_baseline;
#endif

}  // namespace

void RandomStream::fill(std::uint64_t first_index, std::span<std::uint64_t> first,
                        std::span<std::uint64_t> second, std::uint32_t attempt) const {
  assert(first.size() == second.size());
  static const auto fill_one_block = cpu_has_avx512() ? fill_block_avx512 : fill_block_baseline;
  std::size_t done = 0;
  for (; done + block_size <= first.size(); done += block_size) {
    fill_one_block(counter(first_index + done, attempt), key(), &first[done], &second[done]);
  }
  for (; done < first.size(); ++done) {
    const Draw draw = at(first_index + done, attempt);
    first[done] = draw.first;
    second[done] = draw.second;
  }
}

}  // namespace coalmine
