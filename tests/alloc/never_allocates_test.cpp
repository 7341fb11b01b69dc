// What a gateway does for each request, once it is set up, allocates nothing: one line for each.
//
// A line names the thing, and gives what does it once. Whatever is prepared beforehand (a router, a
// key, a buffer) is captured, so that only the act itself is counted; its first time, too.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "routing/alarm.hpp"
#include "routing/bucketing/product.hpp"
#include "routing/cookie.hpp"
#include "routing/round_robin.hpp"
#include "routing/router.hpp"
#include "routing/store.hpp"
#include "routing/table.hpp"
#include "tests/support/allocations.hpp"

namespace coalmine::routing {
namespace {

struct Promise {
  std::string name;
  std::function<void(std::uint64_t round)> act;
};
void PrintTo(const Promise& promise, std::ostream* out) { *out << promise.name; }

constexpr FunctionId api = 0;
constexpr FunctionId kitchen = 1;
constexpr FunctionId functions = 2;
const std::string text_key = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

// So that the compiler cannot leave out what nobody looks at.
volatile bool sink = false;
void look_at(std::optional<Version> version) { sink = version == Version::canary; }

Router router_at_half(const Policy& policy) {
  Router router(policy, functions, /*salt=*/7);
  for (const FunctionId id : {api, kitchen}) {
    router.set_weight(id, {Weight::make(0.5).value(), 1});
  }
  return router;
}

// An entry that decides, and a call that carries the decision on.
Promise chain(std::string name, const Route& route) {
  return {std::move(name), [router = router_at_half({.route = route})](std::uint64_t round) {
            const Invocation entry{.function = api, .key = key_of(text_key), .draw = round << 54};
            const Version version = router.decide(entry);
            const auto carried =
                received({.enabled = true}, router.onward(entry, version), /*lost=*/false);
            look_at(router.decide({.function = kitchen, .draw = round << 54, .carried = carried}));
          }};
}

// A decision that is remembered: made, kept, made anew when its time is over.
Promise memory(std::string name, const Memory& memory) {
  const auto held = std::make_shared<std::optional<Held>>();
  return {std::move(name), [held, router = router_at_half({.route = Weighted{}, .memory = memory})](
                               std::uint64_t round) {
            const Instant now{std::chrono::seconds{round}};
            const Recalled recalled = router.decide({.draw = round << 54}, *held, now);
            look_at(recalled.version);
          }};
}

Promise rules(std::string name, std::vector<Rule> rules) {
  const Policy policy{.route = Weighted{}, .rules = std::move(rules)};
  return {std::move(name), [router = router_at_half(policy)](std::uint64_t round) {
            const HeaderField headers[] = {{"accept", "text/html"}, {"x-canary", "always"}};
            look_at(router.decide_by_rule(api, {.user = round, .headers = headers}));
          }};
}

struct TableAndReader {
  Table<Router> table{router_at_half({.route = Sticky{}})};
  Table<Router>::Reader reader{table};
};

Promise datapoint(std::string name, std::optional<double> value) {
  const auto alarm = std::make_shared<Alarm>(
      AlarmSpec{.threshold = 0.01, .datapoints_to_alarm = 2, .evaluation_periods = 3});
  return {std::move(name), [alarm, value](std::uint64_t) {
            alarm->handle_datapoint(value);
            sink = alarm->firing();
          }};
}

std::vector<Promise> promises() {
  const auto both = std::make_shared<TableAndReader>();
  const auto turns = std::make_shared<Turn>();
  const Memory five_seconds{.time_to_live = {std::chrono::seconds{5}, std::chrono::seconds{5}}};
  return {
      chain("all_at_once", AllAtOnce{}),
      chain("weighted", Weighted{}),
      chain("replicas", Replicas{}),
      chain("sticky", Sticky{}),
      chain("sticky_with_a_salt_of_text", Sticky{.salt = "a salt longer than a short string"}),
      chain("sticky_with_a_salt_per_function", Sticky{.salt_per = SaltScope::function}),
      chain("sticky_with_a_salt_per_step", Sticky{.salt_per = SaltScope::step}),
      chain("sticky_in_a_hundred_buckets", Sticky{.buckets = 100}),
      chain("partitioned", Partitioned{}),
      chain("wrong_rendezvous", WrongRendezvous{}),
      {"cookie_text",
       [](std::uint64_t round) {
         const Held held{.until = Instant{std::chrono::seconds{round}}};
         look_at(from_cookie(view_of(to_cookie(held)))->version);
       }},
      {"store",
       [store = std::make_shared<Store>(/*capacity=*/8, /*salt=*/7)](std::uint64_t round) {
         store->keep(round, Held{}, Instant{});
         look_at(store->find(round, Instant{})->version);
       }},
      {"round_robin", [turns](std::uint64_t) { look_at(turns->next(Weight::make(0.5).value())); }},
      memory("cookie_for_ever", Memory{}),
      memory("cookie_for_five_seconds", five_seconds),
      memory("cookie_that_is_redrawn", Memory{.redraws = true}),
      rules("rules_on_users", {{.when = OfUsers{{1, 2, 3}}, .gets = Gets::canary}}),
      rules("rules_on_headers", {{.when = WithHeader{"X-Canary", "always"}, .gets = Gets::canary}}),
      {"table_that_stays",
       [both](std::uint64_t) {
         look_at(both->reader.refresh().decide({.key = key_of(text_key)}));
       }},
      datapoint("datapoint_with_a_value", 0.5),
      datapoint("datapoint_without_a_value", std::nullopt),
  };
}

class NeverAllocatesTest : public testing::TestWithParam<Promise> {};

TEST_P(NeverAllocatesTest, InAThousandRounds) {
  constexpr std::uint64_t rounds = 1000;
  EXPECT_EQ(support::allocations_in([&] {
              for (std::uint64_t round = 0; round < rounds; ++round) GetParam().act(round);
            }),
            0U);
}

INSTANTIATE_TEST_SUITE_P(Core, NeverAllocatesTest, testing::ValuesIn(promises()),
                         [](const auto& promise) { return promise.param.name; });

// Those that a product needs: the ones without a fallback, and two that stand in for another.
Parameters needed_by(const ProductInfo& product) {
  Parameters parameters;
  for (const ParameterInfo& parameter : product.parameters) {
    if (!parameter.fallback || parameter.name == "flagKey" || parameter.name == "ruleID") {
      parameters.emplace(parameter.name, "7");  // a text and a number
    }
  }
  return parameters;
}

TEST(BucketingTest, NoProductAllocatesToPlaceAnIdAndCut) {
  for (const ProductInfo* product : products()) {
    SCOPED_TRACE(product->name);
    const auto bucketing = ProductBucketing::make(product->name, needed_by(*product));
    ASSERT_TRUE(bucketing) << bucketing.error().message;
    const Cut cut = bucketing->cut(0.5);
    for (const std::string& id : {text_key, std::string(300, 'x'), std::string()}) {
      EXPECT_EQ(support::allocations_in([&] {
                  const auto position = bucketing->position(id);
                  sink = position && cut.covers(*position);
                }),
                0U);
    }
  }
}

TEST(TableTest, AllocatesNothingWhenAReaderMovesOnToANewTable) {
  TableAndReader both;
  for (int round = 0; round < 100; ++round) {
    both.table.publish(router_at_half({.route = Weighted{}}));
    EXPECT_EQ(support::allocations_in([&] { look_at(both.reader.refresh().decide({})); }), 0U);
  }
}

}  // namespace
}  // namespace coalmine::routing
