#include "bench/contenders.h"

#include <utility>

#include "engine/index/indexed_ranker.h"
#include "engine/index/plain_ranker.h"

namespace banso::bench {
namespace {

template <typename RankerT>
Contender Of(std::string name) {
  return {std::move(name), [](auto world, auto rules) -> std::unique_ptr<const Ranker> {
            return std::make_unique<const RankerT>(std::move(world), std::move(rules));
          }};
}

}  // namespace

std::vector<Contender> Contenders() {
  return {
      // The plain ranker against itself: how far from 1 its ratio lies is the noise of the run.
      Of<PlainRanker>("plain"),
      Of<IndexedRanker>("indexed"),
  };
}

}  // namespace banso::bench
