#include "app/carrier.hpp"

#include "understand/language.hpp"

namespace manyhands::app {

using channels::Refusal;
using outbox::Outcome;
using outbox::SendResult;

namespace {

channels::Outgoing outgoing(const model::Answer& answer) {
    return {answer.id,
            answer.key.value_or(model::SendKey{}),
            answer.published_text,
            understand::language_of(answer.text, {}),
            answer.parent_remote_id,
            answer.root_remote_id,
            {}};
}

SendResult result_of(const channels::Published& published) {
    SendResult result;
    result.outcome = Outcome::sent;
    result.remote_id = published.remote_id;
    result.remote_version = published.remote_version;
    result.url = published.url;
    result.at = published.at;
    return result;
}

SendResult result_of(const channels::Problem& problem) {
    SendResult result;
    result.problem = problem.error;
    result.retry_at = problem.retry_at;
    switch (problem.refusal) {
        case Refusal::invalid:
        case Refusal::parent_gone:
        case Refusal::forbidden:
            result.outcome = Outcome::refused;
            break;
        case Refusal::signed_out:
            result.outcome = Outcome::signed_out;
            break;
        case Refusal::rate_limited:
            result.outcome = Outcome::rate_limited;
            break;
        case Refusal::unavailable:
            result.outcome = Outcome::unavailable;
            break;
        case Refusal::unknown:
            result.outcome = Outcome::unknown;
            break;
    }
    return result;
}

}  // namespace

bool ChannelCarrier::keyed() const {
    return session_.idempotency().value_or(info_.idempotency) == channels::Idempotency::keyed;
}

model::SendKey ChannelCarrier::make_key(const model::AnswerId& answer, base::Instant now) {
    return session_.make_key(answer, now);
}

SendResult ChannelCarrier::send(const model::Answer& answer) {
    channels::Outgoing out = outgoing(answer);
    for (const model::Image& image : answer.images) {
        base::Result<answer::Media::Kept> kept =
            base::fail(base::ErrorCode::not_found, "answer.media.not_found");
        if (read_image_) kept = read_image_(answer.brand, image.id);
        if (!kept) {
            // Without its picture the answer is another one: a person looks at it.
            SendResult refused;
            refused.outcome = Outcome::refused;
            refused.problem = kept.error();
            return refused;
        }
        out.images.push_back(
            {kept->row.type, std::move(kept->bytes), image.alt, kept->row.width, kept->row.height});
    }
    const auto reply = session_.send(out);
    if (reply && meter_ != nullptr) meter_->sent(out);
    return reply ? result_of(*reply) : result_of(reply.error());
}

SendResult ChannelCarrier::look_up(const model::Answer& answer) {
    const auto reply = session_.look_up(outgoing(answer));
    if (reply) {
        if (*reply) return result_of(**reply);
        SendResult absent;
        absent.outcome = Outcome::refused;  // as of now it is certainly not there
        return absent;
    }
    SendResult result = result_of(reply.error());
    // A network that refuses to be read says nothing about whether the answer is there.
    if (result.outcome == Outcome::refused) result.outcome = Outcome::unknown;
    return result;
}

}  // namespace manyhands::app
