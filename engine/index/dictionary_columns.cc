#include "engine/index/dictionary_columns.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/codec/value_codec.h"

namespace banso {
namespace {

// Most of what dictionaries hold are parts of values, so it is written as that of a person or an
// opening that has nothing else.
template <typename Value>
void SaveValue(const Value& value, ColumnWriter* writer) {
  std::string bytes;
  Encode(value, &bytes);
  writer->Bytes(bytes);
}

template <typename Value>
bool LoadValue(ColumnReader* reader, Value* value) {
  return Decode(reader->Bytes(), value) && reader->ok();
}

void AddAll(const std::vector<CodePath>& codes, CodeDictionary* dictionary) {
  for (const CodePath& code : codes) dictionary->Add(code);
}

void SaveLists(const Dictionary<std::vector<uint32_t>>& lists, ColumnWriter* writer) {
  writer->Number(lists.size());
  for (const std::vector<uint32_t>& list : lists.values()) writer->Column(list);
}

void LoadLists(ColumnReader* reader, Dictionary<std::vector<uint32_t>>* lists) {
  const uint64_t size = reader->Number();
  for (uint64_t i = 0; i < size && reader->ok(); ++i) {
    std::vector<uint32_t> list;
    reader->Column(&list);
    lists->Add(ListKey(list), list);
  }
}

}  // namespace

void Save(const CandidateDictionaries& dictionaries, ColumnWriter* writer) {
  Candidate everything;
  everything.industry_wishes = dictionaries.industries.values();
  everything.occupation_wishes = dictionaries.occupations.values();
  for (size_t i = 0; i < dictionaries.skills.size(); ++i) {
    everything.skills.push_back({dictionaries.skills[static_cast<uint32_t>(i)], 1});
  }
  everything.languages = dictionaries.languages.values();
  SaveValue(everything, writer);
  writer->Number(dictionaries.studies.size());
  for (const std::optional<Study>& study : dictionaries.studies.values()) {
    Candidate student;
    student.study = study;
    SaveValue(student, writer);
  }
}

bool Load(ColumnReader* reader, CandidateDictionaries* dictionaries) {
  Candidate everything;
  if (!LoadValue(reader, &everything)) return false;
  AddAll(everything.industry_wishes, &dictionaries->industries);
  AddAll(everything.occupation_wishes, &dictionaries->occupations);
  for (const HeldSkill& held : everything.skills) dictionaries->skills.Add(held.skill);
  for (const LanguageSkill& language : everything.languages) {
    dictionaries->languages.Add(LanguageKey(language), language);
  }
  const uint64_t studies = reader->Number();
  for (uint64_t i = 0; i < studies; ++i) {
    Candidate student;
    if (!LoadValue(reader, &student)) return false;
    dictionaries->studies.Add(StudyKey(student.study), student.study);
  }
  return reader->ok();
}

void Save(const InternshipDictionaries& dictionaries, ColumnWriter* writer) {
  Candidate everything;
  everything.industry_wishes = dictionaries.industries.values();
  everything.occupation_wishes = dictionaries.occupations.values();
  for (size_t i = 0; i < dictionaries.skills.size(); ++i) {
    everything.skills.push_back({dictionaries.skills[static_cast<uint32_t>(i)], 1});
  }
  SaveValue(everything, writer);
  Internship demanding;
  demanding.languages = dictionaries.requirements.values();
  SaveValue(demanding, writer);
  SaveLists(dictionaries.languages, writer);
  writer->Number(dictionaries.targets.size());
  for (const Targets& targets : dictionaries.targets.values()) {
    Internship opening;
    opening.target_study_years = targets.study_years;
    opening.target_programmes = targets.programmes;
    SaveValue(opening, writer);
  }
  writer->Number(dictionaries.shapes.size());
  for (const auto& [shape, weeks] : dictionaries.shapes.values()) {
    writer->Column(std::vector<ScheduleRow>{shape.row});
    writer->Column(shape.runs);
  }
}

bool Load(ColumnReader* reader, InternshipDictionaries* dictionaries) {
  Candidate everything;
  if (!LoadValue(reader, &everything)) return false;
  AddAll(everything.industry_wishes, &dictionaries->industries);
  AddAll(everything.occupation_wishes, &dictionaries->occupations);
  for (const HeldSkill& held : everything.skills) dictionaries->skills.Add(held.skill);
  Internship demanding;
  if (!LoadValue(reader, &demanding)) return false;
  for (const LanguageRequirement& requirement : demanding.languages) {
    dictionaries->requirements.Add(RequirementKey(requirement), requirement);
  }
  LoadLists(reader, &dictionaries->languages);
  const uint64_t targets = reader->Number();
  for (uint64_t i = 0; i < targets; ++i) {
    Internship opening;
    if (!LoadValue(reader, &opening)) return false;
    const Targets one = {opening.target_study_years, opening.target_programmes};
    dictionaries->targets.Add(TargetsKey(one), one);
  }
  const uint64_t shapes = reader->Number();
  for (uint64_t i = 0; i < shapes; ++i) {
    std::vector<ScheduleRow> row;
    HoursShape shape;
    reader->Column(&row);
    reader->Column(&shape.runs);
    if (!reader->ok() || row.size() != 1) return false;
    shape.row = row[0];
    dictionaries->shapes.Add(shape.Key(), {shape, ScheduleOfWeeks(shape.row, shape.runs)});
  }
  return reader->ok();
}

void Save(const AdvisorDictionaries& dictionaries, ColumnWriter* writer) {
  Candidate everything;
  everything.industry_wishes = dictionaries.industries.values();
  everything.occupation_wishes = dictionaries.occupations.values();
  everything.languages = dictionaries.languages.values();
  SaveValue(everything, writer);
  SaveLists(dictionaries.industry_lists, writer);
  SaveLists(dictionaries.occupation_lists, writer);
}

bool Load(ColumnReader* reader, AdvisorDictionaries* dictionaries) {
  Candidate everything;
  if (!LoadValue(reader, &everything)) return false;
  AddAll(everything.industry_wishes, &dictionaries->industries);
  AddAll(everything.occupation_wishes, &dictionaries->occupations);
  for (const LanguageSkill& language : everything.languages) {
    dictionaries->languages.Add(LanguageKey(language), language);
  }
  LoadLists(reader, &dictionaries->industry_lists);
  LoadLists(reader, &dictionaries->occupation_lists);
  return reader->ok();
}

}  // namespace banso
