// strict_8bitmime_body, strict_mime_encoding_domain and strict_7bit_headers in the parts of a message. (tests/oracle/cleanup has what
// Postfix says to the same.)
#include <gtest/gtest.h>

#include "mta/content/body.h"

namespace mailstead::mta::content {
namespace {

std::string mistake_in(std::string_view type, std::string_view encoding, std::string_view text, std::size_t step) {
    body_limits limits;
    limits.strict_headers = limits.strict_text = limits.strict_domains = true;
    checker by(nullptr, {});
    body under(by, limits, type, encoding);
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += step) under.feed(text.substr(at, step), out);
    under.finish(out);
    EXPECT_EQ(out, text) << "nothing is changed";
    return under.mistake() ? under.mistake()->text + ": " + under.mistake()->context : "";
}

TEST(strict_body, finds_the_first_mistake_however_it_is_cut) {
    struct row {
        char const *type, *encoding, *text, *mistake;
    };
    std::string const body = "improper use of 8-bit data in message body: ", header = "improper use of 8-bit data in message header: ",
                      domain = "invalid message/* or multipart/* encoding domain: ";
    for (auto const& [type, encoding, text, mistake] : {
             row{"", "", "plain\r\n", ""}, row{"", "", "b\xe4\r\nc\xe4\r\n", "body b\xe4"}, row{"", "8bit", "b\xe4\r\n", ""},
             row{"text/plain", "Quoted-Printable (comment)", "b\xe4\r\n", ""}, row{"", "odd", "b\xe4\r\n", "body b\xe4"},
             row{"multipart/mixed; boundary=b", "base64", "--b\r\n\r\nx\r\n--b--\r\n", "domain base64"},
             row{"message/partial", "binary", "x\r\n", "domain binary"}, row{"message/external-body", "base64", "x\r\n", ""},
             row{"multipart/mixed; boundary=b", "8bit", "--b\r\nX-Y: \xe4\r\n z\r\n\r\nx\r\n--b--\r\n", "header X-Y: \xe4\n z"},
             row{"multipart/mixed; boundary=b", "8bit", "--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xe4\r\n--b\r\n\r\n\xe5\r\n--b--\r\n", "body \xe5"},
             row{"multipart/mixed; boundary=b", "8bit", "--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xe4\r\n--b--\r\n\xe6\r\n", "body \xe6"},
             row{"message/rfc822", "8bit", "Subject: x\r\n\r\n\xe4\r\n", "body \xe4"}}) {
        std::string wanted = mistake;
        if (wanted.starts_with("body ")) wanted = body + wanted.substr(5);
        else if (wanted.starts_with("header ")) wanted = header + wanted.substr(7);
        else if (wanted.starts_with("domain ")) wanted = domain + wanted.substr(7);
        for (std::size_t const step : {std::size_t{1}, std::size_t{7}, std::size_t{10000}}) {
            SCOPED_TRACE(text);
            EXPECT_EQ(mistake_in(type, encoding, text, step), wanted);
        }
    }
}

}  // namespace
}  // namespace mailstead::mta::content
