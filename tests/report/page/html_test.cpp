#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

#include "report/page/html_text.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Chart chart() {
  return {.id = "exposed",
          .title = "Exposed users",
          .text = "Dots are means.",
          .alt = "96 % under weighted-alias.",
          .spec = {{"height", 120}, {"mark", "point"}},
          .table = {.headings = {"policy", "exposed"}, .rows = {{"weighted-alias", "96.8 %"}}}};
}

Chapter chapter(std::string id, std::string title) {
  return {.id = std::move(id),
          .title = std::move(title),
          .paragraphs = {},
          .charts = {},
          .tables = {},
          .listings = {}};
}

Page page_of(std::vector<Chapter> chapters) {
  return {.title = "food-ordering",
          .subtitle = "seed 1",
          .summary = {"Ship it.", "Nobody noticed."},
          .chapters = std::move(chapters)};
}

Page page_with(const Chart& chart) {
  Page page = page_of({chapter("blast-radius", "Blast radius")});
  page.chapters[0].charts.push_back(chart);
  return page;
}

// What stands between the last `begin` and the `end` after it.
std::string between(const std::string& html, const std::string& begin, const std::string& end) {
  const std::size_t from = html.rfind(begin) + begin.size();
  return html.substr(from, html.find(end, from) - from);
}

// `html` without what stands between the last `begin` and the `end` after it.
std::string without(std::string html, const std::string& begin, const std::string& end) {
  const std::size_t from = html.rfind(begin) + begin.size();
  return html.erase(from, html.find(end, from) - from);
}

// The page without style, script and licences, which are the same in every one.
std::string own_part(const Page& page, std::string_view version = "1.2.3") {
  std::string html = to_html(page, version);
  html = without(html, "aria-label=\"Licences\">", "</pre>");
  html = without(html, "<script>", "</script>");
  const std::size_t style = html.find("<style>");
  return html.erase(style, html.find("</style>", style) - style);
}

std::string html_of(const DataTable& table) {
  Page page = page_of({chapter("all", "All")});
  page.chapters[0].tables.push_back(table);
  return own_part(page);
}

std::string without_all(std::string text, const std::string& part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at, part.size());
  }
  return text;
}

std::string base64_sha256(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 64> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), digest.size());
  return {base64.begin(), base64.begin() + length};
}

TEST(Html, SaysWhatWasRunThenTheAnswerThenTheChapters) {
  const std::string html =
      own_part(page_of({chapter("rollout", "The rollout"), chapter("users", "Users")}));
  std::size_t at = 0;
  for (const char* part :
       {"<h1>food-ordering</h1>", "seed 1", "Ship it.", "<li>Nobody noticed.</li>",
        "<a href=\"#rollout\">The rollout</a>", "<a href=\"#users\">Users</a>",
        "<section id=\"rollout\"", "<section id=\"users\"", "coalmine 1.2.3"}) {
    const std::size_t found = html.find(part);
    ASSERT_NE(found, std::string::npos) << part;
    EXPECT_GE(found, at) << part;
    at = found;
  }
}

TEST(Html, IsADocumentWithLanguageEncodingAndTitle) {
  EXPECT_THAT(
      to_html(page_of({}), "1"),
      AllOf(StartsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"),
            HasSubstr("<meta name=\"viewport\" content=\"width=device-width"),
            HasSubstr("<title>food-ordering · coalmine</title>")));
}

TEST(Html, GivesAChartALabelItsSpecificationAndItsData) {
  EXPECT_THAT(
      own_part(page_with(chart())),
      AllOf(HasSubstr(
                "<figure id=\"exposed\" data-state=\"pending\" aria-labelledby=\"exposed-title\">"),
            HasSubstr("<h3 id=\"exposed-title\">Exposed users</h3>"),
            HasSubstr("role=\"img\" aria-label=\"96 % under weighted-alias.\""),
            HasSubstr(
                "<script type=\"application/json\">{\"height\":120,\"mark\":\"point\"}</script>"),
            HasSubstr("<summary>Data: 1 row</summary>"),
            HasSubstr("<th scope=\"row\" class=\"text\">weighted-alias</th><td>96.8 %</td>")));
}

TEST(Html, MarksSmallChartsWhichStandBesideEachOther) {
  Chart small = chart();
  small.small = true;
  EXPECT_THAT(own_part(page_with(small)), HasSubstr("<figure id=\"exposed\" class=\"small\""));
}

TEST(Html, LeavesOutTheDataOfAChartThatHasNoTable) {
  Chart bare = chart();
  bare.table = {};
  EXPECT_THAT(own_part(page_with(bare)), Not(HasSubstr("<summary>Data:")));
}

