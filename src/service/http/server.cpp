#include "service/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <thread>
#include <unordered_map>

#include "service/http/connection.h"

namespace vitrine::service::http {
namespace {

using asio::ip::tcp;
using beast::error_code;
constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

constexpr std::int64_t look_every_ms = 200;  // for changes made outside any request
constexpr int crowd_refused_at_once_max = 100;
constexpr std::int64_t accept_rest_ms = 100;
constexpr std::int64_t stop_grace_ms = 3000;

base::Problem unusable(const ServerOptions& options, const error_code& error) {
    const std::string where = options.host + ":" + base::decimal(options.port);
    if (error == asio::error::address_in_use)
        return base::Problem::unavailable("port_taken",
                                          "Another program already listens on " + where + ".",
                                          "Stop it, or choose another port with --port N.");
    return base::Problem::unavailable(
        "address_unusable", "Cannot listen on " + where + ": " + error.message() + ".",
        "Choose another address with --host or another port with --port.");
}

class BeastServer final : public Server {
public:
    BeastServer(App& app, const ServerOptions& options)
        : options_(options), hall_{app, options_, desk_, disk_},
          desk_(static_cast<std::size_t>(options.desk_threads)),
          disk_(static_cast<std::size_t>(options.disk_threads)), acceptor_(io_), signals_(io_),
          ticker_(io_) {}
    ~BeastServer() override {
        desk_.stop();
        disk_.stop();
        desk_.join();
        disk_.join();
    }

    error_code open() {
        error_code error;
        const auto address = asio::ip::make_address(options_.host, error);
        if (error) return error;
        const tcp::endpoint endpoint(address, options_.port);
        if (acceptor_.open(endpoint.protocol(), error)) return error;
        if (acceptor_.set_option(asio::socket_base::reuse_address(true), error)) return error;
        if (acceptor_.bind(endpoint, error)) return error;
        return acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }

    std::uint16_t port() const override {
        error_code ignored;
        return acceptor_.local_endpoint(ignored).port();
    }

    void run() override {
        asio::co_spawn(io_, accept_all(), asio::detached);
        asio::co_spawn(io_, look_for_changes(), asio::detached);
        if (options_.tick_ms > 0) asio::co_spawn(desk_, tick_for_ever(), asio::detached);
        io_.run();
    }

    void stop() override {
        asio::post(io_, [this] { close_all(); });
    }

    void stop_on_signals() override {
        signals_.add(SIGINT);
        signals_.add(SIGTERM);
        signals_.async_wait([this](const error_code& error, int) {
            if (!error) close_all();
        });
    }

private:
    asio::awaitable<void> accept_all() {
        while (!hall_.stopping) {
            auto [error, socket] = co_await acceptor_.async_accept(quietly);
            if (error == asio::error::operation_aborted) co_return;
            if (error) {  // no file handles left: let others end first
                asio::steady_timer rest(io_, std::chrono::milliseconds(accept_rest_ms));
                co_await rest.async_wait(quietly);
                continue;
            }
            admit(std::move(socket));
        }
    }

    void admit(tcp::socket socket) {
        const auto crowd = static_cast<int>(open_.size()) - options_.connections_max;
        if (crowd >= crowd_refused_at_once_max) {
            hall_.app.traffic().connection_refused();
            return;  // closes
        }
        auto connection = std::make_shared<Connection>(std::move(socket), hall_);
        const Connection* key = connection.get();
        open_.emplace(key, connection);
        auto work = crowd >= 0 ? refuse(connection) : serve(connection);
        asio::co_spawn(io_, std::move(work), [this, key](std::exception_ptr) {
            open_.erase(key);  // what Asio or an allocation threw ends this connection only
            if (hall_.stopping && open_.empty()) io_.stop();
        });
    }
    static asio::awaitable<void> serve(std::shared_ptr<Connection> connection) {
        co_await connection->serve();
    }
    asio::awaitable<void> refuse(std::shared_ptr<Connection> connection) {
        hall_.app.traffic().connection_refused();
        co_await connection->refuse_crowd();
    }

    asio::awaitable<std::int64_t> newest() { co_return hall_.app.newest_change(); }

    asio::awaitable<void> look_for_changes() {
        while (!hall_.stopping) {
            if (hall_.app.traffic().open_streams() > 0) {
                auto work = newest();
                const std::int64_t now = co_await asio::co_spawn(
                    desk_.get_executor(), std::move(work), asio::use_awaitable);
                if (now != hall_.newest_change) {
                    hall_.newest_change = now;
                    for (const auto& [key, connection] : open_)
                        if (const auto one = connection.lock()) one->wake();
                }
            }
            ticker_.expires_after(std::chrono::milliseconds(look_every_ms));
            co_await ticker_.async_wait(quietly);
        }
    }

    asio::awaitable<void> tick_for_ever() {
        asio::steady_timer timer(desk_);
        while (true) {
            timer.expires_after(std::chrono::milliseconds(options_.tick_ms));
            co_await timer.async_wait(quietly);
            hall_.app.tick();
        }
    }

    void close_all() {
        if (hall_.stopping) return;
        hall_.stopping = true;
        error_code ignored;
        acceptor_.close(ignored);
        signals_.cancel(ignored);
        ticker_.cancel();
        for (const auto& [key, connection] : open_)
            if (const auto one = connection.lock()) one->close();
        if (open_.empty()) return io_.stop();
        grace_.emplace(io_, std::chrono::milliseconds(stop_grace_ms));
        grace_->async_wait([this](const error_code&) { io_.stop(); });
    }

    // Connections die with io_ and use hall_ until then: the order matters.
    ServerOptions options_;
    Hall hall_;
    std::unordered_map<const Connection*, std::weak_ptr<Connection>> open_;
    asio::io_context io_{1};
    asio::thread_pool desk_, disk_;
    tcp::acceptor acceptor_;
    asio::signal_set signals_;
    asio::steady_timer ticker_;
    std::optional<asio::steady_timer> grace_;
};

}  // namespace

base::Result<std::unique_ptr<Server>> Server::listen(App& app, const ServerOptions& options) {
    auto server = std::make_unique<BeastServer>(app, options);
    if (const error_code error = server->open())
        return base::refused(unusable(options, error));
    return server;
}

}  // namespace vitrine::service::http
