// An array as PostgreSQL reads it.
#ifndef BANSO_SERVER_STORE_POSTGRES_ARRAY_TEXT_H_
#define BANSO_SERVER_STORE_POSTGRES_ARRAY_TEXT_H_

#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace banso {

// The text of an array, element by element:
// https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO
class ArrayText {
 public:
  // A value as its type writes it.
  void Add(absl::string_view value) {
    Next();
    text_.push_back('"');
    for (const char c : value) {
      if (c == '"' || c == '\\') text_.push_back('\\');
      text_.push_back(c);
    }
    text_.push_back('"');
  }
  void AddBytes(absl::string_view bytes) {
    Next();
    absl::StrAppend(&text_, "\"\\\\x", absl::BytesToHexString(bytes), "\"");
  }
  void AddNull() {
    Next();
    absl::StrAppend(&text_, "NULL");
  }
  std::string Finish() && {
    text_.push_back('}');
    return std::move(text_);
  }

 private:
  void Next() {
    if (text_.size() > 1) text_.push_back(',');
  }

  std::string text_ = "{";
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_ARRAY_TEXT_H_
