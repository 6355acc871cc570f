#include "server/convert/filter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/status_macros.h"
#include "engine/model/calendar.h"
#include "engine/model/classification.h"
#include "server/base/utf8.h"
#include "server/convert/status_details.h"

namespace banso {
namespace filter_internal {
namespace {

constexpr size_t kMaxBytes = 10000;
constexpr int kMaxDepth = 50;

// ---- Comparisons ----

Compiled Refuse(std::string problem) { return {nullptr, std::move(problem)}; }
Compiled Accept(Predicate predicate) { return {std::move(predicate), ""}; }

bool IsOrdering(Operator op) {
  return op == Operator::kLess || op == Operator::kLessOrEqual || op == Operator::kGreater ||
         op == Operator::kGreaterOrEqual;
}

// Whether the value is the bare `*` of `field:*`.
bool IsAnything(Operator op, const Literal& value) {
  return value.text == "*" && !value.quoted && !IsOrdering(op);
}

template <class T>
bool Holds(Operator op, const T& a, const T& b) {
  switch (op) {
    case Operator::kEqual:
    case Operator::kHas:
      return a == b;
    case Operator::kNotEqual:
      return !(a == b);
    case Operator::kLess:
      return a < b;
    case Operator::kLessOrEqual:
      return !(b < a);
    case Operator::kGreater:
      return b < a;
    case Operator::kGreaterOrEqual:
      return !(a < b);
  }
  return false;
}

// A test of a single value, made once per comparison.
template <class T>
struct Test {
  std::function<bool(const T&)> holds;
  std::string problem;
};

// A comparison of a field with one value. `is_set` serves `field:*`.
template <class T>
Compiler Singular(Get<T> get, std::function<bool(const T&)> is_set, bool ordered,
                  std::function<Test<T>(Operator, const Literal&)> make) {
  return [=](Operator op, const Literal& value) {
    if (IsOrdering(op) && !ordered) return Refuse("has no order; use `=`, `!=` or `:`");
    if (IsAnything(op, value)) {
      const bool wanted = op != Operator::kNotEqual;
      return Accept([=](const void* row) { return is_set(get(row)) == wanted; });
    }
    // "Not equal" is the opposite of "equal", also for fields that are not set.
    const bool negated = op == Operator::kNotEqual;
    Test<T> test = make(negated ? Operator::kEqual : op, value);
    if (!test.problem.empty()) return Refuse(std::move(test.problem));
    return Accept([get, holds = std::move(test.holds), negated](const void* row) {
      return holds(get(row)) != negated;
    });
  };
}

// A comparison of a list: holds if it does for any element.
template <class T>
Compiler Listed(Get<std::vector<T>> get, std::function<Test<T>(Operator, const Literal&)> make) {
  return [=](Operator op, const Literal& value) {
    if (op != Operator::kHas) return Refuse("is a list; use `:`, as in `field:value`");
    if (IsAnything(op, value)) return Accept([=](const void* row) { return !get(row).empty(); });
    Test<T> test = make(op, value);
    if (!test.problem.empty()) return Refuse(std::move(test.problem));
    return Accept([get, holds = std::move(test.holds)](const void* row) {
      const std::vector<T> elements = get(row);
      return std::any_of(elements.begin(), elements.end(), holds);
    });
  };
}

Test<std::string> TestString(Operator, const Literal& value) {
  if (absl::EndsWith(value.text, "*")) {
    return {[prefix = value.text.substr(0, value.text.size() - 1)](const std::string& text) {
              return absl::StartsWith(text, prefix);
            },
            ""};
  }
  return {[wanted = value.text](const std::string& text) { return text == wanted; }, ""};
}

std::function<Test<int>(Operator, const Literal&)> TestEnum(
    const google::protobuf::EnumDescriptor* type) {
  return [type](Operator, const Literal& value) -> Test<int> {
    const auto* wanted = type->FindValueByName(value.text);
    if (wanted == nullptr) {
      std::vector<std::string> names;
      for (int i = 0; i < type->value_count(); ++i) {
        if (type->value(i)->number() != 0) names.push_back(type->value(i)->name());
      }
      return {nullptr, absl::StrCat("has no such value; known: ", absl::StrJoin(names, ", "))};
    }
    return {[number = wanted->number()](const int& value) { return value == number; }, ""};
  };
}

std::function<Test<std::string>(Operator, const Literal&)> TestCode(FilterScheme scheme) {
  const auto parse = scheme == FilterScheme::kIndustry ? ParseIndustry : ParseOccupation;
  return [=](Operator op, const Literal& value) -> Test<std::string> {
    const absl::StatusOr<CodePath> wanted = parse(value.text);
    if (!wanted.ok()) {
      return {nullptr, scheme == FilterScheme::kIndustry
                           ? "is an industry; write a JSIC code, such as G or 39"
                           : "is an occupation; write an ISCO code, such as 2512"};
    }
    if (op == Operator::kEqual) {
      return {[code = wanted->code()](const std::string& text) { return text == code; }, ""};
    }
    return {[parse, wanted = *wanted](const std::string& text) {
              const absl::StatusOr<CodePath> code = parse(text);
              return code.ok() && wanted.Covers(*code);
            },
            ""};
  };
}

std::optional<absl::Time> ParseLiteralTime(const std::string& text) {
  // Abseil would also read "infinite-future" and leading blanks.
  if (text.empty() || !absl::ascii_isdigit(text[0])) return std::nullopt;
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  if (absl::ParseTime("%Y-%m-%d", text, JapanTime(), &time, &error)) return time;
  return std::nullopt;
}

bool NotEmpty(const std::string& text) { return !text.empty(); }

}  // namespace

Field BoolField(std::string name, Get<bool> get) {
  return {std::move(name),
          Singular<bool>(
              std::move(get), [](const bool& value) { return value; }, false,
              [](Operator, const Literal& value) -> Test<bool> {
                if (value.text != "true" && value.text != "false") {
                  return {nullptr, "is either `true` or `false`"};
                }
                return {[wanted = value.text == "true"](const bool& v) { return v == wanted; }, ""};
              })};
}

Field IntField(std::string name, Get<int64_t> get) {
  return {std::move(name),
          Singular<int64_t>(
              std::move(get), [](const int64_t& value) { return value != 0; }, true,
              [](Operator op, const Literal& value) -> Test<int64_t> {
                int64_t wanted = 0;
                if (!absl::SimpleAtoi(value.text, &wanted)) return {nullptr, "is a whole number"};
                return {[op, wanted](const int64_t& v) { return Holds(op, v, wanted); }, ""};
              })};
}

Field StringField(std::string name, Get<std::string> get) {
  return {std::move(name), Singular<std::string>(std::move(get), NotEmpty, false, TestString)};
}

Field StringsField(std::string name, Get<std::vector<std::string>> get) {
  return {std::move(name), Listed<std::string>(std::move(get), TestString)};
}

Field TextField(std::string name, Get<std::vector<std::string>> get, TextFold fold) {
  return {std::move(name),
          Listed<std::string>(
              std::move(get), [fold](Operator, const Literal& value) -> Test<std::string> {
                const std::string wanted = fold(value.text);
                if (wanted.empty()) return {nullptr, "has a value without letters"};
                return {[fold, wanted](const std::string& text) {
                          return absl::StrContains(fold(text), wanted);
                        },
                        ""};
              })};
}

Field EnumField(std::string name, const google::protobuf::EnumDescriptor* type, Get<int> get) {
  return {std::move(name),
          Singular<int>(
              std::move(get), [](const int& value) { return value != 0; }, false, TestEnum(type))};
}

Field EnumsField(std::string name, const google::protobuf::EnumDescriptor* type,
                 Get<std::vector<int>> get) {
  return {std::move(name), Listed<int>(std::move(get), TestEnum(type))};
}

Field CodeField(std::string name, FilterScheme scheme, Get<std::string> get) {
  return {std::move(name),
          Singular<std::string>(std::move(get), NotEmpty, false, TestCode(scheme))};
}

Field CodesField(std::string name, FilterScheme scheme, Get<std::vector<std::string>> get) {
  return {std::move(name), Listed<std::string>(std::move(get), TestCode(scheme))};
}

Field TimeField(std::string name, Get<std::optional<absl::Time>> get) {
  using MaybeTime = std::optional<absl::Time>;
  return {
      std::move(name),
      Singular<MaybeTime>(
          std::move(get), [](const MaybeTime& value) { return value.has_value(); }, true,
          [](Operator op, const Literal& value) -> Test<MaybeTime> {
            const MaybeTime wanted = ParseLiteralTime(value.text);
            if (!wanted) {
              return {nullptr, "is a time; write it as 2026-04-01T09:00:00+09:00 or as 2026-04-01"};
            }
            return {[op, wanted](const MaybeTime& v) { return v && Holds(op, *v, *wanted); }, ""};
          })};
}

// ---- Parser ----

namespace {

// By recursive descent over the grammar of AIP-160, without functions and bare values:
//   expression = factor {[AND] factor}
//   factor     = term {OR term}
//   term       = [NOT | -] ( "(" expression ")" | field op value )
class Parser {
 public:
  Parser(absl::string_view text, const std::vector<Field>& fields) : text_(text), fields_(fields) {}

