// Flagger, which judges and moves the weight.
#include <algorithm>
#include <cmath>

#include "spec/language.hpp"
#include "spec/language_query.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

namespace flagger = routing::flagger;

constexpr std::uint32_t count_max = 1'000'000;
constexpr Duration window_min = routing::query_grain;
constexpr std::uint32_t default_step_weight_percent = 10;

// "10%" or "0.1" is 10: Flagger's weights are whole percents.
Type<std::uint32_t> percent(std::uint32_t least) {
  auto type = share();
  const auto parse = [least](const std::string& written) -> Value<std::uint32_t> {
    const auto share = share_from(written);
    if (!share) return tl::unexpected(share.error());
    const auto whole = static_cast<std::uint32_t>(*share * 100 + 0.5);
    if (std::abs(*share * 100 - whole) > 1e-9) {
      return tl::unexpected(
          Refusal{fmt::format("\"{}\" is not in whole per cent", written), "such as 5%"});
    }
    if (whole >= least) return whole;
    return tl::unexpected(
        Refusal{fmt::format("\"{}\" is too small", written), fmt::format("at least {}%", least)});
  };
  return scalar<std::uint32_t>("whole percentage", type.shape.schema, parse);
}

// The metrics. Limits depend on what is measured.
struct SuccessRate {
  double min = 0;
  std::optional<double> max;
  Duration window{};
};
struct RequestDuration {
  std::optional<Duration> min;
  Duration max{};
  bool mean = false;
  Duration window{};
};
struct Template {
  Measured measure;
  routing::Side of = routing::Side::canary;
  Duration window{};
  std::optional<Name> min;
  std::optional<Name> max;
  flagger::Metric metric;  // all of it, when it is read
};

Type<Duration> window() { return duration_between(window_min, delay_max); }

template <class Written>
void check_metric(const Written& written, const Node& node, Problems& problems) {
  if (const auto checked = flagger::check(metric_from(written)); !checked) {
    refuse_key(checked.error(), node, problems);
  }
}

flagger::Metric metric_from(const SuccessRate& written) {
  return {{.window = written.window}, written.min, written.max};
}

flagger::Metric metric_from(const RequestDuration& written) {
  constexpr double p99 = 0.99;
  routing::Query query{routing::Measure::latency_percentile, p99};
  if (written.mean) query = {routing::Measure::latency_mean};
  query.window = written.window;
  std::optional<double> min;
  if (written.min) min = in_seconds(*written.min);
  return {query, min, in_seconds(written.max), true};
}

flagger::Metric metric_from(const Template& written) { return written.metric; }

Type<flagger::Metric> success_rate() {
  return convert<flagger::Metric>(
      Object<SuccessRate>("flagger_success_rate", "The built-in share of requests without error.")
          .with_default({"min", "a lower share fails the check", "99.5%"}, &SuccessRate::min,
                        share(), "99%")
          .optional({"max", "a higher share fails the check", "99.9%"}, &SuccessRate::max, share(),
                    "none is too high")
          .with_default({"window", "over the last so long; `interval` of Flagger's metrics", "30s"},
                        &SuccessRate::window, window(), "1m")
          .check(check_metric<SuccessRate>)
          .type(),
      [](const SuccessRate& written) { return metric_from(written); });
}

Type<flagger::Metric> request_duration() {
  return convert<flagger::Metric>(
      Object<RequestDuration>("flagger_request_duration",
                              "The built-in latency of requests, in whole milliseconds.")
          .optional({"min", "a shorter one fails the check", "1ms"}, &RequestDuration::min,
                    duration(), "none is too short")
          .with_default({"max", "a longer one fails the check", "1s"}, &RequestDuration::max,
                        duration(), "500ms")
          .with_default({"statistic", "p99 as with Istio, or the mean as with NGINX", "mean"},
                        &RequestDuration::mean,
                        choice<bool>("statistic", {{"p99", false}, {"mean", true}}), "p99")
          .with_default({"window", "over the last so long; `interval` of Flagger's metrics", "30s"},
                        &RequestDuration::window, window(), "1m")
          .check(check_metric<RequestDuration>)
          .type(),
      [](const RequestDuration& written) { return metric_from(written); });
}

