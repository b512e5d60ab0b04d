#include "reports/sheet.hpp"

#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <zlib.h>

#include "reports/names.hpp"
#include "reports/test_episodes.hpp"

namespace manyhands::reports {
namespace {

using namespace testing;
using Table = std::vector<std::vector<std::string>>;

// Reads RFC 4180 back, apart from the code that writes it.
Table read_csv(std::string_view text) {
    Table rows(1, {""});
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::string& cell = rows.back().back();
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            cell += '"';
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            rows.back().emplace_back();
        } else if (!quoted && c == '\r') {
            EXPECT_EQ(text[i + 1], '\n');
            ++i;
            rows.push_back({""});
        } else {
            cell += c;
        }
    }
    rows.pop_back();
    return rows;
}

std::uint32_t number(std::string_view bytes, std::size_t at, int size) {
    std::uint32_t value = 0;
    for (int i = size; i-- > 0;)
        value = value << 8U | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

// The files of a ZIP archive, by its central directory.
std::map<std::string, std::string> unzip(std::string_view zip) {
    std::map<std::string, std::string> files;
    const std::size_t end = zip.rfind("PK\x05\x06");
    if (end == std::string_view::npos) return files;
    std::size_t at = number(zip, end + 16, 4);
    for (std::uint32_t n = number(zip, end + 10, 2); n > 0; --n) {
        const std::uint32_t packed = number(zip, at + 20, 4), size = number(zip, at + 24, 4);
        const std::uint32_t name_size = number(zip, at + 28, 2);
        const std::string name(zip.substr(at + 46, name_size));
        const std::uint32_t local = number(zip, at + 42, 4);
        const std::size_t data = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
        std::string out(size, '\0');
        if (number(zip, at + 10, 2) == 0) {
            out = zip.substr(data, size);
        } else {
            z_stream stream{};
            inflateInit2(&stream, -MAX_WBITS);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zip.data() + data));
            stream.avail_in = packed;
            stream.next_out = reinterpret_cast<Bytef*>(out.data());
            stream.avail_out = size;
            EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END) << name;
            inflateEnd(&stream);
        }
        files[name] = out;
        at += 46 + name_size + number(zip, at + 30, 2) + number(zip, at + 32, 2);
    }
    return files;
}

std::string unescape(std::string text) {
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
            text.replace(at, from.size(), to);
    return text;
}

// What stands between <tag ...> and </tag>, one after the other.
std::vector<std::pair<std::string, std::string>> elements(std::string_view xml, const std::string& tag) {
    std::vector<std::pair<std::string, std::string>> out;
    std::size_t at = 0;
    while ((at = xml.find("<" + tag, at)) != std::string_view::npos) {
        const char behind = xml[at + tag.size() + 1];
        const std::size_t close = xml.find('>', at);
        if (behind != ' ' && behind != '>' && behind != '/') {
            at = close;
            continue;
        }
        const std::string head(xml.substr(at, close - at));
        at = close + 1;
        if (head.ends_with('/')) {
            out.emplace_back(head, "");
            continue;
        }
        const std::size_t end = xml.find("</" + tag + ">", at);
        out.emplace_back(head, xml.substr(at, end - at));
        at = end;
    }
    return out;
}

struct Book {
    Table cells;
    bool formula = false;
    std::map<std::pair<std::size_t, std::size_t>, bool> is_number;
};

