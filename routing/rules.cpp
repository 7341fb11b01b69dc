#include "routing/rules.hpp"

namespace coalmine::routing {
namespace {

// Header names are ASCII (RFC 9110, 5.1), so that case is theirs too.
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

struct Matches {
  const RequestFacts& facts;

  bool operator()(const OfUsers& of) const {
    return std::binary_search(of.keys.begin(), of.keys.end(), facts.user);
  }
  bool operator()(const OfTenants& of) const {
    return std::binary_search(of.keys.begin(), of.keys.end(), facts.tenant);
  }
  bool operator()(const OfGroup& of) const { return ((facts.groups >> of.group) & 1) != 0; }
  bool operator()(const WithHeader& with) const {
    return std::any_of(facts.headers.begin(), facts.headers.end(), [&](const HeaderField& field) {
      return same_name(field.name, with.name) && (!with.value || field.value == *with.value);
    });
  }
};

}  // namespace

std::optional<Version> version_by_rule(std::span<const Rule> rules, const RequestFacts& facts,
                                       std::uint32_t step) noexcept {
  for (const Rule& rule : rules) {
    if (step < rule.from_step || !std::visit(Matches{facts}, rule.when)) continue;
    switch (rule.gets) {
      case Gets::stable:
        return Version::stable;
      case Gets::canary:
        return Version::canary;
      case Gets::split:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace coalmine::routing
