#include "models/trace.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "tests/support/scratch_directory.hpp"

namespace coalmine::models {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const std::string header = "t,user,endpoint,status,bytes\n";

class TraceTest : public testing::Test {
 protected:
  std::string write(const std::string& bytes) const {
    const std::string path = directory_ + "/log";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  std::string compressed(const std::string& text) const {
    const std::string path = directory_ + "/log.gz";
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  // What is wrong with a log of these bytes: "line:column: message".
  std::vector<std::string> problems_of(const std::string& bytes) const {
    const std::string path = write(bytes);
    const auto trace = read_trace(path);
    std::vector<std::string> lines;
    if (trace) return lines;
    for (const Diagnostic& each : trace.error()) {
      EXPECT_EQ(each.file, path);
      lines.push_back(fmt::format("{}:{}: {}", each.at.line, each.at.column, each.message));
    }
    return lines;
  }

 private:
  ScratchDirectory scratch_;
  std::string directory_ = scratch_.path();
};

TEST_F(TraceTest, KeepsRowsInOrderAndNumbersUsersByFirstAppearance) {
  const auto trace = read_trace(write(header + "0,70,1,200,5\n0,9,1,200,\n2,70,0,0,\n"));
  ASSERT_TRUE(trace);
  EXPECT_THAT(trace->at, ElementsAre(Instant{0s}, Instant{0s}, Instant{2s}));
  EXPECT_THAT(trace->user, ElementsAre(0U, 1U, 0U));
  EXPECT_EQ(trace->users, 2U);
}

TEST_F(TraceTest, KeepsTimesExactlyToTheNanosecond) {
  const auto trace = read_trace(
      write(header + "0.1,1,0,200,\n0.100000001,1,0,200,\n123456789.123456789,1,0,200,\n"));
  ASSERT_TRUE(trace);
  EXPECT_THAT(trace->at, ElementsAre(Instant{100ms}, Instant{100ms + 1ns},
                                     Instant{Duration{123'456'789'123'456'789}}));
}

TEST_F(TraceTest, RecognisesGzipByContent) {
  const auto trace = read_trace(write(compressed(header + "1,5,0,200,\n")));
  ASSERT_TRUE(trace);
  EXPECT_THAT(trace->at, ElementsAre(Instant{1s}));
}

TEST_F(TraceTest, NeedsNoLastLineEndAndToleratesCarriageReturns) {
  const auto trace =
      read_trace(write("t,user,endpoint,status,bytes\r\n1,5,0,200,7\r\n2,5,0,200,7"));
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->at.size(), 2U);
}

TEST_F(TraceTest, ReadsLogsLongerThanItsBuffer) {
  std::string text = header;
  for (int i = 0; i < 100'000; ++i) text += fmt::format("{},{},0,200,\n", i, i % 10);
  const auto trace = read_trace(write(compressed(text)));
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->at.size(), 100'000U);
  EXPECT_EQ(trace->at.back(), Instant{99'999s});
  EXPECT_EQ(trace->users, 10U);
}

TEST_F(TraceTest, RefusesAFileThatIsNotThereAsAWhole) {
  const auto trace = read_trace("no/such/log.csv");
  ASSERT_FALSE(trace);
  EXPECT_THAT(trace.error(),
              ElementsAre(Diagnostic{
                  "no/such/log.csv", {}, "cannot be read: No such file or directory", ""}));
}

TEST_F(TraceTest, RefusesWhatIsNotAFile) {
  const auto trace = read_trace("/dev/null");
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error()[0].message, "is not a file");
}

TEST_F(TraceTest, RefusesALogWithoutRows) {
  EXPECT_THAT(problems_of(""), ElementsAre("1:1: the log has no rows"));
  EXPECT_THAT(problems_of(header), ElementsAre("2:1: the log has no rows"));
}

TEST_F(TraceTest, RefusesAnotherHeader) {
  EXPECT_THAT(problems_of("time,user\n1,2\n"), ElementsAre("1:1: the header is missing"));
  EXPECT_THAT(problems_of(std::string("\x7F"
                                      "ELF\0\0\n",
                                      7)),
              ElementsAre("1:1: the header is missing"));
}

TEST_F(TraceTest, RefusesRowsWithMoreOrFewerColumns) {
  EXPECT_THAT(problems_of(header + "1,2,0,200\n\n1,2,0,200,5,6\n"),
              ElementsAre("2:1: 4 columns, expected 5", "3:1: 1 columns, expected 5",
                          "4:1: 6 columns, expected 5"));
}

TEST_F(TraceTest, RefusesFieldsThatAreNoNumbers) {
  EXPECT_THAT(problems_of(header + "1,bob,-1,2e2,x\n"),
              ElementsAre("2:3: user: \"bob\" is not a whole number",
                          "2:7: endpoint: \"-1\" is not a whole number",
                          "2:10: status: \"2e2\" is not a whole number",
                          "2:14: bytes: \"x\" is not a whole number"));
}

TEST_F(TraceTest, RefusesTimesThatAreNoOffsets) {
  EXPECT_THAT(
      problems_of(header + "-1,1,0,0,\n1.,1,0,0,\n1.0000000001,1,0,0,\n99999999999,1,0,0,\n"),
      ElementsAre("2:1: t: \"-1\" is not an offset in seconds",
                  "3:1: t: \"1.\" is not an offset in seconds",
                  "4:1: t: \"1.0000000001\" is not an offset in seconds",
                  "5:1: t: \"99999999999\" is not an offset in seconds"));
}

TEST_F(TraceTest, RefusesTimesThatDecrease) {
  EXPECT_THAT(problems_of(header + "2,1,0,0,\n1.9,1,0,0,\n2,1,0,0,\n"),
              ElementsAre("3:1: t: 1.9 comes after a later time"));
}

TEST_F(TraceTest, RefusesLinesWithoutEnd) {
  EXPECT_THAT(problems_of(header + std::string(2000, '1')),
              ElementsAre("2:1: longer than 1000 bytes"));
}

TEST_F(TraceTest, RefusesTruncatedGzip) {
  std::string text = header;
  for (int i = 0; i < 1000; ++i) text += fmt::format("{},{},0,200,\n", i, i * 7 % 13);
  const std::string whole = compressed(text);
  for (const std::size_t missing : {1U, 4U, 8U, 9U, 500U}) {
    EXPECT_THAT(problems_of(whole.substr(0, whole.size() - missing)),
                ElementsAre(testing::EndsWith(": the compressed data end too early")))
        << missing << " bytes missing";
  }
}

TEST_F(TraceTest, RefusesBrokenGzip) {
  std::string bytes = compressed(header + "1,5,0,200,\n2,5,0,200,\n");
  bytes[bytes.size() - 5] = static_cast<char>(bytes[bytes.size() - 5] ^ 1);  // of the checksum
  EXPECT_THAT(problems_of(bytes),
              ElementsAre(testing::HasSubstr("the compressed data are broken")));
}

TEST_F(TraceTest, StopsAfterTwentyProblems) {
  std::string text = header;
  for (int i = 0; i < 100; ++i) text += "x,1,0,0,\n";
  EXPECT_EQ(problems_of(text).size(), 20U);
}

}  // namespace
}  // namespace coalmine::models
