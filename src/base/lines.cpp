#include "base/lines.h"

#include <sys/stat.h>
#include <zlib.h>

#include <array>
#include <cstring>

#include "base/file.h"

namespace qed {

struct LineReader::State {
  std::filesystem::path path;
  std::size_t max_line_bytes;
  gzFile file = nullptr;
  std::size_t line_number = 0;
  std::array<char, 64 << 10> buffer;
  std::size_t begin = 0, end = 0;

  ~State() {
    if (file) gzclose(file);
  }
};

Result<LineReader> LineReader::open(const std::filesystem::path& path, std::size_t max_line_bytes) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return fail(errno == ENOENT ? Errc::kNotFound : Errc::kIo, "{}: {}", path.string(), system_error());
  if (S_ISDIR(status.st_mode)) return fail(Errc::kInvalidInput, "{}: is a directory, expected a file", path.string());
  auto state = std::make_unique<State>();
  state->path = path;
  state->max_line_bytes = max_line_bytes;
  state->file = gzopen(path.c_str(), "rb");
  if (!state->file) return fail(Errc::kIo, "{}: {}", path.string(), system_error());
  return LineReader(std::move(state));
}

LineReader::LineReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

std::size_t LineReader::line_number() const { return state_->line_number; }
std::string LineReader::place() const { return fmt::format("{}:{}", state_->path.string(), state_->line_number); }

Result<std::optional<std::string>> LineReader::next() {
  State& s = *state_;
  std::string line;
  bool any = false;
  for (;;) {
    if (s.begin == s.end) {
      const int got = gzread(s.file, s.buffer.data(), static_cast<unsigned>(s.buffer.size()));
      int code = Z_OK;
      const char* reason = gzerror(s.file, &code);
      if (got < 0 || (got == 0 && code == Z_BUF_ERROR))
        return fail(Errc::kCorrupt, "{}: after line {}: {}", s.path.string(), s.line_number,
                    got < 0 ? reason : "the compressed data ends too early");
      s.begin = 0;
      s.end = static_cast<std::size_t>(got);
      if (got == 0) break;
    }
    any = true;
    const char* from = s.buffer.data() + s.begin;
    const auto* newline = static_cast<const char*>(std::memchr(from, '\n', s.end - s.begin));
    const std::size_t length = newline ? static_cast<std::size_t>(newline - from) : s.end - s.begin;
    if (line.size() + length > s.max_line_bytes)
      return fail(Errc::kLimitExceeded, "{}:{}: line longer than {} bytes", s.path.string(), s.line_number + 1,
                  s.max_line_bytes);
    line.append(from, length);
    s.begin += length + (newline ? 1 : 0);
    if (newline) break;
  }
  if (!any) return std::optional<std::string>();
  ++s.line_number;
  if (line.ends_with('\r')) line.pop_back();
  return std::optional(std::move(line));
}

}  // namespace qed
