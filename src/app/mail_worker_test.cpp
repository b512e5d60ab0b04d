// Letters by the clock, against a mail server on loopback that keeps what it is given; against Debian's:
// tests/push.
#include "app/mail_worker.hpp"

#include "app/fixture_test.hpp"
#include "base/encoding.hpp"
#include "net/loopback_server.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;

// So much SMTP as a letter needs, on a socket of its own: LoopbackConnection reads HTTP.
class SmtpTarget {
  public:
    SmtpTarget() {
        fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd_, 8) != 0 ||
            getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no loopback socket");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] {
            for (int client; (client = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ::close(client))
                talk(client);
        });
    }
    ~SmtpTarget() {
        shutdown(fd_, SHUT_RDWR);
        thread_.join();
        ::close(fd_);
    }
    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    std::vector<std::string> letters() {
        const std::scoped_lock guard(mutex_);
        return letters_;
    }
    void says(const std::string& after_data) {
        const std::scoped_lock guard(mutex_);
        after_data_ = after_data;
    }

  private:
    void talk(int client) {
        const auto say = [&](const std::string& text) {
            return send(client, text.data(), text.size(), MSG_NOSIGNAL) > 0;
        };
        std::string buffer;
        bool data = false;
        say("220 here\r\n");
        for (char bytes[4096];;) {
            const ssize_t got = recv(client, bytes, sizeof(bytes), 0);
            if (got <= 0) return;
            buffer.append(bytes, static_cast<std::size_t>(got));
            for (std::size_t at; (at = buffer.find(data ? "\r\n.\r\n" : "\r\n")) != std::string::npos;) {
                const std::string line = buffer.substr(0, at);
                buffer.erase(0, at + (data ? 5 : 2));
                if (data) {
                    const std::scoped_lock guard(mutex_);
                    if (after_data_.starts_with("250")) letters_.push_back(line + "\r\n");
                    say(after_data_ + "\r\n");
                    data = false;
                } else if (line.starts_with("DATA")) {
                    data = true;
                    say("354 go on\r\n");
                } else {
                    say("250 yes\r\n");
                }
            }
        }
    }

    int fd_ = -1;
    int port_ = 0;
    std::mutex mutex_;
    std::vector<std::string> letters_;
    std::string after_data_ = "250 taken";
    std::thread thread_;
};

// The plain part of a letter.
std::string plain_of(const std::string& letter) {
    const auto from = letter.find("\r\n\r\n", letter.find("text/plain")) + 4;
    std::string bytes = letter.substr(from, letter.find("--=_mh_", from) - from);
    std::erase_if(bytes, [](char c) { return c == '\r' || c == '\n'; });
    return base::from_base64(bytes).value_or("");
}

class MailWorkerTest : public testing::CompanyTest {
  protected:
    void SetUp() override {
        found();
        clock_.advance(base::parse_rfc3339("2026-03-09T00:10:00Z").value() -
                       clock_.now());  // Monday, 09:10 in Seoul
        lead_ = company_->identity()
                    .add_employee(brand_, {"Lee Ara", "lee@hanbit.example", model::Role::lead, care_, {}})
                    .value();
        wish(kim_, {{}, "Asia/Seoul", "ko", identity::Rhythm::never, false});
        wish(lead_, {{}, "Asia/Seoul", "ko", identity::Rhythm::never, true});
        make_worker(target_.url());
    }
    void wish(const model::Employee& who, const identity::ReachWishes& wishes) {
        ASSERT_TRUE(company_->store().save_reach_wishes(who, wishes, clock_.now()));
    }
    void make_worker(const std::string& url) {
        net::SmtpServer server;
        server.url = url;
        server.encrypted = false;
        server.timeout = 5s;
        worker_ = std::make_unique<MailWorker>(
            MailWorker::Ports{company_->store(),
                              company_->store(),
                              company_->store(),
                              company_->store(),
                              clock_,
                              ids_,
                              links_,
                              server,
                              {"Hanbit", "desk@hanbit.example"},
                              [] { return std::string("https://answers.example/"); },
                              [](const model::BrandId&) { return MailRules{}; },
                              [](const model::Actor&, const std::vector<model::ConversationId>& ids) {
                                  return base::Result<std::vector<model::ConversationId>>(ids);
                              }});
    }
    void round() {
        const auto done = worker_->run_once();
        ASSERT_TRUE(done) << done.error().key << " " << done.error().cause;
    }

