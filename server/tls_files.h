// The files that TLS is made of: which there are, what was read of them, and whether they have changed since.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/file_stamp.h"
#include "server/role.h"

namespace mailstead::server {

// Certificates and keys that stand in files of their own: chains are files with keys, each with its certificates behind it
// (smtpd_tls_chain_files); the others are a certificate's file and its key's.
struct identity_source {
    enum class form { chains, pair };
    std::string label;                  // for complaints: "smtpd_tls_cert_file", "tls_server_sni_maps: a.example"
    form how = form::pair;
    std::vector<std::string> files;
};
using identities = std::vector<std::pair<std::string, std::string>>;    // chain and key, PEM text

// The sources of a service whose parameters begin with `prefix` (smtpd, imapd; smtp for its client), those of
// tls_server_sni_maps left out.
std::vector<identity_source> identity_sources(std::string const& prefix, conf::settings const& values);
// What is there of a source; `why`, if anything is wrong with it.
identities read_identities(identity_source const& source, secrets const& read, std::string& why);

// The sources of tls_server_sni_maps by name; a table that cannot be listed is told once it is asked for here.
struct named_source {
    std::string name;                   // lower case; ".example.com": all names below
    identity_source what;
};
std::vector<named_source> named_sources(conf::settings const& values, secrets const& read);

// The response of OCSP for the certificates of `path`, beside it: FILE.ocsp.
std::string ocsp_beside(std::string const& path);

// All that the services of `files` need that only root may read, and what goes with it. What cannot be read is left out and
// told. A certificate or key that cannot be used any more gives way to what `before` has of it, with a word in the log.
secrets read_secrets(conf::configuration const& files, secrets const& before = {});

// The files whose change makes another read_secrets() worth while, those that are missing too. `read`: what it gave.
std::vector<std::string> watched_files(conf::configuration const& files, secrets const& read);
// How each of them is now. Blocking.
std::vector<base::file_stamp> stamps_of(std::vector<std::string> const& paths);

}  // namespace mailstead::server
