// The form on which the public applies for the desk, in three languages.
#ifndef BANSO_SERVER_SERVICES_APPLICATION_FORM_H_
#define BANSO_SERVER_SERVICES_APPLICATION_FORM_H_

#include "absl/strings/string_view.h"
#include "banso/v1/consultation_service.pb.h"

namespace banso {

// Whether there is a form in the language: `ja`, `ja-easy` (やさしい日本語) or `en`.
bool IsFormLanguage(absl::string_view language);

// The form in a language; in `ja-easy` for any other. In `ja-easy` the reading of every run of
// kanji follows it in full-width parentheses, and sentences have at most 30 characters without
// readings.
v1::ApplicationForm FormIn(absl::string_view language);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_APPLICATION_FORM_H_
