// What became of each wish where nothing is released: the world that a policy's is compared with.
//
// Requests act upon one another through queues, pools and retries, so what stable would have done
// with one of them is known only from a whole world that runs on stable, with the same draws. It is
// one for all policies. Its outcomes are kept as long as a request of the same 1,024 wishes is
// under way anywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace coalmine::harness {

class Outcomes {
 public:
  // Attempts (attempts.hpp) as bits.
  struct Outcome {
    std::uint32_t failed = 0;
    std::uint32_t late = 0;
  };

  void clear();

  // A request of a world is under way; `twin`: of the one without a release. Every hold is matched
  // by one release, when the request is settled and judged.
  void hold(std::uint64_t number, bool twin);
  void release(std::uint64_t number, bool twin);

  // The world without a release reports an attempt.
  void note(std::uint64_t number, bool failed, bool late);
  // Is all that the world without a release did for this wish known?
  bool settled(std::uint64_t number) const { return at(number).twins == 0; }
  Outcome of(std::uint64_t number) const { return at(number).outcome; }

  // How many wishes there is memory for: those of the chunks in use.
  std::size_t size() const;

  // Wishes below `first` come no more: what nobody needs of them is forgotten.
  void forget_before(std::uint64_t first);

 private:
  static constexpr std::size_t chunk_size = 1024;

  struct Entry {
    Outcome outcome;
    std::uint32_t twins = 0;  // requests under way in the world without a release
  };
  struct Chunk {
    std::array<Entry, chunk_size> entries;
    std::uint64_t held = 0;  // requests under way, of any world
  };

  const Entry& at(std::uint64_t number) const;
  Chunk& chunk_of(std::uint64_t number);

  std::uint64_t first_chunk_ = 0;
  std::deque<std::unique_ptr<Chunk>> chunks_;  // from first_chunk_; null: forgotten
  std::vector<std::unique_ptr<Chunk>> spare_;
};

}  // namespace coalmine::harness
