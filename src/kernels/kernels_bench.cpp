// One thread's matrix products, against what the machine can do in the same run: bytes of weights read a second beside
// a plain read of memory, and multiply-adds a second. Arguments: vectors. Run with --benchmark_filter=Q4_K and the
// like.
#include <benchmark/benchmark.h>
#include <sys/mman.h>

#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include "kernels/compact_bf16.h"
#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

constexpr std::size_t kColumns = 1536, kRows = 8960;  // a feed-forward matrix of a 1.5B model

// Anonymous memory on huge pages, as the engine keeps weights in.
class HugePages {
 public:
  explicit HugePages(std::size_t bytes) : bytes_((bytes + (2 << 20) - 1) >> 21 << 21) {
    data_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(data_, bytes_, MADV_HUGEPAGE);
  }
  HugePages(const HugePages&) = delete;
  HugePages& operator=(const HugePages&) = delete;
  ~HugePages() { munmap(data_, bytes_); }
  std::byte* data() { return static_cast<std::byte*>(data_); }

 private:
  std::size_t bytes_;
  void* data_;
};

// Several copies of the matrix, so that none is in a cache when its turn comes.
void matmul(benchmark::State& state, const Table* table, quant::Type type, bool compact) {
  const std::size_t vectors = static_cast<std::size_t>(state.range(0));
  Panels panels{.type = type, .rows = kRows, .columns = kColumns};
  const std::size_t copies = vectors > 64 ? 1 : (512 << 20) / panels.bytes();
  HugePages memory(copies * panels.bytes());
  std::memset(memory.data(), 0x11, copies * panels.bytes());
  if (compact) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, 0.02F);  // as training leaves weights, exceptions and all
    if (!pack_drawn(panels, memory.data(), [&] { return normal(random); })) return state.SkipWithError("not compact");
    for (std::size_t copy = 1; copy < copies; ++copy)
      std::memcpy(memory.data() + copy * panels.bytes(), memory.data(), panels.bytes());
  }

  const std::vector<float> values(vectors * kColumns, 0.5F);
  Activations x{.kind = input_of(panels), .count = vectors, .columns = kColumns};
  HugePages numbers(x.number_bytes());
  std::vector<std::int32_t> groups(x.group_words());
  x.numbers = numbers.data();
  x.groups = groups.data();
  for (std::size_t tile = 0; tile < table->tiles(x); ++tile) table->pack(values.data(), kColumns, tile, x);
  std::vector<float> y(vectors * kRows);

  std::size_t copy = 0;
  for (auto _ : state) {
    panels.data = memory.data() + copy++ % copies * panels.bytes();
    table->matmul(panels, 0, panels.count(), x, y.data(), kRows);
  }
  const double runs = static_cast<double>(state.iterations());
  using benchmark::Counter;
  state.counters["weights/s"] = Counter(runs * static_cast<double>(panels.bytes()), Counter::kIsRate, Counter::kIs1024);
  state.counters["op/s"] = Counter(runs * 2.0 * static_cast<double>(kRows * kColumns * vectors), Counter::kIsRate);
}

void read_memory(benchmark::State& state) {
  constexpr std::size_t kWords = (512 << 20) / 8;
  HugePages memory(kWords * 8);
  auto* words = reinterpret_cast<std::uint64_t*>(memory.data());
  std::fill(words, words + kWords, 1);
  for (auto _ : state) benchmark::DoNotOptimize(std::accumulate(words, words + kWords, std::uint64_t{0}));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * kWords * 8));
}
BENCHMARK(read_memory)->Unit(benchmark::kMillisecond);

void add(std::string_view format, quant::Type type, bool compact) {
  for (const Table* table : usable()) {
    if (table->isa == Isa::kScalar) continue;
    const std::string name = std::string(table->name) + "/" + std::string(format);
    benchmark::RegisterBenchmark(name.c_str(), matmul, table, type, compact)
        ->Unit(benchmark::kMillisecond)
        ->Arg(1)
        ->Arg(4)
        ->Arg(16)
        ->Arg(512);
  }
}

const bool registered = [] {
  for (const quant::TypeInfo& type : quant::types()) add(type.name, type.type, false);
  add("BF16in12", quant::Type::kBf16, true);
  return true;
}();

}  // namespace
}  // namespace qed::kernels
