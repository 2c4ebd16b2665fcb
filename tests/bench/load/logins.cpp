#include "tests/bench/load/logins.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <charconv>

namespace mailstead::load {
namespace {

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()))));
    return out;
}

std::string unbase64(std::string_view text) {
    std::string out(text.size() / 4 * 3, '\0');
    int const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<unsigned char const*>(text.data()), static_cast<int>(text.size()));
    out.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0));
    return out;
}

std::string hmac(std::string_view key, std::string_view text) {
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<unsigned char const*>(text.data()), text.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr);
    return out;
}

std::string salted(std::string const& password, std::string const& salt, int iterations) {
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), reinterpret_cast<unsigned char const*>(salt.data()), static_cast<int>(salt.size()),
                      iterations, EVP_sha256(), SHA256_DIGEST_LENGTH, reinterpret_cast<unsigned char*>(out.data()));
    return out;
}

std::string attribute(std::string_view text, std::string_view name) {
    auto const at = text.starts_with(name) ? 0 : text.find("," + std::string(name));
    if (at == text.npos) return {};
    auto const value = text.substr(at + name.size() + (at ? 1 : 0));
    return std::string(value.substr(0, value.find(',')));
}

}  // namespace

login_client::login_client(loop& on, place const& where, how what, assignment_progress& work, party& with)
    : loop_(on), where_(where), how_(what), work_(work), party_(with) {
    connect();
}

void login_client::closed() {
    if (++party_.ended == party_.all) loop_.stop();
}

void login_client::connect() {
    last_ = std::move(wire_);
    if (!work_.take()) return closed();
    begun_ = clock::now();
    at_ = step::greeting;
    user_ = fmt::format("u{}@{}", party_.next_user++ % party_.users, party_.domain);
    wire_ = std::make_unique<connection>(loop_, where_, *this);
}

void login_client::tell(std::string_view command, step then) {
    at_ = then;
    wire_->send(command, "\r\n");
}

void login_client::log_in() {
    if (how_ == how::imap) return tell(fmt::format("a LOGIN {} {}", user_, party_.password), step::login);
    if (how_ == how::pop3) return tell("USER " + user_, step::user);
    bare_ = fmt::format("n={},r=abcdefghijklmnop{}", user_, party_.next_user);
    tell("a AUTHENTICATE SCRAM-SHA-256 " + base64("n,," + bare_), step::first);
}

void login_client::line(std::string_view text) {
    if (at_ == step::greeting) return log_in();
    if (text.starts_with("* ")) return;
    if (at_ == step::user) return tell("PASS " + party_.password, step::login);
    if (at_ == step::first && text.starts_with("+ ")) return answer(text.substr(2));
    if (at_ == step::final && text.starts_with("+")) return tell("", step::login);
    if (at_ == step::logout) {
        wire_->close();
        return connect();
    }
    logged_in(text);
}

void login_client::answer(std::string_view challenge) {
    auto const said = unbase64(challenge);
    auto const salt = unbase64(attribute(said, "s="));
    int iterations = 0;
    auto const count = attribute(said, "i=");
    std::from_chars(count.data(), count.data() + count.size(), iterations);
    auto& key = party_.salted[salt + count];
    if (key.empty()) key = salted(party_.password, salt, iterations);
    auto const end = "c=biws,r=" + attribute(said, "r=");
    auto const client = hmac(key, "Client Key");
    std::string stored(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<unsigned char const*>(client.data()), client.size(), reinterpret_cast<unsigned char*>(stored.data()));
    auto proof = hmac(stored, bare_ + "," + said + "," + end);
    for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = static_cast<char>(proof[i] ^ client[i]);
    tell(base64(end + ",p=" + base64(proof)), step::final);
}

void login_client::logged_in(std::string_view reply) {
    bool const yes = reply.starts_with("+OK") || reply.starts_with("a OK");
    work_.answered(yes ? "OK" : reply, begun_);
    if (!yes) {
        wire_->close();
        return closed();
    }
    tell(how_ == how::pop3 ? "QUIT" : "b LOGOUT", step::logout);
}

}  // namespace mailstead::load
