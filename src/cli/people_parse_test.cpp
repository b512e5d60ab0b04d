#include <gtest/gtest.h>

#include "cli/command.hpp"

namespace manyhands::cli {
namespace {

std::variant<Command, Ended> read(const std::vector<std::string>& args) {
    return parse(args, base::Lang::en, [](const std::string&) { return std::string(); });
}
template <class Verb>
Verb verb(const std::vector<std::string>& args) {
    const auto parsed = read(args);
    const auto* command = std::get_if<Command>(&parsed);
    EXPECT_NE(command, nullptr);
    return command == nullptr ? Verb{} : std::get<Verb>(*command);
}
int refused(const std::vector<std::string>& args) {
    const auto parsed = read(args);
    const auto* ended = std::get_if<Ended>(&parsed);
    return ended == nullptr ? -1 : ended->exit_code;
}

TEST(PeopleVerbs, AFileOfPeople) {
    const auto plain = verb<UserImport>({"user", "import", "people.csv"});
    EXPECT_EQ(plain.file, "people.csv");
    EXPECT_FALSE(plain.dry_run || plain.csv || plain.common.json);
    const auto all = verb<UserImport>({"user", "import", "--dry-run", "--csv", "--json", "--brand", "B",
                                       "--data", "d", "--base-url", "https://care.example", "x"});
    EXPECT_TRUE(all.dry_run && all.csv && all.common.json);
    EXPECT_EQ(all.brand + all.common.data + all.base_url + all.file, "Bdhttps://care.examplex");
    EXPECT_EQ(refused({"user", "import"}), kUsage);
    EXPECT_EQ(refused({"user", "import", "a.csv", "--dry"}), kUsage);
    EXPECT_EQ(refused({"user", "import", "--help"}), kDone);
}

TEST(PeopleVerbs, ALinkForSomebody) {
    const auto link = verb<UserLink>({"user", "link", "--email", "kim@hanbit.example", "--json"});
    EXPECT_EQ(link.email, "kim@hanbit.example");
    EXPECT_TRUE(link.common.json);
    EXPECT_EQ(refused({"user", "link"}), kUsage);
    EXPECT_EQ(refused({"user", "link", "--email", "a@b.example", "--role", "admin"}), kUsage);
}

TEST(PeopleVerbs, AJoinLink) {
    const auto made = verb<JoinLinkMake>({"join-link", "make", "--hours", "4", "--domain", "a.example",
                                          "--domain", "b.example", "--most", "30", "--at-once",
                                          "--department", "Stores", "--base-url", "https://care.example"});
    EXPECT_EQ(made.hours, 4);
    EXPECT_EQ(made.domains, (std::vector<std::string>{"a.example", "b.example"}));
    EXPECT_EQ(made.most, 30);
    EXPECT_TRUE(made.at_once);
    EXPECT_EQ(made.department + made.base_url, "Storeshttps://care.example");
    EXPECT_EQ(verb<JoinLinkMake>({"join-link", "make"}).hours, 168);
    EXPECT_EQ(verb<JoinLinkEnd>({"join-link", "end", "01J", "--json"}).id, "01J");
    EXPECT_TRUE(verb<JoinLinkList>({"join-link", "list", "--json"}).common.json);
    EXPECT_EQ(refused({"join-link"}), kUsage);
    EXPECT_EQ(refused({"join-link", "end"}), kUsage);
    EXPECT_EQ(refused({"join-link", "make", "--hours", "0"}), kUsage);
    EXPECT_EQ(refused({"join-link", "make", "--hours", "2161"}), kUsage);
    EXPECT_EQ(refused({"join-link", "make", "--role", "admin"}), kUsage);
    EXPECT_EQ(refused({"join-link", "make", "--help"}), kDone);
}

TEST(PeopleVerbs, ABrand) {
    const auto brand = verb<BrandAdd>(
        {"brand", "add", "--name", "둘째", "--department-ko", "고객", "--email", "a@x.example"});
    EXPECT_EQ(brand.name, "둘째");
    EXPECT_EQ(brand.department_ko, "고객");
    EXPECT_EQ(brand.department_en, "");
    EXPECT_EQ(brand.email, "a@x.example");
    EXPECT_EQ(refused({"brand", "add"}), kUsage);
    EXPECT_EQ(refused({"brand"}), kUsage);
    EXPECT_EQ(refused({"brand", "add", "--name", "x", "--colour", "red"}), kUsage);
}

}  // namespace
}  // namespace manyhands::cli
