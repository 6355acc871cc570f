// The dictionaries of segments as bytes.
#ifndef BANSO_ENGINE_INDEX_DICTIONARY_COLUMNS_H_
#define BANSO_ENGINE_INDEX_DICTIONARY_COLUMNS_H_

#include "engine/index/advisor_segment.h"
#include "engine/index/candidate_segment.h"
#include "engine/index/columns.h"
#include "engine/index/internship_segment.h"

namespace banso {

// Writes what dictionaries hold.
void Save(const CandidateDictionaries& dictionaries, ColumnWriter* writer);
void Save(const InternshipDictionaries& dictionaries, ColumnWriter* writer);
void Save(const AdvisorDictionaries& dictionaries, ColumnWriter* writer);

// Fills empty dictionaries, in which everything gets the number that it had. Returns false if the
// bytes are not those of dictionaries.
bool Load(ColumnReader* reader, CandidateDictionaries* dictionaries);
bool Load(ColumnReader* reader, InternshipDictionaries* dictionaries);
bool Load(ColumnReader* reader, AdvisorDictionaries* dictionaries);

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_DICTIONARY_COLUMNS_H_
