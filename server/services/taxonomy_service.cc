#include "server/services/taxonomy_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "server/services/reads.h"
#include "server/services/resource_methods.h"
#include "server/taxonomy/taxonomy_import.h"

namespace banso {
namespace {

constexpr int kDefaultSuggestions = 5;
constexpr int kMaxSuggestions = 100;
// How many unknown codes an error points to.
constexpr size_t kMostCodesNamed = 20;

void AddRejected(int64_t position, const std::vector<FieldProblem>& problems,
                 v1::ImportTaxonomyResponse* response) {
  v1::RejectedTerm* rejected = response->add_rejected();
  rejected->set_position(position);
  for (const FieldProblem& problem : problems) {
    v1::FieldProblem* to = rejected->add_problems();
    to->set_field(problem.field);
    to->set_description(problem.description);
  }
}

}  // namespace

TaxonomyService::TaxonomyService(const ServiceContext* context)
    : RpcService(
          v1::ListTaxonomiesRequest::descriptor()->file()->FindServiceByName("TaxonomyService"),
          context->runtime),
      context_(*context),
      writer_(context) {
  Unary<v1::ListTaxonomiesRequest, v1::ListTaxonomiesResponse>(
      "ListTaxonomies", [this](const auto& request, Call*) { return List(request); });
  Unary<v1::LookupTermsRequest, v1::LookupTermsResponse>(
      "LookupTerms", [this](const auto& request, Call*) { return Lookup(request); });
  Unary<v1::SuggestTermsRequest, v1::SuggestTermsResponse>(
      "SuggestTerms", [this](const auto& request, Call*) { return Suggest(request); });
  Upload<v1::ImportTaxonomyRequest, v1::ImportTaxonomyResponse>(
      "ImportTaxonomy",
      [this](std::vector<StreamRow> rows, Call* call) { return Import(std::move(rows), call); });
}

absl::StatusOr<v1::ListTaxonomiesResponse> TaxonomyService::List(
    const v1::ListTaxonomiesRequest& request) const {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  const auto snapshot = context_.catalog->Current();
  const std::vector<v1::Taxonomy>& all = snapshot->taxonomy().taxonomies();
  auto next = std::partition_point(all.begin(), all.end(), [&](const v1::Taxonomy& taxonomy) {
    return taxonomy.name() <= token.last_name;
  });
  const int page_size = NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize);
  v1::ListTaxonomiesResponse response;
  for (int i = 0; i < page_size && next != all.end(); ++i, ++next) {
    v1::Taxonomy* taxonomy = response.add_taxonomies();
    *taxonomy = *next;
    const auto imported = snapshot->parts().imported.find(next->name());
    if (imported != snapshot->parts().imported.end()) {
      taxonomy->set_revision(imported->second.first);
    }
  }
  if (next != all.end()) {
    response.set_next_page_token(
        EncodePageToken({std::prev(next)->name(), next - all.begin(), 0}, request));
  }
  return response;
}

absl::StatusOr<v1::LookupTermsResponse> TaxonomyService::Lookup(
    const v1::LookupTermsRequest& request) const {
  const auto snapshot = context_.catalog->Current();
  v1::LookupTermsResponse response;
  // By position: what was sent as a code may be anything, of any size.
  std::vector<std::string> unknown;
  for (int i = 0; i < request.codes_size(); ++i) {
    const v1::Term* term = snapshot->taxonomy().Find(request.kind(), request.codes(i));
    if (term != nullptr) {
      *response.add_terms() = *term;
    } else if (unknown.size() < kMostCodesNamed) {
      unknown.push_back(absl::StrCat("codes[", i, "]"));
    }
  }
  if (!unknown.empty()) {
    const std::string fields = absl::StrJoin(unknown, ", ");
    return WithErrorInfo(absl::NotFoundError(absl::StrCat("no taxonomy knows ", fields)),
                         "UNKNOWN_CODE", {{"fields", fields}});
  }
  return response;
}

