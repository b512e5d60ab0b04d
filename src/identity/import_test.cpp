#include "identity/import.hpp"

#include <gtest/gtest.h>

#include "base/catalogue.hpp"
#include "base/text/legacy.hpp"

namespace manyhands::identity {
namespace {

const model::BrandId kBrand("01J0000000000000000BRAND01");

model::Department department(const char* id, const char* ko, const char* en) {
    return {model::DepartmentId(id), kBrand, ko, en};
}

model::Employee person(const char* name, const char* email, const char* initials,
                       model::Role role = model::Role::employee) {
    model::Employee e;
    e.id = model::EmployeeId(std::string("id-") + initials);
    e.brand = kBrand;
    e.department = model::DepartmentId("care");
    e.name = name;
    e.email = email;
    e.initials = initials;
    e.role = role;
    return e;
}

ImportContext company() {
    return {kBrand,
            {department("care", "고객지원", "Support"), department("deli", "배송", "Delivery")},
            {person("Kim Gaon", "kim@hanbit.example", "KG", model::Role::admin),
             person("Lee Nara", "lee@hanbit.example", "LN")}};
}

ImportReport plan(std::string_view file, const ImportContext& context = company()) {
    auto report = plan_import(file, context);
    EXPECT_TRUE(report.has_value()) << report.error().key;
    return report ? *report : ImportReport{};
}

std::string refused(std::string_view file) {
    const auto report = plan_import(file, company());
    return report ? "(accepted)" : report.error().key;
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
    const auto file = read_csv(
        "\xEF\xBB\xBFname,email\r\n\"Park, \"\"June\"\"\",june@x.example\r\n\r\n  \xC2\xA0 Seo "
        "\xC2\xA0,\r\n");
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->rows.size(), 3U);
    EXPECT_EQ(file->rows[1].cells, (std::vector<std::string>{"Park, \"June\"", "june@x.example"}));
    EXPECT_EQ(file->rows[2].line, 4U) << "an empty line counts but is no row";
    EXPECT_EQ(file->rows[2].cells, (std::vector<std::string>{"Seo", ""}));
    EXPECT_EQ(read_csv("a;b\n1;2,5")->rows[1].cells, (std::vector<std::string>{"1", "2,5"}));
    EXPECT_EQ(read_csv("a\tb\r1\t2\r")->rows[1].cells, (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(read_csv("a,b\n\"two\nlines\",x\ny,z")->rows[2].line, 4U);
}

TEST(Csv, OldKoreanFilesAreReadAndOthersRefused) {
    const std::string korean = "\xC0\xCC\xB8\xA7,email\n\xB1\xE8\xB0\xA1\xBF\xC2,a@x.example\n";  // CP949
    const auto file = read_csv(korean);
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(file->encoding, "cp949");
    EXPECT_EQ(file->rows[0].cells[0], "이름");
    EXPECT_EQ(file->rows[1].cells[0], "김가온");
    EXPECT_EQ(base::from_cp949("\xFF\xFF"), std::nullopt);
    EXPECT_EQ(read_csv("\xFF\xFEn\0a\0").error().key, "identity.import.encoding");
    EXPECT_EQ(read_csv("name,\xFF\xFF\n").error().key, "identity.import.encoding");
    EXPECT_EQ(read_csv("").error().key, "identity.import.empty");
    EXPECT_EQ(read_csv("\r\n ,\r\n").error().key, "identity.import.empty");
    const auto open = read_csv("a,b\nx,\"never closed\n");
    EXPECT_EQ(open.error().key, "identity.import.quote");
    EXPECT_EQ(open.error().args[0].second, "2");
}

TEST(Csv, ACellIsNeverAFormulaAndComesBackAsItWas) {
    for (const char* cell : {"=1+1", "+82", "-x", "@me", "plain", "a,b", "say \"x\"", ""}) {
        const std::string written = csv_cell(cell);
        EXPECT_EQ(std::string_view("=+-@").find(written.empty() ? ' ' : written.front()), std::string::npos)
            << cell;
        const auto back = read_csv("x," + written + "\n");
        EXPECT_EQ(back->rows[0].cells[1], cell);
    }
}

TEST(Import, HeadersRolesAndDepartmentsInBothLanguages) {
    const auto report = plan(
        "이름,이메일,역할,부서,서명,메모\n김지훈,JH@Hanbit.example,데스크,배송,jh,x\n"
        "Park June,june@hanbit.example,품질 점검,support,,\n");
    ASSERT_EQ(report.rows.size(), 2U);
    const auto& jh = report.rows[0].employee;
    EXPECT_EQ(report.rows[0].outcome, RowOutcome::created);
    EXPECT_EQ(jh.email, "jh@hanbit.example");
    EXPECT_EQ(jh.role, model::Role::desk);
    EXPECT_EQ(jh.department.value, "deli");
    EXPECT_EQ(jh.initials, "JH");
    EXPECT_EQ(report.rows[1].employee.role, model::Role::auditor);
    EXPECT_EQ(report.rows[1].employee.department.value, "care");
    EXPECT_EQ(report.rows[1].employee.initials, "PJ");
    EXPECT_EQ(report.ignored, std::vector<std::string>{"메모"});
}

TEST(Import, EachWrongRowSaysItsLineAndWhatToDo) {
    const auto report = plan(
        "name,e-mail,role,department,initials\n"
        ",a@x.example,,support,\n"            // no name
        "B B,not an address,,support,\n"      // no address
        "C C,c@x.example,boss,support,\n"     // no such role
        "D D,d@x.example,,Sales,\n"           // no such department
        "E E,e@x.example,,,\n"                // which of two departments?
        "F F,f@x.example,,support,TOOLONG\n"  // no initials
        "G G,g@x.example,,support,LN\n"       // somebody's
        "H H,h@x.example,,support,\n"         // right
        "H Again,H@x.example,,support,\n");   // twice
    const char* keys[] = {"identity.employee.bad_name",
                          "identity.employee.bad_email",
                          "identity.import.role",
                          "identity.import.department",
                          "identity.import.department_needed",
                          "identity.employee.bad_initials",
                          "identity.import.initials_taken",
                          "",
                          "identity.import.twice"};
    ASSERT_EQ(report.rows.size(), std::size(keys));
    for (std::size_t i = 0; i < std::size(keys); ++i) {
        EXPECT_EQ(report.rows[i].problem.key, keys[i]);
        EXPECT_EQ(report.rows[i].line, i + 2);
        EXPECT_EQ(report.rows[i].row, i + 1);
        for (const auto lang : {base::Lang::ko, base::Lang::en})
            EXPECT_EQ(base::tr(lang, report.rows[i].problem) == keys[i], *keys[i] == '\0');
    }
    EXPECT_EQ(report.count(RowOutcome::created), 1);
    EXPECT_EQ(report.count(RowOutcome::failed), 8);
    EXPECT_NE(base::tr(base::Lang::en, report.rows[3].problem).find("배송 (Delivery)"), std::string::npos);
}

TEST(Import, SomebodyKnownIsUpdatedByWhatTheRowSays) {
    const auto report = plan("email,name,role\nLEE@hanbit.example,,lead\nkim@hanbit.example,Kim Gaon,\n");
    EXPECT_EQ(report.rows[0].outcome, RowOutcome::updated);
    EXPECT_EQ(report.rows[0].employee.id.value, "id-LN");
    EXPECT_EQ(report.rows[0].employee.name, "Lee Nara");
    EXPECT_EQ(report.rows[0].employee.role, model::Role::lead);
    EXPECT_EQ(report.rows[1].outcome, RowOutcome::unchanged);
}

TEST(Import, TheLastAdminStaysOne) {
    const auto report = plan("email,name,role\nkim@hanbit.example,,desk\n");
    EXPECT_EQ(report.rows[0].problem.key, "identity.employee.last_admin");
}

TEST(Import, InitialsOfAFileAreDifferentAndAskedOnesComeFirst) {
    const auto report = plan(
        "name,email,department,initials\n"
        "Park June,p1@x.example,support,\n"
        "Park Jun,p2@x.example,support,PJ\n"
        "=Paik Jin,p3@x.example,support,\n");
    EXPECT_EQ(report.count(RowOutcome::created), 3);
    EXPECT_NE(report.rows[0].employee.initials, "PJ") << "the second row asks for them";
    EXPECT_EQ(report.rows[1].employee.initials, "PJ");
    EXPECT_NE(report.rows[0].employee.initials, report.rows[2].employee.initials);
    EXPECT_EQ(report.rows[2].employee.name, "=Paik Jin") << "a cell is data";
}

TEST(Import, AFileWithoutTheColumnsIsRefusedAsAWhole) {
    EXPECT_EQ(refused("name,phone\nA,1\n"), "identity.import.no_column");
    EXPECT_EQ(refused("Kim,kim@x.example\n"), "identity.import.no_column");
    EXPECT_EQ(refused("name,email\n"), "(accepted)");
    std::string many = "name,email\n";
    for (std::size_t i = 0; i <= kImportAtMost; ++i)
        many += "a,b\n";
    EXPECT_EQ(refused(many), "identity.import.too_many");
}

TEST(Import, TheResultIsAFileThatASpreadsheetMayOpen) {
    auto report = plan("name,email,department\n=cmd|' /C calc'!A0,x@x.example,support\nNo Mail,,support\n");
    report.rows[0].link_token = "abc";
    const std::string file = import_csv(report, "https://care.example", "ko");
    EXPECT_TRUE(file.starts_with("\xEF\xBB\xBF줄,결과,이름"));
    EXPECT_NE(file.find(",'=cmd|"), std::string::npos) << file;
    EXPECT_NE(file.find("https://care.example/link/abc"), std::string::npos);
    EXPECT_NE(file.find("\r\n3,안 됨,No Mail,"), std::string::npos) << file;
}

}  // namespace
}  // namespace manyhands::identity
