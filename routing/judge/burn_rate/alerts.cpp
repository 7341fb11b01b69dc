#include "routing/judge/burn_rate/alerts.hpp"

#include <cassert>

namespace coalmine::routing::burn_rate {

BurnAlerts::BurnAlerts(const Spec& spec, Instant began)
    : every_(spec.every), next_evaluation_(began + spec.every) {
  for (const AlertSpec& alert : spec.alerts) {
    severities_.push_back(alert.severity);
    alerts_.emplace_back(threshold(spec, alert.rate), alert.hold);
  }
}

void BurnAlerts::handle_evaluation(std::span<const Windows> windows, Instant now) {
  assert(next_evaluation_ <= now);
  assert(windows.size() == alerts_.size());
  next_evaluation_ += every_ * ((now - next_evaluation_) / every_ + 1);
  for (std::size_t i = 0; i < alerts_.size(); ++i) alerts_[i].handle_evaluation(windows[i], now);
}

bool BurnAlerts::pages() const {
  for (std::size_t i = 0; i < alerts_.size(); ++i) {
    if (severities_[i] == Severity::page && alerts_[i].state() == State::firing) return true;
  }
  return false;
}

}  // namespace coalmine::routing::burn_rate
