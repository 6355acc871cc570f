#include "clients/cli/import/job_posting.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/import/form_values.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

using Why = DroppedField::Why;
constexpr int kMaxDepth = 20;

// The elements of a property: JSON-LD writes one value without a list around it.
std::vector<Json> Values(const Json& node, const char* property) {
  if (!node.is_object()) return {};
  const auto found = node.find(property);
  if (found == node.end() || found->is_null()) return {};
  if (!found->is_array()) return {*found};
  return {found->begin(), found->end()};
}

// What a value says as text: itself, an `@value`, a number, or the name of a node.
std::string Text(const Json& value) {
  if (value.is_string()) {
    return std::string(absl::StripAsciiWhitespace(value.get_ref<const std::string&>()));
  }
  if (value.is_number()) return DumpJson(value);
  if (value.is_array()) return value.empty() ? "" : Text(value.front());
  if (!value.is_object()) return "";
  for (const char* property : {"@value", "name", "description"}) {
    if (value.contains(property)) return Text(value[property]);
  }
  return "";
}

std::string TextOf(const Json& node, const char* property) {
  if (!node.is_object() || !node.contains(property)) return "";
  return Text(node[property]);
}

bool HasType(const Json& node, absl::string_view type) {
  for (const Json& value : Values(node, "@type")) {
    if (!value.is_string()) continue;
    const absl::string_view name = value.get_ref<const std::string&>();
    if (name == type || absl::EndsWith(name, absl::StrCat("/", type)) ||
        absl::EndsWith(name, absl::StrCat(":", type))) {
      return true;
    }
  }
  return false;
}

void CollectNodes(const Json& value, absl::flat_hash_map<std::string, Json>& nodes, int depth) {
  if (depth > kMaxDepth) return;
  if (value.is_object() && value.contains("@id") && value["@id"].is_string() && value.size() > 1) {
    nodes.emplace(value["@id"].get<std::string>(), value);
  }
  if (value.is_structured()) {
    for (const Json& inner : value) CollectNodes(inner, nodes, depth + 1);
  }
}

// Puts the node that a lone `@id` names in its place. References inside references are followed
// down to a depth that a cycle cannot pass.
Json Resolve(const Json& value, const absl::flat_hash_map<std::string, Json>& nodes, int depth) {
  if (!value.is_structured() || depth > kMaxDepth) return value;
  if (value.is_object() && value.size() == 1 && value.contains("@id") && value["@id"].is_string()) {
    const auto found = nodes.find(value["@id"].get<std::string>());
    if (found == nodes.end()) return value;
    return Resolve(found->second, nodes, depth + 5);
  }
  Json resolved = value;
  for (Json& inner : resolved) inner = Resolve(inner, nodes, depth + 1);
  return resolved;
}

class Converter {
 public:
  Converter(const Json& posting, TermResolver& resolver) : posting_(posting), resolver_(resolver) {}

  absl::StatusOr<RowDraft> Convert() {
    ReadTitle();
    BANSO_RETURN_IF_ERROR(ReadIndustry());
    BANSO_RETURN_IF_ERROR(ReadOccupation());
    BANSO_RETURN_IF_ERROR(ReadSkills());
    ReadEmploymentType();
    ReadSalary();
    BANSO_RETURN_IF_ERROR(ReadPlace());
    ReadDeadline();
    ReadSeats();
    ReadOrganisation();
    ReadKey();
    for (const auto& [property, value] : posting_.items()) {
      if (!used_.contains(property) && !absl::StartsWith(property, "@") && !value.is_null()) {
        Drop(property, Why::kNoPlace);
      }
    }
    return std::move(draft_);
  }

 private:
  void Drop(std::string field, Why why) { draft_.dropped.push_back({std::move(field), why}); }

  void ReadTitle() {
    used_.insert({"title", "name"});
    std::string title = TextOf(posting_, "title");
    if (title.empty()) title = TextOf(posting_, "name");
    if (title.empty()) {
      draft_.problems.push_back({"title", "must be set"});
    } else {
      draft_.resource["title"] = title;
    }
  }

