// How many people fit into the memory of one machine, all included: the index of very many
// candidates, whose values lie in a file and are read when they are judged. `--help` lists what can
// be chosen.
#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "bench/clock.h"
#include "bench/number_flags.h"
#include "bench/world.h"
#include "engine/codec/value_codec.h"
#include "engine/index/id_table.h"
#include "engine/index/indexed_ranker.h"
#include "engine/index/plain_ranker.h"

namespace banso::bench {
namespace {

constexpr char kHelp[] = R"(capacity_bench [--NAME=VALUE ...]
  --candidates=N  1000000
  --mib=N         of memory that the program may use, all included; 0: as much as there is
  --queries=N     openings that ask for candidates; 5
  --rounds=N      times that each asks; 5
  --checked=N     of them whose answers are compared with the plain ranker's, over all people; 1
  --batch=N       candidates that are built at once; 1048576
  --seed=N        of the world; 20261201
)";

struct Flags {
  int candidates = 1'000'000;
  int mib = 0;
  int queries = 5;
  int rounds = 5;
  int checked = 1;
  int batch = 1 << 20;
  int seed = 20261201;
};

Flags Parse(int argc, char** argv) {
  Flags flags;
  ReadNumberFlags(argc, argv, kHelp,
                  {{"candidates", &flags.candidates},
                   {"mib", &flags.mib},
                   {"queries", &flags.queries},
                   {"rounds", &flags.rounds},
                   {"checked", &flags.checked},
                   {"batch", &flags.batch},
                   {"seed", &flags.seed}});
  return flags;
}

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "capacity_bench: %s\n", what.c_str());
  std::exit(1);
}

// Candidates in a file that has no name, one behind the other, each with its size before it.
class CandidateFile final : public ValueSource<Candidate> {
 public:
  CandidateFile() : file_(std::tmpfile()) {
    if (file_ == nullptr) Fail("no temporary file can be made");
  }
  ~CandidateFile() override { std::fclose(file_); }

  // Returns the position.
  uint64_t Add(const Candidate& candidate) {
    bytes_.clear();
    Encode(candidate, &bytes_);
    const auto size = static_cast<uint32_t>(bytes_.size());
    const uint64_t position = end_;
    if (std::fwrite(&size, sizeof(size), 1, file_) != 1 ||
        std::fwrite(bytes_.data(), size, 1, file_) != 1) {
      Fail("the temporary file cannot be written");
    }
    end_ += sizeof(size) + size;
    return position;
  }
  void Flush() { std::fflush(file_); }

  std::shared_ptr<const Candidate> Read(uint64_t position) const override {
    std::array<char, 4096> first;  // most are smaller
    const ssize_t got =
        pread(fileno(file_), first.data(), first.size(), static_cast<off_t>(position));
    uint32_t size = 0;
    if (got < static_cast<ssize_t>(sizeof(size))) Fail("the temporary file cannot be read");
    std::copy_n(first.data(), sizeof(size), reinterpret_cast<char*>(&size));
    std::string rest;
    absl::string_view bytes(first.data() + sizeof(size), static_cast<size_t>(got) - sizeof(size));
    if (bytes.size() < size) {
      rest.resize(size);
      if (pread(fileno(file_), rest.data(), size, static_cast<off_t>(position + sizeof(size))) !=
          static_cast<ssize_t>(size)) {
        Fail("the temporary file cannot be read");
      }
      bytes = rest;
    }
    auto candidate = std::make_shared<Candidate>();
    if (!Decode(bytes.substr(0, size), candidate.get())) Fail("a candidate cannot be read");
    return candidate;
  }
  uint64_t bytes() const { return end_; }

 private:
  std::FILE* const file_;
  std::string bytes_;
  uint64_t end_ = 0;
};

// Bytes of the program's memory that no file backs, as the kernel counts them.
size_t ResidentBytes() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind("RssAnon:", 0) != 0) continue;
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    size_t kib = 0;
    if (words.size() > 1 && absl::SimpleAtoi(words[1], &kib)) return kib << 10;
  }
  Fail("the memory of the program is not known");
}

void PrintParts(const WorldMaker& maker) {
  std::vector<RowValue<Candidate>> values;
  for (int i = 0; i < static_cast<int>(kSegmentRows); ++i) {
    values.emplace_back(std::make_shared<const Candidate>(maker.MakeCandidate(i)));
  }
  const auto segment = CandidateSegment::Build(std::move(values), 0).front();
  size_t skills = 0;
  size_t languages = 0;
  for (uint32_t row = 0; row < segment->size(); ++row) {
    skills += segment->skills(segment->row(row)).size_bytes();
    languages += segment->languages(segment->row(row)).size_bytes();
  }
  const auto rows = static_cast<double>(segment->size());
  std::printf(
      "bytes a row by part: row %zu, consents %zu, week %.1f (%zu weeks in a segment), skills "
      "%.1f, languages %.1f, place in the file %zu, id table %.1f, order of ids %zu\n",
      sizeof(CandidateRow), sizeof(ConsentRow),
      static_cast<double>(segment->weeks().Bytes()) / rows, segment->weeks().distinct(),
      static_cast<double>(skills) / rows, static_cast<double>(languages) / rows, sizeof(uint64_t),
      static_cast<double>(IdTable(*segment).Bytes()) / rows, sizeof(uint16_t));
}

