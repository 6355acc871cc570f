#include "server/catalog/snapshot_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/parallel_for.h"
#include "server/convert/advisor_convert.h"
#include "server/convert/application_rules.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/internship_convert.h"

namespace banso {
namespace {

// What the engine works on is made some microseconds a row: fewer rows are not worth a thread.
constexpr size_t kRowsOfThread = 500;
// Up to so many people of a kind, replaced values leave memory at once: a merge takes some
// hundredths of a second.
constexpr size_t kForgottenAtOnce = 20'000;

template <typename EntryType>
absl::Status Read(const Resource& resource, EntryType* entry) {
  auto message = std::make_shared<typename EntryType::Message>();
  if (!message->ParseFromString(resource.message)) {
    return absl::DataLossError(absl::StrCat(resource.name, " cannot be read"));
  }
  entry->revision = resource.revision;
  entry->message = std::move(message);
  return absl::OkStatus();
}

// Puts a resource that the judgement does not see.
template <typename EntryType>
absl::Status PutPlain(const Resource& resource, SortedTable<EntryType>* table) {
  auto entry = std::make_shared<EntryType>();
  BANSO_RETURN_IF_ERROR(Read(resource, entry.get()));
  table->Put(std::move(entry));
  return absl::OkStatus();
}

template <typename EntryType>
std::vector<EntryType> Rows(const SortedTable<EntryType>& table) {
  std::vector<EntryType> rows;
  rows.reserve(table.size());
  table.ForEach([&](const auto& entry) { rows.push_back(*entry); });
  return rows;
}

}  // namespace

absl::Status SnapshotBuilder::Put(const Resource& resource) {
  newest_ = std::max(newest_, resource.revision);
  switch (resource.kind) {
    case ResourceKind::kCandidate:
      return Read(resource, &candidates_.emplace_back());
    case ResourceKind::kInternship:
      return Read(resource, &internships_.emplace_back());
    case ResourceKind::kAdvisor:
      return Read(resource, &advisors_.emplace_back());
    case ResourceKind::kEmployer: {
      auto entry = std::make_shared<EmployerEntry>();
      BANSO_RETURN_IF_ERROR(Read(resource, entry.get()));
      employers_.insert(resource.name);
      parts_.employers.Put(std::move(entry));
      return absl::OkStatus();
    }
    case ResourceKind::kTaxonomy: {
      auto stored = std::make_shared<StoredTaxonomy>();
      if (!stored->ParseFromString(resource.message)) {
        return absl::DataLossError(absl::StrCat(resource.name, " cannot be read"));
      }
      parts_.imported[resource.name] = {resource.revision, std::move(stored)};
      taxonomy_changed_ = true;
      return absl::OkStatus();
    }
    case ResourceKind::kApplication: {
      NoteApplicant(resource.name);
      BANSO_RETURN_IF_ERROR(PutPlain(resource, &parts_.applications));
      NoteApplicant(resource.name);
      return absl::OkStatus();
    }
    default:
      break;
  }
  absl::Status status = absl::DataLossError("a resource of an unknown kind");
  ForEachTable(parts_, [&](ResourceKind kind, auto& table) {
    if (kind == resource.kind) status = PutPlain(resource, &table);
  });
  return status;
}

void SnapshotBuilder::Remove(ResourceKind kind, absl::string_view name) {
  removed_ = true;
  switch (kind) {
    case ResourceKind::kCandidate:
      std::erase_if(candidates_, [&](const auto& entry) { return entry.name() == name; });
      if (parts_.candidates.Erase(name)) changes_.erased_candidates.emplace_back(std::string(name));
      break;
    case ResourceKind::kInternship:
      std::erase_if(internships_, [&](const auto& entry) { return entry.name() == name; });
      if (parts_.internships.Erase(name))
        changes_.erased_internships.emplace_back(std::string(name));
      break;
    case ResourceKind::kAdvisor:
      std::erase_if(advisors_, [&](const auto& entry) { return entry.name() == name; });
      if (parts_.advisors.Erase(name)) changes_.erased_advisors.emplace_back(std::string(name));
      break;
    case ResourceKind::kEmployer:
      parts_.employers.Erase(name);
      employers_.emplace(name);
      break;
    case ResourceKind::kTaxonomy:
      taxonomy_changed_ |= parts_.imported.erase(std::string(name)) > 0;
      break;
    case ResourceKind::kApplication:
      NoteApplicant(name);
      parts_.applications.Erase(name);
      break;
    default:
      ForEachTable(parts_, [&](ResourceKind of_table, auto& table) {
        if (of_table == kind) table.Erase(name);
      });
  }
}

const v1::Employer* SnapshotBuilder::FindEmployer(absl::string_view name) const {
  const auto entry = parts_.employers.Find(name);
  // The table keeps the message alive.
  return entry == nullptr ? nullptr : entry->message.get();
}

void SnapshotBuilder::NoteApplicant(absl::string_view application) {
  if (const auto entry = parts_.applications.Find(application)) {
    applicants_.insert(entry->message->candidate());
  }
}

void SnapshotBuilder::FindOpenApplications() {
  open_applications_.clear();
  parts_.applications.ForEach([&](const auto& entry) {
    const v1::Application& application = *entry->message;
    if (!IsOpenApplication(application.state())) return;
    const std::string name(EmployerOf(application.internship()));
    const v1::Employer* employer = FindEmployer(name);
    open_applications_[application.candidate()].push_back(
        {EmployerId(name), employer == nullptr ? std::string() : employer->corporate_group()});
  });
}

std::shared_ptr<const CandidateEntry> SnapshotBuilder::WithValue(
    const CandidateEntry& entry) const {
  auto made = std::make_shared<CandidateEntry>(entry);
  Candidate value = ToCandidate(
      *entry.message, [&](absl::string_view code) { return parts_.taxonomy->ResolveSkill(code); });
  const auto open = open_applications_.find(entry.name());
  if (open != open_applications_.end()) value.open_applications = open->second;
  made->value = std::make_shared<const Candidate>(std::move(value));
  return made;
}

std::shared_ptr<const InternshipEntry> SnapshotBuilder::WithValue(
    const InternshipEntry& entry) const {
  const absl::string_view name = EmployerOf(entry.name());
  v1::Employer unknown;
  unknown.set_name(std::string(name));
  const v1::Employer* employer = FindEmployer(name);
  auto made = std::make_shared<InternshipEntry>(entry);
  made->value = std::make_shared<const Internship>(
      ToInternship(*entry.message, employer == nullptr ? unknown : *employer,
                   [&](absl::string_view code) { return parts_.taxonomy->ResolveSkill(code); }));
  return made;
}

std::shared_ptr<const AdvisorEntry> SnapshotBuilder::WithValue(const AdvisorEntry& entry) const {
  auto made = std::make_shared<AdvisorEntry>(entry);
  made->value = std::make_shared<const Advisor>(
      ToAdvisor(*entry.message, FindEmployer(entry.message->employer())));
  return made;
}

template <typename EntryType>
void SnapshotBuilder::PutValues(
    const std::vector<EntryType>& rows, SortedTable<EntryType>* table,
    std::vector<std::shared_ptr<const typename EntryType::Value>>* changed) {
  std::vector<std::shared_ptr<const EntryType>> made(rows.size());
  ParallelFor(rows.size(), kRowsOfThread, [&](size_t i) { made[i] = WithValue(rows[i]); });
  for (const auto& entry : made) changed->push_back(entry->value);
  table->PutAll(std::move(made));
}

void SnapshotBuilder::Featurise() {
  // What the tables hold goes first: what was put is newer.
  std::vector<CandidateEntry> candidates;
  std::vector<InternshipEntry> internships;
  std::vector<AdvisorEntry> advisors;
  if (taxonomy_changed_) {
    std::vector<StoredTaxonomy> imported;
    for (const auto& [name, taxonomy] : parts_.imported) imported.push_back(*taxonomy.second);
    parts_.taxonomy = TaxonomyIndex::Build(std::move(imported));
    candidates = Rows(parts_.candidates);
    internships = Rows(parts_.internships);
  } else {
    for (const std::string& employer : employers_) {
      parts_.internships.ForEachWithPrefix(
          absl::StrCat(employer, "/"), [&](const auto& entry) { internships.push_back(*entry); });
    }
  }
  if (!taxonomy_changed_) {
    // Whoever has an open application, or had one until now, or one to an employer that changed.
    parts_.applications.ForEach([&](const auto& entry) {
      if (employers_.contains(std::string(EmployerOf(entry->message->internship())))) {
        applicants_.insert(entry->message->candidate());
      }
    });
    for (const std::string& name : applicants_) {
      if (const auto entry = parts_.candidates.Find(name)) candidates.push_back(*entry);
    }
  }
  if (!employers_.empty()) {
    parts_.advisors.ForEach([&](const auto& entry) {
      if (employers_.contains(entry->message->employer())) advisors.push_back(*entry);
    });
  }
  if (!candidates.empty() || !candidates_.empty()) FindOpenApplications();
  for (const auto* rows : {&candidates, &candidates_}) {
    PutValues(*rows, &parts_.candidates, &changes_.put_candidates);
  }
  for (const auto* rows : {&internships, &internships_}) {
    PutValues(*rows, &parts_.internships, &changes_.put_internships);
  }
  for (const auto* rows : {&advisors, &advisors_}) {
    PutValues(*rows, &parts_.advisors, &changes_.put_advisors);
  }
}

std::shared_ptr<const Snapshot> SnapshotBuilder::Finish(Revision revision) && {
  return std::make_shared<const Snapshot>(std::move(*this).Make(revision).parts);
}

SnapshotBuilder::Made SnapshotBuilder::Make(Revision revision) && {
  if (parts_.taxonomy == nullptr) taxonomy_changed_ = true;
  Featurise();
  parts_.revision = revision;
  parts_.index = nullptr;
  changes_.rules = parts_.rules;
  return {std::move(parts_), std::move(changes_), removed_};
}

std::shared_ptr<const IndexedRanker> FollowedIndex(const IndexedRanker* last,
                                                   const Snapshot::Parts& parts,
                                                   const IndexChanges& changes) {
  const size_t rows = parts.candidates.size() + parts.internships.size() + parts.advisors.size();
  const size_t put =
      changes.put_candidates.size() + changes.put_internships.size() + changes.put_advisors.size();
  if (last == nullptr || 2 * put > rows) {
    return std::make_shared<const IndexedRanker>(WorldOf(parts), parts.rules);
  }
  // What a person has changed or taken back is to leave memory as what was erased does: an erasure
  // makes a merge due at once. Of very many it would keep a processor busy.
  const auto ids_of = [](const auto& items, auto* ids) {
    for (const auto& item : items) ids->push_back(item->id);
  };
  IndexChanges replaced;
  if (parts.candidates.size() <= kForgottenAtOnce) {
    ids_of(changes.put_candidates, &replaced.erased_candidates);
  }
  if (parts.advisors.size() <= kForgottenAtOnce) {
    ids_of(changes.put_advisors, &replaced.erased_advisors);
  }
  return last->Apply(replaced)->Apply(changes);
}

}  // namespace banso
