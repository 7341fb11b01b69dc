// Bash knows no descriptions; what it is told is which words follow which.
#include <fmt/format.h>

#include "app/help/completion.hpp"

namespace coalmine::app {
namespace {

// Takes the words before the cursor one by one: options with their values, sub-commands, and the
// number of the argument that comes next.
constexpr std::string_view before =
    R"(# Completion of coalmine for bash. Made by: coalmine completion bash

_coalmine() {
  local current=${COMP_WORDS[COMP_CWORD]} command=coalmine option= argument=1 named=coalmine offers= word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == = ]]; then
      continue
    elif [[ $word == -?* ]]; then
      offers=
      _coalmine_offers_value "$command" "$word"
      option=${offers:+$word}
    elif [[ -n $option ]]; then
      option=
    elif _coalmine_is_command "$command $word"; then
      command+=" $word"
    else
      ((argument++))
      named+=" $word"
    fi
  done
  [[ $current == = ]] && current=

  offers=
  if [[ $current == -?* ]]; then
    _coalmine_offers_options "$command"
  elif [[ -n $option ]]; then
    _coalmine_offers_value "$command" "$option"
  else
    _coalmine_offers_argument "$command" "$argument"
  fi

  COMPREPLY=()
  case $offers in
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      ;;
    scenarios)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -X '!*.yaml' -- "$current"
                               compgen -f -X '!*.yml' -- "$current"
                               compgen -d -- "$current")
      ;;
    commands)
      offers=
      _coalmine_offers_command "$named"
      mapfile -t COMPREPLY < <(compgen -W "$offers" -- "$current")
      ;;
    nothing | '') ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$offers" -- "$current") ;;
  esac
}
)";

// "files", "scenarios", "commands", "nothing", or the words themselves.
std::string offers_of(const ValueHelp& value) {
  if (!value.choices.empty()) return joined(value.choices);
  switch (value.completes) {
    case Completes::files:
      return "files";
    case Completes::scenarios:
      return "scenarios";
    case Completes::commands:
      return "commands";
    case Completes::nothing:
      break;
  }
  return "nothing";
}

std::string row(const std::string& pattern, const std::string& offers) {
  return fmt::format("    {}) offers={} ;;\n", pattern, shell_word(offers));
}

std::string value_rows(const CommandHelp& command) {
  std::string rows;
  for (const OptionGroup& group : command.groups) {
    for (const OptionHelp& option : group.options) {
      if (option.value.empty()) continue;
      std::string pattern;
      for (const std::string& name : option.names) {
        pattern += (pattern.empty() ? "" : " | ") + shell_word(joined(command.words) + ' ' + name);
      }
      rows += row(pattern, offers_of(option.value.front()));
    }
  }
  return rows;
}

std::string names_below(const CommandHelp& command) {
  std::vector<std::string> names;
  for (const CommandHelp& below : command.commands) names.push_back(below.words.back());
  return joined(names);
}

std::string command_row(const CommandHelp& command) {
  if (command.commands.empty()) return "";
  return row(shell_word(joined(command.words)), names_below(command));
}

std::string argument_rows(const CommandHelp& command) {
  const std::string name = joined(command.words);
  std::string rows;
  if (!command.commands.empty()) return row(shell_word(name + " 1"), names_below(command));
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const ValueHelp& value = command.arguments[i].value;
    const std::string pattern = value.repeated ? shell_word(name + ' ') + '*'
                                               : shell_word(fmt::format("{} {}", name, i + 1));
    rows += row(pattern, offers_of(value));
  }
  return rows;
}

std::string option_row(const CommandHelp& command) {
  std::vector<std::string> names;
  for (const OptionGroup& group : command.groups) {
    for (const OptionHelp& option : group.options) {
      names.insert(names.end(), option.names.begin(), option.names.end());
    }
  }
  return row(shell_word(joined(command.words)), joined(names));
}

// A function that sets `offers` by what its arguments say.
std::string table(std::string_view comment, std::string_view name, const std::string& rows,
                  std::string_view key) {
  return fmt::format("\n# {}\n{}() {{\n  case \"{}\" in\n{}  esac\n}}\n", comment, name, key, rows);
}

}  // namespace

std::string bash_completion(const CommandHelp& root) {
  std::string commands;
  std::string options;
  std::string values;
  std::string arguments;
  std::string named;
  for (const CommandHelp* command : all_commands(root)) {
    if (command != &root) {
      commands += (commands.empty() ? "" : " | ") + shell_word(joined(command->words));
    }
    options += option_row(*command);
    values += value_rows(*command);
    arguments += argument_rows(*command);
    named += command_row(*command);
  }
  return std::string(before) +
         fmt::format(
             "\n_coalmine_is_command() {{\n  case $1 in\n    {}) return 0 ;;\n  esac\n"
             "  return 1\n}}\n",
             commands) +
         table("The options of a command.", "_coalmine_offers_options", options, "$1") +
         table("What follows an option of a command; nothing is set for a flag.",
               "_coalmine_offers_value", values, "$1 $2") +
         table("The n-th argument of a command.", "_coalmine_offers_argument", arguments, "$1 $2") +
         table("The commands below one that is named as an argument.", "_coalmine_offers_command",
               named, "$1") +
         "\ncomplete -F _coalmine coalmine\n";
}

}  // namespace coalmine::app
