// Plays IMAP dialogues against imap::session over store::memory. User alice@example.org, password secret.
//
// SET: tls_auth_only (yes, no, remote; default no), require_tls, tls (yes: STARTTLS is offered), hard_error_limit,
//      soft_error_limit, error_sleep (milliseconds), login_error_limit, line_limit, literal_limit, clear_limit, message_limit, keep_alive (milliseconds), mechanisms,
//      acl, mailbox_metadata, metadata_value_limit, metadata_limit, admin_contact, administrator (a name; again: more),
//      other_users (the level; default: none), shared_owner, owner_limit,
//      literal_minus, messages_at_once, saves_at_once, progress_interval (milliseconds), unauthenticate, special_use (mailbox use mailbox use ...)
// TEXT box text        a message from elsewhere; escapes as in C!; internal date 14-Nov-2023 22:13:20 UTC
// SEEN box text        the same, \Seen
// MAIL box file        a message from a file beside the dialogue
// BULK box n           n small messages
// BASE64 box n         a message in base64 that decodes to n lines of "0123456789abcd"
// LINES box n header   one message of that header and n lines "body 1", "body 2" ...
// FLAGS box set how names...   another session's STORE; how: + - =
// GONE box uid         another session's expunge
// UNMEASURED box       nobody has asked yet for the sizes and dates of what is in it
// FORGET box           what was expunged from it is not remembered any more
// FOLDER name          a mailbox
// FOLDERS name n       a mailbox with n below it
// TROUBLE point why [n]        the store's n-th call of that point fails: an errno name or one of store::errc
// SLOW point ms        each of the store's calls of that point takes so long
// LIMIT limits         the account's quota, as store::parse_quota() reads it
// EXCHANGE mechanism <said by the client >by the server ...   one login that this mechanism takes, word by word
// USER name            another user, password secret
// DOWN                 the auth service cannot be reached
#include <map>

#include <fstream>
#include <sstream>

#include "base/ascii.h"
#include "net/tls.h"
#include "store/memory.h"

#include "imap/session.h"
#include "tests/lib/fake_authenticator.h"
#include "tests/lib/mem_stream.h"
#include "tests/lib/memory_sharing.h"
#include "tests/lib/script.h"
#include "tests/protocol/imap/capabilities.h"

namespace mailstead::test {
namespace {

constexpr std::int64_t usual_date = 1700000000;

std::string with_line_ends(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) out += text[i];
        else if (text[++i] == 'n') out += '\n';
        else if (text[i] == 'r') out += '\r';
        else if (text[i] == '0') out += '\0';
        else out += text[i];
    }
    return out;
}

base::error_code error_named(std::string const& name) {
    static std::map<std::string, store::errc> const names = {
        {"gone", store::errc::gone},           {"no_mailbox", store::errc::no_mailbox}, {"over_quota", store::errc::over_quota},
        {"in_use", store::errc::in_use},       {"damaged", store::errc::damaged},       {"busy", store::errc::busy},
        {"read_only", store::errc::read_only}, {"too_many_keywords", store::errc::too_many_keywords}};
    if (auto const known = names.find(name); known != names.end()) return make_error_code(known->second);
    if (auto const number = errno_of(name)) return base::from_errno(*number);
    return {};
}

class imap_accounts final : public imap::accounts {
public:
    net::task<base::result<std::shared_ptr<store::account>>> open(std::string user) override {
        if (failed) co_return failed;
        co_return std::static_pointer_cast<store::account>(all.at(user));
    }
    std::shared_ptr<store::sharing> sharing() override { return shared; }
    store::memory::opener all;
    std::shared_ptr<memory_sharing> const shared = std::make_shared<memory_sharing>(all);
    base::error_code failed;
};

class imap_fixture final : public fixture {
public:
    explicit imap_fixture(stage& on)
        : stage_(on), disk_(2, std::chrono::seconds(5)), services_{auth_, accounts_, disk_, on.clock},
          account_(accounts_.all.at("alice@example.org")) {
        auth_.add("alice@example.org", "secret");
        accounts_.shared->add("alice@example.org");
        settings_.sharing.others.clear();
        settings_.clear_passwords = imap::clear_passwords::allowed;
        settings_.auth_failure_delay = {};
        settings_.error_sleep = {};
        settings_.idle_notify_interval = {};
    }

