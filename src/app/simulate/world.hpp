// The one thread of a simulation: whose turn it is, how time goes by while somebody waits, what breaks when,
// and what a crash leaves.
#pragma once

#include <filesystem>
#include <memory>
#include <queue>

#include "app/simulate/disk.hpp"
#include "app/simulate/people.hpp"
#include "base/waker.hpp"

namespace manyhands::app::simulate {

// The machine stopped. Not a std::exception: nobody in the product may think that it was theirs to handle.
struct Crash {};

class World {
  public:
    explicit World(const Life& life);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    Outcome live();

  private:
    using Micros = base::Micros;
    // A thread of the product's, as rounds: between two of them it sleeps until its alarm.
    struct Loop {
        std::string name;
        std::function<base::Result<std::optional<base::Instant>>()> round;
        base::Alarm alarm;
        std::optional<Micros> woken_at;  // true time
        bool running = false;
        bool again = false;  // woken while it ran
        int rounds = 0;      // within `second`
        Micros second{0};
        std::int64_t all = 0;
    };
    struct Turn {
        Micros at;
        std::uint64_t order;
        std::function<void()> deed;
        bool operator>(const Turn& other) const {
            return at != other.at ? at > other.at : order > other.order;
        }
    };

    Micros now() const { return truth_.since(); }
    std::uint64_t below(std::uint64_t n) { return random_.below(n); }
    bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
    // An exponentially distributed while.
    Micros a_while(Micros mean);
    void at(Micros when, std::function<void()> deed);
    // `deed` again and again, about so often, until the world calms down.
    void now_and_then(Micros mean, std::function<void()> deed);

    void found();
    bool open_company();
    void make_loops();
    void crash(std::string_view where);
    void start_again();
    void end_company();

    void run_until(Micros end);
    // One turn that is due by `end`; false: none, and nothing was done.
    bool step(Micros end);
    void run(Loop& loop);
    void wake(Loop& loop);
    void wake_by_events();
    void pass(Micros by);
    void passed(std::string_view failpoint);
    void after_step();

    void plan_life();
    void plan_crash();
    void storm();
    void disk_trouble();
    void turn_the_clock();
    void calm_down();

    Life life_;
    TrueClock truth_;
    ProductClock clock_{truth_};
    base::SeededRandom random_;   // of the world: who does what, what breaks
    base::SeededRandom product_;  // ids, keys
    Trace trace_;
    Disk disk_;
    std::vector<std::unique_ptr<Net>> nets_;
    model::BrandId brand_{"hanbit"};
    std::vector<model::DepartmentId> departments_{model::DepartmentId("care"), model::DepartmentId("repair"),
                                                  model::DepartmentId("legal")};
    std::map<std::string, std::int64_t> counts_;
    std::map<std::string, std::int64_t> failpoints_;
    std::unique_ptr<Oracle> oracle_;
    std::unique_ptr<Staff> staff_;
    std::unique_ptr<Crowd> crowd_;
    std::filesystem::path folder_;
    std::unique_ptr<Company> company_;
    std::vector<Loop> loops_;
    std::map<model::AccountId, std::size_t> sender_of_;
    std::size_t scheduler_ = 0;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
    std::uint64_t order_ = 0;
    int depth_ = 0;
    bool starting_ = false;
    bool calm_ = false;
    std::string crash_at_;  // the failpoint at which it is to crash
    int crash_visits_ = 0;
    std::optional<Micros> up_again_;
    std::int64_t steps_ = 0;
};

}  // namespace manyhands::app::simulate
