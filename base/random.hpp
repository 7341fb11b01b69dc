// Counter-based randomness: a draw is a pure function of (seed, replication, purpose, index).
//
// Philox4x32-10 of Random123 (Salmon et al., SC 2011): key = seed, counter = (index, replication,
// purpose). The index says what the draw is about (this arrival, this user, this invocation), never
// "the next call", so no model shifts another's draws, every policy sees the same luck, and any
// split of the work over threads gives the same bits.
#pragma once

#include <Random123/philox.h>

#include <cstdint>
#include <span>

namespace coalmine {

// What a draw is for. The numbers are part of the result format: append, never renumber.
enum class Purpose : std::uint32_t {
  arrival_gap = 0,     // index: arrival
  arrival_user = 1,    // index: arrival (attempts of a rejection sampler: see `attempt`)
  user_rate = 2,       // index: user
  user_trait = 3,      // index: user; plus the number of the bug
  invocation = 4,      // index: request; attempt = node of the chain. first: route, second: service
  fault = 5,           // index: request; attempt = node of the chain. first: baseline, second: bug
  hop = 6,             // index: request; attempt = node of the chain. first: decision lost?
  policy_salt = 7,     // index: 0
  session = 8,         // index: session
  session_gap = 9,     // index: session; attempt = request of the session
  deck = 10,           // index: deck; attempt = card
  arrival_time = 11,   // index: request, where the number of requests is fixed
  holder = 12,         // index: request; attempt = node. first: which member, second: its life
  holder_age = 13,     // index: function and member. How long it has to live when all begins
  flag_instance = 14,  // index: request; attempt = node. Which instance evaluates
  flag_update = 15,    // index: function and instance; attempt = number of the configuration
  group = 16,          // index: user; attempt = group. first: is the user in it?
  login = 17,          // index: user. first: ever? second: when
  header = 18,         // index: request; attempt = rule. first: does it carry the header?
  without_key = 19,    // index: user. first: has the user no key?
  tested_user = 20,    // index: user of a conformance test; replication = promise. Its id
  environment = 21,  // index: request; attempt = node and delivery. first: cold start, second: idle
  client = 22,       // index: request. first: wait before the next try, second: leaves, comes back
  double_submit = 23,  // index: request. first: does its user send it twice?
  start_skew = 24,     // index: function. How much later its rollout begins
  judge = 25,          // index: function and judge; attempt = look. Luck of the judge itself
  sweep_sample = 26,   // index: stratum; attempt = dimension. first: its point, second: where in it
};

// 128 random bits as two words of 64.
struct Draw {
  std::uint64_t first;
  std::uint64_t second;
  friend bool operator==(const Draw&, const Draw&) = default;
};

// All draws of one (seed, replication, purpose). A value; copying it copies no state.
class RandomStream {
 public:
  constexpr RandomStream(std::uint64_t seed, std::uint32_t replication, Purpose purpose)
      : seed_(seed), replication_(replication), purpose_(static_cast<std::uint32_t>(purpose)) {}

  // The draw about `index`. `attempt` tells apart several draws about the same thing; it shares a
  // counter word with the purpose, so it is below 2^24.
  Draw at(std::uint64_t index, std::uint32_t attempt = 0) const;

  // The same bits as at(first_index + i, attempt) for each i, many at a time and several times as
  // fast. Both spans have one length.
  void fill(std::uint64_t first_index, std::span<std::uint64_t> first,
            std::span<std::uint64_t> second, std::uint32_t attempt = 0) const;

 private:
  philox4x32_key_t key() const;
  philox4x32_ctr_t counter(std::uint64_t index, std::uint32_t attempt) const;

  std::uint64_t seed_;
  std::uint32_t replication_;
  std::uint32_t purpose_;
};

// Uniform on [0, 1): the top 53 bits, so 0 is possible and 1 is not.
constexpr double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

__extension__ using Uint128 = unsigned __int128;

// Uniform on {0, ..., n - 1} by multiplication; the bias is below n / 2^64.
constexpr std::uint64_t below(std::uint64_t n, std::uint64_t bits) {
  return static_cast<std::uint64_t>((Uint128{bits} * n) >> 64);
}

inline philox4x32_key_t RandomStream::key() const {
  return {{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
}

inline philox4x32_ctr_t RandomStream::counter(std::uint64_t index, std::uint32_t attempt) const {
  return {{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), replication_,
           purpose_ | attempt << 8}};
}

inline Draw RandomStream::at(std::uint64_t index, std::uint32_t attempt) const {
  const philox4x32_ctr_t block = philox4x32(counter(index, attempt), key());
  return {block.v[0] | std::uint64_t{block.v[1]} << 32,
          block.v[2] | std::uint64_t{block.v[3]} << 32};
}

}  // namespace coalmine
