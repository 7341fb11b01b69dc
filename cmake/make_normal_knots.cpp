// Writes models::knots::normal_quantiles() to standard output, as C++: for the build.
#include <cstdio>

#include "models/distribution.hpp"
#include "models/quantile_knots.hpp"

int main() {
  using namespace coalmine::models;
  std::printf(
      "#include \"models/quantile_knots.hpp\"\n"
      "namespace coalmine::models::knots {\n"
      "std::span<const double> normal_quantiles() {\n"
      "static constexpr double quantiles[] = {0,\n");
  for (std::size_t knot = knots::first; knot <= knots::last; ++knot) {
    std::printf("%a,\n", standard_normal_quantile(knots::probability(knot)));  // every bit
  }
  std::printf("};\nreturn quantiles;\n}\n}\n");
}
