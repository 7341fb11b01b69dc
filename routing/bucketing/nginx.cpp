#include "routing/bucketing/nginx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <cassert>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t whole_key = 4'294'967'295;
constexpr std::uint64_t all_parts = 10'000;

constexpr std::array parameters{
    ParameterInfo{"key", "", "text with {id} (a header), {raw} (an argument) and {salt}", "{id}"},
    ParameterInfo{"salt", "", "what {salt} stands for", ""},
    ParameterInfo{"version", "ver", "new (1.31.2 and later) or old", "new"},
};

// A part that is the first takes hashes below this.
constexpr std::uint32_t width(std::uint64_t part) {
  return static_cast<std::uint32_t>(part * whole_key / all_parts);
}

constexpr std::string_view id_name = "{id}";
constexpr std::string_view raw_name = "{raw}";
constexpr std::string_view salt_name = "{salt}";

std::string with_salt(std::string_view text, std::string_view salt) {
  return boost::algorithm::replace_all_copy(std::string(text), std::string(salt_name),
                                            std::string(header_value(salt)));
}

}  // namespace

const ProductInfo Nginx::info{
    .name = "nginx",
    .title = "nginx split_clients",
    .hash = "MurmurHash2 of the key",
    .bucket = "hash, 32 bits",
    .rule = "hash < floor(percentage * 42949672.95)",
    .granularity = "0.01 %",
    .parameters = parameters,
};

Checked<Nginx> Nginx::make(const Parameters& given) {
  Arguments arguments(info, given);
  const auto version = arguments.choice<Version>(
      "version", {{"new", Version::from_1_31_2}, {"old", Version::until_1_31_1}});
  const std::string key = arguments.text("key");
  const std::string salt = arguments.text("salt");
  if (!is_usable_key(key)) {
    arguments.refuse("key", fmt::format("is \"{}\", expected one {{id}} or {{raw}} in it", key));
  }
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  return Nginx(version, key, salt);
}

bool Nginx::is_usable_key(std::string_view key) {
  const std::size_t id_at = std::min(key.find(id_name), key.find(raw_name));
  if (id_at == key.npos) return false;
  const std::string_view rest = key.substr(id_at + 1);
  return rest.find(id_name) == rest.npos && rest.find(raw_name) == rest.npos;
}

Nginx::Nginx(Version version, std::string_view key, std::string_view salt)
    : version_(version), raw_(key.find(raw_name) != key.npos) {
  assert(is_usable_key(key));
  const std::string_view id = raw_ ? raw_name : id_name;
  const std::size_t id_at = key.find(id);
  before_ = Murmur2(with_salt(key.substr(0, id_at), salt));
  after_ = with_salt(key.substr(id_at + id.size()), salt);
}

std::optional<std::size_t> Nginx::part(std::uint32_t hash, std::span<const std::uint64_t> parts,
                                       bool star) const {
  std::uint32_t threshold = 0;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    // Each width is rounded down on its own, so that the losses add up.
    threshold += width(parts[i]);
    sum += parts[i];
    const bool takes_rest = sum == all_parts && version_ == Version::from_1_31_2;
    if (takes_rest || hash < threshold) return i;
  }
  if (star) return parts.size();
  return std::nullopt;
}

std::string Nginx::bucket(std::uint64_t position) const { return fmt::format("{}", position); }

Cut Nginx::cut(double share) const {
  const std::array parts{static_cast<std::uint64_t>(nearest_parts(share, all_parts))};
  if (parts.front() == 0) return Cut{};  // nginx refuses "0%": who wants none writes no part
  return cut_where(std::uint64_t{1} << 32, [&](std::uint64_t hash) {
    return part(static_cast<std::uint32_t>(hash), parts, true) == std::size_t{0};
  });
}

}  // namespace coalmine::routing
