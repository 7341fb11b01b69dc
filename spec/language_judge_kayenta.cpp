// Kayenta, Spinnaker's judge of metrics side by side.
#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

namespace kayenta = routing::kayenta;

constexpr double factor_max = 1'000;
constexpr double effect_max = 1'000'000;
constexpr double score_max = 100;
constexpr Duration step_min = std::chrono::seconds{1};
constexpr Duration step_max = std::chrono::hours{24};
constexpr Duration span_max = std::chrono::hours{24 * 30};

// "latency.p99.9" gives 0.999.
Value<kayenta::Measure> measure_from(const std::string& written) {
  using kayenta::Statistic;
  if (written == "error_rate") return kayenta::Measure{Statistic::error_rate};
  if (written == "success_rate") return kayenta::Measure{Statistic::success_rate};
  if (written == "requests") return kayenta::Measure{Statistic::requests};
  if (written == "latency.mean") return kayenta::Measure{Statistic::latency};
  constexpr std::string_view prefix = "latency.p";
  if (written.starts_with(prefix)) {
    const auto percentile = percentage_from(written.substr(prefix.size()) + "%");
    if (percentile && *percentile > 0 && *percentile < 1) {
      return kayenta::Measure{Statistic::latency, *percentile};
    }
    return tl::unexpected(
        Refusal{fmt::format("\"{}\" has no percentile between 0 and 100", written),
                "for example latency.p99 or latency.p99.9"});
  }
  return tl::unexpected(Refusal{
      fmt::format("unknown measure \"{}\"", written),
      suggest(written, {"error_rate", "success_rate", "requests", "latency.mean", "latency.p99"})});
}

Type<kayenta::Measure> measure() {
  const auto schema =
      any_of({{"enum", {"error_rate", "success_rate", "requests", "latency.mean", "latency.p99"}}},
             {{"type", "string"}, {"pattern", "^latency\\.p[0-9.]+$"}});
  return scalar<kayenta::Measure>("measure", schema, measure_from);
}

Type<kayenta::Direction> direction() {
  using kayenta::Direction;
  return choice<Direction>("direction", {{"increase", Direction::increase},
                                         {"decrease", Direction::decrease},
                                         {"either", Direction::either}});
}

Type<kayenta::NanStrategy> nan_strategy() {
  using kayenta::NanStrategy;
  return choice<NanStrategy>("NaN strategy",
                             {{"remove", NanStrategy::remove}, {"replace", NanStrategy::replace}});
}

Type<kayenta::Outliers> outliers() {
  using kayenta::Outliers;
  return choice<Outliers>("treatment of outliers",
                          {{"keep", Outliers::keep}, {"remove", Outliers::remove}});
}

Type<kayenta::EffectSize> effect_size() {
  using kayenta::EffectSize;
  return choice<EffectSize>("effect size",
                            {{"mean_ratio", EffectSize::mean_ratio}, {"cles", EffectSize::cles}});
}

// Keys of how large a difference has to be.
void add_effects(Object<kayenta::Metric>& metric) {
  using kayenta::Metric;
  const auto effect = number(0, effect_max);
  const std::string none = "no effect: 1, or 0.5 for `cles`";
  metric
      .with_default({"effect_size",
                     "how large a difference is: `mean_ratio` the canary's mean over stable's, "
                     "`cles` the share of pairs of points in which the canary's is higher",
                     "cles"},
                    &Metric::effect_size, effect_size(), "mean_ratio")
      .optional({"allowed_increase", "a higher metric passes below this effect", "1.25"},
                &Metric::allowed_increase, effect, none)
      .optional({"allowed_decrease", "a lower metric passes above this effect", "0.8"},
                &Metric::allowed_decrease, effect, none)
      .optional({"critical_increase", "where critical: from which effect on an increase is", "2"},
                &Metric::critical_increase, effect, none)
      .optional(
          {"critical_decrease", "where critical: from which effect down a decrease is", "0.5"},
          &Metric::critical_decrease, effect, none);
}

