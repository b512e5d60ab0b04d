// How groups are called: ids become names that people know. And the words of a filter.
#pragma once

#include <map>
#include <vector>

#include "model/people.hpp"
#include "reports/sheet.hpp"

namespace manyhands::reports {

struct NameLists {
    std::vector<model::Account> accounts;
    std::vector<model::Department> departments;
    std::vector<model::Employee> employees;
    std::map<std::string, std::string> networks;  // id -> label
};

// "@onmaru (Bluesky)", "고객지원", "Kim Gaon ^KG", "09:00"; an id that nobody knows any more stays an id.
GroupName group_names(const NameLists& lists, base::Lang lang);
// "Account: @onmaru (Bluesky) · Person: Kim Gaon ^KG"; empty for no filter.
std::string filter_words(const Filter& filter, const GroupName& name_of, base::Lang lang);

// "온마루-first-answer-2026-03-09-2026-03-15": brand (if any) and days of the report's zone, without what a
// file system forbids and without an ending.
std::string file_name(const FirstAnswer& report, const std::string& brand);

}  // namespace manyhands::reports