    bool set(std::string const& name, std::string const& value) override {
        auto const number = base::number<std::size_t>(value).value_or(0);
        if (name == "tls_auth_only") return set_tls_auth_only(value);
        if (name == "require_tls") settings_.require_tls = value == "yes";
        else if (name == "tls") tls_ = value == "yes" ? net::tls_context::for_client() : nullptr;
        else if (name == "hard_error_limit") settings_.hard_error_limit = number;
        else if (name == "soft_error_limit") settings_.soft_error_limit = number;
        else if (name == "error_sleep") settings_.error_sleep = std::chrono::milliseconds(number);
        else if (name == "login_error_limit") settings_.login_error_limit = number;
        else if (name == "line_limit") settings_.line_limit = number;
        else if (name == "literal_limit") settings_.literal_limit = number;
        else if (name == "clear_limit") settings_.clear_limit = number;
        else if (name == "message_limit") settings_.message_limit = number;
        else if (name == "keep_alive") settings_.idle_notify_interval = std::chrono::milliseconds(number);
        else if (name == "messages_at_once") settings_.messages_at_once = static_cast<std::uint32_t>(number);
        else if (name == "saves_at_once") settings_.saves_at_once = static_cast<std::uint32_t>(number);
        else if (name == "progress_interval") settings_.progress_interval = std::chrono::milliseconds(number);
        else if (name == "unauthenticate") settings_.offer_unauthenticate = value == "yes";
        else if (name == "literal_minus") settings_.literal_minus = value == "yes";
        else if (name == "acl") settings_.acl = value == "yes";
        else if (name == "mailbox_metadata") settings_.mailbox_metadata = value == "yes";
        else if (name == "metadata_value_limit") settings_.metadata_value_limit = number;
        else if (name == "metadata_limit") settings_.metadata_limit = number;
        else if (name == "admin_contact") settings_.admin_contact = value;
        else if (name == "administrator") settings_.administrators.push_back(value);
        else if (name == "other_users") settings_.sharing.others = value;
        else if (name == "shared_owner") settings_.sharing.common_owner = value;
        else if (name == "owner_limit") settings_.sharing.most_owners = number;
        else if (name == "special_use") return set_special_use(value);
        else if (name == "mechanisms") auth_.offered.resize(std::min(auth_.offered.size(), number));
        else return false;
        return true;
    }

    outcome verb(std::string const& word, std::string const& arguments) override {
        std::istringstream in(arguments);
        std::string box, rest;
        in >> box;
        std::getline(in >> std::ws, rest);
        outcome done;
        if (word == "TEXT") account_->put(box, with_line_ends(rest), 0, usual_date);
        else if (word == "SEEN") account_->put(box, with_line_ends(rest), store::flag::seen, usual_date);
        else if (word == "MAIL") mail(box, rest, done);
        else if (word == "BULK") bulk(box, rest);
        else if (word == "LINES") lines(box, rest);
        else if (word == "BASE64") in_base64(box, rest);
        else if (word == "FLAGS") flags(box, rest, done);
        else if (word == "GONE") gone(box, rest, done);
        else if (word == "UNMEASURED") account_->forget_measures(box);
        else if (word == "FORGET") account_->forget_expunged(box);
        else if (word == "FOLDER") done.error = account_->create(box) ? "" : "cannot create";
        else if (word == "FOLDERS") folders(box, rest, done);
        else if (word == "TROUBLE") trouble(box, rest, done);
        else if (word == "SLOW") account_->delay(box, std::chrono::milliseconds(base::number<int>(rest).value_or(0)));
        else if (word == "LIMIT") limit(arguments, done);
        else if (word == "EXCHANGE") exchange(box, rest);
        else if (word == "USER") {
            auth_.add(box, "secret");
            accounts_.shared->add(box);
        } else if (word == "DOWN") auth_.down = true;
        else if (word == "LARGEST") largest(box, done);
        else if (word == "NOACCOUNT") accounts_.failed = error_named(box);
        else return fixture::verb(word, arguments);
        return done;
    }

    net::task<void> serve(net::stream& wire) override {
        imap::session session(wire, services_, settings_, tls_);
        wire_ = dynamic_cast<mem_stream*>(&wire);
        co_await session.run();
        wire_ = nullptr;
    }

private:
    void exchange(std::string mechanism, std::string const& text) {
        fake_authenticator::script out{{}, "alice@example.org"};
        std::istringstream words(text);
        for (std::string word; words >> word;) {
            if (word.starts_with('<') || word.starts_with('>')) out.steps.push_back(std::move(word));
            else out.steps.back() += ' ' + word;
        }
        auth_.add_mechanism(std::move(mechanism), std::move(out));
    }

