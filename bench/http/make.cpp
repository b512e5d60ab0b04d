// A company with as many conversations as one likes. Some thousands of them go the product's own way, through
// route and journal; then their rows are written again and again with other ids and earlier days.
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <fmt/core.h>
#include <sqlite3.h>

#include "http/bench.hpp"

namespace manyhands::bench {
namespace {

constexpr std::int64_t kTemplate = 20'000;
constexpr base::Micros kDay = std::chrono::hours(24);

constexpr const char* kKorean[] = {"어제 산 이어폰이 한쪽만 들려요. 교환이 되나요?",
                                   "배송 조회가 사흘째 그대로예요. 언제 오나요?",
                                   "환불 신청했는데 아직 소식이 없습니다. 확인 부탁드려요.",
                                   "앱이 로그인 화면에서 자꾸 꺼져요. 저만 그런가요?",
                                   "매장에 재고가 있는지 알 수 있을까요? 내일 들르려고요.",
                                   "청구서에 모르는 항목이 있어요. 무슨 요금인가요?",
                                   "설명서대로 했는데 전원이 안 들어옵니다.",
                                   "상담원 연결이 너무 오래 걸려요 😥"};
constexpr const char* kEnglish[] = {"My earbuds only play on one side since yesterday. Can I exchange them?",
                                    "Tracking has not moved for three days. When will it arrive?",
                                    "I asked for a refund last week and have heard nothing since.",
                                    "The app closes itself on the sign-in screen, every single time.",
                                    "Do you have this in stock downtown? I could come by tomorrow.",
                                    "There is a line on my bill that I do not recognise. What is it for?",
                                    "Followed the manual to the letter and it still does not turn on.",
                                    "Been on hold for forty minutes now. Is anybody there?"};

// As long as a real network's, and in no order.
std::string remote_of(std::int64_t n) {
    std::uint64_t x = static_cast<std::uint64_t>(n) * 0x9e3779b97f4a7c15ULL;
    x ^= x >> 29;
    return fmt::format("{:016x}", x * 0xbf58476d1ce4e5b9ULL);
}

// -- the company
// ----------------------------------------------------------------------------------------------

struct Made {
    model::Brand brand;
    std::vector<model::Department> departments;
    model::Account account;
};

Made make_company(storage::Store& store, base::IdSource& ids, base::Instant now) {
    Made made;
    made.brand = {ids.make<model::BrandId>(), "Bench", true, now};
    must(store.add_brand(made.brand));
    for (const auto& [ko, en] : {std::pair{"고객지원", "Support"},
                                 {"배송", "Delivery"},
                                 {"결제", "Billing"},
                                 {"기술", "Technical"}}) {
        made.departments.push_back({ids.make<model::DepartmentId>(), made.brand.id, ko, en});
        must(store.add_department(made.departments.back()));
    }
    made.account.id = ids.make<model::AccountId>();
    made.account.brand = made.brand.id;
    made.account.department = made.departments[0].id;
    made.account.network = "simulated";
    made.account.remote_id = kBrandRemote;
    made.account.handle = "bench.example";
    made.account.status = model::AccountStatus::paused;  // nothing outside is asked, nothing leaves
    must(store.add_account(made.account, {}));
    return made;
}

void add_people(storage::Store& store, base::IdSource& ids, const Made& made, int people,
                const std::string& folder) {
    const base::SystemClock clock;
    base::SystemRandom random;
    identity::Service identity(store, clock, random, ids);
    std::vector<SessionLine> lines(static_cast<std::size_t>(people));
    std::vector<std::thread> threads;
    for (int t = 0; t < 32; ++t) {
        threads.emplace_back([&, t] {
            for (int i = t; i < people; i += 32) {
                model::Employee e;
                e.id = ids.make<model::EmployeeId>();
                e.brand = made.brand.id;
                e.department = made.departments[static_cast<std::size_t>(i) % made.departments.size()].id;
                e.name = fmt::format("김직원 {}", i);
                e.email = fmt::format("person{}@bench.example", i);
                e.initials =
                    fmt::format("{}{}{}", static_cast<char>('A' + i / 676 % 26),
                                static_cast<char>('A' + i / 26 % 26), static_cast<char>('A' + i % 26));
                e.role = i == 0 ? model::Role::admin : model::Role::desk;
                e.active = true;
                e.settings_json = "{}";
                e.created_at = clock.now();
                must(store.add_employee(e));
                const auto link = must(identity.make_link(e.id, identity::kLinkLives));
                const auto session = must(identity.sign_in_with_link(link));
                lines[static_cast<std::size_t>(i)] = {session.token, session.csrf_token};
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    std::ofstream out(folder + "/sessions.txt");
    for (const SessionLine& line : lines)
        out << line.cookie << ' ' << line.csrf << '\n';
}

// The newest day: nearly all are answered, 4 in 100 wait.
void fill_a_day(storage::Store& store, base::Random& random, const Made& made, std::int64_t count,
                base::Instant end) {
    base::ManualClock clock(end - kDay);
    base::IdSource ids(clock, random);
    std::vector<route::Incoming> batch;
    const auto deliver = [&] {
        const route::ReceiveContext context{made.brand.id,
                                            made.account.id,
                                            made.departments[0].id,
                                            made.account.remote_id,
                                            clock.now(),
                                            ids,
                                            [](const model::EmployeeId&) { return false; }};
        must(store.ingest({made.brand.id, made.account.id, batch, "made"},
                          [&](const auto& in, auto& reader) { return route::receive(in, reader, context); }));
        batch.clear();
    };
    for (std::int64_t n = 0; n < count; ++n) {
        const base::Instant at = end - kDay + kDay * n / count;
        clock.jump_to(at + base::Micros(2'000'000));
        batch.push_back(incoming(random, n, at));
        if (random.below(100) >= 4)
            batch.push_back(answer_to(batch.back(), n, at + base::Micros(90'000'000)));
        if (batch.size() >= 100) deliver();
    }
    deliver();
    // What the clock would have brought by now.
    const base::SystemClock real;
    route::Service route(store, store, ids, real);
    for (auto due = must(store.due(real.now(), 1'000)); !due.empty();
         due = must(store.due(real.now(), 1'000)))
        for (const auto& one : due)
            must(route.fire(one));
}

// -- the same again
// --------------------------------------------------------------------------------------------

class Copier {
  public:
    explicit Copier(const std::string& file) {
        if (sqlite3_open(file.c_str(), &db_) != SQLITE_OK) std::exit(1);
        exec("pragma synchronous = off; pragma cache_size = -400000; pragma temp_store = memory");
    }
    ~Copier() { sqlite3_close(db_); }
    Copier(const Copier&) = delete;
    Copier& operator=(const Copier&) = delete;

    void copy(std::int64_t times) {
        const auto indexes =
            texts("select sql from sqlite_master where type = 'index' and sql is not null and tbl_name in " +
                  kTables);
        for (const auto& name : texts(
                 "select name from sqlite_master where type = 'index' and sql is not null and tbl_name in " +
                 kTables))
            exec("drop index " + name);
        const std::int64_t seqs = std::stoll(texts("select max(seq) from events").at(0));
        exec("begin");
        for (const std::string table : {"conversations", "posts", "episodes", "events"}) {
            fmt::print(stderr, "  {}\n", table);
            exec("create temp table one as select * from " + table);
            for (std::int64_t k = 1; k < times; ++k)
                exec("insert into " + table + " select " + columns(table, k, seqs) + " from one");
            exec("drop table one");
        }
        exec(
            fmt::format("update counters set n = n * {}; update brand_seq set seq = seq * {}", times, times));
        exec("commit");
        fmt::print(stderr, "  indexes\n");
        for (const auto& sql : indexes)
            exec(sql);
        // The words of all posts: indexed when the store is opened and finds none.
        exec("delete from search_posts; insert into search_index (search_index) values ('delete-all')");
        exec("pragma wal_checkpoint(truncate)");
    }

  private:
    inline static const std::string kTables = "('conversations', 'posts', 'episodes', 'events')";

    void exec(const std::string& sql) {
        char* problem = nullptr;
        if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &problem) == SQLITE_OK) return;
        fmt::print(stderr, "{}: {}\n", sql, problem);
        std::exit(1);
    }
    std::vector<std::string> texts(const std::string& sql) {
        std::vector<std::string> list;
        sqlite3_exec(
            db_, sql.c_str(),
            [](void* out, int, char** values, char**) {
                static_cast<std::vector<std::string>*>(out)->emplace_back(values[0] != nullptr ? values[0]
                                                                                               : "");
                return 0;
            },
            &list, nullptr);
        return list;
    }
    // Every column as it is in the k-th copy: k days earlier, with ids of that day. By name, so that columns
    // of later migrations are copied as well.
    std::string columns(const std::string& table, std::int64_t k, std::int64_t seqs) {
        const std::int64_t shift = k * base::Micros(kDay).count();
        const std::string day = fmt::format("{:010}", 100'000'000 - k);
        std::string list;
        for (const std::string& c :
             texts("select name from pragma_table_info('" + table + "') order by cid")) {
            std::string value = "\"" + c + "\"";
            if (c == "id" || c == "conversation" || c == "post" || c.ends_with("_post"))
                value = fmt::format("'{}' || substr({}, 11)", day, value);
            else if (c.ends_with("remote_id"))
                value = fmt::format("case when {0} in ('', '{1}') then {0} else {0} || '-{2}' end", value,
                                    kBrandRemote, k);
            else if (c == "seq")
                value += fmt::format(" + {}", k * seqs);
            else if (c == "urgency")
                value += fmt::format(" - ({} << 30)", shift / 60'000'000);
            else
                value = fmt::format(
                    "case when typeof({0}) = 'integer' and {0} > 1000000000000000 then {0} - {1} else {0} "
                    "end",
                    value, shift);
            list += (list.empty() ? "" : ", ") + value;
        }
        return list;
    }

    sqlite3* db_ = nullptr;
};

}  // namespace

route::Incoming incoming(base::Random& random, std::int64_t n, base::Instant at) {
    const bool korean = random.below(10) < 6;
    const auto pick = random.below(8);
    const std::string who = remote_of(n) + "customer";
    route::Incoming in;
    in.remote.network = "simulated";
    in.remote.remote_id = "at://did:plc:" + who + "/app.feed.post/" + remote_of(n * 2 + 1);
    in.remote.root_remote_id = in.remote.remote_id;
    in.remote.author = {"did:plc:" + who, "customer" + std::to_string(n) + ".example",
                        korean ? "고객 " + std::to_string(n % 997) : "Customer " + std::to_string(n % 997),
                        static_cast<std::int64_t>(random.below(20'000)), ""};
    in.remote.text = std::string(korean ? kKorean[pick] : kEnglish[pick]) + " #" + std::to_string(n);
    in.remote.declared_lang = korean ? "ko" : "en";
    in.remote.created_at = at;
    in.remote.indexed_at = at;
    in.remote.addressed_to_us = true;
    in.lang = korean ? "ko" : "en";
    in.concerns_us = true;
    return in;
}

route::Incoming answer_to(const route::Incoming& question, std::int64_t n, base::Instant at) {
    route::Incoming in;
    in.remote.network = question.remote.network;
    in.remote.remote_id = fmt::format("at://{}/app.feed.post/{}", kBrandRemote, remote_of(n * 2 + 2));
    in.remote.root_remote_id = question.remote.root_remote_id;
    in.remote.parent_remote_id = question.remote.remote_id;
    in.remote.author = {kBrandRemote, "bench.example", "Bench", 1'000'000, ""};
    in.remote.text = question.lang == "ko" ? "불편을 드려 죄송합니다. 바로 확인하겠습니다. ^AB"
                                           : "Sorry about that! We are looking into it right now. ^AB";
    in.remote.created_at = at;
    in.remote.indexed_at = at;
    in.lang = question.lang;
    return in;
}

int make(const std::string& folder, std::int64_t conversations, int people) {
    const base::SystemClock clock;
    base::SeededRandom random(kSeed);
    base::IdSource ids(clock, random);
    const std::int64_t count = std::min(conversations, kTemplate);
    {
        const auto store = must(storage::Store::open(folder, clock));
        const Made made = make_company(*store, ids, clock.now());
        fmt::print(stderr, "  people\n");
        add_people(*store, ids, made, people, folder);
        fmt::print(stderr, "  {} conversations through the product\n", count);
        fill_a_day(*store, random, made, count, clock.now() - std::chrono::hours(2));
    }
    if (conversations / count < 2) return 0;
    Copier(folder + "/manyhands.db").copy(conversations / count);
    fmt::print(stderr, "  search\n");
    must(storage::Store::open(folder, clock));
    return 0;
}

}  // namespace manyhands::bench