    SmtpTarget target_;
    identity::StopLinks links_{"secret"};
    base::IdSource ids_{clock_, random_};
    model::Employee lead_;
    std::unique_ptr<MailWorker> worker_;
};

TEST_F(MailWorkerTest, LeadsGetTheFiguresOfTheWeekWithTheirZoneOnce) {
    clock_.advance(base::parse_rfc3339("2026-03-04T03:00:00Z").value() - clock_.now());
    post("ann", "@hanbit my box did not come");
    listen();
    clock_.advance(6min);
    answer(rows()[0].conversation.id);
    send();
    post("bob", "@hanbit where is it");
    listen();
    clock_.advance(base::parse_rfc3339("2026-03-09T00:10:00Z").value() - clock_.now());
    round();
    ASSERT_EQ(target_.letters().size(), 1U);
    const std::string letter = target_.letters()[0];
    EXPECT_NE(letter.find("To: Lee Ara <lee@hanbit.example>"), std::string::npos);
    EXPECT_NE(letter.find("List-Unsubscribe: <https://answers.example/stop/week_report."), std::string::npos);
    const std::string plain = plain_of(letter);
    EXPECT_NE(plain.find("2026-03-02 ~ 2026-03-08 (Asia/Seoul 기준)"), std::string::npos) << plain;
    EXPECT_NE(plain.find("답해야 할 질문 2건 · 답함 1건 · 아직 기다림 1건"), std::string::npos) << plain;
    EXPECT_NE(plain.find("12분 약속 안에 답함: 2건 중 1건(50.0%)"), std::string::npos) << plain;
    EXPECT_NE(plain.find("중앙값 6.0분"), std::string::npos) << plain;
    EXPECT_EQ(plain.find("box"), std::string::npos);
    round();
    clock_.advance(24h);
    make_worker(target_.url());  // as after a restart
    round();
    EXPECT_EQ(target_.letters().size(), 1U) << "one for one week";
}

TEST_F(MailWorkerTest, ALetterThatWasNotTakenComesAgainAsTheSameLetter) {
    wish(kim_, {{}, "Asia/Seoul", "en", identity::Rhythm::daily, false});
    post("ann", "@hanbit my box did not come");
    listen();
    target_.says("451 later");
    round();
    EXPECT_TRUE(target_.letters().empty());
    target_.says("250 taken");
    round();
    EXPECT_TRUE(target_.letters().empty()) << "not at once";
    clock_.advance(61s);
    round();
    ASSERT_EQ(target_.letters().size(), 1U);
    EXPECT_NE(target_.letters()[0].find("Subject: One question is waiting for an answer\r\n"),
              std::string::npos);
    EXPECT_NE(plain_of(target_.letters()[0]).find("About topics you chose: 1"), std::string::npos);
    EXPECT_NE(target_.letters()[0].find("Date: Mon, 09 Mar 2026 00:10:"), std::string::npos)
        << "of the first try";
}

TEST_F(MailWorkerTest, WhatTheServerWillNeverTakeIsNotTriedAgainAndNothingIsNoLetter) {
    wish(kim_, {{}, "Asia/Seoul", "en", identity::Rhythm::daily, false});
    round();
    EXPECT_TRUE(target_.letters().empty()) << "there is nothing to tell";
    clock_.advance(24h);
    post("ann", "@hanbit my box did not come");
    listen();
    target_.says("550 no");
    round();
    target_.says("250 taken");
    clock_.advance(5h);
    round();
    EXPECT_TRUE(target_.letters().empty());
    clock_.advance(19h);
    round();
    EXPECT_EQ(target_.letters().size(), 1U) << "the next day is another letter";
    wish(kim_, {{}, "Asia/Seoul", "en", identity::Rhythm::never, false});
    clock_.advance(24h);
    round();
    EXPECT_EQ(target_.letters().size(), 1U) << "they said no";
}

TEST_F(MailWorkerTest, NoLetterArrivesInQuietHoursHoweverLateTheServerIs) {
    wish(kim_, {{}, "Asia/Seoul", "en", identity::Rhythm::daily, false});
    post("ann", "@hanbit my box did not come");
    listen();
    target_.says("451 later");
    round();
    clock_.advance(12h);  // 21:10 in Seoul
    target_.says("250 taken");
    round();
    EXPECT_TRUE(target_.letters().empty());
    clock_.advance(11h);  // 08:10
    round();
    EXPECT_EQ(target_.letters().size(), 2U) << "that of the day before, and today's";
}

}  // namespace
}  // namespace manyhands::app
