// Runs .t dialogues against an LMTP session. Users bob, ann (Maildir) and carl (mbox) at example.org; full@ is over quota,
// brim@ was full before the text came;
// jörg@ needs SMTPUTF8. Settings: lmtpd_ names of main.cf, and
//   trusted yes                the peer (PEER unix) is our own queue
//   rules CODE X.Y.Z text      rules answer this to strangers, but for those whose LHLO says friend.example.org
// FAIL points: deposit, find (the lookup), networks. Words:
//   HOLD                       deliveries are answered by RELEASE only
//   RELEASE n                  the n-th delivery that waits is answered (counted from 1)
//   WAITING n                  so many deliveries wait
//   STORED n                   so many have been stored so far
//   TEXT n text                the n-th stored text is exactly this; \r \n understood
//   FIELDS n text              the same of the header fields written at delivery
//   ID n text                  the n-th stored delivery id
//   DISTINCT                   no two of those that wait have the same id, and none has none
//   AUTH down                  the authentication service is away
#include <set>

#include "base/ascii.h"
#include "lmtp/session.h"
#include "net/tls.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/script.h"
#include "tests/unit/lmtp/fakes.h"

namespace {

using namespace mailstead;

class failing_store final : public store::depositor {
public:
    failing_store(test::fake_depositor& inner, test::faults& trouble) : inner_(inner), trouble_(trouble) {}
    void deposit(store::delivery what, answer done) override {
        if (auto const error = trouble_.hit("deposit")) return done(*error);
        inner_.deposit(std::move(what), std::move(done));
    }

private:
    test::fake_depositor& inner_;
    test::faults& trouble_;
};

class failing_users final : public lmtp::users {
public:
    failing_users(test::fake_users& inner, test::faults& trouble) : inner_(inner), trouble_(trouble) {}
    net::task<net::result<std::optional<mda::plan>>> plan_for(mda::recipient whom, std::string sender, rules by) override {
        if (auto const error = trouble_.hit("find")) co_return *error;
        co_return co_await inner_.plan_for(std::move(whom), std::move(sender), by);
    }

private:
    test::fake_users& inner_;
    test::faults& trouble_;
};

// Knows friends by their name and by their login.
class strict_rules final : public lmtp::client_rules {
public:
    explicit strict_rules(std::string const& answer) {
        auto const first = answer.find(' '), second = answer.find(' ', first + 1);
        refusal_ = smtp::make_reply(std::stoi(answer), answer.substr(first + 1, second - first - 1), answer.substr(second + 1));
    }
    net::task<std::optional<smtp::reply>> judge(lmtp::client_facts about) override {
        std::optional<smtp::reply> out;
        bool const friendly = about.helo == "friend.example.org" || !about.user.empty();
        if (!friendly) out = refusal_;
        if (!friendly && about.sender) out->text += ": " + std::string(*about.sender);
        co_return out;
    }

private:
    smtp::reply refusal_;
};

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        char const c = text[++i];
        out += c == 'n' ? '\n' : c == 'r' ? '\r' : c;
    }
    return out;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
    return out;
}

class lmtp_fixture final : public test::fixture {
public:
    explicit lmtp_fixture(test::stage& stage) : stage_(stage), store_(kept_, stage.trouble), users_(known_, stage.trouble),
                                                fibres_(stage.executor) {
        settings_.hostname = "mail.example.org";
        settings_.banner = "mail.example.org LMTP Mailstead";
        settings_.error_sleep = std::chrono::milliseconds(0);
        settings_.clear_rules.no_anonymous = true;
        for (auto const* name : {"bob@example.org", "ann@example.org", "full@example.org", "j\xc3\xb6rg@example.org"}) known_.add(name);
        known_.add("carl@example.org", false);
        kept_.failures["full@example.org"] = store::errc::over_quota;
        store::owner brim;
        brim.account = "brim@example.org";
        brim.location = "/mail/brim/";
        known_.plans["brim@example.org"] = mda::plan_for_virtual(brim);
        known_.plans["brim@example.org"].is_full = true;
        authenticator_.add("bob@example.org", "secret");
    }

    bool set(std::string const& name, std::string const& value) override;
    outcome verb(std::string const& word, std::string const& arguments) override;
    net::task<void> serve(net::stream& wire) override {
        auto in_networks = [this](net::endpoint const& peer) -> net::result<bool> {
            if (auto const error = stage_.trouble.hit("networks"))
                return net::result<bool>(boost::system::in_place_error, *error);
            return peer.loopback;
        };
        auto const with = std::make_shared<lmtp::services>(lmtp::services{settings_, store_, users_, ids_, fibres_, &authenticator_, tls_, in_networks, stage_.clock, nullptr, rules_.get()});
        lmtp::session session(wire, with);
        co_await session.run();
    }

private:
    bool set_number(std::string const& name, std::uint64_t value);
    outcome distinct() const;
    outcome check(std::string_view what, std::size_t number, std::string_view expected) const;

