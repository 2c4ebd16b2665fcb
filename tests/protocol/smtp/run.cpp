// SMTP sessions for dialogues: a queue in memory, a few users, settings from main.cf names.
//   SET name value        any parameter of main.cf; SET @tls no: no certificate
//   USER name password    an account for AUTH;  AUTHDOWN: the auth role is gone
//   ACCOUNT address       a mailbox in virtual_mailbox_domains (more: the domains of mydestination)
//   MOVED address place   relocated_maps knows the address
//   NAME address name     what DNS says of a client; else "unknown" (127.0.0.1: localhost)
//   QUEUED n              n messages are in the queue
//   FROM <a>, TO <a>...   envelope of the last message: sender; recipients in order
//   ENVELOPE name=value   ret, envid, body, smtputf8, hold, helo, protocol, sasl_username, orcpt, notify, original, origin
//   TEXT line             the last message's text has this line; NOTEXT line: it has not
//   BODY text             what follows the header, with escapes
//   LOG pattern           a line of the log (behind "]: ") matches
// FAIL points: queue.begin, queue.append, queue.commit, recipients.
#include "tests/lib/script.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "base/ascii.h"
#include "base/log.h"
#include "conf/parameters.h"
#include "mta/smtpd/session.h"
#include "net/tls.h"
#include "server/settings_smtpd.h"
#include "tests/lib/fake_authenticator.h"

namespace mailstead::test {
namespace {

namespace queue = mta::queue;
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
        explicit spool(memory_intake& home) : home_(home), id_(fmt::format("{:X}", 0x6EBFAA7E91Eu + home.count_++)) {}
        std::string const& id() const noexcept override { return id_; }
        task<result<void>> append(std::string bytes) override {
            if (auto const error = home_.trouble_.hit("queue.append")) co_return *error;
            text_ += bytes;
            co_return result<void>{};
        }
        std::uint64_t size() const noexcept override { return text_.size(); }
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

    task<result<smtpd::verdict>> check(std::string address) override {
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

class fake_names final : public smtpd::names {
public:
    std::map<std::string, std::string> known{{"127.0.0.1", "localhost"}, {"::1", "localhost"}};
    task<std::string> name_of(std::string address) override {
        auto const found = known.find(address);
        co_return found == known.end() ? std::string("unknown") : found->second;
    }
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
    explicit smtp_fixture(stage& on) : stage_(on), intake_(on.trouble), recipients_(on.trouble) {
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

    bool set(std::string const& name, std::string const& value) override {
        if (name == "@tls") {
            certificate_ = value != "no";
            return true;
        }
        if (!conf::find_parameter(name)) return false;
        overrides_.emplace_back(name, value);
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
                            std::make_shared<mta::cleanup::rules const>(values, report_problem), &lookups_};
        smtpd::session session(wire, with);
        co_await session.run();
    }

private:
    static void report_problem(conf::problem const& what) { base::log::warning("cleanup", "{}", what.message()); }
    static outcome check(bool good, std::string const& else_text) { return {true, good ? std::string() : else_text}; }

    outcome about_queue(std::string const& word, std::string const& rest) {
        auto const& all = intake_.messages;
        if (word == "QUEUED") return check(std::to_string(all.size()) == rest, fmt::format("{} queued", all.size()));
        if (all.empty()) return {true, "nothing is queued"};
        auto const& last = all.back();
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
            {"helo", what.helo},
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
