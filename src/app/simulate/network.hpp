// A fake network with rules of its own, and the wire to it: slow, lossy, sometimes dead.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/simulate/clocks.hpp"
#include "app/simulate/simulate.hpp"
#include "channels/channel.hpp"
#include "channels/simulated/network.hpp"
#include "net/http_client.hpp"

namespace manyhands::app::simulate {

namespace simulated = channels::simulated;

// What lies between the product and a network just now; probabilities 0 to 1.
struct Weather {
    base::Micros latency_least = std::chrono::milliseconds(20);
    base::Micros latency_most = std::chrono::milliseconds(200);
    double not_connected = 0;
    double request_lost = 0;  // sent, never arrived
    double answer_lost = 0;   // arrived and was done
    double server_error = 0;  // 500 or 502, done or not
    double told_to_wait = 0;  // 429; its reset may lie in the past
};

struct Rules {
    std::string id;
    bool keys = true;
    base::Micros lag_at_most{0};
    base::Micros poll_every{0};
    base::Micros settle{0};
    Weather weather;
};

struct WirePorts {
    const TrueClock& clock;
    base::Random& random;
    Trace& trace;
    // Time goes by while somebody waits, and the others go on. Throws when the machine stops meanwhile.
    std::function<void(base::Micros)> pass;
};

class Net {
  public:
    Net(Rules rules, WirePorts ports, Mistake mistake);

    const Rules& rules() const { return rules_; }
    simulated::Network& network() { return network_; }
    const std::string& brand() const { return us_.first; }
    const std::string& token() const { return us_.second; }
    const std::string& handle() const { return handle_; }
    std::unique_ptr<channels::Channel> channel();
    // A customer's request: no wire between.
    simulated::Served ask(const std::string& token, std::string method, std::string path, std::string body);

    Weather weather;
    void set_faults(const simulated::Faults& faults);
    const simulated::Faults& faults() const { return faults_; }
    simulated::Faults calm() const;
    // How often the listener asked again at once although it had been told to wait.
    std::int64_t impatient() const { return impatient_; }
    // Whoever starts anew knows nothing of what was said before.
    void forget_what_was_said() { told_at_.reset(); }
    bool well() const { return well_; }
    void set_well(bool well) { well_ = well; }
    std::int64_t requests = 0;

  private:
    class Wire final : public net::HttpClient {
      public:
        explicit Wire(Net& net) : net_(net) {}
        net::HttpResult exchange(const net::HttpRequest& request) override;

      private:
        net::HttpResult answer(const net::HttpRequest& request);
        Net& net_;
    };
    bool chance(double p) { return p > 0 && ports_.random.unit() < p; }

    Rules rules_;
    WirePorts ports_;
    Mistake mistake_;
    simulated::Network network_;
    simulated::Faults faults_;
    std::string handle_;
    std::pair<std::string, std::string> us_;
    Wire wire_;
    bool well_ = true;
    std::optional<base::Micros> told_at_;
    std::int64_t impatient_ = 0;
};

}  // namespace manyhands::app::simulate