    test::stage& stage_;
    lmtp::server_settings settings_;
    test::fake_depositor kept_;
    test::fake_users known_;
    failing_store store_;
    failing_users users_;
    mda::id_source ids_;
    net::session_set fibres_;
    test::fake_authenticator authenticator_;
    std::unique_ptr<strict_rules> rules_;
    std::shared_ptr<net::tls_context const> tls_ = net::tls_context::for_client();
};

bool lmtp_fixture::set_number(std::string const& name, std::uint64_t value) {
    if (name == "message_size_limit") settings_.size_limit = value;
    else if (name == "virtual_mailbox_limit") settings_.delivery.mailbox_limit = value;
    else if (name == "lmtpd_recipient_limit") settings_.recipient_limit = value;
    else if (name == "smtpd_junk_command_limit") settings_.junk_command_limit = static_cast<unsigned>(value);
    else if (name == "lmtpd_hard_error_limit") settings_.hard_error_limit = static_cast<unsigned>(value);
    else if (name == "lmtpd_soft_error_limit") settings_.soft_error_limit = static_cast<unsigned>(value);
    else if (name == "lmtpd_line_length_limit") settings_.line_limit = value;
    else if (name == "depth") settings_.depth = value;
    else return false;
    return true;
}

bool lmtp_fixture::set(std::string const& name, std::string const& value) {
    using lmtp::client_rule;
    using lmtp::tls_auth_only;
    if (name == "trusted") settings_.trusted_uids.push_back(static_cast<uid_t>(-1));    // the peer of a mem_stream
    else if (name == "over_quota") settings_.delivery.over_quota = mda::full_mailbox::is_permanent;
    else if (name == "no_tls") tls_ = nullptr;
    else if (name == "rules") rules_ = std::make_unique<strict_rules>(value);
    else if (name == "lmtpd_tls_security_level")
        settings_.tls = value == "encrypt" ? lmtp::tls_level::encrypt : value == "none" ? lmtp::tls_level::none : lmtp::tls_level::may;
    else if (name == "lmtpd_tls_wrappermode") settings_.tls_wrapper = value == "yes";
    else if (name == "lmtpd_sasl_auth_enable") settings_.authentication = value == "yes";
    else if (name == "lmtpd_tls_auth_only")
        settings_.tls_auth_only = value == "yes" ? tls_auth_only::yes : value == "no" ? tls_auth_only::no : tls_auth_only::remote;
    else if (name == "lmtpd_client_restrictions" && value == "permit") settings_.clients.assign(1, client_rule::permit);
    else if (name == "lmtpd_client_restrictions" && value == "reject") settings_.clients.assign(1, client_rule::reject);
    else if (auto const number = base::number<std::uint64_t>(value)) return set_number(name, *number);
    else return false;
    return true;
}

test::fixture::outcome lmtp_fixture::check(std::string_view what, std::size_t number, std::string_view expected) const {
    if (number == 0 || number > kept_.all.size()) return {true, "there are " + std::to_string(kept_.all.size()) + " stored"};
    auto const& one = kept_.all[number - 1];
    auto const found = what == "TEXT" ? one.body() : what == "FIELDS" ? one.what.headers : to_string(one.what.id);
    if (found == unescaped(expected)) return {};
    return {true, std::string(what) + " is " + escaped(found)};
}

test::fixture::outcome lmtp_fixture::distinct() const {
    std::set<base::delivery_id> seen{base::delivery_id{}};
    for (auto const& each : kept_.waiting)
        if (!seen.insert(each.what.what.id).second) return {true, "an id is not its own: " + to_string(each.what.what.id)};
    return {};
}

test::fixture::outcome lmtp_fixture::verb(std::string const& word, std::string const& arguments) {
    auto const blank = arguments.find(' ');
    auto const number = base::number<std::size_t>(std::string_view(arguments).substr(0, blank)).value_or(0);
    auto const rest = blank == arguments.npos ? std::string() : arguments.substr(blank + 1);
    if (word == "HOLD") kept_.hold = true;
    else if (word == "RELEASE" && number > 0 && number <= kept_.waiting.size()) kept_.release(number - 1);
    else if (word == "WAITING" && kept_.waiting.size() != number) return {false, ""};
    else if (word == "STORED" && kept_.all.size() != number) return {false, ""};
    else if (word == "TEXT" || word == "FIELDS" || word == "ID") return check(word, number, rest);
    else if (word == "DISTINCT") return distinct();
    else if (word == "AUTH" && arguments == "down") authenticator_.down = true;
    else if (word != "WAITING" && word != "STORED") return {true, "unknown word or wrong number: " + word};
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    auto const make = [](test::stage& stage) { return std::make_unique<lmtp_fixture>(stage); };
    return test::run_scripts(argc, argv, make);
}
