// A value of a function's two versions: one for both, or a map with one for each.
#pragma once

#include <algorithm>
#include <string>

#include "models/system.hpp"
#include "spec/object.hpp"
#include "spec/suggest.hpp"

namespace coalmine::spec {

template <class T>
struct ByVersion {
  T stable{};
  T canary{};
};

// Whether a map was probably meant to have a value for each version.
inline bool names_a_version(const Node& node) {
  return std::any_of(node.children.begin(), node.children.end(), [](const Node& member) {
    return nearest(member.key, {"stable", "canary"}).has_value();
  });
}

// `name` is that of the key; the map with both values is called "<name>_by_version".
template <class T>
Type<models::PerVersion<T>> per_version(const std::string& name, const Type<T>& type,
                                        const std::string& example) {
  using Pair = models::PerVersion<T>;
  const auto both = convert<Pair>(type, [](T value) { return Pair{value, value}; });
  const auto each =
      convert<Pair>(Object<ByVersion<T>>(name + "_by_version", "One value for each version.")
                        .required({"stable", "of the version that serves now", example},
                                  &ByVersion<T>::stable, type)
                        .required({"canary", "of the version being released", example},
                                  &ByVersion<T>::canary, type)
                        .type(),
                    [](ByVersion<T> value) {
                      return Pair{value.stable, value.canary};
                    });
  // The kind of the value does not tell them apart: a distribution is a map as well.
  auto written = either(both, each);
  written.read = [both, each](const Node& node, Problems& problems) {
    return names_a_version(node) ? each.read(node, problems) : both.read(node, problems);
  };
  return written;
}

}  // namespace coalmine::spec
