// The rankers that are measured against the plain one.
#ifndef BANSO_BENCH_CONTENDERS_H_
#define BANSO_BENCH_CONTENDERS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/index/ranker.h"
#include "engine/rules/rule_set.h"

namespace banso::bench {

// A ranker under a name; `make` builds it over a world, which may take its time.
struct Contender {
  std::string name;
  std::function<std::unique_ptr<const Ranker>(std::shared_ptr<const World>,
                                              std::shared_ptr<const RuleBook>)>
      make;
};

// All of them, in the order in which they are shown. A new ranker is one line of contenders.cc.
std::vector<Contender> Contenders();

}  // namespace banso::bench

#endif  // BANSO_BENCH_CONTENDERS_H_
