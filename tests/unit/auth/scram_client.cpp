// RFC 5802 §3, from the client's side.
#include "scram_client.h"

#include <utility>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/ascii.h"

namespace mailstead::auth::test {

scram_client::scram_client(EVP_MD const* digest, std::string user, std::string password, std::string authzid)
    : digest_(digest), user_(std::move(user)), password_(std::move(password)),
      header_(authzid.empty() ? "n,," : "n,a=" + authzid + ",") {}

scram_client::~scram_client() = default;

void scram_client::bind(std::string header, std::string bytes) {
    header_ = std::move(header);
    binding_ = std::move(bytes);
}

std::string scram_client::first() const { return header_ + bare(); }

std::string scram_client::final(std::string const& server_first) {
    auto const nonce = field(server_first, "r=");
    salt = field(server_first, ",s=");
    auto const raw_salt = *base::base64_decode(salt);
    auto const iterations = std::stoi(field(server_first, ",i="));
    std::string salted(size(), '\0');
    PKCS5_PBKDF2_HMAC(password_.data(), int(password_.size()), reinterpret_cast<unsigned char const*>(raw_salt.data()),
                      int(raw_salt.size()), iterations, digest_, int(size()), reinterpret_cast<unsigned char*>(salted.data()));
    auto const client_key = mac(salted, "Client Key");
    std::string stored(size(), '\0');
    EVP_Digest(client_key.data(), client_key.size(), reinterpret_cast<unsigned char*>(stored.data()), nullptr, digest_, nullptr);
    auto const without_proof = "c=" + base::base64_encode(header_ + binding_) + ",r=" + nonce;
    auto const message = bare() + "," + server_first + "," + without_proof;
    auto proof = mac(stored, message);
    for (std::size_t i = 0; i < proof.size(); ++i) proof[i] = char(proof[i] ^ client_key[i]);
    signature_ = "v=" + base::base64_encode(mac(mac(salted, "Server Key"), message));
    return without_proof + ",p=" + base::base64_encode(proof);
}

std::size_t scram_client::size() const { return std::size_t(EVP_MD_size(digest_)); }

std::string scram_client::bare() const { return "n=" + user_ + ",r=fyko+d2lbbFgONRv9qkxdawL"; }

std::string scram_client::field(std::string const& text, std::string const& key) {
    auto const at = text.find(key);
    if (at == text.npos) return {};
    auto const begin = at + key.size();
    return text.substr(begin, text.find(',', begin) - begin);
}

std::string scram_client::mac(std::string const& key, std::string const& text) const {
    std::string out(size(), '\0');
    unsigned length = 0;
    HMAC(digest_, key.data(), int(key.size()), reinterpret_cast<unsigned char const*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(out.data()), &length);
    return out;
}

}  // namespace mailstead::auth::test
