#include "harness/baseline/holm.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace coalmine::harness {

std::vector<double> holm_adjusted(std::span<const double> p) {
  std::vector<std::size_t> by_size(p.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double at_least = 0;  // no test is surer than one with a smaller p
  for (std::size_t rank = 0; rank < by_size.size(); ++rank) {
    const auto left = static_cast<double>(p.size() - rank);
    at_least = std::max(at_least, std::min(1.0, left * p[by_size[rank]]));
    adjusted[by_size[rank]] = at_least;
  }
  return adjusted;
}

}  // namespace coalmine::harness
