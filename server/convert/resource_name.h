// Resource names: collections and ids, `employers/{employer}/internships/{internship}`.
#ifndef BANSO_SERVER_CONVERT_RESOURCE_NAME_H_
#define BANSO_SERVER_CONVERT_RESOURCE_NAME_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace banso {

inline constexpr absl::string_view kCandidatePattern = "candidates/{candidate}";
inline constexpr absl::string_view kEmployerPattern = "employers/{employer}";
inline constexpr absl::string_view kInternshipPattern =
    "employers/{employer}/internships/{internship}";
inline constexpr absl::string_view kAdvisorPattern = "advisors/{advisor}";
inline constexpr absl::string_view kTaxonomyPattern = "taxonomies/{taxonomy}";

// Returns a fresh id: 20 characters of a–z and 2–7, 100 bits from the system's random source, so
// that ids neither collide nor say anything. Any number of threads at once.
std::string RandomId();

// Returns the id that the first 20 of `bytes`, of which there are at least as many, stand for. For
// ids that follow from a keyed hash.
std::string IdFromBytes(absl::string_view bytes);

// Whether `id` is 1 to 63 of a–z, 0–9 and `-`, not beginning with `-`.
bool IsResourceId(absl::string_view id);

enum class Wildcard { kRefused, kAccepted };

// Returns the ids of `name`, one for each brace of `pattern`, or none if it does not have its
// shape. With Wildcard::kAccepted an id may also be `-`.
std::optional<std::vector<std::string>> ParseName(absl::string_view pattern, absl::string_view name,
                                                  Wildcard wildcard = Wildcard::kRefused);

// Returns `pattern` with its braces replaced by `ids`, of which there are as many.
// FormatName(kInternshipPattern, {"e1", "i1"}) is "employers/e1/internships/i1".
std::string FormatName(absl::string_view pattern, std::initializer_list<absl::string_view> ids);

// Returns the name of the resource that `name` is below, as a part of it:
// ParentOf("employers/e1/internships/i1") is "employers/e1"; empty at the top.
absl::string_view ParentOf(absl::string_view name);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_RESOURCE_NAME_H_
