// Man pages as text. That formatters take them is for tests/app/man_test.py.
#include "app/help/roff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/help/sample.hpp"

namespace coalmine::app {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Roff, EscapesWhatAFormatterWouldObey) {
  EXPECT_EQ(roff_escaped(".SH \\fBold"), "\\&.SH \\efBold");
  EXPECT_EQ(roff_escaped("a\n.TP\n'br"), "a\n\\&.TP\n\\&\\(aqbr");
  EXPECT_EQ(roff_escaped("a.b"), "a.b");
}

TEST(Roff, KeepsCharactersThatAShellNeeds) {
  EXPECT_EQ(roff_escaped("--set 'a' \"b\" `c` ^ ~"),
            "\\-\\-set \\(aqa\\(aq \\(dqb\\(dq \\(gac\\(ga \\(ha \\(ti");
}

TEST(Roff, MakesAPageOfACommand) {
  SampleLine line;
  const CommandHelp root = line.help();
  EXPECT_EQ(man_file(root.commands.at(0)), "coalmine-brew.1");
  EXPECT_EQ(man_page(root.commands.at(0), root, "1.0"),
            R"(.TH "coalmine\-brew" 1 "" "coalmine 1.0" "User Commands"
.ad l
.SH NAME
coalmine\-brew \- Say \(aqhello\(aq [to $USER] \(ganow\(ga: \eo/
.SH SYNOPSIS
\fB\%coalmine brew\fR \fB\%\-\-to\fR \fIFILE\fR [\fIoption\fR] ... \fIscenario\fR ...
.SH DESCRIPTION
Say \(aqhello\(aq [to $USER] \(ganow\(ga: \eo/.
.PP
Best served hot.
.SH ARGUMENTS
.TP
\fIscenario\fR ...
\&.hidden at the start
.SH OPTIONS
.TP
\fB\%\-h\fR, \fB\%\-\-help\fR
Print this help message and exit
.TP
\fB\%\-s\fR, \fB\%\-\-shape\fR \fISHAPE\fR
Round or square
.br
One of \fB\%round\fR, \fB\%square\fR.
.br
Default: round
.TP
\fB\%\-\-seed\fR \fIN\fR
Any
.br
\fIN\fR in [1 \- 9].
.TP
\fB\%\-\-to\fR \fIFILE\fR
Where
.SS "How \(dqloud\(dq"
.TP
\fB\%\-\-loud\fR
Shout, don\(aqt whisper
.SH EXAMPLES
.EX
coalmine brew \(aqa b.yaml\(aq \-\-to \-
.EE
.SH EXIT STATUS
.TP
\fB\%0\fR
fine, even if cold
.TP
\fB\%1\fR
spilled
.TP
\fB\%2\fR
no coffee
.SH SEE ALSO
\fB\%coalmine\fR(1),
\fB\%coalmine\-clean\fR(1)
)");
}

TEST(Roff, DoesNotRepeatTheProgramsNameInItsSummary) {
  SampleLine line;
  const CommandHelp root = line.help();
  EXPECT_THAT(man_page(root, root, "1.0"), HasSubstr("\ncoalmine \\- tests itself\n"));
}

TEST(Roff, RefersToWhatIsAboveBesideAndBelow) {
  SampleLine line;
  const CommandHelp root = line.help();
  const CommandHelp& clean = root.commands.at(1);
  EXPECT_THAT(man_page(clean, root, "1.0"),
              HasSubstr("\\fB\\%coalmine\\fR(1),\n\\fB\\%coalmine\\-brew\\fR(1),\n"
                        "\\fB\\%coalmine\\-clean\\-all\\fR(1)\n"));
  EXPECT_THAT(man_page(clean.commands.at(0), root, "1.0"), Not(HasSubstr("brew")));
}

}  // namespace
}  // namespace coalmine::app