  absl::StatusOr<Node> Parse() {
    if (text_.size() > kMaxBytes) return Problem(0, "the filter is too long");
    if (!IsUtf8(text_)) return InvalidField("filter", "is not valid UTF-8");
    SkipSpace();
    if (AtEnd()) return Node{};
    BANSO_ASSIGN_OR_RETURN(Node node, Expression(0));
    if (!AtEnd()) return Problem(at_, "a `)` without its `(`");
    return node;
  }

 private:
  absl::StatusOr<Node> Expression(int depth) {
    Node all{Node::Kind::kAll};
    while (true) {
      BANSO_ASSIGN_OR_RETURN(Node factor, Factor(depth));
      all.children.push_back(std::move(factor));
      SkipSpace();
      if (AtEnd() || Peek() == ')') break;
      TakeKeyword("AND");
    }
    return all.children.size() == 1 ? std::move(all.children[0]) : std::move(all);
  }

  absl::StatusOr<Node> Factor(int depth) {
    Node any{Node::Kind::kAny};
    do {
      BANSO_ASSIGN_OR_RETURN(Node term, Term(depth));
      any.children.push_back(std::move(term));
      SkipSpace();
    } while (TakeKeyword("OR"));
    return any.children.size() == 1 ? std::move(any.children[0]) : std::move(any);
  }

