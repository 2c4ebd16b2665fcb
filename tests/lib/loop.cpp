// The loop, a socket pair and a certificate.
#include "loop.h"

#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace mailstead::test {

namespace asio = boost::asio;

void run(std::function<net::task<void>(net::executor)> body, int seconds) {
    std::signal(SIGPIPE, SIG_IGN);    // as the server does: OpenSSL writes with write()
    asio::io_context context(1);
    std::exception_ptr error;
    bool done = false;
    auto finished = [&](std::exception_ptr e) {
        error = e;
        done = true;
        context.stop();
    };
    asio::co_spawn(context, body(context.get_executor()), finished);
    context.run_for(std::chrono::seconds(seconds));
    if (error) std::rethrow_exception(error);
    if (!done) throw std::runtime_error("the coroutine did not end in time");
}

socket_pair connected_sockets() {
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
        throw std::system_error(errno, std::generic_category(), "socketpair");
    return {fds[0], fds[1]};
}

namespace {

std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

pem_pair make_certificate() {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&X509_free)> const certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
    X509_set_pubkey(certificate.get(), key.get());
    auto* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const a(BIO_new(BIO_s_mem()), BIO_free_all), b(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_X509(a.get(), certificate.get());
    PEM_write_bio_PrivateKey(b.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(a.get()), text_of(b.get())};
}

}  // namespace

pem_pair const& test_certificate() {
    static pem_pair const made = make_certificate();
    return made;
}

}  // namespace mailstead::test
