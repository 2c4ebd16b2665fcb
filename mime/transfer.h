// Content transfer encodings, RFC 2045 §6: incremental decoders that take mail as it comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mailstead::mime {

enum class encoding { identity, quoted_printable, base64, unknown };

// The encoding that a Content-Transfer-Encoding value names: 7bit, 8bit, binary and an empty one are the identity.
encoding encoding_named(std::string_view name) noexcept;

// RFC 2045 §6.7. Line breaks (CRLF or LF) come out as CRLF, blanks before them go, a malformed "=" stays as written.
// How the input was cut does not change the output.
class quoted_printable_decoder {
public:
    // Appends to `out` what `in` decodes to; in all never more bytes than twice what came in.
    void feed(std::string_view in, std::string& out);
    // The end of the body: appends what was held back.
    void finish(std::string& out);

private:
    void step(char c, std::string& out);
    void plain(char c, std::string& out);
    void escape(char c, std::string& out);
    void after_equals(char c, std::string& out);
    void give_up(std::string& out);

    enum class state { text, equals, equals_digit, equals_blank, equals_cr, cr };
    state state_ = state::text;
    std::string held_;  // an escape begun, or blanks that may end a line; bounded
};

// RFC 2045 §6.8. Bytes outside the alphabet are skipped; padding ends a group and further groups may follow; a group
// cut short gives the whole bytes it has.
class base64_decoder {
public:
    void feed(std::string_view in, std::string& out);
    void finish(std::string& out);

private:
    static std::size_t whole_groups(std::string_view in, std::string& out);
    void step(char c, std::string& out);

    std::uint32_t group_ = 0;
    unsigned have_ = 0;
};

// The whole of a body, decoded, at most `limit` bytes of it; identity and unknown encodings give the bytes themselves.
std::string decode_transfer(encoding how, std::string_view body, std::size_t limit = std::string::npos);

}  // namespace mailstead::mime
