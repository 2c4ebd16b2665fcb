#include "tests/lib/deflate.h"

#include <stdexcept>

namespace mailstead::test {

namespace {

Bytef* bytes_of(std::string_view text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

}  // namespace

deflate_codec::deflate_codec() {
    deflateInit2(&out_, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    inflateInit2(&in_, -15);
}

deflate_codec::~deflate_codec() {
    deflateEnd(&out_);
    inflateEnd(&in_);
}

std::string deflate_codec::compressed(std::string_view plain) {
    std::string out(plain.size() + plain.size() / 100 + 64, '\0');
    out_.next_in = bytes_of(plain);
    out_.avail_in = static_cast<uInt>(plain.size());
    out_.next_out = bytes_of(out);
    out_.avail_out = static_cast<uInt>(out.size());
    deflate(&out_, Z_SYNC_FLUSH);
    out.erase(out.size() - out_.avail_out);
    return out;
}

void deflate_codec::expand(std::string_view wire, std::string& plain) {
    if (over_) {
        plain += wire;
        return;
    }
    in_.next_in = bytes_of(wire);
    in_.avail_in = static_cast<uInt>(wire.size());
    char room[4096];
    do {
        in_.next_out = reinterpret_cast<Bytef*>(room);
        in_.avail_out = sizeof room;
        auto const done = inflate(&in_, Z_SYNC_FLUSH);
        over_ = done == Z_STREAM_END;
        if (!over_ && done != Z_OK && done != Z_BUF_ERROR) throw std::runtime_error("the server's bytes are no DEFLATE");
        plain.append(room, sizeof room - in_.avail_out);
    } while (in_.avail_out == 0 && !over_);
    if (over_) plain.append(wire.substr(wire.size() - in_.avail_in));
}

}  // namespace mailstead::test
