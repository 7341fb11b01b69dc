#include "routing/bucketing/info.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <system_error>

namespace coalmine::routing {
namespace {

const ParameterInfo* find(const ProductInfo& product, std::string_view name) {
  const auto found =
      std::find_if(product.parameters.begin(), product.parameters.end(),
                   [&](const auto& known) { return known.name == name || known.also == name; });
  return found == product.parameters.end() ? nullptr : &*found;
}

std::string names_of(std::span<const ParameterInfo> parameters) {
  std::string names;
  for (const ParameterInfo& parameter : parameters) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", parameter.name);
  }
  return names;
}

}  // namespace

Arguments::Arguments(const ProductInfo& product, const Parameters& given) : product_(product) {
  for (const auto& [name, value] : given) {
    const ParameterInfo* known = name.empty() ? nullptr : find(product, name);
    if (known == nullptr) {
      problem_ =
          problem_.value_or(Error{fmt::format("{}: unknown parameter \"{}\", known are: {}",
                                              product.name, name, names_of(product.parameters))});
    } else if (!given_.emplace(known->name, value).second) {
      refuse(known->name, "is given twice");
    }
  }
}

std::string Arguments::text(std::string_view name) {
  const ParameterInfo* known = find(product_, name);
  assert(known != nullptr);
  if (const auto found = given_.find(name); found != given_.end()) return found->second;
  if (!known->fallback) refuse(name, fmt::format("is missing: {}", known->meaning));
  return std::string(known->fallback.value_or(""));
}

std::int64_t Arguments::whole(std::string_view name, std::int64_t min, std::int64_t max) {
  const std::string written = text(name);
  std::int64_t value = min;
  const char* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, value);
  if (error == std::errc{} && stop == end && value >= min && value <= max) return value;
  refuse(name, fmt::format("is \"{}\", expected a whole number from {} to {}", written, min, max));
  return min;
}

bool Arguments::given(std::string_view name) const { return given_.contains(name); }

void Arguments::refuse(std::string_view name, const std::string& why) {
  if (!problem_) problem_ = Error{fmt::format("{}: {} {}", product_.name, name, why)};
}

}  // namespace coalmine::routing
