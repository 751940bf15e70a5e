#include "milter/ctl/options.h"

#include <array>
#include <charconv>
#include <functional>

#include "milter/networks.h"
#include "triage/core/envelope.h"
#include "triage/core/stage.h"
#include "triage/core/text.h"

namespace ctl {

namespace {

using Words = std::vector<std::string>;

// One option: whether it wants a value, and what it does; false if the value is no good.
struct Option {
    const char* name;
    bool wants_value;
    std::function<bool(const std::string& value)> apply;
};

core::Error bad(const std::string& what)
{
    return { what + "; see 'triagectl -h'" };
}

// Takes options (`--name VALUE` or `--name=VALUE`) off the front of `words`; "--" ends them, "-" is
// a file. Returns how many words
// went.
core::Result<std::size_t> take_options(
    const Words& words, std::size_t at, const std::vector<Option>& options)
{
    while (at < words.size() && words[at].size() > 1 && words[at][0] == '-') {
        if (words[at++] == "--")
            break;
        const std::string& whole = words[at - 1];
        const std::size_t equals = whole.starts_with("--") ? whole.find('=') : whole.npos;
        const std::string word = whole.substr(0, equals);
        const Option* found = nullptr;
        for (const Option& o : options)
            if (word == o.name)
                found = &o;
        if (!found)
            return bad("unknown option " + word);
        if (!found->wants_value && equals != whole.npos)
            return bad(word + " takes no value");
        if (found->wants_value && equals == whole.npos && at == words.size())
            return bad(word + " wants a value");
        std::string value;
        if (found->wants_value)
            value = equals != whole.npos ? whole.substr(equals + 1) : words[at++];
        if (!found->apply(value))
            return bad("'" + value + "' is no value for " + word);
    }
    return at;
}

bool read_number(const std::string& text, std::uint32_t& into)
{
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, into);
    return parsed.ec == std::errc() && parsed.ptr == end && into > 0;
}

bool is_client(const std::string& text)
{
    return core::named<core::ClientClass>(core::client_class_names, text) || milter::parse_ip(text);
}

std::vector<Option> scan_options(ScanOptions& scan)
{
    const auto flag = [](bool& b) { return [&b](const std::string&) { return b = true; }; };
    return {
        { "--from", true,
            [&](const std::string& v) {
                scan.from = v;
                return true;
            } },
        { "--rcpt", true,
            [&](const std::string& v) {
                scan.rcpts.push_back(v);
                return true;
            } },
        { "--client", true,
            [&](const std::string& v) {
                scan.client = v;
                return is_client(v);
            } },
        { "--budget", true, [&](const std::string& v) { return read_number(v, scan.budget_ms); } },
        { "--json", false, flag(scan.json) },
        { "--headers", false, flag(scan.headers) },
        { "--text", false, flag(scan.text) },
    };
}

core::Result<void> parse_scan(const Words& words, std::size_t at, ScanOptions& scan)
{
    const std::vector<Option> options = scan_options(scan);
    while (at < words.size()) { // options and files in any order
        const auto next = take_options(words, at, options);
        if (!next)
            return next.error();
        at = *next;
        if (at < words.size())
            scan.files.push_back(words[at++]);
    }
    if (scan.files.empty())
        return bad("name the files to read, or '-' for standard input");
    if (scan.json + scan.headers + scan.text > 1)
        return bad("--json, --headers and --text exclude each other");
    return {};
}

// An option for each opinion, and how many were given.
std::vector<Option> opinion_options(store::Opinion& opinion, unsigned& given)
{
    const auto says = [&](core::Said said) {
        return [&, said](const std::string&) {
            opinion.said = said;
            return ++given > 0;
        };
    };
    return {
        { "--important", false, says(core::Said::Important) },
        { "--unimportant", false, says(core::Said::Unimportant) },
        { "--threat", false, says(core::Said::Threat) },
        { "--clean", false, says(core::Said::Clean) },
        { "--category", true,
            [&](const std::string& v) {
                opinion.said = core::Said::Category;
                ++given;
                const auto category = core::named<core::Category>(core::category_names, v);
                opinion.category = category.value_or(core::Category::Unknown);
                return opinion.category != core::Category::Unknown;
            } },
        { "--undo", false, [&](const std::string&) { return opinion.undo = true; } },
    };
}

core::Result<void> parse_feedback(const Words& words, std::size_t at, FeedbackOptions& o)
{
    const bool learns = words[at - 1] == "learn";
    unsigned given = 0;
    std::vector<Option> options;
    if (learns) {
        options = opinion_options(o.opinion, given);
        options.push_back({ "--force", false, [&](const std::string&) { return o.force = true; } });
    }
    options.push_back({ learns ? "--user" : "--rcpt", true, [&](const std::string& v) {
                           o.person = v;
                           return !v.empty();
                       } });
    while (at < words.size()) {
        const auto next = take_options(words, at, options);
        if (!next)
            return next.error();
        at = *next;
        if (at < words.size())
            o.files.push_back(words[at++]);
    }
    if (learns && given != 1)
        return bad("say one of --important, --unimportant, --category, --threat and --clean");
    if (learns && o.files.empty())
        return bad("name the files to learn from, or '-' for standard input");
    if (!learns && o.files.size() > 1)
        return bad("stamp takes one message");
    if (o.files.empty())
        o.files = { "-" };
    return {};
}

std::vector<Option> study_options(StudyOptions& study, std::vector<std::string>*& folders)
{
    const auto word = [](std::string& into) {
        return [&into](const std::string& v) {
            into = v;
            return !v.empty();
        };
    };
    const auto into = [&](std::vector<std::string>& list) {
        return [&folders, &list](const std::string&) { return folders = &list; };
    };
    return {
        { "--hostile", false, into(study.hostile) },
        { "--legit", false, into(study.legit) },
        { "--trust", true,
            [&](const std::string& v) {
                study.trusted.push_back(core::to_lower_ascii(v));
                return !v.empty();
            } },
        { "--json", false, [&](const std::string&) { return study.json = true; } },
        { "--keep", true,
            [&](const std::string& v) {
                study.kept.push_back(v);
                return !v.empty();
            } },
        { "--from", true,
            [&](const std::string& v) {
                study.from.push_back(v);
                return !v.empty();
            } },
        { "--gold", true, word(study.gold) },
        { "--final", false, [&](const std::string&) { return study.final = true; } },
        { "--plot", true, word(study.plot) },
        { "--scores", true, word(study.scores) },
        { "-o", true, word(study.output) },
    };
}

// What can be trained and measured.
struct Subject {
    std::string_view name;
    bool labelled_folders; // --hostile and --legit; else files without a label
};
constexpr auto subjects = std::to_array<Subject>(
    { { "threats", true }, { "requests", false }, { "summary", false }, { "priority", false },
        { "signature", false }, { "category", false }, { "deadlines", false } });

const Subject* subject_of(std::string_view word)
{
    for (const Subject& s : subjects)
        if (s.name == word)
            return &s;
    return nullptr;
}

core::Result<void> check_study(const Subject& subject, bool trains, const StudyOptions& study)
{
    if (subject.labelled_folders && (study.hostile.empty() || study.legit.empty()))
        return bad("name folders of --hostile and of --legit mail");
    if (!subject.labelled_folders && study.files.empty())
        return bad("name the files to learn from");
    if (!subject.labelled_folders && !(study.plot + study.scores).empty())
        return bad("--plot and --scores are options of eval threats");
    if (!study.kept.empty() && !(trains && subject.name == "summary"))
        return bad("--keep is an option of train summary");
    const bool judged = subject.name == "category" || subject.name == "deadlines";
    if (study.gold.empty() == judged)
        return bad(judged ? "name the table of judgements with --gold"
                          : "--gold is an option of category and deadlines");
    if (trains && subject.name == "deadlines")
        return bad("deadlines are found by a grammar; there is nothing to train");
    if (study.final && (trains || subject.name != "category"))
        return bad("--final is an option of eval category");
    if (!study.from.empty() && (trains || subject.name != "priority"))
        return bad("--from is an option of eval priority");
    if (trains == study.output.empty())
        return bad(trains ? "name the file to write with -o" : "-o is an option of train");
    if (trains && (study.json || !study.plot.empty() || !study.scores.empty()))
        return bad("--json, --plot and --scores are options of eval");
    return {};
}

core::Result<void> parse_study(const Words& words, std::size_t at, StudyOptions& study)
{
    const bool trains = words[at - 1] == "train";
    const Subject* subject = at < words.size() ? subject_of(words[at]) : nullptr;
    if (!subject)
        return bad(words[at - 1]
            + " wants to know what: 'threats', 'requests', 'summary', 'priority', 'signature' or "
              "'category'");
    study.what = words[at++];
    // That words without a dash go to.
    std::vector<std::string>* folders = subject->labelled_folders ? nullptr : &study.files;
    const std::vector<Option> options = study_options(study, folders);
    while (at < words.size()) {
        const auto next = take_options(words, at, options);
        if (!next)
            return next.error();
        at = *next;
        if (at == words.size())
            break;
        if (!folders)
            return bad("say whether the mail in '" + words[at] + "' is --hostile or --legit");
        folders->push_back(words[at++]);
    }
    return check_study(*subject, trains, study);
}

core::Result<Options> parse_findings(const Words& words, std::size_t at, Options o)
{
    const auto next = take_options(
        words, at, { { "--mdoc", false, [&](const std::string&) { return o.mdoc = true; } } });
    if (!next)
        return next.error();
    if (*next < words.size())
        return bad("findings takes no '" + words[*next] + "'");
    return o;
}

core::Result<Options> parse_backup(const Words& words, std::size_t at, Options o)
{
    const auto next = take_options(words, at,
        { { "--rotate", false, [&](const std::string&) { return o.backup.rotate = true; } } });
    if (!next)
        return next.error();
    if (words.size() > *next + 1)
        return bad("backup makes one file at a time");
    if (*next < words.size())
        o.backup.file = words[*next];
    return o;
}

core::Result<Options> parse_files(const Words& words, std::size_t at, Options o)
{
    const auto next = take_options(words, at, {});
    if (!next)
        return next.error();
    o.files.assign(words.begin() + static_cast<std::ptrdiff_t>(*next), words.end());
    const bool one = o.command.front() == "restore";
    if (one ? o.files.size() != 1 : o.files.empty())
        return bad(one ? "name the file to restore" : "name the files to verify");
    return o;
}

} // namespace

