#include "models/platform/permits.hpp"

#include <cassert>

namespace coalmine::models {

Permits::Permits(std::uint32_t count, std::optional<std::uint32_t> queue)
    : count_(count), queue_(queue), ring_{{nobody, nobody}} {}

void Permits::clear(std::uint32_t count) {
  count_ = count;
  out_ = 0;
  waiting_ = 0;
  ring_.assign(1, {nobody, nobody});
}

Permits::Admission Permits::admit(std::uint32_t item) {
  if (out_ < count_) {
    ++out_;
    return Admission::granted;
  }
  if (queue_ && waiting_ >= *queue_) return Admission::refused;
  append(item + 1);
  return Admission::waiting;
}

std::optional<std::uint32_t> Permits::release() {
  assert(out_ > 0);
  --out_;
  if (out_ >= count_ || waiting_ == 0) return std::nullopt;
  return grant_first();
}

bool Permits::withdraw(std::uint32_t item) {
  if (!waits(item + 1)) return false;
  unlink(item + 1);
  return true;
}

void Permits::resize(std::uint32_t count, std::vector<std::uint32_t>& granted) {
  count_ = count;
  while (out_ < count_ && waiting_ > 0) granted.push_back(grant_first());
}

bool Permits::waits(std::uint32_t place) const {
  return place < ring_.size() && ring_[place].after != place;
}

void Permits::append(std::uint32_t place) {
  assert(!waits(place));
  while (ring_.size() <= place) {
    const auto next = static_cast<std::uint32_t>(ring_.size());
    ring_.push_back({next, next});
  }
  const std::uint32_t last = ring_[nobody].before;
  ring_[place] = {last, nobody};
  ring_[last].after = place;
  ring_[nobody].before = place;
  ++waiting_;
}

void Permits::unlink(std::uint32_t place) {
  const auto [before, after] = ring_[place];
  ring_[before].after = after;
  ring_[after].before = before;
  ring_[place] = {place, place};
  --waiting_;
}

std::uint32_t Permits::grant_first() {
  const std::uint32_t place = ring_[nobody].after;
  unlink(place);
  ++out_;
  return place - 1;
}

}  // namespace coalmine::models