Book read_xlsx(const std::string& bytes) {
    auto files = unzip(bytes);
    std::vector<std::string> texts;
    for (const auto& [head, inside] : elements(files["xl/sharedStrings.xml"], "si")) {
        std::string text;
        for (const auto& [t_head, t] : elements(inside, "t"))
            text += unescape(t);
        texts.push_back(text);
    }
    Book book;
    const std::string& page = files["xl/worksheets/sheet1.xml"];
    book.formula = page.find("<f>") != std::string::npos || page.find("<f ") != std::string::npos;
    for (const auto& [row_head, row] : elements(page, "row")) {
        const std::size_t number_of = std::stoul(row_head.substr(row_head.find("r=\"") + 3));
        book.cells.resize(number_of);
        for (const auto& [head, inside] : elements(row, "c")) {
            const std::string place = head.substr(head.find("r=\"") + 3);
            std::size_t column = 0;  // A, ... Z, AA, AB ...
            for (const char letter : place) {
                if (letter < 'A' || letter > 'Z') break;
                column = column * 26 + static_cast<std::size_t>(letter - 'A' + 1);
            }
            --column;
            auto& cells = book.cells.back();
            if (cells.size() <= column) cells.resize(column + 1);
            const auto values = elements(inside, "v");
            if (values.empty()) continue;
            const bool shared = head.find("t=\"s\"") != std::string::npos;
            cells[column] = shared ? texts.at(std::stoul(values[0].second)) : values[0].second;
            book.is_number[{number_of - 1, column}] = !shared;
        }
    }
    return book;
}

FirstAnswer a_report(GroupBy by) {
    Episodes store;
    const Instant day = at("2026-03-09T00:00:00Z");
    store.answered(day + 1h, 100s, "acc1", "dep1", "emp1");
    store.answered(day + 2h, 101s, "acc1", "dep1", "emp2");
    store.answered(day + 3h, 5000s, "acc2", "dep2", "");
    store.left(day + 4h, EpisodeEnd::open);
    store.left(day + 25h, EpisodeEnd::dropped);
    Question question;
    question.brand = kBrand;
    question.from = day;
    question.to = day + 48h;
    question.zone = "Asia/Seoul";
    question.now = day + 48h;
    question.by = by;
    question.compare = true;
    return first_answer(store, question).value();
}

std::string plain(GroupBy, const std::string& key) {
    return key;
}

TEST(Sheet, TheFilesReadBackAreTheChart) {
    for (const GroupBy by :
         {GroupBy::day, GroupBy::account, GroupBy::employee, GroupBy::hour, GroupBy::day_kind})
        for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
            const FirstAnswer report = a_report(by);
            const Sheet sheet = to_sheet(report, lang, plain, "");
            const std::string file = to_csv(sheet);
            ASSERT_TRUE(file.starts_with("\xEF\xBB\xBF"));
            const Table csv = read_csv(std::string_view(file).substr(3));
            Book book = read_xlsx(to_xlsx(sheet, "첫 답변").value());
            EXPECT_FALSE(book.formula);
            const std::size_t below = report.departments.empty() ? 0 : 2 + report.departments.size();
            ASSERT_EQ(csv.size(), 9 + 2 + report.groups.size() + below);
            ASSERT_EQ(book.cells.size(), csv.size());
            const std::size_t first = by == GroupBy::day ? 2 : 1;  // column of the episodes
            std::int64_t episodes = 0, answered = 0, in_csv = 0, in_xlsx = 0;
            for (std::size_t i = 0; i < report.groups.size(); ++i) {
                const Group& group = report.groups[i];
                episodes += group.episodes;
                answered += group.answered;
                const auto& line = csv[11 + i];
                const auto& cells = book.cells[11 + i];
                in_csv += std::stoll(line[first]);
                in_xlsx += std::stoll(cells[first]);
                EXPECT_EQ(line[0], group.key);
                EXPECT_EQ(std::stoll(line[first + 1]), group.answered);
                EXPECT_EQ(std::stoll(cells[first + 1]), group.answered);
                EXPECT_EQ(std::stoll(line[first + 4]), group.overdue);
                EXPECT_TRUE(book.is_number.at({11 + i, first}));
                if (group.mean_seconds) {
                    EXPECT_EQ(std::stod(line[first + 8]), *group.mean_seconds) << "to the last unit";
                    EXPECT_NEAR(std::stod(cells[first + 8]), *group.mean_seconds, 1e-9);
                    EXPECT_EQ(std::stoll(line[first + 9]), *group.p50_seconds);
                    EXPECT_EQ(std::stoll(cells[first + 9]), *group.p50_seconds);
                } else {
                    EXPECT_EQ(line[first + 8], "");
                }
            }
            EXPECT_EQ(episodes, report.episodes);
            EXPECT_EQ(in_csv, report.episodes) << "sum(file) = chart";
            EXPECT_EQ(in_xlsx, report.episodes);
            EXPECT_EQ(std::stoll(csv[9][first]), report.episodes) << "the line of the whole";
            EXPECT_EQ(std::stoll(csv[9][first + 1]), answered);
            EXPECT_EQ(csv[10][first], "0") << "the period before";
            // Behind the bands: the real answer's clock, then how many were held, and the share that was only
            // held.
            const std::size_t real = first + 12 + report.bands.size();
            EXPECT_EQ(std::stoll(csv[9][real]), report.real.counted);
            EXPECT_EQ(std::stoll(book.cells[9][real + 1]), report.real.answered);
            EXPECT_EQ(std::stod(csv[9][real + 2]), *report.real.mean_seconds);
            EXPECT_EQ(std::stoll(csv[9][real + 5]), *report.real.p99_seconds);
            EXPECT_EQ(csv[9][real + 6], "0");
            EXPECT_EQ(std::stod(csv[9][real + 9]), 0.0);
            EXPECT_EQ(csv[9].size(), real + 10) << "no third clock without anything done";
            ASSERT_FALSE(report.departments.empty());
            EXPECT_EQ(csv[csv.size() - below + 2][0], report.departments[0].department);
            EXPECT_EQ(std::stoll(csv[csv.size() - below + 2][2]), report.departments[0].seconds);
            EXPECT_EQ(csv[3][1], "Asia/Seoul");
            EXPECT_EQ(book.cells[3][1], "Asia/Seoul");
            EXPECT_NE(csv[4][1].find(lang == base::Lang::ko ? "실제 경과 시간" : "Wall clock"),
                      std::string::npos);
            for (std::size_t row = 0; row < csv.size(); ++row)
                for (std::size_t i = 0; i < csv[row].size(); ++i) {
                    EXPECT_FALSE(csv[row][i].starts_with("reports.")) << "no sentence for " << csv[row][i];
                    const bool there = i < book.cells[row].size() && !book.is_number[{row, i}];
                    EXPECT_TRUE(!there || book.cells[row][i] == csv[row][i]) << csv[row][i];
                }
        }
}

