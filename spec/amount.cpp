#include "spec/amount.hpp"

#include <fmt/format.h>

#include <string>

namespace coalmine::spec {
namespace {

bool is_time(std::string_view unit) { return unit == "s" || unit == "ms"; }
bool is_share(std::string_view unit) { return unit == "share" || unit == "ratio"; }

tl::unexpected<Refusal> is_not(std::string_view what, std::string_view figure,
                               std::string_view unit) {
  const std::string_view kind = is_share(unit) ? unit : is_time(unit) ? "time" : "number";
  return tl::unexpected(Refusal{fmt::format("{} is not a {} but a {}", figure, what, kind), ""});
}

}  // namespace

Value<Amount> amount_from(std::string_view text) {
  if (const auto number = number_from(text)) return Amount{*number, AmountUnit::number};
  if (const auto share = percentage_from(text)) return Amount{*share, AmountUnit::percentage};
  if (const auto duration = duration_from(text)) {
    return Amount{in_seconds(*duration), AmountUnit::duration};
  }
  return tl::unexpected(
      Refusal{fmt::format("\"{}\" is not a number, percentage or duration", text), ""});
}

Value<double> amount_in(const Amount& amount, std::string_view figure, std::string_view unit) {
  switch (amount.unit) {
    case AmountUnit::duration:
      if (!is_time(unit)) return is_not("time", figure, unit);
      return unit == "ms" ? amount.value * 1'000 : amount.value;
    case AmountUnit::percentage:
      if (!is_share(unit)) return is_not("share", figure, unit);
      return amount.value;
    case AmountUnit::number:
      if (is_time(unit) && amount.value != 0) {
        return tl::unexpected(
            Refusal{"the limit has no unit", "write it as 250us, 80ms, 1.5s, 10m"});
      }
      return amount.value;
  }
  return amount.value;
}

}  // namespace coalmine::spec
