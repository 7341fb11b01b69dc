// What it costs a hop to read and to write a token, beside the bare HMAC-SHA-256 of the same bytes.
//
// Workload: 1,024 tokens of a usual length (checkout-7, step-2, k1), which differ in version and
// time, walked in order; all of them are believed. `bytes` is the length of one.
#include <benchmark/benchmark.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "routing/token/carrier/baggage.hpp"
#include "routing/token/issuer.hpp"
#include "routing/token/reader.hpp"

namespace coalmine::routing {
namespace {

constexpr std::size_t inputs = 1024;  // a power of two
constexpr std::string_view secret = "an example, and not a real secret";
constexpr WallTime noon{std::chrono::milliseconds{1'714'560'000'000}};

Label label(std::string_view text) { return Label::make(text).value(); }
SigningKey key() { return SigningKey::make("k1", secret).value(); }

WallTime time_of(std::size_t i) { return noon + std::chrono::milliseconds{i}; }
Version version_of(std::size_t i) { return i % 2 == 0 ? Version::canary : Version::stable; }

TokenIssuer issuer(std::optional<SigningKey> with) { return {label("checkout-7"), with}; }

std::vector<std::string> tokens(const std::optional<SigningKey>& with) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < inputs; ++i) {
    const TokenText text = issuer(with).issue(version_of(i), label("step-2"), time_of(i));
    result.emplace_back(view_of(text));
  }
  return result;
}

// What the signature of each token is of.
std::vector<std::string> signed_texts() {
  std::vector<std::string> result = tokens(key());
  for (std::string& text : result) text.resize(text.rfind('~'));
  return result;
}

TokenReader reader(bool signature_required) {
  const TokenRules rules{label("checkout-7"), std::chrono::hours{1}, std::chrono::seconds{5},
                         signature_required};
  return TokenReader::make(rules, KeyRing::make({key()}).value()).value();
}

template <class One>
void repeat(benchmark::State& state, const std::vector<std::string>& texts, const One& one) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(one(texts[i]));
    i = (i + 1) % inputs;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(texts.front().size());
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void bare_hmac_ours(benchmark::State& state) {
  const HmacSha256 hmac(secret);
  repeat(state, signed_texts(), [&](const std::string& text) { return hmac.of(text); });
}
BENCHMARK(bare_hmac_ours);

// OpenSSL's with a context for the key, as cheap as its documented interface allows.
void bare_hmac_openssl_prepared(benchmark::State& state) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
      EVP_MAC_CTX_new(mac.get()), EVP_MAC_CTX_free);
  std::string digest_name = "SHA256";
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name.data(), 0),
      OSSL_PARAM_construct_end()};
  EVP_MAC_init(context.get(), bytes_of(secret), secret.size(), parameters.data());
  repeat(state, signed_texts(), [&](const std::string& text) {
    std::array<unsigned char, 32> digest;
    std::size_t size = 0;
    EVP_MAC_init(context.get(), nullptr, 0, nullptr);
    EVP_MAC_update(context.get(), bytes_of(text), text.size());
    EVP_MAC_final(context.get(), digest.data(), &size, digest.size());
    return digest;
  });
}
BENCHMARK(bare_hmac_openssl_prepared);

void bare_hmac_openssl_one_shot(benchmark::State& state) {
  repeat(state, signed_texts(), [&](const std::string& text) {
    std::array<unsigned char, 32> digest;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text), text.size(),
         digest.data(), nullptr);
    return digest;
  });
}
BENCHMARK(bare_hmac_openssl_one_shot);

void decode_unsigned(benchmark::State& state) {
  repeat(state, tokens(std::nullopt), [&](const std::string& text) { return decode(text); });
}
BENCHMARK(decode_unsigned);

void check_unsigned(benchmark::State& state) {
  const TokenReader reads = reader(/*signature_required=*/false);
  repeat(state, tokens(std::nullopt),
         [&](const std::string& text) { return reads.check(text, noon); });
}
BENCHMARK(check_unsigned);

void verify_signed(benchmark::State& state) {
  const TokenReader reads = reader(/*signature_required=*/true);
  repeat(state, tokens(key()), [&](const std::string& text) { return reads.check(text, noon); });
}
BENCHMARK(verify_signed);

// From the header to what Router::decide takes, with two members of others beside ours.
void find_and_verify_in_baggage(benchmark::State& state) {
  const TokenReader reads = reader(/*signature_required=*/true);
  TokenCounters counters;
  std::vector<std::string> headers = tokens(key());
  for (std::string& text : headers) text = "userId=alice,coalmine=" + text + ",isProduction=false";
  repeat(state, headers, [&](const std::string& text) {
    const std::array<std::string_view, 1> lines{text};
    return reads.read(find_in_baggage(lines), noon, counters);
  });
  assert(counters.accepted == static_cast<std::uint64_t>(state.iterations()));
}
BENCHMARK(find_and_verify_in_baggage);

template <class Issue>
void issue(benchmark::State& state, const Issue& one) {
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(one(i));
    i = (i + 1) % inputs;
  }
  state.SetItemsProcessed(state.iterations());
}

void issue_unsigned(benchmark::State& state) {
  const TokenIssuer issues = issuer(std::nullopt);
  const Label cohort = label("step-2");
  issue(state, [&](std::size_t i) { return issues.issue(version_of(i), cohort, time_of(i)); });
}
BENCHMARK(issue_unsigned);

void issue_signed(benchmark::State& state) {
  const TokenIssuer issues = issuer(key());
  const Label cohort = label("step-2");
  issue(state, [&](std::size_t i) { return issues.issue(version_of(i), cohort, time_of(i)); });
}
BENCHMARK(issue_signed);

}  // namespace
}  // namespace coalmine::routing