TEST(Sheet, GoalsStandBesideWhatWasReached) {
    const FirstAnswer report = a_report(GroupBy::account);
    const Table without =
        read_csv(std::string_view(to_csv(to_sheet(report, base::Lang::en, plain, ""))).substr(3));
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        const Sheet sheet = to_sheet(report, lang, plain, "", {90, 240});
        const Table csv = read_csv(std::string_view(to_csv(sheet)).substr(3));
        Book book = read_xlsx(to_xlsx(sheet, "x").value());
        ASSERT_EQ(csv.size(), without.size() + 4);
        const auto due = static_cast<double>(report.answered + report.never + report.overdue);
        EXPECT_EQ(csv[7][1], "90");
        EXPECT_DOUBLE_EQ(std::stod(csv[8][1]), 100.0 * static_cast<double>(report.within_promise) / due);
        EXPECT_EQ(csv[9][1], "240");
        EXPECT_EQ(std::stoll(csv[10][1]), *report.real.p90_seconds);
        for (std::size_t row = 7; row < 11; ++row) {
            EXPECT_FALSE(csv[row][0].starts_with("reports.")) << csv[row][0];
            EXPECT_NEAR(std::stod(book.cells[row][1]), std::stod(csv[row][1]), 1e-9);
            EXPECT_TRUE(book.is_number.at({row, 1}));
        }
        // What is summed up is where it was, four lines lower.
        for (std::size_t row = 12; row < csv.size(); ++row)
            if (lang == base::Lang::en) {
                EXPECT_EQ(csv[row], without[row - 4]);
            }
    }
}

