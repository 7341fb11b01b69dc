#include "routing/bucketing/haproxy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <numeric>
#include <system_error>

#include "routing/bucketing/share.hpp"

namespace coalmine::routing {
namespace {

constexpr std::uint64_t nodes_per_weight = 16;
constexpr std::uint64_t nodes_per_server_max = 4096;

constexpr std::array parameters{
    ParameterInfo{"hash-type", "type", "map-based or consistent, a function, avalanche",
                  "map-based"},
    ParameterInfo{"converter", "alg", "instead: a rule that compares this converter, mod(100)", ""},
    ParameterInfo{"total", "", "sum of the weights of the two servers, at most 256", "100"},
};

bool is_xxh(HaproxyFunction function) {
  return function == HaproxyFunction::xxh32 || function == HaproxyFunction::xxh64;
}

// The next word of `text`, which loses it.
std::string_view take_word(std::string_view& text) {
  text = header_value(text);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

// stable, canary.
std::array<std::uint64_t, 2> weights_of(double share, std::uint64_t total) {
  const auto canary =
      static_cast<std::uint64_t>(nearest_parts(share, static_cast<std::int64_t>(total)));
  return {total - canary, canary};
}

// Each node owns from halfway to the one before it up to halfway to the one after it.
Cut cut_between(std::span<const HaproxyBalance::Node> nodes) {
  std::vector<std::uint64_t> borders;  // the first position that is nearer to node i than to i - 1
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::uint32_t before = nodes[i == 0 ? nodes.size() - 1 : i - 1].at;
    const std::uint32_t gap = nodes[i].at - before;  // around the end of the ring as well
    borders.push_back(static_cast<std::uint32_t>(before + gap / 2 + 1));
  }
  std::sort(borders.begin(), borders.end());
  std::vector<Cut::Segment> segments{{0, HaproxyBalance::nearest(nodes, 0) == 1}};
  for (const std::uint64_t border : borders) {
    const auto at = static_cast<std::uint32_t>(border);
    segments.push_back({border, HaproxyBalance::nearest(nodes, at) == 1});
  }
  return Cut::segments(segments);
}

}  // namespace

std::optional<HaproxyConverter> HaproxyConverter::parse(std::string_view text) {
  HaproxyConverter converter;
  const std::size_t name_end = std::min(text.find_first_of("+:"), text.size());
  const auto function = haproxy_function(text.substr(0, name_end));
  if (!function) return std::nullopt;
  converter.function = *function;
  const std::string_view rest = text.substr(name_end);
  if (rest.starts_with(':') && is_xxh(*function)) {
    const char* end = rest.data() + rest.size();
    const auto [stop, error] = std::from_chars(rest.data() + 1, end, converter.seed);
    if (error != std::errc{} || stop != end) return std::nullopt;
  } else if (rest == "+a" && !is_xxh(*function)) {
    converter.avalanche = true;
  } else if (!rest.empty()) {
    return std::nullopt;
  }
  return converter;
}

std::optional<HaproxyBalance> HaproxyBalance::parse(std::string_view text) {
  HaproxyBalance balance;
  const std::string_view method = take_word(text);
  if (method != "map-based" && method != "consistent") return std::nullopt;
  balance.consistent = method == "consistent";
  const std::string_view name = take_word(text);
  // A bare "consistent" is the one hash-type that avalanches unasked.
  balance.avalanche = balance.consistent && name.empty();
  if (!name.empty()) {
    const auto function = haproxy_function(name);
    if (!function || is_xxh(*function)) return std::nullopt;
    balance.function = *function;
  }
  const std::string_view modifier = take_word(text);
  if (!modifier.empty() && modifier != "avalanche") return std::nullopt;
  balance.avalanche |= modifier == "avalanche";
  if (!take_word(text).empty()) return std::nullopt;
  return balance;
}

std::string_view HaproxyBalance::first_element(std::string_view header) noexcept {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < header.size(); ++end) {
    const char c = header[end];
    if (quoted && c == '\\') {
      ++end;  // the character after it ends no quotation
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      break;
    }
  }
  return header.substr(0, end);
}

std::vector<std::size_t> HaproxyBalance::slots(std::span<const std::uint64_t> weights) {
  std::uint64_t divisor = 0;
  for (const std::uint64_t weight : weights) divisor = std::gcd(divisor, weight);
  if (divisor == 0) return {};
  std::int64_t total = 0;
  for (const std::uint64_t weight : weights) total += static_cast<std::int64_t>(weight / divisor);
  std::vector<std::int64_t> scores(weights.size(), 0);
  std::vector<std::size_t> slots;
  for (std::int64_t slot = 0; slot < total; ++slot) {
    std::int64_t best = -1;  // no rank is below 0: the best score never is
    std::size_t taker = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] == 0) continue;
      scores[i] += static_cast<std::int64_t>(weights[i] / divisor);
      const std::int64_t rank = (scores[i] + total) / total;
      if (rank > best) {
        best = rank;
        taker = i;
      }
    }
    scores[taker] -= total;
    slots.push_back(taker);
  }
  return slots;
}

