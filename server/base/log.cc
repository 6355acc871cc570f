#include "server/base/log.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "banso/v1/options.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "server/base/log_scope.h"
#include "server/base/utf8.h"
#include "spdlog/logger.h"
#include "spdlog/sinks/stdout_sinks.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

std::string Quoted(absl::string_view text) {
  std::string json = "\"";
  while (!text.empty()) {
    const absl::string_view before = text;
    const std::optional<char32_t> c = NextCodePoint(&text);
    if (!c) {
      text.remove_prefix(1);
      json += "\xEF\xBF\xBD";  // U+FFFD stands for what is not UTF-8
    } else if (*c == '"' || *c == '\\') {
      absl::StrAppend(&json, "\\", before.substr(0, 1));
    } else if (*c < 0x20) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<uint32_t>(*c));
    } else {
      absl::StrAppend(&json, before.substr(0, before.size() - text.size()));
    }
  }
  return json + "\"";
}

std::string Rfc3339(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

bool AllOf(absl::string_view text, absl::string_view others) {
  return std::all_of(text.begin(), text.end(), [others](char c) {
    return absl::ascii_isalnum(c) || absl::StrContains(others, c);
  });
}

// Pairs of a collection and an id. A name that somebody typed is kept out by its capitals, blanks
// or letters beyond ASCII, or by the slash that it lacks.
bool IsName(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  return text.size() <= 200 && parts.size() % 2 == 0 &&
         std::all_of(parts.begin(), parts.end(), [](absl::string_view part) {
           return !part.empty() && AllOf(part, "-") &&
                  (absl::ascii_islower(part[0]) || absl::ascii_isdigit(part[0]));
         });
}

bool IsCode(absl::string_view text) {
  return !text.empty() && text.size() <= 80 && AllOf(text, "_.:+-/");
}

const char* LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Of the innermost LogScope of the thread; null outside of any.
thread_local const std::string* call_id = nullptr;

// Never destroyed, so that threads may log until the process ends.
spdlog::logger& Logger() {
  static spdlog::logger* const logger = [] {
    auto* made = new spdlog::logger("banso", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *logger;
}

// The class of a field. `inherited` is what holds for messages whose fields have none of their own.
std::optional<v1::Privacy::Level> PrivacyOf(const FieldDescriptor& field,
                                            v1::Privacy::Level inherited) {
  const auto& type = *field.containing_type();
  if (type.options().map_entry() || type.file()->package() == "google.protobuf") return inherited;
  const v1::Privacy::Level level = field.options().GetExtension(v1::privacy);
  if (level == v1::Privacy::LEVEL_UNSPECIFIED) return std::nullopt;
  return level;
}

void AppendRedacted(const Message& message, std::string* out) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const auto separate = [out] { absl::StrAppend(out, out->empty() ? "" : " "); };
    // Only what is PUBLIC is entered, so PUBLIC is what is inherited.
    const std::optional<v1::Privacy::Level> level = PrivacyOf(*field, v1::Privacy::PUBLIC);
    const bool anything = field->message_type() == google::protobuf::Any::descriptor();
    if (level != v1::Privacy::PUBLIC || anything) {
      separate();
      absl::StrAppend(out, field->name(), ": [",
                      level && !anything ? v1::Privacy::Level_Name(*level) : "PRIVATE", "]");
      continue;
    }
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const int index = field->is_repeated() ? i : -1;
      std::string value;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        AppendRedacted(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                            : reflection.GetMessage(message, field),
                       &value);
        separate();
        absl::StrAppend(out, field->name(), " { ", value, value.empty() ? "}" : " }");
      } else {
        printer.PrintFieldValueToString(message, field, index, &value);
        separate();
        absl::StrAppend(out, field->name(), ": ", value);
      }
    }
  }
}

}  // namespace

LogField::LogField(absl::string_view key, double value)
    : key_(key), json_(std::isfinite(value) ? absl::StrCat(value) : "null") {}

LogField::LogField(absl::string_view key, absl::Time value)
    : key_(key), json_(Quoted(Rfc3339(value))) {}

LogField::LogField(absl::string_view key, absl::Duration value)
    : LogField(key, absl::ToDoubleSeconds(value)) {}

LogField::LogField(absl::string_view key, absl::StatusCode value)
    : key_(key), json_(Quoted(absl::StatusCodeToString(value))) {}

LogField::LogField(absl::string_view key, LogName value)
    : key_(key), json_(Quoted(IsName(value.name) ? value.name : "(not a resource name)")) {}

LogField::LogField(absl::string_view key, LogCode value)
    : key_(key), json_(Quoted(IsCode(value.code) ? value.code : "(not a code)")) {}

LogField::LogField(absl::string_view key, LogOperatorText value)
    : key_(key), json_(Quoted(value.text)) {}

std::string FormatLogLine(absl::Time time, LogLevel level, absl::string_view event,
                          std::span<const LogField> fields) {
  std::string line = absl::StrCat("{\"time\":", Quoted(Rfc3339(time)), ",\"level\":\"",
                                  LevelName(level), "\",\"event\":", Quoted(event));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, ",", Quoted(field.key()), ":", field.json());
  }
  return line + "}";
}

void Log(LogLevel level, absl::string_view event, std::initializer_list<LogField> fields) {
  Log(level, event, std::span(fields.begin(), fields.size()));
}

void Log(LogLevel level, absl::string_view event, std::span<const LogField> fields) {
  spdlog::logger& logger = Logger();
  const spdlog::level::level_enum severity = SpdlogLevel(level);
  if (!logger.should_log(severity)) return;
  std::string line;
  if (call_id == nullptr) {
    line = FormatLogLine(absl::Now(), level, event, fields);
  } else {
    std::vector<LogField> all(fields.begin(), fields.end());
    all.emplace_back("call", LogCode(*call_id));
    line = FormatLogLine(absl::Now(), level, event, all);
  }
  logger.log(severity, spdlog::string_view_t(line.data(), line.size()));
}

LogScope::LogScope(const std::string& call_id) : outer_(banso::call_id) {
  banso::call_id = &call_id;
}

LogScope::~LogScope() { banso::call_id = outer_; }

void SetLogLevel(LogLevel level) { Logger().set_level(SpdlogLevel(level)); }

std::string RedactedString(const Message& message) {
  std::string text;
  AppendRedacted(message, &text);
  return text;
}

}  // namespace banso
