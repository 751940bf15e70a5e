# A star or $Important was set or taken away over IMAP. What Sieve flags at delivery does not come here.
# Keywords of junk filters in mail clients ($Junk, Junk) say nothing: programs set them by themselves.
require ["vnd.dovecot.imapsieve", "vnd.dovecot.pipe", "copy", "environment", "variables", "imap4flags"];

if environment :matches "imap.user" "*" {
    set "user" "${1}";
}
if environment :contains "imap.changedflags" ["\\Flagged", "$Important"] {
    if hasflag :is ["\\Flagged", "$Important"] {
        pipe :copy :try "triage-learn" ["flagged", "${user}"];
    } else {
        pipe :copy :try "triage-learn" ["unflagged", "${user}"];
    }
}
