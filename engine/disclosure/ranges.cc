#include "engine/disclosure/ranges.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr int64_t kNoLimit = ValueRange::kNoLimit;
constexpr int kNobody = -1;

int64_t Add(int64_t a, int64_t b) { return std::min(a + b, kNoLimit); }

// How far a figure can fall below and rise above its true value. Both 0 or more.
struct Play {
  int64_t down = 0;
  int64_t up = 0;

  bool none() const { return down == 0 && up == 0; }
};

Play Flipped(Play play) { return {play.up, play.down}; }

Play Both(Play a, Play b) { return {std::min(a.down, b.down), std::min(a.up, b.up)}; }

// A hidden figure in a sum: +1 as a part, -1 as the total.
struct Term {
  int figure = 0;
  int sign = 1;
};

// A sum that was taken out: what is left of it moves `port`, which other sums know as well.
struct TakenOut {
  std::vector<Term> own;     // in no sum that is left
  std::optional<Term> port;  // none: nothing links the sum to others
};

// How far the sum of `terms` can fall and rise.
Play PlayOf(const std::vector<Term>& terms, const std::vector<Play>& plays) {
  Play all;
  for (const Term& term : terms) {
    const Play play = term.sign > 0 ? plays[term.figure] : Flipped(plays[term.figure]);
    all = {Add(all.down, play.down), Add(all.up, play.up)};
  }
  return all;
}

// How far `term` can move if the others of its sum can move as `others`: the sum stays 0.
Play Opposite(const Term& term, Play others) { return term.sign > 0 ? Flipped(others) : others; }

// The part of the sums that is a network.
class Network {
 public:
  explicit Network(int nodes) : leaving_(nodes) {}

  // An arc that carries how far a figure is above its true value.
  void AddArc(int figure, int from, int to, Play play) {
    places_.emplace_back(figure, static_cast<int>(arcs_.size()));
    AddHalf(from, to, play.up);
    AddHalf(to, from, play.down);
  }

  // The figures of the network with how far each can move. Each figure's moves are looked at from
  // the true values, so the network is put back in between.
  std::vector<std::pair<int, Play>> Plays() {
    std::vector<std::pair<int, Play>> plays;
    plays.reserve(places_.size());
    const std::vector<Half> true_values = arcs_;
    for (const auto& [figure, place] : places_) {
      Play play;
      const int from = arcs_[place ^ 1].to;
      const int to = arcs_[place].to;
      for (const bool up : {true, false}) {
        arcs_ = true_values;
        const int64_t limit = arcs_[up ? place : place ^ 1].left;
        arcs_[place].left = arcs_[place ^ 1].left = 0;
        // What goes along the arc must come back another way. A figure between a node and itself
        // moves freely.
        const int64_t most = from == to ? limit
                             : up       ? MostFrom(to, from, limit)
                                        : MostFrom(from, to, limit);
        (up ? play.up : play.down) = most;
      }
      plays.emplace_back(figure, play);
    }
    arcs_ = true_values;
    return plays;
  }

 private:
  struct Half {
    int to = 0;
    int64_t left = 0;
  };

  void AddHalf(int from, int to, int64_t capacity) {
    leaving_[from].push_back(static_cast<int>(arcs_.size()));
    arcs_.push_back({to, capacity});
  }

  // A maximum flow by shortest augmenting paths (Edmonds and Karp), not more than `limit`.
  int64_t MostFrom(int source, int sink, int64_t limit) {
    int64_t flow = 0;
    while (flow < limit) {
      std::vector<int> by(leaving_.size(), kNobody);
      std::deque<int> open = {source};
      while (!open.empty() && by[sink] == kNobody) {
        const int node = open.front();
        open.pop_front();
        for (const int half : leaving_[node]) {
          const int next = arcs_[half].to;
          if (arcs_[half].left == 0 || by[next] != kNobody || next == source) continue;
          by[next] = half;
          open.push_back(next);
        }
      }
      if (by[sink] == kNobody) break;
      int64_t more = limit - flow;
      for (int node = sink; node != source; node = arcs_[by[node] ^ 1].to) {
        more = std::min(more, arcs_[by[node]].left);
      }
      for (int node = sink; node != source; node = arcs_[by[node] ^ 1].to) {
        if (arcs_[by[node]].left != kNoLimit) arcs_[by[node]].left -= more;
        arcs_[by[node] ^ 1].left = Add(arcs_[by[node] ^ 1].left, more);
      }
      flow += more;
    }
    return flow;
  }

