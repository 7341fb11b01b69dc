// Alerts on how fast the error budget burns.
#include <algorithm>

#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using routing::burn_rate::AlertSpec;
using routing::burn_rate::Bad;
using routing::burn_rate::History;
using routing::burn_rate::Severity;
using routing::burn_rate::Spec;

constexpr double rate_max = 1e6;
constexpr Duration time_min = std::chrono::seconds{1};

struct WrittenBad {
  Bad bad = Bad::failed;
  Duration limit{};
};

struct WrittenBurnRate {
  Spec spec;
  double objective = 0;
  WrittenBad bad;
  routing::Dimension scope{};
  std::vector<AlertSpec> alerts;
  History history{};
  Duration every{};
  Duration delay{};
};

Type<WrittenBad> bad() {
  const auto failed =
      convert<WrittenBad>(choice<Bad>("use of the budget", {{"failed", Bad::failed}}),
                          [](Bad) { return WrittenBad{}; });
  const auto slow =
      Object<WrittenBad>("bad_if_slow", "What takes longer than a limit uses the budget up.")
          .required({"slower_than", "the limit", "300ms"}, &WrittenBad::limit, positive_duration())
          .check([](WrittenBad& written, const Node&, Problems&) { written.bad = Bad::slow; })
          .type();
  return either(failed, slow);
}

Type<routing::Dimension> scope() {
  using routing::Dimension;
  return choice<Dimension>("scope", {{"alias", Dimension::alias},
                                     {"function", Dimension::function},
                                     {"version", Dimension::version}});
}

Type<History> history() {
  return choice<History>("history", {{"steady", History::steady}, {"none", History::none}});
}

Type<AlertSpec> alert() {
  const auto severity =
      choice<Severity>("severity", {{"page", Severity::page}, {"ticket", Severity::ticket}});
  const auto window = duration_between(time_min, delay_max);
  return Object<AlertSpec>("burn_alert",
                           "Fires if the budget burns faster over two windows at once.")
      .required({"rate", "faster than this; 1 uses the budget up by the end of its period", "14.4"},
                &AlertSpec::rate, number_above(0, rate_max))
      .required({"long", "the window that says that it matters", "1h"}, &AlertSpec::long_window,
                window)
      .required({"short", "the window that says that it goes on", "5m"}, &AlertSpec::short_window,
                window)
      .with_default({"for", "it has to burn so long before it fires", "2m"}, &AlertSpec::hold,
                    duration_between(Duration{0}, delay_max), "0s")
      .with_default({"severity", "a `page` rolls back, a `ticket` does not", "ticket"},
                    &AlertSpec::severity, severity, "page")
      .type();
}

// Whether all of it could be read: what could not has been noted, and is 0.
bool is_readable(const std::vector<AlertSpec>& alerts) {
  return !alerts.empty() && std::ranges::all_of(alerts, [](const AlertSpec& alert) {
    return alert.rate > 0 && alert.long_window > Duration{0} && alert.short_window > Duration{0};
  });
}

// Messages of the engine begin with the key that is wrong.
void assemble(WrittenBurnRate& written, const Node& node, Problems& problems) {
  written.spec = {.objective = written.objective,
                  .bad = written.bad.bad,
                  .limit = written.bad.limit,
                  .scope = written.scope,
                  .alerts = written.alerts,
                  .history = written.history,
                  .every = written.every,
                  .delay = written.delay};
  if (!is_readable(written.alerts)) return;
  const auto checked = check(written.spec);
  if (checked) return;
  const std::string& message = checked.error().message;
  const Node* wrong = node.find(message.substr(0, message.find(':')));
  problems.add(wrong != nullptr ? wrong->place : node.place, message);
}

}  // namespace

Type<Spec> burn_rate_type() {
  using Written = WrittenBurnRate;
  return convert<Spec>(
      Object<Written>("burn_rate", "Alerts on how fast the budget of an objective burns.")
          .with_default({"objective", "the share of invocations that are to be good", "99%"},
                        &Written::objective, share(), "99.9%")
          .with_default({"bad", "what uses the budget up: what failed, or what was slow",
                         "{ slower_than: 300ms }"},
                        &Written::bad, bad(), "failed")
          .with_default({"scope",
                         "whose invocations: `alias` or `function` both versions', `version` the "
                         "canary's alone",
                         "version"},
                        &Written::scope, scope(), "alias")
          .with_default({"alerts", "each by itself",
                         "[{ rate: 10, long: 10m, short: 1m }, { rate: 2, long: 30m, short: 5m }]"},
                        &Written::alerts, list(alert(), 1),
                        "[{ rate: 14.4, long: 1h, short: 5m }, { rate: 6, long: 6h, short: 30m }, "
                        "{ rate: 1, long: 3d, short: 6h, severity: ticket }]")
          .with_default({"history",
                         "of the time before the observation: `steady` as much as since, and as "
                         "good as stable is; `none`, as of a new service",
                         "none"},
                        &Written::history, history(), "steady")
          .with_default({"every", "from evaluation to evaluation", "30s"}, &Written::every,
                        duration_between(time_min, delay_max), "1m")
          .with_default({"delay", "what is evaluated is so old", "60s"}, &Written::delay,
                        duration_between(Duration{0}, delay_max), "0s")
          .check(assemble)
          .type(),
      [](Written written) { return std::move(written.spec); });
}

}  // namespace coalmine::spec
