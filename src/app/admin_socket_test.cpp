// Verbs beside a running server: the same words, the same exit code, and nobody else is heard.
#include "app/admin_socket.hpp"

#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/company.hpp"

namespace manyhands::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class AdminSocketTest : public ::testing::Test {
  protected:
    AdminSocketTest() {
        fs::remove_all(root_);
        fs::create_directories(folder_.parent_path());
        EXPECT_EQ(direct(cli::Init{
                      {folder_.string(), true}, "Hanbit", "Care", "Kim Gaon", "kim@hanbit.example", ""}),
                  cli::kDone);
    }
    ~AdminSocketTest() override {
        stop();
        fs::remove_all(root_);
    }

    struct Said {
        std::optional<int> code;
        std::string out;
        std::string err;
    };
    template <class Verb>
    int direct(const Verb& verb) {
        std::ostringstream out;
        return app::run(verb, Console{base::Lang::en, false, clock_, random_, &out, &out});
    }
    void start() {
        company_ = Company::open({folder_, false, true, nullptr}, clock_, random_).value();
        auto socket = AdminSocket::start(folder_, *company_, clock_, random_);
        ASSERT_TRUE(socket.has_value()) << socket.error().cause;
        socket_ = std::move(*socket);
    }
    void stop() {
        socket_.reset();
        company_.reset();
    }
    Said ask(const std::vector<std::string>& args, const std::string& input = {},
             base::Lang lang = base::Lang::en,
             const std::map<std::string, std::string>& env = {
                 {"MANYHANDS_BASE_URL", "https://care.example"}}) {
        std::ostringstream out;
        std::ostringstream err;
        std::istringstream in(input);
        const Console console{lang, false, clock_, random_, &out, &err, &in};
        Said said;
        said.code = ask_server(folder_, {args, env}, console);
        said.out = out.str();
        said.err = err.str();
        return said;
    }
    int connected() const {
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        // The folder's path is long on purpose: go there first.
        const fs::path here = fs::current_path();
        fs::current_path(folder_);
        std::string(kAdminSocket).copy(address.sun_path, sizeof(address.sun_path) - 1);
        EXPECT_EQ(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        fs::current_path(here);
        return descriptor;
    }
    static std::string all_that_comes(int descriptor) {
        std::string all;
        char piece[512];
        for (ssize_t n = 0; (n = ::read(descriptor, piece, sizeof piece)) > 0;)
            all.append(piece, static_cast<std::size_t>(n));
        ::close(descriptor);
        return all;
    }

    fs::path root_ = fs::path(::testing::TempDir()) / ("admin-" + std::to_string(::getpid()));
    fs::path folder_ = root_ / std::string(100, 'd') / "data";
    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SystemRandom random_;
    std::unique_ptr<Company> company_;
    std::unique_ptr<AdminSocket> socket_;
};

const std::vector<std::string> kAddAnn{"user",  "add", "--name", "Ann Lee", "--email", "ann@hanbit.example",
                                       "--json"};

TEST_F(AdminSocketTest, NobodyListensWhenNoServerRuns) {
    EXPECT_EQ(ask(kAddAnn).code, std::nullopt);
    start();
    stop();
    EXPECT_EQ(ask(kAddAnn).code, std::nullopt) << "nothing is left of it";
    EXPECT_FALSE(fs::exists(folder_ / kAdminSocket));
    std::ofstream(folder_ / kAdminSocket) << "left by a crash";
    EXPECT_EQ(ask(kAddAnn).code, std::nullopt);
    start();
    EXPECT_EQ(ask(kAddAnn).code, cli::kDone) << "what a dead server left is replaced";
}

TEST_F(AdminSocketTest, LinksPointWhereTheServerIsReached) {
    start();
    company_->served_at("http://127.0.0.1:21777");
    const auto object = json::parse(ask(kAddAnn, {}, base::Lang::en, {}).out).as_object();
    EXPECT_TRUE(std::string(object.at("link").as_string()).starts_with("http://127.0.0.1:21777/link/"));
}

TEST_F(AdminSocketTest, SaysTheSameAsWithoutAServer) {
    start();
    const Said done = ask(kAddAnn);
    EXPECT_EQ(done.code, cli::kDone);
    EXPECT_TRUE(done.err.empty()) << done.err;
    const auto object = json::parse(done.out).as_object();
    EXPECT_EQ(object.at("initials").as_string(), "AL");
    EXPECT_TRUE(std::string(object.at("link").as_string()).starts_with("https://care.example/link/"))
        << "the caller's environment";
    EXPECT_TRUE(company_->store().employee_by_email("ann@hanbit.example")->has_value());
    const Said twice = ask(kAddAnn);
    EXPECT_EQ(twice.code, cli::kFailed);
    stop();

    std::ostringstream out;
    std::ostringstream err;
    cli::UserAdd verb;
    verb.common = {folder_.string(), true};
    verb.name = "Ann Lee";
    verb.email = "ann@hanbit.example";
    EXPECT_EQ(app::run(verb, Console{base::Lang::en, false, clock_, random_, &out, &err}), cli::kFailed);
    EXPECT_EQ(twice.out, out.str());
    EXPECT_EQ(twice.err, err.str());
}

TEST_F(AdminSocketTest, SpeaksTheCallersLanguageAndKnowsWrongUsage) {
    start();
    const Said ko =
        ask({"user", "add", "--name", "Ann Lee", "--email", "kim@hanbit.example"}, {}, base::Lang::ko);
    EXPECT_EQ(ko.code, cli::kFailed);
    EXPECT_NE(ko.err.find(base::tr(base::Lang::ko, "identity.employee.email_taken")), std::string::npos)
        << ko.err;
    EXPECT_EQ(ask({"user", "add", "--nonsense"}).code, cli::kUsage);
    EXPECT_EQ(ask({"serve"}).code, cli::kUsage) << "a server in a server";
    EXPECT_EQ(ask({"restore", "x"}).code, cli::kUsage);
    EXPECT_EQ(ask({"user", "add", "--help"}).code, cli::kDone);
}

TEST_F(AdminSocketTest, AsksTheCallerForWhatStandsOnItsInput) {
    start();
    const Said said = ask({"account", "test", "--network", "simulated", "--set", "address=http://127.0.0.1:9",
                           "--set", "token=-", "--json"},
                          "a secret token\n");
    EXPECT_EQ(said.code, cli::kDone) << said.err;
    EXPECT_NE(said.out.find("\"ok\":false"), std::string::npos) << said.out;
    EXPECT_EQ(ask({"account", "test", "--network", "simulated", "--set", "token=-"}).code, cli::kUsage)
        << "the end of the input is an empty value";
}

TEST_F(AdminSocketTest, FilesAreReadAsTheyAre) {
    std::ofstream(root_ / "list.csv", std::ios::binary) << "이름\r\n\xff\x00" << '\0';
    const Console console{base::Lang::en, false, clock_, random_};
    EXPECT_EQ(console.read_file((root_ / "list.csv").string()).value().size(), 10U);
    EXPECT_EQ(console.read_file((root_ / "none").string()).error().key, "cli.file.unreadable");
}

TEST_F(AdminSocketTest, IsItsOwnersOnly) {
    start();
    struct stat about{};
    ASSERT_EQ(::stat((folder_ / kAdminSocket).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(folder_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U);
}

TEST_F(AdminSocketTest, NonsenseEndsTheConversationAndNothingElse) {
    start();
    for (const std::string nonsense :
         {"GET / HTTP/1.1\r\n\r\n", "[]\n", "{}\n", "{\"args\":[1]}\n", "\xff\xfe\n", "{"}) {
        const int descriptor = connected();
        ASSERT_EQ(::write(descriptor, nonsense.data(), nonsense.size()),
                  static_cast<ssize_t>(nonsense.size()));
        ::shutdown(descriptor, SHUT_WR);
        EXPECT_EQ(all_that_comes(descriptor), "") << nonsense;
    }
    EXPECT_EQ(ask(kAddAnn).code, cli::kDone);
}

TEST_F(AdminSocketTest, ACallerThatHangsHoldsNobodyUp) {
    start();
    std::vector<int> hanging;
    for (int i = 0; i < 8; ++i)
        hanging.push_back(connected());
    EXPECT_EQ(ask(kAddAnn).code, cli::kDone);
    stop();
    for (const int descriptor : hanging)
        EXPECT_EQ(all_that_comes(descriptor), "");
}

TEST_F(AdminSocketTest, ManyAtOnce) {
    start();
    std::vector<std::thread> threads;
    std::atomic<int> done = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            const std::string n = std::to_string(i);
            const std::string initials = std::string("Q") + static_cast<char>('A' + i);
            done += ask({"user", "add", "--name", "Person", "--initials", initials, "--email",
                         n + "@hanbit.example"})
                        .code == cli::kDone;
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(done, 8);
}

}  // namespace
}  // namespace manyhands::app
