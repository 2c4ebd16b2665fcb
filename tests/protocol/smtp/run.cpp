// SMTP sessions for dialogues: a queue in memory, a few users, settings from main.cf names.
//   SET name value        any parameter of main.cf; SET @tls no: no certificate; SET @postscreen yes: it stands in front
//   USER name password    an account for AUTH;  AUTHDOWN: the auth role is gone
//   ACCOUNT address       a mailbox in virtual_mailbox_domains (more: the domains of mydestination)
//   MOVED address place   relocated_maps knows the address
//   NAME address name     what DNS says of a client; else "unknown" (127.0.0.1: localhost)
//   REVERSE address name  what it claims, and is not believed;  INDOUBT address: DNS does not answer
//   DNS name TYPE rdata   what DNS says: A, AAAA, NS, MX (number name), TXT text; FAIL instead of a type: no answer
//   ASKED name TYPE       DNS has been asked that;  NOTASKED name TYPE: it has not
//   POLICY action         what the policy service inet:127.0.0.1:@ answers (@ is its port in SET; \n is a line end); POLICY DOWN: nothing
//   POLICYSPEAKS text     the same service says this unasked on the connection that asked last
//   POLICYSAW name=value  an attribute of its last request
//   POLICYCONNECTIONS n   so many connections to it were made
//   FLUSHED site          the last site that ETRN has asked for ("": none)
//   HELD yes|no           the last message is on hold
//   QUEUED n              n messages are in the queue
//   FROM <a>, TO <a>...   envelope of the last message: sender; recipients in order
//   ENVELOPE name=value   ret, envid, body, smtputf8, requiretls, deliver_by, by, hold, helo, protocol, sasl_username, orcpt, notify, original, origin
//   TEXT line             the last message's text has this line; NOTEXT line: it has not
//   BODY text             what follows the header, with escapes
//   LOG pattern           a line of the log (behind "]: ") matches
// FAIL points: queue.begin, queue.append, queue.read, queue.commit, recipients.
#include "tests/lib/script.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/parameters.h"
#include "mta/postscreen/session.h"
#include "mta/smtpd/session.h"
#include "net/tls.h"
#include "server/settings_postscreen.h"
#include "server/settings_smtpd.h"
#include "tests/lib/fake_authenticator.h"

namespace mailstead::test {
namespace {

namespace queue = mta::queue;
namespace postscreen = mta::postscreen;
namespace smtpd = mta::smtpd;
using net::result;
using net::task;

struct stored {
    std::string id;
    mta::envelope envelope;
    std::string text;
};

// The queue's door over a vector.
class memory_intake final : public queue::intake {
public:
    explicit memory_intake(faults& trouble) : trouble_(trouble) {}
    std::vector<stored> messages;

    result<std::unique_ptr<queue::spool>> begin() override {
        if (auto const error = trouble_.hit("queue.begin")) return *error;
        return std::unique_ptr<queue::spool>(std::make_unique<spool>(*this));
    }

private:
    class spool final : public queue::spool {
    public:
        explicit spool(memory_intake& home) : spool(home, fmt::format("{:X}", 0x6EBFAA7E91Eu + home.count_++)) {}
        spool(memory_intake& home, std::string id) : home_(home), id_(std::move(id)) {}
        std::string const& id() const noexcept override { return id_; }
        task<result<void>> append(std::string bytes) override {
            if (auto const error = home_.trouble_.hit("queue.append")) co_return *error;
            text_ += bytes;
            co_return result<void>{};
        }
        std::uint64_t size() const noexcept override { return text_.size(); }
        task<result<std::string>> read(std::uint64_t from, std::size_t size) override {
            if (auto const error = home_.trouble_.hit("queue.read")) co_return *error;
            co_return text_.substr(std::min<std::uint64_t>(from, text_.size()), size);
        }
        std::unique_ptr<queue::spool> again() override { return std::make_unique<spool>(home_, id_); }
        task<result<void>> commit(mta::envelope what) override {
            if (auto const error = home_.trouble_.hit("queue.commit")) co_return *error;
            stored done;
            done.id = id_;
            done.envelope = std::move(what);
            done.text = std::move(text_);
            home_.messages.push_back(std::move(done));
            co_return result<void>{};
        }

    private:
        memory_intake& home_;
        std::string id_;
        std::string text_;
    };
    faults& trouble_;
    std::uint64_t count_ = 0;
};

class fake_recipients final : public smtpd::recipients {
public:
    explicit fake_recipients(faults& trouble) : trouble_(trouble) {}
    std::vector<std::string> local, virtual_mailbox, relay;    // domains
    std::vector<std::string> accounts;                         // addresses that exist
    std::map<std::string, std::string> moved;                  // where to

