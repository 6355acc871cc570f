#include "clients/cli/import/mapping.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "banso/v1/availability.pb.h"
#include "banso/v1/calendar.pb.h"
#include "banso/v1/options.pb.h"
#include "clients/cli/import/forbidden_fields.h"
#include "clients/cli/import/toml_json.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;

// The kind of code that a field holds; nothing if it holds none.
std::optional<v1::Term::Kind> CodeKind(const FieldDescriptor& field) {
  switch (field.options().GetExtension(v1::limits).format()) {
    case v1::Limits::SKILL:
      return v1::Term::SKILL;
    case v1::Limits::INDUSTRY:
      return v1::Term::INDUSTRY;
    case v1::Limits::OCCUPATION:
      return v1::Term::OCCUPATION;
    case v1::Limits::PREFECTURE:
      return v1::Term::PREFECTURE;
    case v1::Limits::LANGUAGE:
      return v1::Term::LANGUAGE;
    default:
      return std::nullopt;
  }
}

// A member by its name, or by names joined with dots; null if there is none.
const Json* FindColumn(const Json& row, const std::string& column) {
  if (!row.is_object()) return nullptr;
  if (const auto found = row.find(column); found != row.end()) return &*found;
  const Json* at = &row;
  for (const absl::string_view part : absl::StrSplit(column, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(std::string(part));
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

// The first of the columns that the row has, with its name; null and empty if it has none.
std::pair<const Json*, std::string> FindFirst(const Json& row,
                                              const std::vector<std::string>& columns) {
  for (const std::string& column : columns) {
    if (const Json* cell = FindColumn(row, column)) return {cell, column};
  }
  return {nullptr, ""};
}

std::string CellText(const Json& cell) {
  if (cell.is_null()) return "";
  if (!cell.is_string()) return DumpJson(cell);
  return std::string(absl::StripAsciiWhitespace(cell.get_ref<const std::string&>()));
}

std::vector<std::string> Strings(const Json& value) {
  std::vector<std::string> strings;
  if (value.is_string()) strings.push_back(value.get<std::string>());
  if (value.is_array()) {
    for (const Json& element : value) {
      if (element.is_string()) strings.push_back(element.get<std::string>());
    }
  }
  return strings;
}

std::string Text(const Json& table, const char* key) {
  const auto found = table.find(key);
  return found != table.end() && found->is_string() ? found->get<std::string>() : "";
}

// Puts what `extra` has and `object` has not.
void AddMissing(Json& object, const Json& extra) {
  if (!object.is_object() || !extra.is_object()) return;
  for (const auto& [key, value] : extra.items()) {
    if (!object.contains(key)) object[key] = value;
  }
}

absl::Status CheckKeys(const Json& table, const absl::flat_hash_set<std::string>& known,
                       absl::string_view where) {
  for (const auto& [key, value] : table.items()) {
    if (!known.contains(key)) {
      return absl::InvalidArgumentError(absl::StrCat(where, " does not know `", key, "`"));
    }
  }
  return absl::OkStatus();
}

enum class Otherwise { kRefuse, kDrop, kKeep };

absl::StatusOr<Otherwise> ReadOtherwise(const Json& table, const char* key) {
  const std::string word = Text(table, key);
  if (word.empty() || word == "refuse") return Otherwise::kRefuse;
  if (word == "drop") return Otherwise::kDrop;
  if (word == "keep") return Otherwise::kKeep;
  return absl::InvalidArgumentError(
      absl::StrCat("`", key, "` must be \"refuse\", \"drop\" or \"keep\""));
}

}  // namespace

// How one column becomes a field, or elements of a list.
struct Mapping::Rule {
  std::vector<std::string> columns;  // The first that the file has counts.
  bool required = false;

  std::string path;                 // As written, for problems.
  std::vector<std::string> before;  // Up to the list, or up to the field.
  std::vector<std::string> inside;  // Within an element of the list.
  bool is_list = false;
  // The field at the end of the path, which says how a cell is read.
  const FieldDescriptor* leaf = nullptr;

  std::vector<std::string> split;
  bool bracketed = false;
  std::unique_ptr<re2::RE2> pattern;
  std::string replacement;
  absl::flat_hash_map<std::string, Json> values;  // By folded cell.
  bool has_values = false;
  Otherwise otherwise = Otherwise::kRefuse;
  bool resolve = true;
  Otherwise unresolved = Otherwise::kRefuse;
  Json set;
  size_t at_most = 0;  // 0 means no limit.
  std::vector<std::string> when_columns;
  std::vector<std::string> when_equals;  // Folded.
};

Mapping::Mapping() : zone_(absl::FixedTimeZone(9 * 3600)) {}
Mapping::Mapping(Mapping&&) noexcept = default;
Mapping& Mapping::operator=(Mapping&&) noexcept = default;
Mapping::~Mapping() = default;

absl::StatusOr<Mapping> Mapping::Parse(absl::string_view toml, const ResourceKind& kind) {
  BANSO_ASSIGN_OR_RETURN(const Json file, ParseToml(toml));
  BANSO_RETURN_IF_ERROR(
      CheckKeys(file,
                {"collection", "source", "key", "delimiter", "time_zone", "date_order", "employer",
                 "employer_key", "defaults", "ignore", "field"},
                "the mapping"));
  Mapping mapping;
  mapping.kind_ = &kind;
  if (const std::string collection = Text(file, "collection");
      !collection.empty() && collection != kind.collection) {
    return absl::InvalidArgumentError(
        absl::StrCat("the mapping is for ", collection, ", not for ", kind.collection));
  }
  mapping.source_ = Text(file, "source");
  if (const std::string delimiter = Text(file, "delimiter"); !delimiter.empty()) {
    mapping.delimiter_ = delimiter[0];
  }
  if (const auto key = file.find("key"); key != file.end()) {
    if (key->is_string()) mapping.key_columns_.push_back(Strings(*key));
    if (key->is_array()) {
      for (const Json& column : *key) mapping.key_columns_.push_back(Strings(column));
    }
  }
  mapping.employer_column_ = Text(file, "employer");
  mapping.employer_key_column_ = Text(file, "employer_key");
  if (const std::string zone = Text(file, "time_zone");
      !zone.empty() && !absl::LoadTimeZone(zone, &mapping.zone_)) {
    return absl::InvalidArgumentError("`time_zone` is not a known time zone");
  }
  if (const std::string order = Text(file, "date_order"); order == "month_first") {
    mapping.date_order_ = DateOrder::kMonthFirst;
  } else if (order == "day_first") {
    mapping.date_order_ = DateOrder::kDayFirst;
  } else if (!order.empty()) {
    return absl::InvalidArgumentError("`date_order` must be \"month_first\" or \"day_first\"");
  }
  if (file.contains("defaults")) mapping.defaults_ = file["defaults"];
  if (file.contains("ignore")) {
    for (std::string& column : Strings(file["ignore"])) {
      mapping.ignored_columns_.insert(std::move(column));
    }
  }
  if (!file.contains("field") || !file["field"].is_array() || file["field"].empty()) {
    return absl::InvalidArgumentError("the mapping has no [[field]]");
  }

  for (const Json& table : file["field"]) {
    Rule rule;
    rule.path = Text(table, "path");
    const auto wrong = [&rule](absl::string_view what) {
      return absl::InvalidArgumentError(
          absl::StrCat("the [[field]] with path \"", rule.path, "\": ", what));
    };
    if (absl::Status keys =
            CheckKeys(table,
                      {"column", "path", "required", "split", "parse", "pattern", "replace",
                       "values", "otherwise", "resolve", "unresolved", "set", "at_most", "when"},
                      "it");
        !keys.ok()) {
      return wrong(keys.message());
    }
    if (table.contains("column")) rule.columns = Strings(table["column"]);
    if (rule.columns.empty()) return wrong("it has no `column`");
    rule.required = table.value("required", false);

    // Follow the path through the contract.
    const Descriptor* at = kind.descriptor;
    for (absl::string_view part : absl::StrSplit(rule.path, '.')) {
      const bool list = absl::ConsumeSuffix(&part, "[]");
      const FieldDescriptor* field =
          at == nullptr ? nullptr : FindContractField(*at, std::string(part));
      if (field == nullptr) {
        return wrong(absl::StrCat("the contract has no field `", part, "` there"));
      }
      if (list != field->is_repeated()) {
        return wrong(list ? absl::StrCat("`", part, "` is not a list")
                          : absl::StrCat("`", part, "` is a list; write `", part, "[]`"));
      }
      if (list && rule.is_list) return wrong("only one list can be filled");
      (rule.is_list ? rule.inside : rule.before).push_back(field->name());
      rule.is_list = rule.is_list || list;
      rule.leaf = field;
      at = field->message_type();
    }

    if (table.contains("split")) rule.split = Strings(table["split"]);
    rule.bracketed = Text(table, "parse") == "list";
    if (!rule.bracketed && !Text(table, "parse").empty()) return wrong("`parse` must be \"list\"");
    if (const std::string pattern = Text(table, "pattern"); !pattern.empty()) {
      rule.pattern = std::make_unique<re2::RE2>(pattern, RE2::Quiet);
      if (!rule.pattern->ok()) return wrong("`pattern` is not a regular expression");
      rule.replacement = table.contains("replace") ? Text(table, "replace") : "\\0";
    }
    if (table.contains("values")) {
      if (!table["values"].is_object()) return wrong("`values` must be a table");
      rule.has_values = true;
      for (const auto& [cell, value] : table["values"].items()) {
        rule.values[FoldedKey(cell)] = value;
      }
    }
    if (auto otherwise = ReadOtherwise(table, "otherwise"); otherwise.ok()) {
      rule.otherwise = *otherwise;
    } else {
      return wrong(otherwise.status().message());
    }
    if (auto unresolved = ReadOtherwise(table, "unresolved"); unresolved.ok()) {
      rule.unresolved = *unresolved;
    } else {
      return wrong(unresolved.status().message());
    }
    rule.resolve = table.value("resolve", true);
    if (table.contains("set")) rule.set = table["set"];
    rule.at_most = table.value("at_most", 0);
    if (const auto when = table.find("when"); when != table.end()) {
      if (when->is_object() && when->contains("column")) {
        rule.when_columns = Strings((*when)["column"]);
      }
      if (when->is_object() && when->contains("equals")) {
        for (const std::string& word : Strings((*when)["equals"])) {
          rule.when_equals.push_back(FoldedKey(word));
        }
      }
      if (rule.when_columns.empty() || rule.when_equals.empty()) {
        return wrong("`when` needs `column` and `equals`");
      }
    }
    mapping.rules_.push_back(std::move(rule));
  }
  return mapping;
}

absl::Status Mapping::CheckHeadings(const std::vector<std::string>& headings) const {
  const absl::flat_hash_set<std::string> present(headings.begin(), headings.end());
  std::vector<std::string> missing;
  const auto has_one = [&present](const std::vector<std::string>& columns) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const auto& column) { return present.contains(column); });
  };
  for (const std::vector<std::string>& columns : key_columns_) {
    if (!has_one(columns)) missing.push_back(absl::StrJoin(columns, " / "));
  }
  bool any = false;
  for (const Rule& rule : rules_) {
    const bool found = has_one(rule.columns);
    any = any || found;
    if (rule.required && !found) missing.push_back(absl::StrJoin(rule.columns, " / "));
  }
  if (!missing.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the file lacks columns that the mapping needs: ", absl::StrJoin(missing, ", ")));
  }
  if (!any) {
    return absl::InvalidArgumentError("the file has none of the columns of the mapping");
  }
  return absl::OkStatus();
}

