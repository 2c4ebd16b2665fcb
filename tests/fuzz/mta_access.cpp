// Everything of access control that reads what somebody else wrote: PROXY headers, filters of DNS lists, policy services,
// words of restriction lists, and the actions of access tables, which may be more such words.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>

#include "base/log.h"
#include "mta/smtpd/checks.h"
#include "mta/smtpd/proxy_header.h"

namespace {

using namespace mailstead;
namespace smtpd = mta::smtpd;

// The action an access table gives for a sender, obeyed.
void obey(std::string action) {
    static auto const values = [] {
        smtpd::settings out;
        auto rules = std::make_shared<smtpd::rule_book>();
        std::string why;
        rules->add_classes({{"loop", {"loop"}}, {"greedy", {"permit_mynetworks", "reject"}}}, why);
        out.rules = rules;
        return out;
    }();
    mta::cleanup::effects effects;
    std::optional<smtp::reply> deferral;
    smtpd::subject about;
    about.settings = &values;
    about.sender = "a@b.example";
    about.full_sender = "a@b.example";
    about.recipient = "c@d.example";
    about.effects = &effects;
    about.defer_if_permit = &deferral;
    boost::asio::io_context loop;
    auto const run = [&]() -> net::task<void> {
        smtpd::inquiry on(about, smtpd::stage::recipient);
        auto const what = topic_of(about, smtpd::party::sender);
        auto const out = co_await smtpd::act(on, what, "table", "key", std::move(action));
        bool const coded = out.answer.code >= 400 && out.answer.code <= 599;
        if (out.kind == smtpd::decision::kind::refuse && !coded) std::abort();
    };
    auto const ended = [](std::exception_ptr failed) {
        if (failed) std::abort();
    };
    boost::asio::co_spawn(loop, run(), ended);
    loop.run();
    if (effects.redirect.find_first_of("\r\n") != std::string::npos) std::abort();
    for (auto const& field : effects.prepend)
        if (field.find_first_of("\r\n") != field.npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size > 5000) return 0;
    static bool const quiet = [] {
        base::log::settings where;
        where.file = "/dev/null";
        base::log::open(where);
        return true;
    }();
    (void)quiet;
    std::string_view const text(reinterpret_cast<char const*>(bytes), size);
    if (auto const found = smtpd::parse_proxy_line(text); found && found->known && found->client_address.empty()) std::abort();
    if (auto const found = smtpd::parse_binary_proxy_header(text); found && found->known && found->client_address.empty()) std::abort();
    if (auto const list = smtpd::dns_list::parse(text)) (void)list->counts(text.substr(0, 4));
    std::string why;
    (void)smtpd::policy_service::parse(std::string(text), {}, "/q", why);
    smtpd::rule_book rules;
    auto const list = rules.read(conf::split_list(text), why);
    if (!list && why.empty()) std::abort();
    obey(std::string(text));
    return 0;
}
