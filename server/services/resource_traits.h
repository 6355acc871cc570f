// What the standard methods must know of each resource type.
#ifndef BANSO_SERVER_SERVICES_RESOURCE_TRAITS_H_
#define BANSO_SERVER_SERVICES_RESOURCE_TRAITS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/catalog/snapshot.h"
#include "server/convert/candidate_rules.h"
#include "server/convert/filter.h"
#include "server/convert/order_by.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/store/store.h"

namespace banso {

// One specialisation for each entry type:
//   kKind             the kind in the store
//   kField            the field of the resource in requests, such as "candidate"
//   kReferenceField   the field that names an employer the store insists on; empty if none
//   Reference         the employer that a resource names there; may be empty
//   Check             what is wrong across fields
//   CheckNew          what else is wrong with a new resource, by itself; left out if nothing can be
//   CheckChange       whether a change of fields is possible in this state; left out if every one
//   is Begin             sets the state of a new resource Settle            what follows from a
//   change of fields Filters, Orders   what lists may be filtered and ordered by
template <typename EntryType>
struct ResourceTraits;

template <>
struct ResourceTraits<CandidateEntry> {
  static constexpr ResourceKind kKind = ResourceKind::kCandidate;
  static constexpr absl::string_view kField = "candidate";
  static constexpr absl::string_view kReferenceField = "";
  static absl::string_view Reference(const v1::Candidate& /*candidate*/) { return ""; }
  static std::vector<FieldProblem> Check(const v1::Candidate& candidate, const Snapshot& snapshot,
                                         absl::string_view path);
  static std::vector<FieldProblem> CheckNew(const v1::Candidate& candidate, absl::Time now,
                                            absl::string_view path) {
    return CheckNewConsents(candidate, now, path);
  }
  static void Begin(absl::Time now, v1::Candidate* candidate);
  static void Settle(const v1::Candidate& /*before*/, v1::Candidate* /*after*/) {}
  static const FilterSchema<v1::Candidate>& Filters();
  static const OrderSchema<v1::Candidate>& Orders();
};

template <>
struct ResourceTraits<EmployerEntry> {
  static constexpr ResourceKind kKind = ResourceKind::kEmployer;
  static constexpr absl::string_view kField = "employer";
  static constexpr absl::string_view kReferenceField = "";
  static absl::string_view Reference(const v1::Employer& /*employer*/) { return ""; }
  static std::vector<FieldProblem> Check(const v1::Employer& employer, const Snapshot& snapshot,
                                         absl::string_view path);
  static void Begin(absl::Time now, v1::Employer* employer);
  static void Settle(const v1::Employer& /*before*/, v1::Employer* /*after*/) {}
  static const FilterSchema<v1::Employer>& Filters();
  static const OrderSchema<v1::Employer>& Orders();
};

template <>
struct ResourceTraits<InternshipEntry> {
  static constexpr ResourceKind kKind = ResourceKind::kInternship;
  static constexpr absl::string_view kField = "internship";
  static constexpr absl::string_view kReferenceField = "parent";
  static absl::string_view Reference(const v1::Internship& internship) {
    return ParentOf(internship.name());
  }
  static std::vector<FieldProblem> Check(const v1::Internship& internship, const Snapshot& snapshot,
                                         absl::string_view path);
  static absl::Status CheckChange(const v1::Internship& before, const v1::Internship& after);
  static void Begin(absl::Time now, v1::Internship* internship);
  static void Settle(const v1::Internship& before, v1::Internship* after);
  static const FilterSchema<v1::Internship>& Filters();
  static const OrderSchema<v1::Internship>& Orders();
};

template <>
struct ResourceTraits<AdvisorEntry> {
  static constexpr ResourceKind kKind = ResourceKind::kAdvisor;
  static constexpr absl::string_view kField = "advisor";
  static constexpr absl::string_view kReferenceField = "advisor.employer";
  static absl::string_view Reference(const v1::Advisor& advisor) { return advisor.employer(); }
  static std::vector<FieldProblem> Check(const v1::Advisor& advisor, const Snapshot& snapshot,
                                         absl::string_view path);
  static void Begin(absl::Time now, v1::Advisor* advisor);
  static void Settle(const v1::Advisor& /*before*/, v1::Advisor* /*after*/) {}
  static const FilterSchema<v1::Advisor>& Filters();
  static const OrderSchema<v1::Advisor>& Orders();
};

// The times of a resource, as filters and orders read them.
template <typename Message>
std::optional<absl::Time> CreateTimeOf(const Message& message) {
  return OptionalTime(message.has_create_time(), message.create_time());
}
template <typename Message>
std::optional<absl::Time> UpdateTimeOf(const Message& message) {
  return OptionalTime(message.has_update_time(), message.update_time());
}

// The forms of a name that were given.
std::vector<std::string> NameForms(const v1::PersonName& name);

// The key by which names are ordered: kana, else Latin letters, else as given, folded.
std::string NameOrderKey(const v1::PersonName& name);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RESOURCE_TRAITS_H_
