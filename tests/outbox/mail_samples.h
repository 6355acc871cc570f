// Values for every template.
#ifndef BANSO_TESTS_OUTBOX_MAIL_SAMPLES_H_
#define BANSO_TESTS_OUTBOX_MAIL_SAMPLES_H_

#include <vector>

#include "server/outbox/rendering.h"

namespace banso {

inline std::vector<MessageTemplate> AllTemplates() {
  std::vector<MessageTemplate> all;
  for (int i = 0; i < kMessageTemplates; ++i) all.push_back(static_cast<MessageTemplate>(i));
  return all;
}

inline std::string SampleOf(MessageField field) {
  switch (SpecOf(field).kind) {
    case FieldKind::kTime:
      return field == MessageField::kEnd ? "2027-03-06T03:00:00Z" : "2027-03-06T02:00:00Z";
    case FieldKind::kDate:
      return "2027-11-20";
    case FieldKind::kSecret:
      return "banso_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
    case FieldKind::kNumber:
      return "2";
    case FieldKind::kName:
      break;
  }
  return field == MessageField::kSession || field == MessageField::kCalendar ? "sessions/s1"
                                                                             : "candidates/c1";
}

inline MessageValues SamplesOf(MessageTemplate id) {
  MessageValues values;
  for (const MessageField field : SpecOf(id).fields) values[field] = SampleOf(field);
  return values;
}

inline const std::vector<MessageLanguage>& AllLanguages() {
  static const std::vector<MessageLanguage> all = {
      MessageLanguage::kJapanese, MessageLanguage::kEasyJapanese, MessageLanguage::kEnglish};
  return all;
}

}  // namespace banso

#endif  // BANSO_TESTS_OUTBOX_MAIL_SAMPLES_H_
