// Digests by e-mail for people whom no push reaches, and the leads' weekly report (docs/adr/0057): who gets
// one, when, and that each goes out once. What stands in a letter is put together when it leaves.
#pragma once

#include <functional>

#include "identity/nudges.hpp"

namespace manyhands::identity {

using MailId = base::Id<struct MailTag>;

// digest: what waits, and what became of one's own answers. week_report: the figures of the week, for leads.
enum class MailKind { digest, week_report };
std::string_view to_string(MailKind kind);
std::optional<MailKind> mail_kind(std::string_view text);

// One letter to one person about one period. Its id makes the Message-ID: tried again, it is the same letter.
struct Mail {
    MailId id;
    model::BrandId brand;
    model::EmployeeId employee;
    MailKind kind = MailKind::digest;
    std::string period;  // "2026-11-23" (that day before), "2026-W47"
    base::Instant from{};
    base::Instant to{};
    int attempts = 0;
    base::Instant made_at{};
    base::Instant due_at{};
};
enum class MailEnd { sent, empty, unwanted, failed };  // empty: there was nothing to tell
std::string_view to_string(MailEnd end);

// Somebody active who has an address.
struct Reader {
    model::Employee employee;
    ReachWishes wishes;
    bool has_device = false;
};

// Thread-safe; writes block until durable.
class MailStore {
  public:
    virtual ~MailStore() = default;
    // In the order of their ids.
    virtual base::Result<std::vector<Reader>> readers(const model::BrandId& brand,
                                                      const model::EmployeeId& after, int limit) = 0;
    virtual base::Result<std::optional<Reader>> reader(const model::EmployeeId& id) = 0;
    // What was made for that person, kind and period already is passed over.
    virtual base::Result<int> queue_mails(const std::vector<Mail>& mails) = 0;
    virtual base::Result<std::vector<Mail>> due_mails(base::Instant now, int limit) = 0;
    virtual base::Result<void> end_mail(const Mail& mail, MailEnd end, const std::string& problem,
                                        base::Instant now) = 0;
    virtual base::Result<void> delay_mail(const Mail& mail, const std::string& problem,
                                          base::Instant due_at) = 0;
    virtual base::Result<void> prune_mails(base::Instant before) = 0;
    // Of somebody's answers: rounds of audits that were closed in the period.
    virtual base::Result<int> audited(const model::BrandId& brand, const model::EmployeeId& employee,
                                      base::Instant from, base::Instant to) = 0;
    // What a link in a letter switches off. False: nobody of that id.
    virtual base::Result<bool> stop_mails(const model::EmployeeId& employee, MailKind kind,
                                          base::Instant now) = 0;
};

// The letters that this person should have by now, the newest period of each kind only; `standard` is the
// brand's rhythm for who chose none. None before 8 in the morning of the reader's zone, nor while it is quiet
// there. A period that ended longer ago than two days is not told any more. Without ids.
std::vector<Mail> letters_due(const Reader& reader, Rhythm standard, bool week_reports, base::Instant now);
// Does the person (still) want this kind?
bool wants(const Reader& reader, MailKind kind, Rhythm standard, bool week_reports);
// Before the next attempt; nothing: that was the last.
std::optional<base::Instant> next_attempt(const Mail& mail, base::Instant now);

// Links that switch letters off without signing in: they hold only for one person and one kind, and cannot be
// guessed.
class StopLinks {
  public:
    // Of the installation's data key.
    explicit StopLinks(std::string secret) : secret_(std::move(secret)) {}
    std::string token(const model::EmployeeId& employee, MailKind kind) const;
    struct Of {
        model::EmployeeId employee;
        MailKind kind = MailKind::digest;
    };
    std::optional<Of> read(std::string_view token) const;

  private:
    std::string secret_;
};

}  // namespace manyhands::identity