bool Options::standalone() const
{
    for (const char* alone :
        { "scan", "explain", "eval", "train", "findings", "verify", "restore" })
        if (command.front() == alone)
            return true;
    return false;
}

bool Options::gives_feedback() const
{
    return command.front() == "learn" || command.front() == "stamp";
}

core::Result<Options> parse_options(const Words& words)
{
    Options o;
    const auto at = take_options(words, 0,
        {
            { "-c", true,
                [&](const std::string& v) {
                    o.config = v;
                    return !v.empty();
                } },
            { "-s", true,
                [&](const std::string& v) {
                    o.socket = v;
                    return !v.empty();
                } },
            { "-h", false, [&](const std::string&) { return o.help = true; } },
            { "--help", false, [&](const std::string&) { return o.help = true; } },
            { "-V", false, [&](const std::string&) { return o.version = true; } },
        });
    if (!at)
        return at.error();
    if (o.help || o.version)
        return o;
    if (*at == words.size())
        return bad("no command");
    o.command = { words[*at] };
    if (o.command.front() == "backup")
        return parse_backup(words, *at + 1, o);
    if (o.gives_feedback()) {
        const auto parsed = parse_feedback(words, *at + 1, o.feedback);
        return parsed ? core::Result<Options>(std::move(o)) : parsed.error();
    }
    if (!o.standalone()) {
        o.command.assign(words.begin() + static_cast<std::ptrdiff_t>(*at), words.end());
        return o;
    }
    if (o.command.front() == "findings")
        return parse_findings(words, *at + 1, o);
    if (o.command.front() == "verify" || o.command.front() == "restore")
        return parse_files(words, *at + 1, o);
    const bool studies = o.command.front() == "eval" || o.command.front() == "train";
    const auto parsed
        = studies ? parse_study(words, *at + 1, o.study) : parse_scan(words, *at + 1, o.scan);
    if (!parsed)
        return parsed.error();
    return o;
}

} // namespace ctl
