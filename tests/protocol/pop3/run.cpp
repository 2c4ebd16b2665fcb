// Runs .t dialogues against a POP3 session over store::memory. Settings: main.cf names of pop3d_ parameters. Words:
//   MESSAGE text           one more message in INBOX; \r \n and so on are understood
//   MESSAGES n             n more messages "Subject: message i", body "line\n"
//   BIG n                  a message with a body of n lines "0123456789"
//   EXPUNGED uid           another session removed that message
//   STORE point error [n]  the n-th pass of that point of the store fails; errors: in_use, gone, damaged, EIO
//   LEFT n                 so many messages are in INBOX now
//   SEEN n                 so many of them are flagged \Seen
//   AUTH down              the authentication service is away
//   USER name password     one more user
//   APOP                   it keeps secrets for APOP; bob's digest is never right
//   MECHANISM name steps   it has that mechanism, which goes by "<heard" and ">said", and makes the client bob
#include "net/tls.h"
#include "pop3/session.h"
#include "store/memory.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/mem_stream.h"
#include "tests/lib/script.h"

#include "base/ascii.h"

namespace {

using namespace mailstead;

class box_accounts final : public pop3::accounts {
public:
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string user) override {
        if (user == "homeless") co_return store::make_error_code(store::errc::no_mailbox);
        co_return std::shared_ptr<store::account>(inbox);
    }
    std::shared_ptr<store::memory::account> inbox = std::make_shared<store::memory::account>();
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

std::optional<base::error_code> error_of(std::string_view name) {
    if (name == "in_use") return store::errc::in_use;
    if (name == "gone") return store::errc::gone;
    if (name == "damaged") return store::errc::damaged;
    if (auto const number = test::errno_of(name)) return base::from_errno(*number);
    return std::nullopt;
}

class pop3_fixture final : public test::fixture {
public:
    explicit pop3_fixture(test::stage& stage) : stage_(stage) {
        settings_.banner = "Mailstead POP3 ready";
        settings_.error_sleep = std::chrono::milliseconds(0);
        authenticator_.add("bob", "secret");
        authenticator_.add("homeless", "secret");
    }

    bool set(std::string const& name, std::string const& value) override;
    outcome verb(std::string const& word, std::string const& arguments) override;
    net::task<void> serve(net::stream& wire) override {
        pop3::session session(wire, {settings_, authenticator_, accounts_, disk_, stage_.clock, tls_, &delays_});
        co_await session.run();
    }

private:
    outcome store_fails(std::vector<std::string_view> const& words);
    outcome count_messages(std::string_view word, std::size_t expected);

    test::stage& stage_;
    pop3::settings settings_;
    pop3::login_delays delays_;
    test::fake_authenticator authenticator_;
    box_accounts accounts_;
    net::disk_pool disk_{1, std::chrono::seconds(30)};
    std::shared_ptr<net::tls_context const> tls_ = net::tls_context::for_client();
};

bool pop3_fixture::set(std::string const& name, std::string const& value) {
    using pop3::clear_passwords;
    auto& s = settings_;
    if (name == "pop3d_tls_auth_only")
        s.clear_passwords = value == "yes"  ? clear_passwords::under_tls
                            : value == "no" ? clear_passwords::allowed
                                            : clear_passwords::under_tls_or_loopback;
    else if (name == "pop3d_tls_security_level") s.require_tls = value == "encrypt", s.offer_tls = value != "none";
    else if (name == "pop3d_hard_error_limit") s.hard_error_limit = *base::number<std::size_t>(value);
    else if (name == "pop3d_line_length_limit") s.line_limit = *base::number<std::size_t>(value);
    else if (name == "pop3d_sasl_mechanism_filter") s.mechanism_filter = {value};
    else if (name == "pop3d_login_delay") s.login_delay = std::chrono::seconds(*base::number<std::uint32_t>(value));
    else if (name == "pop3d_delete") s.deletion = value == "hide" ? pop3::deletion::hide : pop3::deletion::expunge;
    else return false;
    return true;
}

test::fixture::outcome pop3_fixture::store_fails(std::vector<std::string_view> const& words) {
    auto const error = words.size() > 1 ? error_of(words[1]) : std::nullopt;
    if (!error) return {true, "STORE takes a point and an error"};
    auto const nth = words.size() > 2 ? base::number<unsigned>(words[2]).value_or(1) : 1;
    accounts_.inbox->fail_next(words[0], *error, nth);
    return {};
}

test::fixture::outcome pop3_fixture::count_messages(std::string_view word, std::size_t expected) {
    auto const view = (*accounts_.inbox->open("INBOX"))->now();
    std::size_t count = 0;
    for (std::size_t i = 0; i < view->size(); ++i)
        if (word == "LEFT" || ((*view)[i].flags & store::flag::seen)) ++count;
    if (count == expected) return {};
    return {true, std::string(word) + ": there are " + std::to_string(count)};
}

test::fixture::outcome pop3_fixture::verb(std::string const& word, std::string const& arguments) {
    auto const words = base::split(arguments, " ");
    auto const first = words.empty() ? std::nullopt : base::number<std::uint32_t>(words[0]);
    if (word == "MESSAGE") {
        accounts_.inbox->put("INBOX", unescaped(arguments));
    } else if (word == "MESSAGES" && first) {
        for (std::uint32_t i = 1; i <= *first; ++i)
            accounts_.inbox->put("INBOX", "Subject: message " + std::to_string(i) + "\n\nline\n");
    } else if (word == "BIG" && first) {
        std::string text = "Subject: big\n\n";
        for (std::uint32_t i = 0; i < *first; ++i) text += "0123456789\n";
        accounts_.inbox->put("INBOX", std::move(text));
    } else if (word == "EXPUNGED" && first) {
        auto const box = *accounts_.inbox->open("INBOX");
        (void)box->expunge(store::uid_set::of({*first}), store::mailbox::expunge_mode::all);
    } else if (word == "STORE") {
        return store_fails(words);
    } else if ((word == "LEFT" || word == "SEEN") && first) {
        return count_messages(word, *first);
    } else if (word == "AUTH") {
        authenticator_.down = arguments == "down";
    } else if (word == "USER" && words.size() == 2) {
        authenticator_.add(std::string(words[0]), std::string(words[1]));
    } else if (word == "APOP") {
        authenticator_.add_mechanism("APOP", {{"<never"}, "bob"});
        authenticator_.offered.back().hidden = true;
    } else if (word == "MECHANISM" && words.size() > 1) {
        authenticator_.add_mechanism(std::string(words[0]), {{words.begin() + 1, words.end()}, "bob"});
    } else {
        return fixture::verb(word, arguments);
    }
    return {};
}

std::unique_ptr<test::fixture> make(test::stage& stage) { return std::make_unique<pop3_fixture>(stage); }

}  // namespace

int main(int argc, char** argv) { return mailstead::test::run_scripts(argc, argv, make); }
