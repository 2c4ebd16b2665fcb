// The TXT records and policies of MTA-STS: never out of bounds, and what is accepted is within the limits and the same when
// its lines end in another way.
#include "mta/smtp_client/sts_policy.h"

#include <cstdint>
#include <cstdlib>

namespace client = mailstead::mta::smtp_client;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 1) return 0;
    std::string_view const text(reinterpret_cast<char const*>(bytes) + 1, size - 1);
    if (bytes[0] == 'T') {
        auto const id = client::sts_id(text);
        if (id && (id->empty() || id->size() > 32)) std::abort();
        return 0;
    }
    if (bytes[0] == 'R') {
        static_cast<void>(client::find_sts_id({std::string(text)}));
        return 0;
    }
    std::string why;
    auto const policy = client::parse_sts_policy(text, why);
    if (!policy && why.empty()) std::abort();
    if (!policy) return 0;
    if (policy->max_age > 31557600 || policy->mx.size() > client::most_sts_patterns) std::abort();
    if (policy->mode != client::sts_mode::none && policy->mx.empty()) std::abort();
    std::string other;
    for (char const c : text) {
        if (c == '\n' && !other.ends_with('\r')) other += '\r';
        other += c;
    }
    auto const again = client::parse_sts_policy(other, why);
    if (other.size() <= client::sts_policy_limit && (!again || *again != *policy)) std::abort();
    for (auto const& one : policy->mx)
        if (!client::names_host(*policy, one.starts_with('*') ? "x" + one.substr(1) : one)) std::abort();
    return 0;
}
