# A message came into a folder over IMAP: which one, and from where, says what its owner thinks.
require ["vnd.dovecot.imapsieve", "vnd.dovecot.pipe", "copy", "environment", "variables"];

if environment :matches "imap.user" "*" {
    set "user" "${1}";
}
# At an APPEND this would be the folder itself.
if allof (environment :is "imap.cause" "COPY", environment :matches "vnd.dovecot.mailbox-from" "*") {
    set "from" "${1}";
}
if environment :matches "vnd.dovecot.mailbox-to" "*" {
    set "to" "${1}";
}
pipe :copy :try "triage-learn" ["moved", "${user}", "${from}", "${to}"];
