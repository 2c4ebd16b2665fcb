// Charset conversion by ICU: see charset.h.
#include "mime/charset.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include <unicode/ucnv.h>

#include "base/ascii.h"

namespace mailstead::mime {
namespace {

constexpr std::size_t name_limit = 64;

struct label {
    std::string_view mail;
    char const* icu;
};

// Labels that mail uses for more than they say; a superset costs nothing and reads what was meant.
constexpr std::array labels{
    label{"ascii", "utf-8"},
    label{"us-ascii", "utf-8"},
    label{"ansi_x3.4-1968", "utf-8"},
    label{"utf8", "utf-8"},
    label{"utf-8", "utf-8"},
    label{"iso-8859-1", "windows-1252"},
    label{"latin1", "windows-1252"},
    label{"iso-8859-9", "windows-1254"},
    label{"iso-8859-11", "windows-874"},
    label{"tis-620", "windows-874"},
    label{"gb2312", "gb18030"},
    label{"gb_2312-80", "gb18030"},
    label{"gbk", "gb18030"},
    label{"euc-kr", "windows-949"},
    label{"ks_c_5601-1987", "windows-949"},
    label{"ks_c_5601", "windows-949"},
    label{"shift_jis", "windows-31j"},
    label{"big5", "windows-950"},
    label{"cp-850", "ibm-850"},
};

std::string icu_name(std::string_view charset) {
    auto const same = [&](label const& entry) { return base::iequals(entry.mail, charset); };
    auto const* found = std::find_if(labels.begin(), labels.end(), same);
    return found != labels.end() ? found->icu : base::lowered(charset);
}

// RFC 2978 names hold none of these; ICU reads ',' and '=' as options of a converter.
bool is_name(std::string_view charset) noexcept {
    auto const odd = [](char c) { return c <= ' ' || c > '~' || c == ',' || c == '=' || c == '/' || c == '\\'; };
    return !charset.empty() && charset.size() <= name_limit && std::none_of(charset.begin(), charset.end(), odd);
}

struct closes {
    void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using converter_ptr = std::unique_ptr<UConverter, closes>;

converter_ptr opened(char const* name) {
    UErrorCode error = U_ZERO_ERROR;
    // Asked first because ucnv_open() would look for a file of an unknown name, each time anew.
    if (ucnv_countAliases(name, &error) == 0 || U_FAILURE(error)) return {};
    error = U_ZERO_ERROR;
    converter_ptr converter(ucnv_open(name, &error));
    if (U_FAILURE(error)) return {};
    return converter;
}

// Converters opened by this thread, newest last: opening one costs more than converting a short header.
class converter_cache {
public:
    UConverter* find(std::string const& name) {
        auto const same = [&](entry const& e) { return e.name == name; };
        auto const found = std::find_if(entries_.begin(), entries_.end(), same);
        if (found != entries_.end()) return found->converter.get();
        auto converter = opened(name.c_str());
        if (!converter) return nullptr;
        if (entries_.size() == capacity) entries_.erase(entries_.begin());
        entries_.push_back({name, std::move(converter)});
        return entries_.back().converter.get();
    }

private:
    static constexpr std::size_t capacity = 6;
    struct entry {
        std::string name;
        converter_ptr converter;
    };
    std::vector<entry> entries_;
};

UConverter* converter_for(std::string_view charset) {
    thread_local converter_cache cache;
    if (!is_name(charset)) return nullptr;
    return cache.find(icu_name(charset));
}

UConverter* utf8_converter() {
    thread_local converter_ptr const utf8 = opened("utf-8");
    return utf8.get();
}

std::string converted(UConverter* from, std::string_view bytes) {
    auto* utf8 = utf8_converter();
    if (!utf8) throw std::bad_alloc();
    ucnv_resetToUnicode(from);
    ucnv_resetFromUnicode(utf8);
    std::string out;
    std::array<char, 4096> chunk;
    std::array<UChar, 2048> pivot;
    UChar* pivot_read = pivot.data();
    UChar* pivot_write = pivot.data();
    char const* source = bytes.data();
    char const* const source_end = source + bytes.size();
    for (;;) {
        UErrorCode error = U_ZERO_ERROR;
        char* target = chunk.data();
        ucnv_convertEx(utf8, from, &target, chunk.data() + chunk.size(), &source, source_end, pivot.data(), &pivot_read,
                       &pivot_write, pivot.data() + pivot.size(), false, true, &error);
        out.append(chunk.data(), static_cast<std::size_t>(target - chunk.data()));
        if (error != U_BUFFER_OVERFLOW_ERROR) return out;
    }
}

}  // namespace

bool is_known_charset(std::string_view charset) { return converter_for(charset) != nullptr; }

std::optional<std::string> to_utf8(std::string_view charset, std::string_view bytes) {
    auto* const from = converter_for(charset);
    if (!from) return std::nullopt;
    if (ucnv_getType(from) == UCNV_UTF8 && base::is_utf8(bytes)) return std::string(bytes);
    return converted(from, bytes);
}

std::string utf8_or_guess(std::string_view bytes) {
    if (base::is_utf8(bytes)) return std::string(bytes);
    return to_utf8("windows-1252", bytes).value_or(std::string());
}

}  // namespace mailstead::mime
