#include "routing/judge/cloudwatch/alarm.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "routing/judge/cloudwatch/schedule.hpp"

namespace coalmine::routing::cloudwatch {
namespace {

std::optional<MetricMath> math_of(const MetricAlarmSpec& spec) {
  const Expression* expression = std::get_if<Expression>(&spec.watched);
  if (expression == nullptr) return std::nullopt;
  return MetricMath::parse(*expression).value();
}

}  // namespace

Alarm::Alarm(MetricAlarmSpec spec, Instant created_at)
    : spec_(std::move(spec)), math_(math_of(spec_)), created_at_(created_at) {
  assert(check(spec_).has_value());
}

Point Alarm::watched(std::span<const Point> of_metrics) const {
  if (math_) return math_->point(of_metrics);
  assert(of_metrics.size() == 1);
  return of_metrics.front();
}

std::optional<Change> Alarm::handle_evaluation(std::span<const Point> range, Instant now) {
  if (warms_up(range, now)) return std::nullopt;
  return machine_.handle_outcome(evaluate(spec_, range), now);
}

bool Alarm::warms_up(std::span<const Point> range, Instant now) {
  if (!spec_.warm_up || now >= created_at_ + spec_.warm_up->length) return false;
  if (spec_.warm_up->whole) return true;
  const auto is_real = [](const Point& point) { return point.value.has_value(); };
  if (!data_since_ && std::any_of(range.begin(), range.end(), is_real)) data_since_ = now;
  return !data_since_ || now < *data_since_ + evaluation_interval(spec_);
}

void Alarm::handle_update(MetricAlarmSpec spec) {
  assert(check(spec).has_value());
  spec_ = std::move(spec);
  math_ = math_of(spec_);
}

void Alarm::handle_reset(Instant created_at) {
  machine_ = StateMachine{};
  created_at_ = created_at;
  data_since_.reset();
}

}  // namespace coalmine::routing::cloudwatch
