// Connecting, asking, and what refusals mean for the exit status.
#include "tools/store_client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/ascii.h"

namespace mailstead::tools {
namespace {

int status_of(std::string const& code) {
    if (code == "no-account") return EX_NOUSER;
    if (code == "not-permitted") return EX_NOPERM;
    if (code == "temporary") return EX_TEMPFAIL;
    return EXIT_FAILURE;
}

bool is_absent(base::error_code const& why) { return why == base::from_errno(ENOENT) || why == base::from_errno(ECONNREFUSED); }

}  // namespace

base::result<base::unique_fd> connect_to(std::string const& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path) return base::from_errno(ENAMETOOLONG);
    std::memcpy(name.sun_path, path.data(), path.size());
    base::unique_fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(fd.get(), reinterpret_cast<sockaddr const*>(&name), sizeof name) != 0) return base::last_error();
    return fd;
}

refusal broken(base::error_code const& why) { return {"the connection to the store broke: " + why.message(), EX_TEMPFAIL, "broken"}; }

std::unique_ptr<store_client> store_client::connect(conf::configuration const& files, std::string const& account,
                                                    local_store const& otherwise, refusal& why) {
    std::unique_ptr<store_client> out(new store_client);
    auto fd = connect_to(files.values->text("queue_directory") + "/private/store-admin");
    if (!fd && fd.error() == base::from_errno(EACCES)) {
        why = {"only root and mail_owner may do this", EX_NOPERM, {}};
        return nullptr;
    }
    if (!fd && !is_absent(fd.error())) {
        why = {"private/store-admin: " + fd.error().message(), EX_TEMPFAIL, {}};
        return nullptr;
    }
    if (!fd) {
        auto own = otherwise(files, account);
        if (!own.trouble.empty()) {
            why = {own.trouble, EX_TEMPFAIL, {}};
            return nullptr;
        }
        fd = std::move(own.wire);
        out->keeper_ = std::move(own.keeper);
    }
    out->wire_ = std::make_unique<admin_wire>(std::move(*fd));
    return out;
}

std::unique_ptr<store_client> store_client::open(conf::configuration const& files, std::string const& account,
                                                 local_store const& otherwise, refusal& why) {
    auto out = connect(files, account, otherwise, why);
    if (!out) return out;
    auto const answer = out->ask({{"do", "account"}, {"account", account}}, why);
    if (!answer) {
        why.words = account + ": " + why.words;
        return nullptr;
    }
    out->account_ = text_in(*answer, "account");
    out->location_ = text_in(*answer, "location");
    out->separator_ = text_in(*answer, "separator") == "/" ? '/' : '.';
    out->has_mbox_folders_ = text_in(*answer, "folders") == "mbox";
    return out;
}

store_client::~store_client() { wire_.reset(); }

std::optional<boost::json::object> store_client::ask(boost::json::object const& request, refusal& why) {
    if (auto const sent = wire_->send(request); !sent) {
        why = broken(sent.error());
        return std::nullopt;
    }
    return hear(why);
}

std::optional<boost::json::object> store_client::hear(refusal& why) {
    auto answer = wire_->receive();
    if (!answer) {
        why = broken(answer.error());
        return std::nullopt;
    }
    if (auto const error = text_in(*answer, "error"); !error.empty()) {
        auto const code = text_in(*answer, "code");
        why = {error, status_of(code), code};
        return std::nullopt;
    }
    return std::move(*answer);
}

folder_path store_client::folder_named(std::string_view text) const {
    folder_path out;
    for (auto const level : base::split(text, separator_ == '.' ? "/." : "/")) out.emplace_back(level);
    if (out.size() == 1 && base::iequals(out[0], "INBOX")) out.clear();
    return out;
}

folder_path store_client::fitting(folder_path of) const {
    for (auto& level : of)
        std::replace_if(level.begin(), level.end(), [this](char c) { return c == '/' || c == separator_; }, '_');
    if (of.size() == 1 && base::iequals(of[0], "INBOX")) of.clear();
    return of;
}

boost::json::array json_of(std::vector<std::string> const& texts) {
    boost::json::array out;
    for (auto const& one : texts) out.emplace_back(one);
    return out;
}

}  // namespace mailstead::tools