namespace {

// Reads a cell as what the field holds. A field of text gives the text itself.
absl::StatusOr<Json> ReadCell(const std::string& cell, const FieldDescriptor& field,
                              absl::TimeZone zone, DateOrder order) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL: {
      const auto yes = ParseYesNo(cell);
      if (!yes.has_value()) return absl::InvalidArgumentError("is neither yes nor no");
      return Json(*yes);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Descriptor* type = field.message_type();
      if (type == v1::Date::descriptor()) {
        BANSO_ASSIGN_OR_RETURN(const absl::CivilDay day, ParseDate(cell, order));
        return DateJson(day);
      }
      if (type == v1::TimeOfDay::descriptor()) {
        const auto minutes = ParseTimeOfDay(cell);
        if (!minutes.has_value()) return absl::InvalidArgumentError("is not a time such as 18:00");
        return TimeOfDayJson(*minutes);
      }
      if (type == v1::WeeklyWindow::descriptor()) return ParseWeeklySlot(cell);
      if (type == google::protobuf::Timestamp::descriptor()) {
        BANSO_ASSIGN_OR_RETURN(const absl::Time time, ParseInstant(cell, zone, order));
        return Json(absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone()));
      }
      return absl::InvalidArgumentError("needs `values` that say what each text stands for");
    }
    default: {
      // Numbers and enum names are read from their texts when the message is built. Texts of the
      // contract are single lines, and forms let people write several.
      std::string line =
          absl::StrReplaceAll(cell, {{"\r", " "}, {"\n", " "}, {"\t", " "}, {"\v", " "}});
      absl::RemoveExtraAsciiWhitespace(&line);
      return Json(std::move(line));
    }
  }
}

}  // namespace

