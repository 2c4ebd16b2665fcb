// What a client's certificate permits (Postfix's TLS_README).
#include "mta/smtpd/checks.h"
#include "net/peer_certificate.h"

namespace mailstead::mta::smtpd {
namespace {

struct entry {
    std::string key, value;
};

// The first of its fingerprints that the tables know.
task<result<std::optional<entry>>> entry_of(inquiry& on, conf::maps const& tables) {
    auto const* shown = on.about.certificate;
    auto const search = [&]() -> result<std::optional<entry>> {
        for (auto const& print : {shown->fingerprint, shown->key_fingerprint}) {
            if (print.empty()) continue;
            auto got = tables.find(print);
            if (!got) return got.error();
            if (*got) return std::optional<entry>(entry{print, std::move(**got)});
        }
        return std::optional<entry>();
    };
    if (tables.is_blocking() && on.about.pool) co_return co_await net::blocking(*on.about.pool, search);
    co_return search();
}

}  // namespace

task<decision> permit_listed_certificate(inquiry& on, topic const& about, restriction const&) {
    auto const& tables = on.about.settings->relay_certificates;
    if (!on.about.certificate || tables.empty()) co_return decision{};
    auto const known = co_await entry_of(on, tables);
    if (!known) co_return lookup_failure(on, about.item);
    if (*known) co_return permit();
    co_return decision{};
}

// Whoever has a certificate of one of our authorities: nothing for authorities that serve the world.
task<decision> permit_trusted_certificate(inquiry& on, topic const&, restriction const&) {
    if (on.about.certificate && on.about.certificate->trusted) co_return permit();
    co_return decision{};
}

task<decision> check_certificate_access(inquiry& on, topic const&, restriction const& what) {
    if (!on.about.certificate) co_return decision{};
    topic about;
    about.item = on.about.certificate->subject;
    about.kind = "Client certificate";
    auto known = co_await entry_of(on, *what.tables);
    if (!known) co_return co_await table_trouble(on, about, what.argument);
    if (!*known) co_return decision{};
    auto& found = **known;
    co_return co_await act(on, about, what.argument, found.key, std::move(found.value));
}

}  // namespace mailstead::mta::smtpd