    bool set_tls_auth_only(std::string const& value) {
        using imap::clear_passwords;
        settings_.clear_passwords = value == "yes"  ? clear_passwords::under_tls
                                    : value == "no" ? clear_passwords::allowed
                                                    : clear_passwords::under_tls_or_loopback;
        return value == "yes" || value == "no" || value == "remote";
    }
    bool set_special_use(std::string const& value) {
        std::istringstream words(value);
        for (std::string mailbox, use; words >> mailbox >> use;) settings_.special_uses.push_back({mailbox, "\\" + use});
        return true;
    }
    void mail(std::string const& box, std::string const& name, outcome& done) {
        std::ifstream in(stage_.directory + name, std::ios::binary);
        std::ostringstream bytes;
        bytes << in.rdbuf();
        if (!in) done.error = "cannot read " + name;
        else account_->put(box, bytes.str(), 0, usual_date);
    }
    void bulk(std::string const& box, std::string const& count) {
        auto const n = base::number<int>(count).value_or(0);
        for (int i = 1; i <= n; ++i) account_->put(box, fmt::format("Subject: number {}\n\nbody {}\n", i, i), 0, usual_date);
    }
    void folders(std::string const& box, std::string const& count, outcome& done) {
        auto const n = base::number<int>(count).value_or(0);
        for (int i = 1; i <= n; ++i) {
            if (!account_->create(fmt::format("{}.{}", box, i))) done.error = "cannot create";
        }
    }

    void in_base64(std::string const& box, std::string const& count) {
        std::string text, message = "Content-Transfer-Encoding: base64\n\n";
        for (int i = base::number<int>(count).value_or(0); i > 0; --i) text += "0123456789abcd\r\n";
        auto const encoded = base::base64_encode(text);
        for (std::size_t at = 0; at < encoded.size(); at += 76) message += encoded.substr(at, 76) + '\n';
        account_->put(box, std::move(message), 0, usual_date);
    }
    void lines(std::string const& box, std::string const& rest) {
        auto const space = rest.find(' ');
        auto const n = base::number<int>(rest.substr(0, space)).value_or(0);
        auto text = rest.substr(space + 1) + "\n\n";
        for (int i = 1; i <= n; ++i) text += fmt::format("body {}\n", i);
        account_->put(box, text, 0, usual_date);
    }
    void flags(std::string const& box, std::string const& rest, outcome& done) {
        std::istringstream in(rest);
        std::uint32_t uid = 0;
        char how = '+';
        std::string name;
        in >> uid >> how;
        store::flag_change change;
        using action = store::flag_change::how;
        change.action = how == '-' ? action::remove : how == '=' ? action::replace : action::add;
        while (in >> name) {
            if (name == "\\Seen") change.flags |= store::flag::seen;
            else if (name == "\\Deleted") change.flags |= store::flag::deleted;
            else if (name == "\\Flagged") change.flags |= store::flag::flagged;
            else if (name == "\\Answered") change.flags |= store::flag::answered;
            else if (name == "\\Draft") change.flags |= store::flag::draft;
            else change.keywords.push_back(name);
        }
        auto opened = account_->open(box);
        if (!opened || !(*opened)->change_flags(store::uid_set::of({uid}), change)) done.error = "cannot change flags";
    }
    void gone(std::string const& box, std::string const& uid, outcome& done) {
        auto opened = account_->open(box);
        auto const which = store::uid_set::of({base::number<std::uint32_t>(uid).value_or(0)});
        if (!opened || !(*opened)->expunge(which, store::mailbox::expunge_mode::all)) done.error = "cannot expunge";
    }
    void limit(std::string const& text, outcome& done) {
        auto const limits = store::parse_quota(text);
        if (!limits) done.error = "unknown limits";
        else account_->limit(*limits);
    }
    void trouble(std::string const& point, std::string const& rest, outcome& done) {
        std::istringstream in(rest);
        std::string why;
        unsigned nth = 1;
        in >> why >> nth;
        auto const error = error_named(why);
        if (!error) done.error = "unknown trouble";
        account_->fail_next(point, error, std::max(nth, 1u));
    }

    // LARGEST n: no write of this connection was larger, so that no more stood in memory.
    void largest(std::string const& limit, outcome& done) {
        auto const most = base::number<std::size_t>(limit);
        if (!most || !wire_) done.error = "a number and a connection are needed";
        else if (wire_->largest_write() > *most) done.error = "a write of " + std::to_string(wire_->largest_write()) + " bytes";
    }

    stage& stage_;
    mem_stream* wire_ = nullptr;    // the last connection's
    fake_authenticator auth_;
    imap_accounts accounts_;
    net::disk_pool disk_;
    imap::settings settings_;
    imap::services services_;
    std::shared_ptr<store::memory::account> account_;
    std::shared_ptr<net::tls_context const> tls_;
};

std::unique_ptr<fixture> make(stage& on) { return std::make_unique<imap_fixture>(on); }

}  // namespace
}  // namespace mailstead::test

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--capabilities") return mailstead::test::check_capabilities(argv[2]);
    return mailstead::test::run_scripts(argc, argv, mailstead::test::make);
}
