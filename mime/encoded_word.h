// Encoded words, RFC 2047: non-ASCII text in header fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mailstead::mime {

// `text` (unfolded) with its encoded words decoded, as UTF-8. White space between adjacent encoded words disappears,
// and characters split over words of one charset are joined. A word that is malformed or of an unknown charset stays as
// it is; bytes outside encoded words are read by utf8_or_guess(). Linear; the result is always valid UTF-8.
std::string decode_encoded_words(std::string_view text);

// Absent when every encoded word of `text` is of a charset that is known, and holds that charset's text only. Else the octets
// that the words stand for, whatever their charset: what a collation has to take instead (RFC 5255 §4.6).
std::optional<std::string> undecodable_octets(std::string_view text);

// UTF-8 text for an unstructured field or a phrase: as it is if it is plain ASCII, else as UTF-8 encoded words of at
// most 75 characters, separated by CRLF and a space. Control characters are encoded, so the result cannot end a field.
std::string encode_encoded_words(std::string_view utf8);

}  // namespace mailstead::mime
