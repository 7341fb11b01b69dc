// Distributions of times: a duration, or one of the shapes of models/distribution.hpp.
#include <algorithm>

#include "spec/language.hpp"
#include "spec/object.hpp"
#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using models::Distribution;

constexpr double shape_max = 1'000;
constexpr double sigma_max = 10;

Type<double> seconds(Type<Duration> type) { return convert<double>(std::move(type), in_seconds); }

struct WrittenLognormal {
  std::optional<double> p50, p99, median, sigma;
};

Type<Distribution> lognormal() {
  Object<WrittenLognormal> object("lognormal",
                                  "Long-tailed: the logarithm is normal. Written as `p50` and "
                                  "`p99`, or as `median` and `sigma`.");
  object
      .optional({"p50", "half of the values are below", "80ms"}, &WrittenLognormal::p50,
                seconds(positive_duration()), "see `median`")
      .optional({"p99", "99 % of the values are below", "400ms"}, &WrittenLognormal::p99,
                seconds(positive_duration()), "see `sigma`")
      .optional({"median", "the same as `p50`", "100ms"}, &WrittenLognormal::median,
                seconds(positive_duration()), "see `p50`")
      .optional({"sigma", "standard deviation of the logarithm", "0.5"}, &WrittenLognormal::sigma,
                number_above(0, sigma_max), "see `p99`")
      .check([](WrittenLognormal& lognormal, const Node& node, Problems& problems) {
        const bool percentiles =
            node.find("p50") != nullptr && node.find("p99") != nullptr && node.children.size() == 2;
        const bool parameters = node.find("median") != nullptr && node.find("sigma") != nullptr &&
                                node.children.size() == 2;
        if (!percentiles && !parameters) {
          refuse(
              node,
              {"needs p50 and p99, or median and sigma", "for example { p50: 80ms, p99: 400ms }"},
              problems);
        }
        if (lognormal.p50 && lognormal.p99 && *lognormal.p50 > *lognormal.p99) {
          refuse(node, {"p50 is above p99", ""}, problems);
        }
      });
  return convert<Distribution>(object.type(), [](const WrittenLognormal& written) -> Distribution {
    if (written.p50 && written.p99 && *written.p50 <= *written.p99) {
      return models::lognormal_from_percentiles(*written.p50, *written.p99);
    }
    return models::Lognormal{written.median.value_or(1), written.sigma.value_or(1)};
  });
}

Type<Distribution> exponential() {
  Object<models::Exponential> object("exponential", "Memoryless.");
  object.required({"mean", "mean", "50ms"}, &models::Exponential::mean,
                  seconds(positive_duration()));
  return convert<Distribution>(object.type(), [](models::Exponential value) { return value; });
}

Type<Distribution> gamma() {
  Object<models::Gamma> object("gamma", "Sum of exponential stages; `shape` 1 is the exponential.");
  object
      .required({"shape", "stages, not necessarily whole", "2"}, &models::Gamma::shape,
                number_above(0, shape_max))
      .required({"mean", "mean", "80ms"}, &models::Gamma::mean, seconds(positive_duration()));
  return convert<Distribution>(object.type(), [](models::Gamma value) { return value; });
}

Type<Distribution> weibull() {
  Object<models::Weibull> object("weibull", "P(X > x) = exp(-(x / scale)^shape).");
  object
      .required({"shape", "below 1: long tail; above 1: short tail", "1.5"},
                &models::Weibull::shape, number_above(0, shape_max))
      .required({"scale", "63 % of the values are below", "80ms"}, &models::Weibull::scale,
                seconds(positive_duration()));
  return convert<Distribution>(object.type(), [](models::Weibull value) { return value; });
}

// "p99.9" as 0.999.
Value<double> percentile_from(std::string_view text) {
  const auto share = text.starts_with('p') ? percentage_from(std::string(text.substr(1)) + "%")
                                           : percentage_from("");
  if (share && *share >= 0 && *share <= 1) return *share;
  return tl::unexpected(
      Refusal{fmt::format("\"{}\" is not a percentile", text), "p0, p50, p99.9 ... p100"});
}

// Each key a percentile, each value a time.
Type<Distribution> percentiles() {
  const Type<double> time = seconds(duration());
  Shape shape{"map of percentiles to durations",
              {{"type", "object"},
               {"propertyNames", {{"pattern", "^p[0-9]+(\\.[0-9]+)?$"}}},
               {"additionalProperties", time.shape.schema},
               {"required", {"p0", "p100"}}},
              {},
              {Kind::map}};
  return {shape,
          [shape, time](const Node& node, Problems& problems) -> std::optional<Distribution> {
            if (!has_kind(node, shape, problems)) return std::nullopt;
            const std::size_t before = problems.count();
            models::Empirical empirical;
            for (const Node& member : node.children) {
              const auto at = percentile_from(member.key);
              if (!at) problems.add(member.key_place, at.error().message, at.error().hint);
              const auto value = time.read(member, problems);
              if (at && value) empirical.points.emplace_back(*at, *value);
            }
            if (node.find("p0") == nullptr || node.find("p100") == nullptr) {
              refuse(node,
                     {"p0 and p100 are required", "the least and the greatest value there can be"},
                     problems);
            }
            if (problems.count() != before) return std::nullopt;
            std::sort(empirical.points.begin(), empirical.points.end());
            return Distribution{std::move(empirical)};
          }};
}

}  // namespace

Type<models::Distribution> distribution_type() {
  OneOf<Distribution> shapes("distribution",
                             "A distribution of times. A plain duration stands for `constant`.");
  const auto constant = convert<Distribution>(seconds(duration()),
                                              [](double value) { return models::Constant{value}; });
  shapes.when({"constant", "always the same", "5ms"}, constant)
      .when({"exponential", "memoryless", "{ mean: 50ms }"}, exponential())
      .when({"lognormal", "long-tailed, as most response times are", "{ p50: 80ms, p99: 400ms }"},
            lognormal())
      .when({"gamma", "sum of exponential stages", "{ shape: 2, mean: 80ms }"}, gamma())
      .when({"weibull", "long or short tail", "{ shape: 1.5, scale: 80ms }"}, weibull())
      .when({"percentiles", "straight lines between the given percentiles",
             "{ p0: 1ms, p50: 10ms, p99: 80ms, p100: 200ms }"},
            percentiles());
  auto either_way = either(constant, shapes.type());
  const Read<Distribution> read = either_way.read;
  either_way.read = [read](const Node& node, Problems& problems) -> std::optional<Distribution> {
    const std::size_t before = problems.count();
    auto written = read(node, problems);
    if (!written || problems.count() != before) return written;
    auto checked = models::check(std::move(*written));
    if (checked) return std::move(*checked);
    refuse(node, {checked.error().message, ""}, problems);
    return std::nullopt;
  };
  return either_way;
}

}  // namespace coalmine::spec
