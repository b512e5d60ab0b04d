// Who is paid by the hour answers on shift only (docs/adr/0059): asked before every other gate. Thread-safe.
#pragma once

#include <functional>

#include "answer/answer.hpp"

namespace manyhands::answer {

class OnShift final : public Gate {
  public:
    using MayWork = std::function<base::Result<void>(const model::Actor&)>;
    OnShift(MayWork may_work, Gate& next) : may_work_(std::move(may_work)), next_(next) {}

    base::Result<std::optional<model::AskedException>> pass(const model::Actor& actor,
                                                            const model::Conversation& conversation,
                                                            const Submission& submission,
                                                            const model::Post& parent) override {
        MH_TRY(may_work_(actor));
        return next_.pass(actor, conversation, submission, parent);
    }

  private:
    MayWork may_work_;
    Gate& next_;
};

}  // namespace manyhands::answer
