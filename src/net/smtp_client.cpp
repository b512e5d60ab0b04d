#include "net/smtp_client.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <sys/socket.h>

#include "net/address_guard.hpp"
#include "net/letter.hpp"

namespace manyhands::net {
namespace {

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct SlistDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Reading {
    const std::string* text;
    std::size_t at = 0;
};

std::size_t give(char* out, std::size_t size, std::size_t count, void* self) {
    auto& reading = *static_cast<Reading*>(self);
    const std::size_t n = reading.text->copy(out, size * count, reading.at);
    reading.at += n;
    return n;
}

std::size_t hear(char*, std::size_t size, std::size_t count, void*) {
    return size * count;  // what the server says is in the error buffer
}

// The configuration names the server: it may be inside, never where cloud metadata is.
curl_socket_t open_socket(void*, curlsocktype purpose, curl_sockaddr* address) {
    if (purpose != CURLSOCKTYPE_IPCXN || !allowed(AddressGuard{true, true}, classify(address->addr)))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

SmtpFailure failure(CURLcode code, long status, const char* detail) {
    SmtpFailure failed;
    failed.permanent = status >= 500 && status < 600;
    failed.error.code = base::ErrorCode::unavailable;
    failed.error.cause = std::string(curl_easy_strerror(code)) + ": " + detail;
    switch (code) {
        case CURLE_LOGIN_DENIED:
            // A password is put right by somebody: the letter can wait for that.
            failed.permanent = false;
            failed.error.key = "net.mail.signed_out";
            break;
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            failed.permanent = false;
            failed.error.key = "net.mail.not_trusted";
            break;
        default:  // libcurl's codes, not ours
            failed.error.key = status >= 400 ? "net.mail.refused" : "net.mail.not_reached";
    }
    return failed;
}

}  // namespace

std::expected<void, SmtpFailure> send_letter(const SmtpServer& server, const std::string& from,
                                             const std::string& to, const std::string& letter) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    if (!is_mail_address(from) || !is_mail_address(to))
        return std::unexpected(
            SmtpFailure{true, {base::ErrorCode::invalid, "net.mail.bad_address", {{"address", to}}, {}}});
    const std::unique_ptr<CURL, EasyDeleter> easy(curl_easy_init());
    if (!easy) throw std::bad_alloc();
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(easy.get(), option, value); };
    std::array<char, CURL_ERROR_SIZE> detail{};
    Reading reading{&letter};
    // How we greet the server; libcurl's own choice, this machine's name, is refused where it has an
    // underscore.
    const std::string url =
        server.url.substr(0, server.url.find_last_not_of('/') + 1) + "/" + from.substr(from.find('@') + 1);
    const std::string mail_from = "<" + from + ">";
    const std::unique_ptr<curl_slist, SlistDeleter> people(
        curl_slist_append(nullptr, ("<" + to + ">").c_str()));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_USE_SSL, static_cast<long>(server.encrypted ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (!server.ca_file.empty()) set(CURLOPT_CAINFO, server.ca_file.c_str());
    if (!server.user.empty()) {
        set(CURLOPT_USERNAME, server.user.c_str());
        set(CURLOPT_PASSWORD, server.password.c_str());
    }
    set(CURLOPT_MAIL_FROM, mail_from.c_str());
    set(CURLOPT_MAIL_RCPT, people.get());
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, give);
    set(CURLOPT_READDATA, &reading);
    set(CURLOPT_WRITEFUNCTION, hear);
    set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(CURLOPT_ERRORBUFFER, detail.data());
    const auto milliseconds =
        static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(server.timeout).count());
    set(CURLOPT_TIMEOUT_MS, milliseconds);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::min(milliseconds, 15'000L));
    const CURLcode code = curl_easy_perform(easy.get());
    if (code == CURLE_OK) return {};
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    return std::unexpected(failure(code, status, detail.data()));
}

}  // namespace manyhands::net
