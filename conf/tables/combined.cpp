// pipemap, unionmap and randmap: see combined.h.
#include "conf/tables/combined.h"

#include <algorithm>
#include <random>

namespace mailstead::conf {
namespace {

class combined : public table {
public:
    combined(std::string name, std::vector<std::shared_ptr<table>> parts)
        : parts_(std::move(parts)), name_(std::move(name)) {}
    // One table of keys that are not patterns is enough for parts of an address to make sense.
    bool is_pattern() const noexcept final {
        return std::all_of(parts_.begin(), parts_.end(), [](auto const& one) { return one->is_pattern(); });
    }
    bool is_blocking() const noexcept final {
        return std::any_of(parts_.begin(), parts_.end(), [](auto const& one) { return one->is_blocking(); });
    }
    std::string const& name() const noexcept final { return name_; }

protected:
    std::vector<std::shared_ptr<table>> parts_;

private:
    std::string name_;
};

class pipe final : public combined {
public:
    using combined::combined;
    result<std::optional<std::string>> find(std::string_view key) override {
        result<std::optional<std::string>> got = std::optional<std::string>(key);
        for (auto const& one : parts_) {
            got = one->find(**got);
            if (!got || !*got) break;
        }
        return got;
    }
};

class all_of final : public combined {
public:
    using combined::combined;
    result<std::optional<std::string>> find(std::string_view key) override {
        std::optional<std::string> out;
        for (auto const& one : parts_) {
            auto const got = one->find(key);
            if (!got) return got;
            if (!*got || (*got)->empty()) continue;
            out = out ? *out + ',' + **got : **got;
        }
        return out;
    }
};

class random_choice final : public table {
public:
    random_choice(std::string name, std::vector<std::string> values)
        : name_(std::move(name)), values_(std::move(values)) {}
    result<std::optional<std::string>> find(std::string_view) override {
        thread_local std::minstd_rand numbers(std::random_device{}());
        return std::optional(values_[std::uniform_int_distribution<std::size_t>(0, values_.size() - 1)(numbers)]);
    }
    bool is_pattern() const noexcept override { return true; }
    std::string const& name() const noexcept override { return name_; }

private:
    std::string name_;
    std::vector<std::string> values_;
};

}  // namespace

std::shared_ptr<table> make_pipe(std::string name, std::vector<std::shared_ptr<table>> parts) {
    return std::make_shared<pipe>(std::move(name), std::move(parts));
}

std::shared_ptr<table> make_union(std::string name, std::vector<std::shared_ptr<table>> parts) {
    return std::make_shared<all_of>(std::move(name), std::move(parts));
}

std::shared_ptr<table> make_random(std::string name, std::vector<std::string> values) {
    return std::make_shared<random_choice>(std::move(name), std::move(values));
}

}  // namespace mailstead::conf
