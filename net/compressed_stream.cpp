#include "net/compressed_stream.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace mailstead::net {

namespace {

// Less memory than zlib's default of 256 KiB at little cost: IMAP repeats itself at short range.
constexpr int level = 3, our_window = -12, memory_level = 5;
constexpr int their_window = -15;    // what the peer may use (RFC 4978 §4)
constexpr std::size_t step = 32 * 1024;

Bytef* bytes_of(std::string_view text) noexcept { return reinterpret_cast<Bytef*>(const_cast<char*>(text.data())); }

class compressed_stream final : public compressed {
public:
    explicit compressed_stream(stream& below) : below_(below) {
        if (deflateInit2(&out_, level, Z_DEFLATED, our_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
        if (inflateInit2(&in_, their_window) == Z_OK) return;
        deflateEnd(&out_);
        throw std::bad_alloc();
    }
    ~compressed_stream() override {
        deflateEnd(&out_);
        inflateEnd(&in_);
    }

    task<result<std::string_view>> read_some(std::size_t limit, patience limit_of_wait) override {
        std::string().swap(expanded_);
        for (;;) {
            auto const got = expand(limit);
            if (!got) co_return got.error();
            if (!expanded_.empty()) co_return std::string_view(expanded_);
            auto const more = co_await below_.read_some(step, limit_of_wait);
            if (!more) co_return more.error();
            waiting_.assign(*more);
            in_.next_in = bytes_of(waiting_);
            in_.avail_in = static_cast<uInt>(waiting_.size());
        }
    }
    bool has_input() const noexcept override { return in_.avail_in > 0 || full_ || over_ || below_.has_input(); }

    task<result<void>> write(std::string_view bytes, patience limit_of_wait) override {
        std::string wire;
        compress(bytes, wire);
        co_return co_await below_.write(wire, limit_of_wait);
    }
    task<result<void>> write(std::span<std::string_view const> pieces, patience limit_of_wait) override {
        std::string all;
        for (auto const piece : pieces) all += piece;
        co_return co_await write(all, limit_of_wait);
    }
    task<result<std::string>> end(patience limit_of_wait) override {
        for (;;) {
            if (over_ || pass_flush()) break;
            auto const more = co_await below_.read_some(step, limit_of_wait);
            if (!more) co_return more.error();
            waiting_.assign(*more);
            in_.next_in = bytes_of(waiting_);
            in_.avail_in = static_cast<uInt>(waiting_.size());
        }
        std::string const left(reinterpret_cast<char const*>(in_.next_in), in_.avail_in);
        std::string wire;
        finish(wire);
        auto const done = co_await below_.write(wire, limit_of_wait);
        if (!done) co_return done.error();
        co_return left;
    }
    stream& below() noexcept override { return below_; }
    task<result<void>> start_tls(std::shared_ptr<tls_context const>, patience) override { co_return make_error_code(errc::tls_failed); }

    tls_info const& tls() const noexcept override { return below_.tls(); }
    std::string channel_binding(binding which) const override { return below_.channel_binding(which); }
    endpoint const& peer() const noexcept override { return below_.peer(); }
    endpoint const& local() const noexcept override { return below_.local(); }
    executor get_executor() noexcept override { return below_.get_executor(); }
    void abort(errc why) noexcept override { below_.abort(why); }
    void cut(errc why) noexcept override { below_.cut(why); }

private:
    // Fills expanded_ from what has come, up to `limit`.
    result<void> expand(std::size_t limit) {
        if (over_) return make_error_code(errc::closed);
        if (in_.avail_in == 0 && !full_) return {};
        expanded_.resize(std::min(limit, step));
        in_.next_out = bytes_of(expanded_);
        in_.avail_out = static_cast<uInt>(expanded_.size());
        auto const done = inflate_lines();
        full_ = in_.avail_out == 0;    // there may be more without further input
        expanded_.erase(expanded_.size() - in_.avail_out);
        if (in_.avail_in == 0) std::string().swap(waiting_);
        if (done == Z_OK || done == Z_BUF_ERROR) return {};
        over_ = true;
        if (!expanded_.empty()) return {};    // what came before the end, or before the error, counts
        return make_error_code(errc::closed);
    }
    // Stops at the end of a block that ends a line: what follows may not be compressed any more.
    int inflate_lines() {
        for (;;) {
            auto const done = inflate(&in_, Z_BLOCK);
            auto const made = expanded_.size() - in_.avail_out;
            bool const ends_line = made > 0 && expanded_[made - 1] == '\n';
            bool const at_boundary = (in_.data_type & 128) != 0, in_last = (in_.data_type & 64) != 0;
            if (done != Z_OK || in_.avail_out == 0) return done;
            if (at_boundary && in_last) continue;    // the end is known without further input
            if (in_.avail_in == 0 || (at_boundary && ends_line)) return done;
        }
    }
    // The empty block of a flush, or the stream's end, behind the last line. False: it has not come yet.
    bool pass_flush() {
        char unused = 0;
        for (;;) {
            in_.next_out = reinterpret_cast<Bytef*>(&unused);
            in_.avail_out = 0;
            auto const before = in_.avail_in;
            auto const done = inflate(&in_, Z_BLOCK);
            if (done == Z_STREAM_END || done == Z_DATA_ERROR) return true;
            bool const at_boundary = (in_.data_type & 128) != 0 && (in_.data_type & 7) == 0;
            if (at_boundary && before != in_.avail_in) return true;
            if (in_.avail_in == 0 || before == in_.avail_in) return false;
        }
    }
    // The end of our data, which the peer can tell from what follows in clear.
    void finish(std::string& wire) {
        wire.resize(64);
        out_.next_in = nullptr;
        out_.avail_in = 0;
        out_.next_out = bytes_of(wire);
        out_.avail_out = static_cast<uInt>(wire.size());
        deflate(&out_, Z_FINISH);
        wire.erase(wire.size() - out_.avail_out);
    }
    void compress(std::string_view bytes, std::string& wire) {
        out_.next_in = bytes_of(bytes);
        out_.avail_in = static_cast<uInt>(bytes.size());
        do {
            auto const had = wire.size();
            wire.resize(had + std::clamp(bytes.size() / 2, std::size_t{512}, step));
            out_.next_out = bytes_of(wire) + had;
            out_.avail_out = static_cast<uInt>(wire.size() - had);
            deflate(&out_, Z_SYNC_FLUSH);
            wire.erase(wire.size() - out_.avail_out);
        } while (out_.avail_out == 0);
    }

    stream& below_;
    z_stream out_{}, in_{};
    std::string waiting_;      // compressed input not looked at yet
    std::string expanded_;     // what the last read gave out
    bool full_ = false;        // the last read filled its room
    bool over_ = false;        // nothing more comes: the peer's data have ended, or are damaged
};

}  // namespace

std::unique_ptr<compressed> make_compressed(stream& below) { return std::make_unique<compressed_stream>(below); }

}  // namespace mailstead::net
