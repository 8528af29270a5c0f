// One line on the terminal that says what is going on, redrawn in place; nothing at all where stderr is no terminal.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace qed::cli {

// Safe to call from several threads at once.
class StatusLine {
 public:
  explicit StatusLine(bool wanted);  // off where not wanted, or where stderr is no terminal
  ~StatusLine() { clear(); }

  void show(std::string_view text);  // at most ten times a second; cut to the terminal's width
  void clear();                      // leaves an empty line for other output

 private:
  const bool on_;
  std::mutex mutex_;
  bool drawn_ = false;                                // guarded by mutex_
  std::chrono::steady_clock::time_point last_drawn_;  // guarded by mutex_
};

// "[#####.....]  1,234 of 10,000": `columns` wide inside the brackets.
std::string progress_bar(std::size_t done, std::size_t total, std::size_t columns);
std::string with_separators(std::size_t number);  // 12,345
std::string duration(double seconds);             // "0.4 s", "3 min 20 s", "1 h 05 min"

}  // namespace qed::cli
