#include "server/outbox/rendering.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/status_macros.h"
#include "engine/explain/quantities.h"
#include "engine/explain/words.h"

namespace banso {
namespace {

constexpr size_t kLongestValue = 512;

std::optional<absl::Time> ParseTimeValue(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return std::nullopt;
  return time;
}

std::optional<Date> ParseDateValue(const std::string& text) {
  Date date;
  if (!absl::ParseCivilTime(text, &date)) return std::nullopt;
  return date;
}

// Long enough to be one: neither a telephone number nor a word of anybody.
bool IsSecret(absl::string_view text) {
  return text.size() >= 40 && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' ||
                  c == '.';
         });
}

// collection/id, or longer: words of resource names, in pairs.
bool IsName(absl::string_view text) {
  if (text.empty()) return false;
  int parts = 1;
  char last = '/';
  for (const char c : text) {
    if (c == '/') {
      if (last == '/') return false;
      ++parts;
    } else if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') {
      return false;
    }
    last = c;
  }
  return last != '/' && parts % 2 == 0;
}

bool IsOfKind(FieldKind kind, const std::string& value) {
  if (value.size() > kLongestValue) return false;
  switch (kind) {
    case FieldKind::kTime:
      return ParseTimeValue(value).has_value();
    case FieldKind::kDate:
      return ParseDateValue(value).has_value();
    case FieldKind::kSecret:
      return IsSecret(value);
    case FieldKind::kName:
      return IsName(value);
    case FieldKind::kNumber: {
      int number = 0;
      return absl::SimpleAtoi(value, &number) && number >= 0;
    }
  }
  return false;
}

const std::string& In(MessageLanguage language, const Words& words) {
  switch (language) {
    case MessageLanguage::kEasyJapanese:
      return words.ja_easy;
    case MessageLanguage::kEnglish:
      return words.en;
    default:
      return words.ja;
  }
}
std::string In(MessageLanguage language, const Text& text) {
  switch (language) {
    case MessageLanguage::kEasyJapanese:
      return std::string(text.ja_easy);
    case MessageLanguage::kEnglish:
      return std::string(text.en);
    default:
      return std::string(text.ja);
  }
}

// A subject is a title: やさしい日本語 is written in sentences.
std::string WithoutFullStop(std::string text) {
  constexpr absl::string_view kStop = "。";
  if (text.size() > kStop.size() &&
      absl::string_view(text).substr(text.size() - kStop.size()) == kStop) {
    text.resize(text.size() - kStop.size());
  }
  return text;
}

std::string ValueInWords(MessageField field, const std::string& value,
                         const RenderingOptions& options) {
  switch (SpecOf(field).kind) {
    case FieldKind::kTime:
      return In(options.language, JapanTimeWords(*ParseTimeValue(value)));
    case FieldKind::kDate:
      return In(options.language, DateWords(*ParseDateValue(value)));
    case FieldKind::kSecret:
      // Behind the number sign, so that no server on the way writes it down.
      return options.public_url.empty() ? value : absl::StrCat(options.public_url, "/link#", value);
    default:
      return value;
  }
}

absl::StatusOr<CalendarFile> CalendarFileOf(const MessageTemplateSpec& spec,
                                            const MessageValues& values,
                                            const RenderingOptions& options) {
  const bool cancelled = spec.calendar == CalendarPart::kCancelled;
  int sequence = 0;
  if (!absl::SimpleAtoi(values.at(MessageField::kSequence), &sequence)) sequence = 0;
  const TimeRange time = {*ParseTimeValue(values.at(MessageField::kStart)),
                          *ParseTimeValue(values.at(MessageField::kEnd))};
  const CalendarEvent event = CalendarEntry(values.at(MessageField::kCalendar), sequence, time,
                                            cancelled, options.change_time, options.language);
  BANSO_ASSIGN_OR_RETURN(std::string bytes, WriteBooking(event, {}));
  return CalendarFile{std::move(bytes), cancelled ? "CANCEL" : "PUBLISH"};
}

}  // namespace

std::string TimeValue(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string DateValue(Date date) { return absl::FormatCivilTime(date); }

absl::Status CheckValues(MessageTemplate id, const MessageValues& values) {
  const MessageTemplateSpec& spec = SpecOf(id);
  for (const MessageField field : spec.fields) {
    const auto value = values.find(field);
    if (value == values.end()) {
      return absl::InternalError(absl::StrCat(spec.code, " needs ", SpecOf(field).name));
    }
    if (!IsOfKind(SpecOf(field).kind, value->second)) {
      return absl::InternalError(
          absl::StrCat(spec.code, ": ", SpecOf(field).name, " is not of its kind"));
    }
  }
  for (const auto& [field, value] : values) {
    if (std::find(spec.fields.begin(), spec.fields.end(), field) == spec.fields.end()) {
      return absl::InternalError(absl::StrCat(spec.code, " may not tell ", SpecOf(field).name));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<RenderedMessage> Render(MessageTemplate id, const MessageValues& values,
                                       const RenderingOptions& options) {
  BANSO_RETURN_IF_ERROR(CheckValues(id, values));
  const MessageTemplateSpec& spec = SpecOf(id);
  const bool named = options.programme_may_be_named;
  RenderedMessage message;
  message.subject = WithoutFullStop(In(options.language, named ? spec.subject : kNeutralSubject));
  if (named) message.sender = In(options.language, kProgrammeName);

  std::vector<std::pair<std::string, std::string>> places;
  for (const auto& [field, value] : values) {
    places.emplace_back(absl::StrCat("{", SpecOf(field).name, "}"),
                        ValueInWords(field, value, options));
  }
  const bool whole = named || spec.body_is_neutral;
  message.body =
      absl::StrReplaceAll(In(options.language, whole ? spec.body : kNeutralBody), places);
  // A link leads there by itself; advisors and coordinators work with their own tools.
  if (spec.recipient == Party::kCandidate && !options.public_url.empty() &&
      !values.contains(MessageField::kLink)) {
    absl::StrAppend(&message.body, "\n", In(options.language, kPage), "\n", options.public_url);
  }
  absl::StrAppend(&message.body, "\n\n", In(options.language, kIgnoreIfNotForYou), "\n");
  if (named) absl::StrAppend(&message.body, "\n", In(options.language, kProgrammeName), "\n");
  if (spec.calendar != CalendarPart::kNone && whole) {
    BANSO_ASSIGN_OR_RETURN(message.calendar, CalendarFileOf(spec, values, options));
  }
  return message;
}

CalendarEvent CalendarEntry(absl::string_view name, int sequence, const TimeRange& time,
                            bool cancelled, absl::Time change_time, MessageLanguage language) {
  CalendarEvent event;
  event.uid = absl::StrCat(absl::StrReplaceAll(name, {{"/", "-"}}), "@calendar.invalid");
  event.sequence = sequence;
  event.start = time.start;
  event.end = time.end;
  event.state = cancelled ? CalendarEvent::State::kCancelled : CalendarEvent::State::kConfirmed;
  event.summary = In(language, kCalendarSummary);
  event.change_time = change_time;
  return event;
}

}  // namespace banso