    task<result<smtpd::verdict>> check(std::string address, std::string) override {
        if (auto const error = trouble_.hit("recipients")) co_return *error;
        auto const at = std::min(address.rfind('@'), address.size());
        auto const domain = at < address.size() ? base::lowered(address.substr(at + 1)) : std::string();
        smtpd::verdict out;
        bool const exists = has(accounts, base::lowered(address));
        if (has(local, domain)) {
            out.domain = conf::address_class::local;
            out.table = "local recipient table";
            out.known = exists;
        } else if (has(virtual_mailbox, domain)) {
            out.domain = conf::address_class::virtual_mailbox;
            out.table = "virtual mailbox table";
            out.known = exists;
        } else if (has(relay, domain)) {
            out.domain = conf::address_class::relay;
        }
        if (auto const found = moved.find(address); found != moved.end()) {
            out.known = false;
            out.moved_to = found->second;
        }
        co_return out;
    }

private:
    static bool has(std::vector<std::string> const& list, std::string const& what) {
        return std::find(list.begin(), list.end(), what) != list.end();
    }
    faults& trouble_;
};

// "mx.example" as it stands in an answer.
std::string wire_name(std::string_view text) {
    std::string out;
    for (auto const label : base::split(text, ".")) {
        out += static_cast<char>(label.size());
        out += label;
    }
    return out + '\0';
}

class fake_names final : public smtpd::names {
public:
    std::map<std::string, std::string> known{{"127.0.0.1", "localhost"}, {"::1", "localhost"}};
    std::map<std::string, std::string> claimed;
    std::set<std::string> in_doubt;
    std::set<std::pair<std::string, net::record_type>> asked;

    task<smtpd::client_names> name_of(std::string address) override {
        smtpd::client_names out;
        if (auto const found = claimed.find(address); found != claimed.end()) out.reverse = found->second;
        if (auto const found = known.find(address); found != known.end()) out.name = out.reverse = found->second;
        out.in_doubt = in_doubt.contains(address);
        co_return out;
    }

    task<result<net::dns_answer>> lookup(std::string name, net::record_type type) override {
        name = base::lowered(name);
        asked.emplace(name, type);
        if (failing_.contains(name)) co_return net::make_error_code(net::errc::dns_failed);
        auto const found = records_.find({name, type});
        if (found == records_.end()) co_return net::make_error_code(net::errc::not_found);
        net::dns_answer out;
        out.records = found->second;
        co_return out;
    }

    static std::optional<net::record_type> type_of(std::string_view name) {
        if (name == "A") return net::record_type::a;
        if (name == "AAAA") return net::record_type::aaaa;
        if (name == "NS") return net::record_type::ns;
        if (name == "MX") return net::record_type::mx;
        if (name == "TXT") return net::record_type::txt;
        return std::nullopt;
    }