std::vector<HaproxyBalance::Node> HaproxyBalance::nodes(std::span<const std::uint64_t> weights) {
  std::vector<Node> nodes;
  for (std::size_t server = 0; server < weights.size(); ++server) {
    const std::uint64_t first = (server + 1) * nodes_per_server_max;
    for (std::uint64_t j = 0; j < weights[server] * nodes_per_weight; ++j) {
      nodes.push_back({haproxy_avalanche(static_cast<std::uint32_t>(first + j)), server});
    }
  }
  std::stable_sort(nodes.begin(), nodes.end(),
                   [](const Node& a, const Node& b) { return a.at < b.at; });
  return nodes;
}

std::size_t HaproxyBalance::nearest(std::span<const Node> nodes, std::uint32_t hash) {
  assert(!nodes.empty());
  const auto at_or_after =
      std::lower_bound(nodes.begin(), nodes.end(), hash,
                       [](const Node& node, std::uint32_t value) { return node.at < value; });
  const Node& next = at_or_after == nodes.end() ? nodes.front() : *at_or_after;
  const Node& before = at_or_after == nodes.begin() ? nodes.back() : *std::prev(at_or_after);
  // Distances around the ring, modulo 2^32. The one before wins a tie.
  return hash - before.at <= next.at - hash ? before.server : next.server;
}

std::optional<std::size_t> HaproxyBalance::server(std::uint32_t hash,
                                                  std::span<const std::uint64_t> weights) const {
  if (consistent) {
    const std::vector<Node> ring = nodes(weights);
    if (ring.empty()) return std::nullopt;
    return nearest(ring, hash);
  }
  const std::vector<std::size_t> table = slots(weights);
  if (table.empty()) return std::nullopt;
  return table[hash % table.size()];
}

const ProductInfo Haproxy::info{
    .name = "haproxy",
    .title = "HAProxy",
    .hash = "sdbm or another, of a header up to its first comma; of all of it for a converter",
    .bucket = "hash, 32 bits; of a converter: n = hash mod 100",
    .rule = "server = slot[hash mod slots], or the nearest node; of a converter: n < percentage",
    .granularity = "1 / total; of a converter: 1 %",
    .parameters = parameters,
};

Checked<Haproxy> Haproxy::make(const Parameters& given) {
  Arguments arguments(info, given);
  const std::string type = arguments.text("hash-type");
  const std::string converter_text = arguments.text("converter");
  const auto total = arguments.whole("total", 1, haproxy_weight_max);
  const auto balance = HaproxyBalance::parse(type);
  const auto converter = HaproxyConverter::parse(converter_text);
  const bool converts = arguments.given("converter");
  if (!balance) {
    arguments.refuse("hash-type", fmt::format("is \"{}\", expected map-based or consistent, one of "
                                              "sdbm, djb2, wt6, crc32, and avalanche",
                                              type));
  }
  if (converts && !converter) {
    arguments.refuse("converter",
                     fmt::format("is \"{}\", expected sdbm, djb2, wt6, crc32, crc32c (+a to "
                                 "avalanche), xxh32 or xxh64 (:7 for seed 7)",
                                 converter_text));
  }
  if (arguments.problem()) return tl::unexpected(*arguments.problem());
  if (converts) return Haproxy(*converter, static_cast<std::uint64_t>(total));
  return Haproxy(*balance, static_cast<std::uint64_t>(total));
}

std::string Haproxy::bucket(std::uint64_t position) const {
  if (!std::holds_alternative<HaproxyConverter>(rule_)) return fmt::format("{}", position);
  return fmt::format("{}", static_cast<std::int64_t>(position) + HaproxyConverter::lowest_bucket);
}

Cut Haproxy::cut(double share) const {
  const auto* balance = std::get_if<HaproxyBalance>(&rule_);
  if (balance == nullptr) {
    return Cut::below(
        static_cast<std::uint64_t>(nearest_parts(share, 100) - HaproxyConverter::lowest_bucket));
  }
  const auto weights = weights_of(share, total_weight_);
  if (balance->consistent) return cut_between(HaproxyBalance::nodes(weights));
  std::vector<bool> canary;
  for (const std::size_t server : HaproxyBalance::slots(weights)) canary.push_back(server == 1);
  return Cut::slots(std::move(canary));
}

}  // namespace coalmine::routing
