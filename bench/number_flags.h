// Flags of a benchmark that are numbers.
#ifndef BANSO_BENCH_NUMBER_FLAGS_H_
#define BANSO_BENCH_NUMBER_FLAGS_H_

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace banso::bench {

// Reads `--NAME=NUMBER` arguments, numbers from 1, into what `targets` names. Prints `help` and
// ends the program if it is asked for with --help, or an argument is another one.
inline void ReadNumberFlags(int argc, char** argv, const char* help,
                            const std::vector<std::pair<std::string, int*>>& targets) {
  for (int i = 1; i < argc; ++i) {
    const std::pair<std::string, std::string> flag =
        absl::StrSplit(argv[i], absl::MaxSplits('=', 1));
    const auto target = std::find_if(targets.begin(), targets.end(), [&](const auto& known) {
      return "--" + known.first == flag.first;
    });
    if (target != targets.end() && absl::SimpleAtoi(flag.second, target->second) &&
        *target->second >= 1) {
      continue;
    }
    const bool asked = flag.first == "--help";
    std::fprintf(asked ? stdout : stderr, "%s", help);
    std::exit(asked ? 0 : 1);
  }
}

}  // namespace banso::bench

#endif  // BANSO_BENCH_NUMBER_FLAGS_H_
