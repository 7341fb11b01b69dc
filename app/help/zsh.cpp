// Zsh's _arguments is told of each option in a word: '--json=[What it does]:FILE:_files'.
#include <fmt/format.h>

#include "app/help/completion.hpp"

namespace coalmine::app {
namespace {

// Within a word of _arguments the characters of `special` end a part.
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char character : text) {
    if (character == '\\' || special.find(character) != std::string_view::npos) out += '\\';
    out += character;
  }
  return out;
}

std::string action_of(const ValueHelp& value) {
  if (!value.choices.empty()) return '(' + joined(value.choices) + ')';
  switch (value.completes) {
    case Completes::files:
      return "_files";
    case Completes::scenarios:
      return "_files -g \"*.(yaml|yml)\"";
    case Completes::commands:
      return "_coalmine_named";
    case Completes::nothing:
      break;
  }
  return " ";
}

// ":FILE:_files".
std::string value_part(const ValueHelp& value) {
  return fmt::format(":{}:{}", escaped(value.name, ":"), action_of(value));
}

std::string option_words(const OptionHelp& option) {
  std::string words;
  const std::string meaning = escaped(option.meaning, "[]");
  const bool repeated = !option.value.empty() && option.value.front().repeated;
  for (const std::string& name : option.names) {
    // "=": the value may stand behind one, too. Names of one option exclude each other.
    const bool takes_equals = !option.value.empty() && name.starts_with("--");
    const std::string alone = repeated ? "*" : fmt::format("({})", joined(option.names));
    const std::string value = option.value.empty() ? "" : value_part(option.value.front());
    words += fmt::format(
        " \\\n    {}", shell_word(fmt::format("{}{}{}[{}]{}", alone, name, takes_equals ? "=" : "",
                                              meaning, value)));
  }
  return words;
}

std::string argument_words(const CommandHelp& command) {
  std::string words;
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const ArgumentHelp& argument = command.arguments[i];
    // "*:": the words that the action sees are the arguments alone.
    const bool names_command = argument.value.completes == Completes::commands;
    const std::string place = names_command             ? "*:"
                              : argument.value.repeated ? "*"
                                                        : fmt::format("{}", i + 1);
    words += fmt::format(" \\\n    {}", shell_word(place + value_part(argument.value)));
  }
  return words;
}

// The commands below one, with their meanings: items of an array.
std::string described(const CommandHelp& command) {
  std::string items;
  for (const CommandHelp& below : command.commands) {
    items += fmt::format("\n        {}",
                         shell_word(fmt::format("{}:{}", below.words.back(), below.meaning)));
  }
  return items;
}

// Where arguments are the words of a command: what may follow those before the cursor.
std::string function_of_named(const CommandHelp& root) {
  std::string cases;
  for (const CommandHelp* command : all_commands(root)) {
    if (command->commands.empty()) continue;
    cases += fmt::format("    {}) commands=({}\n      ) ;;\n", shell_word(joined(command->words)),
                         described(*command));
  }
  return fmt::format(
      "\n_coalmine_named() {{\n  local -a named=(coalmine $words[1,CURRENT-1]) commands=()\n"
      "  case \"$named\" in\n{}  esac\n  _describe command commands\n}}\n",
      cases);
}

// A command with others below it passes on what stands behind their name.
std::string dispatch(const CommandHelp& command) {
  std::string cases;
  for (const CommandHelp& below : command.commands) {
    const std::string& name = below.words.back();
    cases += fmt::format("        {}) _{} ;;\n", name, joined(below.words, '_'));
  }
  return fmt::format(
      "  case $state in\n    commands)\n      local -a commands=({}\n      )\n"
      "      _describe command commands\n      ;;\n    words)\n      case $line[1] in\n{}      "
      "esac\n"
      "      ;;\n  esac\n",
      described(command), cases);
}

std::string function_of(const CommandHelp& command) {
  std::string words;
  for (const OptionGroup& group : command.groups) {
    for (const OptionHelp& option : group.options) words += option_words(option);
  }
  const std::string name = joined(command.words, '_');
  if (command.commands.empty()) {
    return fmt::format("\n_{}() {{\n  _arguments{}{}\n}}\n", name, words, argument_words(command));
  }
  return fmt::format(
      "\n_{}() {{\n  local curcontext=$curcontext state line\n  typeset -A opt_args\n"
      "  _arguments -C{} \\\n    '1: :->commands' \\\n    '*:: :->words'\n{}}}\n",
      name, words, dispatch(command));
}

}  // namespace

std::string zsh_completion(const CommandHelp& root) {
  std::string script =
      "#compdef coalmine\n# Completion of coalmine for zsh. Made by: coalmine completion zsh\n";
  for (const CommandHelp* command : all_commands(root)) script += function_of(*command);
  script += function_of_named(root);
  // Read by compinit, this file is the body of _coalmine; read by `source`, it only defines it.
  return script +
         "\nif [[ $funcstack[1] == _coalmine ]]; then\n  _coalmine \"$@\"\nelse\n"
         "  compdef _coalmine coalmine\nfi\n";
}

}  // namespace coalmine::app
