#include "models/chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Function function(std::string name, std::vector<Call> calls = {}) {
  return {
      .name = std::move(name), .latency = {Constant{0}, Constant{0}}, .calls = std::move(calls)};
}

std::vector<FunctionIndex> functions_of(const std::vector<ChainNode>& chain) {
  std::vector<FunctionIndex> functions;
  for (const ChainNode& node : chain) functions.push_back(node.function);
  return functions;
}

TEST(ChainTest, OfOneFunctionIsTheEntryAlone) {
  const System system{.functions = {function("api")}};
  const std::vector<ChainNode> chain = unfold(system);
  ASSERT_EQ(chain.size(), 1u);
  EXPECT_EQ(chain[0].parent, 0);
  EXPECT_EQ(chain[0].stream, nullptr);
  EXPECT_THAT(chain[0].calls, IsEmpty());
  EXPECT_EQ(count_invocations(system), 1u);
}

//     api -> left  -> sink          sink runs once for each way that leads to it
//         -> right -> sink
TEST(ChainTest, RunsTheSinkOfADiamondTwice) {
  const System system{.functions = {function("api", {{.to = 1}, {.to = 2}}),
                                    function("left", {{.to = 3}}), function("right", {{.to = 3}}),
                                    function("sink")}};
  const std::vector<ChainNode> chain = unfold(system);
  EXPECT_THAT(functions_of(chain), ElementsAre(0, 1, 3, 2, 3));
  EXPECT_THAT(chain[0].calls, ElementsAre(1, 3));
  EXPECT_THAT(chain[1].calls, ElementsAre(2));
  EXPECT_THAT(chain[3].calls, ElementsAre(4));
  EXPECT_EQ(chain[2].parent, 1);
  EXPECT_EQ(chain[4].parent, 3);
  EXPECT_EQ(count_invocations(system), 5u);
}

TEST(ChainTest, PutsAParentBeforeItsChildrenAndCallsBeforeEvents) {
  const System system{
      .functions = {function("api", {{.to = 2, .delay = 5ms, .loses_decision = 0.1}}),
                    function("reader"), function("helper")},
      .streams = {{.name = "orders", .from = 0, .to = {1}, .delay = 200ms, .loses_decision = 0.2},
                  {.name = "audit", .from = 2, .to = {1}}}};
  const std::vector<ChainNode> chain = unfold(system);
  ASSERT_THAT(functions_of(chain), ElementsAre(0, 2, 1, 1));
  EXPECT_THAT(chain[0].calls, ElementsAre(1));
  EXPECT_THAT(chain[0].events, ElementsAre(3));
  EXPECT_THAT(chain[1].events, ElementsAre(2));
  EXPECT_EQ(chain[1].delay, 5ms);
  EXPECT_EQ(chain[1].loses_decision, 0.1);
  EXPECT_EQ(chain[1].stream, nullptr);
  EXPECT_EQ(chain[2].stream, &system.streams[1]);
  EXPECT_EQ(chain[3].stream, &system.streams[0]);
  EXPECT_EQ(chain[3].delay, 200ms);
  EXPECT_EQ(chain[3].loses_decision, 0.2);
}

TEST(ChainTest, ReadsAFieldFromTheNearestProducerUpstream) {
  const System system{
      .functions = {function("api", {{.to = 1}}), function("gate", {{.to = 2}}),
                    function("reader")},
      .field_changes = {{.field = "id", .kind = Mismatch::forward, .producer = 0, .consumer = 2},
                        {.field = "price",
                         .kind = Mismatch::backward,
                         .producer = 1,
                         .consumer = 2,
                         .fatal = false}}};
  const std::vector<ChainNode> chain = unfold(system);
  EXPECT_THAT(chain[1].reads, IsEmpty());
  ASSERT_EQ(chain[2].reads.size(), 2u);
  EXPECT_EQ(chain[2].reads[0].producer_node, 0);
  EXPECT_EQ(chain[2].reads[0].kind, Mismatch::forward);
  EXPECT_TRUE(chain[2].reads[0].fatal);
  EXPECT_EQ(chain[2].reads[1].producer_node, 1);
  EXPECT_EQ(chain[2].reads[1].kind, Mismatch::backward);
  EXPECT_FALSE(chain[2].reads[1].fatal);
}

// The writer runs on both ways of the diamond, as nodes 1 and 3; each reader has its own.
TEST(ChainTest, GivesEachReaderTheProducerOnItsOwnWay) {
  const System system{
      .functions = {function("api", {{.to = 1}, {.to = 1}}), function("writer", {{.to = 2}}),
                    function("reader")},
      .field_changes = {{.field = "id", .kind = Mismatch::forward, .producer = 1, .consumer = 2}}};
  const std::vector<ChainNode> chain = unfold(system);
  ASSERT_THAT(functions_of(chain), ElementsAre(0, 1, 2, 1, 2));
  EXPECT_EQ(chain[2].reads.at(0).producer_node, 1);
  EXPECT_EQ(chain[4].reads.at(0).producer_node, 3);
}

TEST(ChainTest, DoesNotReadAFieldOfAProducerThatIsNotUpstream) {
  const System system{
      .functions = {function("api", {{.to = 1}, {.to = 2}}), function("writer"),
                    function("reader")},
      .field_changes = {{.field = "id", .kind = Mismatch::forward, .producer = 1, .consumer = 2}}};
  EXPECT_THAT(unfold(system)[2].reads, IsEmpty());
}

// Function i calls i + 1 twice: 2^n - 1 invocations of n functions.
TEST(ChainTest, CountsNoFurtherThanTheLimitAllows) {
  System system;
  for (FunctionIndex i = 0; i < 60; ++i) {
    const auto next = static_cast<FunctionIndex>(i + 1);
    system.functions.push_back(function("f", {{.to = next}, {.to = next}}));
  }
  system.functions.push_back(function("last"));
  EXPECT_EQ(count_invocations(system, 64), 65u);
  EXPECT_EQ(count_invocations(system, 1000), 1001u);

  System small;
  small.functions = {function("a", {{.to = 1}, {.to = 1}}), function("b", {{.to = 2}, {.to = 2}}),
                     function("c")};
  EXPECT_EQ(count_invocations(small, 7), 7u);
  EXPECT_EQ(count_invocations(small, 6), 7u);
  EXPECT_EQ(unfold(small).size(), 7u);
}

}  // namespace
}  // namespace coalmine::models
