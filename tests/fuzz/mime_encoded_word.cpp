// Any bytes with encoded words: the result is UTF-8, and UTF-8 that is encoded comes back.
#include <cstdint>
#include <cstdlib>

#include "base/ascii.h"
#include "mime/charset.h"
#include "mime/encoded_word.h"
#include "mime/header.h"
#include "mime/text.h"

using namespace mailstead;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const decoded = mime::decode_encoded_words(text);
    if (!base::is_utf8(decoded)) std::abort();
    if (!base::is_utf8(mime::casefold(decoded))) std::abort();
    auto const plain = mime::utf8_or_guess(text);
    auto const encoded = mime::encode_encoded_words(plain);
    if (!base::is_ascii(encoded)) std::abort();
    if (mime::decode_encoded_words(encoded) != plain) std::abort();
    return 0;
}