  std::vector<Half> arcs_;  // halves at 2k and 2k + 1 are one arc and its reverse
  std::vector<std::vector<int>> leaving_;
  std::vector<std::pair<int, int>> places_;  // figure, its arc
};

// The sums as far as they are not constant.
class Attack {
 public:
  Attack(std::span<const Sum> sums, std::vector<Play> plays) : plays_(std::move(plays)) {
    uses_.assign(plays_.size(), 0);
    for (const Sum& sum : sums) {
      std::vector<Term> terms;
      for (const int part : sum.parts) AddTerm({part, 1}, &terms);
      AddTerm({sum.total, -1}, &terms);
      if (!terms.empty()) left_.push_back(std::move(terms));
    }
  }

  // How far each figure can move; an error if the sums are more than a network.
  absl::StatusOr<std::vector<Play>> Run(std::span<const Figure> figures) {
    TakeOutAll();
    BANSO_RETURN_IF_ERROR(SolveNetwork(figures));
    for (auto taken = taken_.rbegin(); taken != taken_.rend(); ++taken) PutBack(*taken);
    return plays_;
  }

 private:
  void AddTerm(Term term, std::vector<Term>* terms) {
    if (plays_[term.figure].none()) return;
    ++uses_[term.figure];
    terms->push_back(term);
  }

  // Takes out sums that one figure at most links to the others, until there is none.
  void TakeOutAll() {
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t i = 0; i < left_.size();) {
        TakenOut taken;
        int ports = 0;
        for (const Term& term : left_[i]) {
          if (uses_[term.figure] == 1) {
            taken.own.push_back(term);
          } else {
            taken.port = term;
            ++ports;
          }
        }
        if (ports > 1) {
          ++i;
          continue;
        }
        if (taken.port) {
          Play& port = plays_[taken.port->figure];
          port = Both(port, Opposite(*taken.port, PlayOf(taken.own, plays_)));
        }
        for (const Term& term : left_[i]) --uses_[term.figure];
        taken_.push_back(std::move(taken));
        left_.erase(left_.begin() + static_cast<int64_t>(i));
        changed = true;
      }
    }
  }

  absl::Status SolveNetwork(std::span<const Figure> figures) {
    if (left_.empty()) return absl::OkStatus();
    // Where a figure is: the sum and its sign there.
    std::vector<std::vector<std::pair<int, int>>> places(plays_.size());
    for (size_t i = 0; i < left_.size(); ++i) {
      for (const Term& term : left_[i]) {
        places[term.figure].emplace_back(static_cast<int>(i), term.sign);
      }
    }
    // A side for each sum, so that every figure leaves one of its sums and enters the other.
    std::vector<int> side(left_.size(), 0);
    for (size_t start = 0; start < left_.size(); ++start) {
      if (side[start] != 0) continue;
      side[start] = 1;
      std::deque<int> open = {static_cast<int>(start)};
      while (!open.empty()) {
        const int sum = open.front();
        open.pop_front();
        for (const Term& term : left_[sum]) {
          if (places[term.figure].size() > 2) return TooMany(figures[term.figure]);
          for (const auto& [other, sign] : places[term.figure]) {
            if (other == sum) continue;
            const int needed = -side[sum] * term.sign * sign;
            if (side[other] == 0) {
              side[other] = needed;
              open.push_back(other);
            } else if (side[other] != needed) {
              return TooMany(figures[term.figure]);
            }
          }
        }
      }
    }
    const int outside = static_cast<int>(left_.size());
    Network network(outside + 1);
    for (size_t figure = 0; figure < places.size(); ++figure) {
      if (places[figure].empty()) continue;
      int from = outside;
      int to = outside;
      for (const auto& [sum, sign] : places[figure]) (side[sum] * sign > 0 ? to : from) = sum;
      network.AddArc(static_cast<int>(figure), from, to, plays_[figure]);
    }
    for (const auto& [figure, play] : network.Plays()) plays_[figure] = play;
    return absl::OkStatus();
  }

  // The port of a sum that was taken out has its final range now; its own figures follow.
  void PutBack(const TakenOut& taken) {
    std::vector<Term> all = taken.own;
    if (taken.port) all.push_back(*taken.port);
    std::vector<Play> narrowed;
    for (size_t i = 0; i < taken.own.size(); ++i) {
      std::vector<Term> others = all;
      others.erase(others.begin() + static_cast<int64_t>(i));
      narrowed.push_back(Both(plays_[all[i].figure], Opposite(all[i], PlayOf(others, plays_))));
    }
    for (size_t i = 0; i < taken.own.size(); ++i) plays_[taken.own[i].figure] = narrowed[i];
  }

  static absl::Status TooMany(const Figure& figure) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", figure.code, "\" is in too many sums that are linked in other ways"));
  }

  std::vector<Play> plays_;
  std::vector<int> uses_;  // in how many sums of left_ a figure is
  std::vector<std::vector<Term>> left_;
  std::vector<TakenOut> taken_;
};

