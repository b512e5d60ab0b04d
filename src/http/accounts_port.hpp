// What http needs to know of networks and accounts. app implements it over the channels, so that http names none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/catalogue.hpp"
#include "base/result.hpp"
#include "model/people.hpp"

namespace manyhands::http {

struct NetworkField {
    std::string name;
    std::string label_key;
    std::string hint_key;
    std::string kind;  // "text", "secret", "url"
    bool required = true;
    std::string placeholder;
};

struct NetworkView {
    std::string id;
    std::string label;
    std::string text_rule;
    std::vector<NetworkField> settings_form;
};

struct AccountCheck {
    std::string key;  // also the label's key in the catalogue
    bool ok = false;
    base::Error detail;  // key empty: nothing to add
};

struct AccountTestView {
    bool ok = false;
    std::vector<AccountCheck> checks;
    std::string handle;
    std::string display_name;
};

// Thread-safe; test and add talk to the network and may take seconds. The policy is asked inside.
class AccountsPort {
  public:
    virtual ~AccountsPort() = default;
    virtual std::vector<NetworkView> networks() = 0;
    // nullptr-like: an empty id when the network is not known here.
    virtual NetworkView network(const std::string& id) = 0;
    virtual base::Result<AccountTestView> test(const model::Actor& actor, const std::string& network,
                                               const std::map<std::string, std::string>& settings) = 0;
    // Signs in, keeps the secrets encrypted and starts listening. conflict: the brand has it already.
    virtual base::Result<model::Account> add(const model::Actor& actor, const std::string& network,
                                             const std::map<std::string, std::string>& settings) = 0;
    virtual base::Result<model::Account> set_status(const model::Actor& actor, const model::AccountId& id,
                                                    model::AccountStatus status) = 0;
    virtual base::Result<std::vector<model::Account>> list(const model::Actor& actor) = 0;
};

}  // namespace manyhands::http
