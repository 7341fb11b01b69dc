#include "models/schema.hpp"

#include <gmock/gmock.h>

#include "models/chain.hpp"

namespace coalmine::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Fields = std::vector<std::string>;

Function function(std::string name, std::vector<FunctionIndex> calls, Schema schema = {}) {
  Function function{.name = std::move(name), .latency = {Constant{0}, Constant{0}}};
  for (const FunctionIndex to : calls) function.calls.push_back({to});
  function.schema = std::move(schema);
  return function;
}

Schema writes(Fields stable, Fields canary) {
  return {.writes = {std::move(stable), std::move(canary)}, .reads = {}, .reads_schemas = {}};
}

Schema reads(Fields stable, Fields canary) {
  return {.writes = {}, .reads = {std::move(stable), std::move(canary)}, .reads_schemas = {}};
}

Schema writes_number(std::uint32_t stable, std::uint32_t canary) {
  return {.writes = {}, .reads = {}, .writes_schema = {stable, canary}, .reads_schemas = {}};
}

Schema reads_numbers(std::vector<std::uint32_t> stable, std::vector<std::uint32_t> canary) {
  return {.writes = {}, .reads = {}, .reads_schemas = {std::move(stable), std::move(canary)}};
}

// An api that calls a reader.
DerivedSchema derived(Schema api, Schema reader) {
  return derive_schema({.functions = {function("api", {1}, std::move(api)),
                                      function("reader", {}, std::move(reader))}});
}

TEST(SchemaTest, FitsWhereAllIsWrittenThatIsRead) {
  const DerivedSchema found =
      derived(writes({"id", "price"}, {"id", "price"}), reads({"id"}, {"price"}));
  EXPECT_THAT(found.changes, IsEmpty());
  EXPECT_THAT(found.faults, IsEmpty());
  EXPECT_THAT(found.links, ElementsAre(SchemaLink{0, 1}));
}

TEST(SchemaTest, IsForwardWhereTheCanaryNeedsWhatOnlyTheCanaryWrites) {
  EXPECT_THAT(derived(writes({}, {"loyalty"}), reads({}, {"loyalty"})).changes,
              ElementsAre(FieldChange{"loyalty", Mismatch::forward, 0, 1}));
}

TEST(SchemaTest, IsBackwardWhereTheCanaryHasDroppedWhatStableNeeds) {
  EXPECT_THAT(derived(writes({"price"}, {}), reads({"price"}, {})).changes,
              ElementsAre(FieldChange{"price", Mismatch::backward, 0, 1}));
}

TEST(SchemaTest, IsBothWhereAFieldIsRenamed) {
  EXPECT_THAT(derived(writes({"price"}, {"amount"}), reads({"price"}, {"amount"})).changes,
              ElementsAre(FieldChange{"price", Mismatch::backward, 0, 1},
                          FieldChange{"amount", Mismatch::forward, 0, 1}));
}

TEST(SchemaTest, ComparesNumbersWithThoseUnderstood) {
  EXPECT_THAT(derived(writes_number(1, 2), reads_numbers({1}, {1, 2})).changes,
              ElementsAre(FieldChange{"schema 2", Mismatch::backward, 0, 1}));
  EXPECT_THAT(derived(writes_number(1, 2), reads_numbers({1, 2}, {2})).changes,
              ElementsAre(FieldChange{"schema 1", Mismatch::forward, 0, 1}));
  EXPECT_THAT(derived(writes_number(1, 2), reads_numbers({}, {2})).changes,
              ElementsAre(FieldChange{"schema 1", Mismatch::forward, 0, 1}))
      << "who names none understands any";
}

TEST(SchemaTest, IsAtFaultWhereOneVersionOfBothDoesNotFit) {
  EXPECT_THAT(derived(writes({}, {"id"}), reads({"id"}, {"id"})).faults,
              ElementsAre(SchemaFault{"id", 0, 1, 0}));
  EXPECT_THAT(derived(writes({"id"}, {}), reads({}, {"id"})).faults,
              ElementsAre(SchemaFault{"id", 0, 1, 1}));
  EXPECT_THAT(derived(writes_number(1, 3), reads_numbers({2}, {2})).faults,
              ElementsAre(SchemaFault{"schema 1", 0, 1, 0}, SchemaFault{"schema 3", 0, 1, 1}));
  EXPECT_THAT(derived(writes_number(1, 1), reads_numbers({2}, {2})).faults,
              ElementsAre(SchemaFault{"schema 1", 0, 1, 0}))
      << "said once";
}

