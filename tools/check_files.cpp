// Checks that look at files: permissions, certificates, tables, directories.
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/ascii.h"
#include "base/fs.h"
#include "conf/parameters.h"
#include "conf/table.h"
#include "tools/check.h"

namespace mailstead::tools::checks {
namespace {

std::optional<struct stat> status_of(std::string const& path) {
    struct stat out {};
    if (::stat(path.c_str(), &out) != 0) return std::nullopt;
    return out;
}

conf::problem warning(std::string text, std::string file = {}, int line = 0) {
    return {std::move(file), line, conf::severity::warning, std::move(text)};
}

// Where the value of `name` comes from, for the report.
conf::problem about(conf::settings const& values, std::string_view name, std::string text) {
    auto const place = values.place(name);
    return warning(fmt::format("{}: {}", name, text), place.file, place.line);
}

// Each service's view of a parameter, main.cf's first; `service` is null for main.cf.
template <class Look>
void in_all_views(conf::configuration const& files, Look look) {
    look(*files.values, nullptr);
    for (auto const& service : files.services.services)
        if (!service.overrides.empty()) look(files.values_for(service), &service);
}

struct frees {
    void operator()(BIO* one) const noexcept { ::BIO_free(one); }
    void operator()(X509* one) const noexcept { ::X509_free(one); }
    void operator()(EVP_PKEY* one) const noexcept { ::EVP_PKEY_free(one); }
};
using bio = std::unique_ptr<BIO, frees>;

std::string last_ssl_error() {
    char text[256] = "not PEM";
    if (auto const code = ::ERR_get_error(); code != 0) ::ERR_error_string_n(code, text, sizeof text);
    ::ERR_clear_error();
    return text;
}

int no_passphrase(char*, int, int, void*) { return -1; }

class certificate_check {
public:
    explicit certificate_check(problems& out) : out_(out) {}

    void look(std::string const& prefix, conf::settings const& values) {
        auto const certificate = values.text(prefix + "_tls_cert_file");
        auto const key = values.text(prefix + "_tls_key_file");
        if (certificate.empty() || certificate == "none" || !seen_.insert({certificate, key}).second) return;
        auto const chain = read(values, prefix + "_tls_cert_file", certificate);
        auto const secret = read(values, prefix + "_tls_key_file", key);
        if (!chain || !secret) return;
        bio const chain_text(::BIO_new_mem_buf(chain->data(), static_cast<int>(chain->size())));
        std::unique_ptr<X509, frees> const own(::PEM_read_bio_X509(chain_text.get(), nullptr, no_passphrase, nullptr));
        if (!own) return say(values, prefix + "_tls_cert_file", fmt::format("{} holds no certificate: {}", certificate, last_ssl_error()));
        bio const key_text(::BIO_new_mem_buf(secret->data(), static_cast<int>(secret->size())));
        std::unique_ptr<EVP_PKEY, frees> const pair(::PEM_read_bio_PrivateKey(key_text.get(), nullptr, no_passphrase, nullptr));
        if (!pair) return say(values, prefix + "_tls_key_file", fmt::format("{} holds no key that can be used without a passphrase: {}", key, last_ssl_error()));
        if (::X509_check_private_key(own.get(), pair.get()) != 1)
            say(values, prefix + "_tls_key_file", fmt::format("{} is not the key of the certificate in {}", key, certificate));
        if (::X509_cmp_current_time(::X509_get0_notAfter(own.get())) < 0)
            say(values, prefix + "_tls_cert_file", fmt::format("the certificate in {} has expired", certificate));
        ::ERR_clear_error();
    }

private:
    void say(conf::settings const& values, std::string const& name, std::string text) {
        out_.push_back(about(values, name, std::move(text)));
        if (values.is_set(name)) return;
        // The value is a default that follows from the certificate's, or from smtpd's.
        auto const prefix = name.substr(0, name.find('_'));
        for (auto const& source : {prefix + "_tls_cert_file", std::string("smtpd") + name.substr(prefix.size()), std::string("smtpd_tls_cert_file")}) {
            auto const place = values.place(source);
            if (place.line == 0) continue;
            out_.back().file = place.file;
            out_.back().line = place.line;
            return;
        }
    }
    std::optional<std::string> read(conf::settings const& values, std::string const& name, std::string const& path) {
        if (auto const found = status_of(path); found && !S_ISREG(found->st_mode)) {    // a FIFO would make us wait for ever
            say(values, name, fmt::format("{} is no file", path));
            return std::nullopt;
        }
        auto text = base::system_files().read_all(AT_FDCWD, path, 1 << 20);
        if (text) return std::move(*text);
        say(values, name, fmt::format("cannot read {}: {}", path, text.error().message()));
        return std::nullopt;
    }

