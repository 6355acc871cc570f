#include "server/convert/field_validator.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "banso/v1/availability.pb.h"
#include "banso/v1/calendar.pb.h"
#include "engine/model/classification.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "re2/re2.h"
#include "server/base/mutex.h"
#include "server/base/utf8.h"
#include "server/convert/options.h"
#include "server/convert/resource_name.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FieldMask;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

constexpr size_t kMaxProblems = 200;
// A string with room for a paragraph may have line breaks.
constexpr uint32_t kParagraphChars = 500;
constexpr int64_t kMaxRangeSeconds = int64_t{366} * 24 * 60 * 60;

bool FullMatch(absl::string_view text, const std::string& pattern) {
  // Patterns come from the contract, so the cache stays small; it is never emptied.
  static Mutex* const mutex = new Mutex();
  static auto* const compiled = new std::map<std::string, std::unique_ptr<const RE2>>();
  const RE2* regex = nullptr;
  {
    MutexLock lock(mutex);
    std::unique_ptr<const RE2>& entry = (*compiled)[pattern];
    if (entry == nullptr) entry = std::make_unique<const RE2>(pattern);
    regex = entry.get();
  }
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

bool IsUuid(absl::string_view text) {
  static const auto& shape = *new std::string("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
  return FullMatch(text, shape) && text.find_first_not_of("0-") != absl::string_view::npos;
}

bool IsPrefecture(absl::string_view text) {
  int number = 0;
  return text.size() == 2 && absl::ascii_isdigit(text[0]) && absl::SimpleAtoi(text, &number) &&
         number >= 1 && number <= 47;
}

// The `langtag` of RFC 5646, section 2.1; tags for private use alone and the irregular ones of old
// are not languages that anybody matches on.
bool IsLanguageTag(absl::string_view text) {
  static const auto& shape = *new std::string(
      "([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
      "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*"
      "(-[xX](-[A-Za-z0-9]{1,8})+)?");
  return FullMatch(text, shape);
}

bool IsTimeZone(absl::string_view text) {
  static const auto& shape = *new std::string("[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*)*");
  if (!FullMatch(text, shape) || text == "Factory") return false;
  // Abseil remembers every name it was ever asked for, also those that do not exist, and reads
  // whatever file a name leads to; so names without a file in the database stop here.
  const char* folder = std::getenv("TZDIR");
  std::error_code error;
  const std::filesystem::path file =
      std::filesystem::path(folder != nullptr ? folder : "/usr/share/zoneinfo") / std::string(text);
  absl::TimeZone zone;
  return std::filesystem::is_regular_file(file, error) &&
         absl::LoadTimeZone(std::string(text), &zone);
}

bool IsNoncharacter(char32_t c) { return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE; }

// White space of Unicode, and characters that show as nothing.
bool IsBlank(char32_t c) {
  return c == ' ' || (c >= 0x9 && c <= 0xD) || c == 0x85 || c == 0xA0 || c == 0xAD || c == 0x34F ||
         c == 0x115F || c == 0x1160 || c == 0x1680 || c == 0x17B4 || c == 0x17B5 ||
         (c >= 0x180B && c <= 0x180F) || (c >= 0x2000 && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x2800 ||
         c == 0x3000 || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

std::string Counted(uint64_t count, absl::string_view what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

bool IsPopulated(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) > 0
                             : reflection.HasField(message, &field);
}

// How much of a field an update changes.
enum class Coverage { kNone, kPart, kWhole };

class Validator {
 public:
  Validator(const Message& root, const CodeBook& codes) : codes_(codes) {
    const std::string& name = root.GetDescriptor()->name();
    creating_ = absl::StartsWith(name, "Create");
    updating_ = absl::StartsWith(name, "Update");
    listing_ = absl::StartsWith(name, "List");
    const FieldDescriptor* mask = root.GetDescriptor()->FindFieldByName("update_mask");
    if (mask != nullptr && mask->message_type() == FieldMask::descriptor()) {
      mask_field_ = mask;
      mask_ = static_cast<const FieldMask&>(root.GetReflection()->GetMessage(root, mask));
    }
  }

  // `within` is where the message lies in a resource of which only a part is changed, or none.
  void CheckMessage(const Message& message, const std::string& path,
                    const std::optional<std::string>& within) {
    const Descriptor& type = *message.GetDescriptor();
    if (&type == google::protobuf::Timestamp::descriptor()) {
      return CheckTimestamp(static_cast<const google::protobuf::Timestamp&>(message), path);
    }
    if (type.file()->package() == "google.protobuf") return;
    const size_t before = problems_.size();
    for (int i = 0; i < type.field_count() && problems_.size() < kMaxProblems; ++i) {
      CheckField(message, *type.field(i), path, within);
    }
    // What lies between fields is judged once the fields are right and all there.
    if (problems_.size() != before || within) return;
    if (&type == v1::Date::descriptor()) CheckDate(static_cast<const v1::Date&>(message), path);
    CheckDates(message, path, "start_date", "end_date");
    CheckDates(message, path, "valid_from_date", "valid_until_date");
    CheckTimes(message, path);
  }

  std::vector<FieldProblem> TakeProblems() { return std::move(problems_); }

 private:
  void Add(const std::string& path, std::string description) {
    problems_.push_back({path, std::move(description)});
  }

  Coverage CoverageOf(const Message& message, const FieldDescriptor& field,
                      const std::string& name) const {
    if (mask_.paths_size() == 0) {
      return IsPopulated(message, field) ? Coverage::kWhole : Coverage::kNone;
    }
    Coverage coverage = Coverage::kNone;
    for (const std::string& path : mask_.paths()) {
      if (path == name || path == "*") return Coverage::kWhole;
      if (absl::StartsWith(path, name) && path[name.size()] == '.') coverage = Coverage::kPart;
    }
    return coverage;
  }

  void CheckField(const Message& message, const FieldDescriptor& field,
                  const std::string& message_path, const std::optional<std::string>& within) {
    if (HasBehavior(field, v1::Behavior::OUTPUT_ONLY)) return;
    const bool identifier = HasBehavior(field, v1::Behavior::IDENTIFIER);
    if (identifier && creating_) return;

    // A date has no part that may be missing.
    const Descriptor* type = field.containing_type();
    const bool required = HasBehavior(field, v1::Behavior::REQUIRED) || (identifier && updating_) ||
                          type == v1::Date::descriptor() || type == v1::YearMonth::descriptor();
    // Most fields of most messages are neither set nor required.
    if (!required && !IsPopulated(message, field)) return;
    const Reflection& reflection = *message.GetReflection();
    const std::string path = Join(message_path, field.name());
    if (within && !identifier) {
      const std::string name = Join(*within, field.name());
      const Coverage coverage = CoverageOf(message, field, name);
      if (coverage == Coverage::kPart && !field.is_repeated() && field.message_type() != nullptr &&
          reflection.HasField(message, &field)) {
        CheckMessage(reflection.GetMessage(message, &field), path, name);
      }
      if (coverage != Coverage::kWhole) return;
    }

    if (field.is_repeated()) return CheckList(message, field, path, required);
    if (field.has_presence() && !reflection.HasField(message, &field)) {
      if (required) Add(path, "must be set");
      return;
    }
    // A mask beside a resource makes the resource a partial one, unless it says all.
    const bool partial = mask_field_ != nullptr && &field != mask_field_ &&
                         field.containing_type() == mask_field_->containing_type() &&
                         !(mask_.paths_size() == 1 && mask_.paths(0) == "*");
    CheckValue(message, field, -1, path, required,
               partial ? std::optional<std::string>("") : std::nullopt);
  }

  void CheckList(const Message& message, const FieldDescriptor& field, const std::string& path,
                 bool required) {
    const int size = message.GetReflection()->FieldSize(message, &field);
    const v1::Limits& limits = LimitsOf(field);
    if (required && size == 0) return Add(path, "must not be empty");
    if (limits.max_items() > 0 && static_cast<uint32_t>(size) > limits.max_items()) {
      // Elements of a list that is too long are not looked at: there may be any number.
      return Add(path, absl::StrCat("has too many items; at most ", limits.max_items()));
    }
    std::set<std::string> seen;
    for (int i = 0; i < size && problems_.size() < kMaxProblems; ++i) {
      if (field.is_map()) {
        CheckMapEntry(message.GetReflection()->GetRepeatedMessage(message, &field, i), path);
        continue;
      }
      const std::string item = absl::StrCat(path, "[", i, "]");
      CheckValue(message, field, i, item, false, std::nullopt);
      if (limits.unique_items() && !seen.insert(KeyOf(message, field, i)).second) {
        Add(item, "is in the list twice; name it once");
      }
    }
  }

  // A map's keys are the client's words, so its problems are told of the map.
  void CheckMapEntry(const Message& entry, const std::string& path) {
    for (int i = 0; i < entry.GetDescriptor()->field_count(); ++i) {
      CheckValue(entry, *entry.GetDescriptor()->field(i), -1, path, false, std::nullopt);
    }
  }

  static std::string KeyOf(const Message& message, const FieldDescriptor& field, int index) {
    const Reflection& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection.GetRepeatedString(message, &field, index);
      case FieldDescriptor::CPPTYPE_ENUM:
        return absl::StrCat(reflection.GetRepeatedEnumValue(message, &field, index));
      case FieldDescriptor::CPPTYPE_INT32:
        return absl::StrCat(reflection.GetRepeatedInt32(message, &field, index));
      case FieldDescriptor::CPPTYPE_INT64:
        return absl::StrCat(reflection.GetRepeatedInt64(message, &field, index));
      default:
        // No list of another type has to be unique; each item counts as different.
        return absl::StrCat(index);
    }
  }

  // Checks one value: of a singular field if `index` is -1, else that item of a list.
  void CheckValue(const Message& message, const FieldDescriptor& field, int index,
                  const std::string& path, bool required,
                  const std::optional<std::string>& within) {
    const Reflection& r = *message.GetReflection();
    const bool item = index >= 0;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Message& part =
            item ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field);
        CheckMessage(part, path, within);
        if (part.GetDescriptor() == v1::TimeOfDay::descriptor()) {
          CheckTimeOfDay(static_cast<const v1::TimeOfDay&>(part), field, path);
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        if (field.type() == FieldDescriptor::TYPE_BYTES) return;
        std::string scratch;
        const std::string& text =
            item ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                 : r.GetStringReference(message, &field, &scratch);
        return CheckString(text, field, item, path, required);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number =
            item ? r.GetRepeatedEnumValue(message, &field, index) : r.GetEnumValue(message, &field);
        if (field.enum_type()->FindValueByNumber(number) == nullptr) {
          return Add(path, absl::StrCat("is a number that ", field.enum_type()->name(),
                                        " does not have; send one of its values"));
        }
        if (number == 0 && (required || item)) {
          Add(path, absl::StrCat("must be set to a value other than ",
                                 field.enum_type()->FindValueByNumber(0)->name()));
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckNumber(
            item ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field), field,
            item, path, required);
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckNumber(
            item ? r.GetRepeatedInt64(message, &field, index) : r.GetInt64(message, &field), field,
            item, path, required);
      default:
        return;  // truths, and types that the contract does not use: nothing limits them
    }
  }

  void CheckNumber(int64_t value, const FieldDescriptor& field, bool item, const std::string& path,
                   bool required) {
    const v1::Limits& limits = LimitsOf(field);
    const bool limited = limits.has_min() || limits.has_max();
    if (value == 0 && !item && !field.has_presence()) {
      if (!required) return;
      if (!limited) return Add(path, "must be set");
    }
    if ((!limits.has_min() || value >= limits.min()) &&
        (!limits.has_max() || value <= limits.max())) {
      return;
    }
    if (limits.has_min() && limits.has_max()) {
      Add(path, absl::StrCat("must be ", limits.min(), " to ", limits.max()));
    } else if (limits.has_max()) {
      Add(path, absl::StrCat("must be at most ", limits.max()));
    } else if (limits.min() == 0) {
      Add(path, "must not be negative");
    } else {
      Add(path, absl::StrCat("must be at least ", limits.min()));
    }
  }

  void CheckString(const std::string& text, const FieldDescriptor& field, bool item,
                   const std::string& path, bool required) {
    if (text.empty() && !field.has_presence()) {
      if (required) Add(path, "must be set");
      if (item) Add(path, "must not be empty; leave the item out");
      return;
    }
    std::string problem = StringProblem(text, field, required);
    if (!problem.empty()) Add(path, std::move(problem));
  }

  // Says the first thing that is wrong with a string; empty if nothing is.
  std::string StringProblem(const std::string& text, const FieldDescriptor& field,
                            bool required) const {
    const v1::Limits& limits = LimitsOf(field);
    const bool shaped = limits.format() != v1::Limits::FORMAT_UNSPECIFIED ||
                        !limits.resource().empty() || !limits.pattern().empty();
    const bool paragraph = !shaped && limits.max_chars() >= kParagraphChars;
    uint64_t count = 0;
    bool blank = true;
    for (absl::string_view rest = text; !rest.empty(); ++count) {
      const std::optional<char32_t> c = NextCodePoint(&rest);
      if (!c) return "is not valid UTF-8";
      const bool control = *c < 0x20 || (*c >= 0x7F && *c <= 0x9F);
      if (control && !(paragraph && (*c == '\n' || *c == '\t'))) {
        return absl::StrFormat(
            "has the control character U+%04X at position %d; %s", static_cast<uint32_t>(*c),
            count + 1,
            paragraph ? "only line feeds and tabs are accepted" : "the field is a single line");
      }
      if (IsNoncharacter(*c)) {
        return absl::StrFormat("has U+%04X at position %d, which is not a character",
                               static_cast<uint32_t>(*c), count + 1);
      }
      blank = blank && IsBlank(*c);
    }
    if (limits.max_chars() > 0 && count > limits.max_chars()) {
      return absl::StrCat("is too long; at most ", Counted(limits.max_chars(), "character"));
    }
    if (count < limits.min_chars()) {
      return absl::StrCat("is too short; at least ", Counted(limits.min_chars(), "character"));
    }
    if (required && blank) return "must not be blank";
    if (!limits.pattern().empty() && !FullMatch(text, limits.pattern())) {
      return absl::StrCat("must have the form ", limits.pattern());
    }
    if (!limits.resource().empty()) {
      const bool parent_of_list = listing_ && field.name() == "parent";
      if (!ParseName(limits.resource(), text,
                     parent_of_list ? Wildcard::kAccepted : Wildcard::kRefused)) {
        return absl::StrCat("must be a resource name `", limits.resource(), "`");
      }
    }
    return FormatProblem(text, limits.format());
  }

  std::string FormatProblem(const std::string& text, v1::Limits::Format format) const {
    switch (format) {
      case v1::Limits::UUID:
        if (!IsUuid(text)) return "must be a UUID of 36 characters other than the nil UUID";
        break;
      case v1::Limits::PREFECTURE:
        if (!IsPrefecture(text)) return "must be a prefecture code of JIS X 0401, 01 to 47";
        break;
      case v1::Limits::LANGUAGE:
        if (!IsLanguageTag(text)) return "must be a BCP 47 language tag, such as ja or ku-Arab";
        break;
      case v1::Limits::TIME_ZONE:
        if (!IsTimeZone(text)) return "must be an IANA time zone name, such as Asia/Tokyo";
        break;
      case v1::Limits::INDUSTRY:
        if (!ParseIndustry(text).ok()) {
          return "must be a code of JSIC Rev. 14: a division A to T, or 2 to 4 digits";
        }
        break;
      case v1::Limits::OCCUPATION:
        if (!ParseOccupation(text).ok()) {
          return "must be an ISCO-08 or ESCO code such as 2512 or 2512.4, or onet:15-1252.00";
        }
        break;
      case v1::Limits::SKILL:
        if (!codes_.KnowsSkill(text)) {
          return "must be a skill code that the server knows; SuggestTerms finds codes";
        }
        break;
      default:
        break;
    }
    return "";
  }

  // ---- Well-known messages ----

  void CheckTimestamp(const google::protobuf::Timestamp& time, const std::string& path) {
    if (time.seconds() < -62135596800 || time.seconds() > 253402300799) {
      Add(path, "must be in the years 1 to 9999");
    } else if (time.nanos() < 0 || time.nanos() > 999999999) {
      Add(path, "must have 0 to 999999999 nanoseconds");
    }
  }

  void CheckTimeOfDay(const v1::TimeOfDay& time, const FieldDescriptor& field,
                      const std::string& path) {
    if (time.hours() != 24) return;
    if (time.minutes() != 0) {
      Add(Join(path, "minutes"), "must be 0 when hours is 24, the end of the day");
    } else if (field.name() == "start") {
      Add(path, "must be before 24:00, which is the end of the day; write 0:00 of the day after");
    }
  }

  void CheckDate(const v1::Date& date, const std::string& path) {
    const absl::CivilDay day(date.year(), date.month(), date.day());
    if (day.day() != date.day()) Add(path, "is a day that the calendar does not have");
  }

  // Returns the message in the field, if it has the type and is set.
  template <class T>
  static const T* Part(const Message& message, const char* field_name) {
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(field_name);
    if (field == nullptr || field->is_repeated() || field->message_type() != T::descriptor() ||
        HasBehavior(*field, v1::Behavior::OUTPUT_ONLY) ||
        !message.GetReflection()->HasField(message, field)) {
      return nullptr;
    }
    return static_cast<const T*>(&message.GetReflection()->GetMessage(message, field));
  }

  void CheckDates(const Message& message, const std::string& path, const char* first,
                  const char* last) {
    const auto* from = Part<v1::Date>(message, first);
    const auto* until = Part<v1::Date>(message, last);
    if (from == nullptr || until == nullptr) return;
    const auto day = [](const v1::Date& d) { return std::tuple(d.year(), d.month(), d.day()); };
    if (day(*until) < day(*from)) {
      Add(Join(path, last), absl::StrCat("must not be before ", first));
    }
  }

  void CheckTimes(const Message& message, const std::string& path) {
    using google::protobuf::Timestamp;
    const auto* from = Part<Timestamp>(message, "start_time");
    const auto* until = Part<Timestamp>(message, "end_time");
    if (from == nullptr || until == nullptr) return;
    const auto instant = [](const Timestamp& t) { return std::pair(t.seconds(), t.nanos()); };
    if (instant(*until) <= instant(*from)) {
      Add(Join(path, "end_time"), "must be after start_time");
    } else if (message.GetDescriptor() == v1::TimeRange::descriptor() &&
               instant(*until) > std::pair(from->seconds() + kMaxRangeSeconds, from->nanos())) {
      Add(Join(path, "end_time"), "must be at most 366 days after start_time");
    }
  }

  static std::string Join(const std::string& path, absl::string_view name) {
    return path.empty() ? std::string(name) : absl::StrCat(path, ".", name);
  }

  const CodeBook& codes_;
  bool creating_ = false;
  bool updating_ = false;
  bool listing_ = false;
  const FieldDescriptor* mask_field_ = nullptr;
  FieldMask mask_;
  std::vector<FieldProblem> problems_;
};

}  // namespace

std::vector<FieldProblem> ValidateMessage(const Message& message, const CodeBook& codes,
                                          absl::string_view path_prefix) {
  Validator validator(message, codes);
  validator.CheckMessage(message, std::string(path_prefix), std::nullopt);
  return validator.TakeProblems();
}

}  // namespace banso
