#include "server/catalog/snapshot.h"

#include "server/catalog/lazy_ranker.h"

namespace banso {
namespace {

template <typename EntryType>
std::vector<std::shared_ptr<const typename EntryType::Value>> Values(
    const SortedTable<EntryType>& table) {
  std::vector<std::shared_ptr<const typename EntryType::Value>> values;
  values.reserve(table.size());
  table.ForEach([&](const auto& entry) { values.push_back(entry->value); });
  return values;
}

}  // namespace

const Ranker& Snapshot::ranker() const {
  std::call_once(ranker_made_, [this] {
    auto world = std::make_shared<World>();
    world->candidates = Values(parts_.candidates);
    world->internships = Values(parts_.internships);
    world->advisors = Values(parts_.advisors);
    ranker_ = std::make_unique<LazyRanker>(std::move(world), parts_.rules);
  });
  return *ranker_;
}

}  // namespace banso