absl::StatusOr<v1::SuggestTermsResponse> TaxonomyService::Suggest(
    const v1::SuggestTermsRequest& request) const {
  const auto snapshot = context_.catalog->Current();
  std::vector<v1::Term::Kind> kinds;
  for (const int kind : request.kinds()) kinds.push_back(static_cast<v1::Term::Kind>(kind));
  v1::SuggestTermsResponse response;
  for (const TermSuggestion& found : snapshot->taxonomy().Suggest(
           request.text(), kinds,
           NormalizePageSize(request.page_size(), kDefaultSuggestions, kMaxSuggestions))) {
    v1::Suggestion* suggestion = response.add_suggestions();
    *suggestion->mutable_term() = *found.term;
    suggestion->set_matched_label(std::string(found.matched_label));
    suggestion->set_closeness(found.closeness);
  }
  return response;
}

absl::StatusOr<v1::ImportTaxonomyResponse> TaxonomyService::Import(std::vector<StreamRow> rows,
                                                                   Call* call) const {
  if (rows.empty()) return InvalidField("taxonomy", "must be the first part of the stream");
  if (!rows.front().problems.empty()) return InvalidFields(std::move(rows.front().problems));
  const auto& first = static_cast<const v1::ImportTaxonomyRequest&>(*rows.front().message);
  if (!first.has_taxonomy()) {
    return InvalidField("taxonomy", "must be the first part of the stream");
  }
  const v1::Taxonomy& header = first.taxonomy();
  const absl::flat_hash_map<std::string, std::string> replacements(first.replacements().begin(),
                                                                   first.replacements().end());
  v1::ImportTaxonomyResponse response;
  std::vector<v1::Term> terms;
  std::vector<int64_t> positions;  // in the stream, of each term
  absl::flat_hash_set<std::string> refused_codes;
  for (size_t i = 1; i < rows.size(); ++i) {
    auto& part = static_cast<v1::ImportTaxonomyRequest&>(*rows[i].message);
    if (!rows[i].problems.empty()) {
      AddRejected(static_cast<int64_t>(i), rows[i].problems, &response);
      if (!part.term().code().empty()) refused_codes.insert(part.term().code());
    } else if (!part.has_term()) {
      AddRejected(static_cast<int64_t>(i), {{"term", "must be set after the first part"}},
                  &response);
    } else {
      terms.push_back(std::move(*part.mutable_term()));
      positions.push_back(static_cast<int64_t>(i));
    }
    rows[i].message.reset();
  }

  // What is stored decides, not what the catalog shows: somebody may have imported just now.
  StoredTaxonomy previous;
  Revision revision = 0;
  const absl::StatusOr<Resource> stored =
      context_.store->Get(ResourceKind::kTaxonomy, header.name(), call->deadline);
  if (stored.ok()) {
    if (!previous.ParseFromString(stored->message)) {
      return absl::DataLossError(absl::StrCat(header.name(), " cannot be read"));
    }
    revision = stored->revision;
  } else if (!absl::IsNotFound(stored.status())) {
    return stored.status();
  }
  BANSO_ASSIGN_OR_RETURN(MergeResult merged,
                         MergeTaxonomy(revision == 0 ? nullptr : &previous, header,
                                       std::move(terms), replacements, std::move(refused_codes)));

  for (v1::RejectedTerm& term : merged.rejected) {
    term.set_position(positions[term.position() - 1]);
    *response.add_rejected() = std::move(term);
  }
  std::sort(response.mutable_rejected()->begin(), response.mutable_rejected()->end(),
            [](const auto& a, const auto& b) { return a.position() < b.position(); });
  response.set_added_count(merged.added);
  response.set_changed_count(merged.updated);
  response.set_unchanged_count(merged.unchanged);
  response.mutable_retired_codes()->Assign(merged.retired_codes.begin(),
                                           merged.retired_codes.end());
  if (merged.changed && !first.validate_only()) {
    *merged.stored.mutable_taxonomy()->mutable_import_time() = FromTime(context_.clock->Now());
    merged.stored.mutable_taxonomy()->clear_revision();
    Batch batch;
    batch.writes.push_back(
        {ResourceKind::kTaxonomy, header.name(), DeterministicBytes(merged.stored), revision});
    BANSO_ASSIGN_OR_RETURN(const WriteAnswer answer,
                           writer_.Commit(std::move(batch), "", "", call));
    revision = answer.revision;
  }
  *response.mutable_taxonomy() = merged.stored.taxonomy();
  response.mutable_taxonomy()->set_revision(revision);
  return response;
}

}  // namespace banso