  absl::StatusOr<Node> Term(int depth) {
    SkipSpace();
    bool negated = TakeKeyword("NOT");
    if (!negated && !AtEnd() && Peek() == '-') {
      negated = true;
      ++at_;
    }
    SkipSpace();
    BANSO_ASSIGN_OR_RETURN(Node node, Simple(depth));
    if (!negated) return node;
    Node inverse{Node::Kind::kNot};
    inverse.children.push_back(std::move(node));
    return inverse;
  }

  absl::StatusOr<Node> Simple(int depth) {
    if (AtEnd() || Peek() != '(') return Comparison();
    const size_t open = at_++;
    if (depth == kMaxDepth) {
      return Problem(open, absl::StrCat("more than ", kMaxDepth, " parentheses inside each other"));
    }
    BANSO_ASSIGN_OR_RETURN(Node node, Expression(depth + 1));
    if (AtEnd()) return Problem(open, "a `(` without its `)`");
    ++at_;
    return node;
  }

  absl::StatusOr<Node> Comparison() {
    const size_t start = at_;
    if (AtEnd()) return Problem(start, "a comparison is missing, such as `field = value`");
    while (!AtEnd() && IsFieldChar(Peek())) ++at_;
    const absl::string_view name = text_.substr(start, at_ - start);
    if (name == "AND" || name == "OR" || name == "NOT") {
      return Problem(start, absl::StrCat("a comparison is missing before `", name, "`"));
    }
    SkipSpace();
    const std::optional<Operator> op = TakeOperator();
    if (name.empty() || !op) return BareValue(start, name);

    const auto field = std::find_if(fields_.begin(), fields_.end(),
                                    [&](const Field& f) { return f.name == name; });
    if (field == fields_.end()) {
      // Not which: a value in the wrong place would be repeated.
      return Problem(start, absl::StrCat("unknown field; known: ", Known()));
    }
    SkipSpace();
    const size_t value_start = at_;
    BANSO_ASSIGN_OR_RETURN(const Literal value, Value());
    Compiled compiled = field->compile(*op, value);
    if (!compiled.problem.empty()) {
      return Problem(value_start, absl::StrCat("`", field->name, "` ", compiled.problem));
    }
    Node node{Node::Kind::kComparison};
    node.predicate = std::move(compiled.predicate);
    return node;
  }

