#include "app/mail_worker.hpp"

#include <fmt/format.h>

#include "base/catalogue.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"

namespace manyhands::app {
namespace {

using base::Lang;
using base::Result;
using base::tr;
using identity::Mail;
using identity::MailEnd;
using identity::MailKind;
using identity::Reader;

constexpr std::chrono::seconds kLook{60};
constexpr std::chrono::hours kPruneEvery{1};
constexpr std::chrono::hours kKept{24 * 90};
constexpr int kReaders = 500;
constexpr int kDueAtOnce = 100;
constexpr int kCandidates = 200;

Lang lang_of(const Reader& reader) {
    return reader.wishes.lang == "ko" ? Lang::ko : Lang::en;
}
std::string zone_of(const Reader& reader) {
    return reader.wishes.zone.empty() ? "UTC" : reader.wishes.zone;
}

// "2026-03-02" of the reader.
std::string day_of(base::Instant at, const std::string& zone) {
    const auto there = base::to_local(at, zone);
    return there ? fmt::format("{:04}-{:02}-{:02}", there->year, there->month, there->day) : "";
}

// A waiting time as people say it.
std::string minutes(Lang lang, std::optional<std::int64_t> seconds) {
    if (!seconds) return "–";
    return tr(lang, "identity.mail.minutes",
              {{"n", fmt::format("{:.1f}", static_cast<double>(*seconds) / 60)}});
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string html_of(Lang lang, const std::string& title, const std::vector<std::string>& lines,
                    const std::string& button, const std::string& url, const std::string& why,
                    const std::string& stop, const std::string& stop_url) {
    std::string out = fmt::format(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" "
        "content=\"light dark\"><title>{}</title></head><body style=\"margin:0;padding:24px 16px;"
        "font:16px/1.6 system-ui,'Apple SD Gothic Neo','Noto Sans KR',sans-serif\">"
        "<div style=\"max-width:520px;margin:0 auto\"><h1 style=\"font-size:20px;line-height:1.4;"
        "margin:0 0 16px\">{}</h1>",
        base::to_string(lang), escaped(title), escaped(title));
    for (const std::string& line : lines)
        out += "<p style=\"margin:0 0 8px\">" + escaped(line) + "</p>";
    if (!url.empty())
        out += fmt::format(
            "<p style=\"margin:24px 0\"><a href=\"{}\" style=\"display:inline-block;padding:12px "
            "20px;border-radius:8px;background:#a3215a;color:#ffffff;text-decoration:none;"
            "font-weight:600\">{}</a></p>",
            escaped(url), escaped(button));
    out += "<p style=\"margin:24px 0 0;font-size:13px;opacity:.75\">" + escaped(why);
    if (!stop_url.empty())
        out +=
            fmt::format(" <a href=\"{}\" style=\"color:inherit\">{}</a>", escaped(stop_url), escaped(stop));
    return out + "</p></div></body></html>\n";
}

}  // namespace

MailWorker::~MailWorker() {
    stop();
}

void MailWorker::start() {
    if (ports_.server.url.empty()) return;
    if (!net::is_mail_address(ports_.from.address)) {
        base::log(base::LogLevel::error, "mail", "no letters go out: mail.from is no address");
        return;
    }
    thread_ = std::thread([this] { loop(); });
}

void MailWorker::stop() {
    waker_.stop();
    if (thread_.joinable()) thread_.join();
}

void MailWorker::loop() {
    std::optional<base::Instant> next = ports_.clock.now();
    while (waker_.wait(ports_.clock, next)) {
        if (const auto round = run_once(); !round)
            base::log(base::LogLevel::error, "mail", "letters cannot go on",
                      {{"cause", round.error().key + " " + round.error().cause}});
        next = ports_.clock.now() + kLook;
    }
}

Result<void> MailWorker::run_once() {
    const base::Instant now = ports_.clock.now();
    if (!pruned_ || now - *pruned_ >= kPruneEvery) {
        MH_TRY(ports_.store.prune_mails(now - kKept));
        queued_.clear();
        pruned_ = now;
    }
    MH_LET(brands, ports_.inbox.brands());
    for (const model::BrandId& brand : brands)
        MH_TRY(queue(brand, now));
    MH_LET(due, ports_.store.due_mails(now, kDueAtOnce));
    for (const Mail& mail : due) {
        if (waker_.stopped()) break;
        MH_TRY(deliver(mail));
    }
    return {};
}

Result<void> MailWorker::queue(const model::BrandId& brand, base::Instant now) {
    const MailRules rules = ports_.rules(brand);
    model::EmployeeId after;
    for (;;) {
        MH_LET(readers, ports_.store.readers(brand, after, kReaders));
        std::vector<Mail> all;
        for (const Reader& reader : readers)
            for (Mail& mail : identity::letters_due(reader, rules.digest, rules.week_report, now)) {
                if (!queued_
                         .insert(reader.employee.id.value + " " + std::string(to_string(mail.kind)) + " " +
                                 mail.period)
                         .second)
                    continue;
                mail.id = ports_.ids.make<identity::MailId>();
                all.push_back(std::move(mail));
            }
        if (!all.empty()) MH_TRY(ports_.store.queue_mails(all));
        if (std::ssize(readers) < kReaders || waker_.stopped()) return {};
        after = readers.back().employee.id;
    }
}

Result<void> MailWorker::deliver(const Mail& mail) {
    const base::Instant now = ports_.clock.now();
    MH_LET(reader, ports_.store.reader(mail.employee));
    const MailRules rules = ports_.rules(mail.brand);
    if (!reader || !identity::wants(*reader, mail.kind, rules.digest, rules.week_report))
        return ports_.store.end_mail(mail, MailEnd::unwanted, "", now);
    // It waited for the server, and meanwhile it became night.
    if (const auto quiet = reader->wishes.quiet; identity::is_quiet(quiet, now, reader->wishes.zone))
        return ports_.store.delay_mail(mail, "", identity::quiet_ends(quiet, now, reader->wishes.zone));
    MH_LET(content, mail.kind == MailKind::digest ? digest(*reader, mail) : week_report(*reader, mail));
    if (!content) return ports_.store.end_mail(mail, MailEnd::empty, "", now);
    const net::Letter made = letter(*reader, mail, *content);
    const auto bytes = net::compose(made);
    if (!bytes) return ports_.store.end_mail(mail, MailEnd::failed, bytes.error().key, now);
    const auto sent = net::send_letter(ports_.server, made.from.address, made.to.address, *bytes);
    base::failpoint("mail.sent_not_recorded");
    if (sent) return ports_.store.end_mail(mail, MailEnd::sent, "", ports_.clock.now());
    base::log(base::LogLevel::warn, "mail", "a letter did not go out",
              {{"problem", sent.error().error.key}, {"cause", sent.error().error.cause}});
    const auto again = identity::next_attempt(mail, ports_.clock.now());
    if (sent.error().permanent || !again)
        return ports_.store.end_mail(mail, MailEnd::failed, sent.error().error.key, ports_.clock.now());
    return ports_.store.delay_mail(mail, sent.error().error.key, *again);
}

Result<std::optional<MailWorker::Content>> MailWorker::digest(const Reader& reader, const Mail& mail) {
    const model::Employee& e = reader.employee;
    const model::Actor actor{e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
    const Lang lang = lang_of(reader);
    MH_LET(waiting, ports_.inbox.for_one(e.brand, e.id, ports_.clock.now(), kCandidates));
    std::vector<model::ConversationId> ids;
    ids.reserve(waiting.size());
    for (const model::Conversation& one : waiting)
        ids.push_back(one.id);
    MH_LET(mine, ports_.on_topic(actor, ids));
    MH_LET(answered, ports_.inbox.answered_since(e.brand, e.id, mail.from));
    MH_LET(audited, ports_.store.audited(e.brand, e.id, mail.from, mail.to));
    if (waiting.empty() && answered.all == 0 && audited == 0) return std::nullopt;
    const auto n = [](auto number) { return std::to_string(number); };
    Content content;
    content.subject = waiting.empty() ? tr(lang, "identity.mail.digest.thanks")
                      : waiting.size() == 1
                          ? tr(lang, "identity.mail.digest.one")
                          : tr(lang, "identity.mail.digest.many", {{"n", n(waiting.size())}});
    content.lines.push_back(tr(lang, "identity.mail.hello", {{"name", e.name}}));
    if (!waiting.empty())
        content.lines.push_back(tr(lang, "identity.mail.digest.waiting", {{"n", n(waiting.size())}}));
    if (!mine.empty())
        content.lines.push_back(tr(lang, "identity.mail.digest.topics", {{"n", n(mine.size())}}));
    if (answered.all > 0)
        content.lines.push_back(tr(lang, "identity.mail.digest.answered",
                                   {{"from", day_of(mail.from, zone_of(reader))},
                                    {"n", n(answered.all)},
                                    {"within", n(answered.within)}}));
    if (audited > 0) content.lines.push_back(tr(lang, "identity.mail.digest.audited", {{"n", n(audited)}}));
    content.button = tr(lang, "identity.mail.digest.open");
    content.path = "/quick";
    content.why = tr(lang, "identity.mail.digest.why");
    return content;
}

Result<std::optional<MailWorker::Content>> MailWorker::week_report(const Reader& reader, const Mail& mail) {
    const Lang lang = lang_of(reader);
    reports::Question question;
    question.brand = mail.brand;
    question.from = mail.from;
    question.to = mail.to;
    question.zone = zone_of(reader);
    question.now = ports_.clock.now();
    question.promises = ports_.rules(mail.brand).promises;
    MH_LET(report, reports::first_answer(ports_.episodes, question));
    if (report.episodes == 0 && report.no_answer_needed == 0) return std::nullopt;
    const auto n = [](auto number) { return std::to_string(number); };
    const std::string from = day_of(mail.from, question.zone);
    Content content;
    content.subject = tr(lang, "identity.mail.week.subject", {{"from", from}});
    content.lines = {
        tr(lang, "identity.mail.week.period",
           {{"from", from},
            {"to", day_of(mail.to - std::chrono::hours(1), question.zone)},
            {"zone", question.zone}}),
        tr(lang, "identity.mail.week.questions",
           {{"n", n(report.episodes)}, {"answered", n(report.answered)}, {"waiting", n(report.waiting)}}),
        tr(lang, "identity.mail.week.within",
           {{"minutes", n(report.promise_minutes)},
            {"n", n(report.within_promise)},
            {"of", n(report.episodes)},
            {"percent",
             fmt::format("{:.1f}", report.episodes > 0 ? 100.0 * static_cast<double>(report.within_promise) /
                                                             static_cast<double>(report.episodes)
                                                       : 0.0)}}),
        tr(lang, "identity.mail.week.times",
           {{"p50", minutes(lang, report.p50_seconds)}, {"p90", minutes(lang, report.p90_seconds)}}),
        tr(lang, "identity.mail.week.never", {{"n", n(report.never)}, {"none", n(report.no_answer_needed)}})};
    content.button = tr(lang, "identity.mail.week.open");
    content.path = "/reports";
    content.why = tr(lang, "identity.mail.week.why");
    return content;
}

net::Letter MailWorker::letter(const Reader& reader, const Mail& mail, const Content& content) {
    const Lang lang = lang_of(reader);
    std::string base = ports_.base_url();
    while (base.ends_with("/"))
        base.pop_back();
    const std::string stop = tr(lang, "identity.mail.stop");
    net::Letter made;
    made.from = ports_.from;
    made.to = {reader.employee.name, reader.employee.email};
    made.subject = content.subject;
    made.id = mail.id.value;
    made.lang = base::to_string(lang);
    made.at = mail.made_at;  // not of the attempt: it is the same letter
    if (!base.empty()) made.stop_url = base + "/stop/" + ports_.stop_links.token(mail.employee, mail.kind);
    for (const std::string& line : content.lines)
        made.text += line + "\n";
    if (!base.empty()) made.text += "\n" + content.button + ": " + base + content.path + "\n";
    made.text += "\n--\n" + content.why + "\n";
    if (!base.empty()) made.text += stop + ": " + made.stop_url + "\n";
    made.html = html_of(lang, content.subject, content.lines, content.button,
                        base.empty() ? "" : base + content.path, content.why, stop, made.stop_url);
    return made;
}

}  // namespace manyhands::app