    // False: the words make no record.
    bool add(std::string const& text) {
        auto const words = base::split(text, " ");
        if (words.size() == 2 && words[1] == "FAIL") return failing_.emplace(words[0]).second;
        if (words.size() < 3) return false;
        auto const type = type_of(words[1]);
        if (!type) return false;
        std::string bytes(words[2]);
        std::array<char, 16> address{};
        if (*type == net::record_type::a && ::inet_pton(AF_INET, bytes.c_str(), address.data()) == 1) bytes.assign(address.data(), 4);
        if (*type == net::record_type::aaaa && ::inet_pton(AF_INET6, bytes.c_str(), address.data()) == 1) bytes.assign(address.data(), 16);
        if (*type == net::record_type::ns) bytes = wire_name(bytes);
        if (*type == net::record_type::mx) bytes = std::string("\0\n", 2) + wire_name(words.size() > 3 ? words[3] : "");
        if (*type == net::record_type::txt) {
            auto const rest = text.substr(text.find(" TXT ") + 5);
            bytes = static_cast<char>(rest.size()) + rest;
        }
        records_[{std::string(words[0]), *type}].push_back(std::move(bytes));
        return true;
    }

private:
    std::map<std::pair<std::string, net::record_type>, std::vector<std::string>> records_;
    std::set<std::string> failing_;
};

// A policy service on a thread and a loopback port of its own.
class policy_server {
public:
    policy_server() {
        listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof where;
        auto* const name = reinterpret_cast<sockaddr*>(&where);
        if (::bind(listening_, name, size) != 0 || ::listen(listening_, 10) != 0 || ::getsockname(listening_, name, &size) != 0)
            throw std::runtime_error("policy service: cannot listen");
        port_ = ntohs(where.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~policy_server() {
        ::shutdown(listening_, SHUT_RDWR);
        thread_.join();
        ::close(listening_);
    }
    int port() const { return port_; }
    void answer(std::string action) {
        std::lock_guard const lock(mutex_);
        action_ = std::move(action);
    }
    // Unasked, on the connection that asked last.
    void speak(std::string const& text) {
        std::lock_guard const lock(mutex_);
        if (::send(last_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size())) throw std::runtime_error("policy service: cannot speak");
    }
    std::string seen() {
        std::lock_guard const lock(mutex_);
        return seen_;
    }
    int connections() {
        std::lock_guard const lock(mutex_);
        return connections_;
    }

private:
    void serve() {
        for (;;) {
            int const fd = ::accept(listening_, nullptr, nullptr);
            if (fd < 0) return;
            {
                std::lock_guard const lock(mutex_);
                ++connections_;
            }
            while (one_request(fd)) continue;
            ::close(fd);
        }
    }
    bool one_request(int fd) {
        std::string text;
        std::array<char, 4096> piece{};
        while (text.find("\n\n") == text.npos) {
            auto const got = ::recv(fd, piece.data(), piece.size(), 0);
            if (got <= 0) return false;
            text.append(piece.data(), static_cast<std::size_t>(got));
        }
        std::lock_guard const lock(mutex_);
        seen_ = '\n' + text;
        last_ = fd;
        if (action_ == "DOWN") return false;
        auto const out = "action=" + action_ + "\n\n";
        return ::send(fd, out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size());
    }

    int listening_ = -1, port_ = 0;
    std::mutex mutex_;
    std::string action_ = "DUNNO", seen_;
    int connections_ = 0, last_ = -1;
    std::thread thread_;
};

// Lines of the log since the fixture began.
class log_file {
public:
    log_file() : path_(fmt::format("{}/run_smtp.{}.log", std::filesystem::temp_directory_path().string(), getpid())) {
        std::filesystem::remove(path_);
        base::log::settings where;
        where.file = path_;
        base::log::open(where);
    }
    ~log_file() { std::filesystem::remove(path_); }
    bool has(std::string const& pattern) const {
        base::log::flush();
        std::ifstream in(path_);
        for (std::string line; std::getline(in, line);) {
            auto const start = line.find("]: ");
            if (start != line.npos && matches(pattern, line.substr(start + 3))) return true;
        }
        return false;
    }

private:
    std::string path_;
};

class smtp_fixture final : public fixture {
public:
    explicit smtp_fixture(stage& on)
        : stage_(on), intake_(on.trouble), recipients_(on.trouble), counts_(std::make_shared<net::client_counts>(on.clock)) {
        for (auto const& [name, value] : std::initializer_list<std::pair<char const*, char const*>>{
                 {"myhostname", "demo1.nasa.lctseng.nctucs.net"},
                 {"mydomain", "nasa.lctseng.nctucs.net"},
                 {"mydestination", "$myhostname, localhost.$mydomain, localhost, $mydomain"},
                 {"mynetworks", "127.0.0.0/8 [::1]/128"},
                 {"virtual_mailbox_domains", "example.com"},
                 {"smtpd_error_sleep_time", "0"},
                 {"inet_interfaces", "loopback-only"},
                 {"compatibility_level", "3.6"}})
            overrides_.emplace_back(name, value);
        for (auto const* known : {"lctseng@demo1.nasa.lctseng.nctucs.net", "lctseng@nasa.lctseng.nctucs.net",
                                  "postmaster@demo1.nasa.lctseng.nctucs.net", "info@example.com", "bob@example.com",
                                  "alice@example.com", "\"a b\"@example.com"})
            recipients_.accounts.emplace_back(known);
        accounts_.add("test", "testpassword");
    }

    ~smtp_fixture() override {
        cache_.reset();
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
    }

    bool set(std::string const& name, std::string const& value) override {
        if (name == "@tls") {
            certificate_ = value != "no";
            return true;
        }
        if (name == "@postscreen") {
            screened_ = value == "yes";
            return true;
        }
        // A name of one's own is one of main.cf, too: restriction classes are such.
        auto text = value;
        for (std::size_t at; (at = text.find(":@")) != text.npos;) text.replace(at + 1, 1, std::to_string(service().port()));
        overrides_.emplace_back(name, text);
        return true;
    }

    outcome verb(std::string const& word, std::string const& rest) override {
        if (word == "USER") {
            auto const blank = rest.find(' ');
            accounts_.add(rest.substr(0, blank), rest.substr(blank + 1));
        } else if (word == "AUTHDOWN") {
            accounts_.down = true;
        } else if (word == "ACCOUNT") {
            recipients_.accounts.push_back(rest);
        } else if (word == "MOVED") {
            auto const blank = rest.find(' ');
            recipients_.moved[rest.substr(0, blank)] = rest.substr(blank + 1);
        } else if (word == "NAME") {
            auto const blank = rest.find(' ');
            names_.known[rest.substr(0, blank)] = rest.substr(blank + 1);
        } else if (word == "REVERSE") {
            auto const blank = rest.find(' ');
            names_.claimed[rest.substr(0, blank)] = rest.substr(blank + 1);
        } else if (word == "INDOUBT") {
            names_.in_doubt.insert(rest);
        } else if (word == "DNS") {
            return check(names_.add(rest), "no such record");
        } else if (word == "ASKED" || word == "NOTASKED") {
            auto const blank = rest.find(' ');
            auto const type = fake_names::type_of(rest.substr(blank + 1));
            bool const was = type && names_.asked.contains({rest.substr(0, blank), *type});
            return check(was == (word == "ASKED"), was ? "it has been asked" : "it has not been asked");
        } else if (word == "FLUSHED") {
            return check(flushed_ == rest, flushed_);
        } else if (word == "POLICY" || word == "POLICYSPEAKS") {
            auto text = rest;
            for (std::size_t at; (at = text.find("\\n")) != text.npos;) text.replace(at, 2, "\n");
            if (word == "POLICY") service().answer(text);
            else service().speak(text);
        } else if (word == "POLICYSAW") {
            auto const seen = service().seen();
            return check(seen.find('\n' + rest + '\n') != seen.npos, seen);
        } else if (word == "POLICYCONNECTIONS") {
            return check(std::to_string(service().connections()) == rest, std::to_string(service().connections()));
        } else if (word == "LOG") {
            outcome out;
            out.done = log_.has(rest);
            return out;
        } else {
            return about_queue(word, rest);
        }
        return {};
    }

    task<void> serve(net::stream& wire) override {
        auto const values = conf::settings().with(overrides_);
        recipients_.local = values.list("mydestination");
        recipients_.virtual_mailbox = values.list("virtual_mailbox_domains");
        recipients_.relay = values.list("relay_domains");
        smtpd::context with{server::smtpd_settings(values), intake_, accounts_, recipients_, names_, stage_.clock,
                            certificate_ ? net::tls_context::for_client() : nullptr,
                            std::make_shared<mta::cleanup::rules const>(values, report_problem), &lookups_, &policy(), counts_, nullptr,
                            [this](std::string const& site) { flushed_ = site; return true; }};
        if (!screened_) {
            smtpd::session session(wire, with);
            co_await session.run();
            co_return;
        }
        auto const passed = co_await examine(wire, values);
        if (!passed) co_return;
        smtpd::session session(*passed, with);
        co_await session.run();
    }

private:
    // postscreen in front of the session, with a cache that lives as long as the fixture.
    task<std::unique_ptr<net::stream>> examine(net::stream& wire, conf::settings values) {
        if (!cache_ && values.text("postscreen_cache_map") != "") {
            folder_ = fmt::format("{}/run_smtp.{}.cache", std::filesystem::temp_directory_path().string(), getpid());
            std::filesystem::remove_all(folder_);
            std::filesystem::create_directory(folder_);
            auto opened = postscreen::cache::open(folder_);
            if (!opened) throw std::runtime_error(opened.error().message());
            cache_ = *opened;
        }
        auto const calm = server::postscreen_settings(values, report_problem);
        auto const hurried = server::postscreen_settings(values.with({{"stress", "yes"}}));
        hall_->set_limits(calm->examined_limit, calm->waiting_limit);
        auto const start = [this](char const*, task<void> what) { boost::asio::co_spawn(stage_.executor, std::move(what), boost::asio::detached); };
        auto const on = [] { return false; };
        postscreen::context with{calm, hurried, hall_, cache_, names_, stage_.clock, certificate_ ? net::tls_context::for_client() : nullptr,
                                 lookups_, start, on};
        postscreen::session session(wire, with);
        auto passed = co_await session.run();
        co_return passed;
    }

    static void report_problem(conf::problem const& what) { base::log::warning("cleanup", "{}", what.message()); }
    policy_server& service() {
        if (!service_) service_ = std::make_unique<policy_server>();
        return *service_;
    }
    smtpd::policy_client& policy() {
        if (!policy_) policy_ = std::make_unique<smtpd::policy_client>(stage_.executor, names_, stage_.clock);
        return *policy_;
    }
    static outcome check(bool good, std::string const& else_text) { return {true, good ? std::string() : else_text}; }

    outcome about_queue(std::string const& word, std::string const& rest) {
        auto const& all = intake_.messages;
        if (word == "QUEUED") return check(std::to_string(all.size()) == rest, fmt::format("{} queued", all.size()));
        if (all.empty()) return {true, "nothing is queued"};
        auto const& last = all.back();
        if (word == "HELD") return check((last.envelope.hold ? "yes" : "no") == rest, "it is the other way");
        if (word == "FROM") return check('<' + last.envelope.sender + '>' == rest, last.envelope.sender);
        if (word == "TO") {
            std::string text;
            for (auto const& one : last.envelope.recipients) text += (text.empty() ? "<" : " <") + one.address + '>';
            return check(text == rest, text);
        }
        if (word == "ENVELOPE") return about_envelope(last.envelope, rest);
        auto const text = "\r\n" + last.text;
        bool const there = text.find("\r\n" + rest + "\r\n") != text.npos;
        if (word == "TEXT") return check(there, last.text);
        if (word == "NOTEXT") return check(!there, last.text);
        if (word == "BODY") {
            auto const body = last.text.substr(last.text.find("\r\n\r\n") + 4);
            return check(escaped(body) == rest, escaped(body));
        }
        return {true, "unknown word " + word};
    }

    static std::string escaped(std::string_view text) {
        std::string out;
        for (char c : text) {
            if (c == '\r') out += "\\r";
            else if (c == '\n') out += "\\n";
            else out += c;
        }
        return out;
    }

    static outcome about_envelope(mta::envelope const& what, std::string const& rest) {
        auto const& first = what.recipients.front();
        std::map<std::string, std::string> const facts{
            {"ret", std::to_string(static_cast<int>(what.ret))},
            {"envid", what.envid},
            {"body", std::to_string(static_cast<int>(what.body))},
            {"smtputf8", what.smtputf8 ? "yes" : "no"},
            {"hold", what.hold ? "yes" : "no"},
            {"requiretls", what.requiretls ? "yes" : "no"},
            {"filter", what.filter},
            {"priority", std::to_string(what.priority)},
            {"release_at", std::to_string(what.release_at)},
            {"deliver_by", std::to_string(what.deliver_by)},
            {"by", fmt::format("{}{}", what.by_return ? "R" : "N", what.by_trace ? "T" : "")},
            {"helo", what.helo},
            {"port", what.client_port},
            {"protocol", what.protocol},
            {"sasl_username", what.sasl_username},
            {"sasl_method", what.sasl_method},
            {"client", what.client_name + '[' + what.client_address + ']'},
            {"orcpt", first.orcpt},
            {"notify", std::to_string(first.notify)},
            {"original", first.original},
            {"arrival", std::to_string(what.arrival)},
        };
        auto const equals = rest.find('=');
        auto const found = facts.find(rest.substr(0, equals));
        if (found == facts.end()) return {true, "no such field"};
        return check(found->second == rest.substr(equals + 1), found->second);
    }

    stage& stage_;
    log_file log_;
    conf::settings::pairs overrides_;
    bool certificate_ = true;
    net::disk_pool lookups_{1, std::chrono::seconds(5)};
    memory_intake intake_;
    fake_recipients recipients_;
    fake_names names_;
    fake_authenticator accounts_;
    std::shared_ptr<net::client_counts> counts_;
    bool screened_ = false;
    std::string folder_, flushed_;
    std::shared_ptr<postscreen::cache> cache_;
    std::shared_ptr<postscreen::hall> hall_ = std::make_shared<postscreen::hall>();
    std::unique_ptr<policy_server> service_;
    std::unique_ptr<smtpd::policy_client> policy_;
};

}  // namespace
}  // namespace mailstead::test

int main(int argc, char** argv) {
    setenv("TZ", "UTC", 1);
    auto const make = [](mailstead::test::stage& on) -> std::unique_ptr<mailstead::test::fixture> {
        return std::make_unique<mailstead::test::smtp_fixture>(on);
    };
    return mailstead::test::run_scripts(argc, argv, make);
}
