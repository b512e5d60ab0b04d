#include "identity/import.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/catalogue.hpp"
#include "base/text/unicode.hpp"
#include "identity/person.hpp"
#include "model/signature.hpp"

namespace manyhands::identity {
namespace {

using base::ErrorCode;
using base::Result;
using model::Employee;

enum class Column { name, email, role, department, initials };
constexpr std::size_t kColumns = 5;

// What people call the columns; compared without case, blanks, hyphens and underscores.
constexpr std::array<std::pair<std::string_view, Column>, 21> kColumnNames{{
    {"name", Column::name},          {"fullname", Column::name},   {"이름", Column::name},
    {"성명", Column::name},          {"직원명", Column::name},     {"email", Column::email},
    {"emailaddress", Column::email}, {"mail", Column::email},      {"이메일", Column::email},
    {"이메일주소", Column::email},   {"메일", Column::email},      {"role", Column::role},
    {"역할", Column::role},          {"권한", Column::role},       {"department", Column::department},
    {"team", Column::department},    {"부서", Column::department}, {"팀", Column::department},
    {"initials", Column::initials},  {"서명", Column::initials},   {"이니셜", Column::initials},
}};

std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : base::fold_for_search(text))
        if (c != ' ' && c != '-' && c != '_') out += c;
    return out;
}

std::optional<model::Role> role_of(std::string_view text) {
    const std::string wanted = squeezed(text);
    if (auto role = model::role(wanted)) return role;
    for (const auto role : {model::Role::employee, model::Role::desk, model::Role::lead, model::Role::auditor,
                            model::Role::analyst, model::Role::admin})
        for (const auto lang : {base::Lang::ko, base::Lang::en})
            if (squeezed(base::tr(lang, "identity.role." + std::string(to_string(role)))) == wanted)
                return role;
    return std::nullopt;
}

std::string listed(const std::vector<model::Department>& departments, std::size_t at_most) {
    std::string out;
    for (std::size_t i = 0; i < departments.size() && i < at_most; ++i)
        out += (i == 0 ? "" : ", ") + departments[i].name_ko +
               (departments[i].name_en == departments[i].name_ko ? "" : " (" + departments[i].name_en + ")");
    return out + (departments.size() > at_most ? " …" : "");
}

class Plan {
  public:
    explicit Plan(const ImportContext& context) : context_(context) {
        for (const Employee& person : context.people) {
            by_email_[person.email] = &person;
            if (person.active) take(person);
            if (person.active && person.role == model::Role::admin) ++admins_;
        }
        for (const model::Department& d : context.departments)
            for (const std::string& name : {d.id.value, d.name_ko, d.name_en})
                departments_.emplace(squeezed(name), d.id);
    }

    Result<ImportReport> run(std::string_view bytes) {
        MH_LET(file, read_csv(bytes));
        ImportReport report;
        report.encoding = file.encoding;
        MH_TRY(read_header(file.rows.front(), report));
        if (file.rows.size() - 1 > kImportAtMost)
            return base::fail(ErrorCode::invalid, "identity.import.too_many",
                              {{"most", std::to_string(kImportAtMost)}});
        // First those who keep or ask for certain initials, so that nobody new is given them by chance.
        for (std::size_t i = 1; i < file.rows.size(); ++i)
            if (const std::string asked = cell(file.rows[i], Column::initials); !asked.empty())
                if (const auto initials = model::initials_from(asked)) taken_.insert(*initials);
        for (std::size_t i = 1; i < file.rows.size(); ++i) {
            ImportRow row;
            row.row = i;
            row.line = file.rows[i].line;
            row.name = cell(file.rows[i], Column::name);
            row.email = cell(file.rows[i], Column::email);
            if (auto planned = plan(file.rows[i], row); !planned) {
                row.outcome = RowOutcome::failed;
                row.problem = std::move(planned).error();
            }
            report.rows.push_back(std::move(row));
        }
        return report;
    }

  private:
    void take(const Employee& person) {
        owner_of_[person.initials] = person.email;
        taken_.insert(person.initials);
    }

    Result<void> read_header(const CsvRow& header, ImportReport& report) {
        for (std::size_t i = 0; i < header.cells.size(); ++i) {
            const std::string name = squeezed(header.cells[i]);
            const auto* const found =
                std::ranges::find_if(kColumnNames, [&](const auto& one) { return one.first == name; });
            if (found != kColumnNames.end() && !places_.contains(found->second))
                places_[found->second] = i;
            else if (!name.empty())
                report.ignored.push_back(header.cells[i]);
        }
        for (const auto& [column, key] : {std::pair(Column::name, "identity.import.column.name"),
                                          std::pair(Column::email, "identity.import.column.email")})
            if (!places_.contains(column))
                return base::fail(
                    ErrorCode::invalid, "identity.import.no_column",
                    {{"column", base::tr(base::Lang::ko, key)}, {"english", base::tr(base::Lang::en, key)}});
        return {};
    }

    std::string cell(const CsvRow& row, Column column) const {
        const auto place = places_.find(column);
        return place == places_.end() || place->second >= row.cells.size() ? std::string()
                                                                           : row.cells[place->second];
    }

