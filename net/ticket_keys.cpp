#include "net/ticket_keys.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace mailstead::net {
namespace {

using bytes = std::array<unsigned char, 32>;
constexpr std::int64_t longest_leap = 100'000;    // keys; a clock that jumps further begins a chain of its own

bytes derived(bytes const& from, std::string_view purpose) {
    bytes out{};
    unsigned size = 0;
    HMAC(EVP_sha256(), from.data(), static_cast<int>(from.size()), reinterpret_cast<unsigned char const*>(purpose.data()), purpose.size(), out.data(), &size);
    return out;
}

ticket_keys::key key_of(bytes const& seed) {
    ticket_keys::key out{};
    auto const name = derived(seed, "name");
    std::copy_n(name.begin(), out.name.size(), out.name.begin());
    out.cipher = derived(seed, "cipher");
    out.mac = derived(seed, "mac");
    return out;
}

bytes random_seed() {
    bytes out{};
    if (RAND_priv_bytes(out.data(), static_cast<int>(out.size())) != 1) throw std::runtime_error("no random numbers for session tickets");
    return out;
}

template <class T>
void forget(T& what) noexcept { OPENSSL_cleanse(&what, sizeof what); }

}  // namespace

ticket_keys::ticket_keys(seconds lifetime, seconds now) : ticket_keys(random_seed(), lifetime, now) {}

ticket_keys::ticket_keys(std::span<unsigned char const, 32> seed, seconds lifetime, seconds now)
    : lifetime_(std::max<std::int64_t>(lifetime.count(), 60)), number_(now.count() / lifetime_), seed_(), now_() {
    std::copy(seed.begin(), seed.end(), seed_.begin());
    now_ = key_of(seed_);
}

ticket_keys::~ticket_keys() {
    forget(seed_);
    forget(now_);
    if (before_) forget(*before_);
}

void ticket_keys::advance(seconds now) {
    std::lock_guard const lock(mutex_);
    auto const due = now.count() / lifetime_;
    if (due - number_ > longest_leap) number_ = due - 2;
    while (number_ < due) {
        ++number_;
        if (before_) forget(*before_);
        before_ = now_;
        seed_ = derived(seed_, "next");
        now_ = key_of(seed_);
    }
}

ticket_keys::key ticket_keys::current(seconds now) {
    advance(now);
    std::lock_guard const lock(mutex_);
    return now_;
}

std::optional<ticket_keys::found> ticket_keys::find(std::span<unsigned char const, 16> name, seconds now) {
    advance(now);
    std::lock_guard const lock(mutex_);
    auto const is = [&](key const& one) { return std::equal(name.begin(), name.end(), one.name.begin()); };
    if (is(now_)) return found{now_, true};
    if (before_ && is(*before_)) return found{*before_, false};
    return std::nullopt;
}

}  // namespace mailstead::net
