#include "routing/token/carrier/baggage.hpp"

#include <cassert>

#include "routing/token/carrier/list.hpp"

namespace coalmine::routing {

namespace {

// A member is "key=value" or "key=value;property;property"; its value may contain '='.
std::string_view key_of_member(std::string_view member) noexcept {
  return trimmed(member.substr(0, member.find_first_of("=;")));
}

std::string_view value_of_member(std::string_view member) noexcept {
  member = member.substr(0, member.find(';'));
  const std::size_t equals = member.find('=');
  if (equals == std::string_view::npos) return {};
  return trimmed(member.substr(equals + 1));
}

// Keeps count of what is sent.
class Room {
 public:
  explicit Room(const BaggageLimits& limits) : limits_(limits) {}

  // Whether a member of so many bytes still fits. If so it is counted, with its comma.
  bool take(std::size_t member_bytes) noexcept {
    const std::size_t bytes = member_bytes + (members_ > 0 ? 1 : 0);
    if (members_ == limits_.members_max || bytes > limits_.bytes_max - bytes_) return false;
    ++members_;
    bytes_ += bytes;
    return true;
  }

 private:
  BaggageLimits limits_;
  std::size_t members_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Extraction find_in_baggage(std::span<const std::string_view> lines,
                           const CarrierName& name) noexcept {
  Occurrences found;
  for_each_element(lines, [&](std::string_view member) {
    if (key_of_member(member) == name.text()) found.add_percent_encoded(value_of_member(member));
  });
  return found.result();
}

std::size_t put_in_baggage(std::span<const std::string_view> lines, std::string_view token,
                           std::string& sent, const CarrierName& name,
                           const BaggageLimits& limits) {
  assert(token.empty() || is_token(token));
  Room room(limits);
  const bool ours_fits = !token.empty() && room.take(name.text().size() + 1 + token.size());

  sent.clear();
  std::size_t dropped = 0;
  for_each_element(lines, [&](std::string_view member) {
    if (member.empty() || key_of_member(member) == name.text()) return;
    if (!room.take(member.size())) {
      ++dropped;
      return;
    }
    if (!sent.empty()) sent += ',';
    sent += member;
  });
  if (ours_fits) {
    if (!sent.empty()) sent += ',';
    sent.append(name.text()).append(1, '=').append(token);
  }
  return dropped;
}

}  // namespace coalmine::routing
