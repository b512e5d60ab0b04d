// Who is honoured, and by which figures: pure functions over the log (decision 11, docs/adr/0055). The same
// log gives the same ranking. Thread-safe; a Fold is for one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.hpp"
#include "model/promise.hpp"

namespace manyhands::reports {

// The crowd by quarters, the desk by weeks (Monday to Sunday), both in the brand's zone.
enum class Board { crowd, desk };
std::string_view to_string(Board board);
std::optional<Board> board_of(std::string_view text);

struct Season {
    Board board = Board::crowd;
    std::string key;       // "2026Q4", "2026-W48"
    base::Instant from{};  // [from, to)
    base::Instant to{};
    base::Instant final_at{};  // when the table is published: ratings and appeals have had their time
};
inline constexpr std::chrono::hours kCrowdFinalAfter{24 * 14};
inline constexpr std::chrono::hours kDeskFinalAfter{24 * 2};

// Errors: invalid ("base.time.unknown_zone").
base::Result<Season> season_at(Board board, base::Instant when, std::string_view zone);
// Errors: also invalid ("reports.honour.bad_season").
base::Result<Season> season_named(std::string_view key, std::string_view zone);

// The published numbers of the formula.
inline constexpr std::int64_t kLeastAnswered = 5;    // conversations
inline constexpr double kAuditFloor = 95;            // points of 100, the weighed mean
inline constexpr std::int64_t kHelpByPair = 3;       // points that two people give one another, both ways
inline constexpr std::int64_t kHelpAtMost = 20;      // points a person gets in a season
inline constexpr std::int64_t kTeamLeastPeople = 3;  // of a department's board
inline constexpr std::int64_t kRatedPeople = 3;      // before that many are rated, ratings count for nobody
inline constexpr std::size_t kTop = 10;

// Lower end of E. B. Wilson's 95 % interval in hundredths of a percent, 0 to 10,000; 0 of nothing. Also the
// upper one, 10,000 of nothing.
std::int64_t wilson_low(std::int64_t good, std::int64_t all);
std::int64_t wilson_high(std::int64_t good, std::int64_t all);

// -- what is read
// A customer's word about an answer that counts.
struct Rating {
    model::ConversationId conversation;
    model::AnswerId answer;
    model::EmployeeId author;
    base::Instant at{};
    std::string source;  // "tap" outweighs "reaction", that one "tone"
    bool good = false;
};
// A tip of `author` that went into somebody's answer.
struct TipUse {
    std::string tip;
    model::EmployeeId author;
    model::EmployeeId user;
    model::ConversationId conversation;
    base::Instant at{};
};
struct AuditFigure {
    std::int64_t answers = 0;
    std::int64_t mean = 0;  // hundredths of a point
    friend bool operator==(const AuditFigure&, const AuditFigure&) = default;
};
struct Person {
    model::EmployeeId id;
    model::DepartmentId department;
    Board board = Board::crowd;
};
// What is not in the log.
struct Beside {
    std::vector<Person> people;
    std::vector<Rating> ratings;  // given in the season
    std::vector<TipUse> tips;     // used in the season
    std::map<model::EmployeeId, AuditFigure> audits;
    std::set<model::ConversationId> colleagues;  // whose customer is one of our own people
};

// -- what comes of it
enum class Standing { ranked, too_few, below_floor, not_rated };
std::string_view to_string(Standing standing);

struct Score {
    model::EmployeeId person;
    model::DepartmentId department;
    std::int64_t taken = 0;     // conversations that count below the line
    std::int64_t in_time = 0;   // of those
    std::int64_t answered = 0;  // conversations with an answer of theirs that stands
    std::int64_t rated = 0;
    std::int64_t good = 0;
    std::optional<AuditFigure> audit;
    std::int64_t timing = 0;        // lower bound, hundredths of a percent
    std::int64_t satisfaction = 0;  // likewise
    std::int64_t score = 0;         // their product, likewise
    std::int64_t help = 0;          // points
    Standing standing = Standing::ranked;
    int rank = 0;              // among all; equals share one; 0: not ranked
    bool provisional = false;  // nobody has audited them yet
    friend bool operator==(const Score&, const Score&) = default;
};

struct Table {
    Season season;
    // Whether ratings count (kRatedPeople), and whether anybody was audited; where not, the table says so.
    bool ratings = false;
    bool audits = false;
    std::vector<Score> scores;  // by rank, then the others by id
};

// Reads the log in its order, events of before the season too: they say when what is answered in it was
// asked.
class Fold {
  public:
    Fold(Season season, std::shared_ptr<const model::PromiseHistory> promises);
    // Events of at least kContext before the season and of after it may come: what counts is decided here.
    void take(const model::ConversationId& conversation, const model::Event& event);
    Table table(const Beside& beside) const;

    static constexpr std::chrono::hours kContext{24 * 8};

  private:
    // One person and one wait of a customer.
    struct Stake {
        bool took = false;
        bool too_late = false;  // the promise had passed when they took it
        bool left = false;
        bool handed = false;
        bool in_season = false;
        bool answered = false;
        bool in_time = false;
        bool removed = false;
        enum class Other { nobody, in_time, late, dropped } other = Other::nobody;
    };
    struct Wait {
        base::Instant opened_at{};
        bool known = false;
        model::PostId answer_post;
        std::map<model::EmployeeId, Stake> stakes;
    };
    struct Talk {
        int open = 0;  // number of the open wait; 0: none
        std::map<int, Wait> waits;
        model::ConversationId root;  // of a split or merge
    };
    struct Help {
        model::EmployeeId helper, helped;
        model::ConversationId conversation;
        base::Instant at{};
    };
    struct Line {
        std::int64_t taken = 0, in_time = 0, answered = 0;
    };

    bool in_season(base::Instant at) const { return at >= season_.from && at < season_.to; }
    base::Micros promise(base::Instant opened) const;
    Talk& talk(const model::ConversationId& id) { return talks_[id]; }
    Stake& stake(const model::ConversationId& id, int number, const model::EmployeeId& who);
    model::ConversationId root(const model::ConversationId& id) const;
    void took(const model::ConversationId& id, const model::EmployeeId& who, base::Instant at);
    void answered(const model::ConversationId& id, const model::EpisodeAnswered& e);
    void removed(const model::ConversationId& id, const model::PostId& post);
    std::map<model::EmployeeId, Line> lines(const Beside& beside) const;
    std::map<model::EmployeeId, std::int64_t> help(const Beside& beside) const;

    Season season_;
    std::shared_ptr<const model::PromiseHistory> promises_;
    std::map<model::ConversationId, Talk> talks_;
    std::map<model::NoteId, model::EmployeeId> asked_by_;  // questions to colleagues
    std::vector<Help> help_;
};

// A department's people together, those with at least kTeamLeastPeople who answered; the best first.
struct Team {
    model::DepartmentId department;
    std::int64_t people = 0;
    std::int64_t taken = 0, in_time = 0, answered = 0, rated = 0, good = 0;
    std::int64_t score = 0;
};
std::vector<Team> teams(const Table& table);

// The table as the text that is kept, and back. The digest is SHA-256 of it in hex.
std::string to_document(const Table& table);
base::Result<Table> kept_table(std::string_view text);

// The people whose figures differ, by id.
std::vector<model::EmployeeId> differences(const Table& published, const Table& computed);

}  // namespace manyhands::reports