  absl::Status BareValue(size_t start, absl::string_view name) {
    const std::string lower = absl::AsciiStrToLower(name);
    if (lower == "and" || lower == "or" || lower == "not") {
      return Problem(start, absl::StrCat("write ", absl::AsciiStrToUpper(name), " in capitals"));
    }
    return Problem(start, absl::StrCat("a value alone is not searched for; compare a field with it,"
                                       " as in `field = value`; fields: ",
                                       Known()));
  }

  absl::StatusOr<Literal> Value() {
    const size_t start = at_;
    if (AtEnd() || Peek() == ')') return Problem(start, "a value is missing");
    if (Peek() == '"' || Peek() == '\'') return Quoted();
    Literal value;
    while (!AtEnd() && !absl::ascii_isspace(Peek()) && Peek() != '(' && Peek() != ')') ++at_;
    value.text = std::string(text_.substr(start, at_ - start));
    if (value.text == "AND" || value.text == "OR" || value.text == "NOT") {
      return Problem(start, "a value is missing; a value that is a keyword is put in quotes");
    }
    if (value.text.empty() || value.text[0] == '=') {
      return Problem(start,
                     "a value is expected here; put it in quotes if it has parentheses, "
                     "blanks or a first `=`");
    }
    return value;
  }

  absl::StatusOr<Literal> Quoted() {
    const size_t start = at_;
    const char quote = text_[at_++];
    Literal value;
    value.quoted = true;
    while (!AtEnd() && Peek() != quote) {
      if (Peek() == '\\') ++at_;
      if (!AtEnd()) value.text += text_[at_++];
    }
    if (AtEnd()) return Problem(start, "a quote that is not closed");
    ++at_;
    return value;
  }

  std::optional<Operator> TakeOperator() {
    static constexpr std::pair<absl::string_view, Operator> kOperators[] = {
        {"!=", Operator::kNotEqual},
        {"<=", Operator::kLessOrEqual},
        {">=", Operator::kGreaterOrEqual},
        {"=", Operator::kEqual},
        {"<", Operator::kLess},
        {">", Operator::kGreater},
        {":", Operator::kHas}};
    for (const auto& [sign, op] : kOperators) {
      if (!absl::StartsWith(text_.substr(at_), sign)) continue;
      at_ += sign.size();
      return op;
    }
    return std::nullopt;
  }

  // Takes a keyword that ends here: `ORDER = 1` does not begin with OR.
  bool TakeKeyword(absl::string_view keyword) {
    const absl::string_view rest = text_.substr(at_);
    if (!absl::StartsWith(rest, keyword)) return false;
    if (rest.size() > keyword.size() && !absl::ascii_isspace(rest[keyword.size()]) &&
        rest[keyword.size()] != '(') {
      return false;
    }
    at_ += keyword.size();
    return true;
  }

  std::string Known() const {
    return absl::StrJoin(fields_, ", ",
                         [](std::string* out, const Field& field) { *out += field.name; });
  }

  absl::Status Problem(size_t at, absl::string_view text) const {
    return InvalidField(
        "filter", absl::StrCat("position ", CountCodePoints(text_.substr(0, at)) + 1, ": ", text));
  }

  static bool IsFieldChar(char c) { return absl::ascii_isalnum(c) || c == '_' || c == '.'; }
  bool AtEnd() const { return at_ == text_.size(); }
  char Peek() const { return text_[at_]; }
  void SkipSpace() {
    while (!AtEnd() && absl::ascii_isspace(Peek())) ++at_;
  }

  const absl::string_view text_;
  const std::vector<Field>& fields_;
  size_t at_ = 0;  // always inside or at the end of text_
};

}  // namespace

absl::StatusOr<Node> ParseFilter(absl::string_view text, const std::vector<Field>& fields) {
  return Parser(text, fields).Parse();
}

bool Evaluate(const Node& node, const void* row) {
  const auto holds = [row](const Node& child) { return Evaluate(child, row); };
  switch (node.kind) {
    case Node::Kind::kAll:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case Node::Kind::kAny:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case Node::Kind::kNot:
      return !holds(node.children[0]);
    case Node::Kind::kComparison:
      return node.predicate(row);
  }
  return false;
}

}  // namespace filter_internal

std::optional<absl::Time> OptionalTime(bool present, const google::protobuf::Timestamp& time) {
  if (!present) return std::nullopt;
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

}  // namespace banso