void read_limit(const std::optional<Name>& written, const char* key, const routing::Query& query,
                std::optional<double>& limit, const Node& node, Problems& problems) {
  if (!written || !written->known()) return;
  const auto read = limit_from(query, written->value);
  if (read) limit = *read;
  if (!read) refuse(*node.find(key), read.error(), problems);
}

void check_template(Template& written, const Node& node, Problems& problems) {
  flagger::Metric& metric = written.metric;
  metric.query = {written.measure.measure, written.measure.percentile, written.of, written.window};
  read_limit(written.min, "min", metric.query, metric.min, node, problems);
  read_limit(written.max, "max", metric.query, metric.max, node, problems);
  check_metric(written, node, problems);
}

Type<flagger::Metric> metric_template() {
  return convert<flagger::Metric>(
      Object<Template>("flagger_template", "A query of one's own, as a metric template.")
          .required({"measure",
                     "what the query asks for: `success_rate`, `error_rate`, `error_count`, "
                     "`requests`, `latency.mean`, or a percentile such as `latency.p99`",
                     "error_count"},
                    &Template::measure, measured_type())
          .with_default({"of", "of whom: `difference` is canary minus stable", "difference"},
                        &Template::of, side_type(), "canary")
          .with_default({"window", "over the last so long; `interval` of Flagger's metrics", "30s"},
                        &Template::window, window(), "1m")
          .optional({"min", "a lower value fails the check", "90%"}, &Template::min, limit_type(),
                    "none is too low")
          .optional({"max", "a higher value fails the check", "10"}, &Template::max, limit_type(),
                    "none is too high")
          .check(check_template)
          .type(),
      [](const Template& written) { return metric_from(written); });
}

Type<flagger::Metric> metric() {
  return OneOf<flagger::Metric>("flagger_metric",
                                "What a check asks for. Without traffic there is no value, and the "
                                "check fails.")
      .when(
          {"request_success_rate", "the built-in share of requests without error", "{ min: 99% }"},
          success_rate())
      .when({"request_duration", "the built-in latency of requests", "{ max: 500ms }"},
            request_duration())
      .when({"template", "a query of one's own", "{ measure: error_count, max: 10 }"},
            metric_template())
      .type();
}

struct TrafficGate {
  flagger::Gate gate;
  bool suspends_threshold = false;
};

template <class T>
void add_times(Object<T>& gate, Duration T::*from, std::optional<Duration> T::*to) {
  gate.with_default({"closed_from", "after the planned start; from then on it refuses", "5m"}, from,
                    duration(), "0s")
      .optional({"closed_to", "after the planned start; from then on it confirms", "30m"}, to,
                duration(), "it never opens");
}

Type<flagger::Gate> gate() {
  auto gate = Object<flagger::Gate>("flagger_gate", "A webhook that holds the canary up.");
  add_times(gate, &flagger::Gate::closed_from, &flagger::Gate::closed_to);
  return gate.type();
}

Type<TrafficGate> traffic_gate() {
  struct Written {
    Duration closed_from{};
    std::optional<Duration> closed_to;
    bool suspends_threshold = false;
  };
  auto gate = Object<Written>("flagger_traffic_gate",
                              "A webhook that is asked before every increase of the weight.");
  add_times(gate, &Written::closed_from, &Written::closed_to);
  gate.with_default({"suspends_threshold",
                     "while it refuses, failed checks are counted and nothing is rolled back; not "
                     "so in released versions",
                     "true"},
                    &Written::suspends_threshold, boolean(), "false");
  return convert<TrafficGate>(gate.type(), [](const Written& written) {
    return TrafficGate{{written.closed_from, written.closed_to}, written.suspends_threshold};
  });
}

struct WrittenFlagger {
  Duration interval{};
  std::uint32_t threshold = 1;
  std::optional<std::uint32_t> step_weight_percent;
  std::vector<std::uint32_t> step_weights_percent;
  std::uint32_t max_weight_percent = 0;
  std::uint32_t step_weight_promotion_percent = 0;
  std::optional<std::uint32_t> iterations;
  std::vector<flagger::Metric> metrics;
  bool skip_analysis = false;
  std::optional<flagger::Gate> confirm_rollout;
  std::optional<TrafficGate> confirm_traffic_increase;
  std::optional<flagger::Gate> confirm_promotion;
};

