// What a journal keeps, whatever happens to the process and the disk.
#include "report/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/scratch_directory.hpp"

namespace coalmine::report {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class JournalTest : public testing::Test {
 protected:
  std::string read() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(std::string_view text) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << text;
  }
  std::string refusal(std::string_view header = "work") const {
    const auto journal = Journal::open(path_, header);
    return journal ? "none" : journal.error().message;
  }

  ScratchDirectory scratch_;
  std::string path_ = scratch_.path() / "out.partial";
};

TEST_F(JournalTest, GoesOnWithWhatWasFound) {
  {
    auto journal = Journal::open(path_, "work");
    EXPECT_THAT(journal->found(), IsEmpty());
    ASSERT_TRUE(journal->add(3, "three"));
    ASSERT_TRUE(journal->add(1, ""));
  }
  auto journal = Journal::open(path_, "work");
  EXPECT_THAT(journal->found(), ElementsAre(Pair(1, ""), Pair(3, "three")));
  ASSERT_TRUE(journal->add(2, "two 2"));
  EXPECT_THAT(journal->found(), ElementsAre(Pair(1, ""), Pair(2, "two 2"), Pair(3, "three")));
}

TEST_F(JournalTest, IsGoneWhenItIsRemovedButStillReadable) {
  auto journal = Journal::open(path_, "work");
  ASSERT_TRUE(journal->add(1, "one"));
  ASSERT_TRUE(journal->remove());
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_THAT(journal->found(), ElementsAre(Pair(1, "one")));
}

// A kill can leave any beginning of what was written.
TEST_F(JournalTest, GoesOnAfterEveryPossibleKill) {
  {
    auto journal = Journal::open(path_, "work");
    for (std::uint32_t job = 0; job < 4; ++job) {
      ASSERT_TRUE(journal->add(job, "found " + std::to_string(job)));
    }
  }
  const std::string whole = read();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    write(whole.substr(0, size));
    auto journal = Journal::open(path_, "work");
    ASSERT_TRUE(journal) << journal.error().message << " with " << size << " bytes";
    const std::size_t lines =
        static_cast<std::size_t>(std::count(whole.begin(), whole.begin() + size, '\n'));
    ASSERT_EQ(journal->found().size(), lines == 0 ? 0 : lines - 1) << size;
    for (std::uint32_t job = 0; job < 4; ++job) {
      if (!journal->found().contains(job)) {
        ASSERT_TRUE(journal->add(job, "found " + std::to_string(job)));
      }
    }
    ASSERT_EQ(read(), whole) << size;
  }
}

TEST_F(JournalTest, DropsALineThatWasCutShortWhateverComesNext) {
  write("coalmine-journal 1 work\n0 zero\n1 a line that is longer than the ne");
  { ASSERT_TRUE(Journal::open(path_, "work")->add(2, "two")); }
  EXPECT_EQ(read(), "coalmine-journal 1 work\n0 zero\n2 two\n");
}

TEST_F(JournalTest, IsRefusedToOtherWorkAndLeftAsItIs) {
  { ASSERT_TRUE(Journal::open(path_, "work")->add(1, "one")); }
  const std::string before = read();
  EXPECT_EQ(refusal("other work"),
            path_ + " keeps what was finished of other work: name another file, or remove it");
  EXPECT_EQ(refusal("wor"),
            path_ + " keeps what was finished of other work: name another file, or remove it");
  EXPECT_EQ(read(), before);
}

TEST_F(JournalTest, BegunAnewForgetsWhatOtherWorkFound) {
  { ASSERT_TRUE(Journal::open(path_, "work")->add(1, "one")); }
  { EXPECT_THAT(Journal::begin_anew(path_, "other work")->found(), IsEmpty()); }
  EXPECT_EQ(Journal::header_of(path_), "other work");
}

TEST_F(JournalTest, NeverReplacesAFileThatIsNoJournal) {
  for (const char* text : {"precious", "precious\n", "coalmine-journal 2 work\n"}) {
    write(text);
    EXPECT_EQ(refusal(), path_ + " is no journal of coalmine: name another file");
    EXPECT_EQ(Journal::begin_anew(path_, "work").error().message,
              path_ + " is no journal of coalmine: name another file");
    EXPECT_EQ(read(), text);
    EXPECT_EQ(Journal::header_of(path_), std::nullopt);
  }
}

// It could be "other work", of which more was not written.
TEST_F(JournalTest, HasNoHeaderBeforeItIsWhole) {
  write("coalmine-journal 1 other");
  EXPECT_EQ(Journal::header_of(path_), std::nullopt);
}

TEST_F(JournalTest, NamesTheLineThatSomebodyDamaged) {
  for (const char* damage : {"one\n", "1\n", " one\n", "-1 one\n", "0 again\n", "9999999999 x\n"}) {
    write(std::string("coalmine-journal 1 work\n0 zero\n") + damage + "2 two\n");
    EXPECT_EQ(refusal(), path_ + " is damaged in line 3: remove it to begin anew") << damage;
  }
}

TEST_F(JournalTest, IsWrittenByOneProcessOnly) {
  {
    const auto journal = Journal::open(path_, "work");
    EXPECT_EQ(refusal(), path_ + " is in use: another process works on it");
    EXPECT_EQ(Journal::begin_anew(path_, "work").error().message,
              path_ + " is in use: another process works on it");
  }
  EXPECT_EQ(refusal(), "none");
}

TEST_F(JournalTest, SaysWhyItCannotBeWritten) {
  path_ = scratch_.path() / "missing" / "out.partial";
  EXPECT_EQ(refusal(), "cannot write " + path_ + ": No such file or directory");
  path_ = scratch_.path();
  EXPECT_EQ(refusal(), "cannot write " + path_ + ": Is a directory");
  path_ = "/dev/full";
  EXPECT_EQ(refusal(), "/dev/full is not a regular file");
}

// A disk that is full after so many bytes.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(JournalTest, KeepsOnlyWholeLinesWhereTheDiskIsFull) {
  auto journal = Journal::open(path_, "work");
  ASSERT_TRUE(journal->add(1, "one"));
  const std::string before = read();
  {
    const FullDisk full(before.size() + 4);
    const auto added = journal->add(2, "two");
    ASSERT_FALSE(added);
    EXPECT_THAT(added.error().message, HasSubstr("cannot write " + path_ + ": File too large"));
  }
  EXPECT_EQ(read(), before);
  EXPECT_THAT(journal->found(), ElementsAre(Pair(1, "one")));
  ASSERT_TRUE(journal->add(2, "two"));  // somebody made room
  EXPECT_EQ(read(), before + "2 two\n");
}

TEST_F(JournalTest, LeavesNoneBehindWhereEvenItsFirstLineDoesNotFit) {
  const FullDisk full(10);
  EXPECT_EQ(refusal(), "cannot write " + path_ + ": File too large");
  EXPECT_FALSE(fs::exists(path_));
}

}  // namespace
}  // namespace coalmine::report
