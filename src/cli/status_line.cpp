#include "cli/status_line.h"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/utf8.h"

namespace qed::cli {
namespace {

std::size_t terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string cut(std::string_view text, std::size_t columns) {
  std::string result;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8::decode(text.substr(at)).bytes;
    const std::string_view glyph = text.substr(at, bytes);
    used += utf8::display_width(glyph);
    if (used > columns) break;
    result += glyph == "\n" || glyph == "\r" || glyph == "\x1b" ? " " : glyph;
    at += bytes;
  }
  return result;
}

}  // namespace

StatusLine::StatusLine(bool wanted) : on_(wanted && isatty(STDERR_FILENO) != 0) {}

void StatusLine::show(std::string_view text) {
  if (!on_) return;
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = true;
  last_drawn_ = now;
  std::fputs(fmt::format("\r\x1b[K{}", cut(text, terminal_columns() - 1)).c_str(), stderr);
  std::fflush(stderr);
}

void StatusLine::clear() {
  const std::lock_guard lock(mutex_);
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

std::string with_separators(std::size_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string progress_bar(std::size_t done, std::size_t total, std::size_t columns) {
  const std::size_t filled = total == 0 ? columns : columns * done / total;
  return fmt::format("[{}{}] {} of {}", std::string(filled, '#'), std::string(columns - filled, '.'),
                     with_separators(done), with_separators(total));
}

std::string duration(double seconds) {
  if (seconds < 60) return fmt::format("{:.{}f} s", seconds, seconds < 1 ? 2 : 1);
  const auto whole = static_cast<long>(seconds);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace qed::cli
