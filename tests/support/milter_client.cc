#include "tests/support/milter_client.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace support {

namespace {

// SMFIP_NR_*: the milter sends no reply to that command.
constexpr std::uint32_t nr_header = 0x80, nr_connect = 0x1000, nr_helo = 0x2000, nr_mail = 0x4000,
                        nr_rcpt = 0x8000, nr_data = 0x10000, nr_unknown = 0x20000, nr_eoh = 0x40000,
                        nr_body = 0x80000;
constexpr std::size_t chunk_size = 65535; // MILTER_CHUNK_SIZE

void put_number(std::string& out, std::uint32_t n)
{
    n = htonl(n);
    out.append(reinterpret_cast<const char*>(&n), sizeof n);
}

std::uint32_t get_number(std::string_view& bytes)
{
    std::uint32_t n = 0;
    if (bytes.size() < sizeof n)
        return 0;
    std::memcpy(&n, bytes.data(), sizeof n);
    bytes.remove_prefix(sizeof n);
    return ntohl(n);
}

std::string get_text(std::string_view& bytes)
{
    const auto end = std::min(bytes.find('\0'), bytes.size());
    std::string text(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return text;
}

Edit parse_edit(const Frame& frame)
{
    Edit edit;
    edit.kind = frame.command;
    std::string_view rest = frame.data;
    if (edit.kind == 'i' || edit.kind == 'm')
        edit.index = get_number(rest);
    edit.name = get_text(rest);
    edit.value = get_text(rest);
    return edit;
}

char family_of(std::string_view address)
{
    if (address.empty())
        return 'U';
    if (address.find('/') != std::string_view::npos)
        return 'L';
    return address.find(':') != std::string_view::npos ? '6' : '4';
}

} // namespace

core::Result<MilterClient> MilterClient::connect(
    const std::string& socket, std::chrono::milliseconds timeout)
{
    auto wire = MilterWire::connect(socket, timeout);
    if (!wire)
        return wire.error();
    return MilterClient(std::move(*wire));
}

core::Result<Negotiated> MilterClient::negotiate(const Offer& offer)
{
    std::string data;
    for (const std::uint32_t n : { offer.version, offer.actions, offer.protocol })
        put_number(data, n);
    if (auto sent = wire_.send('O', data); !sent)
        return sent.error();
    auto answer = wire_.read();
    if (!answer)
        return answer.error();
    if (answer->command != 'O')
        return core::Error { "negotiation answered with " + std::string(1, answer->command) };
    std::string_view rest = answer->data;
    Negotiated n;
    n.version = get_number(rest);
    n.actions = get_number(rest);
    n.protocol = get_number(rest);
    while (rest.size() > 4) {
        const auto stage = get_number(rest);
        n.macros[stage] = get_text(rest);
    }
    return negotiated_ = n;
}

void MilterClient::macros(char command, Macros values)
{
    macros_[command] = std::move(values);
}

core::Result<void> MilterClient::send_macros(char command)
{
    const auto found = macros_.find(command);
    if (found == macros_.end())
        return {};
    std::string data(1, command);
    for (const auto& [name, value] : found->second)
        data.append(name).append(1, '\0').append(value).append(1, '\0');
    return wire_.send('D', data);
}

core::Result<char> MilterClient::step(char command, std::string_view data, std::uint32_t no_reply)
{
    if (auto sent = send_macros(command); !sent)
        return sent.error();
    if (auto sent = wire_.send(command, data); !sent)
        return sent.error();
    if ((negotiated_.protocol & no_reply) != 0)
        return '\0';
    auto answer = wire_.read();
    if (!answer)
        return answer.error();
    return answer->command;
}

core::Result<char> MilterClient::connection(
    std::string_view host, std::string_view address, std::uint16_t port)
{
    std::string data(host);
    data.push_back('\0');
    data.push_back(family_of(address));
    if (!address.empty()) {
        const std::uint16_t wire_port = htons(port);
        data.append(reinterpret_cast<const char*>(&wire_port), sizeof wire_port);
        data.append(data.at(host.size() + 1) == '6' ? "IPv6:" : "").append(address);
        data.push_back('\0');
    }
    return step('C', data, nr_connect);
}

core::Result<char> MilterClient::helo(std::string_view name)
{
    return step('H', std::string(name) + '\0', nr_helo);
}

core::Result<char> MilterClient::mail(std::string_view from, const std::vector<std::string>& esmtp)
{
    std::string data = "<" + std::string(from) + ">" + '\0';
    for (const auto& argument : esmtp)
        data += argument + '\0';
    return step('M', data, nr_mail);
}

core::Result<char> MilterClient::rcpt(std::string_view to)
{
    return step('R', "<" + std::string(to) + ">" + '\0', nr_rcpt);
}

core::Result<char> MilterClient::data()
{
    return step('T', {}, nr_data);
}

core::Result<char> MilterClient::header(const MailField& field)
{
    std::string_view value = field.value;
    if (!negotiated_.leading_space() && value.starts_with(' '))
        value.remove_prefix(1);
    return step('L', field.name + '\0' + std::string(value) + '\0', nr_header);
}

core::Result<char> MilterClient::eoh()
{
    return step('N', {}, nr_eoh);
}

core::Result<char> MilterClient::body(std::string_view chunk)
{
    return step('B', chunk, nr_body);
}

core::Result<char> MilterClient::unknown(std::string_view command)
{
    return step('U', std::string(command) + '\0', nr_unknown);
}

core::Result<EndOfMessage> MilterClient::end()
{
    if (auto sent = send_macros('E'); !sent)
        return sent.error();
    if (auto sent = wire_.send('E', {}); !sent)
        return sent.error();
    EndOfMessage end;
    while (end.reply == 0) {
        auto frame = wire_.read();
        if (!frame)
            return frame.error();
        if (frame->command == 'p')
            ++end.progress;
        else if (std::string_view("acdrtyf4").find(frame->command) != std::string_view::npos)
            end.reply = frame->command;
        else
            end.edits.push_back(parse_edit(*frame));
        if (end.reply == 'y')
            end.text = frame->data.c_str();
    }
    return end;
}

core::Result<void> MilterClient::abort()
{
    return wire_.send('A', {});
}

core::Result<void> MilterClient::quit()
{
    if (auto sent = wire_.send('Q', {}); !sent)
        return sent;
    return wire_.flush();
}

core::Result<void> MilterClient::quit_nc()
{
    return wire_.send('K', {});
}

core::Result<EndOfMessage> MilterClient::message(const Parties& parties, const Mail& message)
{
    const auto refused = [](const core::Result<char>& reply) {
        return !reply || (*reply != 0 && *reply != 'c' && *reply != 's');
    };
    const auto stop = [](const core::Result<char>& reply) -> core::Result<EndOfMessage> {
        if (!reply)
            return reply.error();
        EndOfMessage end;
        end.reply = *reply;
        return end;
    };
    if (auto r = mail(parties.from); refused(r))
        return stop(r);
    for (const auto& to : parties.rcpts)
        if (auto r = rcpt(to); refused(r))
            return stop(r);
    if (auto r = data(); refused(r))
        return stop(r);
    for (const auto& field : message.fields)
        if (auto r = header(field); refused(r))
            return stop(r);
    if (auto r = eoh(); refused(r))
        return stop(r);
    for (std::size_t at = 0; at < message.body.size(); at += chunk_size)
        if (auto r = body(std::string_view(message.body).substr(at, chunk_size)); refused(r))
            return stop(r);
        else if (r.value() == 's')
            break;
    return end();
}

} // namespace support
