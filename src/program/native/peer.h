// CPython as the native interpreter's peer, for its tests and its benchmark: the recorded programs of ../shared/data,
// random programs, and what plain CPython makes of them.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/lines.h"
#include "program/program.h"
#include "support/process.h"

namespace qed::program::native::peer {

inline const std::string kFolder = QED_SOURCE_DIR "/src/program";

inline support::Finished python(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.begin(), {"/usr/bin/env", "python3", "-I", "-S", "-B"});
  return support::run(arguments, input);
}

// Whether `python3` is the CPython that the interpreter follows.
inline bool is_here() {
  const support::Finished asked = python({"-c", "import sys; print(sys.version_info[:2] == (3, 11))"});
  return asked.status == 0 && asked.out == "True\n";
}

inline std::string as_lines(const std::vector<Program>& programs) {
  std::string lines;
  for (const Program& program : programs)
    lines += nlohmann::json{{"source", program.source}, {"tests", program.tests}}.dump() + "\n";
  return lines;
}

// Every `step`-th recorded program; none where the recordings are not at hand.
inline std::vector<Program> recorded_programs(std::size_t step) {
  std::vector<Program> programs;
  std::size_t seen = 0;
  for (const char* name : {"gsm8k_faithfulcot", "gsm8k_pot", "svamp_pot", "aqua_pot", "gsm8k_tora"}) {
    auto lines = LineReader::open(std::string(QED_SOURCE_DIR "/../shared/data/replay_") + name + "/responses.jsonl.gz");
    if (!lines) continue;
    for (auto line = lines->next(); line && *line; line = lines->next()) {
      const nlohmann::json row = nlohmann::json::parse(**line);
      const std::string mode = row.value("mode", "");
      if (mode == "COT" || mode == "LtM" || mode == "standard" || mode == "nosolver" || mode == "cot-greedy") continue;
      if (auto source = find_program(row["response"].get<std::string>()); source && seen++ % step == 0)
        programs.push_back({*std::move(source), {}});
    }
  }
  return programs;
}

// Those of programs.txt.
inline std::vector<Program> written_programs() {
  constexpr std::string_view kEnd = "#---\n";
  const std::string text = read_file(kFolder + "/native/programs.txt", 1 << 20).value();
  std::vector<Program> programs;
  for (std::size_t at = text.find(kEnd); at != std::string::npos;) {
    const std::size_t begin = at + kEnd.size();
    at = text.find(kEnd, begin);
    programs.push_back({text.substr(begin, at - begin), {}});
  }
  return programs;
}

inline std::vector<Program> random_programs(int seed, int count) {
  std::vector<Program> programs;
  const auto made = python({kFolder + "/native/generate.py", std::to_string(seed), std::to_string(count)});
  for (std::size_t at = 0, end = 0; (end = made.out.find('\n', at)) != std::string::npos; at = end + 1)
    programs.push_back({nlohmann::json::parse(made.out.substr(at, end - at))["source"], {}});
  return programs;
}

// What the harness reports of each program under CPython, with `stdout`. They run in a plain process, so give it only
// programs that can do nothing but compute.
inline std::vector<nlohmann::json> run(const std::vector<Program>& programs) {
  std::vector<nlohmann::json> results;
  const auto ran = python({kFolder + "/native/reference.py", kFolder}, as_lines(programs));
  for (std::size_t at = 0, end = 0; (end = ran.out.find('\n', at)) != std::string::npos; at = end + 1)
    results.push_back(nlohmann::json::parse(ran.out.substr(at, end - at)));
  return results;
}

// Compilations and executions a second.
inline double rate(const std::vector<Program>& programs) {
  const auto ran = python({kFolder + "/native/reference.py", kFolder, "--rate"}, as_lines(programs));
  return std::strtod(ran.out.c_str(), nullptr);
}

}  // namespace qed::program::native::peer
