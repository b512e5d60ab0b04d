// What the routes of the crowd are wired to: who may answer, from where, and what they get for it. References
// must outlive the site.
#pragma once

#include <memory>

#include "answer/certify.hpp"
#include "answer/own_client.hpp"
#include "desk/hints.hpp"
#include "identity/bindings.hpp"
#include "identity/cards.hpp"
#include "knowledge/tip.hpp"
#include "reports/satisfaction.hpp"

namespace manyhands::reports {
class Honour;
class TimeLogs;
}  // namespace manyhands::reports
namespace manyhands::route {
class KnowStore;
}
namespace manyhands::identity {
class Nudges;
class MailStore;
class StopLinks;
class Shifts;
}  // namespace manyhands::identity

namespace manyhands::http {

struct CrowdDeps {
    knowledge::Tips& tips;
    identity::Bindings& bindings;
    answer::OwnClient& own_client;
    answer::Certifier& certifier;
    reports::Satisfaction& satisfaction;
    identity::Cards& cards;
    reports::Honour& honour;
    identity::Nudges& nudges;
    identity::MailStore& mails;
    const identity::StopLinks& stop_links;
    identity::Shifts& shifts;
    reports::TimeLogs& time_logs;
    std::shared_ptr<desk::Hints> hints;
    route::KnowStore& know;
};

}  // namespace manyhands::http
