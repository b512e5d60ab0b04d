// People from a CSV file: what each row would do, decided before anything is written. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/csv.hpp"
#include "model/people.hpp"

namespace manyhands::identity {

enum class ImportMode { dry_run, save };
enum class RowOutcome { created, updated, unchanged, failed };
std::string_view to_string(RowOutcome outcome);

struct ImportRow {
    std::size_t row = 0;   // of the people, from 1; the header is not counted
    std::size_t line = 0;  // of the file
    RowOutcome outcome = RowOutcome::failed;
    std::string name;  // as written, as the e-mail
    std::string email;
    model::Employee employee;
    std::string link_token;  // for a new person, once saved: goes into "<base>/link/<token>"
    base::Error problem;     // of a failed row; says what to do
};
struct ImportReport {
    ImportMode mode = ImportMode::dry_run;
    std::string encoding;
    std::vector<std::string> ignored;  // columns that mean nothing to us
    std::vector<ImportRow> rows;
    int count(RowOutcome outcome) const;
};

inline constexpr std::size_t kImportAtMost = 20'000;  // rows of one file

struct ImportContext {
    model::BrandId brand;
    std::vector<model::Department> departments;
    std::vector<model::Employee> people;  // everybody of the brand
};

// Columns by their names in either language: name, e-mail, role, department, initials; name and e-mail must
// be there. Somebody whose e-mail is known is updated by what the row says; empty cells change nothing. Ids
// of new people are still empty. Errors: invalid ("identity.import.no_column", "identity.import.too_many" and
// those of read_csv).
base::Result<ImportReport> plan_import(std::string_view file, const ImportContext& context);

// The report as a file for people: every row with what became of it, and the links.
std::string import_csv(const ImportReport& report, std::string_view base_url, const std::string& lang);

}  // namespace manyhands::identity