absl::Status Mapping::ApplyRule(const Rule& rule, const Json& row, TermResolver& resolver,
                                RowDraft& draft) const {
  const std::pair<const Json*, std::string> found = FindFirst(row, rule.columns);
  const Json* const cell = found.first;
  const std::string& column = found.second;
  if (cell == nullptr) return absl::OkStatus();
  if (!rule.when_columns.empty()) {
    const Json* condition = FindFirst(row, rule.when_columns).first;
    const std::string folded = condition == nullptr ? "" : FoldedKey(CellText(*condition));
    if (std::find(rule.when_equals.begin(), rule.when_equals.end(), folded) ==
        rule.when_equals.end()) {
      return absl::OkStatus();
    }
  }
  const std::optional<v1::Term::Kind> code_kind = CodeKind(*rule.leaf);
  // A code or a choice cannot hold what must not be held; a free text can.
  if (MustNotBeHeld(column) && rule.leaf->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
      !code_kind.has_value()) {
    draft.dropped.push_back({column, DroppedField::Why::kMustNotBeHeld});
    return absl::OkStatus();
  }

  std::vector<std::string> pieces;
  if (cell->is_array()) {
    for (const Json& element : *cell) pieces.push_back(CellText(element));
  } else if (rule.bracketed) {
    pieces = ParseBracketedList(CellText(*cell));
  } else {
    pieces.push_back(CellText(*cell));
    for (const std::string& separator : rule.split) {
      std::vector<std::string> finer;
      for (const std::string& piece : pieces) {
        for (const absl::string_view part : absl::StrSplit(piece, separator)) {
          finer.emplace_back(absl::StripAsciiWhitespace(part));
        }
      }
      pieces = std::move(finer);
    }
  }
  pieces.erase(std::remove(pieces.begin(), pieces.end(), ""), pieces.end());
  if (pieces.empty()) {
    if (rule.required) draft.problems.push_back({column, "must not be empty"});
    return absl::OkStatus();
  }

  const auto problem = [&](absl::string_view what) {
    draft.problems.push_back({absl::StrCat(column, " (", rule.path, ")"), std::string(what)});
  };
  if (!rule.is_list && pieces.size() > 1) {
    problem("holds more than one value");
    return absl::OkStatus();
  }
  for (std::string& piece : pieces) {
    const Json* list = FindColumn(draft.resource, absl::StrJoin(rule.before, "."));
    if (rule.at_most > 0 && rule.is_list && list != nullptr && list->size() >= rule.at_most) {
      draft.dropped.push_back(
          {absl::StrCat(column, " > ", rule.at_most), DroppedField::Why::kNotUsable});
      break;
    }
    if (rule.pattern != nullptr && !RE2::Replace(&piece, *rule.pattern, rule.replacement)) {
      if (rule.otherwise == Otherwise::kRefuse) problem("does not have the form that is expected");
      if (rule.otherwise == Otherwise::kDrop) {
        draft.dropped.push_back({column, DroppedField::Why::kNotUsable});
      }
      if (rule.otherwise != Otherwise::kKeep) continue;
    }
    Json value;
    const auto mapped = rule.values.find(FoldedKey(piece));
    if (mapped != rule.values.end()) {
      value = mapped->second;
      // An empty value means that the answer says nothing.
      if (value.is_string() && value.get_ref<const std::string&>().empty()) continue;
    } else if (rule.has_values && rule.otherwise == Otherwise::kRefuse) {
      problem("is an answer that the mapping has no value for");
      continue;
    } else if (rule.has_values && rule.otherwise == Otherwise::kDrop) {
      draft.dropped.push_back({column, DroppedField::Why::kNotUsable});
      continue;
    } else if (code_kind.has_value() && rule.resolve) {
      BANSO_ASSIGN_OR_RETURN(const Resolution resolution, resolver.Resolve(*code_kind, piece));
      if (resolution.code.has_value()) {
        value = *resolution.code;
      } else if (rule.unresolved == Otherwise::kDrop) {
        draft.dropped.push_back({absl::StrCat(column, ": ", piece), DroppedField::Why::kNotKnown});
        continue;
      } else if (rule.unresolved == Otherwise::kKeep) {
        value = piece;
      } else {
        problem(absl::StrCat("\"", piece, "\" ", NotKnown(*code_kind, resolution)));
        continue;
      }
    } else {
      absl::StatusOr<Json> read = ReadCell(piece, *rule.leaf, zone_, date_order_);
      if (!read.ok()) {
        problem(read.status().message());
        continue;
      }
      value = *std::move(read);
    }

    // Only now, so that a cell that says nothing leaves no empty object behind.
    Json* parent = &draft.resource;
    for (size_t i = 0; i + 1 < rule.before.size(); ++i) parent = &(*parent)[rule.before[i]];
    if (!rule.is_list) {
      if (value.is_object()) AddMissing(value, (*parent)[rule.before.back()]);
      (*parent)[rule.before.back()] = std::move(value);
      AddMissing(*parent, rule.set);
      continue;
    }
    Json& target = (*parent)[rule.before.back()];
    if (!target.is_array()) target = Json::array();
    Json element;
    Json* leaf = &element;
    for (const std::string& part : rule.inside) leaf = &(*leaf)[part];
    *leaf = std::move(value);
    AddMissing(element, rule.set);
    // A list names each thing once, as people who tick a box twice do not.
    const auto same = [&](const Json& other) {
      if (rule.inside.empty()) return other == element;
      return code_kind.has_value() && rule.inside.size() == 1 && other.is_object() &&
             other.contains(rule.inside[0]) && other[rule.inside[0]] == element[rule.inside[0]];
    };
    if (std::none_of(target.begin(), target.end(), same)) target.push_back(std::move(element));
  }
  return absl::OkStatus();
}