// The plain ranker's answer over all candidates, of which only some are in memory at once: whoever
// is among the first of all is among the first of some.
std::vector<Ranked<Candidate>> PlainAnswer(const WorldMaker& maker, const Flags& flags,
                                           const std::shared_ptr<const RuleBook>& rules,
                                           const Internship& internship, const RankQuery& query) {
  auto finalists = std::make_shared<World>();
  for (int begin = 0; begin < flags.candidates; begin += 65'536) {
    auto world = std::make_shared<World>();
    for (int i = begin; i < std::min(begin + 65'536, flags.candidates); ++i) {
      world->candidates.push_back(std::make_shared<const Candidate>(maker.MakeCandidate(i)));
    }
    auto first = PlainRanker(world, rules).RankCandidates(internship, query).value();
    for (auto& row : first) finalists->candidates.push_back(std::move(row.item));
  }
  return PlainRanker(finalists, rules).RankCandidates(internship, query).value();
}

int Main(int argc, char** argv) {
  const Flags flags = Parse(argc, argv);
  if (flags.mib > 0) {
    const rlim_t bytes = static_cast<rlim_t>(flags.mib) << 20;
    const rlimit limit = {bytes, bytes};
    if (setrlimit(RLIMIT_AS, &limit) != 0) Fail("the memory cannot be limited");
  }
  // Memory that is freed goes back at once, so that what is resident is what is used.
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  const WorldMaker maker(static_cast<uint64_t>(flags.seed), Regime::kSelective);
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  PrintParts(maker);
  malloc_trim(0);
  const size_t before = ResidentBytes();
  const auto file = std::make_shared<CandidateFile>();
  std::shared_ptr<const IndexedRanker> index =
      std::make_shared<const IndexedRanker>(std::make_shared<const World>(), rules);
  const double start = Micros(Clock::kWall);
  for (int begin = 0; begin < flags.candidates; begin += flags.batch) {
    std::vector<RowValue<Candidate>> batch;
    const int end = std::min(begin + flags.batch, flags.candidates);
    batch.reserve(static_cast<size_t>(end - begin));
    for (int i = begin; i < end; ++i) batch.emplace_back(file, file->Add(maker.MakeCandidate(i)));
    file->Flush();
    index = index->Append(std::move(batch));
  }
  const double built = Micros(Clock::kWall) - start;
  malloc_trim(0);
  const auto rows = static_cast<double>(flags.candidates);
  std::printf(
      "%d candidates: %.1f bytes a row in memory, all included, %.2f GiB; the index says %.1f; "
      "%.0f bytes a row in the file; made and built in %.0f s\n",
      flags.candidates, static_cast<double>(ResidentBytes() - before) / rows,
      static_cast<double>(ResidentBytes()) / (1 << 30), static_cast<double>(index->Bytes()) / rows,
      static_cast<double>(file->bytes()) / rows, built / 1e6);
  std::vector<double> times;
  int equal = 0;
  const int checked = std::min(flags.checked, flags.queries);
  size_t found = 0;
  for (int number = 0; number < flags.queries; ++number) {
    const Internship internship = maker.MakeAskingInternship(number);
    RankQuery query;
    query.as_of = WorldMaker::AsOf();
    query.sections = {true, false, false, false};
    std::vector<Ranked<Candidate>> answer;
    for (int round = 0; round < flags.rounds; ++round) {
      const double asked = Micros(Clock::kWall);
      answer = index->RankCandidates(internship, query).value();
      times.push_back(Micros(Clock::kWall) - asked);
    }
    found += answer.size();
    if (number >= checked) continue;
    const auto plain = PlainAnswer(maker, flags, rules, internship, query);
    equal += std::equal(answer.begin(), answer.end(), plain.begin(), plain.end(),
                        [](const auto& a, const auto& b) {
                          return *a.item == *b.item && a.judgement == b.judgement;
                        });
  }
  if (equal != checked) Fail("an answer is not the plain ranker's");
  std::printf(
      "%d of %d answers equal the plain ranker's over all people; %.0f rows an answer; p50 %.1f "
      "ms, "
      "p99 %.1f ms of %zu; %.2f GiB resident at the end\n",
      equal, checked, static_cast<double>(found) / flags.queries, Percentile(times, 50) / 1000,
      Percentile(times, 99) / 1000, times.size(), static_cast<double>(ResidentBytes()) / (1 << 30));
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
