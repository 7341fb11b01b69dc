#include "spec/language_query.hpp"

#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using routing::Measure;
using routing::Query;
using routing::Side;

const std::vector<std::pair<std::string, Measure>>& measures() {
  static const std::vector<std::pair<std::string, Measure>> all{
      {"success_rate", Measure::success_rate},
      {"error_rate", Measure::error_rate},
      {"error_count", Measure::error_count},
      {"requests", Measure::requests},
      {"latency.mean", Measure::latency_mean}};
  return all;
}

// "latency.p99.9" gives the percentile 0.999.
Value<Measured> measured_from(const std::string& written) {
  std::vector<std::string> words;
  for (const auto& [word, measure] : measures()) {
    if (word == written) return Measured{measure};
    words.push_back(word);
  }
  words.emplace_back("latency.p99");
  constexpr std::string_view prefix = "latency.p";
  if (!written.starts_with(prefix)) {
    return tl::unexpected(
        Refusal{fmt::format("unknown measure \"{}\"", written), suggest(written, words)});
  }
  const auto percentile = percentage_from(written.substr(prefix.size()) + "%");
  if (percentile && *percentile > 0 && *percentile < 1) {
    return Measured{Measure::latency_percentile, *percentile};
  }
  return tl::unexpected(Refusal{fmt::format("\"{}\" has no percentile between 0 and 100", written),
                                "for example latency.p99 or latency.p99.9"});
}

// Of at least 0.
Value<double> magnitude_from(Measure measure, const std::string& written) {
  switch (measure) {
    case Measure::success_rate:
    case Measure::error_rate:
      return share_from(written);
    case Measure::error_count:
    case Measure::requests: {
      const auto number = number_from(written);
      if (number && *number < 0) {
        return tl::unexpected(
            Refusal{fmt::format("\"{}\" is negative", written), "a count is at least 0"});
      }
      return number;
    }
    case Measure::latency_percentile:
    case Measure::latency_mean:
      return duration_from(written).map(in_seconds);
  }
  return 0.0;
}

}  // namespace

Type<Measured> measured_type() {
  nlohmann::ordered_json words = nlohmann::ordered_json::array();
  for (const auto& [word, measure] : measures()) words.push_back(word);
  words.push_back("latency.p99");
  const auto schema =
      any_of({{"enum", words}}, {{"type", "string"}, {"pattern", "^latency\\.p[0-9.]+$"}});
  return scalar<Measured>("measure", schema, measured_from);
}

Type<Side> side_type() {
  return choice<Side>("side", {{"canary", Side::canary},
                               {"stable", Side::stable},
                               {"both", Side::both},
                               {"difference", Side::difference}});
}

Type<Name> limit_type() {
  auto type = placed(text());
  type.shape.label = "share, number or duration";
  type.shape.schema = {{"type", {"string", "number"}}};
  return type;
}

Value<double> limit_from(const Query& query, const std::string& written) {
  const bool negative = query.side == Side::difference && written.starts_with('-');
  const auto magnitude = magnitude_from(query.measure, negative ? written.substr(1) : written);
  return negative ? magnitude.map([](double value) { return -value; }) : magnitude;
}

void refuse_key(const Error& error, const Node& node, Problems& problems) {
  const Node* wrong = node.find(error.message.substr(0, error.message.find(':')));
  problems.add(wrong != nullptr ? wrong->place : node.place, error.message);
}

}  // namespace coalmine::spec
