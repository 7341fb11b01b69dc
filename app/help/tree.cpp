#include "app/help/tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <string_view>

namespace coalmine::app {
namespace {

// What a value is called says what it is; docs of the parser have no better place for it.
Completes completes_of(std::string_view name) {
  for (const std::string_view scenarios : {"scenario", "SCENARIO", "PATH"}) {
    if (name == scenarios) return Completes::scenarios;
  }
  for (const std::string_view files : {"file", "FILE", "FILE...", "DIR", "OLD", "NEW"}) {
    if (name == files) return Completes::files;
  }
  if (name == "command") return Completes::commands;
  return Completes::nothing;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

// The parser describes a type and what is checked of it in one text: "N:INT in [1 - 1024]",
// "FORMAT:{plain,csv}".
ValueHelp value_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t colon = std::min(type.find(':'), type.size());
  ValueHelp value{.name = type.substr(0, colon)};
  const std::string checked = type.substr(std::min(colon + 1, type.size()));
  if (checked.starts_with('{') && checked.ends_with('}')) {
    value.choices = split(checked.substr(1, checked.size() - 2), ',');
  } else if (const std::size_t range = checked.find("in ["); range != std::string::npos) {
    value.limits = checked.substr(range);
  }
  value.completes = completes_of(value.name);
  value.repeated = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  return value;
}

ArgumentHelp argument_of(const CLI::Option& option) {
  ArgumentHelp argument{value_of(option), option.get_description(), option.get_required()};
  const std::string name = option.get_name(true);
  // "TEXT" is what the parser calls a type that nobody named.
  if (argument.value.name == "TEXT") argument.value.completes = completes_of(name);
  argument.value.name = name;
  return argument;
}

OptionHelp option_of(const CLI::Option& option) {
  OptionHelp help{.default_value = option.get_default_str(),
                  .meaning = option.get_description(),
                  .required = option.get_required()};
  for (const std::string& name : option.get_snames()) help.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
  if (option.get_expected_max() > 0) help.value.push_back(value_of(option));
  return help;
}

void add_options(CLI::App& app, CommandHelp& command, OptionGroup& group) {
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr() && app.get_name().empty())
      continue;  // the group's parent has it
    if (option->get_positional()) {
      command.arguments.push_back(argument_of(*option));
    } else {
      group.options.push_back(option_of(*option));
    }
  }
}

// Lines such as "Example:  coalmine check x.yaml"; what begins otherwise is a note.
void add_footer(const std::string& footer, CommandHelp& command) {
  constexpr std::string_view example = "Example:";
  constexpr std::string_view exits = "Exit:";
  const auto after = [](const std::string& line, std::string_view label) {
    return line.substr(std::min(line.find_first_not_of(' ', label.size()), line.size()));
  };
  for (const std::string& line : split(footer, '\n')) {
    if (line.starts_with(example)) {
      command.example = after(line, example);
    } else if (line.starts_with(exits)) {
      // A new code begins after a comma, with a digit.
      for (const std::string& part : split(after(line, exits), ',')) {
        const std::string text = part.substr(part.starts_with(' ') ? 1 : 0);
        const bool begins = !text.empty() && text.front() >= '0' && text.front() <= '9';
        if (begins || command.exits.empty()) {
          command.exits.push_back(text);
        } else {
          command.exits.back() += "," + part;
        }
      }
    } else if (!line.empty() && !line.starts_with("Help:")) {
      command.notes.push_back(line);
    }
  }
}

CommandHelp help_of(CLI::App& app, std::vector<std::string> words) {
  words.push_back(app.get_name());
  CommandHelp command{.words = words, .meaning = app.get_description()};
  command.groups.emplace_back();
  add_options(app, command, command.groups.front());
  for (CLI::App* below : app.get_subcommands([](CLI::App*) { return true; })) {
    if (!below->get_name().empty()) {
      command.commands.push_back(help_of(*below, words));
    } else {  // an option group is a command without a name
      OptionGroup group{below->get_description(), {}};
      add_options(*below, command, group);
      command.groups.push_back(std::move(group));
    }
  }
  add_footer(app.get_footer(), command);
  return command;
}

}  // namespace

CommandHelp help_of(CLI::App& app) { return help_of(app, {}); }

std::string joined(const std::vector<std::string>& words, char separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::vector<const CommandHelp*> all_commands(const CommandHelp& command) {
  std::vector<const CommandHelp*> all{&command};
  for (const CommandHelp& below : command.commands) {
    for (const CommandHelp* each : all_commands(below)) all.push_back(each);
  }
  return all;
}

}  // namespace coalmine::app