  // The code that a text or a DefinedTerm or CategoryCode stands for.
  absl::StatusOr<std::optional<std::string>> CodeOf(v1::Term::Kind kind, const Json& value) {
    std::vector<std::string> texts;
    for (const char* property : {"termCode", "codeValue"}) {
      if (const std::string code = TextOf(value, property); !code.empty()) texts.push_back(code);
    }
    texts.push_back(Text(value));
    for (const std::string& text : texts) {
      if (text.empty()) continue;
      std::vector<std::string> spellings = {text};
      if (kind == v1::Term::OCCUPATION) {
        // "15-1132.00 Software Developers, Application": an O*NET-SOC code before its label.
        static const auto& onet = *new RE2(R"(^(\d{2}-\d{4}(?:\.\d{2})?)\s*(.*)$)");
        std::string code, label;
        if (RE2::FullMatch(text, onet, &code, &label)) {
          spellings = {absl::StrCat("onet:", code), label};
        }
        static const auto& isco = *new RE2(R"(^(?i:isco[- ]?(?:08)?[: ]*)?(\d{1,4}(?:\.\d+)*)$)");
        if (RE2::FullMatch(text, isco, &code)) spellings = {code};
      }
      for (const std::string& spelling : spellings) {
        if (spelling.empty()) continue;
        BANSO_ASSIGN_OR_RETURN(const Resolution resolution, resolver_.Resolve(kind, spelling));
        if (resolution.code.has_value()) return resolution.code;
      }
    }
    return std::optional<std::string>();
  }

  absl::Status ReadIndustry() {
    used_.insert("industry");
    for (const Json& value : Values(posting_, "industry")) {
      BANSO_ASSIGN_OR_RETURN(const auto code, CodeOf(v1::Term::INDUSTRY, value));
      if (code.has_value()) {
        draft_.resource["industry"] = *code;
        return absl::OkStatus();
      }
      Drop(absl::StrCat("industry: ", Text(value)), Why::kNotKnown);
    }
    return absl::OkStatus();
  }

  absl::Status ReadOccupation() {
    used_.insert({"occupationalCategory", "relevantOccupation"});
    std::vector<Json> values = Values(posting_, "occupationalCategory");
    for (const Json& occupation : Values(posting_, "relevantOccupation")) {
      for (const Json& value : Values(occupation, "occupationalCategory")) values.push_back(value);
      values.push_back(occupation);
    }
    for (const Json& value : values) {
      BANSO_ASSIGN_OR_RETURN(const auto code, CodeOf(v1::Term::OCCUPATION, value));
      if (code.has_value()) {
        draft_.resource["occupation"] = *code;
        return absl::OkStatus();
      }
    }
    if (!values.empty()) {
      Drop(absl::StrCat("occupationalCategory: ", Text(values.front())), Why::kNotKnown);
    }
    return absl::OkStatus();
  }

  absl::Status ReadSkills() {
    used_.insert("skills");
    absl::flat_hash_set<std::string> named;
    for (const Json& value : Values(posting_, "skills")) {
      std::vector<Json> pieces;
      if (value.is_string()) {
        for (const absl::string_view piece :
             absl::StrSplit(value.get_ref<const std::string&>(), absl::ByAnyChar(",;\n"))) {
          pieces.emplace_back(std::string(absl::StripAsciiWhitespace(piece)));
        }
      } else {
        pieces.push_back(value);
      }
      for (const Json& piece : pieces) {
        if (Text(piece).empty()) continue;
        BANSO_ASSIGN_OR_RETURN(const auto code, CodeOf(v1::Term::SKILL, piece));
        if (!code.has_value()) {
          Drop(absl::StrCat("skills: ", Text(piece)), Why::kNotKnown);
        } else if (named.insert(*code).second) {
          draft_.resource["skills"].push_back(
              {{"skill", *code}, {"level", 2}, {"weight", "PREFERRED"}});
        }
      }
    }
    return absl::OkStatus();
  }

  void ReadEmploymentType() {
    used_.insert("employmentType");
    for (const Json& value : Values(posting_, "employmentType")) {
      std::string type = absl::AsciiStrToUpper(Text(value));
      type.erase(
          std::remove_if(type.begin(), type.end(), [](char c) { return !absl::ascii_isalpha(c); }),
          type.end());
      if (type == "FULLTIME" || type == "PARTTIME" || type == "TEMPORARY" || type == "PERDIEM") {
        draft_.resource["contract_kind"] = "EMPLOYMENT_CONTRACT";
        draft_.resource["programme_type"] = "EMPLOYMENT";
      } else if (type == "CONTRACTOR") {
        draft_.resource["contract_kind"] = "FREELANCE";
        draft_.resource["programme_type"] = "EMPLOYMENT";
      } else {
        // INTERN does not say which of the programme types it is, nor whether it is labour.
        Drop("employmentType", Why::kNotUsable);
      }
    }
  }

  void ReadSalary() {
    used_.insert({"baseSalary", "salaryCurrency"});
    for (const Json& salary : Values(posting_, "baseSalary")) {
      draft_.resource["paid"] = true;
      const Json value = salary.is_object() ? salary.value("value", Json()) : Json();
      const std::string currency = absl::AsciiStrToUpper(TextOf(salary, "currency"));
      std::string unit = absl::AsciiStrToUpper(TextOf(value, "unitText"));
      if (unit.empty()) unit = absl::AsciiStrToUpper(TextOf(salary, "unitText"));
      std::string amount = TextOf(value, "value");
      if (amount.empty()) amount = TextOf(value, "minValue");
      double yen = 0;
      if (currency == "JPY" && unit == "HOUR" && absl::SimpleAtod(amount, &yen) && yen > 0 &&
          yen <= 1000000) {
        draft_.resource["hourly_wage_yen"] = static_cast<int>(yen);
      } else {
        Drop("baseSalary", Why::kNotUsable);
      }
    }
  }

