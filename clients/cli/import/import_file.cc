#include "clients/cli/import/import_file.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/import/forbidden_fields.h"
#include "clients/cli/import/job_posting.h"
#include "clients/cli/import/json_resume.h"
#include "clients/cli/request_id.h"
#include "clients/cli/source_file.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

using Why = DroppedField::Why;

bool HasEnding(absl::string_view path, absl::string_view ending) {
  absl::ConsumeSuffix(&path, ".gz");
  return absl::EndsWithIgnoreCase(path, ending);
}

bool LooksLikeTable(absl::string_view path, absl::string_view text) {
  if (HasEnding(path, ".csv") || HasEnding(path, ".tsv")) return true;
  if (HasEnding(path, ".json") || HasEnding(path, ".ndjson") || HasEnding(path, ".jsonl")) {
    return false;
  }
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != absl::string_view::npos && text[first] != '{' && text[first] != '[';
}

std::string Text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

std::optional<ImportFormat> ParseImportFormat(absl::string_view text) {
  if (text == "auto") return ImportFormat::kAuto;
  if (text == "contract") return ImportFormat::kContract;
  if (text == "csv") return ImportFormat::kTable;
  if (text == "json") return ImportFormat::kMappedJson;
  if (text == "json-resume") return ImportFormat::kJsonResume;
  if (text == "job-posting") return ImportFormat::kJobPosting;
  return std::nullopt;
}

absl::StatusOr<ImportFile> OpenImportFile(const std::string& path, const ImportSettings& settings) {
  BANSO_ASSIGN_OR_RETURN(const std::string text, ReadSourceText(path));
  ImportFile file;
  file.path = path;
  file.source = settings.source;
  if (file.source.empty() && settings.mapping.has_value()) {
    file.source = settings.mapping->source();
  }
  if (file.source.empty()) file.source = path == "-" ? "stdin" : BaseName(path);

  file.format = settings.format;
  if (file.format == ImportFormat::kAuto && LooksLikeTable(path, text)) {
    file.format = ImportFormat::kTable;
  }
  if (file.format == ImportFormat::kTable) {
    if (!settings.mapping.has_value()) {
      return absl::InvalidArgumentError(
          "a table needs --mapping FILE.toml that says what its columns mean");
    }
    char delimiter = HasEnding(path, ".tsv") ? '\t' : ',';
    if (settings.mapping->delimiter().has_value()) delimiter = *settings.mapping->delimiter();
    BANSO_ASSIGN_OR_RETURN(RawTable table, ReadTable(text, delimiter));
    BANSO_RETURN_IF_ERROR(settings.mapping->CheckHeadings(table.headings));
    file.rows = std::move(table.rows);
    return file;
  }

  file.rows = ReadJsonRows(text);
  if (file.format == ImportFormat::kAuto) {
    file.format = ImportFormat::kContract;
    if (settings.mapping.has_value()) {
      file.format = ImportFormat::kMappedJson;
    } else {
      for (const RawRow& row : file.rows) {
        if (!row.problem.empty()) continue;
        if (LooksLikeJsonResume(row.value)) file.format = ImportFormat::kJsonResume;
        if (LooksLikeJsonLd(row.value)) file.format = ImportFormat::kJobPosting;
        break;
      }
    }
  }
  if (file.format == ImportFormat::kMappedJson && !settings.mapping.has_value()) {
    return absl::InvalidArgumentError("the format `json` needs --mapping FILE.toml");
  }
  if (file.format == ImportFormat::kJsonResume && settings.kind->collection != "candidates") {
    return absl::InvalidArgumentError("a JSON Resume can be imported as a candidate only");
  }
  if (file.format == ImportFormat::kJobPosting) {
    if (settings.kind->collection != "internships") {
      return absl::InvalidArgumentError("a JobPosting can be imported as an internship only");
    }
    std::vector<RawRow> postings;
    for (RawRow& row : file.rows) {
      if (!row.problem.empty()) {
        postings.push_back(std::move(row));
        continue;
      }
      std::vector<Json> found = FindJobPostings(row.value);
      if (found.empty()) {
        row.problem = "holds no JobPosting";
        postings.push_back(std::move(row));
        continue;
      }
      for (Json& posting : found) {
        RawRow one;
        one.line = row.line;
        one.value = std::move(posting);
        postings.push_back(std::move(one));
      }
    }
    file.rows = std::move(postings);
  }
  return file;
}

