// What `triagectl -h` says.
#include "milter/ctl/options.h"

namespace ctl {

const char* const usage = R"(usage: triagectl [-c FILE] [-s SOCKET] COMMAND

Ask a running daemon, over its stats socket:
  ping | version | help        help lists all commands of the daemon
  show PAGE [json]             info stat health ready breakers workers agents cache
                               load errors sessions config store backup
  metrics                      the Prometheus page
  check                        for Nagios and its kin: 0 OK, 1 WARNING, 2 CRITICAL,
                               3 UNKNOWN, with performance data
For root, the daemon's user and monitoring.admins:
  reload                       read the configuration again, wait for the result
  drain                        be not ready, so that balancers send mail elsewhere
  breaker open|close|reset STAGE
  set loglevel error|warning|info|debug
  backup [--rotate] [FILE]     a copy of the site's memory in store.backup_dir; --rotate:
                               check it, then keep 7 daily, 4 weekly and 12 monthly ones
  export ADDRESS [json]        what the memory has of whose mail that is
  forget ADDRESS               remove that

Over its feedback socket (feedback.socket):
  learn OPINION [OPTIONS] FILE...|-
                               what somebody says of messages that were delivered:
    --important | --unimportant | --category NAME | --threat | --clean
    --undo                     take that back
    --user ADDRESS             whose mail it is (default: the caller's)
    --force                    learn from a message without a valid seal too
  stamp [--rcpt ADDRESS] [FILE]
                               the message with that recipient's own priority, band, level,
                               category and reasons, on standard output

Without a daemon:
  scan [OPTIONS] FILE...|-     triage messages, one line each
  explain [OPTIONS] FILE...|-  the same in full, with evidence and reasons
    --from ADDRESS             envelope sender (default: Return-Path of the file, else From)
    --rcpt ADDRESS             envelope recipient, may be repeated (default: Delivered-To)
    --client foreign|own|authenticated|ADDRESS
                               who sends (default: foreign)
    --budget MS                for one message (default 10000)
    --json                     scan: one JSON object a file
    --headers                  scan: the X-Triage-* fields
    --text                     scan: the text without quotes and signatures
  verify FILE...               whether backups are sound
  restore FILE                 put a backup in the place of store.path; the daemon must not run
  findings [--mdoc]            every finding: group, severity, what it means
  eval threats --hostile DIR... --legit DIR... [--json] [--plot FILE.svg] [--scores FILE.tsv]
                               measure the threat scan on labelled folders
  train threats --hostile DIR... --legit DIR... -o FILE
                               make a content model from labelled folders
    --trust AUTHSERV-ID        believe its Authentication-Results (default: none)
  eval requests FILE... [--json]
                               how well requests are known, on sentences judged Yes or No
  train requests FILE... -o FILE
                               make a model of requests from such sentences
  eval summary DIR... [--json] how good the summary is, on texts with their subjects
  train summary DIR... [--keep DIR] -o FILE
                               make a model that picks it, from mail; what is like a text
                               below --keep is not learnt
  eval priority DIR... [--from DIR]... [--json]
                               how well answers are foretold, replaying mail as it came
  train priority DIR... -o FILE
                               make the model that a site begins with
  eval category DIR... --gold FILE [--final] [--json]
                               how well categories are told, on mail that people have judged
  train category DIR... --gold FILE -o FILE
                               make a model of categories from it
  eval deadlines DIR... --gold FILE [--json]
                               how well dates to act by are found, on mail read for them
  eval signature DIR... [--json]
                               how well signatures are found, on letters that have them marked
  train signature DIR... -o FILE
                               make a model of signatures from such letters

Exit status: 0 ok, 1 error or degraded, 2 usage, 3 no daemon is running.
)";

} // namespace ctl
