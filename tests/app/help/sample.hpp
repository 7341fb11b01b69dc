// A command line whose texts try to break out of whatever they are put into.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/help/tree.hpp"

namespace coalmine::app {

struct SampleLine {
  CLI::App app{"coalmine tests itself.", "coalmine"};
  std::string shape, file, seed;
  std::vector<std::string> scenarios;
  bool loud = false;

  SampleLine() {
    CLI::App* brew = app.add_subcommand("brew", "Say 'hello' [to $USER] `now`: \\o/");
    brew->add_option("scenario", scenarios, ".hidden at the start")->required();
    brew->add_option("-s,--shape", shape, "Round or square")
        ->check(CLI::IsMember({"round", "square"}))
        ->type_name("SHAPE")
        ->default_str("round");
    brew->add_option("--seed", seed, "Any")->check(CLI::Range(1, 9))->type_name("N");
    brew->add_option("--to", file, "Where")->type_name("FILE")->required();
    auto* group = brew->add_option_group("noise", "How \"loud\"");
    group->add_flag("--loud", loud, "Shout, don't whisper");
    brew->footer(
        "Best served hot.\n"
        "Example:  coalmine brew 'a b.yaml' --to -\n"
        "Exit:     0 fine, even if cold, 1 spilled, 2 no coffee");
    app.add_subcommand("clean", "Clean")->add_subcommand("all", "Everything");
  }
  CommandHelp help() { return help_of(app); }
};

}  // namespace coalmine::app
