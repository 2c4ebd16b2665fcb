// The client's side of DEFLATE (RFC 4978), for dialogues.
#pragma once

#include <string>
#include <string_view>

#include <zlib.h>

namespace mailstead::test {

class deflate_codec {
public:
    deflate_codec();
    ~deflate_codec();
    deflate_codec(deflate_codec const&) = delete;

    std::string compressed(std::string_view plain);
    // Appends what `wire` expands to; behind the end of the compressed data, what it is. Throws std::runtime_error when it is no DEFLATE.
    void expand(std::string_view wire, std::string& plain);

private:
    z_stream out_{}, in_{};
    bool over_ = false;    // the server's compressed data have ended
};

}  // namespace mailstead::test
