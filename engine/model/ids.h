// Ids as types, so that a candidate is never looked up as an advisor.
#ifndef BANSO_ENGINE_MODEL_IDS_H_
#define BANSO_ENGINE_MODEL_IDS_H_

#include <compare>
#include <string>
#include <utility>

namespace banso {

// A resource name, such as `candidates/x`. Compared byte by byte; the order of ids is the last
// tie-break of every ranking.
template <typename Tag>
class ResourceId {
 public:
  ResourceId() = default;
  explicit ResourceId(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  bool empty() const { return name_.empty(); }

  friend bool operator==(const ResourceId&, const ResourceId&) = default;
  // clang-tidy takes the 0 that a defaulted comparison is compared with for a pointer.
  friend auto operator<=>(const ResourceId&, const ResourceId&) = default;  // NOLINT
  template <typename H>
  friend H AbslHashValue(H h, const ResourceId& id) {
    return H::combine(std::move(h), id.name_);
  }

 private:
  std::string name_;
};

using CandidateId = ResourceId<struct CandidateTag>;    // candidates/{candidate}
using EmployerId = ResourceId<struct EmployerTag>;      // employers/{employer}
using InternshipId = ResourceId<struct InternshipTag>;  // employers/{e}/internships/{i}
using AdvisorId = ResourceId<struct AdvisorTag>;        // advisors/{advisor}

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_IDS_H_
