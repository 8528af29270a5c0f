#include "cli/bench_roofs.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/kernels.h"
#include "quant/types.h"

namespace qed::cli {
namespace {

// Seconds of the team's work, from the first thread's start to the last one's end.
double seconds_of(ThreadTeam& team, const std::function<void(unsigned)>& work) {
  team.run([](unsigned) {});  // awake
  const auto start = std::chrono::steady_clock::now();
  team.run(work);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Keeps the compiler from dropping what was read.
void use(std::uint64_t value) { asm volatile("" : : "r"(value) : "memory"); }

void read(const std::byte* from, std::size_t bytes) {
  constexpr std::size_t kLine = 64, kAhead = 8192;
  std::uint64_t sums[8] = {};
  for (std::size_t at = 0; at + kLine <= bytes; at += kLine) {
    __builtin_prefetch(from + at + kAhead, 0, 2);  // into the second-level cache: 15 % more than the first takes
    std::uint64_t words[8];
    std::memcpy(words, from + at, kLine);
    for (std::size_t i = 0; i < 8; ++i) sums[i] += words[i];
  }
  for (const std::uint64_t sum : sums) use(sum);
}

// The first rows of one of the model's matrices times vectors: both stay in one core's second-level cache.
class SmallProduct {
 public:
  static constexpr std::size_t kPanels = 4, kVectors = 96;

  explicit SmallProduct(const kernels::Panels& matrix) : matrix_(matrix), panels_(std::min(kPanels, matrix.count())) {
    x_ = {.kind = kernels::input_of(matrix), .count = kVectors, .columns = matrix.columns};
    numbers_.resize(x_.number_bytes() / 64 + 1);
    groups_.resize(x_.group_words());
    x_.numbers = numbers_.front().bytes;
    x_.groups = groups_.data();
    const std::vector<float> values(kVectors * matrix.columns, 0.5F);
    for (std::size_t tile = 0; tile < kernels::best().tiles(x_); ++tile)
      kernels::best().pack(values.data(), matrix.columns, tile, x_);
    y_.resize(kVectors * rows());
  }
  SmallProduct(SmallProduct&&) = default;  // no copies: the views point into the vectors
  void run() { kernels::best().matmul(matrix_, 0, panels_, x_, y_.data(), rows()); }
  double operations() const { return 2.0 * static_cast<double>(rows() * matrix_.columns * kVectors); }

 private:
  struct alignas(64) Line {
    std::byte bytes[64] = {};
  };
  std::size_t rows() const { return panels_ * kernels::kPanelRows; }

  kernels::Panels matrix_;
  std::size_t panels_;
  kernels::Activations x_;
  std::vector<Line> numbers_;
  std::vector<std::int32_t> groups_;
  std::vector<float> y_;
};

}  // namespace

Result<Roofs> Roofs::create(const model::Model& model, ThreadTeam& team) {
  Roofs roofs;
  roofs.memory_ = QED_TRY(HugeMemory::allocate(model.weight_bytes(), "the measurement of memory"));
  roofs.matrix_ = model.typical_matrix();
  const std::size_t part = roofs.memory_.size() / team.size();
  team.run([&](unsigned thread) { std::memset(roofs.memory_.data() + thread * part, 1, part); });
  return roofs;
}

void Roofs::measure(ThreadTeam& team) {
  bytes_per_second_ = std::max(bytes_per_second_, read_once(team));
  operations_per_second_ = std::max(operations_per_second_, multiply_once(team));
}

double Roofs::read_once(ThreadTeam& team) {
  const std::size_t part = memory_.size() / team.size();
  double seconds = HUGE_VAL;
  for (int i = 0; i < 3; ++i)
    seconds = std::min(seconds, seconds_of(team, [&](unsigned thread) { read(memory_.data() + thread * part, part); }));
  return static_cast<double>(part * team.size()) / seconds;
}

double Roofs::multiply_once(ThreadTeam& team) {
  constexpr int kRuns = 400;
  std::vector<SmallProduct> products;
  for (unsigned i = 0; i < team.size(); ++i) products.emplace_back(matrix_);
  const double seconds = seconds_of(team, [&](unsigned thread) {
    for (int i = 0; i < kRuns; ++i) products[thread].run();
  });
  return products.front().operations() * kRuns * team.size() / seconds;
}

double Roofs::bound(const model::Model& model, const Workload& work) const {
  const model::Config& c = model.config();
  const double head = static_cast<double>(c.vocabulary * c.width);
  const double layers =
      static_cast<double>(c.layers * c.width * (2 * c.query_width() + 2 * c.kv_width() + 3 * c.feed_forward));
  const double bytes = static_cast<double>(model.weight_bytes());
  if (work.prefill()) {
    const double prompt = static_cast<double>(work.prompt);
    const double steps = std::max(1.0, prompt / static_cast<double>(model.batch_tokens()));
    return prompt / std::max(steps * bytes / bytes_per_second_, 2 * (prompt * layers + head) / operations_per_second_);
  }
  const double sequences = static_cast<double>(work.sequences);
  return sequences / std::max(bytes / bytes_per_second_, 2 * sequences * (layers + head) / operations_per_second_);
}

}  // namespace qed::cli
