#include "report/csv.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <vector>

namespace coalmine::report {
namespace {

std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

// The shortest digits that read back as the same double.
std::string field(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

// What begins every line of a figure, with a comma at its end.
std::string name_of(const harness::RunResult& result, const harness::PolicyResult& policy,
                    const harness::Figure& figure) {
  return fmt::format("{},{},{},{},{},{},", field(result.scenario), field(result.digest),
                     result.seed, field(policy.name), field(figure.name), field(figure.unit));
}

}  // namespace

std::string to_csv(std::span<const harness::RunResult> results) {
  std::string csv =
      "scenario,digest,seed,policy,metric,unit,n,mean,sd,ci95_low,ci95_high,closed_form\n";
  for (const auto& result : results) {
    for (const auto& policy : result.policies) {
      for (const auto& figure : policy.figures) {
        csv += name_of(result, policy, figure);
        csv +=
            fmt::format("{},{},{},{},{},{}\n", figure.n, field(figure.mean), field(figure.sd),
                        field(figure.ci95_low), field(figure.ci95_high), field(figure.closed_form));
      }
    }
  }
  return csv;
}

std::string values_to_csv(std::span<const harness::RunResult> results) {
  std::string csv = "scenario,digest,seed,policy,metric,unit,replication,value\n";
  for (const auto& result : results) {
    for (const auto& policy : result.policies) {
      for (const auto& figure : policy.figures) {
        const std::string name = name_of(result, policy, figure);
        for (std::size_t i = 0; i < figure.values.size(); ++i) {
          csv += fmt::format("{}{},{}\n", name, i, field(figure.values[i]));
        }
      }
    }
  }
  return csv;
}

}  // namespace coalmine::report
