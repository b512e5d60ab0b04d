#include "listen/heard.hpp"

#include "base/encoding.hpp"

namespace manyhands::listen {

std::size_t HeardPost::bytes() const {
    std::size_t sum = sizeof *this;
    for (const std::string* text :
         {&post.network, &post.remote_id, &post.remote_version, &post.parent_remote_id, &post.root_remote_id,
          &post.author.remote_id, &post.author.handle, &post.author.display_name, &post.author.url,
          &post.text, &post.declared_lang, &post.url, &lang, &account_id, &account_handle, &conversation})
        sum += text->capacity();
    for (const model::Media& media : post.media)
        sum += sizeof media + media.url.capacity() + media.alt.capacity();
    return sum;
}

model::query::Message message_of(const HeardPost& heard) {
    model::query::Message message;
    message.text = heard.post.text;
    message.from = heard.post.author.handle;
    message.network = heard.post.network;
    message.account = heard.account_handle;
    message.account_id = heard.account_id;
    message.lang = heard.lang;
    message.followers = heard.post.author.followers;
    message.reply = !heard.post.parent_remote_id.empty();
    message.media = !heard.post.media.empty();
    return message;
}

std::string post_key_of(const HeardPost& heard) {
    return base::to_hex(base::sha256(heard.post.network + "\n" + heard.post.remote_id)).substr(0, 32);
}

}  // namespace manyhands::listen
