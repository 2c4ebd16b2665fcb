// libunbound's own thread does the asking; its descriptor wakes us when an answer is there.
#include "net/resolver.h"

#include <arpa/inet.h>
#include <unbound.h>

#include <algorithm>
#include <array>
#include <map>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "base/ascii.h"
#include "base/log.h"

namespace mailstead::net {

namespace asio = boost::asio;

namespace {

struct context_freer {
    void operator()(ub_ctx* context) const noexcept { ub_ctx_delete(context); }
};
using context_ptr = std::unique_ptr<ub_ctx, context_freer>;

using answer_function = std::function<void(result<dns_answer>)>;

result<dns_answer> read_answer(int trouble, ub_result const* found) {
    if (trouble != 0 || !found) return make_error_code(errc::dns_failed);
    if (found->bogus) return make_error_code(errc::dns_failed);
    if (!found->havedata) {
        bool const definite = found->nxdomain || found->rcode == 0;
        return make_error_code(definite ? errc::not_found : errc::dns_failed);
    }
    dns_answer out;
    for (int i = 0; found->data[i]; ++i) out.records.emplace_back(found->data[i], static_cast<std::size_t>(found->len[i]));
    if (found->canonname) out.canonical = found->canonname;
    out.ttl = std::chrono::seconds(found->ttl);
    out.secure = found->secure != 0;
    return out;
}

// What libunbound still answers by itself; a server that was named explicitly is asked about these too.
constexpr std::array own_zones{"127.in-addr.arpa.", "test."};

context_ptr open_context(resolver_settings const& wanted) {
    context_ptr context(ub_ctx_create());
    if (!context) return nullptr;
    // libunbound answers by itself, without asking, that private addresses have no names; an office's server knows them.
    ub_ctx_set_option(context.get(), "unblock-lan-zones:", "yes");
    if (wanted.server == "system") {
        ub_ctx_resolvconf(context.get(), nullptr);
        ub_ctx_hosts(context.get(), nullptr);
    } else {
        // A test's server lives on the loopback, where libunbound does not ask by itself.
        ub_ctx_set_option(context.get(), "do-not-query-localhost:", "no");
        ub_ctx_set_fwd(context.get(), wanted.server.c_str());
    }
    if (!wanted.trust_anchor_file.empty()) ub_ctx_add_ta_file(context.get(), wanted.trust_anchor_file.c_str());
    ub_ctx_async(context.get(), 1);    // a thread, not a process
    if (wanted.server != "system")
        for (auto const* zone : own_zones) ub_ctx_zone_remove(context.get(), zone);
    return context;
}

}  // namespace

// All members but `home` are touched on home's thread only.
struct resolver::state : std::enable_shared_from_this<resolver::state> {
    struct question {
        std::shared_ptr<state> owner;
        std::uint64_t number;
    };
    struct waiting {
        answer_function answer;
        std::unique_ptr<asio::steady_timer> timer;
    };

    state(executor where, resolver_settings what) : home(std::move(where)), wanted(std::move(what)) {}

    bool open() {
        if (context) return true;
        context = open_context(wanted);
        if (!context) return false;
        descriptor = std::make_unique<asio::posix::stream_descriptor>(home, ::dup(ub_fd(context.get())));
        watch();
        return true;
    }

    void watch() {
        auto ready = [self = shared_from_this()](boost::system::error_code const& error) {
            if (error) return;
            ub_process(self->context.get());
            self->watch();
        };
        descriptor->async_wait(asio::posix::stream_descriptor::wait_read, std::move(ready));
    }

    void ask(std::string const& name, record_type type, answer_function answer) {
        auto const number = ++last;
        if (stopped || !open()) return answer(make_error_code(errc::dns_failed));
        auto* const mine = new question{shared_from_this(), number};    // comes back in on_answer, always
        auto timer = std::make_unique<asio::steady_timer>(home, wanted.limit);
        auto late = [self = shared_from_this(), number](boost::system::error_code const& error) {
            if (!error) self->finish(number, make_error_code(errc::dns_failed));
        };
        timer->async_wait(std::move(late));
        pending.emplace(number, waiting{std::move(answer), std::move(timer)});
        int const trouble = ub_resolve_async(context.get(), name.c_str(), static_cast<int>(type), 1, mine, on_answer, nullptr);
        if (trouble == 0) return;
        delete mine;
        finish(number, make_error_code(errc::dns_failed));
    }

    void finish(std::uint64_t number, result<dns_answer> found) {
        auto const at = pending.find(number);
        if (at == pending.end()) return;
        auto const answer = std::move(at->second.answer);
        pending.erase(at);
        answer(std::move(found));
    }

    static void on_answer(void* mine, int trouble, ub_result* found) {
        std::unique_ptr<question> const asked(static_cast<question*>(mine));
        std::unique_ptr<ub_result, decltype(&ub_resolve_free)> const owned(found, ub_resolve_free);
        asked->owner->finish(asked->number, read_answer(trouble, found));
    }

