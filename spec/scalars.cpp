#include "spec/scalars.hpp"

namespace coalmine::spec {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t text_length_max = 10'000;

constexpr const char* duration_pattern = "^(0|([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d))+)$";
constexpr const char* share_pattern = "^([0-9.]+(e-?[0-9]+)?%?|[0-9]+/[0-9]+)$";
constexpr const char* rate_pattern = "^[0-9.]+(e-?[0-9]+)?/(s|min|h|d)$";

Json string_or(const char* pattern, const Json& other) {
  return any_of({{"type", "string"}, {"pattern", pattern}}, other);
}

// A number as the language writes it: 1000000, not 1e+06.
std::string plain(double number) {
  return number == static_cast<double>(static_cast<std::int64_t>(number))
             ? fmt::format("{}", static_cast<std::int64_t>(number))
             : fmt::format("{}", number);
}

Type<double> number_within(double min, double max, bool min_allowed) {
  const std::string range = min_allowed
                                ? fmt::format("from {} to {}", plain(min), plain(max))
                                : fmt::format("above {}, at most {}", plain(min), plain(max));
  const Json schema{
      {"type", "number"}, {min_allowed ? "minimum" : "exclusiveMinimum", min}, {"maximum", max}};
  return scalar<double>("number", schema, [=](const std::string& text) -> Value<double> {
    const auto value = number_from(text);
    if (!value) return tl::unexpected(Refusal{value.error().message, "a number " + range});
    const bool low = min_allowed ? *value < min : *value <= min;
    if (!low && *value <= max) return *value;
    return tl::unexpected(Refusal{fmt::format("{} is out of range", text), "a number " + range});
  });
}

}  // namespace

Type<std::string> text() {
  return scalar<std::string>(
      "text", {{"type", "string"}}, [](const std::string& written) -> Value<std::string> {
        if (written.size() <= text_length_max) return written;
        return tl::unexpected(
            Refusal{"the text is too long", fmt::format("at most {} bytes", text_length_max)});
      });
}

Type<std::string> identifier() {
  return scalar<std::string>("name", {{"type", "string"}},
                             [](const std::string& written) { return identifier_from(written); });
}

Type<Name> name_of(const std::string& what) {
  auto type = with_fallback(placed(text()));
  type.shape.label = "name of a " + what;
  return type;
}

Type<bool> boolean() {
  auto type = choice<bool>("truth value", {{"true", true}, {"false", false}});
  type.shape.schema = {{"type", "boolean"}};
  return type;
}

Type<Duration> duration() {
  return scalar<Duration>("duration", string_or(duration_pattern, {{"const", 0}}),
                          [](const std::string& written) { return duration_from(written); });
}

Type<Duration> positive_duration() {
  return scalar<Duration>("duration above 0", {{"type", "string"}, {"pattern", duration_pattern}},
                          [](const std::string& written) -> Value<Duration> {
                            auto value = duration_from(written);
                            if (!value || value->count() > 0) return value;
                            return tl::unexpected(Refusal{"must be longer than 0", ""});
                          });
}

Type<Duration> duration_between(Duration least, Duration most) {
  const std::string range = fmt::format("from {} to {}", to_text(least), to_text(most));
  auto schema = least > Duration{}
                    ? nlohmann::ordered_json{{"type", "string"}, {"pattern", duration_pattern}}
                    : string_or(duration_pattern, {{"const", 0}});
  return scalar<Duration>("duration " + range, std::move(schema),
                          [range, least, most](const std::string& written) -> Value<Duration> {
                            auto value = duration_from(written);
                            if (!value || (*value >= least && *value <= most)) return value;
                            return tl::unexpected(Refusal{"must be " + range, ""});
                          });
}

Type<double> share() {
  return scalar<double>(
      "share", string_or(share_pattern, {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}),
      [](const std::string& written) { return share_from(written); });
}

Type<double> positive_share() {
  auto type = share();
  type.shape.label = "share above 0";
  type.read = [read = type.read](const Node& node, Problems& problems) -> std::optional<double> {
    auto value = read(node, problems);
    if (!value || *value > 0) return value;
    refuse(node, {"must be above 0", ""}, problems);
    return std::nullopt;
  };
  return type;
}

Type<double> rate() {
  return scalar<double>("rate", {{"type", "string"}, {"pattern", rate_pattern}},
                        [](const std::string& written) { return rate_from(written); });
}

Type<std::uint64_t> whole(std::uint64_t min, std::uint64_t max) {
  const std::string hint = fmt::format("a whole number from {} to {}", min, max);
  return scalar<std::uint64_t>(
      "whole number", {{"type", "integer"}, {"minimum", min}, {"maximum", max}},
      [=](const std::string& written) -> Value<std::uint64_t> {
        auto value = whole_from(written);
        if (!value) return tl::unexpected(Refusal{value.error().message, hint});
        if (*value >= min && *value <= max) return value;
        return tl::unexpected(Refusal{fmt::format("{} is out of range", written), hint});
      });
}

Type<std::uint32_t> count(std::uint32_t min, std::uint32_t max) {
  return convert<std::uint32_t>(
      whole(min, max), [](std::uint64_t value) { return static_cast<std::uint32_t>(value); });
}

Type<double> number(double min, double max) { return number_within(min, max, true); }
Type<double> number_above(double min, double max) { return number_within(min, max, false); }

}  // namespace coalmine::spec
