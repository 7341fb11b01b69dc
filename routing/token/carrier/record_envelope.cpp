#include "routing/token/carrier/record_envelope.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cassert>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "routing/token/carrier/json_member.hpp"
#include "routing/token/carrier/json_object.hpp"

namespace coalmine::routing {

namespace {

constexpr std::string_view json_data = "data";
constexpr std::string_view binary_data = "data_base64";
constexpr std::size_t data_bytes_max = (std::size_t{1} << 30) - 1;

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL writes a zero behind
  const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                      static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int written = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
  if (written < 0) return std::nullopt;
  // OpenSSL takes padding for zero bytes.
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(written) - padding);
  // It also forgives white space and loose ends; one spelling only, so that data has one envelope.
  if (base64(bytes) != text) return std::nullopt;
  return bytes;
}

// What a member "data" or "data_base64" stands for; nothing if it is neither, or no base64.
std::optional<std::string> data_of(std::string_view key, std::string_view value) {
  if (key == json_data) return std::string{value};
  if (key != binary_data) return std::nullopt;
  const auto text = string_of(value);
  return text ? from_base64(*text) : std::nullopt;
}

}  // namespace

std::string wrap_record(std::string_view data, std::string_view token, const CarrierName& name) {
  assert(is_token(token));
  assert(data.size() <= data_bytes_max);
  const std::string ours = quoted_member(name.text(), token);
  if (is_bare_json(data)) return fmt::format(R"({{{},"data":{}}})", ours, data);
  return fmt::format("{{{},{}}}", ours, quoted_member(binary_data, base64(data)));
}

Record unwrap_record(std::string_view record, const CarrierName& name) {
  const Record not_wrapped{tl::unexpected(TokenFault::absent), std::string{record}};
  const auto members = members_of(record);
  if (!members) return not_wrapped;
  Occurrences tokens;
  std::vector<std::string> datas;
  for (const JsonMember& member : *members) {
    const std::string key = string_of(member.key).value();
    if (key == name.text()) add_json_string(tokens, member.value);
    if (auto data = data_of(key, member.value)) datas.push_back(std::move(*data));
  }
  const bool is_envelope =
      tokens.result() != tl::unexpected(TokenFault::absent) && datas.size() == 1;
  if (!is_envelope) return not_wrapped;
  return {tokens.result(), std::move(datas.front())};
}

}  // namespace coalmine::routing
