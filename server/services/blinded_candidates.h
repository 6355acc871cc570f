// Cards of candidates without names: who is shown to an employer, as what, and under which alias.
#ifndef BANSO_SERVER_SERVICES_BLINDED_CANDIDATES_H_
#define BANSO_SERVER_SERVICES_BLINDED_CANDIDATES_H_

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/blinded_candidate.pb.h"
#include "banso/v1/candidate.pb.h"
#include "engine/model/availability.h"
#include "engine/model/candidate.h"
#include "engine/model/judgement.h"
#include "engine/rules/rule_set.h"
#include "server/access/shown_cards.h"
#include "server/catalog/snapshot.h"
#include "server/seal/key_store.h"
#include "server/services/service_context.h"

namespace banso {

// How many active candidates an area, or a language that hints at an origin, needs before a card
// tells it.
inline constexpr int kSmallestCrowd = 5;

// Names that stand for a person and tell nothing: keyed hashes over the candidate, the consent and
// the internship, so that another internship or a new consent gives another name, and nobody
// without the key can link two of them. Arguments are resource names.
class Aliases {
 public:
  // Reads the key, once; copies share it. Errors: those of KeyStore::GetOrCreate.
  static absl::StatusOr<Aliases> Load(KeyStore* keys);
  explicit Aliases(const Key& key) : key_(key) {}

  // `employers/{employer}/internships/{internship}/blindedCandidates/{alias}`.
  std::string NameOf(absl::string_view candidate, absl::string_view consent,
                     absl::string_view internship) const;
  // `provisionRecords/{id}` of the record that this card was shown.
  std::string RecordNameOf(absl::string_view candidate, absl::string_view consent,
                           absl::string_view internship) const;

 private:
  std::string IdOf(absl::string_view use, absl::string_view candidate, absl::string_view consent,
                   absl::string_view internship) const;

  Key key_;
};

// Where the active candidates of a snapshot live, and what they speak, whoever they are. Immutable.
class Crowds {
 public:
  // Cost: linear in the candidates.
  explicit Crowds(const Snapshot& snapshot);

  // Sets the prefecture of a card if at least five live there, else the region if at least five
  // live there, else nothing.
  void SetArea(Prefecture home, v1::BlindedCandidate* card) const;
  // Whether a card may tell that somebody speaks the language although nobody must: Japanese and
  // English may always be told; any other language, only if at least five speak it.
  bool MayTellLanguage(absl::string_view language) const;

 private:
  std::array<int, 48> by_prefecture_ = {};
  std::array<int, v1::BlindedCandidate::Region_ARRAYSIZE> by_region_ = {};
  absl::flat_hash_map<std::string, int> by_language_;
};

// The region of a prefecture in [1, 47]; unspecified for 0.
v1::BlindedCandidate::Region RegionOf(Prefecture prefecture);

// The half days of a usual week, from Monday morning on, on which the person is free throughout: in
// each of the four weeks from the Monday after `now`, by the weekly windows alone, so that single
// dates are not seen. A gap shorter than half a day (four hours) between free times of a day is not
// seen either, as long as half of the half day is free: a break at noon says too much.
std::vector<v1::HalfDay> HalfDaysOf(const Availability& availability, absl::Time now);

// The card of a pair that is shown. `name` is that of the card.
v1::BlindedCandidate MakeCard(const CandidateEntry& candidate, const InternshipEntry& internship,
                              Band band, const Crowds& crowds, const RuleSet& rules, absl::Time now,
                              std::string name);

// Returns the candidate behind the card called `blinded_name`, or null unless that card is shown at
// `now`: whoever is hidden, was never there, stepped back, or had another alias gives the same.
// Cost: judges every candidate, so that time tells nothing of the one.
std::shared_ptr<const CandidateEntry> FindBlinded(const ServiceContext& context,
                                                  const Snapshot& snapshot,
                                                  absl::string_view blinded_name, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_BLINDED_CANDIDATES_H_
