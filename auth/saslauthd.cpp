// saslauthd's Unix socket (saslauthd(8)); one connection per question, as it wants.
#include "auth/saslauthd.h"

#include <atomic>
#include <cerrno>

#include "base/ascii.h"
#include "base/dialogue.h"
#include "base/log.h"

#include "auth/address.h"
#include "auth/system_users.h"

namespace mailstead::auth {
namespace {

constexpr std::size_t longest_part = 1024;    // saslauthd gives up on longer ones

void put(std::string& out, std::string_view part) {
    out += static_cast<char>(part.size() >> 8);
    out += static_cast<char>(part.size() & 0xff);
    out += part;
}

base::result<bool> receive(int fd, base::deadline end) {
    std::string got;
    char chunk[4096];
    for (;;) {
        auto const n = base::receive_some(fd, chunk, end);
        if (!n || *n == 0) return {boost::system::in_place_error, n ? base::from_errno(ECONNRESET) : n.error()};
        got.append(chunk, *n);
        auto const said = read_saslauthd_answer(got);
        if (said == saslauthd_answer::bad) return {boost::system::in_place_error, base::from_errno(EPROTO)};
        if (said != saslauthd_answer::need_more) return said == saslauthd_answer::yes;
    }
}

}  // namespace

std::string saslauthd_question(std::string_view login, std::string_view password, std::string_view service, std::string_view realm) {
    std::string out;
    for (auto const part : {login, password, service, realm}) {
        if (part.size() > 0xffff) return {};
        put(out, part);
    }
    return out;
}

saslauthd_answer read_saslauthd_answer(std::string_view bytes) {
    if (bytes.size() < 2) return saslauthd_answer::need_more;
    auto const high = static_cast<unsigned char>(bytes[0]), low = static_cast<unsigned char>(bytes[1]);
    std::size_t const length = static_cast<std::size_t>(high) << 8 | low;
    if (length < 2) return saslauthd_answer::bad;
    bytes.remove_prefix(2);
    if (bytes.size() < length) return saslauthd_answer::need_more;
    auto const word = bytes.substr(0, 2);
    if (word != "OK" && word != "NO") return saslauthd_answer::bad;
    // "OKAY" is no answer: the word ends there, or a blank or a NUL follows.
    if (length > 2 && bytes[2] != ' ' && bytes[2] != '\0') return saslauthd_answer::bad;
    return word == "OK" ? saslauthd_answer::yes : saslauthd_answer::no;
}

std::optional<std::string> saslauthd::normal_name(std::string_view address) const { return normal_address(address, defaults_.default_domain); }

base::result<std::optional<user>> saslauthd::find_user(std::string_view address) { return find_system_mail_user(address, defaults_); }

base::result<bool> saslauthd::ask(std::string_view question) {
    auto const end = std::chrono::steady_clock::now() + values_.patience;
    auto const fd = base::connect_to(values_.path, end);
    if (!fd) return {boost::system::in_place_error, fd.error()};
    if (auto const sent = base::send_all(fd->get(), question, end); !sent) return {boost::system::in_place_error, sent.error()};
    return receive(fd->get(), end);
}

base::result<std::optional<verdict>> saslauthd::check_password(attempt const& what) {
    if (what.name.size() > longest_part || what.password.size() > longest_part) return std::optional(verdict::undecided);
    if (what.password.empty() || what.password.find('\0') != what.password.npos) return std::optional(verdict::undecided);
    // The realm is the domain, as libsasl2 has it; but where saslauthd passes over the realm, alice@elsewhere must not be alice.
    auto const local = local_name(what.name, defaults_.default_domain);
    std::string_view const login = local ? std::string_view(*local) : what.name;
    auto const realm = local ? std::string_view(defaults_.default_domain) : std::string_view();
    auto const question = saslauthd_question(login, what.password, what.service, realm);
    struct turn {
        std::atomic<std::size_t>& count;
        std::size_t before = count++;
        ~turn() { --count; }
    } const mine{asking_};
    auto const said = mine.before < values_.at_once ? ask(question) : base::result<bool>(boost::system::in_place_error, base::from_errno(EBUSY));
    if (!said) {
        base::log::error("auth", "saslauthd {}: {}", values_.path, said.error().message());
        return said.error();
    }
    return std::optional(*said ? verdict::accepted : verdict::undecided);
}

base::result<std::optional<user>> find_system_mail_user(std::string_view name, entry_defaults const& defaults) {
    auto const local = local_name(name, defaults.default_domain);
    if (!local) return std::optional<user>();
    auto const found = find_system_user(*local);
    if (!found) return found.error();
    if (!*found || (*found)->uid < defaults.least_uid || (*found)->gid < defaults.least_gid) return std::optional<user>();
    user out{std::string(name), (*found)->uid, (*found)->gid, (*found)->home, {}};
    out.system_user = *local;
    return std::optional(std::move(out));
}

}  // namespace mailstead::auth
