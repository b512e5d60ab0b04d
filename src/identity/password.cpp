#include "identity/password.hpp"

#include <new>

#include <sodium.h>

#include "identity/person.hpp"

namespace manyhands::identity {
namespace {

constexpr std::size_t kPasswordAtLeast = 8;
constexpr std::size_t kPasswordAtMost = 256;

}  // namespace

base::Result<void> check_password(const std::string& password) {
    const std::size_t length = characters(password);
    if (length >= kPasswordAtLeast && length <= kPasswordAtMost) return {};
    return base::fail(
        base::ErrorCode::invalid, "identity.password.length",
        {{"least", std::to_string(kPasswordAtLeast)}, {"most", std::to_string(kPasswordAtMost)}});
}

std::string hash_password(const std::string& password) {
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        throw std::bad_alloc();
    hash.resize(hash.find('\0'));
    return hash;
}

}  // namespace manyhands::identity