RowDraft DraftFromContractJson(const Json& value, const ResourceKind& kind) {
  RowDraft draft;
  if (!value.is_object()) {
    draft.problems.push_back({"", "must be an object"});
    return draft;
  }
  const bool wrapped = value.contains(kind.field) && value[kind.field].is_object() &&
                       FindContractField(*kind.descriptor, kind.field) == nullptr;
  draft.resource = wrapped ? value[kind.field] : value;
  if (wrapped) {
    draft.key = Text(value, "key");
    draft.source = Text(value, "source");
    absl::flat_hash_set<std::string> known = {kind.field, "key", "source"};
    if (kind.has_parent()) {
      draft.employer = Text(value, "employer");
      if (draft.employer.empty()) draft.employer = Text(value, "parent");
      draft.employer_key = Text(value, "employer_key");
      draft.employer_source = Text(value, "employer_source");
      known.insert({"employer", "parent", "employer_key", "employer_source"});
    }
    for (const auto& [member, unused] : value.items()) {
      if (known.contains(member)) continue;
      if (MustNotBeHeld(member)) {
        draft.dropped.push_back({member, Why::kMustNotBeHeld});
      } else {
        draft.problems.push_back({member, "is not a member of a row"});
      }
    }
  }
  // An exported internship names its employer in its own name.
  if (kind.has_parent() && draft.employer.empty() && draft.employer_key.empty()) {
    const std::string name = Text(draft.resource, "name");
    if (const size_t end = name.find("/internships/"); end != std::string::npos) {
      draft.employer = name.substr(0, end);
    }
  }
  return draft;
}

absl::StatusOr<ImportRow> PrepareRow(const ImportFile& file, const RawRow& raw,
                                     const ImportSettings& settings, TermResolver& resolver) {
  ImportRow row;
  if (!raw.problem.empty()) {
    row.problems.push_back({"", raw.problem});
    return row;
  }
  RowDraft draft;
  switch (file.format) {
    case ImportFormat::kTable:
    case ImportFormat::kMappedJson: {
      BANSO_ASSIGN_OR_RETURN(draft, settings.mapping->Apply(raw.value, resolver));
      break;
    }
    case ImportFormat::kJsonResume: {
      BANSO_ASSIGN_OR_RETURN(draft, DraftFromJsonResume(raw.value, resolver));
      break;
    }
    case ImportFormat::kJobPosting: {
      BANSO_ASSIGN_OR_RETURN(draft, DraftFromJobPosting(raw.value, resolver));
      break;
    }
    case ImportFormat::kAuto:
    case ImportFormat::kContract:
      draft = DraftFromContractJson(raw.value, *settings.kind);
      break;
  }

  FillDefaults(draft.resource, settings.defaults, *settings.kind->descriptor);
  if (settings.mapping.has_value()) {
    FillDefaults(draft.resource, settings.mapping->defaults(), *settings.kind->descriptor);
  }
  row.resource.reset(NewContractMessage(settings.kind->type).release());
  BuildReport built;
  BuildMessage(draft.resource, *row.resource, built);
  ClearServerFields(*row.resource);

  row.problems = std::move(draft.problems);
  row.problems.insert(row.problems.end(), built.problems.begin(), built.problems.end());
  row.dropped = std::move(draft.dropped);
  for (std::string& field : built.dropped) {
    row.dropped.push_back({std::move(field), Why::kMustNotBeHeld});
  }
  // --source wins over the row, the row over the mapping and the file.
  row.source = settings.source.empty() && !draft.source.empty() ? draft.source : file.source;
  row.key = draft.key;
  if (row.key.empty()) row.key = absl::StrCat("content:", ContentHash(DumpJson(raw.value)));
  // The contract takes 400 characters; what is longer is told apart by its hash.
  constexpr size_t kLongestKey = 400;
  if (row.key.size() > kLongestKey) row.key = absl::StrCat("long:", ContentHash(row.key));
  if (settings.kind->has_parent()) {
    row.employer = std::move(draft.employer);
    row.employer_key = std::move(draft.employer_key);
    row.employer_display_name = std::move(draft.employer_display_name);
    // What is imported under one source usually names employers imported under the same.
    const std::string& same_source = settings.source.empty() ? draft.source : settings.source;
    for (const std::string& source :
         {settings.employer_source, draft.employer_source, same_source, std::string("employers")}) {
      row.employer_source = source;
      if (!source.empty()) break;
    }
  }
  return row;
}

}  // namespace banso
