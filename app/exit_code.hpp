// What coalmine tells the shell, and so a pipeline.
#pragma once

namespace coalmine::app {

enum ExitCode : int {
  fine = 0,
  expectation_failed = 1,  // not met, or without data to judge by
  bad_input = 2,           // or bad usage; nothing was written
  bug = 3,                 // in coalmine
};

}  // namespace coalmine::app
