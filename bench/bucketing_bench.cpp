// What a product's bucket costs, beside the bare hash of the same bytes.
//
// Workload: ids of the length of a UUID, ASCII, walked in order so that none can be hoisted out of
// the loop; flag keys and salts of common length. "bare" puts the whole text together beforehand
// and hashes it with one call, as one calls a library; the bucket gets the id alone, through
// ProductBucketing, as the router calls it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zlib.h>

#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "routing/bucketing/hash/digest.hpp"
#include "routing/bucketing/hash/fnv.hpp"
#include "routing/bucketing/hash/haproxy.hpp"
#include "routing/bucketing/hash/murmur.hpp"
#include "routing/bucketing/own.hpp"
#include "routing/bucketing/product.hpp"

namespace coalmine::routing {
namespace {

constexpr std::size_t inputs = 256;  // 20 KiB of text stay in the first-level cache

std::vector<std::string> ids() {
  std::vector<std::string> result;
  for (std::uint64_t i = 0; i < inputs; ++i) {
    const std::uint64_t bits = mix(i, 0x9e3779b97f4a7c15);
    result.push_back(
        fmt::format("{:08x}-0000-4000-8000-{:012x}", bits >> 32, bits & 0xffff'ffff'ffff));
  }
  return result;
}

// A call, like the bucket's: not melted into the loop.
template <class Hash>
[[gnu::noinline]] auto call(const Hash& hash, std::string_view text) {
  return hash(text);
}

template <class Hash>
void bare(benchmark::State& state, const char* before, const char* after, const Hash& hash) {
  std::vector<std::string> texts = ids();
  for (std::string& text : texts) text = before + text + after;
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(call(hash, texts[i]));
    i = (i + 1) % inputs;
  }
  state.SetItemsProcessed(state.iterations());
}

void bucket_of(benchmark::State& state, const char* product, const Parameters& parameters) {
  const auto bucketing = ProductBucketing::make(product, parameters);
  if (!bucketing) return state.SkipWithError(bucketing.error().message.c_str());
  const std::vector<std::string> hashed = ids();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(bucketing->position(hashed[i]));
    i = (i + 1) % inputs;
  }
  state.SetItemsProcessed(state.iterations());
}

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

template <class Digest>
std::uint64_t digest_of(std::string_view text) {
  Digest digest;
  digest.add(text);
  return digest.first_64_bits();
}

std::uint32_t murmur3_of(std::string_view text, std::uint32_t seed) {
  Murmur3 hash(seed);
  hash.add(text);
  return hash.value();
}

// What hashVersion 2 hashes: the text, and the decimal digits of that hash.
std::uint32_t fnv_twice(std::string_view text) {
  char digits[10];
  const auto end = std::to_chars(digits, digits + sizeof digits, fnv_of_units(text)).ptr;
  return fnv_of_units({digits, static_cast<std::size_t>(end - digits)});
}

// clang-format off
BENCHMARK_CAPTURE(bare, sha1, "new-checkout.9b1c7e24.", "", [](auto text) { return digest_of<Sha1>(text); });
BENCHMARK_CAPTURE(bucket_of, launchdarkly, "launchdarkly", {{"flagKey", "new-checkout"}, {"salt", "9b1c7e24"}});
BENCHMARK_CAPTURE(bare, sha1_of_posthog, "new-checkout.", "", [](auto text) { return digest_of<Sha1>(text); });
BENCHMARK_CAPTURE(bucket_of, posthog, "posthog", {{"key", "new-checkout"}});
BENCHMARK_CAPTURE(bare, sha1_of_configcat, "newCheckout", "", [](auto text) { return digest_of<Sha1>(text); });
BENCHMARK_CAPTURE(bucket_of, configcat, "configcat", {{"key", "newCheckout"}});
BENCHMARK_CAPTURE(bare, sha256, "gate_salt.7kGqPz.", "", [](auto text) { return digest_of<Sha256>(text); });
BENCHMARK_CAPTURE(bucket_of, statsig, "statsig", {{"salt", "gate_salt"}, {"ruleSalt", "7kGqPz"}});
BENCHMARK_CAPTURE(bare, md5, "42,n9fbf9h3_", "", [](auto text) { Md5 hash; hash.add(text); return hash.modulo(9999); });
BENCHMARK_CAPTURE(bucket_of, flagsmith, "flagsmith", {{"segment", "42"}, {"environmentKey", "n9fbf9h3"}});
BENCHMARK_CAPTURE(bare, crc32, "newCheckout", "", [](auto text) { return crc32_z(0, bytes_of(text), text.size()); });
BENCHMARK_CAPTURE(bucket_of, flipper, "flipper", {{"feature", "newCheckout"}});
BENCHMARK_CAPTURE(bare, fnv_twice, "new-checkout", "", [](auto text) { return fnv_twice(text); });
BENCHMARK_CAPTURE(bucket_of, growthbook, "growthbook", {{"seed", "new-checkout"}});
BENCHMARK_CAPTURE(bare, fnv_once, "", "new-checkout", [](auto text) { return fnv_of_units(text); });
BENCHMARK_CAPTURE(bucket_of, growthbook_v1, "growthbook", {{"seed", "new-checkout"}, {"hashVersion", "1"}});
BENCHMARK_CAPTURE(bare, murmur3, "new-checkout:", "", [](auto text) { return murmur3_of(text, 0); });
BENCHMARK_CAPTURE(bucket_of, unleash, "unleash", {{"groupId", "new-checkout"}});
BENCHMARK_CAPTURE(bucket_of, unleash_ruby, "unleash-ruby", {{"groupId", "new-checkout"}});
BENCHMARK_CAPTURE(bucket_of, flagd, "flagd", {{"flagKey", "new-checkout"}});
BENCHMARK_CAPTURE(bare, murmur3_of_optimizely, "", "10420810910", [](auto text) { return murmur3_of(text, 1); });
BENCHMARK_CAPTURE(bucket_of, optimizely, "optimizely", {{"experimentId", "10420810910"}});
BENCHMARK_CAPTURE(bare, murmur3_of_split, "", "", [](auto text) { return murmur3_of(text, 123); });
BENCHMARK_CAPTURE(bucket_of, split, "split", {{"seed", "123"}});
BENCHMARK_CAPTURE(bare, murmur2, "canary:", "", [](auto text) { return Murmur2().with(text); });
BENCHMARK_CAPTURE(bucket_of, nginx, "nginx", {{"key", "canary:{id}"}});
BENCHMARK_CAPTURE(bare, sdbm, "", "", [](auto text) { return haproxy_hash(HaproxyFunction::sdbm, text); });
BENCHMARK_CAPTURE(bucket_of, haproxy, "haproxy", {});
BENCHMARK_CAPTURE(bare, xxh64, "", "", [](auto text) { return XXH64(text.data(), text.size(), 0); });
BENCHMARK_CAPTURE(bucket_of, grpc_ring_hash, "grpc-ring-hash", {});
BENCHMARK_CAPTURE(bucket_of, envoy, "envoy", {});
// clang-format on

}  // namespace
}  // namespace coalmine::routing
