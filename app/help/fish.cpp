// Fish is told of each word by itself, and when it fits.
#include <fmt/format.h>

#include "app/help/completion.hpp"

namespace coalmine::app {
namespace {

// Which command the words before the cursor name: options and arguments are passed over.
constexpr std::string_view before =
    R"(# Completion of coalmine for fish. Made by: coalmine completion fish

function __coalmine_in
  set -l command coalmine
  for word in (commandline -opc)[2..]
    contains -- "$command $word" $__coalmine_commands; and set command "$command $word"
  end
  test "$command" = "$argv"
end

# Whether the arguments name this command.
function __coalmine_names
  set -l command coalmine
  set -l named coalmine
  for word in (commandline -opc)[2..]
    if contains -- "$command $word" $__coalmine_commands
      set command "$command $word"
    else if not string match --quiet -- '-*' $word
      set named "$named $word"
    end
  end
  test "$named" = "$argv"
end

function __coalmine_scenarios
  string match --regex --entire '^[^\t]*(?:/|\.ya?ml)(?:\t|$)' -- (__fish_complete_path (commandline -ct))
end

)";

// In fish's quotes a backslash and a quote are escaped.
std::string fish_quoted(std::string_view text) {
  std::string word = "'";
  for (const char character : text) {
    if (character == '\'' || character == '\\') word += '\\';
    word += character;
  }
  return word + '\'';
}

std::string condition(const CommandHelp& command) {
  return "-n " + fish_quoted("__coalmine_in " + joined(command.words));
}

// What may stand for the value: its own words instead of files, or files after all.
std::string offers_of(const ValueHelp& value) {
  if (!value.choices.empty()) return " -a " + fish_quoted(joined(value.choices));
  switch (value.completes) {
    case Completes::files:
      return " -F";
    case Completes::scenarios:
      return " -a '(__coalmine_scenarios)'";
    case Completes::commands:  // only an argument is one: see named_lines()
    case Completes::nothing:
      break;
  }
  return "";
}

std::string option_line(const CommandHelp& command, const OptionHelp& option) {
  std::string line = "complete -c coalmine " + condition(command);
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  line += " -d " + fish_quoted(option.meaning);
  // -x: a value follows, and it is no file.
  if (!option.value.empty()) {
    const ValueHelp& value = option.value.front();
    line += (value.completes == Completes::files ? " -r" : " -x") + offers_of(value);
  }
  return line + '\n';
}

std::string argument_line(const CommandHelp& command, const ArgumentHelp& argument) {
  const std::string offers = offers_of(argument.value);
  if (offers.empty()) return "";
  return fmt::format("complete -c coalmine {}{}\n", condition(command), offers);
}

// The commands below one, where `condition` holds.
std::string names_below(const CommandHelp& command, const std::string& condition) {
  std::string lines;
  for (const CommandHelp& below : command.commands) {
    lines += fmt::format("complete -c coalmine {} -a {} -d {}\n", condition, below.words.back(),
                         fish_quoted(below.meaning));
  }
  return lines;
}

// Where the arguments of `command` name another, which one comes next.
std::string named_lines(const CommandHelp& command, const CommandHelp& root) {
  std::string lines;
  for (const CommandHelp* named : all_commands(root)) {
    lines += names_below(
        *named, "-n " + fish_quoted(fmt::format("__coalmine_in {}; and __coalmine_names {}",
                                                joined(command.words), joined(named->words))));
  }
  return lines;
}

std::string lines_of(const CommandHelp& command, const CommandHelp& root) {
  std::string lines = names_below(command, condition(command));
  for (const ArgumentHelp& argument : command.arguments) {
    lines += argument.value.completes == Completes::commands ? named_lines(command, root)
                                                             : argument_line(command, argument);
  }
  for (const OptionGroup& group : command.groups) {
    for (const OptionHelp& option : group.options) lines += option_line(command, option);
  }
  return lines;
}

}  // namespace

std::string fish_completion(const CommandHelp& root) {
  std::string commands;
  std::string lines;
  for (const CommandHelp* command : all_commands(root)) {
    if (command != &root) commands += ' ' + fish_quoted(joined(command->words));
    lines += lines_of(*command, root);
  }
  return std::string(before) + fmt::format("set -g __coalmine_commands{}\n", commands) +
         "\n# No files but where they are asked for.\ncomplete -c coalmine -f\n" + lines;
}

}  // namespace coalmine::app