ValueRange KnownFrom(const Figure& figure, Mark mark) {
  switch (mark) {
    case Mark::kShown:
      return {figure.value, figure.value};
    case Mark::kFew:
      return {1, kFewestPrinted - 1};
    case Mark::kHidden:
      return {kFewestPrinted, kNoLimit};
    case Mark::kWithheld:
    case Mark::kUnprinted:
      break;
  }
  return {0, kNoLimit};
}

// Whether positions and values are right.
absl::Status CheckValues(std::span<const Figure> figures, std::span<const Sum> sums) {
  const int size = static_cast<int>(figures.size());
  for (const Figure& figure : figures) {
    if (figure.value < 0) {
      return absl::InvalidArgumentError(absl::StrCat("\"", figure.code, "\" is negative"));
    }
  }
  for (const Sum& sum : sums) {
    if (sum.total < 0 || sum.total >= size) {
      return absl::InvalidArgumentError("a total is no position of the figures");
    }
    int64_t value = 0;
    std::vector<int> members = {sum.total};
    for (const int part : sum.parts) {
      if (part < 0 || part >= size) {
        return absl::InvalidArgumentError("a part is no position of the figures");
      }
      value += figures[part].value;
      members.push_back(part);
    }
    std::sort(members.begin(), members.end());
    if (std::adjacent_find(members.begin(), members.end()) != members.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the sum \"", figures[sum.total].code, "\" has a figure twice"));
    }
    if (value != figures[sum.total].value) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", figures[sum.total].code, "\" is not the sum of its parts"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSums(std::span<const Figure> figures, std::span<const Sum> sums) {
  BANSO_RETURN_IF_ERROR(CheckValues(figures, sums));
  // What can be solved with everything hidden can be solved with less hidden.
  return Attack(sums, std::vector<Play>(figures.size(), Play{kNoLimit, kNoLimit}))
      .Run(figures)
      .status();
}

absl::StatusOr<std::vector<ValueRange>> RangesOf(std::span<const Figure> figures,
                                                 std::span<const Sum> sums,
                                                 std::span<const Mark> marks) {
  BANSO_RETURN_IF_ERROR(CheckValues(figures, sums));
  if (marks.size() != figures.size()) {
    return absl::InvalidArgumentError("there must be a mark for every figure");
  }
  std::vector<Play> plays;
  plays.reserve(figures.size());
  for (size_t i = 0; i < figures.size(); ++i) {
    const int64_t value = figures[i].value;
    const ValueRange known = KnownFrom(figures[i], marks[i]);
    if (value < known.lowest || value > known.highest) {
      return absl::InvalidArgumentError(
          absl::StrCat("what is printed for \"", figures[i].code, "\" is not true"));
    }
    plays.push_back(
        {value - known.lowest, known.highest >= kNoLimit ? kNoLimit : known.highest - value});
  }
  BANSO_ASSIGN_OR_RETURN(plays, Attack(sums, std::move(plays)).Run(figures));
  std::vector<ValueRange> ranges;
  ranges.reserve(figures.size());
  for (size_t i = 0; i < figures.size(); ++i) {
    ranges.push_back({figures[i].value - plays[i].down, Add(figures[i].value, plays[i].up)});
  }
  return ranges;
}

}  // namespace banso
