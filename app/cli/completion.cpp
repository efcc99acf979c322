// kerb completion: shell completion, made from the commands and options that there really are.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/cli.h"

namespace kerb::cli {
namespace {

std::vector<std::string> optionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<const CLI::App*> commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

/// The commands of a command (`datasets check`), and its options with theirs.
struct Words {
  std::vector<std::string> nested, options;
};

Words wordsOf(const CLI::App& command) {
  Words words{{}, optionNames(command)};
  for (const auto* inner : commands(command)) {
    words.nested.push_back(inner->get_name());
    for (auto& name : optionNames(*inner)) {
      if (std::ranges::find(words.options, name) == words.options.end())
        words.options.push_back(std::move(name));
    }
  }
  return words;
}

std::string bash(const CLI::App& app) {
  std::vector<std::string> names;
  std::string cases;
  for (const auto* command : commands(app)) {
    names.push_back(command->get_name());
    const Words words = wordsOf(*command);
    cases += fmt::format("    {}) words=\"{}\" nested=\"{}\" ;;\n", command->get_name(),
                         fmt::join(words.options, " "), fmt::join(words.nested, " "));
  }
  return fmt::format(R"(# bash completion for kerb: source this, or put it into /etc/bash_completion.d/kerb
_kerb() {{
  local word="${{COMP_WORDS[COMP_CWORD]}}" words nested=""
  case "${{COMP_WORDS[1]}}" in
{}    *) words="{} {}" ;;
  esac
  if [[ $COMP_CWORD -eq 1 || $word == -* ]]; then
    [[ $COMP_CWORD -eq 1 ]] && words="{} {}"
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -W "$nested" -- "$word") $(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _kerb kerb
)",
                     cases, fmt::join(names, " "), fmt::join(optionNames(app), " "), fmt::join(names, " "),
                     fmt::join(optionNames(app), " "));
}

std::string fish(const CLI::App& app) {
  std::string text = "# fish completion for kerb: put this into ~/.config/fish/completions/kerb.fish\n";
  for (const auto* command : commands(app)) {
    text +=
        fmt::format("complete -c kerb -n __fish_use_subcommand -a {} -d '{}'\n", command->get_name(),
                    command->get_description().substr(0, command->get_description().find_first_of(":;'\n")));
    const Words words = wordsOf(*command);
    for (const auto& option : words.options) {
      text += fmt::format("complete -c kerb -n '__fish_seen_subcommand_from {}' -l {}\n", command->get_name(),
                          option.substr(2));
    }
    for (const auto& nested : words.nested) {
      text += fmt::format("complete -c kerb -n '__fish_seen_subcommand_from {}' -a {}\n", command->get_name(),
                          nested);
    }
  }
  return text;
}

}  // namespace

void addCompletion(Program& program) {
  auto shell = std::make_shared<std::string>();
  auto* command =
      program.app.add_subcommand("completion", "Prints shell completion: source <(kerb completion bash)");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&program, shell] {
    program.chosen = [&program, shell]() -> Status {
      if (*shell == "zsh") fmt::print("autoload -U +X bashcompinit && bashcompinit\n");
      fmt::print("{}", *shell == "fish" ? fish(program.app) : bash(program.app));
      return {};
    };
  });
}

}  // namespace kerb::cli