TEST(Html, ReadsNumbersFromTheRightAndWordsFromTheLeft) {
  const std::string html =
      html_of({.headings = {"name", "share", "verdict", "explanation"},
               .rows = {{"a name of two dozen bytes", "-0.5 %", "met", std::string(50, 'x')},
                        {"b", "no data", "-", "short"},
                        {"c", "< 0.1 %", "7", "short"}}});
  EXPECT_THAT(html,
              AllOf(HasSubstr("<td>-0.5 %</td><td class=\"text\">met</td><td class=\"prose\">xxx"),
                    HasSubstr("<td>no data</td><td class=\"text\">-</td>"),
                    HasSubstr("<td>&lt; 0.1 %</td><td class=\"text\">7</td>"),
                    HasSubstr("<th scope=\"col\" class=\"text\">verdict</th>")));
}

TEST(Html, KeepsAListingAsItIs) {
  Page page = page_of({chapter("repeat", "Repeat")});
  page.chapters[0].listings.push_back({"Scenario", "\nname: \"<x>\"\n\n  indented\n"});
  // HTML drops one line break after <pre>.
  EXPECT_THAT(own_part(page), HasSubstr(">\n\nname: &quot;&lt;x&gt;&quot;\n\n  indented\n</pre>"));
}

TEST(Html, TakesAllTextForTextAndNoneForMarkup) {
  const std::string hostile = "</script></style><script>alert(1)</script><!-- \" ' &amp; onload=x";
  Chart evil = chart();
  evil.title = evil.text = evil.alt = hostile;
  evil.spec["data"]["values"] = {{{hostile, hostile}}};
  evil.table = {.headings = {hostile, hostile}, .rows = {{hostile, hostile}}};
  Page page = page_with(evil);
  page.title = page.subtitle = page.chapters[0].title = hostile;
  page.summary = {hostile, hostile};
  page.chapters[0].paragraphs = {hostile};
  page.chapters[0].tables = {evil.table};
  page.chapters[0].listings = {{hostile, hostile}};

  const std::string html = own_part(page, hostile);
  // The specification is the same to who parses it, and no end of it is in it.
  const std::string begin = "<script type=\"application/json\">";
  const std::string spec = between(html, begin, "</script>");
  EXPECT_EQ(Json::parse(spec), evil.spec);
  EXPECT_THAT(spec, Not(HasSubstr("<")));
  // Everywhere else it is written so that nothing of it is markup.
  const std::string harmless =
      "&lt;/script&gt;&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &quot; &#39; "
      "&amp;amp; onload=x";
  const std::string rest = without(html, begin, "</script>");
  EXPECT_THAT(rest, HasSubstr("aria-label=\"" + harmless + "\""));
  EXPECT_THAT(without_all(rest, harmless), Not(HasSubstr("onload")));
}

TEST(Html, AllowsItsOwnScriptAndNothingElse) {
  const std::string html = to_html(page_with(chart()), "1");
  const std::string policy = between(html, "Content-Security-Policy\" content=\"", "\">");
  EXPECT_EQ(policy, "default-src 'none'; script-src 'sha256-" +
                        base64_sha256(between(html, "<script>", "</script>")) +
                        "'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
                        "form-action 'none'");
  // It counts for what comes after it.
  EXPECT_LT(html.find("Content-Security-Policy"), html.find("<style>"));
}

TEST(Html, NamesNoAddressToLoadFrom) {
  const std::string html = to_html(page_with(chart()), "1");
  const std::string style = html.substr(0, html.find("</style>"));
  for (const std::string& part : {style, own_part(page_with(chart()))}) {
    for (const char* address : {"http:", "https:", "src=", "url(", "@import"}) {
      EXPECT_EQ(part.find(address), std::string::npos) << address;
    }
  }
}

TEST(Html, CarriesTheLicencesOfWhatIsEmbedded) {
  const std::string licences =
      between(to_html(page_of({}), "1"), "aria-label=\"Licences\">", "</pre>");
  for (const char* embedded : {"vega 6.", "vega-lite 6.", "vega-embed 7.", "d3-scale 4.",
                               "University of Washington", "Mike Bostock"}) {
    EXPECT_THAT(licences, HasSubstr(embedded));
  }
  EXPECT_THAT(licences, Not(HasSubstr("esbuild")));  // it makes the file, and is not in it
}

TEST(Html, IsTheSameBytesForTheSamePage) {
  EXPECT_TRUE(to_html(page_with(chart()), "1") == to_html(page_with(chart()), "1"));
}

TEST(Html, TakesLessThanAMegabyteBesideItsData) {
  EXPECT_LT(to_html(page_of({}), "1").size(), 1'000'000);
}

TEST(HtmlDeathTest, RefusesTwoThingsOfOneName) {
  Page page = page_with(chart());
  page.chapters.push_back(chapter("exposed", "Exposed"));
  EXPECT_DEATH(to_html(page, "1"), "is_new");
}

TEST(HtmlText, InAScriptIsReplacedWhereItIsNotUtf8) {
  EXPECT_EQ(in_script(Json{{"name", "a\xff<b"}}), "{\"name\":\"a\xEF\xBF\xBD\\u003cb\"}");
}

}  // namespace
}  // namespace coalmine::report
