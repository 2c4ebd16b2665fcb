#include "tests/lib/fake_authenticator.h"

#include "base/ascii.h"
#include "net/error.h"

namespace mailstead::test {
namespace {

net::auth_refused refused(std::string reason, bool temporary) {
    net::auth_refused out;
    out.reason = std::move(reason);
    out.temporary = temporary;
    return out;
}

net::auth_answer challenge(std::string data) {
    net::auth_challenge out;
    out.data = std::move(data);
    return out;
}

// RFC 4616: authzid NUL authcid NUL password.
net::auth_answer check_plain(fake_authenticator const& owner, std::string const& response) {
    auto const first = response.find('\0');
    auto const second = first == response.npos ? first : response.find('\0', first + 1);
    if (second == response.npos) return refused("Can only find author (no password)", false);
    return owner.check(response.substr(first + 1, second - first - 1), response.substr(second + 1));
}

class plain_exchange final : public net::auth_exchange {
public:
    explicit plain_exchange(fake_authenticator const& owner) : owner_(owner) {}
    net::task<net::auth_answer> step(std::string response) override { co_return check_plain(owner_, response); }

private:
    fake_authenticator const& owner_;
};

class login_exchange final : public net::auth_exchange {
public:
    login_exchange(fake_authenticator const& owner, std::string name) : owner_(owner), name_(std::move(name)) {}
    net::task<net::auth_answer> step(std::string response) override {
        if (!name_.empty()) co_return owner_.check(name_, response);
        name_ = std::move(response);
        co_return challenge("Password:");
    }

private:
    fake_authenticator const& owner_;
    std::string name_;
};

class scripted_exchange final : public net::auth_exchange {
public:
    explicit scripted_exchange(fake_authenticator::script what) : what_(std::move(what)) {}
    net::auth_answer say() {
        if (at_ < what_.steps.size() && what_.steps[at_].starts_with('>')) return challenge(what_.steps[at_++].substr(1));
        if (at_ < what_.steps.size()) return challenge("");
        net::auth_accepted out;
        out.user = what_.name;
        return out;
    }
    net::auth_answer hear(std::string const& response) {
        if (at_ == what_.steps.size() || what_.steps[at_] != '<' + response) return refused("authentication failure", false);
        ++at_;
        return say();
    }
    net::task<net::auth_answer> step(std::string response) override { co_return hear(response); }

private:
    fake_authenticator::script const what_;
    std::size_t at_ = 0;
};

}  // namespace

fake_authenticator::fake_authenticator() {
    for (auto const* name : {"PLAIN", "LOGIN"}) {
        auth::mechanism mechanism;
        mechanism.name = name;
        mechanism.plaintext = true;
        offered.push_back(mechanism);
    }
}

void fake_authenticator::add_mechanism(std::string name, script what) {
    auth::mechanism made;
    made.name = name;
    offered.push_back(made);
    scripts_[std::move(name)] = std::move(what);
}

void fake_authenticator::add(std::string name, std::string password) {
    account made;
    made.password = std::move(password);
    made.user.name = name;
    accounts_[std::move(name)] = std::move(made);
}

net::auth_answer fake_authenticator::check(std::string const& name, std::string const& password) const {
    auto const found = accounts_.find(name);
    if (found == accounts_.end() || found->second.password != password) {
        auto no = refused("authentication failure", false);
        no.user = name;
        return no;
    }
    net::auth_accepted out;
    out.user = found->second.user.name;
    return out;
}

net::task<net::authenticator::started> fake_authenticator::start(auth::request request) {
    last = request;
    started out;
    if (down) {
        out.first = refused("Connection lost to authentication server", true);
    } else if (base::iequals(request.mechanism, "PLAIN")) {
        if (request.initial_response) out.first = check_plain(*this, *request.initial_response);
        else out.first = challenge("");
        if (!request.initial_response) out.exchange = std::make_unique<plain_exchange>(*this);
    } else if (base::iequals(request.mechanism, "LOGIN")) {
        auto const name = request.initial_response.value_or("");
        out.first = challenge(name.empty() ? "Username:" : "Password:");
        out.exchange = std::make_unique<login_exchange>(*this, name);
    } else if (auto const known = scripts_.find(request.mechanism); known != scripts_.end()) {
        auto exchange = std::make_unique<scripted_exchange>(known->second);
        out.first = request.initial_response ? exchange->hear(*request.initial_response) : exchange->say();
        out.exchange = std::move(exchange);
    } else {
        out.first = refused("Invalid authentication mechanism", false);
    }
    co_return out;
}

net::task<net::result<std::optional<auth::user>>> fake_authenticator::find(std::string name) {
    ++lookups;
    if (down) co_return net::make_error_code(net::errc::closed);
    auto const found = accounts_.find(name);
    std::optional<auth::user> user;
    if (found != accounts_.end()) user = found->second.user;
    co_return user;
}

}  // namespace mailstead::test
