// What it costs to encode and decode a value of the engine, and how many bytes it takes.
#include <string>
#include <vector>

#include "bench/world.h"
#include "benchmark/benchmark.h"
#include "engine/codec/value_codec.h"

namespace banso::bench {
namespace {

// More than stays in the nearest cache, as rows of a large world do not.
constexpr int kValues = 20'000;

Candidate Make(const WorldMaker& maker, int row, const Candidate*) {
  return maker.MakeCandidate(row);
}
Internship Make(const WorldMaker& maker, int row, const Internship*) {
  return maker.MakeInternship(row);
}
Advisor Make(const WorldMaker& maker, int row, const Advisor*) { return maker.MakeAdvisor(row); }

template <typename T>
std::vector<T> Values() {
  const WorldMaker maker(1, Regime::kUnselective);
  std::vector<T> values;
  for (int row = 0; row < kValues; ++row) {
    values.push_back(Make(maker, row, static_cast<const T*>(nullptr)));
  }
  return values;
}

template <typename T>
void BM_Encode(benchmark::State& state) {
  const std::vector<T> values = Values<T>();
  std::string bytes;
  size_t at = 0;
  size_t written = 0;
  for (auto _ : state) {
    bytes.clear();
    Encode(values[at], &bytes);
    written += bytes.size();
    if (++at == values.size()) at = 0;
  }
  state.counters["bytes"] =
      benchmark::Counter(static_cast<double>(written), benchmark::Counter::kAvgIterations);
}
BENCHMARK(BM_Encode<Candidate>);
BENCHMARK(BM_Encode<Internship>);
BENCHMARK(BM_Encode<Advisor>);

// Decodes into a new value each, or all into one.
template <typename T>
void BM_Decode(benchmark::State& state) {
  const bool reused = state.range(0) != 0;
  std::vector<std::string> encoded;
  for (const T& value : Values<T>()) Encode(value, &encoded.emplace_back());
  T kept;
  size_t at = 0;
  for (auto _ : state) {
    bool decoded;
    if (reused) {
      decoded = Decode(encoded[at], &kept);
      benchmark::DoNotOptimize(kept);
    } else {
      T value;
      decoded = Decode(encoded[at], &value);
      benchmark::DoNotOptimize(value);
    }
    if (!decoded) state.SkipWithError("refused");
    if (++at == encoded.size()) at = 0;
  }
}
BENCHMARK(BM_Decode<Candidate>)->Arg(0)->Arg(1)->ArgName("reused");
BENCHMARK(BM_Decode<Internship>)->Arg(0)->Arg(1)->ArgName("reused");
BENCHMARK(BM_Decode<Advisor>)->Arg(0)->Arg(1)->ArgName("reused");

// What decoding is compared with: a copy of a value, from memory.
template <typename T>
void BM_Copy(benchmark::State& state) {
  const std::vector<T> values = Values<T>();
  size_t at = 0;
  for (auto _ : state) {
    T value = values[at];
    benchmark::DoNotOptimize(value);
    if (++at == values.size()) at = 0;
  }
}
BENCHMARK(BM_Copy<Candidate>);
BENCHMARK(BM_Copy<Internship>);
BENCHMARK(BM_Copy<Advisor>);

}  // namespace
}  // namespace banso::bench
