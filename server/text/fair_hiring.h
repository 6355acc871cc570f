// Where a text touches what an employer must not ask.
#ifndef BANSO_SERVER_TEXT_FAIR_HIRING_H_
#define BANSO_SERVER_TEXT_FAIR_HIRING_H_

#include <vector>

#include "absl/strings/string_view.h"

namespace banso {

// The 14 items of fair hiring (公正な採用選考) by their numbers, and two more that an employer does
// not need to know.
enum class PrivateMatter {
  kBirthplace = 1,      // registered domicile, birthplace
  kFamily = 2,          //
  kHousing = 3,         //
  kEnvironment = 4,     // where and how somebody lives or grew up
  kReligion = 5,        //
  kPoliticalParty = 6,  //
  kViewOfLife = 7,      // beliefs, what somebody lives by
  kRespectedPerson = 8,
  kThoughts = 9,
  kMovements = 10,   // unions, student and social movements
  kReading = 11,     // newspapers, magazines, favourite books
  kBackground = 12,  // investigation of the background
  kUnrelated =
      13,        // age, sex, marriage, looks and other things that ability has nothing to do with
  kHealth = 14,  // health, examinations
  kNationality = 15,  // nationality, papers
  kFlight = 16,       // having fled, and why
};
inline constexpr int kPrivateMatterCount = 16;

// A part of a text that may be about a matter.
struct PrivateSpan {
  PrivateMatter matter = PrivateMatter::kBirthplace;
  int start = 0;  // code points from the beginning of the text, included
  int end = 0;    // not included

  friend bool operator==(const PrivateSpan&, const PrivateSpan&) = default;
};

// Returns the parts of `utf8` that may be about a matter, by start, then end; none lies within
// another. Words of Japanese and English are looked for whatever their width, case, kana, accents
// and line breaks; English ones only where a word begins. It is a list of words: it warns of much
// that is harmless and misses what is said in other words. Bytes that are not UTF-8 match nothing.
// Cost: linear in the text, some 10 ms for 10,000 characters of Japanese.
// Thread safety: may run on any number of threads at once.
std::vector<PrivateSpan> FindPrivateMatters(absl::string_view utf8);

}  // namespace banso

#endif  // BANSO_SERVER_TEXT_FAIR_HIRING_H_