    Result<void> plan(const CsvRow& cells, ImportRow& row) {
        const std::string name = cell(cells, Column::name);
        MH_LET(email, checked_email(row.email));
        if (const auto [first, fresh] = lines_.emplace(email, cells.line); !fresh)
            return base::fail(ErrorCode::invalid, "identity.import.twice",
                              {{"line", std::to_string(first->second)}});
        const auto known = by_email_.find(email);
        const bool is_new = known == by_email_.end();
        Employee person;
        if (!is_new) person = *known->second;
        const Employee before = person;
        person.brand = context_.brand;
        person.email = email;
        if (is_new || !name.empty()) {
            MH_TRY(check_name(name));
            person.name = name;
        }
        MH_TRY(plan_role(cell(cells, Column::role), person));
        MH_TRY(plan_department(cell(cells, Column::department), person));
        MH_TRY(plan_initials(cell(cells, Column::initials), person, is_new));
        if (!is_new && before.active && before.role == model::Role::admin && person.role != before.role) {
            if (admins_ == 1) return base::fail(ErrorCode::conflict, "identity.employee.last_admin");
            --admins_;
        }
        const bool same = !is_new && person.name == before.name && person.role == before.role &&
                          person.department == before.department && person.initials == before.initials;
        row.outcome = is_new ? RowOutcome::created : same ? RowOutcome::unchanged : RowOutcome::updated;
        if (person.active) {
            if (!is_new) owner_of_.erase(before.initials);
            take(person);
        }
        row.employee = std::move(person);
        return {};
    }

    static Result<void> plan_role(const std::string& text, Employee& person) {
        if (text.empty()) return {};
        const auto role = role_of(text);
        if (!role) return base::fail(ErrorCode::invalid, "identity.import.role", {{"role", text}});
        person.role = *role;
        return {};
    }

    Result<void> plan_department(const std::string& text, Employee& person) const {
        if (text.empty()) {
            if (!person.department.empty()) return {};
            if (context_.departments.size() != 1)
                return base::fail(ErrorCode::invalid, "identity.import.department_needed",
                                  {{"departments", listed(context_.departments, 8)}});
            person.department = context_.departments.front().id;
            return {};
        }
        const auto found = departments_.find(squeezed(text));
        if (found == departments_.end())
            return base::fail(ErrorCode::invalid, "identity.import.department",
                              {{"department", text}, {"departments", listed(context_.departments, 8)}});
        person.department = found->second;
        return {};
    }

    Result<void> plan_initials(const std::string& text, Employee& person, bool is_new) {
        if (text.empty() && !is_new) return {};
        if (!text.empty()) {
            const auto initials = model::initials_from(text);
            if (!initials)
                return base::fail(ErrorCode::invalid, "identity.employee.bad_initials", {{"initials", text}});
            const auto owner = owner_of_.find(*initials);
            if (person.active && owner != owner_of_.end() && owner->second != person.email)
                return base::fail(ErrorCode::conflict, "identity.import.initials_taken",
                                  {{"initials", *initials}, {"email", owner->second}});
            person.initials = *initials;
            return {};
        }
        person.initials = model::any_initials(person.name, taken_);
        return {};
    }

    const ImportContext& context_;
    std::map<std::string, const Employee*> by_email_;
    std::map<std::string, std::string> owner_of_;  // initials -> e-mail
    std::map<std::string, model::DepartmentId> departments_;
    std::map<Column, std::size_t> places_;
    std::map<std::string, std::size_t> lines_;  // e-mail -> line
    model::InitialsSet taken_;                  // also those that a row of this file asks for
    int admins_ = 0;
};

}  // namespace

std::string_view to_string(RowOutcome outcome) {
    switch (outcome) {
        case RowOutcome::created:
            return "created";
        case RowOutcome::updated:
            return "updated";
        case RowOutcome::unchanged:
            return "unchanged";
        case RowOutcome::failed:
            return "failed";
    }
    return "";
}

int ImportReport::count(RowOutcome outcome) const {
    return static_cast<int>(
        std::ranges::count_if(rows, [&](const ImportRow& row) { return row.outcome == outcome; }));
}

Result<ImportReport> plan_import(std::string_view file, const ImportContext& context) {
    return Plan(context).run(file);
}

std::string import_csv(const ImportReport& report, std::string_view base_url, const std::string& lang) {
    const base::Lang language = lang == "ko" ? base::Lang::ko : base::Lang::en;
    std::string out = "\xEF\xBB\xBF";
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out += (i == 0 ? "" : ",") + csv_cell(cells[i]);
        out += "\r\n";
    };
    const auto tr = [&](std::string_view key) { return base::tr(language, key); };
    line({tr("identity.import.column.line"), tr("identity.import.column.outcome"),
          tr("identity.import.column.name"), tr("identity.import.column.email"),
          tr("identity.import.column.initials"), tr("identity.import.column.link"),
          tr("identity.import.column.problem")});
    for (const ImportRow& row : report.rows) {
        const bool failed = row.outcome == RowOutcome::failed;
        line({std::to_string(row.line), tr("identity.import.outcome." + std::string(to_string(row.outcome))),
              failed ? row.name : row.employee.name, failed ? row.email : row.employee.email,
              row.employee.initials,
              row.link_token.empty() ? std::string() : std::string(base_url) + "/link/" + row.link_token,
              failed ? base::tr(language, row.problem) : std::string()});
    }
    return out;
}

}  // namespace manyhands::identity