TEST(Sheet, DaysAreDatesAndThePeriodIsThatOfTheZone) {
    const FirstAnswer report = a_report(GroupBy::day);
    const Sheet sheet = to_sheet(report, base::Lang::en, plain, "");
    const Table csv = read_csv(std::string_view(to_csv(sheet)).substr(3));
    Book book = read_xlsx(to_xlsx(sheet, "x").value());
    EXPECT_EQ(csv[1][1], "2026-03-09 09:00") << "midnight UTC in Seoul";
    EXPECT_EQ(csv[2][1], "2026-03-11 09:00");
    EXPECT_EQ(csv[11][0], "2026-03-09");
    EXPECT_TRUE(book.is_number.at({11, 0})) << "a spreadsheet sorts and counts it as a day";
    EXPECT_EQ(book.cells[11][0], "46090") << "days since 1899-12-30";
    for (const auto& row : csv)
        for (const std::string& cell : row)
            EXPECT_EQ(cell.find("12 minutes"),
                      cell.starts_with("Over 7") ? cell.find("12") : std::string::npos)
                << cell;
}

TEST(Sheet, CellsCannotBecomeFormulas) {
    for (const std::string bad : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"}) {
        const Sheet sheet{{{bad, std::int64_t{3}}, RowStyle::plain}, {{std::string("a \"q\", z\nline")}}};
        const std::string file = to_csv(sheet);
        EXPECT_EQ(read_csv(std::string_view(file).substr(3))[0][0], "'" + bad);
        EXPECT_EQ(read_csv(std::string_view(file).substr(3))[1][0], "a \"q\", z\nline");
        const Book book = read_xlsx(to_xlsx(sheet, "=1[]:*?/\\").value());
        EXPECT_FALSE(book.formula) << bad;
        EXPECT_FALSE(book.is_number.at({0, 0})) << "a text";
        EXPECT_TRUE(book.is_number.at({0, 1}));
        EXPECT_EQ(book.cells[0][1], "3");
    }
}

TEST(Names, AFileIsNamedByBrandAndDays) {
    FirstAnswer report;
    report.from = at("2026-03-08T15:00:00Z");
    report.to = at("2026-03-15T15:00:00Z");
    report.zone = "Asia/Seoul";
    EXPECT_EQ(file_name(report, "온마루"), "온마루-first-answer-2026-03-09-2026-03-15");
    EXPECT_EQ(file_name(report, ""), "first-answer-2026-03-09-2026-03-15");
    EXPECT_EQ(file_name(report, "../a\"b\r\n"), "---a-b---first-answer-2026-03-09-2026-03-15");
    std::string longest;
    for (int i = 0; i < 40; ++i)
        longest += "가";
    EXPECT_EQ(file_name(report, longest).substr(0, 60), longest.substr(0, 60)) << "never half a letter";
}

TEST(Names, IdsBecomeNames) {
    NameLists lists;
    model::Account account;
    account.id = model::AccountId("a1");
    account.network = "net";
    account.handle = "onmaru";
    lists.accounts.push_back(account);
    lists.networks["net"] = "The Net";
    lists.departments.push_back({model::DepartmentId("d1"), kBrand, "고객지원", "Support"});
    model::Employee kim;
    kim.id = model::EmployeeId("e1");
    kim.name = "Kim Gaon";
    kim.initials = "KG";
    lists.employees.push_back(kim);
    const GroupName ko = group_names(lists, base::Lang::ko), en = group_names(lists, base::Lang::en);
    EXPECT_EQ(ko(GroupBy::account, "a1"), "@onmaru (The Net)");
    EXPECT_EQ(ko(GroupBy::department, "d1"), "고객지원");
    EXPECT_EQ(en(GroupBy::department, "d1"), "Support");
    EXPECT_EQ(en(GroupBy::employee, "e1"), "Kim Gaon ^KG");
    EXPECT_EQ(en(GroupBy::employee, "gone"), "gone");
    EXPECT_NE(en(GroupBy::employee, ""), "");
    EXPECT_EQ(en(GroupBy::hour, "9"), "09:00");
    EXPECT_EQ(ko(GroupBy::day_kind, "weekend"), "주말");
    EXPECT_EQ(filter_words({}, en, base::Lang::en), "");
    EXPECT_EQ(filter_words({"a1", "d1", "e1"}, en, base::Lang::en),
              "Account: @onmaru (The Net) · Department: Support · Person: Kim Gaon ^KG");
}

}  // namespace
}  // namespace manyhands::reports