absl::StatusOr<RowDraft> Mapping::Apply(const Json& row, TermResolver& resolver) const {
  RowDraft draft;
  draft.source = source_;
  absl::flat_hash_set<std::string> used = ignored_columns_;
  for (const Rule& rule : rules_) {
    BANSO_RETURN_IF_ERROR(ApplyRule(rule, row, resolver, draft));
    for (const std::string& column : rule.columns) used.insert(column.substr(0, column.find('.')));
    used.insert(rule.columns.begin(), rule.columns.end());
    used.insert(rule.when_columns.begin(), rule.when_columns.end());
  }

  std::vector<std::string> key;
  std::vector<std::string> key_names;
  for (const std::vector<std::string>& columns : key_columns_) {
    const Json* cell = FindFirst(row, columns).first;
    key.push_back(cell == nullptr ? "" : CellText(*cell));
    key_names.push_back(absl::StrJoin(columns, " / "));
    used.insert(columns.begin(), columns.end());
  }
  if (std::any_of(key.begin(), key.end(), [](const auto& part) { return !part.empty(); })) {
    // As a JSON list, so that ("a", "bc") and ("ab", "c") stay apart.
    draft.key = key.size() == 1 ? key[0] : DumpJson(key);
  } else if (!key_columns_.empty()) {
    draft.problems.push_back({absl::StrJoin(key_names, ", "), "must not be empty: it is the key"});
  }
  if (const Json* cell = FindColumn(row, employer_column_); cell != nullptr) {
    draft.employer_display_name = CellText(*cell);
    used.insert(employer_column_);
  }
  if (const Json* cell = FindColumn(row, employer_key_column_); cell != nullptr) {
    draft.employer_key = CellText(*cell);
    used.insert(employer_key_column_);
  }

  if (row.is_object()) {
    for (const auto& [column, cell] : row.items()) {
      if (used.contains(column) || CellText(cell).empty()) continue;
      draft.dropped.push_back({column, MentionsWhatMustNotBeHeld(column)
                                           ? DroppedField::Why::kMustNotBeHeld
                                           : DroppedField::Why::kNoPlace});
    }
  }
  return draft;
}

}  // namespace banso
