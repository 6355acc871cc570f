#include "server/services/possible_duplicates.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/convert/calendar_convert.h"
#include "server/services/resource_traits.h"
#include "server/text/text_fold.h"

namespace banso {
namespace {

constexpr absl::string_view kJapan = "+81";

bool IsNumber(v1::Contact::Channel channel) {
  return channel == v1::Contact::PHONE || channel == v1::Contact::SMS;
}

// The digits of a telephone number as it is called within Japan.
std::string DigitsOf(absl::string_view number) {
  std::string digits;
  for (const char c : number) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c == '+' && digits.empty())) {
      digits += c;
    }
  }
  if (absl::StartsWith(digits, kJapan)) {
    digits = digits.substr(kJapan.size());
    if (!absl::StartsWith(digits, "0")) digits = absl::StrCat("0", digits);
  }
  return digits;
}

// What a person can be reached at, each in one form. What goes by way of an organisation is shared
// by many.
std::set<std::string> PlacesOf(const v1::Candidate& candidate) {
  std::set<std::string> places;
  for (const v1::Contact& contact : candidate.contacts()) {
    if (contact.channel() == v1::Contact::THROUGH_ORGANISATION) continue;
    const bool number = IsNumber(contact.channel());
    const std::string place =
        number ? DigitsOf(contact.address())
               : absl::AsciiStrToLower(absl::StripAsciiWhitespace(contact.address()));
    if (!place.empty()) places.insert(absl::StrCat(number ? "number " : "address ", place));
  }
  return places;
}

std::set<std::string> NamesOf(const v1::Candidate& candidate) {
  std::set<std::string> names;
  for (const std::string& form : NameForms(candidate.person_name())) {
    if (std::string key = FoldForSearch(form); !key.empty()) names.insert(std::move(key));
  }
  return names;
}

bool ShareAny(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& each) { return b.contains(each); });
}

// Whether two who share a place may be one person.
bool MayBeOne(const v1::Candidate& a, const v1::Candidate& b, bool same_name) {
  const bool one_household = !a.household().empty() && a.household() == b.household();
  return same_name || !one_household;
}

bool IsOlder(const v1::Candidate& a, const v1::Candidate& b) {
  const absl::Time of_a = ToTime(a.create_time());
  const absl::Time of_b = ToTime(b.create_time());
  return std::tie(of_a, a.name()) < std::tie(of_b, b.name());
}

}  // namespace

std::vector<v1::PossibleDuplicate> PossibleDuplicates(const Snapshot& snapshot) {
  using Entry = std::shared_ptr<const CandidateEntry>;
  std::map<std::string, std::vector<Entry>> by_place;
  snapshot.candidates().ForEach([&](const auto& entry) {
    for (const std::string& place : PlacesOf(*entry->message)) by_place[place].push_back(entry);
  });
  std::map<std::pair<std::string, std::string>, bool> pairs;
  for (const auto& [place, entries] : by_place) {
    for (size_t i = 0; i < entries.size(); ++i) {
      for (size_t j = i + 1; j < entries.size(); ++j) {
        const v1::Candidate* first = entries[i]->message.get();
        const v1::Candidate* second = entries[j]->message.get();
        if (!IsOlder(*first, *second)) std::swap(first, second);
        const bool same_name = ShareAny(NamesOf(*first), NamesOf(*second));
        if (MayBeOne(*first, *second, same_name)) {
          pairs[{first->name(), second->name()}] = same_name;
        }
      }
    }
  }
  std::vector<v1::PossibleDuplicate> found;
  for (const auto& [names, same_name] : pairs) {
    v1::PossibleDuplicate& pair = found.emplace_back();
    pair.set_candidate(names.first);
    pair.set_duplicate(names.second);
    pair.set_same_name(same_name);
  }
  return found;
}

std::vector<std::string> RecordsLike(const Snapshot& snapshot, const v1::Candidate& candidate) {
  const std::set<std::string> places = PlacesOf(candidate);
  const std::set<std::string> names = NamesOf(candidate);
  std::vector<std::string> found;
  snapshot.candidates().ForEach([&](const auto& entry) {
    const v1::Candidate& other = *entry->message;
    if (other.name() == candidate.name() || !ShareAny(places, PlacesOf(other))) return;
    if (MayBeOne(candidate, other, ShareAny(names, NamesOf(other)))) found.push_back(other.name());
  });
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace banso
