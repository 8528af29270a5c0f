// render: templates as qed renders them, for comparison with jinja2. Standard input: {"template": …, "variables": {…}}
// a line. Standard output: for each line {"text": …} or {"error": …}.
#include <fmt/core.h>

#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "text/jinja/template.h"

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto job = nlohmann::ordered_json::parse(line);
    const auto render = [&]() -> qed::Result<std::string> {
      return QED_TRY(qed::text::jinja::Template::parse(job["template"].get<std::string>(), "template"))
          .render(job["variables"]);
    };
    const qed::Result<std::string> text = render();
    const nlohmann::json answer =
        text ? nlohmann::json{{"text", *text}} : nlohmann::json{{"error", text.error().message}};
    fmt::print("{}\n", answer.dump());
  }
}
