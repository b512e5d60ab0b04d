// Nudges: telling somebody who is not here that a question waits which they could answer, by web push to the
// devices they chose, within their quiet hours and never too often (docs/adr/0057). Also how else they want
// to be reached.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "model/people.hpp"

namespace manyhands::identity {

using DeviceId = base::Id<struct DeviceTag>;
using NudgeId = base::Id<struct NudgeTag>;

enum class Rhythm { never, weekly, daily };
std::string_view to_string(Rhythm rhythm);
std::optional<Rhythm> rhythm(std::string_view text);

// Local minutes of the day, 0 to 1,439; `from` == `until`: none. May go over midnight.
struct QuietHours {
    int from = 21 * 60;
    int until = 8 * 60;
    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};
// Minutes of "08:30"; nothing when it is no such time.
std::optional<int> minutes_of(std::string_view text);
std::string clock_text(int minutes);
// Whether it is quiet there now, and when that ends. A zone that nobody knows counts as UTC.
bool is_quiet(const QuietHours& hours, base::Instant now, const std::string& zone);
base::Instant quiet_ends(const QuietHours& hours, base::Instant now, const std::string& zone);
// When the local day of `now` began.
base::Instant day_began(base::Instant now, const std::string& zone);

// How somebody wants to be reached.
struct ReachWishes {
    QuietHours quiet;
    std::string zone;              // IANA; empty: not known yet, UTC
    std::string lang;              // "ko", "en"; empty: not known yet
    std::optional<Rhythm> digest;  // nothing: as the brand does it
    bool week_report = true;       // leads: the week's figures by e-mail
    friend bool operator==(const ReachWishes&, const ReachWishes&) = default;
};

// One browser that takes pushes.
struct Device {
    DeviceId id;
    model::BrandId brand;
    model::EmployeeId employee;
    std::string digest;   // of the endpoint, hex: one row for one browser
    std::string service;  // the push service's host, for people
    std::string name;     // "Chrome, Android"
    std::string box;      // endpoint and keys, sealed: whoever has them can reach the person
    base::Instant made_at{};
    std::optional<base::Instant> last_ok_at;
    int failures = 0;  // in a row
    std::optional<base::Instant> rest_until;
};
inline constexpr int kDevicesAtMost = 10;  // of one person; the oldest goes

// What is sealed in the box.
struct Endpoint {
    std::string url;
    std::string p256dh;  // raw
    std::string auth;    // raw
};
std::string endpoint_text(const Endpoint& endpoint);
base::Result<Endpoint> endpoint_of(std::string_view text);

// One question told to one device, once.
struct Nudge {
    NudgeId id;
    model::BrandId brand;
    model::EmployeeId employee;
    DeviceId device;
    model::ConversationId conversation;
    std::int64_t question = 0;  // which one of it: when its episode opened, microseconds
    int attempts = 0;
    base::Instant made_at{};
    base::Instant due_at{};
};
enum class NudgeEnd { sent, gone, failed };  // gone: nobody has to be told any more
std::string_view to_string(NudgeEnd end);

// Somebody with a device, active.
struct Reachable {
    model::Employee employee;
    ReachWishes wishes;
    std::optional<base::Instant> last_nudge;
};

// Thread-safe; writes block until durable.
class NudgeStore {
  public:
    virtual ~NudgeStore() = default;
    virtual base::Result<ReachWishes> reach_wishes(const model::EmployeeId& employee) = 0;
    virtual base::Result<void> save_reach_wishes(const model::Employee& employee, const ReachWishes& wishes,
                                                 base::Instant now) = 0;
    virtual base::Result<std::vector<Device>> devices_of(const model::EmployeeId& employee) = 0;
    // In place of the same browser's former row, whosever it was: one browser tells one person. Errors:
    // not_found
    // ("identity.employee.not_found": not active any more).
    virtual base::Result<void> add_device(const Device& device) = 0;
    // False: not theirs, or gone already.
    virtual base::Result<bool> end_device(const model::EmployeeId& employee, const DeviceId& id) = 0;
    virtual base::Result<void> drop_device(const DeviceId& id) = 0;
    virtual base::Result<std::vector<model::BrandId>> brands_with_devices() = 0;
    // Whom nobody told anything for the longest time first.
    virtual base::Result<std::vector<Reachable>> reachable(const model::BrandId& brand, int limit) = 0;
    // What was told already is passed over. How many were new.
    virtual base::Result<int> queue_nudges(const std::vector<Nudge>& nudges) = 0;
    struct Due {
        Nudge nudge;
        Device device;
        Reachable person;
    };
    // Of devices that do not rest, of people who are active.
    virtual base::Result<std::vector<Due>> due_nudges(base::Instant now, int limit) = 0;
    virtual base::Result<void> end_nudge(const Nudge& nudge, NudgeEnd end, base::Instant now) = 0;
    virtual base::Result<void> delay_nudge(const Nudge& nudge, base::Instant due_at) = 0;
    virtual base::Result<void> device_state(const Device& device) = 0;
    virtual base::Result<void> prune_nudges(base::Instant before) = 0;
};

// What an attempt means. Pure but for the shake of the wait.
struct PushAttempt {
    int status = 0;        // 0: no answer
    bool refused = false;  // our own guard or list says no: it will not change by itself
    std::optional<base::Micros> retry_after;
    base::Instant at{};
};
struct PushVerdict {
    enum class Next { done, device_gone, again, failed };
    Next next = Next::done;
    Device device;           // its new state
    base::Instant due_at{};  // with `again`
};
// After the fifth attempt, or once the question is as old as a push may wait there, it is over.
PushVerdict judge_push(const Device& device, const Nudge& nudge, const PushAttempt& attempt,
                       base::Random& random);
inline constexpr base::Seconds kPushLives{15 * 60};  // TTL: a question is not worth waking anybody later

// The person's own side. Every call asks the policy (manage_self). Thread-safe.
class Nudges {
  public:
    struct Ports {
        NudgeStore& store;
        const base::Clock& clock;
        base::IdSource& ids;
        std::function<std::string(std::string_view)> seal;
        // The URL may be a push service that is allowed, and the keys are keys: otherwise invalid, with a
        // pointer.
        std::function<base::Result<std::string>(const Endpoint&)> service_of;
        std::string application_key;  // base64url, for the browser
    };
    explicit Nudges(Ports ports) : ports_(std::move(ports)) {}

    struct Mine {
        ReachWishes wishes;
        std::vector<Device> devices;  // the newest first
    };
    base::Result<Mine> mine(const model::Actor& actor);
    // Errors: invalid ("identity.nudge.bad_zone").
    base::Result<Mine> change(const model::Actor& actor, const model::Employee& employee,
                              const ReachWishes& wishes);
    // Errors: invalid (what is no subscription, or of a push service that is not allowed).
    base::Result<Device> add(const model::Actor& actor, const Endpoint& endpoint, const std::string& name);
    // Errors: not_found ("identity.nudge.no_such_device").
    base::Result<void> end(const model::Actor& actor, const DeviceId& id);
    const std::string& application_key() const { return ports_.application_key; }

  private:
    Ports ports_;
};

}  // namespace manyhands::identity