    problems& out_;
    std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace

problems permissions(conf::configuration const& files) {
    problems out;
    auto const writable = [&](std::string const& path) {
        auto const found = status_of(path);
        if (found && (found->st_mode & (S_IWGRP | S_IWOTH)) != 0)
            out.push_back(warning(fmt::format("others than its owner may write it; run: chmod go-w {}", path), path));
    };
    writable(files.directory + "/main.cf");
    writable(files.directory + "/master.cf");
    if (!files.values) return out;
    auto const readable = [&](std::string const& path, std::string_view what) {
        auto const found = path.empty() || path == "none" ? std::nullopt : status_of(path);
        if (found && (found->st_mode & (S_IROTH | S_IWOTH)) != 0)
            out.push_back(warning(fmt::format("{} can be read by everybody; run: chmod o-rwx {}", what, path), path));
    };
    readable(files.values->text("account_database"), "the account database");
    std::set<std::string> keys;
    in_all_views(files, [&](conf::settings const& values, conf::service const*) {
        for (auto const* prefix : {"smtpd", "imapd", "pop3d", "lmtpd"}) {
            auto const key = values.text(std::string(prefix) + "_tls_key_file");
            if (keys.insert(key).second) readable(key, "the private key");
        }
    });
    return out;
}

problems certificates(conf::configuration const& files) {
    problems out;
    certificate_check check(out);
    in_all_views(files, [&](conf::settings const& values, conf::service const*) {
        for (auto const* prefix : {"smtpd", "imapd", "pop3d", "lmtpd"}) check.look(prefix, values);
    });
    return out;
}

problems directories(conf::configuration const& files) {
    problems out;
    auto const& values = *files.values;
    // The account database is made by the first 'mailstead user add', its directory is not.
    auto const accounts = values.text("account_database");
    auto const folder = accounts.substr(0, std::max<std::size_t>(accounts.rfind('/') + 1, 1));
    if (accounts.starts_with('/') && !status_of(folder)) out.push_back(about(values, "account_database", fmt::format("{} is missing", folder)));
    for (auto const* name : {"queue_directory", "data_directory", "index_directory", "virtual_mailbox_base"}) {
        auto const path = values.text(name);
        if (path.empty()) continue;
        if (!path.starts_with('/')) {
            out.push_back(about(values, name, fmt::format("{} is not a full path", path)));
            continue;
        }
        auto existing = path;
        while (!status_of(existing) && existing.size() > 1) existing.resize(std::max<std::size_t>(existing.rfind('/'), 1));
        auto const found = status_of(existing);
        if (found && !S_ISDIR(found->st_mode)) {
            out.push_back(about(values, name, fmt::format("{} is no directory", existing)));
            out.back().severity = conf::severity::error;
        } else if (::geteuid() != 0 && ::access(existing.c_str(), W_OK | X_OK) != 0) {
            auto const why = std::strerror(errno);
            out.push_back(about(values, name, existing == path ? fmt::format("cannot write in {}: {}", path, why)
                                                               : fmt::format("{} is missing and cannot be made in {}", path, existing)));
        }
    }
    return out;
}

problems owners(conf::configuration const& files, unsigned starter) {
    auto const& values = *files.values;
    auto const model = values.text("process_model");
    bool const as_root = starter == 0;
    bool const one_user = base::iequals(model, "single") || !as_root;
    problems out;
    struct role {
        char const* parameter;
        std::string path;    // what it must be able to write, if it is there already
    };
    role const roles[] = {{"mail_owner", values.text("queue_directory") + "/queue"},
                          {"store_owner", values.text("index_directory")},
                          {"auth_owner", values.text("account_database")}};
    for (auto const& [parameter, path] : roles) {
        auto const* const from = one_user ? "mail_owner" : parameter;
        auto wanted = static_cast<uid_t>(starter);
        if (as_root) {
            auto const name = values.text(from);
            auto const* const user = ::getpwnam(name.c_str());
            if (user == nullptr) {
                out.push_back(about(values, from, fmt::format("there is no user {}; 'mailstead set-permissions' makes it, or set process_model = single", name)));
                out.back().severity = conf::severity::error;
                continue;
            }
            wanted = user->pw_uid;
        } else if (auto const name = values.text(parameter); values.is_set(parameter) && ::getpwnam(name.c_str()) == nullptr) {
            out.push_back(about(values, parameter, fmt::format("there is no user {}: only root's starts need it", name)));
        }
        auto const found = status_of(path);
        if (found && found->st_uid != wanted)
            out.push_back(warning(fmt::format("belongs to user {}, not to {}{}", found->st_uid, wanted,
                                              as_root ? "; run: mailstead set-permissions" : ""),
                                  path));
    }
    return out;
}

}  // namespace mailstead::tools::checks