  absl::Status ReadPlace() {
    used_.insert({"jobLocation", "jobLocationType"});
    for (const Json& value : Values(posting_, "jobLocationType")) {
      if (absl::EqualsIgnoreCase(Text(value), "TELECOMMUTE")) draft_.resource["remote"] = true;
    }
    for (const Json& place : Values(posting_, "jobLocation")) {
      const Json address =
          place.is_object() && place.contains("address") ? place["address"] : place;
      for (const char* property : {"addressRegion", "addressLocality"}) {
        const std::string region = TextOf(address, property);
        if (region.empty() || draft_.resource.contains("prefecture")) continue;
        BANSO_ASSIGN_OR_RETURN(const Resolution resolution,
                               resolver_.Resolve(v1::Term::PREFECTURE, region));
        if (resolution.code.has_value()) draft_.resource["prefecture"] = *resolution.code;
      }
      if (!draft_.resource.contains("prefecture")) Drop("jobLocation", Why::kNotKnown);
    }
    return absl::OkStatus();
  }

  void ReadDeadline() {
    used_.insert("validThrough");
    const std::string text = TextOf(posting_, "validThrough");
    if (text.empty()) return;
    const absl::TimeZone japan = absl::FixedTimeZone(9 * 3600);
    // A date alone includes that day; the deadline is the first instant that is too late.
    if (const auto day = ParseDate(text, DateOrder::kUnknown); day.ok()) {
      draft_.resource["application_deadline_time"] =
          absl::FormatTime(absl::RFC3339_sec, absl::FromCivil(*day + 1, japan), japan);
    } else if (const auto time = ParseInstant(text, japan, DateOrder::kUnknown); time.ok()) {
      draft_.resource["application_deadline_time"] =
          absl::FormatTime(absl::RFC3339_sec, *time, japan);
    } else {
      Drop("validThrough", Why::kNotUsable);
    }
  }

  void ReadSeats() {
    used_.insert("totalJobOpenings");
    int seats = 1;
    const std::string text = TextOf(posting_, "totalJobOpenings");
    if (!text.empty() && !absl::SimpleAtoi(text, &seats)) {
      Drop("totalJobOpenings", Why::kNotUsable);
    }
    draft_.resource["seats"] = seats;
  }

  void ReadOrganisation() {
    used_.insert("hiringOrganization");
    for (const Json& organisation : Values(posting_, "hiringOrganization")) {
      draft_.employer_display_name = Text(organisation);
      if (!draft_.employer_display_name.empty()) return;
    }
  }

  void ReadKey() {
    used_.insert({"identifier", "url"});
    for (const Json& identifier : Values(posting_, "identifier")) {
      draft_.key = TextOf(identifier, "value");
      if (draft_.key.empty()) draft_.key = Text(identifier);
      if (!draft_.key.empty()) return;
    }
    draft_.key = TextOf(posting_, "url");
    if (draft_.key.empty()) draft_.key = TextOf(posting_, "@id");
  }

  const Json& posting_;
  TermResolver& resolver_;
  RowDraft draft_;
  absl::flat_hash_set<std::string> used_;
};

}  // namespace

bool LooksLikeJsonLd(const Json& value) {
  return value.is_object() &&
         (value.contains("@type") || value.contains("@context") || value.contains("@graph"));
}

std::vector<Json> FindJobPostings(const Json& document) {
  absl::flat_hash_map<std::string, Json> nodes;
  CollectNodes(document, nodes, 0);
  std::vector<Json> postings;
  const auto add = [&](const Json& node) {
    const Json resolved = Resolve(node, nodes, 0);
    if (HasType(resolved, "JobPosting")) postings.push_back(resolved);
  };
  add(document);
  for (const char* property : {"@graph", "mainEntity", "itemListElement"}) {
    for (const Json& node : Values(document, property)) {
      add(node);
      if (node.is_object() && node.contains("item")) add(node["item"]);
    }
  }
  return postings;
}

absl::StatusOr<RowDraft> DraftFromJobPosting(const Json& posting, TermResolver& resolver) {
  if (!posting.is_object()) {
    RowDraft draft;
    draft.problems.push_back({"", "is not a JobPosting"});
    return draft;
  }
  return Converter(posting, resolver).Convert();
}

}  // namespace banso
