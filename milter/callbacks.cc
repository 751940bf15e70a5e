#include "milter/callbacks.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <libmilter/mfapi.h>
#include <libmilter/mfdef.h>
#include <map>
#include <netinet/in.h>
#include <new>
#include <optional>
#include <sys/stat.h>

#include "milter/listener.h"
#include "milter/session.h"

namespace milter {

namespace {

constexpr unsigned long wanted_actions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_SETSYMLIST;
// We answer at the end of the message only: each NR_* spares a round trip.
constexpr unsigned long no_replies = SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT
    | SMFIP_NR_DATA | SMFIP_NR_UNKN | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY;
constexpr unsigned long wanted_protocol = SMFIP_HDR_LEADSPC | no_replies;

struct SymbolList {
    int stage;
    const char* macros;
};
constexpr std::array<SymbolList, 6> symbol_lists { {
    { SMFIM_CONNECT,
        "j _ {daemon_name} {daemon_addr} {daemon_port} {if_name} {if_addr} {client_addr} "
        "{client_name} {client_port} {client_ptr}" },
    { SMFIM_ENVFROM,
        "i {auth_type} {auth_authen} {auth_author} {auth_ssf} {mail_addr} {mail_host} "
        "{mail_mailer}" },
    { SMFIM_ENVRCPT, "i {rcpt_addr} {rcpt_host} {rcpt_mailer}" },
    { SMFIM_DATA, "i {auth_authen} {msg_id}" },
    { SMFIM_EOH, "i {auth_authen} {msg_id}" },
    { SMFIM_EOM, "i {auth_authen} {msg_id}" },
} };

// What a context may do. After SMFIC_QUIT_NC a new connection comes on it without negotiation, when
// its private data is gone already: what differs from `usual` is therefore kept in the server.
struct Negotiated {
    unsigned long protocol = wanted_protocol;
    bool leading_space() const { return (protocol & SMFIP_HDR_LEADSPC) != 0; }
    bool silent(unsigned long step) const { return (protocol & step) != 0; }
};

struct Server {
    explicit Server(Services& s)
        : services(s)
    {
    }
    Services& services;
    std::optional<SocketPath> path;
    Locked<std::map<SMFICTX*, Negotiated>> unusual; // only with MTAs that offer less
    static constexpr std::size_t max_unusual = 4096;
};

// libmilter's callbacks have no user pointer before smfi_setpriv: see NOTES.md. Set once, before
// smfi_main makes the first thread.
Server* server = nullptr;

struct Connection { // the private data of a context
    explicit Connection(Negotiated n)
        : negotiated(n)
        , session(server->services, n.leading_space())
    {
    }
    Negotiated negotiated;
    Session session;
};

class ContextActions final : public Actions {
public:
    explicit ContextActions(SMFICTX* ctx)
        : ctx_(ctx)
    {
    }
    std::string macro(std::string_view name) const override
    {
        const char* value = smfi_getsymval(ctx_, std::string(name).data());
        return value ? value : "";
    }
    bool insert_header(int index, const std::string& name, const std::string& value) override
    {
        return smfi_insheader(ctx_, index, chars(name), chars(value)) == MI_SUCCESS;
    }
    bool delete_header(const std::string& name, int index) override
    {
        return smfi_chgheader(ctx_, chars(name), index, nullptr) == MI_SUCCESS;
    }
    bool quarantine(const std::string& reason) override
    {
        return smfi_quarantine(ctx_, chars(reason)) == MI_SUCCESS;
    }
    void set_reply(const std::string& code, const std::string& text) override
    {
        smfi_setreply(ctx_, chars(code), nullptr, chars(text));
    }

private:
    // libmilter's prototypes are older than const.
    static char* chars(const std::string& s) { return const_cast<char*>(s.c_str()); }
    SMFICTX* ctx_;
};

Connection* existing(SMFICTX* ctx)
{
    return static_cast<Connection*>(smfi_getpriv(ctx));
}

Negotiated negotiated_on(SMFICTX* ctx)
{
    auto unusual = server->unusual.lock();
    const auto found = unusual->find(ctx);
    return found == unusual->end() ? Negotiated {} : found->second;
}

void remember(SMFICTX* ctx, Negotiated negotiated)
{
    auto unusual = server->unusual.lock();
    if (negotiated.protocol == wanted_protocol)
        unusual->erase(ctx);
    else if (unusual->size() < Server::max_unusual || unusual->contains(ctx))
        (*unusual)[ctx] = negotiated;
}

Connection& connection(SMFICTX* ctx)
{
    if (Connection* found = existing(ctx))
        return *found;
    auto made = std::make_unique<Connection>(negotiated_on(ctx));
    if (smfi_setpriv(ctx, made.get()) != MI_SUCCESS)
        throw std::bad_alloc();
    return *made.release();
}

// Runs one callback's work. Nothing leaves it but the answer that lets mail go on.
template <typename Step>
bool guarded(Step step) noexcept
{
    try {
        step();
        return true;
    } catch (...) {
        server->services.metrics.add(stats::Metric::Exceptions);
        return false;
    }
}

// A step of the protocol that we do not answer when the MTA lets us.
template <typename Step>
sfsistat step(SMFICTX* ctx, unsigned long no_reply, Step work) noexcept
{
    guarded([&] { work(connection(ctx).session); });
    bool silent = true; // libmilter makes up for MTAs that lack NR_*, so this is the rule
    guarded([&] {
        const Connection* c = existing(ctx);
        silent = (c ? c->negotiated : negotiated_on(ctx)).silent(no_reply);
    });
    return silent ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

std::string address_text(const _SOCK_ADDR* address)
{
    std::array<char, INET6_ADDRSTRLEN> text {};
    const void* bytes = nullptr;
    if (address && address->sa_family == AF_INET)
        bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    if (address && address->sa_family == AF_INET6)
        bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    if (!bytes || !::inet_ntop(address->sa_family, bytes, text.data(), text.size()))
        return {};
    return text.data();
}

std::string_view text_or_empty(const char* text)
{
    return text ? std::string_view(text) : std::string_view();
}

sfsistat on_negotiate(SMFICTX* ctx, unsigned long actions, unsigned long protocol, unsigned long,
    unsigned long, unsigned long* our_actions, unsigned long* our_protocol, unsigned long* our_2,
    unsigned long* our_3)
{
    *our_actions = actions & wanted_actions;
    *our_protocol = protocol & wanted_protocol;
    *our_2 = *our_3 = 0;
    guarded([&] {
        if (server->services.runtime.get()->config.security.quarantine != "off")
            *our_actions |= actions & SMFIF_QUARANTINE;
        if ((actions & SMFIF_SETSYMLIST) != 0)
            for (const SymbolList& list : symbol_lists)
                smfi_setsymlist(ctx, list.stage, const_cast<char*>(list.macros));
        remember(ctx, { *our_protocol });
        connection(ctx);
    });
    return SMFIS_CONTINUE;
}

sfsistat on_connect(SMFICTX* ctx, char* host, _SOCK_ADDR* address)
{
    return step(ctx, SMFIP_NR_CONN,
        [&](Session& s) { s.connected(address_text(address), text_or_empty(host)); });
}

sfsistat on_helo(SMFICTX* ctx, char*)
{
    return step(ctx, SMFIP_NR_HELO, [](Session&) {});
}

sfsistat on_mail(SMFICTX* ctx, char** arguments)
{
    return step(ctx, SMFIP_NR_MAIL,
        [&](Session& s) { s.mail(text_or_empty(arguments[0]), ContextActions(ctx)); });
}

sfsistat on_rcpt(SMFICTX* ctx, char** arguments)
{
    return step(ctx, SMFIP_NR_RCPT,
        [&](Session& s) { s.recipient(text_or_empty(arguments[0]), ContextActions(ctx)); });
}

sfsistat on_data(SMFICTX* ctx)
{
    return step(ctx, SMFIP_NR_DATA, [](Session&) {});
}

sfsistat on_header(SMFICTX* ctx, char* name, char* value)
{
    return step(ctx, SMFIP_NR_HDR,
        [&](Session& s) { s.header(text_or_empty(name), text_or_empty(value)); });
}

sfsistat on_end_of_header(SMFICTX* ctx)
{
    return step(ctx, SMFIP_NR_EOH, [](Session& s) { s.end_of_header(); });
}

sfsistat on_body(SMFICTX* ctx, unsigned char* chunk, std::size_t size)
{
    return step(ctx, SMFIP_NR_BODY, [&](Session& s) {
        s.body({ reinterpret_cast<const char*>(chunk), size });
    });
}

sfsistat on_end(SMFICTX* ctx)
{
    Next next = Next::Continue;
    guarded([&] {
        ContextActions actions(ctx);
        next = connection(ctx).session.end(actions);
    });
    return next == Next::Reject ? SMFIS_REJECT : SMFIS_CONTINUE;
}

sfsistat on_abort(SMFICTX* ctx)
{
    guarded([&] {
        if (Connection* c = existing(ctx))
            c->session.abort();
    });
    return SMFIS_CONTINUE;
}

// May be the only callback of a connection (a port probe), may come without an abort, and comes
// with libmilter's lock held when a session was idle for too long: it must not wait.
sfsistat on_close(SMFICTX* ctx)
{
    guarded([&] {
        const std::unique_ptr<Connection> last(existing(ctx));
        if (last)
            smfi_setpriv(ctx, nullptr);
    });
    return SMFIS_CONTINUE;
}

sfsistat on_unknown(SMFICTX* ctx, const char*)
{
    return step(ctx, SMFIP_NR_UNKN, [](Session&) {});
}

bool register_callbacks()
{
    std::string name = "triage-milter"; // libmilter copies it
    smfiDesc d {};
    d.xxfi_name = name.data();
    d.xxfi_version = SMFI_VERSION;
    d.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS;
    d.xxfi_connect = on_connect;
    d.xxfi_helo = on_helo;
    d.xxfi_envfrom = on_mail;
    d.xxfi_envrcpt = on_rcpt;
    d.xxfi_header = on_header;
    d.xxfi_eoh = on_end_of_header;
    d.xxfi_body = on_body;
    d.xxfi_eom = on_end;
    d.xxfi_abort = on_abort;
    d.xxfi_close = on_close;
    d.xxfi_unknown = on_unknown;
    d.xxfi_data = on_data;
    d.xxfi_negotiate = on_negotiate;
    return smfi_register(d) == MI_SUCCESS;
}

core::Error cannot_listen(const std::string& socket)
{
    return { "milter.socket: cannot listen on " + socket + ": " + std::strerror(errno)
        + "; write unix:/path or inet:port@host, and see who else uses it" };
}

} // namespace

struct MilterServer::State {
    explicit State(Services& services)
        : server(services)
    {
    }
    Server server;
};

MilterServer::MilterServer(Services& services)
    : state_(std::make_unique<State>(services))
{
    server = &state_->server;
}

MilterServer::~MilterServer()
{
    server = nullptr;
}

core::Result<void> MilterServer::open(const std::string& socket, const std::string& mode,
    const std::string& group, std::uint32_t max_sessions)
{
    server->services.max_sessions = session_cap(max_sessions, raise_descriptor_limit());
    const std::string path = unix_path(socket);
    if (!path.empty()) {
        auto claimed = SocketPath::claim(path);
        if (!claimed)
            return claimed.error();
        server->path = std::move(*claimed);
    }
    std::string connection = path.empty() ? socket : "unix:" + path;
    const mode_t mask = ::umask(0177); // nobody else until protect() says who
    errno = 0;
    const bool listening = register_callbacks() && smfi_setconn(connection.data()) == MI_SUCCESS
        && smfi_opensocket(true) == MI_SUCCESS;
    ::umask(mask);
    if (!listening)
        return cannot_listen(socket);
    return server->path ? server->path->protect(mode, group) : core::Result<void> {};
}

int MilterServer::run()
{
    return smfi_main() == MI_SUCCESS ? 0 : 1;
}

void MilterServer::stop_intake()
{
    if (server->path)
        server->path->remove();
}

void MilterServer::stop()
{
    smfi_stop();
}

} // namespace milter
