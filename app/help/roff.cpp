#include "app/help/roff.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coalmine::app {
namespace {

std::string page_name(const CommandHelp& command) { return joined(command.words, '-'); }

std::string section(std::string_view title, const std::string& body) {
  return body.empty() ? "" : fmt::format(".SH {}\n{}", title, body);
}

// \% keeps a name in one piece.
std::string bold(std::string_view text) { return fmt::format("\\fB\\%{}\\fR", roff_escaped(text)); }
std::string italic(std::string_view text) { return fmt::format("\\fI{}\\fR", roff_escaped(text)); }

// A term, and what it means, indented below.
std::string item(const std::string& term, const std::string& meaning) {
  return fmt::format(".TP\n{}\n{}\n", term, meaning);
}

// "coalmine rehearses a release." stands as "rehearses a release" behind its name.
std::string summary(const CommandHelp& command) {
  const std::string name = command.words.back() + ' ';
  std::string text = command.meaning;
  if (text.starts_with(name)) text.erase(0, name.size());
  if (text.ends_with('.')) text.pop_back();
  return text;
}

// "scenario", "[scenario]", "path ...".
std::string usage_of(const ArgumentHelp& argument) {
  std::string usage = italic(argument.value.name);
  if (argument.value.repeated) usage += " ...";
  return argument.required ? usage : '[' + usage + ']';
}

std::string required_option(const OptionHelp& option) {
  std::string usage = bold(option.names.back());
  if (!option.value.empty()) usage += ' ' + italic(option.value.front().name);
  return usage;
}

std::string synopsis(const CommandHelp& command) {
  std::string line = bold(joined(command.words));
  if (!command.commands.empty())
    return line + " " + italic("command") + " [" + italic("option") + "] ...\n";
  for (const OptionGroup& group : command.groups) {
    for (const OptionHelp& option : group.options) {
      if (option.required) line += ' ' + required_option(option);
    }
  }
  line += " [" + italic("option") + "] ...";
  for (const ArgumentHelp& argument : command.arguments) line += ' ' + usage_of(argument);
  return line + '\n';
}

std::string description(const CommandHelp& command) {
  std::string body = roff_escaped(command.meaning);
  if (!body.ends_with('.')) body += '.';
  body += '\n';
  for (const std::string& note : command.notes) body += ".PP\n" + roff_escaped(note) + '\n';
  return body;
}

std::string arguments(const CommandHelp& command) {
  std::string body;
  for (const ArgumentHelp& argument : command.arguments) {
    body += item(usage_of(argument), roff_escaped(argument.meaning));
  }
  return body;
}

std::string option_item(const OptionHelp& option) {
  std::string term;
  for (const std::string& name : option.names) term += (term.empty() ? "" : ", ") + bold(name);
  std::string meaning = roff_escaped(option.meaning);
  if (!option.value.empty()) {
    const ValueHelp& value = option.value.front();
    term += ' ' + italic(value.name) + (value.repeated ? " ..." : "");
    if (!value.choices.empty()) {
      std::string choices;
      for (const std::string& choice : value.choices) {
        choices += (choices.empty() ? "" : ", ") + bold(choice);
      }
      meaning += fmt::format("\n.br\nOne of {}.", choices);
    }
    if (!value.limits.empty())
      meaning += fmt::format("\n.br\n{} {}.", italic(value.name), roff_escaped(value.limits));
  }
  if (!option.default_value.empty()) {
    meaning += fmt::format("\n.br\nDefault: {}", roff_escaped(option.default_value));
  }
  return item(term, meaning);
}

std::string options(const CommandHelp& command) {
  std::string body;
  for (const OptionGroup& group : command.groups) {
    if (!group.heading.empty()) body += fmt::format(".SS \"{}\"\n", roff_escaped(group.heading));
    for (const OptionHelp& option : group.options) body += option_item(option);
  }
  return body;
}

std::string commands(const CommandHelp& command) {
  std::string body;
  for (const CommandHelp& below : command.commands) {
    body += item(fmt::format("{}(1)", bold(page_name(below))), roff_escaped(below.meaning));
  }
  return body;
}

std::string example(const CommandHelp& command) {
  if (command.example.empty()) return "";
  return fmt::format(".EX\n{}\n.EE\n", roff_escaped(command.example));
}

// "0 fine": the code, and what it means.
std::string exits(const CommandHelp& command) {
  std::string body;
  for (const std::string& each : command.exits) {
    const std::size_t blank = std::min(each.find(' '), each.size());
    body += item(bold(each.substr(0, blank)),
                 roff_escaped(each.substr(std::min(blank + 1, each.size()))));
  }
  return body;
}

// Whether `below` is a sub-command of `above`, at whatever depth.
bool is_below(const CommandHelp& below, const CommandHelp& above) {
  return below.words.size() > above.words.size() &&
         std::equal(above.words.begin(), above.words.end(), below.words.begin());
}

bool are_siblings(const CommandHelp& one, const CommandHelp& other) {
  return one.words.size() == other.words.size() &&
         std::equal(one.words.begin(), one.words.end() - 1, other.words.begin());
}

std::string see_also(const CommandHelp& command, const CommandHelp& root) {
  std::string pages;
  for (const CommandHelp* other : all_commands(root)) {
    if (other == &command) continue;
    if (!is_below(command, *other) && !is_below(*other, command) &&
        !are_siblings(command, *other)) {
      continue;
    }
    pages += fmt::format("{}{}(1)", pages.empty() ? "" : ",\n", bold(page_name(*other)));
  }
  return pages.empty() ? "" : pages + '\n';
}

}  // namespace

std::string roff_escaped(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char character : text) {
    if (line_begins && (character == '.' || character == '\'')) out += "\\&";
    line_begins = character == '\n';
    switch (character) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':  // or it is set as a curly quote, which no shell understands
        out += "\\(aq";
        break;
      case '"':  // within the argument of a macro it would end it
        out += "\\(dq";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      default:
        out += character;
    }
  }
  return out;
}

std::string man_file(const CommandHelp& command) { return page_name(command) + ".1"; }

std::string man_page(const CommandHelp& command, const CommandHelp& root,
                     std::string_view version) {
  // No date: the same program has the same pages, whenever it is built.
  std::string page = fmt::format(".TH \"{}\" 1 \"\" \"coalmine {}\" \"User Commands\"\n",
                                 roff_escaped(page_name(command)), roff_escaped(version));
  page += ".ad l\n";  // ragged on the right: examples and names of options are not pulled apart
  page += section("NAME", fmt::format("{} \\- {}\n", roff_escaped(page_name(command)),
                                      roff_escaped(summary(command))));
  page += section("SYNOPSIS", synopsis(command));
  page += section("DESCRIPTION", description(command));
  page += section("COMMANDS", commands(command));
  page += section("ARGUMENTS", arguments(command));
  page += section("OPTIONS", options(command));
  page += section("EXAMPLES", example(command));
  page += section("EXIT STATUS", exits(command));
  page += section("SEE ALSO", see_also(command, root));
  return page;
}

}  // namespace coalmine::app
