// The description of the language: examples and defaults are values, schema and manual are current.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "spec/object.hpp"
#include "spec/schema.hpp"
#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

const std::string source_directory = COALMINE_SOURCE_DIR;

std::string file_text(const std::string& path) {
  std::ifstream stream(source_directory + "/" + path);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

// What reading `key: text` finds wrong.
std::vector<std::string> problems_of_value(const Key& key, const std::string& text) {
  Problems problems("example");
  key.check(flow_value(key.name, text), problems);
  std::vector<std::string> lines;
  for (const Diagnostic& diagnostic : problems.in_order()) lines.push_back(in_one_line(diagnostic));
  return lines;
}

TEST(Language, HasAValidExampleForEveryKey) {
  for (const auto& section : sections()) {
    for (const Key& key : section->keys) {
      EXPECT_THAT(problems_of_value(key, key.example), testing::IsEmpty())
          << section->name << "." << key.name;
    }
  }
}

TEST(Language, ExplainsEveryObjectAndKey) {
  for (const auto& section : sections()) {
    EXPECT_FALSE(section->meaning.empty()) << section->name;
    for (const Key& key : section->keys)
      EXPECT_FALSE(key.meaning.empty()) << section->name << "." << key.name;
  }
}

TEST(Language, HasOneNameForEveryObject) {
  std::set<std::string> names;
  for (const auto& section : sections())
    EXPECT_TRUE(names.insert(section->name).second) << section->name;
}

// Every $ref of a schema, wherever it stands.
void collect_references(const nlohmann::ordered_json& node, std::set<std::string>& references) {
  if (node.is_object() && node.contains("$ref")) references.insert(node["$ref"].get<std::string>());
  for (const auto& child : node) {
    if (child.is_structured()) collect_references(child, references);
  }
}

TEST(Schema, RefersOnlyToWhatItDefines) {
  const auto all = schema();
  std::set<std::string> references;
  collect_references(all, references);
  EXPECT_FALSE(references.empty());
  for (const std::string& reference : references) {
    EXPECT_TRUE(all.contains(nlohmann::ordered_json::json_pointer(reference.substr(1))))
        << reference;
  }
  EXPECT_EQ(references.size(), all["definitions"].size());
}

TEST(Schema, DescribesEveryKeyAndAllowsNoOther) {
  const auto all = schema();
  EXPECT_EQ(all["additionalProperties"], false);
  for (const auto& [name, definition] : all["definitions"].items()) {
    EXPECT_EQ(definition["additionalProperties"], false) << name;
    for (const auto& [key, property] : definition["properties"].items())
      EXPECT_TRUE(property.contains("description")) << name << "." << key;
  }
}

TEST(Schema, KnowsDefaultsAndExamplesWithTheirTypes) {
  const auto replications = schema()["properties"]["replications"];
  EXPECT_EQ(replications["type"], "integer");
  EXPECT_EQ(replications["default"], 100);
  EXPECT_EQ(replications["examples"][0], 200);
  EXPECT_EQ(schema()["required"],
            (nlohmann::ordered_json{"name", "traffic", "functions", "policies"}));
}

TEST(Schema, IsTheOneBesideTheScenarios) {
  EXPECT_TRUE(file_text("scenarios/coalmine.schema.json") == schema().dump(2) + "\n")
      << "out of date: coalmine schema > scenarios/coalmine.schema.json";
}

TEST(Manual, EndsWithTheReferenceOfThisLanguage) {
  const std::string manual = file_text("docs/SCENARIO.md");
  const std::string heading = "## Reference\n\n";
  const std::size_t at = manual.find(heading);
  ASSERT_NE(at, std::string::npos);
  std::ofstream(testing::TempDir() + "reference.md") << reference();
  EXPECT_TRUE(manual.substr(at + heading.size()) == reference())
      << "out of date: replace what follows the heading by " << testing::TempDir()
      << "reference.md";
}

// The YAML blocks of the manual's introduction, in order.
std::vector<std::string> yaml_blocks(const std::string& markdown) {
  std::vector<std::string> blocks;
  const std::string begin = "```yaml\n";
  for (std::size_t at = markdown.find(begin); at != std::string::npos;
       at = markdown.find(begin, at + 1)) {
    const std::size_t first = at + begin.size();
    blocks.push_back(markdown.substr(first, markdown.find("```", first) - first));
  }
  return blocks;
}

TEST(Manual, BeginsWithAScenarioThatIsOne) {
  const auto blocks = yaml_blocks(file_text("docs/SCENARIO.md"));
  ASSERT_FALSE(blocks.empty());
  EXPECT_THAT(problems_of(blocks.front()), testing::IsEmpty());
}

}  // namespace
}  // namespace coalmine::spec
