// The files of certificates: what is read, what is noticed, and that a broken one does not replace a good one.
#include "server/tls_files.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "server/certificates.h"
#include "server/sealed.h"
#include "tests/lib/loop.h"

namespace mailstead::server {
namespace {

namespace fs = std::filesystem;

std::string other_key() {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    std::unique_ptr<BIO, decltype(&BIO_free_all)> const out(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char* bytes = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

class tls_files : public testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/mailstead-tls-files-XXXXXX";
        ASSERT_NE(::mkdtemp(name), nullptr);
        place_ = name;
        put("cert.pem", test::test_certificate().certificate);
        put("key.pem", test::test_certificate().key);
        put("both.pem", test::test_certificate().key + test::test_certificate().certificate);
    }
    void TearDown() override { fs::remove_all(place_); }

    std::string at(std::string const& name) const { return place_ + '/' + name; }
    void put(std::string const& name, std::string const& text) const { std::ofstream(at(name)) << text; }

    conf::configuration configured(std::string const& more = {}) const {
        put("main.cf", "compatibility_level = 3.6\nqueue_directory = " + at("queue") + "\nsmtpd_tls_cert_file = " + at("cert.pem") +
                           "\nsmtpd_tls_key_file = " + at("key.pem") + "\n" + more);
        put("master.cf", "127.0.0.1:2525 inet n - n - - smtpd\n127.0.0.1:2143 inet n - n - - imapd\n");
        auto out = conf::load(place_);
        EXPECT_TRUE(out.usable());
        return out;
    }

    std::string place_;
};

TEST_F(tls_files, are_read_and_make_a_context) {
    auto const files = configured();
    auto const read = read_secrets(files);
    EXPECT_TRUE(read.contains(at("cert.pem")) && read.contains(at("key.pem")));
    EXPECT_TRUE(tls_for("imapd", *files.values, read));
    EXPECT_TRUE(tls_for("smtpd", files.values->with({{"smtpd_tls_security_level", "may"}}), read));
    EXPECT_FALSE(tls_for("imapd", files.values->with({{"imapd_tls_security_level", "none"}}), read));
}

TEST_F(tls_files, that_do_not_belong_together_leave_the_old_ones_in_use) {
    auto const files = configured();
    auto const before = read_secrets(files);
    put("key.pem", other_key());
    EXPECT_EQ(read_secrets(files, before), before);
    EXPECT_NE(read_secrets(files), before);
    put("key.pem", "");
    EXPECT_EQ(read_secrets(files, before), before);
    fs::remove(at("cert.pem"));
    EXPECT_EQ(read_secrets(files, before), before);
    put("key.pem", test::test_certificate().key);
    put("cert.pem", test::test_certificate().certificate + "\n");
    EXPECT_NE(read_secrets(files, before), before);
}

TEST_F(tls_files, of_chains_that_are_broken_leave_the_old_ones_in_use) {
    auto const files = configured("smtpd_tls_chain_files = " + at("both.pem") + "\n");
    auto const before = read_secrets(files);
    put("both.pem", test::test_certificate().certificate);
    EXPECT_EQ(read_secrets(files, before), before);
    EXPECT_TRUE(tls_for("imapd", *files.values, before));
    EXPECT_FALSE(tls_for("imapd", *files.values, read_secrets(files)));
}

TEST_F(tls_files, change_their_stamps) {
    auto const files = configured("tls_server_sni_maps = texthash:" + at("sni") + "\n");
    put("sni", "a.example " + at("both.pem") + "\n");
    auto const read = read_secrets(files);
    auto const watched = watched_files(files, read);
    EXPECT_EQ(stamps_of(watched), stamps_of(watched));
    for (auto const* name : {"cert.pem", "key.pem", "both.pem", "sni", "cert.pem.ocsp", "both.pem.ocsp"}) {
        auto const seen = stamps_of(watched);
        put(name, "something else " + std::string(name));
        EXPECT_NE(stamps_of(watched), seen) << name;
    }
}

TEST_F(tls_files, of_names_stand_in_tables_that_can_be_listed) {
    put("sni", "A.example " + at("both.pem") + "\n.b.example " + at("key.pem") + ", " + at("cert.pem") + "\nbroken.example " + at("cert.pem") + "\n");
    auto const files = configured("tls_server_sni_maps = texthash:" + at("sni") + ", inline:{ {c.example = " + at("both.pem") + "} }, pcre:/nowhere\n");
    auto const read = read_secrets(files);
    std::vector<std::string> names;
    for (auto const& one : named_sources(*files.values, read)) names.push_back(one.name);
    EXPECT_EQ(names, (std::vector<std::string>{"a.example", ".b.example", "broken.example", "c.example"}));
    EXPECT_TRUE(tls_for("imapd", *files.values, read));
}

TEST_F(tls_files, beside_a_certificate_hold_what_the_authority_says) {
    put("cert.pem.ocsp", "anything");
    EXPECT_TRUE(read_secrets(configured()).contains(at("cert.pem.ocsp")));
    EXPECT_FALSE(read_secrets(configured("tls_ocsp_stapling = no\n")).contains(at("cert.pem.ocsp")));
}

TEST_F(tls_files, another_certificate_for_imap_brings_no_ecdsa_of_smtp) {
    auto const with = configured("smtpd_tls_eccert_file = " + at("both.pem") + "\n");
    EXPECT_EQ(identity_sources("imapd", *with.values).size(), 2u);
    auto const apart = configured("smtpd_tls_eccert_file = " + at("both.pem") + "\nimapd_tls_cert_file = " + at("both.pem") + "\n");
    auto const sources = identity_sources("imapd", *apart.values);
    ASSERT_EQ(sources.size(), 1u);
    EXPECT_EQ(sources[0].files, (std::vector<std::string>{at("both.pem"), at("key.pem")}));
}

TEST_F(tls_files, unknown_grades_and_digests_are_refused) {
    auto const files = configured();
    auto const read = read_secrets(files);
    for (auto const* name : {"smtpd_tls_eecdh_grade", "imapd_tls_ciphers", "imapd_tls_fingerprint_digest"})
        EXPECT_THROW(tls_for("imapd", files.values->with({{name, "nonsense"}}), read), std::runtime_error) << name;
}

TEST(sealed, text_comes_out_as_it_went_in_and_nobody_changes_it) {
    for (auto const& text : {std::string(), std::string("a\0b", 3), std::string(1 << 20, 'x')}) {
        auto const fd = seal(text);
        EXPECT_EQ(unseal(fd.get()), text);
        EXPECT_LT(::write(fd.get(), "y", 1), 0);
        EXPECT_NE(::ftruncate(fd.get(), 1), 0);
    }
    char name[] = "/tmp/mailstead-unsealed-XXXXXX";
    base::unique_fd const fd(::mkstemp(name));
    EXPECT_FALSE(unseal(fd.get()));
    ::unlink(name);
}

}  // namespace
}  // namespace mailstead::server
