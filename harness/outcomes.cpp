#include "harness/outcomes.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/attempts.hpp"

namespace coalmine::harness {

void Outcomes::clear() {
  for (auto& chunk : chunks_) {
    if (chunk) spare_.push_back(std::move(chunk));
  }
  chunks_.clear();
  first_chunk_ = 0;
}

const Outcomes::Entry& Outcomes::at(std::uint64_t number) const {
  const std::uint64_t wish = wish_of(number);
  return chunks_[wish / chunk_size - first_chunk_]->entries[wish % chunk_size];
}

// The chunk of a wish that is under way, or comes for the first time.
Outcomes::Chunk& Outcomes::chunk_of(std::uint64_t number) {
  const std::uint64_t index = wish_of(number) / chunk_size;
  assert(index >= first_chunk_);
  while (chunks_.size() <= index - first_chunk_) {
    if (spare_.empty()) spare_.push_back(std::make_unique<Chunk>());
    chunks_.push_back(std::move(spare_.back()));
    spare_.pop_back();
    *chunks_.back() = {};
  }
  return *chunks_[index - first_chunk_];
}

void Outcomes::hold(std::uint64_t number, bool twin) {
  Chunk& chunk = chunk_of(number);
  ++chunk.held;
  chunk.entries[wish_of(number) % chunk_size].twins += twin;
}

void Outcomes::release(std::uint64_t number, bool twin) {
  Chunk& chunk = chunk_of(number);
  assert(chunk.held > 0);
  --chunk.held;
  chunk.entries[wish_of(number) % chunk_size].twins -= twin;
}

void Outcomes::note(std::uint64_t number, bool failed, bool late) {
  Outcome& outcome = chunk_of(number).entries[wish_of(number) % chunk_size].outcome;
  const std::uint32_t bit = std::uint32_t{1} << attempt_of(number);
  if (failed) outcome.failed |= bit;
  if (late) outcome.late |= bit;
}

std::size_t Outcomes::size() const {
  const auto in_use = std::count_if(chunks_.begin(), chunks_.end(),
                                    [](const auto& chunk) { return chunk != nullptr; });
  return static_cast<std::size_t>(in_use) * chunk_size;
}

void Outcomes::forget_before(std::uint64_t first) {
  for (std::uint64_t i = 0; i < chunks_.size() && first_chunk_ + i < first / chunk_size; ++i) {
    if (chunks_[i] && chunks_[i]->held == 0) spare_.push_back(std::move(chunks_[i]));
  }
  while (!chunks_.empty() && !chunks_.front()) {
    chunks_.pop_front();
    ++first_chunk_;
  }
}

}  // namespace coalmine::harness