TEST(SchemaTest, IsAtFaultWhereNobodyWritesWhatIsRead) {
  EXPECT_THAT(derived({}, reads({}, {"id"})).faults,
              ElementsAre(SchemaFault{"id", std::nullopt, 1, 1}));
  EXPECT_THAT(derived({}, reads_numbers({1}, {1})).faults,
              ElementsAre(SchemaFault{"schema", std::nullopt, 1, 0}));
  EXPECT_THAT(derived(reads({"id"}, {"id"}), writes({"id"}, {"id"})).faults,
              ElementsAre(SchemaFault{"id", std::nullopt, 0, 0}))
      << "nothing is upstream of the entry, and its callees are not";
}

TEST(SchemaTest, AsksTheNearestWriterOnEachWay) {
  //  api -> left  -> sink    both api and left write the field; right hands on what api wrote
  //      -> right -> sink
  const System system{.functions = {function("api", {1, 2}, writes({"id"}, {})),
                                    function("left", {3}, writes({}, {"id"})),
                                    function("right", {3}),
                                    function("sink", {}, reads({"id"}, {}))}};
  const DerivedSchema found = derive_schema(system);
  EXPECT_THAT(found.links, ElementsAre(SchemaLink{0, 3}, SchemaLink{1, 3}));
  EXPECT_THAT(found.changes, ElementsAre(FieldChange{"id", Mismatch::backward, 0, 3}));
  EXPECT_THAT(found.faults, ElementsAre(SchemaFault{"id", 1, 3, 0}));
}

TEST(SchemaTest, GoesThroughStreams) {
  System system{.functions = {function("api", {}, writes({}, {"id"})), function("mail", {}),
                              function("audit", {}, reads({}, {"id"}))}};
  system.streams = {{.name = "orders", .from = 0, .to = {1}},
                    {.name = "mails", .from = 1, .to = {2}}};
  EXPECT_THAT(derive_schema(system).changes,
              ElementsAre(FieldChange{"id", Mismatch::forward, 0, 2}));
}

// The producers of each node's reads, by node.
std::vector<std::vector<int>> producers(System system) {
  system.field_changes = derive_schema(system).changes;
  std::vector<std::vector<int>> nodes;
  for (const ChainNode& node : unfold(system)) {
    auto& all = nodes.emplace_back();
    for (const FieldRead& read : node.reads) all.push_back(read.producer_node);
  }
  return nodes;
}

TEST(SchemaTest, IsHiddenByWhoWritesTheFieldAnewOnTheWay) {
  //  api -> left  -> sink    left writes the field in both versions, so only the way over right
  //      -> right -> sink    meets a mismatch
  const System system{.functions = {function("api", {1, 2}, writes({}, {"id"})),
                                    function("left", {3}, writes({"id"}, {"id"})),
                                    function("right", {3}),
                                    function("sink", {}, reads({}, {"id"}))}};
  EXPECT_THAT(producers(system),
              ElementsAre(IsEmpty(), IsEmpty(), IsEmpty(), IsEmpty(), ElementsAre(0)));
}

TEST(SchemaTest, IsHiddenByWhoWritesANumberOfItsOwn) {
  const auto chain = [](Schema of_middle) {
    return System{.functions = {function("api", {1, 2}, writes_number(1, 2)),
                                function("middle", {2}, std::move(of_middle)),
                                function("sink", {}, reads_numbers({1}, {1, 2}))}};
  };
  EXPECT_THAT(producers(chain({})),
              ElementsAre(IsEmpty(), IsEmpty(), ElementsAre(0), ElementsAre(0)));
  EXPECT_THAT(producers(chain(writes_number(1, 1))),
              ElementsAre(IsEmpty(), IsEmpty(), IsEmpty(), ElementsAre(0)));
  EXPECT_THAT(producers(chain(writes({"schema"}, {"schema"}))),
              ElementsAre(IsEmpty(), IsEmpty(), ElementsAre(0), ElementsAre(0)))
      << "a field is no number";
}

}  // namespace
}  // namespace coalmine::models