Type<kayenta::Metric> metric() {
  using kayenta::Metric;
  auto metric =
      Object<Metric>("kayenta_metric", "A metric that stable and the canary are compared in.");
  metric
      .required({"measure",
                 "a point of it: `error_rate` or `success_rate` in per cent, `requests`, "
                 "`latency.mean` or a percentile such as `latency.p99` in milliseconds",
                 "latency.p99"},
                &Metric::measure, measure())
      .with_default({"direction", "which change is a failure", "increase"}, &Metric::direction,
                    direction(), "either")
      .with_default({"groups", "the groups it counts in", "[latency]"}, &Metric::groups,
                    list(text(), 1), "[all]")
      .with_default({"critical", "its failure, or its lack of data, makes the score 0", "true"},
                    &Metric::critical, boolean(), "false")
      .with_default({"must_have_data", "without data it fails, instead of not counting", "true"},
                    &Metric::must_have_data, boolean(), "false")
      .with_default({"muted", "it is judged and does not count", "true"}, &Metric::muted, boolean(),
                    "false")
      .with_default({"nan_strategy", "points without traffic are left out, or 0", "replace"},
                    &Metric::nan_strategy, nan_strategy(), "remove")
      .with_default({"outliers", "what becomes of outliers", "remove"}, &Metric::outliers,
                    outliers(), "keep")
      .with_default({"outlier_factor", "they are so many interquartile ranges off", "1.5"},
                    &Metric::outlier_factor, number_above(0, factor_max), "3");
  add_effects(metric);
  return metric.type();
}

Type<std::vector<kayenta::GroupWeight>> group_weights() {
  return convert<std::vector<kayenta::GroupWeight>>(named("groups", number(0, score_max)),
                                                    [](const std::vector<Named<double>>& written) {
                                                      std::vector<kayenta::GroupWeight> weights;
                                                      for (const auto& [group, weight] : written)
                                                        weights.push_back({group.value, weight});
                                                      return weights;
                                                    });
}

// What the engine itself refuses, unless something was wrong before. Its messages begin with the
// key that is wrong.
Type<kayenta::Spec> checked(const Type<kayenta::Spec>& written) {
  return {
      written.shape,
      [read = written.read](const Node& node, Problems& problems) -> std::optional<kayenta::Spec> {
        const std::size_t before = problems.count();
        auto spec = read(node, problems);
        if (!spec || problems.count() != before) return spec;
        const auto sound = kayenta::check(*spec);
        if (sound) return spec;
        const std::string& message = sound.error().message;
        const Node* wrong = node.find(message.substr(0, message.find(':')));
        problems.add(wrong != nullptr ? wrong->place : node.place, message);
        return spec;
      }};
}

}  // namespace

Type<kayenta::Spec> kayenta_type() {
  using kayenta::Spec;
  Object<Spec> analysis("kayenta", "Kayenta, Spinnaker's judge of metrics side by side.");
  analysis
      .with_default({"metrics", "what is compared",
                     "[{ measure: latency.p99, direction: increase, allowed_increase: 1.2 }]"},
                    &Spec::metrics, list(metric(), 1),
                    "[{ measure: error_rate, direction: increase }, { measure: latency.p99, "
                    "direction: increase }]")
      .with_default({"group_weights",
                     "per cent of the score that groups make up; those without share the rest",
                     "{ all: 100 }"},
                    &Spec::group_weights, group_weights(), "{}")
      .with_default({"pass", "the last run has to reach this score", "90"}, &Spec::pass,
                    number(0, score_max), "95")
      .with_default({"marginal", "every run has to exceed this score", "50"}, &Spec::marginal,
                    number(0, score_max), "75")
      .optional({"lifetime", "how long it judges; its last run is the one that has to pass", "3h"},
                &Spec::lifetime, duration_between(step_min, span_max),
                "as long as the rollout, and no run is the last")
      .with_default({"interval", "from run to run, at most the lifetime", "60m"}, &Spec::interval,
                    duration_between(step_min, span_max), "5m")
      .with_default(
          {"begin_after", "warm-up: what the first interval, and all windows, wait for", "1m"},
          &Spec::begin_after, duration(), "0s")
      .optional({"lookback", "how far back from its end a run looks", "10m"}, &Spec::lookback,
                duration_between(step_min, span_max), "to the end of the warm-up")
      .with_default({"step", "length of a point", "10s"}, &Spec::step,
                    duration_between(step_min, step_max), "60s")
      .with_default({"publication_delay", "from the end of a point until it is visible", "60s"},
                    &Spec::publication_delay, duration(), "0s");
  return checked(analysis.type());
}

}  // namespace coalmine::spec
