// Hashing by OpenSSL's EVP interface.
#include "store/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace mailstead::store {

namespace {

// Looked up once: OpenSSL's own look-up costs more than hashing a short text.
EVP_MD const* sha256_method() {
    static EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return found;
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::string out(32, '\0');
    unsigned size = 0;
    auto* const into = reinterpret_cast<unsigned char*>(out.data());
    if (EVP_Digest(bytes.data(), bytes.size(), into, &size, sha256_method(), nullptr) != 1)
        throw std::runtime_error("SHA-256");
    return out;
}

std::string content_hash(std::string_view stored) {
    auto const span = std::min<std::size_t>(stored.size(), content_hash_span);
    return sha256(stored.substr(stored.size() - span)).substr(0, 16);
}

result<std::string> content_hash(content& of) {
    auto const span = std::min<std::uint64_t>(of.size(), content_hash_span);
    std::string tail(span, '\0');
    std::size_t have = 0;
    while (have < tail.size()) {
        auto const got = of.read_at(std::span(tail).subspan(have), of.size() - span + have);
        if (!got) return got.error();
        if (*got == 0) break;
        have += *got;
    }
    tail.resize(have);
    return content_hash(tail);
}

}  // namespace mailstead::store
