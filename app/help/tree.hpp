// The help of the command line as a value: what completion scripts and man pages are made of.
//
// Read off the parser, so that neither can forget an option or describe one differently.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace coalmine::app {

// What a shell offers for a value that has no list of choices.
enum class Completes : std::uint8_t {
  nothing,
  files,
  scenarios,  // *.yaml, *.yml and folders
  commands,   // of coalmine itself: a word of one behind the other
};

// A value on the command line: what follows an option, or an argument by itself.
struct ValueHelp {
  std::string name{};                  // "FILE", "N"; of an argument "scenario"
  std::string limits{};                // "in [1 - 1024]"; empty: none
  std::vector<std::string> choices{};  // empty: anything
  Completes completes = Completes::nothing;
  bool repeated = false;  // one may stand after the other
};

struct ArgumentHelp {
  ValueHelp value;
  std::string meaning;
  bool required = false;
};

struct OptionHelp {
  std::vector<std::string> names{};  // "-o", "--output": short ones first
  std::vector<ValueHelp> value{};    // none or one: a flag has none
  std::string default_value{};       // empty: none, or `meaning` says it
  std::string meaning{};
  bool required = false;
};

// Options under a heading of their own; the first group has none.
struct OptionGroup {
  std::string heading;
  std::vector<OptionHelp> options;
};

struct CommandHelp {
  std::vector<std::string> words;  // "coalmine", "baseline", "save"
  std::string meaning;             // one line
  std::vector<ArgumentHelp> arguments;
  std::vector<OptionGroup> groups;
  std::vector<CommandHelp> commands;
  std::vector<std::string> notes;  // sentences of the footer
  std::string example;             // empty: none
  std::vector<std::string> exits;  // "0 fine", "2 bad input"
};

// What `app` and everything below it understand.
CommandHelp help_of(CLI::App& app);

// The words with `separator` between them: "coalmine baseline save".
std::string joined(const std::vector<std::string>& words, char separator = ' ');

// The command itself and every one below it, in the order of the help.
std::vector<const CommandHelp*> all_commands(const CommandHelp& command);

}  // namespace coalmine::app
