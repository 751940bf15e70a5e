// Reads a configuration file over libconfig++ by the table of keys. Every mistake is collected with
// its file and line; the Config of a file with mistakes is not used by anyone. Called at start, by
// -t and by a reload; single-threaded.
#include "milter/config.h"

#include <libconfig.h++>

#include <algorithm>
#include <concepts>
#include <limits>
#include <map>

#include "milter/config_check.h"
#include "milter/config_keys.h"
#include "milter/config_source.h"

namespace milter {

namespace {

using libconfig::Setting;

std::string type_name(const Setting& setting)
{
    switch (setting.getType()) {
    case Setting::TypeInt:
    case Setting::TypeInt64:
        return "a number";
    case Setting::TypeFloat:
        return "a number with a fraction";
    case Setting::TypeString:
        return "a text";
    case Setting::TypeBoolean:
        return "true or false";
    case Setting::TypeGroup:
        return "a group";
    case Setting::TypeArray:
    case Setting::TypeList:
        return "a list";
    default:
        return "nothing";
    }
}

class Loader {
public:
    explicit Loader(const std::string& path)
        : path_(path)
        , folder_(folder_of(path))
    {
    }

    LoadedConfig load()
    {
        loaded_.errors = check_source(path_);
        if (loaded_.errors.empty())
            read();
        if (loaded_.errors.empty())
            loaded_.errors = check_together(loaded_.config, [&](std::string_view key) {
                const auto found = positions_.find(key);
                return found == positions_.end() ? path_ : found->second;
            });
        return std::move(loaded_);
    }

private:
    void read()
    {
        libconfig::Config file;
        file.setIncludeDir(folder_.c_str());
        try {
            file.readFile(path_.c_str());
            read_group(file.getRoot(), "");
        } catch (const libconfig::ParseException& e) {
            const std::string name = e.getFile() ? e.getFile() : path_;
            add(name + ":" + std::to_string(e.getLine()), e.getError());
        } catch (const libconfig::ConfigException& e) {
            add(path_, std::string("cannot be read: ") + e.what());
        }
    }

    void read_group(const Setting& group, const std::string& prefix)
    {
        for (int i = 0; i < group.getLength(); ++i) {
            const Setting& setting = group[i];
            const std::string name = prefix + setting.getName();
            if (const Key* key = find_key(name))
                read_value(*key, setting);
            else if (prefix.empty() && is_group(name))
                enter(setting, name);
            else
                unknown(setting, name);
        }
    }

    void enter(const Setting& setting, const std::string& name)
    {
        if (setting.isGroup())
            return read_group(setting, name + ".");
        add(at(setting), name + " is a group, write " + name + " = { ... };");
    }

    void unknown(const Setting& setting, const std::string& name)
    {
        const std::string_view nearest = nearest_key(name);
        add(at(setting),
            "there is no " + name
                + (nearest.empty() ? ", see triage-milter.conf(5)"
                                   : ", write " + std::string(nearest)));
    }

    void read_value(const Key& key, const Setting& setting)
    {
        positions_[key.name] = at(setting);
        std::visit([&](auto member) { read_as(key, setting, member(loaded_.config)); }, key.member);
    }

    void read_as(const Key& key, const Setting& setting, bool& value)
    {
        if (setting.getType() == Setting::TypeBoolean)
            value = setting;
        else
            wrong_type(key, setting, "true or false");
    }

    template <std::unsigned_integral Number>
    void read_as(const Key& key, const Setting& setting, Number& value)
    {
        if (setting.getType() != Setting::TypeInt && setting.getType() != Setting::TypeInt64)
            return wrong_type(key, setting, "a number");
        const long long number = setting.getType() == Setting::TypeInt
            ? static_cast<int>(setting)
            : static_cast<long long>(setting); // 1.5 converts neither into the other
        const auto max = std::min<std::uint64_t>(key.rule.max, std::numeric_limits<Number>::max());
        if (number < 0 || static_cast<std::uint64_t>(number) < key.rule.min
            || static_cast<std::uint64_t>(number) > max)
            return add(at(setting),
                key.name + " is " + std::to_string(number) + ", write "
                    + std::to_string(key.rule.min) + " to " + std::to_string(max));
        value = static_cast<Number>(number);
    }

    void read_as(const Key& key, const Setting& setting, std::string& value)
    {
        if (setting.getType() != Setting::TypeString)
            return wrong_type(key, setting, "a text");
        value = checked(key, setting);
    }

    void read_as(const Key& key, const Setting& setting, Texts& value)
    {
        if (!setting.isArray() && !setting.isList())
            return wrong_type(key, setting, "a list, such as [ \"a\", \"b\" ]");
        value.clear();
        for (int i = 0; i < setting.getLength(); ++i) {
            if (setting[i].getType() == Setting::TypeString)
                value.push_back(checked(key, setting[i]));
            else
                wrong_type(key, setting[i], "texts only");
        }
    }

    void read_as(const Key& key, const Setting& setting, TextMap& value)
    {
        if (!setting.isGroup())
            return wrong_type(key, setting, "a group, such as { SOME_ID = \"off\"; }");
        for (int i = 0; i < setting.getLength(); ++i) {
            if (setting[i].getType() == Setting::TypeString)
                value[setting[i].getName()] = checked(key, setting[i]);
            else
                wrong_type(key, setting[i], "texts only");
        }
    }

    // The text of a setting, made absolute if it is a path; a mistake is noted.
    std::string checked(const Key& key, const Setting& setting)
    {
        std::string text = absolute(key.rule.form, setting);
        if (const std::string why = check_text(key.rule, text); !why.empty())
            add(at(setting), key.name + " is \"" + text + "\", " + why);
        return text;
    }

    std::string absolute(Form form, const std::string& text) const
    {
        const bool path = form == Form::Path || form == Form::PathOrOff || form == Form::File;
        if (path && !text.empty())
            return below(folder_, text);
        const auto colon = text.find(':') + 1;
        const bool socket = form == Form::MilterSocket && !text.starts_with("inet");
        return socket && colon > 0 && colon < text.size()
            ? text.substr(0, colon) + below(folder_, text.substr(colon))
            : text;
    }

    void wrong_type(const Key& key, const Setting& setting, const std::string& wanted)
    {
        add(at(setting), key.name + " is " + type_name(setting) + ", write " + wanted);
    }

    std::string at(const Setting& setting) const
    {
        const std::string file = setting.getSourceFile() ? setting.getSourceFile() : path_;
        return file + ":" + std::to_string(setting.getSourceLine());
    }

    void add(const std::string& position, const std::string& what)
    {
        loaded_.errors.push_back({ position + ": " + what });
    }

    const std::string path_;
    const std::string folder_;
    LoadedConfig loaded_;
    std::map<std::string, std::string, std::less<>> positions_;
};

} // namespace

LoadedConfig load_config(const std::string& path)
{
    return Loader(path).load();
}

std::vector<std::string> restart_needed(const Config& running, const Config& loaded)
{
    std::vector<std::string> names;
    for (const auto& key : config_keys())
        if (key.effect == Effect::Restart && value_text(key, running) != value_text(key, loaded))
            names.push_back(key.name);
    return names;
}

std::vector<std::pair<std::string, std::string>> describe(const Config& config)
{
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& key : config_keys())
        rows.emplace_back(key.name, value_text(key, config));
    return rows;
}

} // namespace milter
