// Honour: boards of the season that runs and of published ones, who thanks whom, how far each department
// has come, who answers now (docs/adr/0055). Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "base/catalogue.hpp"
#include "base/clock.hpp"
#include "model/people.hpp"
#include "reports/score.hpp"
#include "reports/sheet.hpp"

namespace manyhands::reports {

// What a person chose about being shown; from the start as here.
struct Shown {
    bool on_board = true;
    bool name_on_card = false;  // otherwise their initials only
    friend bool operator==(const Shown&, const Shown&) = default;
};

struct HonourPerson {
    model::EmployeeId id;
    model::DepartmentId department;
    std::string name;
    std::string initials;
    model::Role role = model::Role::employee;
    bool active = true;
    Shown shown;
};

struct PublishedTable {
    std::string season;
    std::string document;  // to_document
    std::string digest;
    std::int64_t upto_seq = 0;
    base::Instant published_at{};
};

struct Thanks {
    model::EmployeeId to;
    model::ConversationId conversation;
    std::string network;
    std::string handle, name;  // of the customer
    std::string text, lang;
    base::Instant at{};
};

struct DepartmentPart {
    model::DepartmentId department;
    std::string name_ko, name_en;
    std::int64_t invited = 0;
    std::int64_t joined = 0;
    std::int64_t certified = 0;
    std::int64_t first_answer = 0;
    std::int64_t active = 0;  // answered in the brand's month that runs
};

// Thread-safe; writes block until durable. satisfaction's rows are read here and written elsewhere.
class HonourStore {
  public:
    virtual ~HonourStore() = default;
    using EachEvent = std::function<void(const model::ConversationId&, const model::Event&)>;
    // Behind `after_seq`, up to `upto_seq`, in the log's order. Gives the last number that was looked at.
    virtual base::Result<std::int64_t> honour_events(const model::BrandId& brand, std::int64_t after_seq,
                                                     std::int64_t upto_seq, const EachEvent& each) = 0;
    // The log's place before the first entry at or after that instant.
    virtual base::Result<std::int64_t> seq_before(const model::BrandId& brand, base::Instant when) = 0;
    // Given, used in [from, to).
    virtual base::Result<std::vector<Rating>> ratings(const model::BrandId& brand, base::Instant from,
                                                      base::Instant to) = 0;
    virtual base::Result<std::vector<TipUse>> tip_uses(const model::BrandId& brand, base::Instant from,
                                                       base::Instant to) = 0;
    virtual base::Result<std::set<model::ConversationId>> colleague_conversations(const model::BrandId& brand,
                                                                                  base::Instant as_of) = 0;
    virtual base::Result<std::vector<HonourPerson>> honour_people(const model::BrandId& brand) = 0;
    virtual base::Result<void> choose(const model::BrandId& brand, const model::EmployeeId& who,
                                      const Shown& shown, base::Instant at) = 0;
    // Nothing when it is there already. Leaves an entry with the digest in the audit log.
    virtual base::Result<void> publish(const model::BrandId& brand, const PublishedTable& table) = 0;
    virtual base::Result<std::optional<PublishedTable>> published(const model::BrandId& brand,
                                                                  const std::string& season) = 0;
    virtual base::Result<std::vector<std::string>> published_seasons(const model::BrandId& brand) = 0;
    virtual base::Result<std::vector<Thanks>> thanks(const model::BrandId& brand, int limit) = 0;
    virtual base::Result<std::vector<DepartmentPart>> participation(const model::BrandId& brand,
                                                                    base::Instant month) = 0;
    // Whose answers went out since then, the latest first.
    virtual base::Result<std::vector<std::pair<model::EmployeeId, base::Instant>>> answering(
        const model::BrandId& brand, base::Instant since) = 0;
};

// The audit of published answers as it stood at an instant. Thread-safe.
class AuditFigures {
  public:
    virtual ~AuditFigures() = default;
    // Of answers published in [from, to), rounds closed and appeals decided before `as_of`.
    virtual base::Result<std::map<model::EmployeeId, AuditFigure>> audit_figures(const model::BrandId& brand,
                                                                                 base::Instant from,
                                                                                 base::Instant to,
                                                                                 base::Instant as_of) = 0;
};

enum class SeasonStage { running, closing, published };
std::string_view to_string(SeasonStage stage);

// A line of a board as somebody may see it. `place` is among those who are shown; of somebody who hides
// themselves the one that they would have.
struct BoardLine {
    Score score;
    int place = 0;  // 0: not ranked
    std::string name, initials;
    model::EmployeeId person;
};

struct BoardView {
    Table table;  // the scores of all: not for the edge
    SeasonStage stage = SeasonStage::running;
    std::optional<PublishedTable> published;
    std::string zone;
    std::int64_t people = 0;         // who are ranked and shown
    std::vector<BoardLine> top;      // at most kTop
    std::optional<BoardLine> me;     // nothing: not of this board, or nothing done yet
    std::vector<BoardLine> near;     // places around mine, when it is not in the top
    std::vector<BoardLine> helpers;  // most help points first, at most 5
    std::vector<Team> teams;
    std::vector<std::string> seasons;  // of this board: the one that runs, then published ones
    Shown mine;
};

struct OnDuty {
    struct Person {
        std::string initials;
        std::string name;  // empty: not theirs to be shown
        base::Instant since{};
    };
    std::string brand;  // its name is the edge's to add
    std::string zone;
    base::Instant at{};
    std::vector<Person> people;
};

struct Verdict {
    std::string season;
    base::Instant published_at{};
    std::string digest;
    bool digest_fits = true;
    std::vector<model::EmployeeId> differing;
    bool good() const { return digest_fits && differing.empty(); }
};

class Honour {
  public:
    struct Ports {
        HonourStore& store;
        AuditFigures& audits;
        const base::Clock& clock;
        std::function<std::shared_ptr<const model::PromiseHistory>(const model::BrandId&)> promises;
        std::function<std::string(const model::BrandId&)> zone;  // IANA, one that is known
        std::function<bool(const model::EmployeeId&)> here;      // has the web app open
    };
    explicit Honour(Ports ports) : ports_(std::move(ports)) {}

