// Whatever the text is, the answer is a scenario or diagnostics: no crash, no hang.
#include <gmock/gmock.h>

#include <array>
#include <random>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

// Uses every part of the language, so that mutations reach every reader.
const std::string rich =
    "name: food-ordering\n"
    "duration: 10m\n"
    "traffic:\n"
    "  users: 2000\n"
    "  tenants: 50\n"
    "  requests:\n"
    "    sessions: { per_user: 2/h, length: { geometric: 5 }, gap: { gamma: { shape: 2, mean: 30s "
    "} }, rates: { zipf: { exponent: 1 } } }\n"
    "  daily: { factors: [1, 0.5, 2], starts_at: 9h }\n"
    "entry: api\n"
    "functions:\n"
    "  payments: { latency: { percentiles: { p0: 1ms, p50: 10ms, p100: 200ms } } }\n"
    "  kitchen: { errors: { stable: 0, canary: 1% } }\n"
    "  api:\n"
    "    latency: { lognormal: { p50: 80ms, p99: 400ms } }\n"
    "    timeout: 3s\n"
    "    calls: [payments, { to: payments, delay: 2ms, loses_decision: 5% }]\n"
    "streams:\n"
    "  orders: { from: api, to: [kitchen], delay: 200ms, order: user, shards: 4, batch: 10 }\n"
    "incidents:\n"
    "  - { in: api, version: stable, from: 3m, to: 6m, errors: 10%, slower: 3 }\n"
    "harm: { late_after: 1s }\n"
    "release:\n"
    "  functions: [kitchen, api]\n"
    "  starts: { kitchen: 30s }\n"
    "  rollout: Canary10Percent10Minutes\n"
    "  rollouts: { kitchen: { steps: [{ weight: 4/41, for: 1m }, { weight: 100% }] } }\n"
    "  bugs: [{ in: api, fails: 5% }, { in: api, slower: 2, slower_by: 300ms }]\n"
    "  fields: [{ name: id, written_by: api, needed_by: kitchen }]\n"
    "alarms:\n"
    "  - { metric: error_rate, above: 1%, function: api, datapoints: 2 of 3, period: 1m, reaction: "
    "30s }\n"
    "policies:\n"
    "  weighted: { route: { weighted: { deck: 41 } } }\n"
    "  sticky: { route: { sticky: { key: tenant, salt_per: step } }, propagate: { loss: 5% }, "
    "alarms: { dimension: version } }\n"
    "observe: { windows: [60s] }\n"
    "expect:\n"
    "  - { policy: sticky, metric: blast_radius.exposed.per_60s, rule: \"p95 < 11%\" }\n";

constexpr std::array fragments{
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "\n",
    "\"",
    "'",
    "&a ",
    "*a ",
    "!t ",
    "| ",
    "> ",
    "%",
    "#",
    ",",
    "\t",
    "\r",
    "\xFF",
    "\xC3",
    "0",
    "-1",
    "1e308",
    "nan",
    "~",
    "null",
    "---\n",
    "? ",
    "[[[[[[",
    "api",
    "4294967296",
    "18446744073709551616",
    "99999999999999999999d",
};

// Deterministic with any library: only the generator's own numbers, no std::*_distribution.
class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : engine_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t i = 0, changes = 1 + below(3); i < changes && !text.empty(); ++i) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }

  void change(std::string& text) {
    const std::size_t at = below(text.size());
    switch (below(7)) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.resize(at);
        break;
      case 2:
        text.erase(at, below(30));
        break;
      case 3:
        text.insert(at, fragments[below(fragments.size())]);
        break;
      case 4:
        text.insert(at, text.substr(below(text.size()), below(100)));
        break;
      case 5:
        erase_line(text, at);
        break;
      case 6:
        replace_number(text, at);
        break;
    }
  }

  static void erase_line(std::string& text, std::size_t at) {
    const std::size_t begin =
        text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (begin < end) text.erase(begin, end - begin);
  }

  void replace_number(std::string& text, std::size_t at) {
    const std::size_t begin = text.find_first_of("0123456789", at);
    if (begin == std::string::npos) return;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
    text.replace(begin, end - begin, fragments[fragments.size() - 1 - below(8)]);
  }

  std::mt19937_64 engine_;
};

// A diagnostic is one that a person can use: it names the file and says something.
void expect_answer(const std::string& text) {
  const auto result = parse(text, "demo.yaml");
  if (result) return;
  ASSERT_FALSE(result.error().empty()) << text;
  for (const Diagnostic& diagnostic : result.error()) {
    ASSERT_EQ(diagnostic.file, "demo.yaml");
    ASSERT_FALSE(diagnostic.message.empty());
    ASSERT_FALSE(render(diagnostic, text).empty());
  }
}

TEST(Robustness, TheRichScenarioIsValid) { EXPECT_THAT(problems_of(rich), testing::IsEmpty()); }

TEST(Robustness, MutatedScenariosAreAnswered) {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    expect_answer(Mutator(seed).mutate(rich));
    if (HasFatalFailure()) return;
  }
}

TEST(Robustness, EveryTruncationIsAnswered) {
  for (std::size_t length = 0; length < rich.size(); length += 7)
    expect_answer(rich.substr(0, length));
}

TEST(Robustness, RandomBytesAreAnswered) {
  std::mt19937_64 engine(1);
  for (int i = 0; i < 500; ++i) {
    std::string bytes(engine() % 200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(engine());
    expect_answer(bytes);
  }
}

TEST(Robustness, EndlessRepetitionsAreAnswered) {
  for (const std::string unit :
       {"[", "{", "- ", "? ", "a: ", "[a, ", "{a: ", "&a ", "!t ", "---\n", "a:\n", "\"", "a,"}) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += unit;
    SCOPED_TRACE(unit);
    expect_answer(text);
  }
}

}  // namespace
}  // namespace coalmine::spec
