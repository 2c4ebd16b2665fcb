// The header block of a message or body part, RFC 5322 §2.2: fields found in place, nothing copied.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailstead::mime {

// One field; every view points into the scanned text.
struct field {
    std::string_view name;   // as written, without blanks before the colon; never empty
    std::string_view value;  // behind the colon, folding included, without the last line end
    std::string_view raw;    // the whole field with all its line ends
    std::size_t offset = 0;  // of raw in the scanned text
};

// Walks the fields of a message, a body part or a header block, whose lines end in CRLF or LF. The header ends behind
// an empty line, before the first line that is no field (tolerated, the body starts there), or with the text. A
// leading mbox "From " line is stepped over. Linear; allocates nothing.
class header_scanner {
public:
    // `text` must outlive the scanner and the fields it gives.
    explicit header_scanner(std::string_view text) noexcept;
    // The next field; absent at the end of the header, and then always.
    std::optional<field> next() noexcept;
    // How many bytes belong to the header, the empty line included. Valid once next() has been absent; before, it is
    // the end of the last field given.
    std::size_t length() const noexcept { return at_; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool done_ = false;
};

// The fields of a text as a range: for (auto const& field : mime::fields(text)).
class fields {
public:
    explicit fields(std::string_view text) noexcept : text_(text) {}

    class iterator {
    public:
        explicit iterator(std::string_view text) noexcept : scanner_(text), field_(scanner_.next()) {}
        field const& operator*() const noexcept { return *field_; }
        field const* operator->() const noexcept { return &*field_; }
        iterator& operator++() noexcept {
            field_ = scanner_.next();
            return *this;
        }
        bool operator==(std::default_sentinel_t) const noexcept { return !field_; }

    private:
        header_scanner scanner_;
        std::optional<field> field_;
    };

    iterator begin() const noexcept { return iterator(text_); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    std::string_view text_;
};

// The bytes of `message` that are its header, the empty line behind it included.
std::size_t header_length(std::string_view message) noexcept;
// The first field of this name, without regard to case.
std::optional<field> find_field(std::string_view text, std::string_view name) noexcept;
// All fields of this name, in order.
std::vector<field> find_fields(std::string_view text, std::string_view name);

// A field's value as one line, RFC 5322 §2.2.3: folding undone, blanks at both ends removed. The result holds no CR, LF
// or NUL, whatever the input; other bytes are kept as they are.
std::string unfold(std::string_view value);

}  // namespace mailstead::mime
