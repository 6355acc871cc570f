#include "server/catalog/snapshot.h"

#include "engine/index/plain_ranker.h"

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

std::shared_ptr<const World> WorldOf(const Snapshot::Parts& parts) {
  auto world = std::make_shared<World>();
  world->candidates = Values(parts.candidates);
  world->internships = Values(parts.internships);
  world->advisors = Values(parts.advisors);
  return world;
}

const Ranker& Snapshot::ranker() const {
  if (parts_.index != nullptr) return *parts_.index;
  std::call_once(ranker_made_, [this] {
    ranker_ = std::make_unique<PlainRanker>(WorldOf(parts_), parts_.rules);
  });
  return *ranker_;
}

}  // namespace banso
