#include "harness/theory/decisions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace coalmine::harness {
namespace {

// Sums over the stretch that the user's decision is made in.
class Decisions {
 public:
  Decisions(const Remembered& of, double struck) : of_(of), struck_(struck), hits_{of.path, {}} {}

  // Either decision is remembered: the first request that decides says where all others go.
  // P(first in k) = P(any up to k) - P(any before k); with all requests from there on unharmed it
  // is the same difference, with `struck` instead of 0 for those.
  Hits of_first() {
    for (std::size_t k = of_.begins; k < of_.ends; ++k) {
      const double weight = of_.path[k].weight;
      add(weight, up_to(k, {}));
      add(-weight, before(k, {}));
      if (struck_ >= 1) continue;
      std::vector<double> after = struck_after(k);
      add(-weight, up_to(k, after));
      after[k] = struck_;
      add(weight, before(k, after));
    }
    return std::move(hits_);
  }

  // Only the canary is remembered. Nobody is harmed who never meets it, or who meets it unharmed at
  // one of the n requests of stretch k, and at all later ones: the sum over that request is
  // w (1 - q) ((1 - w)^n - (1 - q)^n) / (q - w).
  Hits of_canary() {
    add(1, weights_of(of_.path));
    for (std::size_t k = of_.begins; k < of_.ends; ++k) {
      const double weight = of_.path[k].weight;
      const double met = weight * (1 - struck_);
      if (met > 0) add_quotient(met, weight, k);
    }
    return std::move(hits_);
  }

 private:
  void add(double share, std::vector<double> hit) {
    hits_.classes.push_back({share, std::move(hit)});
  }

  // 1 in the deciding stretches up to k, or before k; `rest` elsewhere.
  std::vector<double> up_to(std::size_t k, std::vector<double> rest) const {
    rest.resize(of_.path.size(), 0);
    for (std::size_t i = 0; i <= k; ++i) rest[i] = of_.decides(i) ? 1 : 0;
    return rest;
  }
  std::vector<double> before(std::size_t k, std::vector<double> rest) const {
    return k == 0 ? (rest.resize(of_.path.size(), 0), rest) : up_to(k - 1, std::move(rest));
  }
  std::vector<double> struck_after(std::size_t k) const {
    std::vector<double> hit(of_.path.size(), 0);
    for (std::size_t i = k + 1; i < hit.size(); ++i) {
      if (i < of_.ends || of_.stays) hit[i] = struck_;
    }
    return hit;
  }

  // Unharmed on the canary from stretch k on, and in it missed with probability 1 - h a request.
  std::vector<double> missing_in(std::size_t k, double h) const {
    std::vector<double> hit = struck_after(k);
    for (std::size_t i = 0; i < k; ++i) hit[i] = of_.path[i].weight;
    hit[k] = h;
    return hit;
  }

  void add_quotient(double factor, double weight, std::size_t k) {
    constexpr double nearly = 1e-5;  // balances what the difference loses and the slope neglects
    const double middle = (weight + struck_) / 2;
    if (std::abs(struck_ - weight) > nearly * middle) {
      const double quotient = factor / (struck_ - weight);
      add(quotient, missing_in(k, weight));
      add(-quotient, missing_in(k, struck_));
      return;
    }
    // The limit is a slope: by central differences of the eighth order.
    constexpr std::array eighth_order{4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
    const double step = std::min(middle, 1 - middle) / 100;
    for (std::size_t i = 0; i < eighth_order.size(); ++i) {
      const double distance = static_cast<double>(i + 1) * step;
      const double share = factor * eighth_order[i] / step;
      add(-share, missing_in(k, middle + distance));
      add(share, missing_in(k, middle - distance));
    }
  }

  const Remembered& of_;
  double struck_;
  Hits hits_;
};

}  // namespace

Hits decision_hits(const Remembered& of, double struck) {
  Decisions decisions(of, struck);
  return of.both ? decisions.of_first() : decisions.of_canary();
}

}  // namespace coalmine::harness
