#include "milter/config_check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <sys/un.h>
#include <tuple>

#include "milter/networks.h"
#include "milter/people.h"
#include "triage/core/text.h"

namespace milter {

namespace {

constexpr std::size_t longest_socket_path = sizeof(sockaddr_un {}.sun_path) - 1;

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc {} && end == text.data() + text.size() && port > 0 && port < 65536;
}

std::string check_words(std::string_view words, std::string_view text)
{
    std::string list;
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        if (word == text)
            return {};
        words.remove_prefix(std::min(words.size(), word.size() + 1));
        list += (list.empty() ? "" : words.empty() ? " or " : ", ") + std::string(word);
    }
    return "write " + list;
}

std::string check_path(const std::string& text)
{
    return text.empty() ? "a path is wanted" : "";
}

std::string check_path_or_off(const std::string&)
{
    return {};
}

std::string check_file(const std::string& text)
{
    return std::filesystem::is_regular_file(text) ? "" : "there is no such file";
}

std::string check_milter_socket(const std::string& text)
{
    for (const std::string_view prefix : { "unix:", "local:" })
        if (text.starts_with(prefix))
            return text.size() - prefix.size() <= longest_socket_path
                ? ""
                : "the path is longer than 107 bytes";
    const auto at = text.find('@');
    const auto colon = text.find(':');
    const bool inet = text.starts_with("inet:") || text.starts_with("inet6:");
    if (inet && at != std::string::npos && at + 1 < text.size()
        && is_port(std::string_view(text).substr(colon + 1, at - colon - 1)))
        return {};
    return "write unix:PATH or inet:PORT@HOST";
}

std::string check_listen(const std::string& text)
{
    const auto colon = text.rfind(':');
    const bool good = colon != std::string::npos
        && is_port(std::string_view(text).substr(colon + 1))
        && parse_ip(text[0] == '[' ? text.substr(1, colon - 2) : text.substr(0, colon));
    return good || text.empty() ? ""
                                : "write ADDRESS:PORT with a numeric address, or \"\" for none";
}

std::string check_mode(const std::string& text)
{
    const bool octal = text.size() >= 3 && text.size() <= 4
        && text.find_first_not_of("01234567") == std::string::npos;
    return octal ? "" : "write three or four octal digits, such as \"0660\"";
}

std::string check_domain(const std::string& text)
{
    const bool good = !text.empty() && text.find_first_of("@ /*") == std::string::npos
        && !text.starts_with('.') && !core::to_a_label(text).empty();
    return good ? "" : "write a domain, such as \"example.org\"";
}

std::string check_network(const std::string& text)
{
    const auto parsed = Networks::parse({ text });
    return parsed ? "" : "write ADDRESS or ADDRESS/BITS, such as \"192.0.2.0/24\"";
}

std::string check_field_name(const std::string& text) // RFC 5322, 3.6.8
{
    const bool good
        = std::ranges::all_of(text, [](char c) { return c > 32 && c < 127 && c != ':'; });
    return good ? "" : "write the name of a header field without its colon";
}

using Check = std::string (*)(const std::string&);
struct FormCheck {
    Form form;
    Check check;
};
constexpr std::array form_checks {
    FormCheck { Form::Path, check_path },
    FormCheck { Form::PathOrOff, check_path_or_off },
    FormCheck { Form::File, check_file },
    FormCheck { Form::MilterSocket, check_milter_socket },
    FormCheck { Form::Listen, check_listen },
    FormCheck { Form::Mode, check_mode },
    FormCheck { Form::Domain, check_domain },
    FormCheck { Form::Network, check_network },
    FormCheck { Form::Alias, People::check_alias },
    FormCheck { Form::FieldName, check_field_name },
};

// A value that must not be above another one.
struct Order {
    std::string_view low, high;
    std::uint64_t low_value, high_value;
};

} // namespace

std::string check_text(const Rule& rule, const std::string& text)
{
    if (rule.or_none && text.empty())
        return {};
    if (!rule.words.empty())
        return check_words(rule.words, text);
    const auto row = std::ranges::find(form_checks, rule.form, &FormCheck::form);
    return row == form_checks.end() ? "" : row->check(text);
}

std::vector<core::Error> check_together(
    const Config& config, const std::function<std::string(std::string_view key)>& where)
{
    const auto& [processing, scaling, monitoring]
        = std::tie(config.processing, config.scaling, config.monitoring);
    const std::array orders {
        Order { "scaling.min_workers", "scaling.max_workers", scaling.min_workers,
            scaling.max_workers },
        Order { "processing.budget_ms", "processing.budget_max_ms", processing.budget_ms,
            processing.budget_max_ms },
        Order { "monitoring.cpu_warn_percent", "monitoring.cpu_critical_percent",
            monitoring.cpu_warn_percent, monitoring.cpu_critical_percent },
        Order { "monitoring.memory_warn_percent", "monitoring.memory_critical_percent",
            monitoring.memory_warn_percent, monitoring.memory_critical_percent },
        Order { "monitoring.disk_warn_percent", "monitoring.disk_critical_percent",
            monitoring.disk_warn_percent, monitoring.disk_critical_percent },
    };
    std::vector<core::Error> errors;
    for (const auto& order : orders)
        if (order.low_value > order.high_value)
            errors.push_back({ where(order.low) + ": " + std::string(order.low) + " is "
                + std::to_string(order.low_value) + ", above " + std::string(order.high)
                + ", which is " + std::to_string(order.high_value) });
    const auto limit = processing.max_inflight_bytes;
    if (limit != 0 && limit < processing.max_bytes)
        errors.push_back({ where("processing.max_inflight_bytes")
            + ": processing.max_inflight_bytes has no room for one message of "
              "processing.max_bytes, "
            + std::to_string(processing.max_bytes) });
    const auto people = People::parse(config.policy.recipient_delimiter, config.policy.aliases);
    if (!people)
        errors.push_back({ where("policy.aliases") + ": " + people.error().what });
    return errors;
}

} // namespace milter