    // `season` empty: the one that runs. Errors: forbidden; invalid ("reports.honour.bad_season"), not_found
    // ("reports.honour.no_season": it is over and was not published, or has not begun).
    base::Result<BoardView> board(const model::Actor& actor, Board board, const std::string& season);
    base::Result<std::vector<Thanks>> thanks(const model::Actor& actor);
    // Own choice only.
    base::Result<Shown> choose(const model::Actor& actor, std::optional<bool> on_board,
                               std::optional<bool> name_on_card);
    base::Result<std::vector<DepartmentPart>> participation(const model::Actor& actor);
    // For everybody: who of the brand answered in the last hour, or has the web app open and may answer.
    base::Result<OnDuty> on_duty(const model::BrandId& brand);
    std::string zone(const model::BrandId& brand) const { return ports_.zone(brand); }

    // -- without an actor: for the house itself --
    // The table as the log has it, of any season, up to `upto_seq` (nothing: all) and `as_of`.
    base::Result<Table> computed(const model::BrandId& brand, const Season& season,
                                 std::optional<std::int64_t> upto_seq, base::Instant as_of);
    base::Result<Verdict> verify(const model::BrandId& brand, const std::string& season);
    // Publishes what has become final and is not yet. Gives how many.
    base::Result<int> publish_due(const model::BrandId& brand);

  private:
    struct Running {
        Season season;
        std::int64_t seq = 0;
        std::unique_ptr<Fold> fold;
        std::shared_ptr<const model::PromiseHistory> promises;
    };
    base::Result<Table> running(const model::BrandId& brand, const Season& season);
    base::Result<Beside> beside(const model::BrandId& brand, const Season& season, base::Instant as_of,
                                const Table* published);
    base::Result<void> publish(const model::BrandId& brand, const Season& season);

    Ports ports_;
    std::mutex mutex_;
    std::map<std::pair<model::BrandId, Board>, Running> running_;
};

// Participation as a table of cells, with the whole in the last line.
Sheet to_sheet(const std::vector<DepartmentPart>& parts, base::Lang lang);

}  // namespace manyhands::reports
