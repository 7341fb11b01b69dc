// Rules before the split: who gets a version by name, whatever the weight says.
//
// The first rule that matches decides; where none does, the route does. What a gateway finds out
// about a request (a header, the groups its user belongs to) it hands in as plain facts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "routing/version.hpp"

namespace coalmine::routing {

struct HeaderField {
  std::string_view name;  // compared without regard to case
  std::string_view value;
};

// What a rule may look at.
struct RequestFacts {
  std::uint64_t user = 0;    // key; for text key_of(text)
  std::uint64_t tenant = 0;  // key
  std::uint64_t groups = 0;  // bit g: the user belongs to group g
  std::span<const HeaderField> headers{};
};

struct OfUsers {
  std::vector<std::uint64_t> keys;  // increasing
  friend bool operator==(const OfUsers&, const OfUsers&) = default;
};
struct OfTenants {
  std::vector<std::uint64_t> keys;  // increasing
  friend bool operator==(const OfTenants&, const OfTenants&) = default;
};
struct OfGroup {
  std::uint32_t group = 0;  // below 64
  friend bool operator==(const OfGroup&, const OfGroup&) = default;
};
// A header or a cookie that a tester sets.
struct WithHeader {
  std::string name;
  std::optional<std::string> value{};  // none: any
  friend bool operator==(const WithHeader&, const WithHeader&) = default;
};
using Condition = std::variant<OfUsers, OfTenants, OfGroup, WithHeader>;

// `split`: the route decides, and no later rule is asked.
enum class Gets : std::uint8_t { stable, canary, split };

struct Rule {
  Condition when;
  Gets gets = Gets::split;
  // Before this step it does not match; 1 is the first shift.
  std::uint32_t from_step = 1;
  friend bool operator==(const Rule&, const Rule&) = default;
};

// What the rules say of a request in step `step` of its function's rollout; nothing where the
// route decides. Neither allocates nor locks. O(rules + headers of the rules that look at them).
std::optional<Version> version_by_rule(std::span<const Rule> rules, const RequestFacts& facts,
                                       std::uint32_t step) noexcept;

}  // namespace coalmine::routing
