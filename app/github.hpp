// Annotations, where the process is a step of GitHub Actions.
#pragma once

#include "report/github.hpp"

namespace coalmine::app {

// To standard error, if GitHub Actions is running this; else nothing. Files are named as seen from
// the folder that the repository was checked out into, or as they are if they lie elsewhere.
void annotate(report::Annotation annotation);

}  // namespace coalmine::app
