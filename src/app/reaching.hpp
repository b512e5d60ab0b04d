// Reaching people who are not here: pushes to their devices and letters, put together from what the rooms
// know.
#pragma once

#include <memory>

#include "app/mail_worker.hpp"
#include "app/nudge_worker.hpp"
#include "identity/secret_box.hpp"

namespace manyhands::app {

class Reaching {
  public:
    struct Parts {
        identity::Nudges::Ports nudges;
        NudgeWorker::Ports worker;
        std::string stop_secret;
        // Is given the links that live here.
        std::function<MailWorker::Ports(const identity::StopLinks&)> mails;
    };
    explicit Reaching(Parts parts)
        : nudges_(std::move(parts.nudges)),
          stop_links_(std::move(parts.stop_secret)),
          worker_(std::move(parts.worker)),
          mails_(parts.mails(stop_links_)) {}

    void start() {
        worker_.start();
        mails_.start();
    }
    void stop() {
        worker_.stop();
        mails_.stop();
    }

    identity::Nudges& nudges() { return nudges_; }
    const identity::StopLinks& stop_links() const { return stop_links_; }

  private:
    identity::Nudges nudges_;
    identity::StopLinks stop_links_;
    NudgeWorker worker_;
    MailWorker mails_;
};

}  // namespace manyhands::app
