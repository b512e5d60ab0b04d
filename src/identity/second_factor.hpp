// The second factor: codes of an authenticator app, asked for with the password, and recovery codes for who
// has lost the phone. docs/adr/0048.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"

namespace manyhands::identity {

// Thread-safe; writes block until durable.
class SecondFactorStore {
  public:
    struct Row {
        std::string box;  // the secret, sealed
        bool on = false;
        std::int64_t last_step = 0;  // of the newest code that was used
    };
    virtual ~SecondFactorStore() = default;
    virtual base::Result<std::optional<Row>> second_factor(const model::EmployeeId& id) = 0;
    // Not on yet; one that was begun before is replaced. conflict ("identity.second.on").
    virtual base::Result<void> begin_second_factor(const model::EmployeeId& id, const std::string& box) = 0;
    // With recovery codes, as digests. conflict ("identity.second.on").
    virtual base::Result<void> second_factor_on(const model::EmployeeId& id, std::int64_t step,
                                                const std::vector<std::string>& digests) = 0;
    // Each once: false when the step, a later one or the recovery code was used before.
    virtual base::Result<bool> use_step(const model::EmployeeId& id, std::int64_t step) = 0;
    virtual base::Result<bool> use_recovery(const model::EmployeeId& id, const std::string& digest,
                                            base::Instant now) = 0;
    virtual base::Result<int> recovery_left(const model::EmployeeId& id) = 0;
    virtual base::Result<void> end_second_factor(const model::EmployeeId& id) = 0;
};

// Thread-safe.
class SecondFactors {
  public:
    using Seal = std::function<std::string(std::string_view)>;
    using Open = std::function<base::Result<std::string>(std::string_view)>;
    struct Ports {
        SecondFactorStore& store;
        IdentityStore& identity;
        const base::Clock& clock;
        base::Random& random;
        Seal seal;
        Open open;
    };
    explicit SecondFactors(Ports ports) : ports_(std::move(ports)) {}

    struct Status {
        bool on = false;
        int recovery_left = 0;
    };
    base::Result<Status> status(const model::EmployeeId& id);
    struct Setup {
        std::string secret;  // base32, for who types it
        std::string uri;     // for the QR code
    };
    // One's own; nothing is asked of anybody until it is confirmed. conflict ("identity.second.on").
    base::Result<Setup> begin(const model::Actor& actor);
    // With a code of the app; gives ten recovery codes, shown once. invalid ("identity.second.wrong").
    base::Result<std::vector<std::string>> confirm(const model::Actor& actor, const std::string& code);
    // With a code of the app or a recovery code. invalid ("identity.second.wrong").
    base::Result<void> end(const model::Actor& actor, const std::string& code);
    // Somebody else's, who lost the phone and the codes; `manage_people`. not_found.
    base::Result<void> reset(const model::Actor& actor, const model::EmployeeId& id);
    // What sign-in asks: used up when it is right. rate_limited ("identity.sign_in.too_many") after ten wrong
    // ones in 15 minutes, so that six digits are not tried one after the other.
    base::Result<Second> ask(const model::EmployeeId& id, const std::string& code);

  private:
    bool too_many_wrong(const model::EmployeeId& id);
    base::Result<Second> look(const model::EmployeeId& id, const std::string& code);

    Ports ports_;
    std::mutex mutex_;
    std::map<model::EmployeeId, std::vector<std::chrono::nanoseconds>> wrong_;  // monotonic
};

}  // namespace manyhands::identity
