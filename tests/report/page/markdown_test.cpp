// Pages as GitHub's Markdown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/page/markdown_text.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::size_t characters_max = 65'000;

DataTable table_of(std::size_t rows, const std::string& cell = "1") {
  DataTable table{{"name", "value"}, {}};
  for (std::size_t i = 0; i < rows; ++i) table.rows.push_back({std::to_string(i), cell});
  return table;
}

Chapter chapter_of(std::string title, bool detail) {
  Chapter chapter;
  chapter.title = std::move(title);
  chapter.detail = detail;
  return chapter;
}

Page small_page() {
  Chapter open = chapter_of("Blast radius", false);
  open.paragraphs = {"Shares."};
  open.charts.push_back({.id = "a",
                         .title = "weighted harms",
                         .text = "Bars.",
                         .alt = "",
                         .spec = {},
                         .table = {{"policy", "harmed"}, {{"weighted", "5 %"}}}});
  Chapter folded = chapter_of("All", true);
  folded.tables.push_back({{"Users", "weighted"}, {{"active", "9"}}});
  folded.listings.push_back({"Command", "coalmine run x.yaml\n"});
  Page page;
  page.title = "coffee";
  page.subtitle = "seed 1";
  page.summary = {"The answer.", "The verdict."};
  page.chapters = {open, folded};
  return page;
}

TEST(Markdown, HasTheAnswerFirstThenTheKeyTablesAndTheRestFolded) {
  EXPECT_EQ(to_markdown(small_page(), "1.2.3"), R"(## coffee

seed 1

- The answer.
- The verdict.

### Blast radius

Shares.

**weighted harms**

| policy | harmed |
| --- | ---: |
| weighted | 5 % |

<details><summary><b>All</b></summary>

| Users | weighted |
| --- | ---: |
| active | 9 |

Command

```
coalmine run x.yaml
```

</details>

<sub>coalmine 1.2.3</sub>
)");
}

TEST(Markdown, FoldsLongTables) {
  Page page = small_page();
  page.chapters[0].charts[0].table = table_of(12);
  EXPECT_THAT(to_markdown(page, "1"), Not(HasSubstr("<summary>The figures</summary>")));
  page.chapters[0].charts[0].table = table_of(13);
  EXPECT_THAT(to_markdown(page, "1"), HasSubstr("<summary>The figures</summary>"));
}

TEST(Markdown, ShowsWhatWasSaidWhateverTheCharacters) {
  EXPECT_EQ(markdown_inline("a|b `c` *d* <e> [f] ~g~ \\ &amp;"),
            "a\\|b \\`c\\` \\*d\\* &lt;e&gt; \\[f\\] \\~g\\~ \\\\ &amp;amp;");
  EXPECT_EQ(markdown_inline("two\nlines"), "two lines");
  EXPECT_EQ(markdown_inline("alarm.time_to_detect"), "alarm.time_to_detect");
  EXPECT_EQ(markdown_inline("_so_"), "\\_so\\_");
  EXPECT_EQ(markdown_inline("@team"), "@<!-- -->team");
}

TEST(Markdown, DoesNotMistakeAParagraphForAListOrAHeading) {
  EXPECT_EQ(markdown_text("1. first"), "1\\. first");
  EXPECT_EQ(markdown_text("12 users"), "12 users");
  EXPECT_EQ(markdown_text("- no"), "\\- no");
  EXPECT_EQ(markdown_text("# no"), "\\# no");
}

TEST(Markdown, PutsNumbersToTheRight) {
  EXPECT_EQ(
      markdown_table({{"a", "b", "c"}, {{"1", "+2.5 ± 1", "text"}, {"2", "no data", "3"}}}),
      "| a | b | c |\n| --- | ---: | --- |\n| 1 | +2.5 ± 1 | text |\n| 2 | no data | 3 |\n\n");
}

TEST(Markdown, CutsATableThatIsWiderThanAPullRequest) {
  DataTable wide{{"until"}, {{"1 min"}}};
  for (int i = 1; i <= 9; ++i) {
    wide.headings.push_back("p" + std::to_string(i));
    wide.rows[0].push_back(std::to_string(i));
  }
  EXPECT_EQ(markdown_table(wide),
            "| until | p1 | p2 | p3 | p4 | p5 | p6 | p7 | p8 |\n"
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
            "| 1 min | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |\n\n"
            "| until | p9 |\n| --- | ---: |\n| 1 min | 9 |\n\n");
}

TEST(Markdown, FencesAListingThatHasFences) {
  EXPECT_EQ(markdown_listing("a\n```\nb"), "````\na\n```\nb\n````\n\n");
}

TEST(Markdown, LeavesOutTheDataOfChartsFirstWhereThereIsNoRoomAndSaysSo) {
  Page page = small_page();
  page.chapters[1].charts.push_back({.id = "b",
                                     .title = "over time",
                                     .text = "",
                                     .alt = "",
                                     .spec = {},
                                     .table = table_of(9'000)});
  const std::string text = to_markdown(page, "1");
  EXPECT_THAT(text, SizeIs(Le(characters_max)));
  EXPECT_THAT(text, AllOf(HasSubstr("_The figures: left out for its length._"),
                          HasSubstr("| weighted | 5 % |"), HasSubstr("coalmine run x.yaml")));
}

TEST(Markdown, LeavesOutAListingBeforeFigures) {
  Page page = small_page();
  page.chapters[1].listings[0].text = std::string(70'000, 'x');
  const std::string text = to_markdown(page, "1");
  EXPECT_THAT(text, SizeIs(Le(characters_max)));
  EXPECT_THAT(text, AllOf(HasSubstr("_Command: left out for its length._"),
                          HasSubstr("| active | 9 |"), Not(HasSubstr("xxx"))));
}

TEST(Markdown, FitsHoweverMuchThereIsToTell) {
  for (const std::size_t paragraphs : {10U, 3'000U, 100'000U}) {
    Page page = small_page();
    for (std::size_t i = 0; i < paragraphs; ++i) {
      page.chapters[0].paragraphs.emplace_back("word word word");
      page.summary.emplace_back("größer");
    }
    const std::string text = to_markdown(page, "1");
    EXPECT_THAT(text, SizeIs(Le(characters_max)));
    EXPECT_THAT(text, AllOf(StartsWith("## coffee\n"), EndsWith("<sub>coalmine 1</sub>\n")));
    // Nothing is left open.
    std::size_t opened = 0;
    std::size_t closed = 0;
    for (std::size_t at = 0; (at = text.find("<details>", at)) != std::string::npos; ++at) ++opened;
    for (std::size_t at = 0; (at = text.find("</details>", at)) != std::string::npos; ++at)
      ++closed;
    EXPECT_EQ(opened, closed);
  }
}

TEST(Markdown, CutsBetweenCharacters) {
  std::string umlauts;
  for (int i = 0; i < 1'000; ++i) umlauts += "ö";
  const std::string cut = markdown_cut(umlauts, 101);
  EXPECT_LE(cut.size(), 101);
  EXPECT_THAT(cut, EndsWith("_More is left out for its length._\n\n"));
  EXPECT_EQ(cut.find('\n') % 2, 0);  // whole pairs of bytes
}

}  // namespace
}  // namespace coalmine::report
