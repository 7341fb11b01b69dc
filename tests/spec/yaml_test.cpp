#include "spec/yaml.hpp"

#include <gmock/gmock.h>

#include "tests/spec/scenario_text.hpp"

namespace coalmine::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Node tree(std::string_view text) {
  Problems problems("demo.yaml");
  auto node = read_yaml(text, 0, problems);
  EXPECT_TRUE(node && problems.none());
  return node.value_or(Node{});
}

TEST(Yaml, KnowsWhereKeysAndValuesAre) {
  const Node root = tree("a:\n  bc: [x, 'y']\n");
  const Node& list = *root.find("a")->find("bc");
  EXPECT_EQ(list.key_place.at, (Position{2, 3}));
  EXPECT_EQ(list.place.at, (Position{2, 7}));
  EXPECT_EQ(list.children[1].text, "y");
  EXPECT_EQ(list.children[1].place.at, (Position{2, 11}));
  EXPECT_EQ(list.children[1].key, "bc");
}

TEST(Yaml, PutsAnAbsentValueWhereItsKeyIs) {
  const Node root = tree("a:\n\nb: 1\n");
  EXPECT_EQ(root.find("a")->kind, Kind::null);
  EXPECT_EQ(root.find("a")->place.at, (Position{1, 1}));
}

TEST(Yaml, ReadsEitherLineEnd) {
  EXPECT_EQ(tree("a: 1\r\nb: 2\r\n").find("b")->place.at, (Position{2, 4}));
}

TEST(Yaml, IsRefusedWhereItIsBroken) {
  EXPECT_THAT(problems_of("name: [1, 2\n"),
              ElementsAre("1:7: not valid YAML: this bracket is never closed"));
  EXPECT_THAT(
      problems_of("name: a: b\n"),
      ElementsAre(
          "1:8: not valid YAML: illegal map value | check indentation, brackets and quotes"));
  EXPECT_THAT(problems_of("name: a\nrelease:\n\tstart: 1s\n"),
              ElementsAre("3:1: not valid YAML: a tab in the indentation | indent with blanks"));
}

TEST(Yaml, ReportsEveryDuplicateKeyAndKeepsTheFirst) {
  EXPECT_THAT(problems_of(scenario() + "name: other\nname: third\n"),
              ElementsAre("7:1: duplicate key \"name\" | first written in line 1",
                          "8:1: duplicate key \"name\" | first written in line 1"));
}

TEST(Yaml, OfNothingIsAnEmptyFile) {
  const auto empty =
      ElementsAre("1:1: the file is empty | a scenario begins with name: my-release");
  EXPECT_THAT(problems_of(""), empty);
  EXPECT_THAT(problems_of("# only a comment\n\n"), empty);
}

TEST(Yaml, OfSeveralDocumentsIsRefusedAtTheSecond) {
  EXPECT_THAT(problems_of(scenario() + "---\nname: second\n"),
              ElementsAre("8:1: a second document begins here | one file, one scenario"));
}

TEST(Yaml, HasNeitherAnchorsNorAliasesNorTags) {
  EXPECT_THAT(
      problems_with({"harm: &limit { late_after: 1s }"}),
      ElementsAre("7:7: anchor \"&limit\" is not allowed | write the value where it is used"));
  EXPECT_THAT(
      problems_with({"seed: !!int 3"}),
      ElementsAre("7:7: tag \"tag:yaml.org,2002:int\" is not allowed | a scenario is plain data"));
  EXPECT_THAT(problems_with({"harm: &a { late_after: 1s }", "observe: *a"}),
              ElementsAre("7:7: anchor \"&a\" is not allowed | write the value where it is used",
                          "8:10: aliases are not allowed | write the value where it is used"));
}

TEST(Yaml, ThatNestsDeeperThan50LevelsIsRefused) {
  EXPECT_THAT(problems_of(std::string(50, '[') + std::string(50, ']')),
              ElementsAre("1:1: expected scenario, found a list"));
  EXPECT_THAT(problems_of(std::string(51, '[') + std::string(51, ']')),
              ElementsAre("1:51: nested more than 50 levels deep"));
  EXPECT_THAT(problems_of(std::string(100'000, '[')),
              ElementsAre(testing::EndsWith("nested more than 50 levels deep")));
}

TEST(Yaml, ThatIsTooLongIsRefused) {
  EXPECT_THAT(problems_of(std::string(text_size_max + 1, '#')),
              ElementsAre("0:0: larger than 8 MiB"));
}

TEST(Yaml, ThatIsNoTextIsRefusedAtTheFirstBadByte) {
  EXPECT_THAT(problems_of("name: a\n\xC3\x28: b\n"),
              ElementsAre("2:1: byte 0xC3 is not UTF-8 | a scenario is YAML in UTF-8"));
  EXPECT_THAT(problems_of("name: \xED\xA0\x80\n"),  // a lone surrogate
              ElementsAre("1:7: byte 0xED is not UTF-8 | a scenario is YAML in UTF-8"));
  EXPECT_THAT(problems_of(std::string("name: a\0b\n", 10)),
              ElementsAre("1:8: control character 0x00 | a scenario is YAML in UTF-8"));
  EXPECT_THAT(problems_of("\x7F"
                          "ELF\x02\x01"),
              ElementsAre("1:1: control character 0x7F | a scenario is YAML in UTF-8"));
}

TEST(Yaml, MayHoldAnyLanguage) {
  EXPECT_THAT(problems_with({"description: Größe 日本語 🐤"}), IsEmpty());
}

TEST(Yaml, KeysAreWords) {
  EXPECT_THAT(
      problems_of(scenario() + "? [a, b]\n: 1\n"),
      ElementsAre("7:3: a key must be a word",
                  testing::StartsWith("7:3: unknown key \"\" in scenario | one of: name, ")));
}

}  // namespace
}  // namespace coalmine::spec
