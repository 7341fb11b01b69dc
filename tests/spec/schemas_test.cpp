// What functions write and read, and what is wrong where versions cannot work together.
#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using namespace models;
using testing::ElementsAre;
using testing::IsEmpty;

std::string functions(const std::string& api, const std::string& db) {
  return "functions: { api: { calls: [db], " + api + " }, db: { " + db + " } }";
}

std::vector<std::string> problems_in(const std::string& api, const std::string& db) {
  return problems_with({functions(api, db)});
}

std::vector<FieldChange> changes(const std::string& api, const std::string& db) {
  return parsed_with({functions(api, db)}).system.field_changes;
}

TEST(Schemas, AreOfBothVersionsOrEach) {
  const System system =
      parsed_with({functions("writes: { stable: [id], canary: [id, loyalty] }, writes_schema: 3",
                             "reads: [id], reads_schemas: { stable: [3], canary: [3, 4] }")})
          .system;
  EXPECT_EQ(system.functions[0].schema.writes,
            (PerVersion<std::vector<std::string>>{{{"id"}, {"id", "loyalty"}}}));
  EXPECT_THAT(system.functions[0].schema.writes_schema, ElementsAre(3, 3));
  EXPECT_EQ(system.functions[1].schema.reads,
            (PerVersion<std::vector<std::string>>{{{"id"}, {"id"}}}));
  EXPECT_THAT(system.functions[1].schema.reads_schemas,
              ElementsAre(ElementsAre(3), ElementsAre(3, 4)));
  EXPECT_EQ(parsed(scenario()).system.functions[0].schema, Schema{});
}

TEST(Schemas, BecomeFieldChanges) {
  EXPECT_THAT(changes("writes: { stable: [id], canary: [id, loyalty] }",
                      "reads: { stable: [id], canary: [id, loyalty] }"),
              ElementsAre(FieldChange{"loyalty", Mismatch::forward, 0, 1}));
  EXPECT_THAT(changes("writes_schema: { stable: 1, canary: 2 }",
                      "reads_schemas: { stable: [1], canary: [1, 2] }"),
              ElementsAre(FieldChange{"schema 2", Mismatch::backward, 0, 1}));
}

TEST(Schemas, AreCountedOnceWhereTheReleaseSaysTheSame) {
  const auto release = [](const std::string& field) {
    return parsed_with({functions("writes: { stable: [], canary: [loyalty] }",
                                  "reads: { stable: [], canary: [loyalty] }"),
                        "release: { rollout: AllAtOnce, fields: [" + field + "] }"})
        .system.field_changes;
  };
  EXPECT_THAT(release("{ name: loyalty, written_by: api, needed_by: db, fatal: false }"),
              ElementsAre(FieldChange{"loyalty", Mismatch::forward, 0, 1, false}));
  EXPECT_THAT(release("{ name: loyalty, written_by: api, unreadable_by: db }"),
              ElementsAre(FieldChange{"loyalty", Mismatch::backward, 0, 1},
                          FieldChange{"loyalty", Mismatch::forward, 0, 1}));
  EXPECT_THAT(release("{ name: price, written_by: api, needed_by: db }"),
              ElementsAre(FieldChange{"price", Mismatch::forward, 0, 1},
                          FieldChange{"loyalty", Mismatch::forward, 0, 1}));
}

TEST(Schemas, FitBeforeAndAfterTheRelease) {
  EXPECT_THAT(problems_in("writes: { stable: [], canary: [loyalty] }", "reads: [loyalty]"),
              ElementsAre("4:93: stable db reads loyalty, which stable api does not write | these "
                          "two serve before the release"));
  EXPECT_THAT(problems_in("writes: { stable: [loyalty], canary: [] }", "reads: [loyalty]"),
              ElementsAre("4:93: canary db reads loyalty, which canary api does not write | these "
                          "two serve when the release is complete"));
  EXPECT_THAT(
      problems_in("writes_schema: 1", "reads_schemas: { stable: [2], canary: [1] }"),
      ElementsAre("4:86: stable db does not understand schema 1, which stable api writes | these "
                  "two serve before the release"));
}

TEST(Schemas, NameNoVersionWhereThereIsOne) {
  EXPECT_THAT(problems_with({functions("writes_schema: 1", "reads_schemas: [2]"),
                             "release: { functions: [api], rollout: AllAtOnce }"}),
              ElementsAre("4:76: db does not understand schema 1, which stable api writes | these "
                          "two serve before the release"));
}

TEST(Schemas, HaveAWriterOnEveryWay) {
  EXPECT_THAT(problems_in("writes: [loyalty_id]", "reads: [loyalty_di]"),
              ElementsAre("4:72: stable db reads loyalty_di, which nothing writes on a way that "
                          "leads to it | did you mean \"loyalty_id\"?"));
  EXPECT_THAT(problems_in("latency: 5ms", "reads: { stable: [], canary: [loyalty] }"),
              ElementsAre("4:86: canary db reads loyalty, which nothing writes on a way that leads "
                          "to it | add it to what a function upstream writes"));
  EXPECT_THAT(problems_in("latency: 5ms", "reads_schemas: [1]"),
              ElementsAre("4:72: stable db reads schemas by number, and nothing writes one on a "
                          "way that leads to it | add writes_schema to a function upstream"));
}

TEST(Schemas, ThatDifferBelongToFunctionsThatMove) {
  const auto problems_of_db = [](const std::string& written) {
    return problems_with({functions("writes: [id], writes_schema: 1", written),
                          "release: { functions: [api], rollout: AllAtOnce }"});
  };
  for (const char* written :
       {"writes: { stable: [id], canary: [] }", "reads: { stable: [id], canary: [] }",
        "writes_schema: { stable: 1, canary: 2 }", "reads_schemas: { stable: [1], canary: [] }"}) {
    EXPECT_THAT(problems_of_db(written),
                ElementsAre("4:68: \"db\" has no canary: it is not part of the release | add it to "
                            "release.functions"))
        << written;
  }
  EXPECT_THAT(problems_of_db("reads: [id], reads_schemas: [1]"), IsEmpty());
}

TEST(Schemas, HaveFieldsWithNamesOfLettersAndDigits) {
  EXPECT_THAT(
      problems_in("writes: [\"schema 2\"]", "latency: 5ms"),
      ElementsAre("4:43: writes: \"schema 2\" is not a name | letters, digits, \"-\" and \"_\", at "
                  "most 100"));
}

}  // namespace
}  // namespace coalmine::spec
