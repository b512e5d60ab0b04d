#include "reports/names.hpp"

#include <cctype>

#include <fmt/format.h>

#include "base/text/unicode.hpp"

namespace manyhands::reports {

GroupName group_names(const NameLists& lists, base::Lang lang) {
    std::map<std::string, std::string> accounts, departments, employees;
    for (const model::Account& account : lists.accounts) {
        const auto label = lists.networks.find(account.network);
        accounts[account.id.value] = "@" + account.handle + " (" +
                                     (label == lists.networks.end() ? account.network : label->second) + ")";
    }
    for (const model::Department& department : lists.departments)
        departments[department.id.value] = lang == base::Lang::ko ? department.name_ko : department.name_en;
    for (const model::Employee& employee : lists.employees)
        employees[employee.id.value] = employee.name + " ^" + employee.initials;
    return [=](GroupBy by, const std::string& key) {
        const auto known = [&](const std::map<std::string, std::string>& names) {
            const auto found = names.find(key);
            return found == names.end() ? key : found->second;
        };
        switch (by) {
            case GroupBy::day:
                return key;
            case GroupBy::account:
                return known(accounts);
            case GroupBy::department:
                return known(departments);
            case GroupBy::employee:
                return key.empty() || key == "nobody" ? base::tr(lang, "reports.nobody") : known(employees);
            case GroupBy::hour:
                return base::tr(lang, "reports.hour", {{"hour", key.size() < 2 ? "0" + key : key}});
            case GroupBy::day_kind:
                return base::tr(lang, "reports.day_kind." + key);
        }
        return key;
    };
}

std::string filter_words(const Filter& filter, const GroupName& name_of, base::Lang lang) {
    std::string out;
    const auto add = [&](GroupBy by, const std::string& id) {
        if (id.empty()) return;
        out += (out.empty() ? "" : " · ") + base::tr(lang, "reports.by." + std::string(to_string(by))) +
               ": " + name_of(by, id);
    };
    add(GroupBy::account, filter.account);
    add(GroupBy::department, filter.department);
    add(GroupBy::employee, filter.employee);
    return out;
}

std::string file_name(const FirstAnswer& report, const std::string& brand) {
    std::string out;
    for (const char c : brand.substr(0, 60))
        out += static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) == 0 ? '-'
                                                                                                        : c;
    out = std::string(base::clamp_bytes(out, 60));
    if (!out.empty()) out += '-';
    out += "first-answer";
    for (const base::Instant at : {report.from, report.to - base::Micros(1)})
        if (const auto day = base::to_local(at, report.zone))
            out += fmt::format("-{:04}-{:02}-{:02}", day->year, day->month, day->day);
    return out;
}

}  // namespace manyhands::reports
