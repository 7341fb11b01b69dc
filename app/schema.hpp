// `coalmine schema`: the JSON Schema of the scenario language, for editors.
#pragma once

namespace coalmine::app {

// Returns an ExitCode.
int print_schema();

}  // namespace coalmine::app
