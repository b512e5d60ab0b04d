// The verb `replay`: real conversations of the past through the real rooms, at any speed, by a clock that
// stands at the archive's time. A brand's posts in the archive are its answers. And `import`: another help
// desk's export as such a file.
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include <boost/json.hpp>

#include "app/company.hpp"
#include "app/verbs.hpp"
#include "channels/archive/archive.hpp"
#include "channels/archive/exports.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;
namespace archive = channels::archive;
using base::ErrorCode;
using base::Instant;
using base::Result;

// Without a speed, posts of one minute arrive together.
constexpr auto kTogether = base::Minutes(1);
constexpr std::size_t kBadShown = 20;

class TempFolder {
  public:
    explicit TempFolder(base::Random& random, const base::Clock& clock)
        : path_(std::filesystem::temp_directory_path() /
                ("manyhands-replay-" + base::make_ulid(clock.now(), random))) {}
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class Replay {
  public:
    Replay(const cli::Replay& command, const Console& console) : command_(command), console_(console) {}

    Result<void> run() {
        MH_LET(rows, archive::open_archive(command_.file, command_.columns));
        archive_ = std::move(rows);
        say_bad_rows();
        if (archive_->posts.empty()) return base::fail(ErrorCode::invalid, "cli.replay.nothing");
        const TempFolder temporary(console_.random, console_.clock);
        const std::filesystem::path data =
            command_.common.data.empty() ? temporary.path() : std::filesystem::path(command_.common.data);
        base::ManualClock clock(archive_->posts.front().at - base::Seconds(1));
        MH_LET(company, Company::open({data, true, false, nullptr}, clock, console_.random));
        MH_TRY(found(*company));
        const auto began = console_.clock.monotonic();
        MH_TRY(play(*company, clock));
        took_ = console_.clock.monotonic() - began;
        // What is still unanswered a week later is never answered.
        clock.jump_to(archive_->posts.back().at + model::kNeverAfter + base::Minutes(1));
        return say_figures(company->store(), clock.now());
    }

  private:
    void say_bad_rows() {
        for (std::size_t i = 0; i < archive_->bad.size() && i < kBadShown; ++i)
            console_.err() << base::tr(console_.lang, "cli.replay.bad_row",
                                       {{"line", std::to_string(archive_->bad[i].line)},
                                        {"why", base::tr(console_.lang, archive_->bad[i].why)}})
                           << "\n";
    }

    Result<void> found(Company& company) {
        MH_LET(brands, company.store().all_brands());
        if (!brands.empty()) return base::fail(ErrorCode::conflict, "cli.replay.folder_in_use");
        brand_ = {company.ids().make<model::BrandId>(), std::filesystem::path(command_.file).stem().string(),
                  true, archive_->posts.front().at};
        MH_TRY(company.store().add_brand(brand_));
        const model::Department department{company.ids().make<model::DepartmentId>(), brand_.id,
                                           base::tr(base::Lang::ko, "cli.first_department"),
                                           base::tr(base::Lang::en, "cli.first_department")};
        MH_TRY(company.store().add_department(department));
        for (const std::string& name : archive_->accounts) {
            channels::Settings settings{
                {"file", command_.file}, {"account", name}, {"columns", command_.columns}};
            MH_LET(account,
                   company.accounts().connect(brand_.id, department.id, archive::kNetwork, settings));
            accounts_[name] = account.id;
        }
        return {};
    }

    Result<void> play(Company& company, base::ManualClock& clock) {
        const auto& posts = archive_->posts;
        const Instant first = posts.front().at;
        const auto began = console_.clock.monotonic();
        for (std::size_t i = 0; i < posts.size();) {
            std::size_t end = i;
            std::set<std::string> speaking;
            const Instant until = command_.speed > 0 ? posts[i].at : posts[i].at + kTogether;
            for (; end < posts.size() && posts[end].at <= until; ++end)
                speaking.insert(posts[end].account);
            if (command_.speed > 0) {
                const auto due = std::chrono::nanoseconds(static_cast<std::int64_t>(
                    static_cast<double>((posts[i].at - first).count()) * 1'000.0 / command_.speed));
                const auto ahead = due - (console_.clock.monotonic() - began);
                if (ahead.count() > 0) std::this_thread::sleep_for(ahead);
            }
            clock.jump_to(posts[end - 1].at);
            for (const std::string& name : speaking) {
                AccountWorker* worker = company.accounts().worker(accounts_.at(name));
                if (worker == nullptr) return base::fail(ErrorCode::internal, "cli.replay.nothing");
                MH_TRY(worker->listen_once());
            }
            MH_TRY(company.scheduler().run_once());
            i = end;
            say_progress(i, posts[i - 1].at);
        }
        if (console_.terminal && !command_.common.json) console_.err() << "\n";
        return {};
    }

    void say_progress(std::size_t done, Instant at) {
        const auto now = console_.clock.monotonic();
        const bool last = done == archive_->posts.size();
        if (!last && now - said_ < std::chrono::milliseconds(console_.terminal ? 200 : 5'000)) return;
        said_ = now;
        if (command_.common.json) return;
        console_.err() << (console_.terminal ? "\r" : "")
                       << base::tr(console_.lang, "cli.replay.progress",
                                   {{"done", std::to_string(done)},
                                    {"all", std::to_string(archive_->posts.size())},
                                    {"at", base::to_rfc3339(at)}})
                       << (console_.terminal ? "  " : "\n") << std::flush;
    }

    Result<void> say_figures(storage::Store& store, Instant now) {
        reports::Question question;
        question.brand = brand_.id;
        question.from = archive_->posts.front().at;
        question.to = archive_->posts.back().at + base::Seconds(1);
        question.zone = "UTC";
        question.now = now;
        MH_LET(report, reports::first_answer(store, question));
        const double seconds = std::chrono::duration<double>(took_).count();
        json::object out{{"rows", archive_->rows},
                         {"bad_rows", archive_->bad_rows},
                         {"left_out", archive_->left_out},
                         {"posts", archive_->posts.size()},
                         {"accounts", archive_->accounts.size()},
                         {"seconds", seconds},
                         {"from", base::to_rfc3339(question.from)},
                         {"to", base::to_rfc3339(question.to)},
                         {"brand", brand_.name}};
        for (const auto& [name, value] : figures_json(report))
            out[name] = value;
        if (command_.common.json) {
            console_.out() << json::serialize(out) << "\n";
            return {};
        }
        std::vector<std::pair<std::string, std::string>> args;
        for (const auto& [name, value] : out)
            args.emplace_back(name,
                              value.is_string() ? std::string(value.as_string()) : json::serialize(value));
        args.emplace_back(
            "mean",
            minutes_text(report.mean_seconds ? std::optional(static_cast<std::int64_t>(*report.mean_seconds))
                                             : std::nullopt));
        args.emplace_back("p50", minutes_text(report.p50_seconds));
        args.emplace_back("p90", minutes_text(report.p90_seconds));
        args.emplace_back("p99", minutes_text(report.p99_seconds));
        args.emplace_back("took", std::to_string(static_cast<std::int64_t>(seconds)));
        console_.out() << base::tr(console_.lang, "cli.replay.done", args) << "\n";
        if (!command_.common.data.empty())
            console_.out() << base::tr(console_.lang, "cli.replay.kept", {{"data", command_.common.data}})
                           << "\n";
        return {};
    }

    const cli::Replay& command_;
    const Console& console_;
    std::shared_ptr<const archive::Archive> archive_;
    model::Brand brand_;
    std::map<std::string, model::AccountId> accounts_;
    std::chrono::nanoseconds took_{0};
    std::chrono::nanoseconds said_{0};
};

}  // namespace

int run(const cli::Replay& command, const Console& console) {
    if (const auto done = Replay(command, console).run(); !done)
        return say_error(console, command.common.json, done.error());
    return cli::kDone;
}

int run(const cli::Import& command, const Console& console) {
    const auto from = archive::product(command.from);
    std::ofstream out(command.out, std::ios::binary | std::ios::trunc);
    const auto work = [&]() -> Result<archive::ExportCounts> {
        if (!from) return base::fail(ErrorCode::invalid, "cli.unknown", {{"text", command.from}});
        if (!out) return base::fail(ErrorCode::unavailable, "cli.file.cannot_write", {{"path", command.out}});
        std::size_t shown = 0;
        MH_LET(counts, archive::convert(
                           *from, command.file, [&](std::string_view row) { out << row; },
                           [&](const archive::BadRow& row) {
                               if (++shown > kBadShown) return;
                               console.err() << base::tr(console.lang, "cli.replay.bad_row",
                                                         {{"line", std::to_string(row.line)},
                                                          {"why", base::tr(console.lang, row.why)}})
                                             << "\n";
                           }));
        out.close();
        if (!out) return base::fail(ErrorCode::unavailable, "cli.file.cannot_write", {{"path", command.out}});
        return counts;
    };
    const auto counts = work();
    if (!counts) return say_error(console, command.common.json, counts.error());
    if (command.common.json)
        console.out() << json::serialize(json::object{{"messages", counts->messages},
                                                      {"left_out", counts->left_out},
                                                      {"bad", counts->bad},
                                                      {"file", command.out}})
                      << "\n";
    else
        console.out() << base::tr(console.lang, "cli.import.rows",
                                  {{"messages", std::to_string(counts->messages)},
                                   {"left_out", std::to_string(counts->left_out)},
                                   {"bad", std::to_string(counts->bad)},
                                   {"path", command.out}})
                      << "\n";
    return cli::kDone;
}

}  // namespace manyhands::app
