// Which answers of a period are marked: random within strata, and the same again from the same seed. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/approval.hpp"
#include "model/ids.hpp"

namespace manyhands::quality {

// What a sample may be divided by. A further column (a finding of the linter) is one more name here and its
// value in `value_of`.
enum class Column { language, network, newcomer, kind, risk };
std::string_view to_string(Column column);
std::optional<Column> column(std::string_view text);
std::vector<Column> all_columns();
// "language newcomer" and back; names that are not known are left out.
std::string to_text(const std::vector<Column>& columns);
std::vector<Column> columns_from(std::string_view text);

// first: opened its thread. later: written further down in one. found: not addressed to us, a query found it.
enum class PostKind { first, later, found };
std::string_view to_string(PostKind kind);

// A published answer.
struct Candidate {
    model::AnswerId answer;
    model::ConversationId conversation;
    model::EmployeeId author;
    model::DepartmentId department;  // the author's
    std::string language;            // "ko"; empty: not known
    std::string network;
    PostKind kind = PostKind::first;
    base::Instant sent_at{};
    base::Instant author_since{};
    bool newcomer = false;
    // Why it waited for approval, as it was decided when it went out; nothing: it needed none.
    std::optional<model::RiskClass> risk;
};
// The one to look at first, of all that an answer waited for.
std::optional<model::RiskClass> gravest(const std::vector<model::RiskClass>& risks);
std::string value_of(const Candidate& candidate, Column column);
// "language=ko newcomer=yes"; of no columns: "all".
std::string stratum_of(const Candidate& candidate, const std::vector<Column>& columns);

struct Stratum {
    std::string name;
    std::int64_t population = 0;
    std::int64_t drawn = 0;
    friend bool operator==(const Stratum&, const Stratum&) = default;
};

// Proportional, at least one of each: a stratum whose share is below one gets one, the others divide the rest
// by their sizes, largest remainders first (of equal ones the first name). With fewer places than strata
// there are as many places as strata. `strata` by name, none empty.
void allocate(std::vector<Stratum>& strata, std::int64_t size);

struct Drawn {
    Candidate candidate;
    std::size_t stratum = 0;  // in Sample::strata
};
struct Sample {
    std::vector<Stratum> strata;  // by name
    std::vector<Drawn> items;     // in the order in which they are marked: by their keys
};

// The place of an answer in the draw: lower-case hex of SHA-256 over "<seed>:<answer>". The smallest keys of
// a stratum are drawn, so anybody can repeat it with any tool, and the order of the candidates does not
// matter.
std::string draw_key(std::string_view seed, const model::AnswerId& answer);
Sample draw(const std::vector<Candidate>& candidates, const std::vector<Column>& columns, std::int64_t size,
            std::string_view seed);

}  // namespace manyhands::quality