    executor home;
    resolver_settings wanted;
    context_ptr context;
    std::unique_ptr<asio::posix::stream_descriptor> descriptor;
    std::map<std::uint64_t, waiting> pending;
    std::uint64_t last = 0;
    bool stopped = false;
};

resolver::resolver(executor home, resolver_settings wanted)
    : state_(std::make_shared<state>(std::move(home), std::move(wanted))) {}

resolver::~resolver() {
    // Breaks the circle of the watch; unanswered questions die with libunbound's context.
    if (state_->descriptor) {
        boost::system::error_code ignored;
        state_->descriptor->close(ignored);
    }
}

void resolver::stop() {
    state_->stopped = true;
    while (!state_->pending.empty()) state_->finish(state_->pending.begin()->first, make_error_code(errc::dns_failed));
}

task<result<dns_answer>> resolver::lookup(std::string name, record_type type) {
    result<dns_answer> out = make_error_code(errc::dns_failed);
    auto start = [&](auto done) {
        using done_type = decltype(done);
        auto shared = std::make_shared<done_type>(std::move(done));
        auto back = asio::get_associated_executor(*shared);
        auto guard = std::make_shared<asio::executor_work_guard<decltype(back)>>(back);
        answer_function answer = [&out, shared, back, guard](result<dns_answer> found) {
            auto resume = [&out, shared, guard, found = std::move(found)]() mutable {
                out = std::move(found);
                (*shared)();
            };
            asio::post(back, std::move(resume));
        };
        auto ask = [owner = state_, name, type, answer = std::move(answer)] { owner->ask(name, type, answer); };
        asio::post(state_->home, std::move(ask));
    };
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void()>(start, asio::use_awaitable);
    co_return out;
}

task<result<std::vector<std::string>>> resolver::names_of(std::string address) {
    auto const name = reverse_name(address);
    if (name.empty()) co_return make_error_code(errc::not_found);
    auto const found = co_await lookup(name, record_type::ptr);
    if (!found) co_return found.error();
    std::vector<std::string> out;
    for (auto const& rdata : found->records)
        if (auto text = name_of_rdata(rdata); !text.empty()) out.push_back(std::move(text));
    if (out.empty()) co_return make_error_code(errc::not_found);
    co_return out;
}

namespace {

void add_addresses(std::vector<std::string>& out, dns_answer const& found, int family, std::size_t length) {
    for (auto const& rdata : found.records) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        if (rdata.size() == length && ::inet_ntop(family, rdata.data(), text.data(), text.size())) out.emplace_back(text.data());
    }
}

}  // namespace

task<result<std::vector<std::string>>> resolver::addresses_of(std::string host) {
    std::vector<std::string> out;
    auto const v4 = co_await lookup(host, record_type::a);
    if (v4) add_addresses(out, *v4, AF_INET, 4);
    auto const v6 = co_await lookup(host, record_type::aaaa);
    if (v6) add_addresses(out, *v6, AF_INET6, 16);
    if (!out.empty()) co_return out;
    auto const failed = make_error_code(errc::dns_failed);
    if ((!v4 && v4.error() == failed) || (!v6 && v6.error() == failed)) co_return failed;
    co_return make_error_code(errc::not_found);
}

task<peer_names> resolver::names_of_peer(std::string address) {
    peer_names out;
    auto const failed = make_error_code(errc::dns_failed);
    auto const names = co_await names_of(address);
    out.in_doubt = !names && names.error() == failed;
    if (!names) co_return out;
    out.reverse = names->front();
    // Only the family of the client's own address can lead back to it.
    bool const is_v6 = address.find(':') != address.npos;
    for (auto const& name : *names) {
        auto const found = co_await lookup(name, is_v6 ? record_type::aaaa : record_type::a);
        if (!found && found.error() == failed) out.in_doubt = true;
        if (!found) continue;
        std::vector<std::string> back;
        add_addresses(back, *found, is_v6 ? AF_INET6 : AF_INET, is_v6 ? 16 : 4);
        if (std::find(back.begin(), back.end(), address) == back.end()) continue;
        out.name = name;
        break;
    }
    co_return out;
}

task<std::string> resolver::verified_name(std::string address) {
    auto const found = co_await names_of_peer(std::move(address));
    co_return found.name;
}

std::string reverse_name(std::string const& address) {
    std::array<unsigned char, 16> bytes{};
    if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
        return fmt::format("{}.{}.{}.{}.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
    if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return {};
    std::string out;
    for (int i = 15; i >= 0; --i) {
        auto const byte = bytes[static_cast<std::size_t>(i)];
        fmt::format_to(std::back_inserter(out), "{:x}.{:x}.", byte & 15, byte >> 4);
    }
    return out + "ip6.arpa";
}

std::string name_of_rdata(std::string_view rdata) {
    std::string out;
    while (!rdata.empty()) {
        auto const length = static_cast<unsigned char>(rdata[0]);
        if (length == 0) return out;
        if (length > 63 || rdata.size() < length + 1u) return {};
        if (!out.empty()) out += '.';
        for (char c : rdata.substr(1, length)) {
            if (c <= ' ' || c > '~') fmt::format_to(std::back_inserter(out), "\\{:03}", static_cast<unsigned char>(c));
            else if (c == '.' || c == '\\') (out += '\\') += c;
            else out += c;
        }
        rdata.remove_prefix(length + 1u);
    }
    return {};
}

}  // namespace mailstead::net
