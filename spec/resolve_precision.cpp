// Precision: a figure that is measured, of one policy or of all, and a width in the figure's unit.
#include <fmt/format.h>

#include "spec/resolve.hpp"

namespace coalmine::spec {
namespace {

// An item for each policy that it is about; none for what cannot be read.
class PrecisionResolver {
 public:
  PrecisionResolver(const std::vector<Policy>& policies, FigureNames& figures, Problems& problems)
      : policies_(policies), figures_(figures), problems_(problems) {}

  void resolve(const WrittenPrecision& written) {
    const std::vector<const Policy*> about = policies_of(written);
    const auto figure = figures_.find(written.metric);
    if (!figure) return;
    const double half_width = half_width_of(written, figure->unit);
    for (const Policy* policy : about) {
      figures_.check(written.metric, *policy);
      items_.push_back({policy->name, figure->name, half_width, written.at_most});
    }
  }

  std::vector<Precision> take() { return std::move(items_); }

 private:
  std::vector<const Policy*> policies_of(const WrittenPrecision& written) {
    std::vector<const Policy*> about;
    if (written.policy) {
      if (const Policy* policy = figures_.find_policy(*written.policy)) about.push_back(policy);
    } else {
      for (const Policy& policy : policies_) about.push_back(&policy);
    }
    return about;
  }

  double half_width_of(const WrittenPrecision& written, std::string_view unit) {
    if (!written.half_width.known()) return 0;
    const auto width = amount_in(written.half_width.value, written.metric.value, unit);
    if (!width) {
      refuse(written, width.error());
      return 0;
    }
    if (*width <= 0) refuse(written, {"must be above 0", "for example 0.5%"});
    return *width;
  }

  void refuse(const WrittenPrecision& written, const Refusal& refusal) {
    problems_.add(written.half_width.place, "half_width: " + refusal.message, refusal.hint);
  }

  const std::vector<Policy>& policies_;
  FigureNames& figures_;
  Problems& problems_;
  std::vector<Precision> items_;
};

}  // namespace

std::vector<Precision> resolve_precision(const WrittenScenario& written,
                                         const std::vector<Policy>& policies, FigureNames& figures,
                                         Problems& problems) {
  PrecisionResolver resolver(policies, figures, problems);
  for (const WrittenPrecision& each : written.precision) resolver.resolve(each);
  return resolver.take();
}

}  // namespace coalmine::spec
