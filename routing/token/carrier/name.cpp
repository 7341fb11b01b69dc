#include "routing/token/carrier/name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace coalmine::routing {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";

// The context attributes of CloudEvents 1.0, and its payload.
constexpr std::array<std::string_view, 9> taken{
    "data",        "datacontenttype", "dataschema", "id",   "source",
    "specversion", "subject",         "time",       "type",
};

}  // namespace

Checked<CarrierName> CarrierName::make(std::string_view text) {
  const bool well_formed = !text.empty() && text.size() <= carrier_name_bytes_max &&
                           letters.find(text.front()) != std::string_view::npos &&
                           text.find_first_not_of(letters_and_digits) == std::string_view::npos;
  if (!well_formed) {
    return tl::unexpected(
        Error{fmt::format("\"{}\" is not 1 to {} lower-case letters and digits, a letter first",
                          text, carrier_name_bytes_max)});
  }
  if (std::find(taken.begin(), taken.end(), text) != taken.end()) {
    return tl::unexpected(Error{fmt::format("\"{}\" is a name of CloudEvents itself", text)});
  }
  return CarrierName(text);
}

}  // namespace coalmine::routing