flagger::Spec spec_from(const WrittenFlagger& written) {
  flagger::Spec spec{.interval = written.interval,
                     .threshold = written.threshold,
                     .step_weights_percent = written.step_weights_percent,
                     .max_weight_percent = written.max_weight_percent,
                     .step_weight_promotion_percent = written.step_weight_promotion_percent,
                     .iterations = written.iterations.value_or(0),
                     .metrics = written.metrics,
                     .skip_analysis = written.skip_analysis,
                     .confirm_rollout = written.confirm_rollout,
                     .confirm_promotion = written.confirm_promotion};
  const bool other_strategy = !spec.step_weights_percent.empty() || spec.iterations > 0;
  spec.step_weight_percent =
      written.step_weight_percent.value_or(other_strategy ? 0 : default_step_weight_percent);
  if (const auto& gate = written.confirm_traffic_increase) {
    spec.confirm_traffic_increase = gate->gate;
    spec.traffic_gate_suspends_threshold = gate->suspends_threshold;
  }
  return spec;
}

// Unless a metric was refused: that is noted already.
void check_spec(const WrittenFlagger& written, const Node& node, Problems& problems) {
  const bool sound =
      std::all_of(written.metrics.begin(), written.metrics.end(),
                  [](const auto& metric) { return flagger::check(metric).has_value(); });
  const auto checked = flagger::check(spec_from(written));
  if (sound && !checked) refuse_key(checked.error(), node, problems);
}

// Keys of how the weight moves.
void add_weights(Object<WrittenFlagger>& object) {
  using Written = WrittenFlagger;
  object
      .optional({"step_weight", "so much more at every check that passes", "20%"},
                &Written::step_weight_percent, percent(1),
                "10%, unless there are step_weights or iterations")
      .with_default({"step_weights", "the weights in turn", "[1%, 5%, 25%]"},
                    &Written::step_weights_percent, list(percent(1)), "[]")
      .with_default({"max_weight",
                     "from this weight on a check that passes promotes; with step_weights, their "
                     "last",
                     "50%"},
                    &Written::max_weight_percent, percent(1), "100%")
      .with_default({"step_weight_promotion",
                     "how fast traffic goes back to the primary, which has the new version then; "
                     "0%: at once",
                     "20%"},
                    &Written::step_weight_promotion_percent, percent(0), "0%")
      .optional({"iterations",
                 "A/B testing: so many checks, while only rules send requests to the canary", "10"},
                &Written::iterations, count(1, count_max), "the weight moves");
}

void add_gates(Object<WrittenFlagger>& object) {
  using Written = WrittenFlagger;
  object
      .optional({"confirm_rollout", "asked before anything begins", "{ closed_to: 10m }"},
                &Written::confirm_rollout, gate(), "open")
      .optional({"confirm_traffic_increase", "asked before the weight moves",
                 "{ closed_from: 2m, closed_to: 10m }"},
                &Written::confirm_traffic_increase, traffic_gate(), "open")
      .optional({"confirm_promotion", "asked before the promotion", "{ closed_to: 30m }"},
                &Written::confirm_promotion, gate(), "open");
}

}  // namespace

Type<flagger::Spec> flagger_type() {
  using Written = WrittenFlagger;
  auto object = Object<Written>("flagger", "Flagger, which judges and moves the weight.");
  object
      .with_default({"interval", "from one check to the next", "30s"}, &Written::interval,
                    duration_between(flagger::interval_min, delay_max), "60s")
      .with_default(
          {"threshold", "so many failed checks in all, and it rolls back a tick later", "5"},
          &Written::threshold, count(1, count_max), "1");
  add_weights(object);
  object
      .with_default({"metrics", "what every check asks for; the first that fails, fails it",
                     "[{ request_duration: { max: 500ms } }]"},
                    &Written::metrics, list(metric()), "[{ request_success_rate: { min: 99% } }]")
      .with_default({"skip_analysis", "promotes without a check", "true"}, &Written::skip_analysis,
                    boolean(), "false");
  add_gates(object);
  return convert<flagger::Spec>(object.check(check_spec).type(), spec_from);
}

}  // namespace coalmine::spec
