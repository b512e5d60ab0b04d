// What lanes would make of the last answers, before they are saved.
#include <algorithm>
#include <map>

#include "answer/approvals.hpp"
#include "model/policy.hpp"

namespace manyhands::answer {
namespace {

using base::Result;
using model::RiskClass;

constexpr int kCustomerPosts = 30;
constexpr std::size_t kSamples = 3;

bool same_limits(const Lanes& a, const Lanes& b) {
    return a.employee == b.employee && a.desk == b.desk && a.lead == b.lead && a.admin == b.admin;
}

class Catches {
  public:
    void add(RiskClass risk, const PastAnswer& answer, std::vector<std::string> words) {
        LaneDryRun::Hit& hit = hits_[risk];
        hit.risk = risk;
        ++hit.answers;
        if (hit.samples.size() == kSamples) return;
        hit.samples.push_back(answer);
        hit.words.push_back(std::move(words));
    }
    std::vector<LaneDryRun::Hit> take() {
        std::vector<LaneDryRun::Hit> all;
        all.reserve(hits_.size());
        for (auto& [risk, hit] : hits_)
            all.push_back(std::move(hit));
        return all;
    }

  private:
    std::map<RiskClass, LaneDryRun::Hit> hits_;
};

}  // namespace

Result<LaneDryRun> Approvals::dry_run(const model::Actor& actor, const std::string& json) {
    MH_TRY(model::check(actor, model::Action::manage_settings, model::Scope::brand));
    MH_LET(read, read_lanes(json));
    MH_LET(known, lanes_.lanes(actor.brand));
    return tried(actor.brand, read, known);
}

Result<Approvals::Writer> Approvals::writer(const model::BrandId& brand, const model::EmployeeId& id,
                                            const Lane& newcomer) {
    Writer out;
    MH_LET(person, colleagues_.colleague(brand, id));
    if (person) out.person = *std::move(person);
    out.person.id = id;
    out.person.brand = brand;
    if (newcomer.on) {
        MH_LET(sent, lanes_.sent_by(brand, id, newcomer.answers));
        out.sent_answers = sent;
    }
    return out;
}

Result<LaneDryRun> Approvals::tried(const model::BrandId& brand, const Lanes& wanted,
                                    const std::optional<SavedLanes>& known) {
    LaneDryRun run;
    MH_LET(past, guide_.last_answers(brand));
    run.answers = static_cast<int>(past.size());
    const RiskReader reader(wanted);
    const Lane& embargo = wanted.of(RiskClass::embargo);
    const Lane& incident = wanted.of(RiskClass::incident);
    // Newcomers as of today: who is through with their first answers waits no more.
    std::map<model::EmployeeId, Writer> writers;
    Catches catches;
    for (const PastAnswer& one : past) {
        auto author = writers.find(one.author);
        if (author == writers.end()) {
            MH_LET(found, writer(brand, one.author, wanted.of(RiskClass::newcomer)));
            author = writers.emplace(one.author, std::move(found)).first;
        }
        RiskMaterial material;
        material.answer = {one.text};
        material.author = author->second.person.role;
        material.sent_answers = author->second.sent_answers;
        MH_LET(said, lanes_.said_by_customer(brand, one.conversation, kCustomerPosts));
        material.customer = std::move(said);
        bool waits = false;
        if (embargo.on || incident.on) {
            MH_LET(conversation, answers_.conversation_now(brand, one.conversation));
            if (embargo.on) {
                MH_LET(found, guide_.embargoed(author->second.person, conversation, material.answer));
                material.embargoed = std::move(found);
            }
            const bool named = std::ranges::any_of(incident.tags, [&](const model::TagId& tag) {
                return std::ranges::find(conversation.tags, tag) != conversation.tags.end();
            });
            if (incident.on && named) {
                catches.add(RiskClass::incident, one, {});
                waits = true;
            }
        }
        for (Risk& risk : reader.read(material).found) {
            catches.add(risk.risk, one, std::move(risk.words));
            waits = true;
        }
        run.waiting += waits ? 1 : 0;
    }
    run.lanes = catches.take();
    std::vector<std::string> wide;
    for (const LaneDryRun::Hit& hit : run.lanes) {
        // What stood there before was confirmed, or grew wide by itself.
        const bool kept = known && known->lanes.of(hit.risk) == wanted.of(hit.risk) &&
                          (hit.risk != RiskClass::goodwill || same_limits(known->lanes, wanted));
        if (kept || !is_wide(hit.answers, run.answers)) continue;
        run.wide.push_back(hit.risk);
        wide.emplace_back(model::to_string(hit.risk));
    }
    run.confirm = confirmation(write_lanes(wanted), wide);
    return run;
}

}  // namespace manyhands::answer
