#include "server/store/store.h"

namespace banso {

absl::string_view CollectionOf(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::kCandidate:
      return "candidates";
    case ResourceKind::kEmployer:
      return "employers";
    case ResourceKind::kInternship:
      return "internships";
    case ResourceKind::kAdvisor:
      return "advisors";
    case ResourceKind::kTaxonomy:
      return "taxonomies";
  }
  return "";
}

}  // namespace banso
