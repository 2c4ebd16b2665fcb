// The small SMTP server behind postscreen's greeting: whatever is said, replies are whole lines, nothing piles up, and the
// result does not depend on how the bytes were cut.
#include "mta/postscreen/engine.h"

#include <cstdlib>

#include "base/log.h"
#include "mta/postscreen/dns_score.h"

namespace {

using namespace mailstead::mta::postscreen;

settings make(unsigned char choice) {
    settings out;
    for (auto& one : out.tests) one = {true, static_cast<action>(choice % 3), std::chrono::seconds(60)};
    out.tls = static_cast<mailstead::mta::smtpd::tls_level>(choice / 3 % 3);
    out.helo_required = choice & 64;
    out.line_limit = 100;
    return out;
}

struct outcome {
    std::string said;
    engine::next last = engine::next::read;
};

// Pipelining is seen only in bytes that came together, so it is left out where pieces are compared.
outcome play(settings const& values, std::string_view bytes, std::size_t piece, bool pipelining) {
    verdicts tests(values.tests);
    tests.begin_unknown();
    if (!pipelining) tests.fail(test::pipelining, true);
    engine server(values, tests, "[192.0.2.1]:1", "450 4.3.2 Later", true);
    outcome out;
    while (!bytes.empty() && out.last == engine::next::read) {
        out.last = server.feed(bytes.substr(0, piece), 1000, out.said);
        bytes.remove_prefix(std::min(piece, bytes.size()));
        if (out.last == engine::next::start_tls) server.secured();
    }
    if (!out.said.empty() && !out.said.ends_with("\r\n")) std::abort();
    if (tests.sum().keep && tests.any_failed()) std::abort();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    static bool const quiet = [] {
        mailstead::base::log::settings where;
        where.file = "/dev/null";
        mailstead::base::log::open(where);
        return true;
    }();
    static_cast<void>(quiet);
    if (size == 0) return 0;
    auto const values = make(data[0]);
    std::string_view const bytes(reinterpret_cast<char const*>(data) + 1, size - 1);
    play(values, bytes, size, true);
    auto const whole = play(values, bytes, size, false), cut = play(values, bytes, 1, false);
    if (whole.said != cut.said || whole.last != cut.last) std::abort();
    auto const site = dnsbl_site::parse(bytes);
    if (site && site->list.domain.empty()) std::abort();
    return 0;
}
