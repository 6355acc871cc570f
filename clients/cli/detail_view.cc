#include "clients/cli/detail_view.h"

#include <cstdio>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "banso/v1/calendar.pb.h"
#include "clients/cli/display_width.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Timestamp;

std::string TwoDigits(int number) { return absl::StrCat(number < 10 ? "0" : "", number); }

// A message that people write in one word; nothing for the others.
std::optional<std::string> InOneWord(const Message& message) {
  if (message.GetDescriptor() == v1::Date::descriptor()) {
    const auto& date = static_cast<const v1::Date&>(message);
    return absl::StrCat(date.year(), "-", TwoDigits(date.month()), "-", TwoDigits(date.day()));
  }
  if (message.GetDescriptor() == v1::YearMonth::descriptor()) {
    const auto& month = static_cast<const v1::YearMonth&>(message);
    return absl::StrCat(month.year(), "-", TwoDigits(month.month()));
  }
  if (message.GetDescriptor() == v1::TimeOfDay::descriptor()) {
    const auto& time = static_cast<const v1::TimeOfDay&>(message);
    return absl::StrCat(TwoDigits(time.hours()), ":", TwoDigits(time.minutes()));
  }
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    return InJapan(static_cast<const Timestamp&>(message));
  }
  return std::nullopt;
}

class Viewer {
 public:
  Viewer(const Labels& labels, UiLanguage language) : labels_(labels), language_(language) {}

  void View(const Message& message, int indent) {
    const auto* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::string lead(indent * 2, ' ');
      if (!field->is_repeated()) {
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
          ViewMessage(absl::StrCat(lead, field->name(), ":"),
                      reflection->GetMessage(message, field), indent);
        } else {
          absl::StrAppend(&out_, lead, field->name(), ": ", Scalar(message, *field, -1), "\n");
        }
        continue;
      }
      const int size = reflection->FieldSize(message, field);
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        std::vector<std::string> values;
        values.reserve(size);
        for (int i = 0; i < size; ++i) values.push_back(Scalar(message, *field, i));
        absl::StrAppend(&out_, lead, field->name(), ": ", absl::StrJoin(values, ", "), "\n");
        continue;
      }
      absl::StrAppend(&out_, lead, field->name(), ":\n");
      for (int i = 0; i < size; ++i) {
        const std::string line = OnOneLine(reflection->GetRepeatedMessage(message, field, i));
        absl::StrAppend(&out_, lead, "  - ", line, "\n");
      }
    }
  }

  std::string Take() { return std::move(out_); }

  // The fields of an element of a list, joined by commas.
  std::string OnOneLine(const Message& message) {
    if (const auto word = InOneWord(message)) return *word;
    const auto* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    std::vector<std::string> parts;
    for (const FieldDescriptor* field : fields) {
      std::vector<std::string> values;
      const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) {
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
          values.push_back(OnOneLine(field->is_repeated()
                                         ? reflection->GetRepeatedMessage(message, field, i)
                                         : reflection->GetMessage(message, field)));
        } else {
          values.push_back(Scalar(message, *field, field->is_repeated() ? i : -1));
        }
      }
      parts.push_back(absl::StrCat(field->name(), " ", absl::StrJoin(values, " / ")));
    }
    return absl::StrJoin(parts, ", ");
  }

 private:
  void ViewMessage(const std::string& heading, const Message& message, int indent) {
    if (const auto word = InOneWord(message)) {
      absl::StrAppend(&out_, heading, " ", *word, "\n");
      return;
    }
    absl::StrAppend(&out_, heading, "\n");
    View(message, indent + 1);
  }

  // `index` is -1 for a field that is not repeated.
  std::string Scalar(const Message& message, const FieldDescriptor& field, int index) {
    const auto* reflection = message.GetReflection();
    const bool repeated = index >= 0;
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string text = repeated ? reflection->GetRepeatedString(message, &field, index)
                                          : reflection->GetString(message, &field);
        if (const v1::Term::Kind kind = Labels::KindOf(field); kind != 0) {
          const std::string label = labels_.Of(kind, text);
          return label == text ? SafeCell(text) : SafeCell(absl::StrCat(text, " ", label));
        }
        return SafeCell(text);
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        return WordFor(*(repeated ? reflection->GetRepeatedEnum(message, &field, index)
                                  : reflection->GetEnum(message, &field)),
                       language_);
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->GetBool(message, &field) ? "true" : "false";
      case FieldDescriptor::CPPTYPE_INT32:
        return absl::StrCat(repeated ? reflection->GetRepeatedInt32(message, &field, index)
                                     : reflection->GetInt32(message, &field));
      case FieldDescriptor::CPPTYPE_INT64:
        return absl::StrCat(repeated ? reflection->GetRepeatedInt64(message, &field, index)
                                     : reflection->GetInt64(message, &field));
      default:
        return "";
    }
  }

  const Labels& labels_;
  const UiLanguage language_;
  std::string out_;
};

}  // namespace

std::string DetailView(const Message& message, const Labels& labels, UiLanguage language) {
  Viewer viewer(labels, language);
  viewer.View(message, 0);
  return viewer.Take();
}

std::string OneLineView(const Message& message, const Labels& labels, UiLanguage language) {
  return Viewer(labels, language).OnOneLine(message);
}

std::string InJapan(const Timestamp& timestamp) {
  const absl::Time time =
      absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
  return absl::FormatTime("%Y-%m-%d %H:%M JST", time, absl::FixedTimeZone(9 * 3600));
}

}  // namespace banso
